using System.Globalization;
using System.Text;
using Facet.Evidence;
using Facet.Planning;

namespace Facet.Web.Evidence;

/// <summary><c>GET /evidence/effects.csv</c>: every estimate of every treatment, outcome and time.</summary>
internal static class EffectsFile
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/evidence/effects.csv", Handle).WithName(nameof(EffectsFile)).AllowAnonymous();

    private static IResult Handle(CarePathway pathway, TrialLibrary library) =>
        Results.File(Encoding.UTF8.GetBytes(Text(pathway.Effects.Fitted, library.Vocabulary)), "text/csv; charset=utf-8", "effects.csv");

    public static string Text(FittedEffects effects, Vocabulary vocabulary)
    {
        var text = new StringBuilder("effects,outcome,window,component,mean_points,sd_of_mean,sd_of_new_study,trials_in_window,summaries_in_window,certainty_by_rule,share_of_prior\r\n");
        foreach (var outcome in OutcomeCodes.All)
        {
            foreach (var window in TimeWindows.All)
            {
                var joint = effects.Find(outcome, window);
                foreach (var component in vocabulary.Components)
                {
                    if (component.Role != ComponentRole.Active || ForestRow.Of(joint, component.Code, component.Code) is not { } row) { continue; }
                    var evidence = joint.Evidence(component.Code);
                    text.Append(CultureInfo.InvariantCulture, $"{effects.Id},{outcome.Code()},{window.Code()},{component.Code},{row.Mean:0.###},{row.MeanSd:0.###},{row.PredictionSd:0.###},{evidence.Trials},{evidence.Summaries},{joint.CertaintyOf(component.Code)?.Word},{evidence.Basis?.Prior:0.###}\r\n");
                }
            }
        }
        return text.ToString();
    }
}
