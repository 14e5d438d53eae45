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

    [GeneratedRegex("df ([0-9]+)")]
    private static partial Regex DegreesOfFreedom();
}
