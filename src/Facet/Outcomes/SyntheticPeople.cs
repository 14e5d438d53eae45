using Facet.Intake;

namespace Facet.Outcomes;

/// <summary>Answers of people who do not exist: most of what the intake asks as somebody without other illness answers it, with pain, its course and habits that differ.</summary>
public static class SyntheticPeople
{
    private static readonly string[][] Worse = [["sitting", "bending_forward"], ["standing", "arching_back"], ["sitting"], ["lifting", "bending_forward"], ["walking", "standing"]];
    private static readonly string[][] Better = [["walking", "changing_position"], ["sitting", "bending_forward"], ["movement"], ["lying", "rest"], ["changing_position"]];

    /// <summary>Answers page by page.</summary>
    /// <param name="questions">The intake.</param>
    /// <param name="seed">The same seed gives the same person.</param>
    public static IReadOnlyDictionary<string, PageAnswer> Answers(Questionnaire questions, int seed)
    {
        var random = new Random(seed);
        var pain = random.Next(3, 9);
        var pattern = random.Next(Worse.Length);
        var own = new Dictionary<string, Answer>(StringComparer.Ordinal)
        {
            ["age_years"] = new Answer.Number(random.Next(22, 79)),
            ["sex_at_birth"] = new Answer.Word(random.Next(2) == 0 ? "female" : "male"),
            ["episode_days"] = new Answer.Number(Math.Round(45 * Math.Pow(30, random.NextDouble()))),
            ["onset"] = new Answer.Word(random.Next(2) == 0 ? "gradual" : "lifting_twisting"),
            ["pain_now"] = new Answer.Number(Math.Clamp(pain + random.Next(-1, 2), 0, 10)),
            ["pain_avg_7d"] = new Answer.Number(pain),
            ["aggravated_by"] = new Answer.Words(Worse[pattern]),
            ["eased_by"] = new Answer.Words(Better[random.Next(Better.Length)]),
            ["sustained_posture_work"] = new Answer.Flag(random.Next(2) == 0),
            ["minutes_per_day_available"] = new Answer.Number(15 * random.Next(1, 5)),
            ["visits_per_week_available"] = new Answer.Number(random.Next(0, 4)),
            ["nsaid_tolerated_before"] = new Answer.Flag(random.Next(4) > 0),
            ["start_back_total"] = new Answer.Number(random.Next(1, 7)),
            ["start_back_psych"] = new Answer.Number(random.Next(0, 4)),
        };
        return questions.Pages.ToDictionary(page => page.Id, page => page.Kind == PageKind.Medicines ? new PageAnswer(new Dictionary<string, Answer>(), [])
            : new PageAnswer(page.Inputs.Select(input => (input.Name, Answer: own.GetValueOrDefault(input.Name) ?? Questionnaire.DefaultOf(input))).Where(each => each.Answer is not null).ToDictionary(each => each.Name, each => each.Answer!, StringComparer.Ordinal), null), StringComparer.Ordinal);
    }
}
