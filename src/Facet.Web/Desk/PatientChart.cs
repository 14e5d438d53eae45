using Facet.Care;
using Facet.Intake;
using Facet.Outcomes;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Desk;
using Facet.Web.Care;
using Facet.Web.Outcomes;
using Facet.Web.SignIn;

namespace Facet.Web.Desk;

/// <summary>One person as their page and their note show them.</summary>
internal sealed record PatientChart(
    Patient Patient, IReadOnlyList<SignedPlan> Plans, CarePlan? Plan, IReadOnlyList<Recorded> Record, Case Case, Progress? Progress, Chart Chart, IReadOnlyList<Look> Looks, IReadOnlyDictionary<string, string> Names)
{
    /// <summary>Places that hurt, oldest first: from the intake and from each check-in that named any.</summary>
    public IReadOnlyList<(DateOnly Day, IReadOnlyList<string> Regions, string From)> Bodies
    {
        get
        {
            var maps = new List<(DateOnly, IReadOnlyList<string>, string)>();
            if (Case.Result is { } result && Case.Pathway.Knowledge.Dictionary.Find("pain_site") is { } site && result.Profile.Facts.Words(site) is { } regions)
            {
                var answer = Case.Pathway.Questionnaire.Pages.FirstOrDefault(page => page.Kind == PageKind.BodyMap) is { } page ? Case.Answers.GetValueOrDefault(page.Id) : null;
                maps.Add((DateOnly.FromDateTime((answer?.At ?? Chart.Began).UtcDateTime), regions, "intake"));
            }
            maps.AddRange(Record.Where(each => each.Entry is CheckIn { Regions: not null }).OrderBy(each => each.Entry.Day).ThenBy(each => each.Sequence).Select(each => (each.Entry.Day, ((CheckIn)each.Entry).Regions!, "check-in")));
            return [.. maps.OrderBy(map => map.Item1)];
        }
    }
}

/// <summary>Reads one person's chart.</summary>
internal sealed class ChartDesk(PatientStore patients, CarePlanStore plans, EntryLog log, CaseDesk cases, ChartStore charts, CareTeamStore team, AccountStore accounts, MyPlans versions, PlanShelf shelf, OutcomeMeasures measures, ClinicDay day)
{
    private const int MostLooks = 200;

    /// <returns>Null when the clinic has no such patient.</returns>
    public async Task<PatientChart?> Read(StaffMember member, PatientId id, CancellationToken cancellation)
    {
        if (await patients.Find(member.Caller, id, cancellation) is not { } patient || await cases.Read(member.Caller, patient.Intake, cancellation) is not { } of || await charts.Read(member.Caller, patient.Intake, cancellation) is not { } chart)
        {
            return null;
        }
        var signed = await plans.All(member.Caller, id, cancellation);
        IReadOnlyList<Recorded> record = [.. (await log.Read(member.Caller, id, null, cancellation) ?? []).Select(MyRecord.Entry).OfType<Recorded>()];
        var progress = signed.Count > 0 ? Progress.Of(measures, await versions.Of(member.Caller, id), record, day.Today) : null;
        return new(patient, signed, signed.Count > 0 ? shelf.Open(signed[^1]) : null, record, of, progress, chart, await team.Looks(member.Caller, id, MostLooks, cancellation), await accounts.Names(member.Caller, cancellation));
    }
}
