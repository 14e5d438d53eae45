using System.Globalization;

namespace Facet.Treatments;

/// <summary>What a laser session gives.</summary>
/// <param name="Wavelength">Nanometres, from and to.</param>
/// <param name="Points">Points in a session, from and to; <see langword="null"/> where a factory protocol runs by time.</param>
/// <param name="JoulesPerPoint">Energy at each point at least, joules.</param>
/// <param name="JoulesInAll">Energy of a session at least, joules.</param>
/// <param name="SecondsPerPoint">Seconds at each point, from and to.</param>
/// <param name="Minutes">Length of a factory protocol, minutes.</param>
public sealed record LaserDose((int From, int To) Wavelength, (int From, int To)? Points, double? JoulesPerPoint, double? JoulesInAll, (int From, int To)? SecondsPerPoint, int? Minutes)
{
    /// <summary>Checks a session against the dose: points, energy at a point, energy in all.</summary>
    /// <param name="points">Points treated.</param>
    /// <param name="joulesPerPoint">Energy at each, joules.</param>
    /// <returns>What is wrong, empty when the dose is met; a factory protocol has nothing to check.</returns>
    public IReadOnlyList<string> Check(int points, double joulesPerPoint)
    {
        var wrong = new List<string>();
        if (Points is { } range && (points < range.From || points > range.To)) { wrong.Add($"{points} points; the dose is {range.From} to {range.To} points."); }
        if (JoulesPerPoint is { } least && joulesPerPoint < least) { wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{joulesPerPoint:0.##} J at a point; the dose is at least {least:0.##} J.")); }
        if (JoulesInAll is { } all && points * joulesPerPoint < all) { wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{points * joulesPerPoint:0.##} J in all; the dose is at least {all:0.##} J.")); }
        return wrong;
    }
}

/// <summary>How a medicine is begun and looked at again.</summary>
/// <param name="Start">The first dose, for clinicians.</param>
/// <param name="Ingredient">Slug of the ingredient that is meant; empty where a prescriber chooses.</param>
/// <param name="MostMilligramsPerDay">Most in a day, mg; <see langword="null"/> where a prescriber chooses the ingredient.</param>
/// <param name="ReviewDays">Days to the first review, 1 or more.</param>
public sealed record MedicineDose(string Start, string Ingredient, double? MostMilligramsPerDay, int ReviewDays)
{
    /// <summary>The first days with less, in order; empty where the full dose is there from the start.</summary>
    public IReadOnlyList<Knowledge.DoseStep> BuildUp { get; init; } = [];
}

/// <summary>Limits of heat or cold.</summary>
/// <param name="Minutes">At most so many minutes at a time.</param>
/// <param name="TimesPerDay">At most so often a day.</param>
/// <param name="SkinCheckMinutes">The skin is looked at after so many minutes, and after.</param>
public sealed record ThermalLimits(int Minutes, int TimesPerDay, int SkinCheckMinutes);
