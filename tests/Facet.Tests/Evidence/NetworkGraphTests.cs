using System.Globalization;
using System.Xml.Linq;
using Facet.Evidence;

namespace Facet.Tests.Evidence;

public class NetworkGraphTests
{
    private const double LineHeight = 15;

    public static TheoryData<Outcome, TimeWindow> Everything => [.. OutcomeCodes.All.SelectMany(outcome => TimeWindows.All.Select(window => (outcome, window)))];

    private static IReadOnlyList<TrialContrasts> Trials(Outcome outcome, TimeWindow window) => TrialLibraryTests.Library.Select(outcome, window);

    [Theory]
    [MemberData(nameof(Everything))]
    public void The_same_trials_give_the_same_picture_whatever_their_order(Outcome outcome, TimeWindow window)
    {
        var picture = NetworkGraph.Of(new(Trials(outcome, window))).Draw("all", name => name);
        Assert.Equal(picture, NetworkGraph.Of(new(Trials(outcome, window))).Draw("all", name => name));
        Assert.Equal(picture, NetworkGraph.Of(new([.. Trials(outcome, window).Reverse()])).Draw("all", name => name));
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Every_trial_and_every_person_is_counted_where_they_were(Outcome outcome, TimeWindow window)
    {
        var trials = Trials(outcome, window);
        var graph = NetworkGraph.Of(new(trials));
        // A published difference without arms names nobody.
        Assert.All(trials.Where(trial => trial.ArmSizes.Count == 0), trial => Assert.Null(trial.Participants));
        Assert.Equal(trials.Sum(trial => trial.Participants ?? 0), graph.Treatments.Sum(treatment => treatment.Participants), 1e-9);
        Assert.Equal(trials.Sum(trial => trial.Arms.Count), graph.Treatments.Sum(treatment => treatment.Trials));
        Assert.Equal(new Network(trials).Comparisons, graph.Comparisons.Sum(comparison => comparison.Studies.Count));
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Two_treatments_are_in_one_piece_just_when_the_network_model_can_compare_them(Outcome outcome, TimeWindow window)
    {
        var network = new Network(Trials(outcome, window));
        var fit = NetworkMetaAnalysis.Fit(network);
        var graph = NetworkGraph.Of(network);
        Assert.Equal(graph.Pieces, graph.Treatments.Max(treatment => treatment.Piece));
        foreach (var a in graph.Treatments)
        {
            foreach (var b in graph.Treatments.Where(b => b != a)) { Assert.Equal(fit.Difference(a.Treatment, b.Treatment) is not null, a.Piece == b.Piece); }
        }
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Names_do_not_collide_and_stay_on_the_picture(Outcome outcome, TimeWindow window)
    {
        var graph = NetworkGraph.Of(new(Trials(outcome, window)));
        foreach (var name in (Func<string, string>?[])[name => name, null])
        {
            var svg = XDocument.Parse(graph.Draw("all", name)).Root!;
            var width = Number(svg, "viewBox", 2);
            var words = svg.Elements().Where(element => element.Name.LocalName == "text").Select(element => (X: Number(element, "x"), Y: Number(element, "y"), IsLeft: (string)element.Attribute("text-anchor")! == "end", element.Value.Length)).ToList();
            Assert.Equal(graph.Treatments.Count, words.Count);
            foreach (var one in words)
            {
                Assert.InRange(one.IsLeft ? one.X - (one.Length * 6.6) : one.X + (one.Length * 6.6), 0, width);
                Assert.DoesNotContain(words, other => other != one && other.IsLeft == one.IsLeft && Math.Abs(other.Y - one.Y) < LineHeight);
            }
        }
    }

    [Fact]
    public void A_points_area_is_its_people_and_a_lines_width_its_trials()
    {
        TrialContrasts Trial(string study, string a, string b, double n, double m) => TrialContrasts.FromArms(study, [a, b], [0, 1], [1, 1], n + m, [n, m]);
        var svg = XDocument.Parse(NetworkGraph.Of(new([Trial("T1", "a", "b", 300, 100), Trial("T2", "a", "b", 100, 0), Trial("T3", "b", "c", 0, 200)])).Draw("three")).Root!;
        var radii = svg.Elements().Where(element => element.Name.LocalName == "circle").Select(element => Number(element, "r")).Order().ToList();
        Assert.Equal([6.5, 9.2, 13], radii);
        var widths = svg.Elements().Where(element => element.Name.LocalName == "path").Select(element => Number(element, "stroke-width")).ToList();
        Assert.Equal([3.2, 1.6], widths);
    }

    private static double Number(XElement element, string name, int at = 0) => double.Parse(((string)element.Attribute(name)!).Split(' ')[at], CultureInfo.InvariantCulture);
}
