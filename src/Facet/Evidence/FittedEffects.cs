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
    private const string CodeVersion = "effects-3";

    private static readonly string[] Inputs = ["evidence/components.csv", "evidence/contrasts.csv", "evidence/pooled.csv", "evidence/priors.yaml", "evidence/summaries.yaml", "evidence/trials.csv"];

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

    /// <summary>Hash of the trials' rows, the published differences and the choice among them, the components, the priors and the version of the models.</summary>
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

    /// <summary>Fits both outcomes, windows linked, and beside them the other readings of the trials.</summary>
    /// <param name="files">Trials, components and priors.</param>
    /// <param name="progress">Told after each model how many are done and how many there are; may be <see langword="null"/>.</param>
    /// <returns>The effects, or every problem in the files.</returns>
    public static Checked<FittedEffects> Fit(KnowledgeFiles files, Action<int, int>? progress = null)
    {
        if (!TrialLibrary.Load(files).TryGet(out var library, out var problems) || !EvidencePriors.Load(files).TryGet(out var priors, out problems)) { return Checked<FittedEffects>.Refused(problems); }
        var blocks = new List<Block>();
        var done = 0;
        foreach (var outcome in OutcomeCodes.All)
        {
            var parts = Parts(outcome, EvidenceScope.Default);
            if (parts.Find(part => part.Trials.Count == 0) is { } empty)
            {
                return Checked<FittedEffects>.Refused([new("evidence/trials.csv:1:1", "no-trials", $"No trial in scope measured {outcome.Code()} in the window {empty.Window.Code()}; the model needs one in each.")]);
            }
            var average = Average(parts);
            var readings = new List<(Sensitivity Reading, JointEffects[] Effects)> { (Sensitivity.Unlinked, [.. parts.Select(part => Average([part]).Joint(outcome, 0))]) };
            foreach (var (reading, scope) in ((Sensitivity, EvidenceScope)[])[(Sensitivity.AllRows, new() { WithSuspect = true, WithOutOfScope = true }), (Sensitivity.ControlsMerged, new() { MergeControls = true }), (Sensitivity.ArmsAlone, new() { WithoutSummaries = true })])
            {
                var other = Parts(outcome, scope);
                if (other.Exists(part => part.Trials.Count == 0)) { continue; }
                var fit = Average(other);
                readings.Add((reading, [.. other.Select((_, place) => fit.Joint(outcome, place))]));
            }
            for (var place = 0; place < parts.Count; place++)
            {
                var joint = average.Joint(outcome, place);
                var components = average.Fits[0].Components;
                var bases = average.Bases(components, library.RiskOfBias, Component.NoTreatment, place);
                var origin = new Dictionary<string, ComponentEvidence>(StringComparer.Ordinal);
                for (var i = 0; i < components.Count; i++)
                {
                    var component = components[i];
                    origin[component] = new(parts[place].Holding(component, false), parts[place].Holding(component, true), bases[i], [.. readings.Where(reading => reading.Effects[place].Knows(component)).Select(reading => Against(reading.Reading, reading.Effects[place], component))]);
                }
                var effects = joint.With(origin);
                blocks.Add(new(outcome, parts[place].Window, () => effects));
            }
        }
        return new FittedEffects(IdOf(files), blocks);

        List<WindowTrials> Parts(Outcome outcome, EvidenceScope scope) => [.. TimeWindows.All.Select(window => new WindowTrials(window, library.Select(outcome, window, scope)))];

        EvidenceAverage Average(IReadOnlyList<WindowTrials> parts) => EvidenceAverage.FitWithoutInteractions(library.Vocabulary, parts, priors, () => progress?.Invoke(++done, Models));

        static SensitivityFit Against(Sensitivity reading, JointEffects effects, string component)
        {
            var projection = effects.For([component]);
            return new(reading, projection.ExpectedEffect([1], out _), projection.MeanStandardDeviation([1]));
        }
    }

    /// <summary>How many models a fit has: two structures for each outcome, linked in four readings of the trials, and unlinked in four windows.</summary>
    private const int Models = 2 * 2 * (4 + 4);

    /// <summary>
    /// The file: a line <c>facet-effects ID</c>, then for each outcome and window a line <c>block</c>; the parameters' names with the trials that hold each, their means, and the lower triangle of their covariance; and for each
    /// component what its number rests on (<c>rests</c>: parts with low and high risk of bias, shares of direct trials and of the prior, how many trials, how many published differences of the window; <c>trial</c>: window, share, study) and what other readings say (<c>reading</c>: mean, standard deviation).
    /// </summary>
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
                text.Append(names[i]).Append(' ').Append(effects.Evidence(names[i]).Trials.ToString(CultureInfo.InvariantCulture)).Append(' ').Append(Digits(effects.Mean[i]));
                for (var j = 0; j <= i; j++) { text.Append(' ').Append(Digits(effects.Covariance[(i * names.Count) + j])); }
                text.Append('\n');
            }
            foreach (var name in names)
            {
                var evidence = effects.Evidence(name);
                if (evidence.Basis is not { } basis) { continue; }
                Line($"rests {name} {Share(basis.LowBias)} {Share(basis.HighBias)} {Share(basis.Direct)} {Share(basis.Prior)} {basis.Count.ToString(CultureInfo.InvariantCulture)} {evidence.Summaries.ToString(CultureInfo.InvariantCulture)}");
                foreach (var trial in basis.Trials.Take(EffectBasis.MostSaved)) { Line($"trial {name} {trial.Window.Code()} {Share(trial.Share)} {trial.Study}"); }
                foreach (var reading in evidence.Readings) { Line($"reading {name} {reading.Reading.Code()} {Digits(reading.Mean)} {Digits(reading.Sd)}"); }
            }
        }
        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');

        static string Digits(double value) => value.ToString("G8", CultureInfo.InvariantCulture);

        static string Share(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
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
            problems = [new($"{File}:1:1", "stale", $"The effects {effects.Id} were fitted to other trials, published differences, components or priors than those at hand ({IdOf(reader.Files)}). Fit them again: facet evidence fit --data DIR --out effects.txt.")];
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
            if (head is not ["block", var what, var code, var size, var between] || OutcomeCodes.Find(what) is not { } outcome || TimeWindows.Find(code) is not { } window
                || !int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > 2000 || Number(between) is not (>= 0 and var tau2)
                || at + count >= lines.Length)
            {
                return Refuse(at + 1, "A block begins with 'block', outcome, window, how many parameters and τ², and has a line for each parameter.");
            }
            if (blocks.Any(block => block.Outcome == outcome && block.Window == window)) { return Refuse(at + 1, "This outcome and window is there twice."); }
            var first = at + 1;
            var origin = first + count;
            for (at = origin; at < lines.Length && IsOrigin(lines[at]); at++) { }
            var end = at;
            if (isChecked)
            {
                var names = new HashSet<string>(StringComparer.Ordinal);
                for (var i = 0; i < count; i++)
                {
                    var cells = lines[first + i].Split(' ');
                    if (cells.Length != i + 4 || !names.Add(cells[0]) || cells.Skip(1).Any(cell => Number(cell) is not { } number || !double.IsFinite(number)) || Number(cells[^1]) < 0 || !int.TryParse(cells[1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
                    {
                        return Refuse(first + i + 1, $"A name of its own, trials, a mean and {i + 1} covariances are needed, the last of them a variance.");
                    }
                }
                for (var i = origin; i < end; i++)
                {
                    if (!IsSound(lines[i].Split(' '), names)) { return Refuse(i + 1, "A line 'rests', 'trial' or 'reading' names a parameter of its block and has shares from 0 to 1, or a mean and a standard deviation."); }
                }
            }
            blocks.Add(new(outcome, window, () => Joint(lines.AsSpan(first, count), lines.AsSpan(origin, end - origin), outcome, window, tau2)));
        }
        foreach (var outcome in OutcomeCodes.All)
        {
            foreach (var window in TimeWindows.All)
            {
                if (!blocks.Any(block => block.Outcome == outcome && block.Window == window)) { return Refuse(at + 1, $"The block of {outcome.Code()} in {window.Code()} is missing."); }
            }
        }
        return new FittedEffects(lines[0]["facet-effects ".Length..], blocks);

        static Checked<FittedEffects> Refuse(int line, string message) => Checked<FittedEffects>.Refused([new($"{File}:{line}:1", "effects", message)]);
    }

    private static bool IsOrigin(string line) => line.StartsWith("rests ", StringComparison.Ordinal) || line.StartsWith("trial ", StringComparison.Ordinal) || line.StartsWith("reading ", StringComparison.Ordinal);

    private static bool IsSound(string[] cells, HashSet<string> names)
    {
        static bool Share(string cell) => Number(cell) is >= 0 and <= 1;
        return names.Contains(cells[1]) && cells switch
        {
            ["rests", _, var low, var high, var direct, var prior, var trials, var summaries] => Share(low) && Share(high) && Share(direct) && Share(prior)
                && int.TryParse(trials, NumberStyles.None, CultureInfo.InvariantCulture, out _) && int.TryParse(summaries, NumberStyles.None, CultureInfo.InvariantCulture, out _),
            ["trial", _, var window, var share, _, ..] => TimeWindows.Find(window) is not null && Share(share),
            ["reading", _, var reading, var mean, var sd] => Sensitivities.Find(reading) is not null && Number(mean) is { } number && double.IsFinite(number) && Number(sd) is >= 0 and < double.PositiveInfinity,
            _ => false,
        };
    }

    private static double? Number(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static JointEffects Joint(ReadOnlySpan<string> lines, ReadOnlySpan<string> origins, Outcome outcome, TimeWindow window, double between)
    {
        var n = lines.Length;
        var names = new string[n];
        double[] mean = new double[n], covariance = new double[n * n];
        var evidence = new Dictionary<string, ComponentEvidence>(StringComparer.Ordinal);
        for (var i = 0; i < n; i++)
        {
            var line = lines[i].AsSpan();
            var cell = 0;
            foreach (var range in line.Split(' '))
            {
                var word = line[range];
                if (cell == 0) { names[i] = word.ToString(); }
                else if (cell == 1) { evidence[names[i]] = new(int.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture), 0, null, []); }
                else if (cell == 2) { mean[i] = Parse(word); }
                else { covariance[(i * n) + cell - 3] = covariance[((cell - 3) * n) + i] = Parse(word); }
                cell++;
            }
        }
        var (trials, readings) = (new List<TrialShare>(), new List<SensitivityFit>());
        // Backwards: a component's trials and readings follow the line that they belong to.
        for (var i = origins.Length - 1; i >= 0; i--)
        {
            var cells = origins[i].Split(' ');
            switch (cells[0])
            {
                case "reading": readings.Insert(0, new(Sensitivities.Find(cells[2])!.Value, Parse(cells[3]), Parse(cells[4]))); break;
                case "trial": trials.Insert(0, new(string.Join(' ', cells.Skip(4)), TimeWindows.Find(cells[2])!.Value, Parse(cells[3]))); break;
                default:
                    evidence[cells[1]] = evidence[cells[1]] with { Summaries = int.Parse(cells[7], CultureInfo.InvariantCulture), Basis = new(Parse(cells[2]), Parse(cells[3]), Parse(cells[4]), Parse(cells[5]), int.Parse(cells[6], CultureInfo.InvariantCulture), trials), Readings = readings };
                    (trials, readings) = ([], []);
                    break;
            }
        }
        return new(outcome, window, names, mean, covariance, between, evidence);

        static double Parse(ReadOnlySpan<char> word) => double.Parse(word, NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}
