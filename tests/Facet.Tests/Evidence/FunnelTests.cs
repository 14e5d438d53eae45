using System.Xml.Linq;
using Facet.Evidence;

namespace Facet.Tests.Evidence;

public class FunnelTests
{
    private static readonly IReadOnlyList<TrialContrasts> Trials = TrialLibraryTests.Library.Select(Outcome.Pain, TimeWindow.M3);

    [Fact]
    public void Points_are_the_trials_own_numbers()
    {
        var funnel = Funnel.Of(Trials, "spinal_manipulation");
        Assert.True(funnel.IsReadable);
        Assert.Equal(funnel.Points.Count, funnel.Points.Select(point => point.Study).Distinct().Count());
        foreach (var point in funnel.Points)
        {
            var arms = TrialLibraryTests.Library.Arms.Where(arm => arm.Study.Id == point.Study && arm.Outcome == Outcome.Pain && arm.Window == TimeWindow.M3 && arm.IsInScope && arm.Suspect.Length == 0).ToList();
            var last = arms.Where(arm => arm.Weeks == arms.Max(each => each.Weeks)).ToList();
            if (last.Select(arm => Vocabulary.Name(arm.Components)).Distinct().Count() != last.Count) { continue; }
            Arm Of(string treatment) => last.Single(arm => Vocabulary.Name(arm.Components) == treatment);
            var (treated, other) = (Of(point.Treatment), Of(point.Comparator));
            Assert.Equal(treated.Mean - other.Mean, point.Effect.Value, 1e-9);
            Assert.Equal(Math.Sqrt((treated.Sd * treated.Sd / treated.N) + (other.Sd * other.Sd / other.N)), point.Effect.StandardError, 1e-9);
        }
    }

    [Theory]
    [InlineData("exercise", "no_treatment", true)]
    [InlineData("exercise+usual_care", "usual_care", true)]
    [InlineData("exercise", "sham", true)]
    [InlineData("exercise+massage", "massage", true)]
    [InlineData("exercise", "usual_care", false)]
    [InlineData("exercise+massage", "no_treatment", false)]
    [InlineData("massage", "no_treatment", false)]
    public void A_trial_counts_when_two_arms_differ_in_just_this(string arm, string comparator, bool isOn) =>
        Assert.Equal(isOn, Funnel.Of([TrialContrasts.FromArms("T", [comparator, arm], [0, -5], [2, 2])], "exercise").Points is [{ Effect.Value: -5 }]);

    [Fact]
    public void A_trial_with_nothing_and_a_sham_is_set_against_nothing()
    {
        var point = Funnel.Of([TrialContrasts.FromArms("T", ["sham", "exercise", "no_treatment"], [-2, -5, 1], [1, 2, 3])], "exercise").Points.Single();
        Assert.Equal(("no_treatment", false), (point.Comparator, point.IsBlinded));
        Assert.Equal((-6, Math.Sqrt(5)), (point.Effect.Value, point.Effect.StandardError));
    }

    [Fact]
    public void The_centre_is_the_inverse_variance_mean_and_95_percent_of_like_trials_lie_inside()
    {
        var funnel = Funnel.Of([TrialContrasts.FromArms("A", ["no_treatment", "exercise"], [0, -4], [0.5, 0.5]), TrialContrasts.FromArms("B", ["no_treatment", "exercise"], [0, -9], [2, 2])], "exercise");
        Assert.Equal(-5, funnel.Centre!.Value.Value, 1e-12);
        Assert.False(funnel.IsReadable);
        Assert.Equal((-5 - (2 * 1.959963984540054), -5 + (2 * 1.959963984540054)), (funnel.Limits(2).Low, funnel.Limits(2).High));
    }

    [Fact]
    public void The_picture_has_a_point_for_each_trial_inside_its_frame_for_every_component_and_window()
    {
        foreach (var component in TrialLibraryTests.Library.Vocabulary.Components.Where(component => component.Role == ComponentRole.Active))
        {
            foreach (var (outcome, window) in OutcomeCodes.All.SelectMany(outcome => TimeWindows.All.Select(window => (outcome, window))))
            {
                var funnel = Funnel.Of(TrialLibraryTests.Library.Select(outcome, window), component.Code);
                if (funnel.Points.Count == 0) { Assert.Null(funnel.Centre); continue; }
                var svg = XDocument.Parse(funnel.Draw("a funnel"));
                Assert.Equal(funnel.Points.Count, svg.Descendants().Count(element => element.Name.LocalName == "circle"));
                Assert.All(svg.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "x" or "x1" or "x2" or "cx"), attribute => Assert.InRange((double)attribute, 0, 400));
                Assert.All(svg.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "y" or "y1" or "y2" or "cy"), attribute => Assert.InRange((double)attribute, 0, 340));
            }
        }
    }
}
