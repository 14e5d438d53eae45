using Facet.Treatments;

namespace Facet.Care;

/// <summary>A visit of laser: wavelength, energy, points, and eye protection.</summary>
public sealed record LaserGiven : SessionGiven
{
    /// <summary>Its word in rows.</summary>
    public const string Word = "given-laser";

    /// <summary>Wavelength, nanometres, 400 to 1100.</summary>
    public int? Nanometres { get; init; }

    /// <summary>Points treated, 1 to 60; <see langword="null"/> where a factory protocol runs by time.</summary>
    public int? Points { get; init; }

    /// <summary>Energy at each point, joules, above 0 to 100; <see langword="null"/> where a factory protocol runs by time.</summary>
    public double? JoulesPerPoint { get; init; }

    /// <summary>Whether patient and clinician both wore eye protection that fits the wavelength. Without it nothing is given (ELG-LAS-10).</summary>
    public bool EyeProtection { get; init; }

    /// <summary>What the check against the catalogue's dose said; empty for within the dose.</summary>
    public IReadOnlyList<string> DoseCheck { get; init; } = [];

    /// <summary>Energy of the visit, joules: energy at a point times points; <see langword="null"/> where a factory protocol ran by time.</summary>
    public double? TotalJoules => Points * JoulesPerPoint;

    /// <inheritdoc/>
    public override string DoseText => string.Join(", ", new[]
    {
        Nanometres is { } length ? $"{length} nm" : null,
        TotalJoules is { } all ? $"{Number(JoulesPerPoint!.Value)} J × {Points} points = {Number(all)} J" : null,
        Points is null && Minutes is { } minutes ? $"{Number(minutes)} min by the factory protocol" : null,
        EyeProtection ? "eye protection worn by both" : "no eye protection noted",
        DoseCheck.Count > 0 ? string.Join(" ", DoseCheck) : null,
    }.OfType<string>());

    /// <summary>Compares what was given with the catalogue's dose.</summary>
    /// <param name="dose">The dose; <see langword="null"/> where the catalogue has none.</param>
    /// <returns>What is too little, too much or elsewhere, in words; empty for within the dose.</returns>
    /// <remarks>The catalogue gives least energies and no greatest: more energy is within the dose as long as points and wavelength are.</remarks>
    public IReadOnlyList<string> Against(LaserDose? dose)
    {
        if (dose is null) { return ["Not checked: the catalogue has no dose for this laser."]; }
        var words = new List<string>();
        if (Nanometres is { } length && (length < dose.Wavelength.From || length > dose.Wavelength.To)) { words.Add($"{length} nm is outside {dose.Wavelength.From} to {dose.Wavelength.To} nm."); }
        if (dose.Points is { } range)
        {
            if (Points < range.From) { words.Add($"Too little: {Points} points; the dose is {range.From} to {range.To}."); }
            if (Points > range.To) { words.Add($"Too much: {Points} points; the dose is {range.From} to {range.To}."); }
        }
        if (JoulesPerPoint < dose.JoulesPerPoint) { words.Add($"Too little: {Number(JoulesPerPoint.Value)} J at a point; the dose is at least {Number(dose.JoulesPerPoint.Value)} J."); }
        if (TotalJoules < dose.JoulesInAll) { words.Add($"Too little: {Number(TotalJoules.Value)} J in all; the dose is at least {Number(dose.JoulesInAll.Value)} J."); }
        if (dose.Minutes is { } minutes && Minutes < minutes) { words.Add($"Too little: {Number(Minutes.Value)} min; the factory protocol runs {minutes} min."); }
        if (dose.Minutes is { } most && Minutes > most) { words.Add($"Too much: {Number(Minutes.Value)} min; the factory protocol runs {most} min."); }
        return words;
    }

    private protected override IEnumerable<Problem> Dose() =>
    [
        .. EyeProtection ? [] : (Problem[])[new("eyes", "no-eye-protection", "Laser is not given without eye protection on both (ELG-LAS-10). Record it as not given, or name what happened.")],
        .. Nanometres is null ? (Problem[])[new("nanometres", "missing", "Type the wavelength of the device, nm.")] : Within("nanometres", Nanometres, 400, 1100),
        .. Points is null != JoulesPerPoint is null ? (Problem[])[new("points", "missing", "Give both the points and the energy at a point.")] : [],
        .. Points is null && Minutes is null ? (Problem[])[new("points", "missing", "Give the points and the energy at a point, or the minutes of a factory protocol.")] : [],
        .. Within("points", Points, 1, 60), .. Within("joules", JoulesPerPoint, 0.1, 100),
        .. DoseCheck.Count > 8 ? (Problem[])[new("dose-check", "too-many", "At most 8 lines.")] : [], .. DoseCheck.SelectMany(each => Length("dose-check", each, 200)),
        .. DoseCheck.Count > 0 && string.IsNullOrWhiteSpace(Note) ? (Problem[])[new("note", "dose", $"{string.Join(" ", DoseCheck)} Correct it, or say why it was given so.")] : [],
    ];
}
