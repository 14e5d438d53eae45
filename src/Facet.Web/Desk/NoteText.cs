using System.Globalization;
using System.Text;
using Facet.Care;

namespace Facet.Web.Desk;

/// <summary>A person's chart as a clinical note in plain text: facts, scores with intervals, the plan and its reasons, and where each comes from.</summary>
internal static class NoteText
{
    private const int Width = 88;

    public static string Of(PatientChart chart, string author, DateTimeOffset now, bool isDraft)
    {
        var note = new StringBuilder();
        Line($"{(chart.Patient.Name.Length > 0 ? chart.Patient.Name : "(erased)")}, {now:yyyy-MM-dd HH:mm} (UTC{now:zzz})");
        Line($"Drawn up by Facet for {author}. {(isDraft ? "Draft knowledge" : "Knowledge")} {chart.Case.Pathway.KnowledgeId[..8]}{(isDraft ? ": no clinician of this clinic has approved these rules" : "")}.");
        if (PlanPause.Of(chart.Record) is { } pause) { Line($"PLAN PAUSED since {pause.Day:yyyy-MM-dd}"); }
        if (WarningWatch.Stop(chart.Record) is { } stop) { Line($"PLAN STOPPED by warning signs: {stop.Why()}"); }
        if (chart.Case.Result is not { } result)
        {
            Heading("Facts");
            Line($"The answers no longer fit the data dictionary: nothing is worked out from them.");
        }
        else
        {
            Heading("Disposition");
            Line($"{CaseText.Of(result.Disposition)} [triage rules]");
            foreach (var fired in result.Disposition.Result.Fired) { Item($"{WorkText.Of(fired.Rule.Tier)}: {fired.Rule.Title} [{fired.Rule.Id}: {string.Join("; ", fired.Because.Select(fact => chart.Case.Say(fact.Fact, fact.Value)))}]"); }
            Heading("What drives the plan");
            foreach (var fact in chart.Case.Driving) { Item($"{chart.Case.Say(fact.Fact, fact.Value)} – {fact.Does[0]} [{chart.Case.SourceOf(fact.Fact)}]"); }
            Heading("Problems");
            foreach (var (words, from) in CaseView.ProblemsOf(chart.Case)) { Item($"{words} [{from}]"); }
            Heading("Medicines");
            foreach (var medicine in result.Profile.Facts.Medicines)
            {
                Item($"{medicine.Ingredient?.Name ?? medicine.Name}{(medicine.MilligramsPerDay is { } mg ? string.Create(CultureInfo.InvariantCulture, $", {mg:0.##} mg a day") : medicine.MicrogramsPerHour is { } rate ? string.Create(CultureInfo.InvariantCulture, $", {rate:0.##} micrograms an hour") : ", dose not known")}");
            }
            var (found, _, not, summary) = CaseText.Medicines(result, chart.Case.Pathway.KnowledgeId[..8]);
            Line($"{summary}");
            foreach (var finding in not) { Item($"NOT CHECKED: {finding.Reason}"); }
            foreach (var finding in found) { Item($"{finding.Effect}: {finding.Reason} [{finding.Rule}]"); }
            Line($"{CaseText.MorphineEquivalents(result)}");
        }
        Heading("Outcomes");
        if (chart.Progress?.DiaryChange is { } diary) { Item($"Diary since {diary.From:yyyy-MM-dd}: {Scores.Diary(diary)} [check-ins]"); }
        foreach (var scores in chart.Progress?.Instruments ?? [])
        {
            Item($"{scores.Instrument.Id}: {scores.Start.Score.Words} ({scores.Start.Day:yyyy-MM-dd}) → {scores.Latest.Score.Words} ({scores.Latest.Day:yyyy-MM-dd}), {Scores.Change(scores)} [questionnaire]");
        }
        if (chart.Progress is null or { Instruments.Count: 0, DiaryChange: null }) { Line($"Nothing to compare yet."); }
        Heading("Plan");
        if (chart.Plan is not { } plan) { Line($"None is signed."); }
        else
        {
            Line($"Version {chart.Plans[^1].Version}, signed by {chart.Plans[^1].Plan.Signer} on {chart.Plans[^1].At.UtcDateTime:yyyy-MM-dd}; {plan.StartsOn:yyyy-MM-dd} to {plan.EndsOn:yyyy-MM-dd}");
            Line($"Expected change in pain: {Expected(plan.Pain)}; in function: {Expected(plan.Function)} (trials of others, no promise)");
            foreach (var item in plan.Items) { Item($"{item.Label}: {item.HowMuch} Why: {item.Why}{(item.Cautions.Count > 0 ? $" Caution: {string.Join(" ", item.Cautions)}" : "")}"); }
        }
        return note.ToString();

        void Heading(string words) => note.Append('\n').Append(words.ToUpperInvariant()).Append('\n');

        void Item(FormattableString words) => Wrap("- ", FormattableString.Invariant(words));

        void Line(FormattableString words) => Wrap("", FormattableString.Invariant(words));

        void Wrap(string mark, string words)
        {
            var line = new StringBuilder(mark);
            foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.Length + word.Length > Width && line.ToString().Trim().Length > 0) { note.Append(line.ToString().TrimEnd()).Append('\n'); line.Clear().Append(' ', mark.Length); }
                line.Append(word).Append(' ');
            }
            note.Append(line.ToString().TrimEnd()).Append('\n');
        }
    }

    private static string Expected(ExpectedChange? change) => change is null ? "no estimate" : string.Create(CultureInfo.InvariantCulture, $"{change.Mean:0.0} points of 100 (95 % prediction interval {change.Best:0.0} to {change.Worst:0.0})");
}
