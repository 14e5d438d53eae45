using System.Globalization;
using System.Text.RegularExpressions;
using Facet.Evidence;
using Facet.Knowledge;

namespace Facet.Tests.Evidence;

/// <summary>Agreement with published and independently computed answers, row by row (Data/evidence/expected.csv).</summary>
public partial class ReferenceTests
{
    private static readonly Dictionary<string, NetworkFile> Files = new()
    {
        ["stowe2010"] = Read("stowe2010_arms.csv"),
        ["baker2009"] = Read("baker2009_arms.csv"),
        ["franchini2012"] = Read("franchini2012_arms.csv"),
        ["artificial_disconnected"] = Read("artificial_disconnected_contrasts.csv"),
    };

    public static TheoryData<string, string, string, string, string> Rows()
    {
        var rows = new TheoryData<string, string, string, string, string>();
        foreach (var row in CsvTable.Read("expected.csv", Text("expected.csv"), ["dataset", "model", "quantity", "value_computed", "value_published", "suggested_tolerance"], []).Rows)
        {
            // The posterior of a Markov chain is compared by the Bayesian tests.
            if (row["suggested_tolerance"] == "Monte Carlo") { continue; }
            var isComputed = row["value_computed"].Length > 0;
            var value = isComputed ? row["value_computed"] : row["value_published"];
            rows.Add(row["dataset"], row["model"], row["quantity"], value, isComputed ? Printed(value, 4) ?? "0.000001" : row["suggested_tolerance"] is { Length: > 0 } stated ? stated : Printed(value, 2)!);
        }
        return rows;
    }

    /// <summary>Half a unit of the last printed digit, for values printed with just that many digits.</summary>
    private static string? Printed(string value, int digits) =>
        value.Length - value.IndexOf('.', StringComparison.Ordinal) - 1 == digits && value.Contains('.', StringComparison.Ordinal) ? (0.5 * Math.Pow(10, -digits)).ToString(CultureInfo.InvariantCulture) : null;

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_published_or_computed_answer_is_met(string dataset, string model, string quantity, string expected, string tolerance)
    {
        var file = Files[dataset];
        if (quantity.Contains('/', StringComparison.Ordinal))
        {
            var component = Component(dataset);
            Assert.Equal(expected, quantity.StartsWith("rank", StringComparison.Ordinal)
                ? $"{component.Rank} / {component.Components.Count}"
                : $"{file.Network.Trials.Count} / {file.Network.Comparisons} / {file.Network.Trials.Sum(trial => trial.Participants)}");
            return;
        }
        var actual = quantity == "studies used" ? file.Network.Trials.Count : model.StartsWith("additive", StringComparison.Ordinal) ? Additive(Component(dataset), quantity) : Standard(NetworkMetaAnalysis.Fit(file.Network, "Placebo"), quantity);
        Assert.Equal(double.Parse(expected, CultureInfo.InvariantCulture), actual, double.Parse(tolerance, CultureInfo.InvariantCulture));
    }

    private static double Standard(NetworkMetaAnalysis fit, string quantity)
    {
        if (Versus().Match(quantity) is { Success: true } match)
        {
            var estimate = fit.Difference(match.Groups[2].Value, match.Groups[3].Value)!.Value;
            return match.Groups[1].Value == "SE" ? estimate.StandardError : estimate.Value;
        }
        return quantity.Split(" (")[0] switch
        {
            "tau2" => fit.BetweenStudyVariance,
            "Q total" or "Q" => fit.Total.Q,
            "df" => fit.Total.Degrees,
            "I2" => fit.Total.I2,
            "Q within designs" => Degrees(fit.WithinDesigns(), quantity),
            "Q between designs" => Degrees(fit.BetweenDesigns(), quantity),
            _ => throw new InvalidOperationException(quantity),
        };
    }

    private static double Additive(ComponentNetworkMetaAnalysis fit, string quantity)
    {
        if (Term().Match(quantity) is { Success: true } match)
        {
            var estimate = match.Groups[2].Value == "component" ? fit.Component(match.Groups[3].Value)!.Value : fit.Combination(match.Groups[3].Value, "Placebo")!.Value;
            return match.Groups[1].Value == "SE " ? estimate.StandardError : estimate.Value;
        }
        return quantity.Split(" (")[0] switch
        {
            "tau2" => fit.BetweenStudyVariance,
            "Q additive" => fit.Additive.Q,
            "df additive" or "df" => fit.Additive.Degrees,
            "Q difference" => Degrees(fit.DifferenceFromStandard, quantity),
            "I2" => fit.Additive.I2,
            _ => throw new InvalidOperationException(quantity),
        };
    }

    private static double Degrees(QStatistic q, string quantity)
    {
        Assert.Equal(int.Parse(DegreesOfFreedom().Match(quantity).Groups[1].Value, CultureInfo.InvariantCulture), q.Degrees);
        return q.Q;
    }

    private static ComponentNetworkMetaAnalysis Component(string dataset) =>
        ComponentNetworkMetaAnalysis.Fit(Files[dataset].Network, dataset == "baker2009" ? "Placebo" : null);

    /// <summary>The published chain had a uniform prior of τ up to the largest difference between two arms and a very wide one of effects; its own error is about 0.01.</summary>
    [Fact]
    public void The_published_chain_of_the_Parkinson_trials_is_met()
    {
        const int Cells = 400;
        var network = Files["franchini2012"].Network;
        var largest = network.Trials.Max(trial => Enumerable.Range(0, trial.Effects.Count).Max(j => Math.Max(Math.Abs(trial.Effects[j]), trial.Effects.Max(other => Math.Abs(other - trial.Effects[j])))));
        var fits = Enumerable.Range(0, Cells).Select(cell => (cell + 0.5) * largest / Cells).Select(tau => (Tau: tau, Fit: NetworkMetaAnalysis.At(network, "Bromocriptine", tau * tau))).ToList();
        var top = fits.Max(at => at.Fit.RestrictedLogLikelihood);
        var weights = fits.Select(at => Math.Exp(at.Fit.RestrictedLogLikelihood - top)).ToArray();
        var checkedRows = 0;
        foreach (var row in CsvTable.Read("expected.csv", Text("expected.csv"), ["quantity"], []).Rows.Where(row => row["suggested_tolerance"] == "Monte Carlo"))
        {
            var published = MeanAndSd().Match(row["value_published"]);
            var treatment = row["quantity"] switch { "d.D.A" => "Placebo", "d.D.B" => "Pramipexole", "d.D.C" => "Ropinirole", "d.D.E" => "Cabergoline", _ => null };
            var posterior = new Mixture([.. weights], [.. fits.Select(at => treatment is null ? at.Tau : at.Fit.Difference(treatment, "Bromocriptine")!.Value.Value)], [.. fits.Select(at => treatment is null ? 0 : Math.Pow(at.Fit.Difference(treatment, "Bromocriptine")!.Value.StandardError, 2))]);
            Assert.Equal(Number(published.Groups[1]), posterior.Mean, 0.03);
            Assert.Equal(Number(published.Groups[2]), posterior.Sd, 0.03);
            checkedRows++;
        }
        Assert.Equal(5, checkedRows);
    }

    /// <summary>Restricted maximum likelihood as metafor has it with the full covariance of trials with several arms (Data/evidence/metafor_reml.csv), and not as it comes out without.</summary>
    [Theory]
    [InlineData("stowe2010")]
    [InlineData("baker2009")]
    [InlineData("franchini2012")]
    public void Restricted_likelihood_counts_the_covariance_of_trials_with_several_arms(string dataset)
    {
        var fit = NetworkMetaAnalysis.Fit(Files[dataset].Network, null, TauEstimator.Reml);
        var rows = CsvTable.Read("metafor_reml.csv", Text("metafor_reml.csv"), ["dataset", "quantity", "value"], []).Rows.Where(row => row["dataset"] == dataset).ToList();
        Assert.Equal(2 + (2 * (fit.Network.Treatments.Count - 1)), rows.Count);
        foreach (var row in rows)
        {
            var value = double.Parse(row["value"], CultureInfo.InvariantCulture);
            if (row["quantity"] == "tau2 without covariance")
            {
                if (fit.BetweenStudyVariance > 0) { Assert.NotInRange(fit.BetweenStudyVariance, value - 1e-5, value + 1e-5); }
                continue;
            }
            var words = row["quantity"].Split(' ', 2);
            var found = words[0] switch { "TE" => Against(words[1]).Value, "SE" => Against(words[1]).StandardError, _ => fit.BetweenStudyVariance };
            Assert.Equal(value, found, 1e-6);
        }

        Estimate Against(string pair) => pair.Split(" vs ") is [var one, var other] ? fit.Difference(one, other)!.Value : throw new InvalidOperationException(pair);
    }

    /// <summary>Values of R's pnorm, from the far tail over every join of the approximation.</summary>
    [Theory]
    [InlineData(-37.5, 4.6053530095819552e-308)]
    [InlineData(-12, 1.776482112077679e-33)]
    [InlineData(-5.7, 5.9903714010635279e-09)]
    [InlineData(-5.6, 1.071759025831093e-08)]
    [InlineData(-3.3, 0.00048342414238377744)]
    [InlineData(-1.96, 0.024997895148220428)]
    [InlineData(-0.7, 0.24196365222307298)]
    [InlineData(-0.6, 0.27425311775007361)]
    [InlineData(0, 0.5)]
    [InlineData(0.3, 0.61791142218895267)]
    [InlineData(0.68, 0.75174776954642941)]
    [InlineData(2.5, 0.99379033467422384)]
    [InlineData(6.1, 0.99999999946965767)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(double.PositiveInfinity, 1)]
    public void Normal_probabilities_are_those_of_R(double z, double expected)
    {
        Assert.InRange(Distribution.Normal(z), expected * (1 - 1e-14), expected * (1 + 1e-14));
        Assert.Equal(1 - expected, Distribution.Normal(-z), 1e-15);
        // The two-sided p-value comes from the incomplete gamma function, by another way.
        Assert.Equal(2 * Math.Min(expected, 1 - expected), Distribution.TwoSided(z), 1e-13);
    }

    [Fact]
    public void The_interval_of_I2_is_the_published_one()
    {
        var interval = NetworkMetaAnalysis.Fit(Files["stowe2010"].Network).Total.I2Interval;
        Assert.Equal(0.123, interval.Low, 0.0005);
        Assert.Equal(0.642, interval.High, 0.0005);
        Assert.Equal(0.3908, Component("baker2009").DifferenceFromStandard.P, 0.00005);
    }

    [Fact]
    public void Differences_that_contradict_each_other_are_remarked_on() =>
        Assert.Contains("study 5", Assert.Single(Files["artificial_disconnected"].Remarks), StringComparison.Ordinal);

    [Fact]
    public void What_a_network_in_pieces_cannot_tell_has_no_number()
    {
        var fit = NetworkMetaAnalysis.Fit(Files["artificial_disconnected"].Network, "A");
        Assert.Null(fit.Difference("D", "A"));
        Assert.NotNull(fit.Difference("E", "D"));
        Assert.NotNull(fit.Difference("A+D", "A"));
    }

    internal static string Text(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "evidence", file));

    internal static NetworkFile Read(string file, EffectMeasure? measure = null) => Given.Need(NetworkFile.Read(file, Text(file), measure));

    [GeneratedRegex("^(MD|SE|log OR) ([A-Z].*) vs (.*)$")]
    private static partial Regex Versus();

    [GeneratedRegex("^(log OR |SE |)(component|combination) (.*?)( vs Placebo)?$")]
    private static partial Regex Term();

    private static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("mean (-?[0-9.]+), SD ([0-9.]+),")]
    private static partial Regex MeanAndSd();

    [GeneratedRegex("df ([0-9]+)")]
    private static partial Regex DegreesOfFreedom();
}
