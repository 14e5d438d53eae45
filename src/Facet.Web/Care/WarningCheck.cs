using Facet.Care;
using Facet.Intake;
using Facet.Knowledge;
using Facet.Planning;
using Facet.Storage.Care;
using Facet.Storage.Intake;
using Facet.Triage;
using Facet.Web.Intake;
using StoredAnswer = Facet.Web.Intake.StoredAnswer;

namespace Facet.Web.Care;

/// <summary>Asks the full set of questions about warning signs again and lets triage decide, with everything else that the person said at the intake.</summary>
internal sealed class WarningCheck(IntakeStore intakes, PatientStore patients, CarePathway pathway)
{
    /// <summary>Hours to somebody's look where answers stay open: the same day and night (policy.incomplete of rules/triage.yaml).</summary>
    private const int OpenHours = 24;

    private Questionnaire Questions => pathway.Questionnaire;

    /// <summary>The pages of the full set that this person is asked: those that everybody is asked, and, once these are answered, what follows from the answers.</summary>
    public IReadOnlyList<QuestionPage> Shown(IReadOnlyDictionary<string, PageAnswer> answers)
    {
        var set = Questions.Pages.Where(page => page.Section.Id == Questions.Sections[0].Id).ToList();
        var first = set.Where(page => page.When is null).ToList();
        return first.TrueForAll(page => answers.ContainsKey(page.Id)) ? [.. Questions.Shown(answers).Where(set.Contains)] : first;
    }

    /// <summary>The pages of the full set that everybody is asked.</summary>
    public static IReadOnlyList<string> AskedOfAll(Questionnaire questions) => [.. questions.Pages.Where(page => DangerQuestions.IsInPart(questions, page) && page.When is null).Select(page => page.Id)];

    /// <summary>The last answers of the intake to pages outside the full set; those stay as they were.</summary>
    /// <returns>Null when the clinic has no such patient.</returns>
    public async Task<IReadOnlyDictionary<string, PageAnswer>?> Intake(Storage.Clinics.Caller caller, PatientId patient, CancellationToken cancellation) =>
        await patients.Find(caller, patient, cancellation) is { } found && await intakes.At(caller, found.Intake, null, cancellation) is { } at
            ? at.Pages.Where(page => Questions.Find(page.Key) is not null).ToDictionary(page => page.Key, page => StoredAnswer.Read(page.Value), StringComparer.Ordinal)
            : null;

    /// <summary>What triage makes of the new answers.</summary>
    /// <param name="intake">All answers of the intake.</param>
    /// <param name="answers">The new answers to the full set.</param>
    /// <param name="day">The day.</param>
    public WarningAnswers Decide(IReadOnlyDictionary<string, PageAnswer> intake, IReadOnlyDictionary<string, PageAnswer> answers, DateOnly day)
    {
        var before = Assess(intake).Result.Fired.Select(fired => fired.Rule.Id).ToHashSet(StringComparer.Ordinal);
        // What the set asks for is taken from today's answers alone, wherever it was answered before.
        var asked = Questions.Pages.Where(page => page.Section.Id == Questions.Sections[0].Id).SelectMany(page => page.Inputs).Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        var others = intake.Where(page => Questions.Find(page.Key)!.Section.Id != Questions.Sections[0].Id)
            .Select(page => KeyValuePair.Create(page.Key, page.Value with { Values = page.Value.Values.Where(value => !asked.Contains(value.Key)).ToDictionary(StringComparer.Ordinal) }));
        var now = Assess(others.Concat(answers).ToDictionary(StringComparer.Ordinal));
        var stops = now is not Disposition.Cleared;
        // An open answer can hide danger, whatever else there is: somebody looks the same day. Where danger is plain, nothing waits for the rest.
        IReadOnlyList<string> open = now is Disposition.Emergency ? [] : now.Result.Missing;
        // What a clinician knew when signing asks for nobody again, unless it stops the plan.
        var rules = now.Result.Fired.Where(fired => (stops && now is not Disposition.Incomplete) || !before.Contains(fired.Rule.Id)).Select(fired => fired.Rule).Where(rule => rule.Tier > TriageTier.None).ToList();
        var tier = rules.Count > 0 ? rules.Max(rule => rule.Tier) : stops ? TriageTier.Urgent : TriageTier.None;
        var hours = rules.Count > 0 ? rules.Where(rule => rule.Tier == tier).Min(rule => rule.LimitHours) : stops ? OpenHours : 0;
        return new()
        {
            Day = day,
            Pages = answers.ToDictionary(page => page.Key, page => StoredAnswer.Write(page.Value), StringComparer.Ordinal),
            Disposition = Interop.Json.PathwayDocument.Code(now),
            Rules = [.. rules.Select(rule => rule.Id)],
            Tier = open.Count > 0 && tier < TriageTier.Urgent ? TriageTier.Urgent : tier,
            Hours = open.Count > 0 ? Math.Min(OpenHours, hours) : hours,
            Open = open.Count > 0 ? open : null,
            Stops = stops,
        };
    }

    private Disposition Assess(IReadOnlyDictionary<string, PageAnswer> answers) => pathway.Profile(Questions.Gather(answers)).TryGet(out var profile, out var problems)
        ? RedFlags.Assess(pathway.Knowledge, profile)
        // Codes only: a message may repeat an answer, and this ends in the log.
        : throw new InvalidOperationException($"Stored answers do not fit the data dictionary: {string.Join(", ", problems.Select(problem => problem.Code))}.");
}
