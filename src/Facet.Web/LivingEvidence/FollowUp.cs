using Facet.Evidence;
using Facet.Storage.Evidence;
using Facet.Web.SignIn;

namespace Facet.Web.LivingEvidence;

/// <summary>The rows of one trial at one follow-up, which are typed and corrected together.</summary>
internal static class FollowUp
{
    /// <summary>The key of a row without its arm.</summary>
    public static string KeyOf(TrialRow row) => row.Key[..row.Key.LastIndexOf('|')];

    /// <summary>The trials file of a version.</summary>
    public static TrialRows Rows(ShelvedEvidence evidence) =>
        TrialRows.Read(TrialRows.File, evidence.Pathway.Files.Read(TrialRows.File)).TryGet(out var rows, out var problems) ? rows : throw new InvalidOperationException(string.Join(Environment.NewLine, problems));

    /// <summary>The version that changes grow from when nobody says another: the newest, so that what colleagues added is not lost.</summary>
    public static async Task<int> Newest(EvidenceStore store, StaffMember member, CancellationToken cancellation) =>
        (await store.All(member.Caller, cancellation)).Select(version => version.Number).FirstOrDefault();
}
