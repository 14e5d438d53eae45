using System.Globalization;
using Facet.Knowledge;

namespace Facet.Evidence;

/// <summary>What kind of number a harm has.</summary>
public enum HarmMeasure
{
    /// <summary>Risk with the treatment over risk with the comparator; above 1 is more harm.</summary>
    RiskRatio,

    /// <summary>Risk with the treatment minus risk with the comparator, −1 to 1; above 0 is more harm.</summary>
    RiskDifference,

    /// <summary>A share of people, of trial arms or of events, 0–1, as the row's <see cref="Harm.MeasureWords"/> say; compared with nothing.</summary>
    Share,

    /// <summary>Words without a number; they stand in the row's notes.</summary>
    Words,
}

/// <summary>What is known of a harm of a treatment (<c>evidence/harms.csv</c>).</summary>
public sealed record Harm
{
    internal const string File = "evidence/harms.csv";

    internal static readonly string[] Columns =
        ["treatment", "component", "comparator", "population", "harm", "measure", "estimate", "ci_low", "ci_high", "events_treatment", "n_treatment", "events_control", "n_control", "citation", "doi", "verified", "notes"];

    /// <summary>The treatment in the source's words.</summary>
    public required string Treatment { get; init; }

    /// <summary>The code of its component.</summary>
    public required string Component { get; init; }

    /// <summary>What it was set against, in the source's words; empty where the source does not say.</summary>
    public required string Comparator { get; init; }

    /// <summary>Who was studied.</summary>
    public required string People { get; init; }

    /// <summary>What happened.</summary>
    public required string What { get; init; }

    /// <summary>The kind of number.</summary>
    public required HarmMeasure Measure { get; init; }

    /// <summary>The measure in the file's words, such as <c>share of participants</c>.</summary>
    public required string MeasureWords { get; init; }

    /// <summary>The number; <see langword="null"/> where none was found.</summary>
    public required double? Estimate { get; init; }

    /// <summary>Its 95 % interval; <see langword="null"/> where none was found.</summary>
    public required Interval? Interval { get; init; }

    /// <summary>People with the event and people in all, with the treatment; each <see langword="null"/> where it was not found.</summary>
    public required (int? Events, int? N) Treated { get; init; }

    /// <summary>The same with the comparator.</summary>
    public required (int? Events, int? N) Compared { get; init; }

    /// <summary>Who published it; empty where nothing was found.</summary>
    public required string Citation { get; init; }

    /// <summary>Its DOI; empty where none is known.</summary>
    public required string Doi { get; init; }

    /// <summary>Where the number was read; <c>unverified</c> where it is from memory.</summary>
    public required string Verified { get; init; }

    /// <summary>What there is to know about the number.</summary>
    public required string Notes { get; init; }

    /// <summary>The line of the file.</summary>
    public required int Line { get; init; }

    /// <summary>Whether somebody has read it in a source; what nobody has read is not a cited fact and is not shown as a number.</summary>
    public bool IsVerified => Verified != PooledRow.Unverified;

    /// <summary>Estimate and interval in words; a number without an interval says so, an unverified one is not shown.</summary>
    public string Words => !IsVerified ? "not shown: nobody has read it in a source"
        : Estimate is not { } estimate ? "no number"
        : Interval is { } interval ? string.Create(CultureInfo.InvariantCulture, $"{estimate:0.##} ({interval.Low:0.##} to {interval.High:0.##})")
        : string.Create(CultureInfo.InvariantCulture, $"{estimate:0.###} (no interval)");

    /// <summary>Counts in words, such as <c>552 of 834</c> against <c>373 of 665</c>; empty where there are none, or they are unverified.</summary>
    public string CountWords => IsVerified ? string.Join(" against ", ((string[])[Counted(Treated), Counted(Compared)]).Where(words => words.Length > 0)) : "";

    private static string Counted((int? Events, int? N) counts) => (counts.Events, counts.N) switch
    {
        ({ } events, { } n) => string.Create(CultureInfo.InvariantCulture, $"{events} of {n}"),
        ({ } events, null) => string.Create(CultureInfo.InvariantCulture, $"{events} events"),
        (null, { } n) => string.Create(CultureInfo.InvariantCulture, $"{n} people"),
        _ => "",
    };

    /// <summary>What the notes add where a row has no number; empty otherwise.</summary>
    public string Remark => IsVerified && Measure == HarmMeasure.Words ? Notes : "";

    internal static Harm? Read(CsvTable.Row row, Vocabulary vocabulary)
    {
        var isSound = true;
        if (vocabulary.Find(row["component"]) is null) { Report("component", "unknown-component", $"'{row["component"]}' is not a component."); }
        foreach (var column in (string[])["treatment", "harm", "verified"])
        {
            if (row[column].Length == 0) { Report(column, "empty", "A harm needs this; where nobody has read the number, 'verified' says 'unverified'."); }
        }
        if (row["citation"].Length == 0 && row["verified"] != PooledRow.Unverified) { Report("citation", "empty", "What has been read has a citation."); }
        HarmMeasure? measure = row["measure"] switch
        {
            "risk ratio" or "risk ratio (NMA)" => HarmMeasure.RiskRatio,
            "risk difference" => HarmMeasure.RiskDifference,
            "share of participants" or "share of events" or "share of trial arms reporting at least one" or "count and percent" => HarmMeasure.Share,
            "qualitative" or "incidence range" or "no figure found" => HarmMeasure.Words,
            _ => null,
        };
        if (measure is null) { Report("measure", "unknown-word", $"'{row["measure"]}' is not a known measure; use one of: risk ratio, risk ratio (NMA), risk difference, share of participants, share of events, share of trial arms reporting at least one, count and percent, qualitative, incidence range, no figure found."); }
        double? estimate = Number("estimate"), low = Number("ci_low"), high = Number("ci_high");
        if (measure == HarmMeasure.Words && estimate is not null) { Report("estimate", "number", "A row in words has no number."); }
        if (measure is not (null or HarmMeasure.Words) && row["estimate"].Length == 0) { Report("estimate", "empty", "This measure needs a number."); }
        if (Outside(estimate, measure)) { Report("estimate", "outside", "A risk ratio is above 0, a difference of risks from -1 to 1, a share from 0 to 1."); }
        if (low is null != high is null) { Report(low is null ? "ci_low" : "ci_high", "interval", "An interval has two ends."); }
        if (low is not null && high is not null)
        {
            if (!(low <= estimate && estimate <= high && low < high)) { Report("ci_low", "interval", "The estimate must lie inside its interval."); }
            if (Outside(low, measure) || Outside(high, measure)) { Report("ci_low", "outside", "The ends of the interval are outside what the measure can be."); }
        }
        var treated = Counts("events_treatment", "n_treatment");
        var compared = Counts("events_control", "n_control");
        return !isSound || measure is null ? null : new()
        {
            Treatment = row["treatment"],
            Component = row["component"],
            Comparator = row["comparator"],
            People = row["population"],
            What = row["harm"],
            Measure = measure.Value,
            MeasureWords = row["measure"],
            Estimate = estimate,
            Interval = low is { } from && high is { } to ? new(from, to) : null,
            Treated = treated,
            Compared = compared,
            Citation = row["citation"],
            Doi = row["doi"],
            Verified = row["verified"],
            Notes = row["notes"],
            Line = row.Line,
        };

        void Report(string column, string code, string message)
        {
            isSound = false;
            row.Report(column, code, message);
        }

        double? Number(string column)
        {
            if (row[column].Length == 0) { return null; }
            if (row.Number(column) is { } number) { return number; }
            isSound = false;
            return null;
        }

        (int?, int?) Counts(string events, string n)
        {
            int? some = Count(events), all = Count(n);
            if (some > all) { Report(events, "counts", "There are more events than people."); }
            if (all < 1) { Report(n, "n", "A group needs at least 1 person."); }
            return (some, all);
        }

        int? Count(string column)
        {
            if (row[column].Length == 0) { return null; }
            if (int.TryParse(row[column], NumberStyles.None, CultureInfo.InvariantCulture, out var count)) { return count; }
            Report(column, "not-a-count", $"'{row[column]}' is not a whole number from 0 up.");
            return null;
        }
    }

    private static bool Outside(double? value, HarmMeasure? measure) => measure switch
    {
        HarmMeasure.RiskRatio => value <= 0,
        HarmMeasure.RiskDifference => value is < -1 or > 1,
        HarmMeasure.Share => value is < 0 or > 1,
        _ => false,
    };
}

/// <summary>What is known of harms, in the order of the file.</summary>
/// <param name="Rows">The rows.</param>
public sealed record Harms(IReadOnlyList<Harm> Rows)
{
    /// <summary>The rows about a component.</summary>
    public IEnumerable<Harm> Of(string component) => Rows.Where(harm => harm.Component == component);

    /// <summary>Reads <c>evidence/harms.csv</c>.</summary>
    /// <returns>The rows, or every problem with file, line, column and reason; nothing of a refused file is used.</returns>
    public static Checked<Harms> Load(KnowledgeFiles files)
    {
        var problems = new List<Problem>();
        var rows = new List<Harm>();
        var vocabulary = Vocabulary.Load(files, problems);
        var table = CsvTable.Read(Harm.File, files.Read(Harm.File), Harm.Columns, problems);
        if (!Harm.Columns.Except(table.Columns).Any())
        {
            foreach (var row in table.Rows) { if (Harm.Read(row, vocabulary) is { } harm) { rows.Add(harm); } }
        }
        return problems.Count > 0 ? Checked<Harms>.Refused(problems) : new Harms(rows);
    }
}
