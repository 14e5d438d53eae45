using System.Globalization;
using Facet.Knowledge;

namespace Facet.Intake;

/// <summary>How long the pain has lasted.</summary>
public enum DurationClass
{
    /// <summary>Under 6 weeks.</summary>
    Acute,

    /// <summary>6 to 12 weeks, both included.</summary>
    Subacute,

    /// <summary>More than 12 weeks.</summary>
    Chronic,
}

/// <summary>One person's answers, checked and typed, with everything that follows from them by definition.</summary>
public sealed class PatientProfile
{
    private const int MostMedicines = 100;
    private const double GreatestNumber = 100_000;

    private PatientProfile(Facts facts, IReadOnlyList<string> assumed, IReadOnlyList<string> notExamined) => (Facts, Assumed, NotExamined) = (facts, assumed, notExamined);

    /// <summary>The facts in the form in which rules read them.</summary>
    public Facts Facts { get; }

    /// <summary>Inputs that nobody gave and that were read as their default, and <see cref="Condition.MedicineList"/> where it was left out and read as none; empty unless the answers say that left out means default.</summary>
    public IReadOnlyList<string> Assumed { get; }

    /// <summary>
    /// Findings of an examination that nobody recorded. They are read as "nothing documented" (the dictionary's default): an assessment that nobody
    /// wrote down did not happen, a sign that nobody looked for is still to be looked for, and the plan says so.
    /// </summary>
    public IReadOnlyList<string> NotExamined { get; }

    /// <summary>Age in whole years, 0 or more.</summary>
    public int? AgeYears => Whole("age_years");

    /// <summary>Days since the last whole month without this pain, 0 or more.</summary>
    public int? EpisodeDays => Whole("episode_days");

    /// <summary>Average pain of the last seven days.</summary>
    public PainScore? AveragePain => Whole("pain_avg_7d") is { } rating ? PainScore.FromRating(rating) : null;

    /// <summary>How long the pain has lasted.</summary>
    public DurationClass? Duration => Word("duration_class") switch
    {
        "acute" => DurationClass.Acute,
        "subacute" => DurationClass.Subacute,
        "chronic" => DurationClass.Chronic,
        _ => null,
    };

    /// <summary>Minutes a day that the person has for home treatment.</summary>
    public int? MinutesPerDay => Whole("minutes_per_day_available");

    /// <summary>Families that the person does not want.</summary>
    public IReadOnlyList<TreatmentFamily> Declines
    {
        get
        {
            var declined = Facts.Words(Fact("declines")) ?? [];
            var families = new List<TreatmentFamily>();
            foreach (var word in declined)
            {
                if (TreatmentFamilies.Find(word) is { } family) { families.Add(family); }
            }
            return families;
        }
    }

    /// <summary>Whether a yes-or-no fact of the dictionary holds.</summary>
    /// <exception cref="ArgumentException">The dictionary has no such fact.</exception>
    public Truth Is(string fact) => Facts.Flag(Fact(fact).Slot);

    /// <summary>The word of a choice of the dictionary, or <see langword="null"/> when unknown.</summary>
    /// <exception cref="ArgumentException">The dictionary has no such fact.</exception>
    public string? Word(string fact) => Facts.Word(Fact(fact));

    /// <summary>A whole number of the dictionary, or <see langword="null"/> when unknown.</summary>
    /// <exception cref="ArgumentException">The dictionary has no such fact.</exception>
    public int? Whole(string fact) => Facts[Fact(fact)] is { IsKnown: true, Low: var value } ? (int)value : null;

    /// <summary>The same person with another answer to one question.</summary>
    internal PatientProfile With(ClinicalKnowledge knowledge, InputDefinition input, Interval answer) => new(Facts.With(input, answer, knowledge.Formulary), Assumed, NotExamined);

    /// <summary>Checks answers against the data dictionary.</summary>
    /// <returns>The profile, or every answer that cannot be read.</returns>
    public static Checked<PatientProfile> From(ClinicalKnowledge knowledge, IntakeAnswers answers)
    {
        var problems = new List<Problem>();
        var dictionary = knowledge.Dictionary;
        var values = new Interval[dictionary.Inputs.Count];
        var (assumed, notExamined) = (new List<string>(), new List<string>());
        for (var slot = 0; slot < values.Length; slot++) { values[slot] = Interval.Unknown; }
        foreach (var (name, answer) in answers.Values)
        {
            if (dictionary.FindInput(name) is { } input) { values[input.Slot] = Value(input, answer, problems); }
            else { problems.Add(new(name, "unknown-input", $"'{name}' is not an input of the data dictionary.")); }
        }
        foreach (var input in dictionary.Inputs)
        {
            if (input.Default is not { } otherwise || answers.Values.ContainsKey(input.Name)) { continue; }
            if (answers.LeftOut == LeftOut.IsDefault) { assumed.Add(input.Name); }
            else if (input.Source == "clinician") { notExamined.Add(input.Name); }
            else { continue; }
            values[input.Slot] = otherwise;
        }
        if (answers.AssumesNoMedicines) { assumed.Add(Condition.MedicineList); }
        var medicines = Medicines(knowledge.Formulary, answers, problems);
        return problems.Count > 0 ? Checked<PatientProfile>.Refused(problems) : new PatientProfile(new Facts(dictionary, knowledge.Formulary, values, medicines), assumed, notExamined);
    }

    private static Interval Value(InputDefinition input, Answer answer, List<Problem> problems)
    {
        switch (input.Kind, answer)
        {
            case (_, Answer.Unknown):
                return Interval.Unknown;
            case (ValueKind.Flag, Answer.Flag flag):
                return Interval.Exactly(flag.Value ? 1 : 0);
            case (ValueKind.Number, Answer.Number { Value: var number }):
                var (least, most) = input.Range.IsKnown || input.Range == Interval.Unknown ? (0, GreatestNumber) : (input.Range.Low, input.Range.High);
                if (input.IsWhole && number != Math.Floor(number)) { problems.Add(new(input.Name, "not-whole", $"{Text(number)} must be a whole number.")); }
                else if (!(number >= least && number <= most)) { problems.Add(new(input.Name, "out-of-range", $"{Text(number)} must be from {Text(least)} to {Text(most)}{(input.Unit.Length > 0 ? $" {input.Unit}" : "")}.")); }
                else { return Interval.Exactly(number); }
                return Interval.Unknown;
            case (ValueKind.Choice, Answer.Word { Value: var word }):
                return IndexOf(input, word, problems) is { } index ? Interval.Exactly(index) : Interval.Unknown;
            case (ValueKind.Set, Answer.Words { Values: var words }):
                var bits = 0UL;
                foreach (var item in words)
                {
                    if (IndexOf(input, item, problems) is { } bit) { bits |= 1UL << bit; }
                }
                return Interval.Exactly(bits);
            default:
                problems.Add(new(input.Name, "wrong-type", $"The answer must be {input.Kind switch { ValueKind.Flag => "true or false", ValueKind.Number => "a number", ValueKind.Choice => $"one of {string.Join(", ", input.Values)}", _ => $"a list of {string.Join(", ", input.Values)}" }}."));
                return Interval.Unknown;
        }
    }

    private static int? IndexOf(InputDefinition input, string word, List<Problem> problems)
    {
        for (var index = 0; index < input.Values.Count; index++)
        {
            if (input.Values[index] == word) { return index; }
        }
        problems.Add(new(input.Name, "unknown-value", $"'{word}' is not one of {string.Join(", ", input.Values)}."));
        return null;
    }

    private static List<CurrentMedicine>? Medicines(Formulary formulary, IntakeAnswers answers, List<Problem> problems)
    {
        if (answers.Medicines is not { } given) { return null; }
        if (given.Count > MostMedicines) { problems.Add(new(Condition.MedicineList, "too-many", $"At most {MostMedicines} medicines can be given; these are {given.Count}.")); return null; }
        var list = new List<CurrentMedicine>();
        for (var index = 0; index < given.Count; index++)
        {
            var (name, milligrams, micrograms) = given[index];
            var place = $"{Condition.MedicineList}[{index}]";
            if (string.IsNullOrWhiteSpace(name)) { problems.Add(new(place, "no-name", "A medicine needs a name.")); continue; }
            if (milligrams is { } mg && !(mg > 0 && mg <= GreatestNumber)) { problems.Add(new(place, "out-of-range", $"The dose of {name} must be above 0 and at most {Text(GreatestNumber)} mg per day; leave it out when it is not known.")); continue; }
            if (micrograms is { } ug && !(ug > 0 && ug <= GreatestNumber)) { problems.Add(new(place, "out-of-range", $"The rate of {name} must be above 0 and at most {Text(GreatestNumber)} µg per hour; leave it out when it is not known.")); continue; }
            var ingredient = formulary.Find(name) ?? formulary.Ingredients.FirstOrDefault(i => string.Equals(i.Name, name.Trim(), StringComparison.OrdinalIgnoreCase));
            list.Add(new(ingredient, ingredient?.Name ?? name.Trim(), milligrams, micrograms));
        }
        return list;
    }

    private FactDefinition Fact(string name) => Facts.Dictionary.Find(name) ?? throw new ArgumentException($"The data dictionary has no '{name}'.", nameof(name));

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
