using Facet.Evidence;

namespace Facet.Web.Evidence;

/// <summary><c>GET /evidence/league.csv</c>: every pair of treatments by both models, with and without differences between studies.</summary>
internal static class LeagueCsv
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/evidence/league.csv", Handle).WithName(nameof(LeagueCsv)).AllowAnonymous();

    private static IResult Handle(OnDemandFits fits, string? outcome, string? window)
    {
        if (EvidencePart.Of(outcome, window) is not { } part) { return Results.NotFound(); }
        var league = fits.League(part.Outcome, part.Window);
        var csv = new CsvDownload("treatment", "comparator", "trials_of_both", "model", "effects", "difference_points", "standard_error", "low_95", "high_95", "tau2");
        foreach (var treatment in league.Treatments)
        {
            foreach (var comparator in league.Treatments)
            {
                if (string.CompareOrdinal(treatment, comparator) <= 0) { continue; }
                foreach (var isRandom in (bool[])[true, false])
                {
                    var pair = league.Pair(treatment, comparator, isRandom);
                    Row(pair, "network", isRandom, pair.Network, league.Network.BetweenStudyVariance);
                    Row(pair, "components", isRandom, pair.Components, league.Components.BetweenStudyVariance);
                }
            }
        }
        return csv.As($"league-{part.Outcome.Code()}-{part.Window.Code()}.csv");

        void Row(LeaguePair pair, string model, bool isRandom, Estimate? estimate, double tau2) =>
            csv.Row(pair.Treatment, pair.Comparator, pair.DirectTrials, model, isRandom ? "random" : "common", estimate?.Value, estimate?.StandardError, estimate?.Low, estimate?.High, isRandom ? tau2 : 0);
    }
}
