using System.Collections.Concurrent;
using Facet.Planning;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;

namespace Facet.Web.Settings;

/// <summary>Whether a clinician of the clinic has approved the knowledge in use: until then every page says that it is a draft.</summary>
internal sealed class ApprovalShelf(KnowledgeApprovalStore store, SettingsShelf settings, TimeProvider clock)
{
    private static readonly TimeSpan LooksAgain = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<(ClinicId Clinic, string Rules), (KnowledgeApproval? Approval, DateTimeOffset Looked)> known = new();
    private readonly ConcurrentDictionary<CarePathway, string> ids = new();

    /// <summary>The id of the rules of a pathway: what is approved.</summary>
    public string RulesId(CarePathway pathway) => ids.GetOrAdd(pathway, static each => each.Files.ComputeRulesId());

    /// <summary>The approval that holds for what the clinic uses now.</summary>
    /// <returns>Null for a draft.</returns>
    public async ValueTask<KnowledgeApproval?> Current(ClinicId clinic, CancellationToken cancellation)
    {
        var rules = RulesId((await settings.Current(clinic, cancellation)).Pathway);
        var now = clock.GetUtcNow();
        if (!known.TryGetValue((clinic, rules), out var held) || held.Looked + LooksAgain <= now)
        {
            known[(clinic, rules)] = held = (await store.Of(clinic, rules, cancellation), now);
        }
        return held.Approval is { Approves: true } approval ? approval : null;
    }

    /// <summary>Looks again at once: something was just said.</summary>
    public void Forget() => known.Clear();
}
