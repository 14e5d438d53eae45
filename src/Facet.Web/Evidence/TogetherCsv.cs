using Facet.Evidence;

namespace Facet.Web.Evidence;

/// <summary><c>GET /evidence/together.csv</c>: the average interaction, being treated at all, the models' weights, the test of addition, the pairs, and the curves.</summary>
internal static class TogetherCsv
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/evidence/together.csv", Handle).WithName(nameof(TogetherCsv)).AllowAnonymous();

    private static IResult Handle(OnDemandFits fits, string? outcome, string? window)
    {
        if (EvidencePart.Of(outcome, window) is not { } part) { return Results.NotFound(); }
        var csv = new CsvDownload("quantity", "name", "windows", "mean_points", "sd", "low_95", "high_95", "probability_below_0", "weight", "log_marginal_likelihood", "q", "degrees", "p", "x_points", "density_per_point");
        foreach (var sum in (SumOfParts[])[fits.Alone(part.Outcome, part.Window), fits.Linked(part.Outcome, part.Window)])
        {
            var windows = sum.IsLinked ? "linked" : "this alone";
            Known("mean interaction", "", sum.MeanInteraction.Summary);
            Known("being treated at all", "", sum.Context.Summary);
            foreach (var pair in sum.Pairs) { Known("pair", pair.Pair, pair.Effect); }
            foreach (var model in sum.Models) { csv.Row("model", $"{(model.Structure == EffectStructure.Additive ? "additive" : "context once")}{(model.HasInteractions ? " with interactions" : "")}", windows, null, null, null, null, null, model.Weight, model.LogMarginalLikelihood, null, null, null, null, null); }
            Curve("density of mean interaction", sum.MeanInteraction);
            Curve("density of being treated at all", sum.Context);

            void Known(string quantity, string name, PosteriorSummary value) => csv.Row(quantity, name, windows, value.Mean, value.Sd, value.Low, value.High, value.BelowZero, null, null, null, null, null, null, null);

            void Curve(string quantity, DensityCurve curve)
            {
                foreach (var (x, density) in curve.Points) { csv.Row(quantity, "", windows, null, null, null, null, null, null, null, null, null, null, x, density); }
            }
        }
        var q = fits.League(part.Outcome, part.Window).Components.DifferenceFromStandard;
        csv.Row("test of addition", "Q difference", "this alone", null, null, null, null, null, null, null, q.Q, q.Degrees, q.P, null, null);
        return csv.As($"together-{part.Outcome.Code()}-{part.Window.Code()}.csv");
    }
}
