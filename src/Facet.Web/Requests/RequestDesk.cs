using Facet.Intake;
using Facet.Knowledge;
using Facet.Storage.Clinics;
using Facet.Storage.Site;
using Facet.Triage;
using Facet.Web.Care;
using Facet.Web.Intake;
using Facet.Web.Languages;
using Facet.Web.Settings;
using Facet.Web.Shell;
using Microsoft.Extensions.Options;

namespace Facet.Web.Requests;

/// <summary>What triage says of somebody who asks to be seen.</summary>
/// <param name="IsEmergency">Whether they must be seen now: there is no request.</param>
/// <param name="Tier">The tier's word; <c>unknown</c> where an answer about danger is open, or where one leaves an urgent rule undecided.</param>
/// <param name="Hours">Within how many hours somebody must look; null for the clinic's usual time.</param>
internal sealed record RequestTriage(bool IsEmergency, string Tier, int? Hours)
{
    /// <summary>Whether somebody should look sooner than usual: what is unknown counts as urgent.</summary>
    public bool IsUrgent => TriageWords.ParseTier(Tier) is null or >= TriageTier.Urgent;
}

/// <summary>Requests of the person whose ticket came with the request.</summary>
internal sealed class RequestDesk(IntakeBook book, ClinicalKnowledge knowledge, RequestStore store, QuietReceipts quiet, SettingsShelf shelf, HomeClinic home, ClinicDay day, IOptions<ClinicSettings> clinic, IOptions<RequestSettings> settings)
{
    public const string Contact = "/request/contact";

    /// <summary>An answer about danger that is open is looked at on the same day (triage.yaml: "routed to same-day clinician contact").</summary>
    private const int UnsureHours = 24;

    /// <summary>Until which hour of a working day people are answered: a choice.</summary>
    private const int LastHour = 17;

    private Caller Caller => Caller.Patient(home.Id);

    /// <summary>What triage says now. The answers about danger decide; whatever else is answered counts too.</summary>
    public RequestTriage Look(IReadOnlyDictionary<string, PageAnswer> answers)
    {
        var disposition = RedFlags.Assess(knowledge, book.Profile(knowledge, answers));
        var isUnsure = DangerQuestions.Unsure(book.Questions, answers).Count > 0 || DangerQuestions.Possible(book, knowledge, answers, disposition.Result).Count > 0;
        var hours = disposition.Result.Fired.Where(fired => fired.Rule is { Tier: > TriageTier.None, LimitHours: > 0 }).Select(fired => fired.Rule.LimitHours).Concat(isUnsure ? [UnsureHours] : []).Select(each => (int?)each).Min();
        var tier = disposition.Result.Tier;
        return new(disposition is Disposition.Emergency, isUnsure && tier < TriageTier.Urgent ? "unknown" : tier.Code(), hours);
    }

    /// <summary>Until when somebody answers: by the end of the clinic's working days for it, or sooner where a rule says so.</summary>
    public async Task<DateTimeOffset> Due(RequestTriage triage, CancellationToken cancellation)
    {
        var document = (await shelf.Current(home.Id, cancellation)).Document;
        var (date, left) = (day.Today, Math.Max(1, clinic.Value.AnswerDays));
        for (var ahead = 0; left > 0 && ahead < 366; ahead++)
        {
            date = date.AddDays(1);
            if (document.IsWorkingDay(date)) { left--; }
        }
        // A clinic that is closed every day for a year has not said when it answers: nobody waits that long.
        if (left > 0) { date = day.Today.AddDays(Math.Max(1, clinic.Value.AnswerDays)); }
        var evening = date.ToDateTime(new(LastHour, 0));
        var usual = new DateTimeOffset(evening, day.Zone.GetUtcOffset(evening));
        return triage.Hours is { } hours && day.Now.AddHours(hours) < usual ? day.Now.AddHours(hours).ToUniversalTime() : usual.ToUniversalTime();
    }

    /// <summary>Until when a request without any flag is answered.</summary>
    public Task<DateTimeOffset> UsualDue(CancellationToken cancellation) => Due(new(false, TriageTier.None.Code(), null), cancellation);

    /// <summary>The newest request of this person; null for none.</summary>
    public async Task<ConsultationRequest?> Own(CancellationToken cancellation) => book.Id is { } intake ? await store.OfIntake(Caller, intake, cancellation) : null;

    public Task<ConsultationRequest?> OfReceipt(string secret, CancellationToken cancellation) => store.OfReceipt(Caller, secret, cancellation);

    /// <summary>Hands the request in.</summary>
    /// <remarks>What only a program would fill in is quietly dropped, but never where triage found anything: behind a filled field may still be a person.</remarks>
    public async Task<RequestResult> Make(IReadOnlyDictionary<string, PageAnswer> answers, ContactForm form, CancellationToken cancellation)
    {
        if (book.Id is not { } intake) { return new RequestResult.Absent(); }
        var triage = Look(answers);
        if (form.IsTrapped && !triage.IsUrgent)
        {
            await store.Drop(Caller, intake, cancellation);
            return new RequestResult.Made(Guid.Empty, quiet.New());
        }
        return await store.Make(Caller, new(intake, SiteLanguage.Now, triage.Tier, await Due(triage, cancellation), form.ToContact()), settings.Value.MostPerHour, cancellation);
    }
}
