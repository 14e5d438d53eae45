using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Facet.Knowledge;

namespace Facet.Evidence;

/// <summary>The models that planning uses, fitted to the trials of every outcome and window, as a value that can be saved and loaded.</summary>
public sealed class FittedEffects
{
    /// <summary>The file that the planner loads.</summary>
    public const string File = "evidence/effects.txt";

    /// <summary>Raised when the models or their quadrature change what comes out of the same rows and priors.</summary>
    private const string CodeVersion = "effects-1";

    private static readonly string[] Inputs = ["evidence/components.csv", "evidence/priors.yaml", "evidence/trials.csv"];

    private readonly List<Block> blocks;

    /// <summary>One outcome in one window, read when it is asked for: a plan needs two of eight.</summary>
    private sealed class Block(Outcome outcome, TimeWindow window, Func<JointEffects> read)
    {
        private readonly Lazy<JointEffects> effects = new(read);

        public Outcome Outcome { get; } = outcome;

        public TimeWindow Window { get; } = window;

        public JointEffects Effects => effects.Value;
    }

    private FittedEffects(string id, List<Block> blocks) => (Id, this.blocks) = (id, blocks);

    /// <summary>Hash of the trials' rows, the components, the priors and the version of the models.</summary>
    public string Id { get; }

    /// <summary>What is known of an outcome in a window.</summary>
    public JointEffects Find(Outcome outcome, TimeWindow window) => blocks.First(block => block.Outcome == outcome && block.Window == window).Effects;

    /// <summary>The id that a fit of these files has.</summary>
    public static string IdOf(KnowledgeFiles files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(CodeVersion));
        foreach (var name in Inputs) { hash.AppendData(Encoding.UTF8.GetBytes($"\n{name}\n{files.Read(name)}")); }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    /// <summary>Fits both outcomes, windows linked.</summary>
    /// <param name="files">Trials, components and priors.</param>
    /// <param name="progress">Told after each of the four models how many of them are done; may be <see langword="null"/>.</param>
    /// <returns>The effects, or every problem in the files.</returns>
    public static Checked<FittedEffects> Fit(KnowledgeFiles files, Action<int, int>? progress = null)
    {
        if (!TrialLibrary.Load(files).TryGet(out var library, out var problems) || !EvidencePriors.Load(files).TryGet(out var priors, out problems)) { return Checked<FittedEffects>.Refused(problems); }
        var blocks = new List<Block>();
        var done = 0;
        foreach (var outcome in (Outcome[])[Outcome.Pain, Outcome.Function])
        {
            var parts = TimeWindows.All.Select(window => new WindowTrials(window, library.Select(outcome, window))).ToList();
            if (parts.FirstOrDefault(part => part.Trials.Count == 0) is { } empty)
            {
                return Checked<FittedEffects>.Refused([new("evidence/trials.csv:1:1", "no-trials", $"No trial in scope measured {outcome.Code()} in the window {empty.Window.Code()}; the model needs one in each.")]);
            }
            var average = EvidenceAverage.FitWithoutInteractions(library.Vocabulary, parts, priors, () => progress?.Invoke(++done, 4));
            for (var place = 0; place < parts.Count; place++)
            {
                var joint = average.Joint(outcome, place);
                blocks.Add(new(outcome, parts[place].Window, () => joint));
            }
        }
        return new FittedEffects(IdOf(files), blocks);
    }

    /// <summary>The file: a line <c>facet-effects ID</c>, then for each outcome and window the parameters' names with the trials that hold each, their means, and the lower triangle of their covariance.</summary>
    /// <remarks>Eight significant digits: far beyond what the trials can tell, and the same on machines whose exponential functions differ in the last bit.</remarks>
    public string Write()
    {
        var text = new StringBuilder();
        Line($"facet-effects {Id}");
        foreach (var block in blocks)
        {
            var effects = block.Effects;
            var names = effects.Names;
            Line($"block {effects.Outcome.Code()} {effects.Window.Code()} {names.Count} {Digits(effects.BetweenStudyVariance)}");
            for (var i = 0; i < names.Count; i++)
            {
                text.Append(names[i]).Append(' ').Append(effects.Trials(names[i]).ToString(CultureInfo.InvariantCulture)).Append(' ').Append(Digits(effects.Mean[i]));
                for (var j = 0; j <= i; j++) { text.Append(' ').Append(Digits(effects.Covariance[(i * names.Count) + j])); }
                text.Append('\n');
            }
        }
        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');

        static string Digits(double value) => value.ToString("G8", CultureInfo.InvariantCulture);
    }

    /// <summary>Reads a file that <see cref="Write"/> wrote, and whether it belongs to the trials and priors that stand beside it.</summary>
    internal static FittedEffects? Load(KnowledgeReader reader)
    {
        var text = reader.Files.Read(File);
        // The build's own file is checked by a test; a clinic's may belong to other rows or be damaged.
        var isOwn = reader.Files.Overridden.Any(name => name == File || Inputs.Contains(name));
        if (Read(text, isOwn).TryGet(out var effects, out var problems))
        {
            if (!isOwn || IdOf(reader.Files) == effects.Id) { return effects; }
            problems = [new($"{File}:1:1", "stale", $"The effects {effects.Id} were fitted to other trials, components or priors than those at hand ({IdOf(reader.Files)}). Fit them again: facet evidence fit --data DIR --out effects.txt.")];
        }
        lock (reader.Report) { reader.Report.AddRange(problems); }
        return null;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="isChecked">Whether every number is read at once, rather than when it is asked for.</param>
    /// <returns>The effects, or the first problem with its line.</returns>
    public static Checked<FittedEffects> Read(string text, bool isChecked = true)
    {
        var lines = text.Split('\n');
        if (!lines[0].StartsWith("facet-effects ", StringComparison.Ordinal) || lines[0].Length != "facet-effects ".Length + 16) { return Refuse(1, "Its first line must be 'facet-effects' and the id; this is not a file of fitted effects."); }
        var blocks = new List<Block>();
        var at = 1;
        while (at < lines.Length && lines[at].Length > 0)
        {
            var head = lines[at].Split(' ');
            Outcome? outcome = head.ElementAtOrDefault(1) switch { "pain" => Outcome.Pain, "function" => Outcome.Function, _ => null };
            if (head is not ["block", _, var code, var size, var between] || outcome is null || TimeWindows.Find(code) is not { } window
                || !int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > 2000 || Number(between) is not (>= 0 and var tau2)
                || at + count >= lines.Length)
            {
                return Refuse(at + 1, "A block begins with 'block', outcome, window, how many parameters and τ², and has a line for each parameter.");
            }
            if (blocks.Any(block => block.Outcome == outcome && block.Window == window)) { return Refuse(at + 1, "This outcome and window is there twice."); }
            var (first, measured) = (at + 1, outcome.Value);
            if (isChecked)
            {
                var names = new HashSet<string>(StringComparer.Ordinal);
                for (var i = 0; i < count; i++)
                {
                    var cells = lines[first + i].Split(' ');
                    if (cells.Length != i + 4 || !names.Add(cells[0]) || cells.Skip(1).Any(cell => Number(cell) is not { } number || !double.IsFinite(number)) || Number(cells[^1]) < 0)
                    {
                        return Refuse(first + i + 1, $"A name of its own, trials, a mean and {i + 1} covariances are needed, the last of them a variance.");
                    }
                }
            }
            blocks.Add(new(measured, window, () => Joint(lines.AsSpan(first, count), measured, window, tau2)));
            at = first + count;
        }
        foreach (var outcome in (Outcome[])[Outcome.Pain, Outcome.Function])
        {
            foreach (var window in TimeWindows.All)
            {
                if (!blocks.Any(block => block.Outcome == outcome && block.Window == window)) { return Refuse(at + 1, $"The block of {outcome.Code()} in {window.Code()} is missing."); }
            }
        }
        return new FittedEffects(lines[0]["facet-effects ".Length..], blocks);

        static Checked<FittedEffects> Refuse(int line, string message) => Checked<FittedEffects>.Refused([new($"{File}:{line}:1", "effects", message)]);
    }

    private static double? Number(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static JointEffects Joint(ReadOnlySpan<string> lines, Outcome outcome, TimeWindow window, double between)
    {
        var n = lines.Length;
        var names = new string[n];
        double[] mean = new double[n], covariance = new double[n * n];
        var trials = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < n; i++)
        {
            var line = lines[i].AsSpan();
            var cell = 0;
            foreach (var range in line.Split(' '))
            {
                var word = line[range];
                if (cell == 0) { names[i] = word.ToString(); }
                else if (cell == 1) { trials[names[i]] = int.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture); }
                else if (cell == 2) { mean[i] = double.Parse(word, NumberStyles.Float, CultureInfo.InvariantCulture); }
                else { covariance[(i * n) + cell - 3] = covariance[((cell - 3) * n) + i] = double.Parse(word, NumberStyles.Float, CultureInfo.InvariantCulture); }
                cell++;
            }
        }
        return new(outcome, window, names, mean, covariance, between, trials);
    }
}
