using Facet.Evidence;
using Facet.Planning;
using Microsoft.AspNetCore.Mvc;

namespace Facet.Web.Evidence;

/// <summary><c>GET /evidence/combine.csv?with=…</c>: a combination and its parts against nothing, usual care and each part.</summary>
internal static class CombineCsv
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/evidence/combine.csv", Handle).WithName(nameof(CombineCsv)).AllowAnonymous();

    private static IResult Handle(CarePathway pathway, OnDemandFits fits, [FromQuery(Name = "with")] string[] components, string? outcome, string? window)
    {
        if (EvidencePart.Of(outcome, window) is not { } part
            || Combination.Of(pathway.Effects.Fitted.Find(part.Outcome, part.Window), fits.Trials(part.Outcome, part.Window), [.. components.Distinct()]) is not { } together)
        {
            return Results.NotFound();
        }
        var csv = new CsvDownload("effects", "set", "comparator", "mean_points", "sd_of_mean", "mean_low_95", "mean_high_95", "sd_of_new_study", "new_study_low_95", "new_study_high_95", "chance_of_10_points_or_more", "tested_exactly_in");
        foreach (var row in together.Components.Count > 1 ? together.Alone.Append(together.Whole).Concat(together.Against) : together.Alone.Concat(together.Against))
        {
            csv.Row(pathway.Effects.Id, row.Set, row.Comparator, row.Row.Mean, row.Row.MeanSd, row.Row.MeanInterval.Low, row.Row.MeanInterval.High, row.Row.PredictionSd, row.Row.Prediction.Low, row.Row.Prediction.High, row.Important, row.Set == together.Whole.Set ? string.Join("; ", together.Exact) : null);
        }
        return csv.As($"combination-{part.Outcome.Code()}-{part.Window.Code()}.csv");
    }
}
