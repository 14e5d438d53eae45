using System.CommandLine;
using Facet.Evidence;
using Facet.Planning;
using Facet.Treatments;

namespace Facet.Cli;

/// <summary>What somebody changes in a plan to see what it costs: options of <c>facet plan</c>.</summary>
internal sealed class ChangeOptions
{
    private readonly Option<string[]> locked = new("--lock") { Description = "Ids of interventions that must be in the plan.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> forbidden = new("--forbid") { Description = "Ids of interventions that must not be in the plan.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> unwanted = new("--unwanted") { Description = "Ids of interventions that the patient does not want.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> doses = new("--dose") { Description = "The dose of an intervention if it is in the plan, as intervention=level.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> prescriber = new("--prescriber") { Description = "Whoever asks may prescribe, so that --lock may name a prescriber's medicine." };
    private readonly Option<int?> minutes = new("--minutes") { Description = "Minutes a day for home treatment, in place of the answer." };
    private readonly Option<double?> visits = new("--visits") { Description = "Visits a week, in place of the answer." };
    private readonly Option<double?> budget = new("--budget") { Description = "Most that 12 weeks may cost, in the clinic's currency." };
    private readonly Option<double?> travel = new("--travel") { Description = "Minutes to a visit and back." };
    private readonly Option<string?> goal = new("--goal") { Description = "What the patient puts first: pain or function." };

    public ChangeOptions() => goal.AcceptOnlyFromAmong("pain", "function");

    internal sealed record Asked(PlanChanges Changes, IReadOnlyList<string> Doses, int? Minutes, double? Visits, double? Budget, double? Travel, Outcome? Goal, IReadOnlyList<string> Unwanted)
    {
        public Preferences Over(Preferences answered) => answered with
        {
            MinutesPerDay = Minutes ?? answered.MinutesPerDay,
            VisitsPerWeek = Visits ?? answered.VisitsPerWeek,
            Budget = Budget ?? answered.Budget,
            TravelMinutes = Travel ?? answered.TravelMinutes,
            FirstGoal = Goal ?? answered.FirstGoal,
            Unwanted = Unwanted,
        };

        public IReadOnlyList<Problem> Problems(Catalogue catalogue)
        {
            var problems = new List<Problem>();
            foreach (var dose in Doses.Where(dose => dose.Count(c => c == '=') != 1)) { problems.Add(new("--dose", "not-a-dose", $"'{dose}' is not of the form intervention=level, such as walking=low.")); }
            foreach (var id in Unwanted.Where(id => catalogue.Find(id) is null)) { problems.Add(new("--unwanted", "unknown-intervention", $"'{id}' is not in the catalogue.")); }
            foreach (var (name, value) in ((string, double?)[])[("--minutes", Minutes), ("--visits", Visits), ("--budget", Budget), ("--travel", Travel)])
            {
                if (value is < 0) { problems.Add(new(name, "negative", "It is 0 or more.")); }
            }
            return problems;
        }
    }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[locked, forbidden, unwanted, doses, prescriber, minutes, visits, budget, travel, goal]) { command.Add(option); }
    }

    public Asked Read(ParseResult parsed)
    {
        var given = parsed.GetValue(doses) ?? [];
        var pairs = given.Select(dose => dose.Split('=')).Where(parts => parts.Length == 2);
        var changes = new PlanChanges
        {
            Locked = parsed.GetValue(locked) ?? [],
            Forbidden = parsed.GetValue(forbidden) ?? [],
            Doses = pairs.GroupBy(parts => parts[0], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last()[1], StringComparer.Ordinal),
            ByPrescriber = parsed.GetValue(prescriber),
        };
        return new(changes, given, parsed.GetValue(minutes), parsed.GetValue(visits), parsed.GetValue(budget), parsed.GetValue(travel), parsed.GetValue(goal) is { } word ? OutcomeCodes.Find(word) : null, parsed.GetValue(unwanted) ?? []);
    }
}
