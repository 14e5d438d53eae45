namespace Facet.Knowledge;

/// <summary>What differs between two texts, line by line.</summary>
public static class LineDifference
{
    private const int LongestMiddle = 4000;

    /// <summary>Lines that went (<c>- </c>) and came (<c>+ </c>), each stretch after the number of its first line in the first text.</summary>
    public static IReadOnlyList<string> Of(string first, string second)
    {
        var (a, b) = (first.Split('\n'), second.Split('\n'));
        var start = 0;
        while (start < a.Length && start < b.Length && a[start] == b[start]) { start++; }
        var end = 0;
        while (end < a.Length - start && end < b.Length - start && a[^(end + 1)] == b[^(end + 1)]) { end++; }
        var (from, to) = (a[start..^end], b[start..^end]);
        // The longest common subsequence takes a table of both lengths; two texts that differ so much are shown one after the other.
        if ((long)from.Length * to.Length > (long)LongestMiddle * LongestMiddle) { return [$"@ {start + 1}", .. from.Select(line => "- " + line), .. to.Select(line => "+ " + line)]; }
        var length = new int[from.Length + 1, to.Length + 1];
        for (var i = from.Length - 1; i >= 0; i--)
        {
            for (var j = to.Length - 1; j >= 0; j--) { length[i, j] = from[i] == to[j] ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]); }
        }
        var lines = new List<string>();
        var isTogether = true;
        for (int i = 0, j = 0; i < from.Length || j < to.Length;)
        {
            if (i < from.Length && j < to.Length && from[i] == to[j])
            {
                (i, j, isTogether) = (i + 1, j + 1, true);
                continue;
            }
            if (isTogether) { lines.Add($"@ {start + i + 1}"); }
            isTogether = false;
            if (j == to.Length || (i < from.Length && length[i + 1, j] >= length[i, j + 1])) { lines.Add("- " + from[i++]); }
            else { lines.Add("+ " + to[j++]); }
        }
        return lines;
    }
}
