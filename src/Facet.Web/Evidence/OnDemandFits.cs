using Facet.Evidence;
using Facet.Planning;

namespace Facet.Web.Evidence;

/// <summary>Fits that only the evidence pages need, each made once, when a page first asks for it: no request can make the server fit anything again.</summary>
/// <remarks>What is kept are results, not fits, whose matrices are large. One instance stands beside one set of effects.</remarks>
internal sealed class OnDemandFits
{
    private readonly Dictionary<(Outcome, TimeWindow), Lazy<IReadOnlyList<TrialContrasts>>> trials = [];
    private readonly Dictionary<(Outcome, TimeWindow), Lazy<LeagueTable>> leagues = [];
    private readonly Dictionary<(Outcome, TimeWindow), Lazy<SumOfParts>> alone = [];
    private readonly Dictionary<Outcome, Lazy<IReadOnlyList<SumOfParts>>> linked = [];

    public OnDemandFits(CarePathway pathway, TrialLibrary library)
    {
        var priors = new Lazy<EvidencePriors>(() => EvidencePriors.Load(pathway.Files).TryGet(out var read, out var problems) ? read : throw new InvalidOperationException(string.Join(Environment.NewLine, problems)));
        foreach (var outcome in OutcomeCodes.All)
        {
            foreach (var window in TimeWindows.All)
            {
                var at = (outcome, window);
                trials[at] = new(() => library.Select(outcome, window));
                leagues[at] = new(() => LeagueTable.Fit(Trials(outcome, window)));
                alone[at] = new(() => SumOfParts.Of(EvidenceAverage.Fit(library.Vocabulary, Trials(outcome, window), priors.Value)));
            }
            linked[outcome] = new(() =>
            {
                var average = EvidenceAverage.Fit(library.Vocabulary, [.. TimeWindows.All.Select(window => new WindowTrials(window, Trials(outcome, window)))], priors.Value);
                return [.. TimeWindows.All.Select((_, place) => SumOfParts.Of(average, place))];
            });
        }
    }

    /// <summary>The trials of an outcome and window.</summary>
    public IReadOnlyList<TrialContrasts> Trials(Outcome outcome, TimeWindow window) => trials[(outcome, window)].Value;

    /// <summary>Every treatment against every other.</summary>
    public LeagueTable League(Outcome outcome, TimeWindow window) => leagues[(outcome, window)].Value;

    /// <summary>Combinations and their parts, by the trials of this window alone.</summary>
    public SumOfParts Alone(Outcome outcome, TimeWindow window) => alone[(outcome, window)].Value;

    /// <summary>Combinations and their parts, the four windows linked.</summary>
    public SumOfParts Linked(Outcome outcome, TimeWindow window) => linked[outcome].Value[TimeWindows.All.ToList().IndexOf(window)];
}
