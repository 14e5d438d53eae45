namespace Facet.Evidence;

/// <summary>A treatment of a network: a set of components that trials gave together.</summary>
/// <param name="Treatment">Codes joined with <c>+</c>, or <c>no_treatment</c>.</param>
/// <param name="Number">Its number on the picture, from 1.</param>
/// <param name="Participants">People in arms that got it; 0 where no trial says.</param>
/// <param name="Trials">How many trials have such an arm.</param>
/// <param name="Piece">Which connected piece of the network it is in, from 1; no path of trials leads from one piece to another.</param>
public sealed record GraphTreatment(string Treatment, int Number, double Participants, int Trials, int Piece);

/// <summary>Two treatments that trials compare directly.</summary>
/// <param name="First">One treatment.</param>
/// <param name="Second">The other, later in ordinal order.</param>
/// <param name="Studies">The trials that hold both, in the order of the network.</param>
public sealed record GraphComparison(string First, string Second, IReadOnlyList<string> Studies);

/// <summary>Who was compared with whom: treatments as points, comparisons as lines. The same trials give the same picture, byte for byte.</summary>
/// <remarks>
/// Each connected piece stands for itself, the largest first. Its treatments lie on an ellipse, at even heights so that names beside them never collide, in an order in which
/// swapping no two would bring compared treatments closer together.
/// </remarks>
public sealed class NetworkGraph
{
    private const double Step = 26;
    private const double Largest = 13;
    private const double Smallest = 2;
    private const double Gap = 34;
    private const double Margin = 18;
    private const double WideLetter = 6.6;
    private const double Bend = 0.45;
    private const double Thinnest = 0.8;
    private readonly List<List<string>> pieces;

    private NetworkGraph(IReadOnlyList<GraphTreatment> treatments, IReadOnlyList<GraphComparison> comparisons, List<List<string>> pieces) =>
        (Treatments, Comparisons, this.pieces) = (treatments, comparisons, pieces);

    /// <summary>The treatments by their numbers.</summary>
    public IReadOnlyList<GraphTreatment> Treatments { get; }

    /// <summary>The comparisons, in ordinal order of their treatments.</summary>
    public IReadOnlyList<GraphComparison> Comparisons { get; }

    /// <summary>How many pieces the network falls into; 1 when a path of trials joins every two treatments.</summary>
    public int Pieces => pieces.Count;

    /// <summary>Counts treatments and comparisons, and finds the pieces.</summary>
    public static NetworkGraph Of(Network network)
    {
        var people = new Dictionary<string, (double Participants, int Trials)>(StringComparer.Ordinal);
        var pairs = new SortedDictionary<(string, string), List<string>>(Comparer<(string First, string Second)>.Create((a, b) => string.CompareOrdinal(a.First, b.First) is var first and not 0 ? first : string.CompareOrdinal(a.Second, b.Second)));
        foreach (var trial in network.Trials)
        {
            for (var i = 0; i < trial.Arms.Count; i++)
            {
                var (participants, trials) = people.GetValueOrDefault(trial.Arms[i]);
                people[trial.Arms[i]] = (participants + (trial.ArmSizes.Count > 0 ? trial.ArmSizes[i] : 0), trials + 1);
                for (var j = 0; j < i; j++)
                {
                    var pair = string.CompareOrdinal(trial.Arms[i], trial.Arms[j]) < 0 ? (trial.Arms[i], trial.Arms[j]) : (trial.Arms[j], trial.Arms[i]);
                    if (!pairs.TryGetValue(pair, out var studies)) { pairs[pair] = studies = []; }
                    studies.Add(trial.Study);
                }
            }
        }
        List<GraphComparison> comparisons = [.. pairs.Select(pair => new GraphComparison(pair.Key.Item1, pair.Key.Item2, pair.Value))];
        var pieces = Connected(network.Treatments, comparisons).ConvertAll(piece => Ordered(piece, comparisons));
        var treatments = new List<GraphTreatment>();
        for (var piece = 0; piece < pieces.Count; piece++)
        {
            foreach (var treatment in pieces[piece]) { treatments.Add(new(treatment, treatments.Count + 1, people[treatment].Participants, people[treatment].Trials, piece + 1)); }
        }
        return new(treatments, comparisons, pieces);
    }

    /// <summary>Draws the graph. A point's area is its participants, a line's width its trials.</summary>
    /// <param name="title">The picture's name.</param>
    /// <param name="name">A treatment in words; <see langword="null"/> draws a narrow picture with numbers alone, whose key is the table.</param>
    /// <returns>An SVG document.</returns>
    public string Draw(string title, Func<string, string>? name = null)
    {
        var most = Math.Max(1, Treatments.Max(treatment => treatment.Participants));
        var widest = Comparisons.Max(comparison => comparison.Studies.Count);
        var half = name is null ? 130.0 : 150.0;
        var middle = half + Largest + Longest(isRight: false) + Margin;
        var width = middle + half + Largest + Longest(isRight: true) + Margin;
        var places = Places(half, middle, out var height);
        var svg = new SvgPicture(width, height, title, "Each point is a treatment: the larger, the more people had it. Each line joins two treatments that trials compared: the wider, the more trials. The tables say the same.");
        foreach (var comparison in Comparisons)
        {
            var ((x1, y1, centre), (x2, y2, _)) = (places[comparison.First], places[comparison.Second]);
            // Bent towards the middle, so that a line between two points of one side leaves those between them alone; neighbours have none between.
            var bend = Bend * Math.Min(1, double.Hypot(x1 - x2, y1 - y2) / (4 * Step));
            var (bendX, bendY) = (((x1 + x2) / 2 * (1 - bend)) + (middle * bend), ((y1 + y2) / 2 * (1 - bend)) + (centre * bend));
            svg.Add($"<path d=\"M{SvgPicture.Round(x1)} {SvgPicture.Round(y1)}Q{SvgPicture.Round(bendX)} {SvgPicture.Round(bendY)} {SvgPicture.Round(x2)} {SvgPicture.Round(y2)}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"{SvgPicture.Round(Math.Max(Thinnest, Math.Min(1.6, 12.0 / widest) * comparison.Studies.Count))}\" opacity=\"0.4\"/>");
        }
        foreach (var treatment in Treatments)
        {
            var (x, y, _) = places[treatment.Treatment];
            // Area is what the eye compares; a treatment that few people had still shows.
            var radius = Math.Max(Smallest, Largest * Math.Sqrt(treatment.Participants / most));
            svg.Add($"<circle cx=\"{SvgPicture.Round(x)}\" cy=\"{SvgPicture.Round(y)}\" r=\"{SvgPicture.Round(radius)}\"/>");
            var isLeft = x < middle;
            svg.Words(isLeft ? x - radius - 6 : x + radius + 6, y + 4.5, name is null ? FormattableString.Invariant($"{treatment.Number}") : Label(treatment, name), isLeft ? "end" : "start");
        }
        return svg.End();

        double Longest(bool isRight) => name is null ? 24 : WideLetter * pieces.SelectMany(piece => piece.Where((_, at) => at < piece.Count / 2 == isRight)).Max(treatment => Label(Treatments.First(each => each.Treatment == treatment), name).Length);
    }

    private static string Label(GraphTreatment treatment, Func<string, string> name) => FormattableString.Invariant($"{treatment.Number} {name(treatment.Treatment)} ({treatment.Participants:0})");

    /// <summary>Every treatment's place: down the right of its piece's ellipse, up the left.</summary>
    private Dictionary<string, (double X, double Y, double Centre)> Places(double half, double middle, out double height)
    {
        var places = new Dictionary<string, (double, double, double)>(StringComparer.Ordinal);
        var top = Margin;
        foreach (var piece in pieces)
        {
            var right = piece.Count / 2;
            var rows = piece.Count - right;
            // A small piece is a small ellipse, so that the largest stands out.
            var reach = Math.Min(half, 30 + (10.0 * piece.Count));
            for (var i = 0; i < piece.Count; i++)
            {
                var isRight = i < right;
                var (at, side) = isRight ? (i, right) : (piece.Count - 1 - i, rows);
                var y = (at + 0.5) * rows / side;
                var x = reach * Math.Sqrt(1 - Math.Pow(((2 * y) - rows) / rows, 2));
                places[piece[i]] = (middle + (isRight ? x : -x), top + (y * Step), top + (rows * Step / 2));
            }
            top += (rows * Step) + Gap;
        }
        height = top - Gap + Margin;
        return places;
    }

    /// <summary>The connected pieces, the largest first, then by their first treatment.</summary>
    private static List<List<string>> Connected(IReadOnlyList<string> treatments, List<GraphComparison> comparisons)
    {
        var pieces = new List<List<string>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in treatments)
        {
            if (!seen.Add(start)) { continue; }
            List<string> piece = [start];
            for (var at = 0; at < piece.Count; at++)
            {
                foreach (var comparison in comparisons)
                {
                    if (comparison.First == piece[at] && seen.Add(comparison.Second)) { piece.Add(comparison.Second); }
                    if (comparison.Second == piece[at] && seen.Add(comparison.First)) { piece.Add(comparison.First); }
                }
            }
            piece.Sort(StringComparer.Ordinal);
            pieces.Add(piece);
        }
        return [.. pieces.OrderByDescending(piece => piece.Count).ThenBy(piece => piece[0], StringComparer.Ordinal)];
    }

    /// <summary>A piece's treatments in a circle such that swapping no two would shorten its lines, counted in steps along the circle.</summary>
    private static List<string> Ordered(List<string> piece, List<GraphComparison> comparisons)
    {
        var place = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < piece.Count; i++) { place[piece[i]] = i; }
        List<(int A, int B)> lines = [.. comparisons.Where(comparison => place.ContainsKey(comparison.First)).Select(comparison => (place[comparison.First], place[comparison.Second]))];
        var at = Enumerable.Range(0, piece.Count).ToArray();
        var length = Length();
        for (var isBetter = true; isBetter;)
        {
            isBetter = false;
            for (var i = 0; i < at.Length; i++)
            {
                for (var j = i + 1; j < at.Length; j++)
                {
                    (at[i], at[j]) = (at[j], at[i]);
                    if (Length() is var swapped && swapped < length) { (length, isBetter) = (swapped, true); }
                    else { (at[i], at[j]) = (at[j], at[i]); }
                }
            }
        }
        var ordered = new string[piece.Count];
        for (var i = 0; i < at.Length; i++) { ordered[at[i]] = piece[i]; }
        return [.. ordered];

        int Length()
        {
            var sum = 0;
            foreach (var (a, b) in lines)
            {
                var apart = Math.Abs(at[a] - at[b]);
                sum += Math.Min(apart, at.Length - apart);
            }
            return sum;
        }
    }
}
