using Facet.Treatments;

namespace Facet.Care;

/// <summary>A visit in the record: what holds now, and what it was before it was corrected.</summary>
/// <param name="Current">The entry that holds.</param>
/// <param name="Session">What it says.</param>
/// <param name="Earlier">What it corrected, newest first; empty for never corrected. Nothing is ever taken away.</param>
public sealed record SessionInRecord(Recorded Current, SessionGiven Session, IReadOnlyList<Recorded> Earlier);

/// <summary>Reads visits out of a record.</summary>
public static class SessionLog
{
    /// <summary>The visits, in the order of their days, each with what it was before.</summary>
    /// <param name="record">The record, in any order.</param>
    /// <param name="item">Of this item alone; all where left out.</param>
    /// <remarks>Where two corrections name the same entry, the later one holds and both older ones stay readable.</remarks>
    public static IReadOnlyList<SessionInRecord> Of(IReadOnlyList<Recorded> record, string? item = null)
    {
        var roots = new Dictionary<long, long>();
        var visits = new Dictionary<long, List<Recorded>>();
        foreach (var each in record.Where(each => each.Entry is SessionGiven given && (item is null || given.Item == item)).OrderBy(each => each.Sequence))
        {
            var root = roots[each.Sequence] = ((SessionGiven)each.Entry).Corrects is { } old && roots.TryGetValue(old, out var first) ? first : each.Sequence;
            if (!visits.TryGetValue(root, out var visit)) { visits[root] = visit = []; }
            visit.Add(each);
        }
        return [.. visits.Values.Select(visit => new SessionInRecord(visit[^1], (SessionGiven)visit[^1].Entry, [.. visit.SkipLast(1).Reverse()])).OrderBy(visit => visit.Session.Day).ThenBy(visit => visit.Current.Sequence)];
    }
}

/// <summary>What the rules bar for one person in a visit that is planned.</summary>
/// <param name="NoThrust">Why no thrust; <see langword="null"/> for none stands against it.</param>
/// <param name="NoLumbosacralPoints">Why the points of <see cref="NeedlePoints.Lumbosacral"/> are left out; <see langword="null"/> for none.</param>
/// <param name="Stop">Why the whole treatment is not given today; <see langword="null"/> for none.</param>
public sealed record SessionLimits(string? NoThrust, string? NoLumbosacralPoints, string? Stop)
{
    /// <summary>The technique of thrust in the rules.</summary>
    public const string Thrust = "hvla_thrust";

    /// <summary>Where the person's answers cannot be read: what cannot be checked is not given.</summary>
    public static SessionLimits NotChecked { get; } = new("Not checked: the answers of this person cannot be read.", "Not checked: the answers of this person cannot be read.", null);

    /// <summary>Reads the limits of a person.</summary>
    /// <param name="options">What the rules say of them today.</param>
    /// <param name="item">The item of the signed plan.</param>
    /// <remarks>A clinician who signed a plan with a technique has answered its soft exclusions; hard ones and open questions bar it all the same.</remarks>
    public static SessionLimits Of(Options options, CareItem item) => new(
        Why(options, TreatmentFamily.Manipulation, Thrust, item.Technique == Thrust),
        Why(options, TreatmentFamily.Acupuncture, "lumbosacral_points", false),
        options.Excluded.Where(each => each.Family == item.Family && each.Technique is null && !each.IsSoft).Select(each => $"{each.Reason} ({each.Rule})").FirstOrDefault());

    /// <summary>What stands against a visit as it was entered; empty for nothing.</summary>
    public IEnumerable<Problem> Problems(SessionGiven given)
    {
        if (given.HowFar == HowFar.Skipped) { yield break; }
        if (Stop is { } stop) { yield return new("how", "excluded", $"Not to be given today: {stop} Record it as not given."); }
        if (NoThrust is { } thrust && given is ManipulationGiven manual && manual.Segments.Any(each => each.Technique == ManualTechnique.Thrust)) { yield return new("segment", "no-thrust", $"No thrust for this person. {thrust}"); }
        if (NoLumbosacralPoints is { } points && given is NeedlesGiven needles && needles.Points.Where(each => NeedlePoints.Lumbosacral.Contains(each.Point)).Select(each => each.Point).ToList() is { Count: > 0 } barred) { yield return new("needle-points", "no-points", $"Not {string.Join(", ", barred)} for this person. {points}"); }
    }

    private static string? Why(Options options, TreatmentFamily family, string technique, bool isSigned) =>
        options.Against(family, technique).Where(each => !(isSigned && each.IsSoft)).Select(each => $"{each.Reason} ({each.Rule})")
            .Concat(options.HoldsOn(family, technique).Select(each => $"Not known yet: {each.Reason} ({each.Rule})")).FirstOrDefault();
}
