using Facet.Planning;

namespace Facet.Tests.Planning;

/// <summary>The weeks of a patient of <see cref="EightFamilies"/>: sessions by dose, gaps, what each part of the week is worth, minutes of a day, and for twelve weeks the provider's closed days.</summary>
/// <remarks>Every fourth part of the week is not available to a modality. Three quarters of modalities are given by a provider, who closes up to two days in each of the twelve weeks. A session is worth −10 to 40 hundredths of a point by its part of the week, so that a good week decides between near choices and no more.</remarks>
public sealed class EightFamiliesWeek
{
    private const int Slots = 21;
    private const int Weeks = 12;
    private readonly EightFamilies patient;

    private EightFamiliesWeek(int seed)
    {
        patient = EightFamilies.Patient(seed);
        var random = new Random(unchecked((seed * 7919) + 17));
        SessionsAtMost = [.. Enumerable.Range(0, EightFamilies.Count).Select(_ => random.Next(2, 6))];
        SessionMinutes = [.. Enumerable.Range(0, EightFamilies.Count).Select(_ => 5 * random.Next(2, 10))];
        DaysBetween = [.. SessionsAtMost.Select(most => most <= 3 ? random.Next(1, 3) : 1)];
        Points = [.. Enumerable.Range(0, EightFamilies.Count).Select(_ => Enumerable.Range(0, Slots).Select(_ => random.NextDouble() < 0.25 ? double.NegativeInfinity : random.Next(-10, 41)).ToArray())];
        var day = 5 * random.Next(8, 20);
        MinutesOnDay = [.. Enumerable.Range(0, 7).Select(_ => (double)(day + (5 * random.Next(-3, 4))))];
        HasProvider = [.. Enumerable.Range(0, EightFamilies.Count).Select(_ => random.NextDouble() < 0.75)];
        Closed = [.. Enumerable.Range(0, Weeks).Select(_ => Enumerable.Range(0, random.Next(0, 3)).Select(_ => random.Next(7)).ToArray())];
        Model = patient.Model();
    }

    /// <summary>The choice itself.</summary>
    public EightFamilies Patient => patient;

    /// <summary>The choice as a model.</summary>
    public RegimenModel Model { get; }

    /// <summary>Sessions a week at the highest dose.</summary>
    public int[] SessionsAtMost { get; }

    /// <summary>Minutes of a session.</summary>
    public int[] SessionMinutes { get; }

    /// <summary>Least days from one session to the next, round the week.</summary>
    public int[] DaysBetween { get; }

    /// <summary>Points of a session of each modality in each part of the week.</summary>
    public double[][] Points { get; }

    /// <summary>Minutes of each day, at most.</summary>
    public double[] MinutesOnDay { get; }

    /// <summary>Whether a modality is given by the provider.</summary>
    public bool[] HasProvider { get; }

    /// <summary>Days on which the provider is closed, by week.</summary>
    public int[][] Closed { get; }

    /// <summary>The weeks of the patient of a seed.</summary>
    public static EightFamiliesWeek Of(int seed) => new(seed);

    /// <summary>Sessions a week of a dose.</summary>
    public int Sessions(int modality, int dose) => Math.Max(1, (SessionsAtMost[modality] * dose + EightFamilies.Doses[modality] - 1) / EightFamilies.Doses[modality]);

    /// <summary>Points of a part of a week, with that week's closed days.</summary>
    public double PointsIn(int week, int modality, int slot) => HasProvider[modality] && Closed[week].Contains(slot / 3) ? double.NegativeInfinity : Points[modality][slot];

    /// <summary>The choice with one repeated week.</summary>
    public WeekTemplateModel Template() => new(Model, Items(), MinutesOnDay);

    /// <summary>The choice in three phases of four weeks, a dose up or down at a time.</summary>
    public TwelveWeeksModel TwelveWeeks() => new(Model, Items(), MinutesOnDay,
        [.. Enumerable.Range(0, Weeks).Select(week => Enumerable.Range(0, EightFamilies.Count).Select(f => Enumerable.Range(0, Slots).Select(slot => PointsIn(week, f, slot)).ToArray()).ToArray<IReadOnlyList<double>>())],
        [4, 4, 4], 1);

    private WeekItem[] Items() => [.. Enumerable.Range(0, EightFamilies.Count).Select(f => new WeekItem
    {
        Levels = [.. Enumerable.Range(1, EightFamilies.Doses[f]).Select(dose => new WeekDemand(Sessions(f, dose), SessionMinutes[f]))],
        DaysBetween = DaysBetween[f],
        Points = Points[f],
    })];
}
