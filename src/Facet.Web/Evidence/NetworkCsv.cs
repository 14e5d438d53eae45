using Facet.Evidence;

namespace Facet.Web.Evidence;

/// <summary><c>GET /evidence/network.csv</c>: treatments and comparisons of one outcome and window.</summary>
internal static class NetworkCsv
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/evidence/network.csv", Handle).WithName(nameof(NetworkCsv)).AllowAnonymous();

    private static IResult Handle(OnDemandFits fits, string? outcome, string? window)
    {
        if (EvidencePart.Of(outcome, window) is not { } part) { return Results.NotFound(); }
        var graph = fits.League(part.Outcome, part.Window).Graph;
        var csv = new CsvDownload("row", "treatment", "compared_with", "participants", "trials", "piece", "studies");
        foreach (var treatment in graph.Treatments) { csv.Row("treatment", treatment.Treatment, null, treatment.Participants, treatment.Trials, treatment.Piece, null); }
        foreach (var comparison in graph.Comparisons) { csv.Row("comparison", comparison.First, comparison.Second, null, comparison.Studies.Count, null, string.Join("; ", comparison.Studies)); }
        return csv.As($"network-{part.Outcome.Code()}-{part.Window.Code()}.csv");
    }
}
