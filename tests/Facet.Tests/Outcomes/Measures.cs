using Facet.Knowledge;
using Facet.Outcomes;

namespace Facet.Tests.Outcomes;

/// <summary>The built-in instruments, scores of them, and the folder of shared data.</summary>
internal static class Measures
{
    public static OutcomeMeasures All { get; } = Given.Need(OutcomeMeasures.Load(KnowledgeFiles.Embedded, Given.Knowledge));

    public static Instrument The(string id) => All.Find(id)!;

    public static Score Score(string id, params int?[] answers) => Given.Need(Facet.Outcomes.Score.Of(The(id), answers));

    /// <summary>A score of so many ticks or points, for instruments of which the answers do not matter.</summary>
    public static Score Total(string id, int total)
    {
        var rule = The(id).Rule!;
        var (low, high) = rule.Answers;
        var answers = new int?[rule.Items];
        var left = total - (low * rule.Items);
        for (var i = 0; i < answers.Length; i++)
        {
            var more = Math.Min(left, high - low);
            answers[i] = low + more;
            left -= more;
        }
        Assert.Equal(0, left);
        return Score(id, answers);
    }

    /// <summary>A file of the shared data beside the repository; where it is missing the test is skipped, and says so.</summary>
    public static string Shared(string path)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Facet.slnx"))) { root = root.Parent; }
        var file = root?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "data", path) : path;
        Assert.SkipUnless(File.Exists(file), $"The shared data ({path}) is not beside the repository: its licence keeps it out.");
        return file;
    }
}
