using Facet.Evidence;

namespace Facet.Web.Evidence;

/// <summary><c>GET /evidence/funnel.csv</c>: the trials of one component with effect and standard error.</summary>
internal static class FunnelCsv
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/evidence/funnel.csv", Handle).WithName(nameof(FunnelCsv)).AllowAnonymous();

    private static IResult Handle(OnDemandFits fits, TrialLibrary library, string component, string? outcome, string? window)
    {
        if (EvidencePart.Of(outcome, window) is not { } part || library.Vocabulary.Find(component) is not { Role: ComponentRole.Active }) { return Results.NotFound(); }
        var csv = new CsvDownload("study", "treatment", "comparator", "against_sham_or_placebo", "effect_points", "standard_error", "low_95", "high_95");
        foreach (var point in Funnel.Of(fits.Trials(part.Outcome, part.Window), component).Points)
        {
            csv.Row(point.Study, point.Treatment, point.Comparator, point.IsBlinded ? 1 : 0, point.Effect.Value, point.Effect.StandardError, point.Effect.Low, point.Effect.High);
        }
        return csv.As($"funnel-{component}-{part.Outcome.Code()}-{part.Window.Code()}.csv");
    }
}
