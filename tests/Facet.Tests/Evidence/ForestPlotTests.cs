using System.Xml.Linq;
using Facet.Evidence;
using Facet.Knowledge;

namespace Facet.Tests.Evidence;

public class ForestPlotTests
{
    private static readonly JointEffects Joint = Given.Need(FittedEffects.Read(KnowledgeFiles.Embedded.Read(FittedEffects.File))).Find(Outcome.Pain, TimeWindow.M3);

    [Fact]
    public void The_picture_is_well_formed_whatever_a_row_is_called_and_needs_no_style() => Gen.Select(Gen.String[0, 30], Gen.Bool).Sample((label, isNarrow) =>
    {
        var picture = ForestPlot.Draw(Clean(label), [new(Clean(label), -3, 1, 5, "2 trials")], isNarrow: isNarrow);
        var svg = XDocument.Parse(picture, LoadOptions.PreserveWhitespace);
        Assert.Contains(svg.Descendants(), element => element.Name.LocalName == "text" && element.Value == Clean(label));
        Assert.DoesNotContain(svg.Descendants().Attributes(), attribute => attribute.Name.LocalName is "style" or "onload");
    });

    [Fact]
    public void What_has_an_estimate_has_a_row_with_its_interval_and_what_has_none_has_none()
    {
        Assert.Null(ForestRow.Of(Joint, "laser", "laser"));
        var row = ForestRow.Of(Joint, "exercise", "exercise")!;
        Assert.True(row.PredictionSd > row.MeanSd && row.MeanSd > 0);
        Assert.Equal(Joint.BetweenStudyVariance, (row.PredictionSd * row.PredictionSd) - (row.MeanSd * row.MeanSd), 1e-9);
        Assert.Equal(Joint.For(["exercise"]).Predict([1])!.Value.Mean, row.Mean);
    }

    [Fact]
    public void The_same_rows_give_the_same_bytes_and_numbers_off_the_axis_stay_on_the_picture()
    {
        ForestRow[] rows = [new("far", -500, 1, 5, ""), new("near", 1, 0, 0, "")];
        Assert.Equal(ForestPlot.Draw("two", rows), ForestPlot.Draw("two", rows));
        foreach (var (isNarrow, width) in ((bool, double)[])[(false, 720), (true, 360)])
        {
            Assert.All(XDocument.Parse(ForestPlot.Draw("two", rows, isNarrow: isNarrow)).Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "x1" or "x2" or "cx"), attribute => Assert.InRange((double)attribute, 0, width));
        }
    }

    /// <summary>XML has no place for control characters and halves of pairs; labels come from files that have none.</summary>
    private static string Clean(string label) => new([.. label.Where(c => System.Xml.XmlConvert.IsXmlChar(c) && c is not '\r')]);
}
