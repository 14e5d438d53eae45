using Facet.Planning;
using Google.OrTools.Sat;

namespace Facet.Tests.Planning;

/// <summary>The same choice problems solved by CP-SAT, as an oracle that shares nothing with the search.</summary>
/// <remarks>
/// Everything is an integer there: points are counted in millionths, doses in hundredths, uses in millionths. The spread of an outcome is bounded from below by tangents, added where the last answer showed too little
/// (outer approximation), until the bound and the best plan seen meet.
/// </remarks>
internal static class CpSat
{
    /// <summary>Points by which the rounding of coefficients and the last tangent can miss.</summary>
    public const double Tolerance = 1e-3;

    private const double Scale = 1e6;
    private const int DoseScale = 100;
    private const string OneWorker = "num_workers:1 random_seed:1";

    // Twice as fast as the defaults on these problems.
    private const string Linear = OneWorker + " linearization_level:2";

    /// <summary>The value of the best plan; <see langword="null"/> where none is allowed.</summary>
    /// <param name="model">The problem.</param>
    /// <param name="solves">How many times the solver ran.</param>
    public static double? Best(RegimenModel model, out int solves)
    {
        solves = 0;
        var (cp, spread) = (new CpModel(), new List<IntVar?>());
        var take = model.Items.Select(item => item.Levels.Select(_ => cp.NewBoolVar("")).ToArray()).ToArray();
        var isIn = model.Items.Select((item, i) =>
        {
            var any = cp.NewBoolVar("");
            cp.Add(LinearExpr.Sum(take[i]) == any);
            if (item.IsMandatory) { cp.Add(any == 1); }
            return any;
        }).ToArray();
        var goal = LinearExpr.NewBuilder();
        for (var i = 0; i < take.Length; i++)
        {
            for (var l = 0; l < take[i].Length; l++) { goal.AddTerm(take[i][l], Points(model.Items[i].Levels[l].Worth)); }
        }
        AddLimits(cp, model, take, isIn, goal);
        AddSupport(cp, model, isIn, goal);
        var doses = Enumerable.Range(0, model.Components).Select(c =>
        {
            var dose = cp.NewIntVar(0, DoseScale, "");
            var sum = LinearExpr.NewBuilder();
            foreach (var i in Enumerable.Range(0, take.Length).Where(i => model.Items[i].Component == c))
            {
                for (var l = 0; l < take[i].Length; l++) { sum.AddTerm(take[i][l], (long)Math.Round(DoseScale * Math.Min(1, model.Items[i].Levels[l].Dose))); }
            }
            cp.AddMinEquality(dose, [LinearExpr.Constant(DoseScale), sum]);
            return dose;
        }).ToArray();
        var phis = model.Outcomes.Select(outcome => Parameters(cp, outcome, doses)).ToList();
        for (var o = 0; o < phis.Count; o++) { spread.Add(AddOutcome(cp, model.Outcomes[o], phis[o].Phi, goal)); }
        cp.Maximize(goal);
        var (best, solver) = (double.NegativeInfinity, new CpSolver { StringParameters = Linear });
        for (var cuts = 0; cuts < 500; cuts++)
        {
            solves++;
            var status = solver.Solve(cp);
            if (status == CpSolverStatus.Infeasible) { return null; }
            if (status != CpSolverStatus.Optimal) { throw new InvalidOperationException($"CP-SAT stopped with {status}."); }
            int[] levels = [.. take.Select(bools => 1 + Array.FindIndex(bools, b => solver.BooleanValue(b)))];
            best = Math.Max(best, RegimenModels.Value(model, levels));
            if ((solver.ObjectiveValue / Scale) - best <= Tolerance / 2) { return best; }
            for (var o = 0; o < phis.Count; o++)
            {
                if (spread[o] is { } s) { AddTangent(cp, model.Outcomes[o], phis[o], s, [.. phis[o].Phi.Select(phi => (double)solver.Value(phi) / DoseScale)]); }
            }
        }
        throw new InvalidOperationException("The tangents did not meet the spread.");
    }

    /// <summary>The eight-family model in whole numbers, as it stands.</summary>
    /// <param name="patient">Whose.</param>
    /// <param name="parameters">Of the solver; one worker and its defaults unless told otherwise.</param>
    public static long Best(EightFamilies patient, string parameters = OneWorker)
    {
        var cp = new CpModel();
        var take = EightFamilies.Doses.Select(count => Enumerable.Range(0, count + 1).Select(_ => cp.NewBoolVar("")).ToArray()).ToArray();
        var goal = LinearExpr.NewBuilder();
        var sums = Enumerable.Range(0, 4).Select(_ => LinearExpr.NewBuilder()).ToArray();
        for (var f = 0; f < EightFamilies.Count; f++)
        {
            cp.AddExactlyOne(take[f]);
            for (var d = 1; d < take[f].Length; d++)
            {
                if (patient.IsContraindicated[f]) { cp.Add(take[f][d] == 0); }
                goal.AddTerm(take[f][d], patient.Effects[f][d]);
                foreach (var (sum, use) in sums.Zip([patient.Costs[f][d], patient.Minutes[f][d], patient.Risks[f][d], 1])) { sum.AddTerm(take[f][d], use); }
            }
            for (var g = f + 1; g < EightFamilies.Count; g++)
            {
                for (var d = 1; d < take[f].Length; d++)
                {
                    for (var e = 1; e < take[g].Length; e++)
                    {
                        if (patient.Together[f, g][d, e] != 0) { goal.AddTerm(Both(cp, take[f][d], take[g][e]), patient.Together[f, g][d, e]); }
                    }
                }
            }
        }
        foreach (var (sum, limit) in sums.Zip([patient.Budget, patient.MinutesAtMost, patient.RiskAtMost, patient.ModalitiesAtMost])) { cp.Add(sum <= limit); }
        foreach (var (first, second) in patient.Excluded) { cp.AddBoolOr([take[first][0], take[second][0]]); }
        cp.Maximize(goal);
        var solver = new CpSolver { StringParameters = parameters };
        return solver.Solve(cp) == CpSolverStatus.Optimal ? (long)Math.Round(solver.ObjectiveValue) : throw new InvalidOperationException("CP-SAT stopped early.");
    }

    private static long Points(double points) => (long)Math.Round(Scale * points);

    private static BoolVar Both(CpModel cp, BoolVar first, BoolVar second)
    {
        var both = cp.NewBoolVar("");
        cp.AddImplication(both, first);
        cp.AddImplication(both, second);
        cp.AddBoolOr([both, first.Not(), second.Not()]);
        return both;
    }

    private static void AddLimits(CpModel cp, RegimenModel model, BoolVar[][] take, BoolVar[] isIn, LinearExprBuilder goal)
    {
        for (var r = 0; r < model.Resources.Count; r++)
        {
            if (double.IsPositiveInfinity(model.Resources[r].Limit)) { continue; }
            var use = LinearExpr.NewBuilder();
            for (var i = 0; i < take.Length; i++)
            {
                for (var l = 0; l < take[i].Length; l++) { use.AddTerm(take[i][l], (long)Math.Round(1e6 * model.Items[i].Levels[l].Uses.ElementAtOrDefault(r))); }
            }
            cp.Add(use <= (long)Math.Round(1e6 * model.Resources[r].Limit));
        }
        foreach (var pair in model.Pairs)
        {
            var (first, second) = (take[pair.First][pair.FirstLevel - 1], take[pair.Second][pair.SecondLevel - 1]);
            if (double.IsNegativeInfinity(pair.Points)) { cp.AddBoolOr([first.Not(), second.Not()]); }
            else { goal.AddTerm(Both(cp, first, second), Points(pair.Points)); }
        }
        foreach (var group in model.AtMostOne) { cp.AddAtMostOne(group.Distinct().Select(i => isIn[i])); }
        foreach (var limit in model.GroupLimits)
        {
            var opened = Enumerable.Range(0, isIn.Length).Where(i => limit.GroupOf[i] >= 0).GroupBy(i => limit.GroupOf[i]).Select(group =>
            {
                var any = cp.NewBoolVar("");
                foreach (var i in group) { cp.AddImplication(isIn[i], any); }
                return any;
            }).ToList();
            cp.Add(LinearExpr.Sum(opened) <= limit.AtMost);
        }
        foreach (var requirement in model.Requirements)
        {
            var answers = requirement.AtLeastOneOf.Select(i => (ILiteral)isIn[i]).ToList();
            if (requirement.IsAlways) { cp.AddBoolOr(answers); }
            foreach (var i in requirement.IfAnyOf) { cp.AddBoolOr([.. answers, isIn[i].Not()]); }
        }
    }

    /// <summary>One item of each group that has any in the plan gives its support; the goal picks the greatest.</summary>
    private static void AddSupport(CpModel cp, RegimenModel model, BoolVar[] isIn, LinearExprBuilder goal)
    {
        foreach (var group in Enumerable.Range(0, isIn.Length).Where(i => model.Items[i].SupportGroup >= 0).GroupBy(i => model.Items[i].SupportGroup))
        {
            var gives = group.Select(_ => cp.NewBoolVar("")).ToList();
            var any = cp.NewBoolVar("");
            cp.Add(LinearExpr.Sum(gives) == any);
            foreach (var (i, give) in group.Zip(gives))
            {
                cp.AddImplication(isIn[i], any);
                cp.AddImplication(give, isIn[i]);
                goal.AddTerm(give, Points(model.Items[i].Support));
            }
        }
    }

    private static (IntVar[] Phi, BoolVar Any) Parameters(CpModel cp, RegimenOutcome outcome, IntVar[] doses)
    {
        var known = doses.Select((dose, c) => outcome.HasEstimate[c] ? dose : cp.NewConstant(0)).ToArray();
        var largest = cp.NewIntVar(0, DoseScale, "");
        cp.AddMaxEquality(largest, [LinearExpr.Constant(0), .. known]);
        var any = cp.NewBoolVar("");
        cp.Add(largest >= 1).OnlyEnforceIf(any);
        cp.Add(largest == 0).OnlyEnforceIf(any.Not());
        return ([largest, .. known], any);
    }

    /// <summary>Adds w min(cap, m) − w λ s to the goal; returns s times its weights, which tangents bound from below.</summary>
    private static IntVar? AddOutcome(CpModel cp, RegimenOutcome outcome, IntVar[] phi, LinearExprBuilder goal)
    {
        var most = Points(1000);
        var gain = cp.NewIntVar(-most, double.IsPositiveInfinity(outcome.MostGain) ? most : Points(outcome.Weight * outcome.MostGain), "");
        var improvement = LinearExpr.NewBuilder();
        for (var c = 0; c < phi.Length; c++) { improvement.AddTerm(phi[c], Points(-outcome.Weight * outcome.Mean[c] / DoseScale)); }
        cp.Add(gain <= improvement);
        goal.AddTerm(gain, 1);
        if (outcome.Weight * outcome.RiskAversion == 0) { return null; }
        var spread = cp.NewIntVar(0, most, "");
        goal.AddTerm(spread, -1);
        return spread;
    }

    /// <summary>s ≥ (τ² + φᵀΣφ₀) / s₀ where anything is given.</summary>
    private static void AddTangent(CpModel cp, RegimenOutcome outcome, (IntVar[] Phi, BoolVar Any) parameters, IntVar spread, double[] at)
    {
        var k = at.Length;
        var slope = Enumerable.Range(0, k).Select(c => Enumerable.Range(0, k).Sum(j => outcome.Covariance[(c * k) + j] * at[j])).ToArray();
        var sd = Math.Sqrt(outcome.BetweenStudyVariance + at.Zip(slope).Sum(pair => pair.First * pair.Second));
        if (sd < 1e-9) { return; }
        var weight = outcome.Weight * outcome.RiskAversion / sd;
        var bound = LinearExpr.NewBuilder();
        bound.AddTerm(parameters.Any, Points(weight * outcome.BetweenStudyVariance));
        for (var c = 0; c < k; c++) { bound.AddTerm(parameters.Phi[c], Points(weight * slope[c] / DoseScale)); }
        cp.Add(spread >= bound);
    }
}
