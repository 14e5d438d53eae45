using System.Globalization;
using Facet.Evidence;
using Facet.Knowledge;

namespace Facet.Planning;

/// <summary>Looks for the smallest change of a single fact, preference or limit that makes another plan best.</summary>
/// <remarks>
/// Facts: those behind rules that keep something out, one at a time as a person without complaints would have answered. Minutes go in steps of 5 to 30 more and to none, visits in steps of 1 to 3 more and
/// to none; the first step that changes the plan is reported. Two changes at once are not looked at.
/// </remarks>
internal sealed class NearestFlips(CarePathway pathway, PathwayResult result, Proposal proposal)
{
    private const int MinutesStep = 5;
    private const int MostMoreMinutes = 30;
    private const int MostMoreVisits = 3;

    private readonly HashSet<string> chosen = [.. proposal.Plan.Chosen.Select(dosed => dosed.Intervention.Id)];

    public IReadOnlyList<Flip> Find() => [.. Facts(), .. Wanted(), .. Goals(), .. Limits()];

    private IEnumerable<Flip> Facts()
    {
        foreach (var input in Behind())
        {
            var (now, facts) = (result.Profile.Facts[input], result.Profile.Facts);
            if (input.Default is not { } usual || (now.IsKnown && now.Low == usual.Low)) { continue; }
            var other = result.Profile.With(pathway.Knowledge, input, usual);
            if (pathway.Recommend(other, pathway.PreferencesOf(other) with { Wanted = result.Preferences.Wanted, Unwanted = result.Preferences.Unwanted }, proposal.Changes) is not { } plan) { continue; }
            if (Compare(FlipKind.Fact, input.Name, facts.Describe(input), other.Facts.Describe(input), plan) is { } flip) { yield return flip; }
        }
    }

    /// <summary>Inputs behind the rules that exclude or hold something of the catalogue.</summary>
    private IEnumerable<InputDefinition> Behind()
    {
        var rules = new HashSet<string>(StringComparer.Ordinal);
        var names = new List<string>();
        foreach (var because in proposal.LeftOut.Select(left => left.Because))
        {
            if (because is LeftOutBecause.Excluded(var by)) { rules.UnionWith(by.Select(exclusion => exclusion.Rule)); }
            if (because is LeftOutBecause.Held(var holds))
            {
                rules.UnionWith(holds.Select(hold => hold.Rule));
                names.AddRange(holds.SelectMany(hold => hold.Open));
            }
        }
        names.AddRange(result.Options.Findings.Where(finding => rules.Contains(finding.Rule)).SelectMany(finding => finding.Because).Select(fact => fact.Fact));
        return names.Distinct().Select(pathway.Knowledge.Dictionary.FindInput).OfType<InputDefinition>();
    }

    private IEnumerable<Flip> Wanted() => proposal.LeftOut
        .Where(left => left.Because is LeftOutBecause.Costs(var points, _) && points < pathway.Settings.WantBonus)
        .Select(left => new Flip(FlipKind.Preference, left.Intervention.Id, "not asked for", "asked for", [left.Intervention.Id], ((LeftOutBecause.Costs)left.Because).InsteadOf));

    private IEnumerable<Flip> Goals()
    {
        foreach (var goal in (Outcome?[])[null, .. OutcomeCodes.All.Select(outcome => (Outcome?)outcome)])
        {
            if (goal == result.Preferences.FirstGoal || Recommend(result.Preferences with { FirstGoal = goal }) is not { } plan) { continue; }
            if (Compare(FlipKind.Preference, "first_goal", Name(result.Preferences.FirstGoal), Name(goal), plan) is { } flip) { yield return flip; }
        }

        static string Name(Outcome? goal) => goal?.Code() ?? "both";
    }

    private IEnumerable<Flip> Limits()
    {
        var preferences = result.Preferences;
        var minutes = preferences.MinutesPerDay;
        foreach (var steps in (IEnumerable<int>[])[Steps(minutes, MinutesStep, minutes + MostMoreMinutes), Steps(minutes, -MinutesStep, 0)])
        {
            if (First(steps, to => preferences with { MinutesPerDay = to }, "minutes_per_day_available", minutes) is { } flip) { yield return flip; }
        }
        if (preferences.VisitsPerWeek is not { } given) { yield break; }
        var visits = (int)given;
        foreach (var steps in (IEnumerable<int>[])[Steps(visits, 1, visits + MostMoreVisits), Steps(visits, -1, 0)])
        {
            if (First(steps, to => preferences with { VisitsPerWeek = to }, "visits_per_week_available", visits) is { } flip) { yield return flip; }
        }
    }

    private Flip? First(IEnumerable<int> steps, Func<int, Preferences> with, string name, int from)
    {
        foreach (var to in steps)
        {
            if (Recommend(with(to)) is { } plan && Compare(FlipKind.Limit, name, Text(from), Text(to), plan) is { } flip) { return flip; }
        }
        return null;

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }

    private static IEnumerable<int> Steps(int from, int step, int to)
    {
        for (var at = from + step; step > 0 ? at <= to : at > to; at += step) { yield return at; }
        if (step < 0 && from > to) { yield return to; }
    }

    private PlanOutline? Recommend(Preferences preferences) => pathway.Recommend(result.Profile, preferences, proposal.Changes);

    private Flip? Compare(FlipKind kind, string name, string from, string to, PlanOutline plan)
    {
        var others = plan.Chosen.Select(dosed => dosed.Intervention.Id).ToList();
        string[] enters = [.. others.Where(id => !chosen.Contains(id))];
        string[] leaves = [.. chosen.Where(id => !others.Contains(id))];
        return enters.Length + leaves.Length == 0 ? null : new(kind, name, from, to, enters, leaves);
    }
}
