namespace Facet.Care;

/// <summary>That somebody of the team looked at what stops a plan or one treatment of it.</summary>
internal interface IClearance
{
    /// <summary>The last place of the record that they had read; <see langword="null"/> in entries of earlier versions: all before the clearance.</summary>
    long? Seen { get; }
}

/// <summary>Reads clearances out of a record.</summary>
internal static class Clearances
{
    /// <summary>The last place of the record that was looked at, 0 for none: what came after it stops all the same, whenever the clearance was written.</summary>
    public static long LookedAt(this IReadOnlyList<Recorded> record, Func<IClearance, bool> about) =>
        record.Where(each => each.Entry is IClearance clearance && about(clearance)).Select(each => Math.Min(((IClearance)each.Entry).Seen ?? each.Sequence, each.Sequence)).DefaultIfEmpty(0).Max();
}
