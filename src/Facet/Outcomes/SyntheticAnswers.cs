using Facet.Care;

namespace Facet.Outcomes;

/// <summary>Questionnaires of people who do not exist, answered out of the same course as their diary.</summary>
/// <remarks>
/// PEG: each answer is the expected pain of the day, 0–10, with noise of a standard deviation of <see cref="PegNoise"/>. RMDQ: the number of ticks is <see cref="TicksAPoint"/> for each point of 100, with noise of <see cref="TickNoise"/>.
/// Both are settings, as those of <see cref="SyntheticCourse"/>. A questionnaire is left out with a chance of <see cref="LeftOut"/>, whatever the pain, and never answered after somebody has left.
/// </remarks>
public static class SyntheticAnswers
{
    /// <summary>Standard deviation of an answer to the PEG, points of 10.</summary>
    public const double PegNoise = 0.7;

    /// <summary>Ticks of the RMDQ for each point of expected pain.</summary>
    public const double TicksAPoint = 0.22;

    /// <summary>Standard deviation of the number of ticks.</summary>
    public const double TickNoise = 1.5;

    /// <summary>Chance that a questionnaire is left out.</summary>
    public const double LeftOut = 0.1;

    /// <summary>Answers by day of the plan, from 0.</summary>
    /// <param name="measures">The instruments.</param>
    /// <param name="truth">What is true of the person.</param>
    /// <param name="days">Their course.</param>
    /// <param name="seed">The same seed gives the same answers.</param>
    public static ILookup<int, QuestionnaireAnswers> Of(OutcomeMeasures measures, SyntheticTruth truth, IReadOnlyList<SyntheticDay> days, int seed)
    {
        var random = new Random(seed ^ 0x5eed);
        var answers = new List<(int Day, QuestionnaireAnswers Answers)>();
        foreach (var asked in measures.Schedule.Asked.Where(asked => asked.Instrument.Id is "PEG" or "RMDQ24"))
        {
            foreach (var moment in asked.At)
            {
                var day = Math.Min(moment.Day, days.Count - 1);
                var isLeftOut = random.NextDouble() < LeftOut;
                int?[] given = asked.Instrument.Id == "PEG" ? [.. Enumerable.Range(0, 3).Select(_ => (int?)Math.Clamp((int)Math.Round((days[day].Expected / 10) + (PegNoise * Normal(random)), MidpointRounding.AwayFromZero), 0, 10))] : Ticks(days[day].Expected, random);
                if (day < moment.Opens || isLeftOut || day >= truth.LeavesOn) { continue; }
                var score = Score.Of(asked.Instrument, given).TryGet(out var scored, out _) ? scored.Value : null;
                answers.Add((day, new() { Day = days[day].Date, Instrument = asked.Instrument.Id, Answers = given, Score = score }));
            }
        }
        return answers.ToLookup(each => each.Day, each => each.Answers);
    }

    private static int?[] Ticks(double expected, Random random)
    {
        var count = Math.Clamp((int)Math.Round((TicksAPoint * expected) + (TickNoise * Normal(random)), MidpointRounding.AwayFromZero), 0, 24);
        var answers = Enumerable.Repeat((int?)0, 24).ToArray();
        foreach (var place in Enumerable.Range(0, 24).OrderBy(_ => random.Next()).ToList().Take(count)) { answers[place] = 1; }
        return answers;
    }

    /// <summary>A standard normal number (Box and Muller 1958).</summary>
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
