using System.Globalization;
using Facet.Care;
using Facet.Treatments;

namespace Facet.Web.Desk;

/// <summary>Reads a visit out of what a form sent. What is left empty was not noted; it is never taken from the plan.</summary>
internal sealed class SessionForm(IFormCollection form)
{
    private readonly List<Problem> wrong = [];

    /// <summary>Fields that hold no number or no word of their list.</summary>
    public IReadOnlyList<Problem> Wrong => wrong;

    /// <summary>A visit that was given as planned; what only the hand that gave it can know comes from the form.</summary>
    public SessionGiven AsPlanned(SessionGiven planned, LaserDose? dose) => Checked(planned switch
    {
        LaserGiven laser => laser with { Nanometres = Whole("nanometres") ?? laser.Nanometres, Adverse = Adverse() },
        NeedlesGiven needles => needles with { NeedlesOut = Whole("needles-out"), Adverse = Adverse() },
        _ => planned with { Adverse = Adverse() },
    }, dose);

    /// <summary>A visit that was different.</summary>
    public SessionGiven Different(SessionGiven planned, LaserDose? dose)
    {
        var given = planned with
        {
            AsPlanned = false, Adverse = Adverse(), Minutes = Number("minutes"), PainBefore = Whole("before"), PainAfter = Whole("after"), Note = Text("note"),
            HowFar = Text("how") switch { "done" => HowFar.Done, "in-part" => HowFar.InPart, "not" => HowFar.Skipped, _ => Missing("how", "Choose whether it was given.", HowFar.Done) },
        };
        return Checked(given switch
        {
            ExerciseGiven exercise => exercise with
            {
                Exercises = [.. Indexed("exercise").Where(row => Text($"sets-{row.Index}") is not null).Select(row => new GivenExercise(row.Value, Whole($"sets-{row.Index}") ?? 0, Whole($"repetitions-{row.Index}") ?? 0, Whole($"percent-{row.Index}"), Number($"kilograms-{row.Index}")))],
                HandsOn = [.. HandsOnTechniques.All.Where(each => Text($"hands-{each.Word}") is not null).Select(each => new GivenHandsOn(each.Word, Number($"hands-{each.Word}") ?? 0))],
            },
            ManipulationGiven manual => manual with { Segments = [.. Indexed("segment").Select(row => new TreatedSegment(row.Value, Technique(Text($"technique-{row.Index}")))).Distinct()] },
            LaserGiven laser => laser with { Nanometres = Whole("nanometres"), Points = Whole("points"), JoulesPerPoint = Number("joules"), EyeProtection = Text("eyes") == "yes" },
            NeedlesGiven needles => needles with { Points = Points(), NeedlesOut = Whole("needles-out") },
            VisitGiven visit => visit with { Topic = Text("topic") },
            _ => given,
        }, dose);
    }

    /// <summary>What is known of unwanted effects. A form that does not say leaves it unknown.</summary>
    public SessionAdverse Adverse(string suffix = "") => Text($"adverse{suffix}") switch
    {
        "none" => new() { Known = AdverseKnown.None, Severity = Severity(suffix), What = Text($"adverse-what{suffix}"), Action = Text($"adverse-action{suffix}") },
        "named" => new() { Known = AdverseKnown.Named, Severity = Severity(suffix), What = Text($"adverse-what{suffix}"), Action = Text($"adverse-action{suffix}") },
        "unknown" => new() { Severity = Severity(suffix), What = Text($"adverse-what{suffix}"), Action = Text($"adverse-action{suffix}") },
        _ => Missing("adverse", "Say what is known of unwanted effects; “not asked” is an answer.", new SessionAdverse()),
    };

    /// <summary>A trimmed text; null for empty.</summary>
    public string? Text(string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A date; null for empty.</summary>
    public DateOnly? Day(string name) => Text(name) is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : Missing<DateOnly?>(name, "Type the day as year, month and day, such as 2026-01-31.", null);

    public int? Whole(string name) => Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : Missing<int?>(name, "Type a whole number.", null);

    private double? Number(string name) => Text(name) is not { } text ? null
        : double.TryParse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number
        : Missing<double?>(name, "Type a number.", null);

    private AdverseSeverity? Severity(string suffix) => Text($"adverse-severity{suffix}") switch { "mild" => AdverseSeverity.Mild, "moderate" => AdverseSeverity.Moderate, "serious" => AdverseSeverity.Serious, _ => null };

    private ManualTechnique Technique(string? word) => word switch
    {
        "thrust" => ManualTechnique.Thrust,
        "mobilisation" => ManualTechnique.Mobilisation,
        "soft-tissue" => ManualTechnique.SoftTissue,
        _ => Missing("segment", "Choose a technique for each segment.", ManualTechnique.Mobilisation),
    };

    /// <summary>One point a line: code, needles, depth in millimetres where it was noted.</summary>
    private List<NeedledPoint> Points()
    {
        var points = new List<NeedledPoint>();
        foreach (var line in (Text("needle-points") ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split((char[])[' ', ',', ';', '\t', '×'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length is >= 1 and <= 3 && NeedlePoints.Find(words[0]) is { } code
                && (words.Length < 2 || int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out _)) && (words.Length < 3 || int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            {
                points.Add(new(code, words.Length > 1 ? int.Parse(words[1], CultureInfo.InvariantCulture) : 1, words.Length > 2 ? int.Parse(words[2], CultureInfo.InvariantCulture) : null));
            }
            else { wrong.Add(new("needle-points", "unknown", $"“{(line.Length > 40 ? line[..40] : line)}” is not a point: write code, needles and depth in mm, such as BL23 2 25.")); }
        }
        return points;
    }

    private IEnumerable<(int Index, string Value)> Indexed(string name) =>
        Enumerable.Range(0, ExerciseGiven.Most).Select(index => (index, Text(string.Create(CultureInfo.InvariantCulture, $"{name}-{index}")))).Where(row => row.Item2 is not null).Select(row => (row.index, row.Item2!));

    /// <summary>A laser's dose is held against the catalogue whatever the form says.</summary>
    private static SessionGiven Checked(SessionGiven given, LaserDose? dose) => given is LaserGiven { HowFar: not HowFar.Skipped } laser ? laser with { DoseCheck = laser.Against(dose) } : given;

    private T Missing<T>(string field, string message, T otherwise)
    {
        wrong.Add(new(field, "missing", message));
        return otherwise;
    }
}
