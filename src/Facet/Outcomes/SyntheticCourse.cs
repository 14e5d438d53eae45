using Facet.Care;
using Facet.Planning;

namespace Facet.Outcomes;

/// <summary>What is true of somebody who does not exist: what a method that learns from diaries should find.</summary>
/// <param name="StartPoints">Pain before the plan, points of 100.</param>
/// <param name="Recovery">Share of it that goes by itself in the end, 0–1.</param>
/// <param name="Adherence">Chance that a planned thing is done in the first week, 0–1.</param>
/// <param name="LeavesOn">The day on which the person stops writing, from 0; <see langword="null"/> for never.</param>
/// <param name="Effects">What each item does to this person when it is done as planned, points of 100 by item; negative is improvement. Items without an estimate do nothing.</param>
public sealed record SyntheticTruth(double StartPoints, double Recovery, double Adherence, int? LeavesOn, IReadOnlyDictionary<string, double> Effects);

/// <summary>A day of somebody who does not exist.</summary>
/// <param name="Date">The day.</param>
/// <param name="Expected">Pain as it would be without chance: start, recovery and effects, points of 100; may leave 0–100.</param>
/// <param name="Entries">What the person writes down; empty on a day that they let pass.</param>
/// <param name="Visits">Items of which the person came to a visit; they do so after they have stopped writing, too.</param>
public sealed record SyntheticDay(DateOnly Date, double Expected, IReadOnlyList<CareEntry> Entries, IReadOnlyList<string> Visits);

/// <summary>Diaries of people who do not exist, made by a stated model with a known truth: for demonstrations, and to test what learns from diaries.</summary>
/// <remarks>
/// Pain on day t, points: y_t = μ_t + Σ_k β_k z_kt + a_t + f_t.
/// μ_t falls from the start by the recovery with a half-life of <see cref="RecoveryHalfLife"/> days. z_kt is the share of item k's planned occurrences of the last week that were done,
/// carried over with a half-life of <see cref="CarryOver"/> days. β_k is drawn from the plan's own prediction for item k (mean and the standard deviation of its 95 % interval), so that people differ as trials say that groups do.
/// a_t is autoregressive noise, f_t a flare. The person writes the nearest step of 0 to 10. Days are missed more often when it hurts: missing is not at random.
/// The constants are settings: they look like the published diaries of tests, and nobody fitted them.
/// </remarks>
public static class SyntheticCourse
{
    /// <summary>Days in which half of the recovery has come.</summary>
    public const double RecoveryHalfLife = 40;

    /// <summary>Days in which half of what was done is worn off.</summary>
    public const double CarryOver = 7;

    /// <summary>Standard deviation of the noise, points.</summary>
    public const double Noise = 8;

    /// <summary>Correlation of the noise from one day to the next.</summary>
    public const double Correlation = 0.4;

    private const double FlaresADay = 1.0 / 60;
    private const double FlarePoints = 25;
    private const double FlareStays = 0.75;
    private const double MissedAtLeast = 0.12, MissedByPain = 0.2;
    private const double LessEachWeek = 0.97;
    private const double LeavesEachWeek = 0.012;
    private const double WarningsADay = 1.0 / 2500;
    private const double MessagesADay = 1.0 / 80;

    private static readonly string[] Messages = ["May I do a little more of this?", "I could not come on the day we said. Can we find another?", "This week was better than I thought.", "I am not sure that I do it right."];

    /// <summary>Makes a course.</summary>
    /// <param name="plan">The signed plan.</param>
    /// <param name="pain">Average pain before it, 0–10.</param>
    /// <param name="days">Days from its first one on, 1–84.</param>
    /// <param name="seed">The same seed gives the same course.</param>
    /// <returns>The truth, and the days.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="pain"/> or <paramref name="days"/> is outside its range.</exception>
    public static (SyntheticTruth Truth, IReadOnlyList<SyntheticDay> Days) Of(CarePlan plan, int pain, int days, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pain);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pain, 10);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(days);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, plan.Days.Count);
        var random = new Random(seed);
        var effects = plan.Items.ToDictionary(item => item.Id, item => item.Pain is { } expected ? expected.Mean + (Normal(random) * (expected.Worst - expected.Mean) / 1.96) : 0, StringComparer.Ordinal);
        var leaves = Enumerable.Range(1, 11).Where(_ => random.NextDouble() < LeavesEachWeek).Select(week => (int?)(7 * week)).FirstOrDefault();
        var truth = new SyntheticTruth(10 * pain, 0.3 * random.NextDouble(), 0.5 + (0.45 * random.NextDouble()), leaves, effects);
        var carried = plan.Items.ToDictionary(item => item.Id, _ => 0.0, StringComparer.Ordinal);
        var week = plan.Items.ToDictionary(item => item.Id, _ => new Queue<(int Planned, int Done)>(), StringComparer.Ordinal);
        var (noise, flare, course) = (Noise * Normal(random), 0.0, new List<SyntheticDay>(days));
        for (var day = 0; day < days; day++)
        {
            var planned = plan.Days[day];
            var (entries, visits) = (new List<CareEntry>(), new List<string>());
            var willing = truth.Adherence * Math.Pow(LessEachWeek, day / 7.0);
            foreach (var item in plan.Items)
            {
                var times = planned.Entries.Count(entry => entry.ItemId == item.Id);
                var done = 0;
                for (var time = 1; time <= times; time++)
                {
                    var isDone = random.NextDouble() < willing;
                    done += isDone ? 1 : 0;
                    var kind = planned.Entries.First(entry => entry.ItemId == item.Id).Kind;
                    if (isDone && kind == CalendarEntryKind.Session && !visits.Contains(item.Id)) { visits.Add(item.Id); }
                    if (isDone && kind == CalendarEntryKind.Home) { entries.Add(new ItemDone { Day = planned.Date, Item = item.Id, Time = time, Minutes = item.Minutes > 0 ? item.Minutes : null }); }
                }
                carried[item.Id] = Carried(carried[item.Id], Share(week[item.Id], times, done));
            }
            var expected = (truth.StartPoints * (1 - (truth.Recovery * (1 - Math.Pow(0.5, day / RecoveryHalfLife))))) + effects.Sum(effect => effect.Value * carried[effect.Key]);
            noise = (Correlation * noise) + (Math.Sqrt(1 - (Correlation * Correlation)) * Noise * Normal(random));
            flare = (flare * FlareStays) + (random.NextDouble() < FlaresADay ? FlarePoints : 0);
            var felt = Math.Clamp((int)Math.Round((expected + noise + flare) / 10, MidpointRounding.AwayFromZero), 0, 10);
            var (missed, warned, wrote, sleep, mood) = (random.NextDouble() < MissedAtLeast + (MissedByPain * felt / 10), random.NextDouble() < WarningsADay, random.NextDouble() < MessagesADay, Normal(random), Normal(random));
            if (missed || day >= leaves) { entries.Clear(); }
            else
            {
                entries.Insert(0, new CheckIn
                {
                    Day = planned.Date, Pain = felt, Stopped = Step(felt + (1.5 * sleep)), Sleep = Step(8 - (0.4 * felt) + sleep), Mood = Step(8 - (0.4 * felt) + mood),
                    Flare = flare > FlarePoints / 2 ? true : null, NewNumbnessOrBladder = false, NewWeaknessOrFever = warned,
                });
                if (wrote) { entries.Add(new Message { Day = planned.Date, Text = Messages[(day + seed) % Messages.Length & 3] }); }
            }
            course.Add(new(planned.Date, expected, day >= leaves ? [] : entries, visits));
        }
        return (truth, course);
    }

    private static double Carried(double before, double share)
    {
        var stays = Math.Pow(0.5, 1 / CarryOver);
        return (stays * before) + ((1 - stays) * share);
    }

    /// <summary>The share of what was planned in the last seven days that was done; 0 where nothing was planned.</summary>
    private static double Share(Queue<(int Planned, int Done)> week, int planned, int done)
    {
        week.Enqueue((planned, done));
        if (week.Count > 7) { week.Dequeue(); }
        return week.Sum(day => day.Planned) is var all && all > 0 ? (double)week.Sum(day => day.Done) / all : 0;
    }

    private static int Step(double rating) => Math.Clamp((int)Math.Round(rating, MidpointRounding.AwayFromZero), 0, 10);

    /// <summary>A standard normal number (Box and Muller 1958).</summary>
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
