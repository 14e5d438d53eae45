using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Facet.Knowledge;

/// <summary>A key of a YAML mapping and its value.</summary>
internal sealed record Entry(string Key, Node Value);

/// <summary>A value in a YAML file that knows its place and collects what is wrong with it.</summary>
internal sealed class Node
{
    private readonly List<Problem> problems;
    private readonly HashSet<string> read = [];

    private Node(Place place, List<Problem> problems, string? text, IReadOnlyList<Node>? items, IReadOnlyList<Entry>? entries, string owner) =>
        (Place, this.problems, Scalar, Items, Entries, Owner) = (place, problems, text, items ?? [], entries ?? [], owner);

    public Place Place { get; }
    public string? Scalar { get; }
    public IReadOnlyList<Node> Items { get; }
    public IReadOnlyList<Entry> Entries { get; }

    /// <summary>The id of the rule or entry that this value belongs to; empty at the top of a file.</summary>
    public string Owner { get; private set; }

    public bool IsSequence { get; private init; }

    public static Node? Parse(string file, string yaml, List<Problem> problems)
    {
        try
        {
            var parser = new Parser(new Scanner(new StringReader(yaml), skipComments: true));
            parser.Consume<StreamStart>();
            parser.Consume<DocumentStart>();
            return Read(parser, file, problems);
        }
        catch (YamlException exception)
        {
            Add(problems, new($"{file}:{exception.Start.Line}:{exception.Start.Column}", "yaml", $"Not readable as YAML: {exception.Message}"));
            return null;
        }
    }

    /// <summary>Names the entry that this node and everything below it belongs to, so that problems can say so.</summary>
    public Node OwnedBy(string owner)
    {
        Owner = owner;
        foreach (var item in Items) { item.OwnedBy(owner); }
        foreach (var (_, value) in Entries) { value.OwnedBy(owner); }
        return this;
    }

    public void Report(string code, string message, int offset = 0) =>
        Add(problems, new(
            new Place(Place.File, Place.Line, Place.Column + offset).ToString(),
            code,
            Owner.Length > 0 ? $"{Owner}: {message}" : message));

    /// <summary>Files are parsed on two threads and share one list.</summary>
    private static void Add(List<Problem> problems, Problem problem)
    {
        lock (problems) { problems.Add(problem); }
    }

    public Node? Find(string key)
    {
        read.Add(key);
        foreach (var (name, value) in Entries)
        {
            if (name == key) { return value; }
        }
        return null;
    }

    public Node? Need(string key)
    {
        var found = Find(key);
        if (found is null) { Report("missing-key", $"'{key}' is missing."); }
        return found;
    }

    public string Text(string key) => Need(key)?.AsText() ?? "";
    public string? TextOrNull(string key) => Find(key)?.AsText();
    public IReadOnlyList<string> Texts(string key) => Find(key)?.AsTexts() ?? [];
    public int? Whole(string key) => Find(key)?.AsWhole();
    public double? Number(string key) => Find(key)?.AsNumber();
    public bool Flag(string key, bool otherwise) => Find(key)?.AsFlag() ?? otherwise;

    public string AsText()
    {
        if (Scalar is null) { Report("not-text", "A single value is expected here, not a list or a group."); }
        return Scalar ?? "";
    }

    public IReadOnlyList<string> AsTexts() => IsSequence ? [.. Items.Select(item => item.AsText())] : [AsText()];

    public int? AsWhole()
    {
        if (int.TryParse(Scalar, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) { return value; }
        Report("not-a-number", $"'{Scalar}' is not a whole number.");
        return null;
    }

    public double? AsNumber()
    {
        if (double.TryParse(Scalar, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)) { return value; }
        Report("not-a-number", $"'{Scalar}' is not a number.");
        return null;
    }

    public bool AsFlag()
    {
        if (Scalar is "true" or "yes") { return true; }
        if (Scalar is not ("false" or "no")) { Report("not-a-flag", $"'{Scalar}' is neither true nor false."); }
        return false;
    }

    /// <summary>A word that stands for a value of an enum (<c>block_all</c> for <c>BlockAll</c>), or a problem that lists the words.</summary>
    public T Word<T>(string key, T otherwise) where T : struct, Enum
    {
        if (Need(key) is not { } node) { return otherwise; }
#pragma warning disable CA2263 // The generic overloads are compiled anew at run time for every enum, which costs the start a few milliseconds each.
        var names = Enum.GetNames(typeof(T));
        foreach (var name in names)
        {
            if (WordFor(name) == node.Scalar) { return (T)Enum.Parse(typeof(T), name); }
        }
#pragma warning restore CA2263
        node.Report("unknown-word", $"'{node.Scalar}' is not a known {key}; use one of: {string.Join(", ", names.Select(WordFor))}.");
        return otherwise;
    }

    /// <summary>One of a few words, or a problem that lists them.</summary>
    public string OneOf(string key, params string[] words)
    {
        if (Need(key) is not { } node) { return words[0]; }
        if (Array.IndexOf(words, node.Scalar) >= 0) { return node.Scalar!; }
        node.Report("unknown-word", $"'{node.Scalar}' is not a known {key}; use one of: {string.Join(", ", words)}.");
        return words[0];
    }

    private static string WordFor(string name)
    {
        var word = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && word.Length > 0) { word.Append('_'); }
            word.Append(char.ToLowerInvariant(letter));
        }
        return word.ToString();
    }

    /// <summary>Reports every key that nobody read: a misspelt key must not silently do nothing.</summary>
    /// <param name="remarks">Keys that are for the human reader alone.</param>
    public void RefuseOtherKeys(params ReadOnlySpan<string> remarks)
    {
        foreach (var (key, value) in Entries)
        {
            if (!read.Contains(key) && !remarks.Contains(key))
            {
                value.Report("unknown-key", $"'{key}' is not a key of this entry; known keys: {string.Join(", ", read.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    private static Node Read(Parser parser, string file, List<Problem> problems)
    {
        var start = parser.Current!.Start;
        var place = new Place(file, (int)start.Line, (int)start.Column);
        switch (parser.Current)
        {
            case Scalar scalar:
                parser.MoveNext();
                var quotes = scalar.Style is ScalarStyle.DoubleQuoted or ScalarStyle.SingleQuoted ? 1 : 0;
                return new(place with { Column = place.Column + quotes }, problems, scalar.Value, null, null, "");
            case SequenceStart:
                parser.MoveNext();
                var items = new List<Node>();
                while (parser.Current is not SequenceEnd) { items.Add(Read(parser, file, problems)); }
                parser.MoveNext();
                return new(place, problems, null, items, null, "") { IsSequence = true };
            case MappingStart:
                parser.MoveNext();
                var entries = new List<Entry>();
                var keys = new HashSet<string>();
                while (parser.Current is not MappingEnd)
                {
                    var key = Read(parser, file, problems);
                    var value = Read(parser, file, problems);
                    if (!keys.Add(key.AsText())) { key.Report("duplicate-key", $"'{key.Scalar}' is given twice."); }
                    entries.Add(new(key.AsText(), value));
                }
                parser.MoveNext();
                return new(place, problems, null, null, entries, "");
            default:
                throw new YamlException(start, parser.Current.End, "Anchors and aliases are not used in knowledge files.");
        }
    }
}
