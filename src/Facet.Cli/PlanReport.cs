using System.Globalization;
using Facet.Evidence;
using Facet.Interop.Json;
using Facet.Planning;
using Facet.Triage;
using Spectre.Console;

namespace Facet.Cli;

/// <summary>A result as tables for people.</summary>
internal static class PlanReport
{
    private const int WidthOfFile = 140;

    public static void Print(CarePathway pathway, PathwayResult result, IReadOnlyList<Problem> remarks)
    {
        if (Console.IsOutputRedirected) { AnsiConsole.Profile.Width = WidthOfFile; }
        var triage = result.Disposition.Result;
        Line($"[bold]{Title(result.Disposition)}[/]");
        Line("[dim]Draft knowledge: no clinician has signed these rules.[/]");
        // What kind of low back pain it is says nothing of somebody whom the rules were not written for.
        if (result.Disposition is not Disposition.OutOfScope) { Line($"Pain: {Escape(triage.Facts.Word(pathway.Knowledge.Dictionary.Find("duration_class")!) ?? "duration unknown")}; {Escape(Profile(pathway, triage))}"); }
        if (result.Profile.Assumed.Count > 0) { Line($"[dim]{result.Profile.Assumed.Count} inputs are not in the file and were read as asked with nothing to report; --left-out unknown reads them as never asked.[/]"); }
        Flags(triage);
        if (triage.Missing.Count > 0) { Missing(pathway, triage); }
        if (result.Planning is PlanningResult.Optimal(var proposal)) { Plan(pathway, result, proposal); }
        if (result.Planning is PlanningResult.Infeasible(var conflicts))
        {
            Line("[bold]No plan meets these limits.[/]");
            foreach (var conflict in conflicts) { Line($"- {Escape(conflict)}"); }
        }
        if (result.Planning is null && triage.Missing.Count == 0) { Interim(result); }
        Medicines(result);
        if (remarks.Count > 0)
        {
            var table = Table("What the record says and Facet could not use", "Where", "What");
            foreach (var (path, _, message) in remarks) { Row(table, path, message); }
            AnsiConsole.Write(table);
        }
    }

    private static string Title(Disposition disposition) => disposition switch
    {
        Disposition.Emergency => "EMERGENCY: to be seen now. No plan.",
        Disposition.Urgent => "URGENT: to be seen first. Only interim items until then.",
        Disposition.OutOfScope => "OUT OF SCOPE: these rules are not for this person. No plan.",
        Disposition.Incomplete => "INCOMPLETE: no plan until these questions are answered.",
        Disposition.Cleared { NeedsReviewFirst: true } => "PLAN, to be released only after a clinician has reviewed the flags.",
        _ => "PLAN",
    };

    private static string Profile(CarePathway pathway, TriageResult triage)
    {
        var labels = pathway.Knowledge.Profiles.Where(profile => triage.Facts.Flag(profile.Fact.Slot) == Truth.Yes).Select(profile => profile.Label).ToList();
        return labels.Count > 0 ? string.Join("; ", labels) : "no profile";
    }

    private static void Flags(TriageResult triage)
    {
        if (triage.Fired.Count == 0) { return; }
        var table = Table("Red flags", "Rule", "Tier", "Within", "What to do", "Because", "Checked");
        foreach (var (rule, because) in triage.Fired)
        {
            Row(table, rule.Id, rule.Tier.Code(), rule.LimitHours == 0 ? "now" : $"{rule.LimitHours} h", $"{rule.Title}. {rule.Action}", Facts(because), rule.Checked.ToString());
        }
        AnsiConsole.Write(table);
        Line("[bold]Tell the patient:[/]");
        foreach (var (rule, _) in triage.Fired) { Line($"- {Escape(rule.PatientText)}"); }
    }

    private static void Missing(CarePathway pathway, TriageResult triage)
    {
        var table = Table("Questions that stand between this person and a safe plan", "Input", "Question");
        foreach (var name in triage.Missing)
        {
            Row(table, name, pathway.Questionnaire.PageFor(name)?.Title ?? pathway.Knowledge.Dictionary.FindInput(name)?.Ask ?? "Which medicines are taken now?");
        }
        AnsiConsole.Write(table);
    }

    private static void Plan(CarePathway pathway, PathwayResult result, Proposal proposal)
    {
        var table = Table("In the plan", "What", "Dose and stop rule", "Expected: pain; function", "Adds (points)", "Why");
        foreach (var item in proposal.Items)
        {
            var expected = item.Pain is null && item.Function is null ? "no estimate" : $"{Text(item.Pain)}; {Text(item.Function)}";
            Row(table, $"{item.Intervention.Label} ({item.Intervention.Family.Code()})", $"{item.Level.Label}. {item.Intervention.Stop}", expected, Adds(item), $"{string.Join(" ", item.Why)} {Cite(item)}".Trim());
        }
        AnsiConsole.Write(table);
        Line($"Whole plan: pain {Escape(Text(proposal.Pain))}, function {Escape(Text(proposal.Function))} (points of 100, negative is better, 95 % prediction interval).");
        Line($"Chance that people like this improve by {OutcomeCodes.ImportantDifference} points on average: pain {Chance(proposal.Pain)}, function {Chance(proposal.Function)}, if the model of the trials holds; nothing is taken off for bias.");
        Line(string.Create(CultureInfo.InvariantCulture, $"Asks {proposal.HomeMinutesPerWeek} minutes a week at home, {proposal.VisitsPerWeek} visits in the busiest week, {proposal.Plan.Visits} in all; {proposal.Plan.HoursPerWeek:0.0} hours a week over 12 weeks."));
        Line(string.Create(CultureInfo.InvariantCulture, $"Worth {proposal.Value:0.0} points under the clinic's exchange rates: {string.Join(", ", ProposalDocument.Terms(proposal.Plan.Terms).Where(term => Math.Abs(term.Points) >= 0.05).Select(term => string.Create(CultureInfo.InvariantCulture, $"{term.Name.Replace('_', ' ')} {term.Points:+0.0;-0.0}")))}. {(proposal.Proof.IsOptimal ? "Proved best of all plans within the limits" : string.Create(CultureInfo.InvariantCulture, $"No plan is worth over {proposal.Proof.Bound:0.00}"))} ({proposal.Proof.Nodes} nodes)."));
        if (!proposal.Changes.IsNone) { Line(string.Create(CultureInfo.InvariantCulture, $"[bold]Your changes cost {proposal.CostOfChanges:0.0} points[/] against the best plan without them.")); }
        Alternatives(proposal);
        var others = Table("Not in the plan", "What", "Why not", "Rules");
        foreach (var (intervention, because) in proposal.LeftOut.Where(left => left.Because is not LeftOutBecause.NotCalledFor))
        {
            var (_, detail, rules) = ProposalDocument.Words(because);
            Row(others, $"{intervention.Label} ({intervention.Family.Code()})", detail, string.Join(", ", rules));
        }
        AnsiConsole.Write(others);
        Line($"Nothing about this person calls for: {Escape(string.Join("; ", proposal.LeftOut.Where(left => left.Because is LeftOutBecause.NotCalledFor).Select(left => left.Intervention.Label)))}.");
        if (result.Options.ExerciseSets.Count > 0)
        {
            var sets = Table("Exercises that may be done", "Set", "Exercises");
            foreach (var (set, exercises) in result.Options.ExerciseSets) { Row(sets, set.Replace('_', ' '), string.Join(", ", exercises.Select(exercise => exercise.Name))); }
            AnsiConsole.Write(sets);
        }
        if (pathway.Flips(result) is { Count: > 0 } flips)
        {
            var table2 = Table("What would change the plan (each alone)", "What", "From", "To", "Comes in", "Goes");
            foreach (var flip in flips) { Row(table2, flip.Name, flip.From, flip.To, string.Join(", ", flip.Enters), string.Join(", ", flip.Leaves)); }
            AnsiConsole.Write(table2);
        }
        Line("[bold]What we are unsure of[/]");
        foreach (var line in proposal.Unsure) { Line($"- {Escape(line)}"); }
    }

    private static void Alternatives(Proposal proposal)
    {
        var table = Table("Side by side", "Best at", "Pain; function", "Home min a week", "Visits", "Hours a week", "Value", "What");
        foreach (var (kinds, plan, _) in proposal.Alternatives)
        {
            Row(
                table,
                string.Join(", ", kinds.Select(kind => kind.Code().Replace('_', ' '))),
                $"{Text(plan.Pain)}; {Text(plan.Function)}",
                plan.HomeMinutesPerWeek.ToString(CultureInfo.InvariantCulture),
                plan.Visits.ToString(CultureInfo.InvariantCulture),
                plan.HoursPerWeek.ToString("0.0", CultureInfo.InvariantCulture),
                plan.Value.ToString("0.0", CultureInfo.InvariantCulture),
                Names(plan.Chosen.Where(dosed => !dosed.Intervention.IsAlways)));
        }
        AnsiConsole.Write(table);
        foreach (var (kind, conflicts) in proposal.NoAlternatives) { Line($"No plan for: {kind.Code().Replace('_', ' ')}. {Escape(string.Join(" ", conflicts))}"); }
        if (proposal.Next is { } next)
        {
            Line(string.Create(CultureInfo.InvariantCulture, $"The next best plan is worth {next.Less:0.00} points less: {(next.Adds.Count > 0 ? $"with {Escape(Names(next.Adds))}" : "")}{(next.Adds.Count > 0 && next.Drops.Count > 0 ? ", " : "")}{(next.Drops.Count > 0 ? $"without {Escape(Names(next.Drops))}" : "")}."));
        }
    }

    /// <summary>The weeks of the recommended plan, those with the same days together.</summary>
    public static void Weeks(CarePathway pathway, PathwayResult result, DateOnly startsOn)
    {
        if (result.Planning is not PlanningResult.Optimal(var proposal)) { return; }
        switch (WeekLayout.LayOut(PlanLayout.Of(proposal.Plan, result.Preferences, pathway.Settings, startsOn)))
        {
            case LayoutResult.LaidOut(var calendar):
                foreach (var weeks in calendar.Days.GroupBy(day => day.Week).GroupBy(week => string.Join('|', week.Select(day => string.Join(';', day.Entries.Select(Entry))))))
                {
                    var table = Table($"Week {string.Join(", ", weeks.Select(week => week.Key))}", "Day", "What");
                    foreach (var day in weeks.First()) { Row(table, $"{day.Date.DayOfWeek}{(day.IsRestDay ? " (rest day)" : "")}", string.Join("; ", day.Entries.Select(Entry))); }
                    AnsiConsole.Write(table);
                }
                var dates = Table("Dates", "Date", "What is due");
                foreach (var day in calendar.Days.Where(day => day.Events.Count > 0)) { Row(dates, day.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), string.Join("; ", day.Events.Select(due => $"{due.Kind} {due.ItemId}{(due.Instruments.Count > 0 ? $" ({string.Join(", ", due.Instruments)})" : "")}".Trim()))); }
                AnsiConsole.Write(dates);
                Line(string.Create(CultureInfo.InvariantCulture, $"Layout: {calendar.Proof.Cost} points, {(calendar.Proof.IsOptimal ? "proved best" : $"none below {calendar.Proof.Bound}")} ({calendar.Proof.Nodes} nodes)."));
                break;
            case LayoutResult.Conflict(var rules, var relaxations):
                Line("[bold]The plan does not fit into weeks.[/]");
                foreach (var rule in rules) { Line($"- cannot be kept together: {Escape(rule.Words)}"); }
                foreach (var relaxation in relaxations) { Line($"- would help: {Escape(relaxation.Words)}"); }
                break;
            default:
                Line("The layout in weeks was not decided within the work limit.");
                break;
        }

        static string Entry(CalendarEntry entry) => $"{entry.Part.ToString().ToLowerInvariant()}: {entry.ItemId}{(entry.Kind == CalendarEntryKind.Session ? " visit" : "")} {entry.Minutes} min";
    }

    private static string Names(IEnumerable<Dosed> chosen) => string.Join("; ", chosen.Select(dosed => $"{dosed.Intervention.Id} {dosed.Level.Id}"));

    private static string Adds(PlanItem item) => item.Intervention.IsAlways ? "in every plan"
        : double.IsFinite(item.Adds) ? string.Create(CultureInfo.InvariantCulture, $"{item.Adds:0.0} ({item.AddsWithin.Low:0.0} to {item.AddsWithin.High:0.0})") : "no plan without it";

    private static string Chance(Effect? effect) => effect is { } known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known.ChanceOf(OutcomeCodes.ImportantDifference):0} %") : "unknown";

    private static void Interim(PathwayResult result)
    {
        var table = Table("Until then", "Item", "What");
        foreach (var recommendation in result.Options.Recommendations) { Row(table, recommendation.Id, recommendation.Label); }
        AnsiConsole.Write(table);
    }

    private static void Medicines(PathwayResult result)
    {
        var taken = result.Disposition.Result.Facts.Medicines;
        var findings = result.Options.Findings.Where(finding => finding.Kind is "interaction" or "duplicate" or "taper" or "not_checked" || (finding.Kind == "medicine" && taken.Count > 0 && finding.Effect is not "inform")).ToList();
        if (findings.Count == 0) { return; }
        var table = Table("Medicines", "Rule", "About", "Effect", "Why", "Checked");
        foreach (var finding in findings) { Row(table, finding.Rule, finding.Technique ?? "all", finding.Effect, finding.Reason, finding.Checked.ToString()); }
        AnsiConsole.Write(table);
        if (taken.Count > 0) { Line($"Morphine equivalents (CDC 2022 table): {(result.Options.MorphineEquivalents is { } mme ? $"{mme.ToString("0.##", CultureInfo.InvariantCulture)} mg a day" : "unknown")}"); }
    }

    private static string Cite(PlanItem item) => $"[{string.Join(", ", item.CalledForBy.Concat(item.Intervention.Sources))}; checked: {item.Intervention.Checked}]";

    private static string Text(Effect? effect) => effect is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.Mean:0.0} ({known.Best:0.0} to {known.Worst:0.0})") : "no estimate";

    private static string Facts(IReadOnlyList<Knowledge.KnownFact> facts) => string.Join("; ", facts.Select(fact => $"{fact.Fact} = {fact.Value}"));

    private static Table Table(string title, params string[] columns)
    {
        var table = new Table { Border = TableBorder.Minimal, Title = new(Escape(title)), Expand = true };
        foreach (var column in columns) { table.AddColumn(Escape(column)); }
        return table;
    }

    private static void Row(Table table, params string[] cells) => table.AddRow([.. cells.Select(cell => new Markup(Escape(cell)))]);

    private static void Line(string markup) => AnsiConsole.MarkupLine(markup);

    private static string Escape(string text) => Markup.Escape(text);
}
