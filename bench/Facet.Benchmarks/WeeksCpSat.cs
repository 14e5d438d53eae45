using Facet.Tests.Planning;
using Google.OrTools.Sat;

namespace Facet.Benchmarks;

/// <summary>The same two problems for CP-SAT (Google OR-Tools), as peer and as oracle.</summary>
internal static class WeeksCpSat
{
    private const int Days = 7;
    private const int Parts = 3;
    private const string Limits = "num_workers:1 random_seed:1 max_time_in_seconds:30";

    internal sealed record Answer(double Value, double Bound, bool IsOptimal);

    public static Answer Template(EightFamiliesWeek weeks)
    {
        var model = new CpModel();
        var goal = LinearExpr.NewBuilder();
        var doses = Regimen(model, weeks, goal, 1);
        Week(model, weeks, doses, goal, (f, slot) => weeks.Points[f][slot], isRound: true);
        return Solve(model, goal, Limits);
    }

    public static Answer TwelveWeeks(EightFamiliesWeek weeks, double gap)
    {
        var model = new CpModel();
        var goal = LinearExpr.NewBuilder();
        BoolVar[][]? before = null;
        var days = Enumerable.Range(0, EightFamilies.Count).Select(_ => new List<ILiteral?[]>()).ToArray();
        for (var phase = 0; phase < 3; phase++)
        {
            var doses = Regimen(model, weeks, goal, 4);
            for (var f = 0; f < EightFamilies.Count && before is not null; f++)
            {
                for (var d = 0; d < doses[f].Length; d++)
                {
                    for (var e = 0; e < doses[f].Length; e++)
                    {
                        if (Math.Abs(d - e) > 1) { model.AddBoolOr([before[f][d].Not(), doses[f][e].Not()]); }
                    }
                }
            }
            before = doses;
            for (var week = 4 * phase; week < 4 * (phase + 1); week++)
            {
                var own = week;
                var held = Week(model, weeks, doses, goal, (f, slot) => weeks.PointsIn(own, f, slot), isRound: false);
                for (var f = 0; f < held.Length; f++) { days[f].Add(held[f]); }
            }
        }
        for (var f = 0; f < days.Length; f++)
        {
            var line = days[f].SelectMany(week => week).ToList();
            for (var from = 0; from < line.Count; from++)
            {
                for (var to = from + 1; to < from + weeks.DaysBetween[f] && to < line.Count; to++)
                {
                    if (from / Days != to / Days && line[from] is { } one && line[to] is { } other) { model.AddAtMostOne([one, other]); }
                }
            }
        }
        return Solve(model, goal, $"{Limits} relative_gap_limit:{gap}");
    }

    /// <summary>One dose for each modality within the limits; <paramref name="times"/> its value in the goal.</summary>
    private static BoolVar[][] Regimen(CpModel model, EightFamiliesWeek weeks, LinearExprBuilder goal, int times)
    {
        var patient = weeks.Patient;
        var doses = Enumerable.Range(0, EightFamilies.Count).Select(f => Enumerable.Range(0, EightFamilies.Doses[f] + 1).Select(_ => model.NewBoolVar("")).ToArray()).ToArray();
        var (cost, minutes, risk, count) = (LinearExpr.NewBuilder(), LinearExpr.NewBuilder(), LinearExpr.NewBuilder(), LinearExpr.NewBuilder());
        for (var f = 0; f < doses.Length; f++)
        {
            model.AddExactlyOne(doses[f]);
            for (var d = 1; d < doses[f].Length; d++)
            {
                cost.AddTerm(doses[f][d], patient.Costs[f][d]);
                minutes.AddTerm(doses[f][d], patient.Minutes[f][d]);
                risk.AddTerm(doses[f][d], patient.Risks[f][d]);
                count.AddTerm(doses[f][d], 1);
                goal.AddTerm(doses[f][d], times * patient.Effects[f][d]);
                if (patient.IsContraindicated[f]) { model.Add(doses[f][d] == 0); }
            }
            for (var g = f + 1; g < doses.Length; g++)
            {
                var table = patient.Together[f, g];
                var excluded = patient.Excluded.Contains((f, g));
                for (var d = 1; d < doses[f].Length; d++)
                {
                    for (var e = 1; e < doses[g].Length; e++)
                    {
                        if (excluded) { model.AddAtMostOne([doses[f][d], doses[g][e]]); continue; }
                        if (table[d, e] == 0) { continue; }
                        var both = model.NewBoolVar("");
                        if (table[d, e] > 0) { model.AddImplication(both, doses[f][d]); model.AddImplication(both, doses[g][e]); }
                        else { model.AddBoolOr([doses[f][d].Not(), doses[g][e].Not(), both]); }
                        goal.AddTerm(both, times * table[d, e]);
                    }
                }
            }
        }
        model.Add(cost <= patient.Budget);
        model.Add(minutes <= patient.MinutesAtMost);
        model.Add(risk <= patient.RiskAtMost);
        model.Add(count <= patient.ModalitiesAtMost);
        return doses;
    }

    /// <summary>The sessions of a week; whether each modality has one, by day.</summary>
    private static ILiteral?[][] Week(CpModel model, EightFamiliesWeek weeks, BoolVar[][] doses, LinearExprBuilder goal, Func<int, int, double> points, bool isRound)
    {
        var held = new ILiteral?[doses.Length][];
        var minutes = Enumerable.Range(0, Days).Select(_ => LinearExpr.NewBuilder()).ToArray();
        for (var f = 0; f < doses.Length; f++)
        {
            var (own, sessions) = (f, LinearExpr.NewBuilder());
            held[f] = new ILiteral?[Days];
            for (var day = 0; day < Days; day++)
            {
                var parts = Enumerable.Range(Parts * day, Parts).Where(slot => !double.IsNegativeInfinity(points(own, slot))).Select(slot => (Slot: slot, Is: model.NewBoolVar(""))).ToList();
                if (parts.Count == 0) { continue; }
                var any = model.NewBoolVar("");
                held[f][day] = any;
                model.AddExactlyOne([.. parts.Select(part => (ILiteral)part.Is), any.Not()]);
                foreach (var (slot, part) in parts) { goal.AddTerm(part, (long)points(f, slot)); }
                sessions.AddTerm(any, 1);
                minutes[day].AddTerm(any, weeks.SessionMinutes[f]);
            }
            for (var d = 1; d < doses[f].Length; d++) { sessions.AddTerm(doses[f][d], -weeks.Sessions(f, d)); }
            model.Add(sessions == 0);
            for (var from = 0; from < Days; from++)
            {
                for (var to = from + 1; to < from + weeks.DaysBetween[f]; to++)
                {
                    if ((to < Days || isRound) && held[f][from] is { } one && held[f][to % Days] is { } other) { model.AddAtMostOne([one, other]); }
                }
            }
        }
        for (var day = 0; day < Days; day++) { model.Add(minutes[day] <= (long)weeks.MinutesOnDay[day]); }
        return held;
    }

    private static Answer Solve(CpModel model, LinearExprBuilder goal, string parameters)
    {
        model.Maximize(goal);
        var solver = new CpSolver { StringParameters = parameters };
        var status = solver.Solve(model);
        return status is CpSolverStatus.Optimal or CpSolverStatus.Feasible ? new(solver.ObjectiveValue, solver.BestObjectiveBound, status == CpSolverStatus.Optimal) : new(double.NegativeInfinity, double.NegativeInfinity, status == CpSolverStatus.Infeasible);
    }
}
