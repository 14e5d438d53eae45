using System.Globalization;
using Facet.Care;
using Facet.Outcomes;
using Facet.Storage.Care;
using Facet.Storage.Desk;

namespace Facet.Web.Desk;

/// <summary>What kind of thing stands in a timeline.</summary>
internal enum TimelineKind
{
    Intake,
    Plans,
    Visits,
    Questionnaires,
    Diary,
    Messages,
    Tasks,
    Overrides,
    Access,
}

/// <summary>Something that happened with a person.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="Kind">What kind.</param>
/// <param name="Text">What.</param>
/// <param name="From">Where it is written.</param>
internal sealed record TimelineRow(DateTimeOffset At, TimelineKind Kind, string Text, string From);

/// <summary>Everything that happened with a person, newest first.</summary>
internal static class Timeline
{
    public static IReadOnlyList<TimelineRow> Of(Chart chart, IReadOnlyList<SignedPlan> plans, IReadOnlyList<Recorded> record, IReadOnlyList<Look> looks, IReadOnlyDictionary<string, string> names)
    {
        string Who(string actor) => actor switch { "patient" => "the patient", "facet" => "the program", _ => names.GetValueOrDefault(actor, "somebody") };
        static string What(ChartOverride each) => each.Intervention.Length > 0 ? $"{each.Rule} for {each.Intervention}" : each.Rule;
        return
        [
            .. new IEnumerable<TimelineRow>[]
            {
                [new(chart.Began, TimelineKind.Intake, "began the intake", "intake")],
                chart.Proposals.Select(each => new TimelineRow(each.At, TimelineKind.Intake, $"planning ended with: {each.Outcome.ToString().ToLowerInvariant()}", $"proposal {each.Version}")),
                plans.Select(plan => new TimelineRow(plan.At, TimelineKind.Plans, string.Create(CultureInfo.InvariantCulture, $"plan {plan.Version} signed by {plan.Plan.Signer}, from {plan.Plan.StartsOn:yyyy-MM-dd}{(plan.Plan.Reason.Length > 0 ? $": {plan.Plan.Reason}" : "")}"), "signed plan")),
                chart.Visits.Select(visit => new TimelineRow(visit.Starts, TimelineKind.Visits, $"{visit.Item}, {visit.Minutes} min{(visit.With.Length > 0 ? $" with {visit.With}" : "")}: {visit.State}", "booking")),
                record.Select(each => new TimelineRow(each.At, KindOf(each.Entry), string.Create(CultureInfo.InvariantCulture, $"{EntryText.Of(each.Entry)}{(DateOnly.FromDateTime(each.At.UtcDateTime) == each.Entry.Day ? "" : $" (about {each.Entry.Day:yyyy-MM-dd})")}"), $"record, entry {each.Sequence}")),
                chart.Tasks.SelectMany(task => (TimelineRow[])[new(task.At, TimelineKind.Tasks, $"{WorkText.Of(WorkKinds.OfTask(task.Kind))}: {task.Text}", "task"), .. task.Answered is { } answered ? (TimelineRow[])[new(answered, TimelineKind.Tasks, $"{Who(task.By!)} answered: {task.Answer}", "answer to a task")] : []]),
                chart.Overrides.SelectMany(each => (TimelineRow[])[new(each.At, TimelineKind.Overrides, $"{Who(each.Author)} overrode {What(each)} ({each.Code}): {each.Text}. {(each.Answer is { } answer ? $"Second clinician: {answer}." : "No second signature.")}{(each.Withdrawal is null ? "" : " Withdrawn since.")}", "override"), .. each.Withdrawal is { } taken ? (TimelineRow[])[new(taken.At, TimelineKind.Overrides, $"{Who(taken.Author)} withdrew the override of {What(each)}: {taken.Text}", "withdrawal of an override")] : []]),
                looks.GroupBy(look => (DateOnly.FromDateTime(look.At.UtcDateTime), look.Account, look.Action)).Select(each => each.First()).Select(look => new TimelineRow(look.At, TimelineKind.Access,
                    $"{look.Name} {look.Action switch { CareTeamStore.ByTeam => "opened the record (care team)", CareTeamStore.ByReason => $"opened the record{(look.Reason is { } reason ? $": {AccessCodes.Label(reason.Code)}, {reason.Text}" : "")}", CareTeamStore.ByIntake => "opened the intake", CareTeamStore.ByLog => "looked at who had looked", _ => "was asked for a reason and not let in" }}", "audit")),
            }.SelectMany(rows => rows).OrderByDescending(row => row.At).ThenBy(row => row.Kind).ThenBy(row => row.Text, StringComparer.Ordinal),
        ];
    }

    public static string Of(TimelineKind kind) => kind switch { TimelineKind.Diary => "Diary and home", TimelineKind.Tasks => "Tasks and answers", _ => kind.ToString() };

    private static TimelineKind KindOf(CareEntry entry) => entry switch
    {
        QuestionnaireAnswers => TimelineKind.Questionnaires,
        Message or MessagesRead => TimelineKind.Messages,
        PlanPaused or PlanResumed => TimelineKind.Plans,
        WarningCleared or ItemCleared or ReviewAsked or WorkAnswered or ErasureRequested or ErasureDeclined or WarningAnswers => TimelineKind.Tasks,
        SessionRated => TimelineKind.Visits,
        _ => TimelineKind.Diary,
    };
}
