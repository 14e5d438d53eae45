using Facet.Intake;
using Facet.Knowledge;

namespace Facet.Tests;

/// <summary>Random people: every input of the dictionary answered, most as somebody without complaints would.</summary>
internal static class AnyIntake
{
    private const double Unusual = 0.12;

    private static readonly IReadOnlyList<string> Common = ["ibuprofen", "naproxen", "warfarin", "apixaban", "aspirin", "sertraline", "oxycodone", "tramadol", "gabapentin", "diazepam", "lisinopril", "furosemide", "prednisone", "fentanyl_transdermal", "methadone", "duloxetine", "tizanidine", "ciprofloxacin"];

    public static Gen<IntakeAnswers> Answered { get; } =
        Gen.Select(Gen.UInt, Gen.Int[0, 3]).Select((seed, medicines) => From(new Random((int)(seed & int.MaxValue)), medicines));

    /// <summary>The same person with one answer taken back.</summary>
    public static IntakeAnswers Without(this IntakeAnswers answers, string input) => answers.With(input, Answer.Open);

    public static IntakeAnswers With(this IntakeAnswers answers, string input, Answer answer) =>
        answers with { Values = new Dictionary<string, Answer>(answers.Values) { [input] = answer } };

    private static IntakeAnswers From(Random random, int medicines)
    {
        var values = new Dictionary<string, Answer>();
        foreach (var input in Given.Knowledge.Dictionary.Inputs)
        {
            // Optional facts (laboratory values, weeks) are known for some people only.
            if (!input.IsAsked && random.NextDouble() < 0.6) { continue; }
            var unusual = random.NextDouble() < Unusual;
            values[input.Name] = input.Kind switch
            {
                ValueKind.Flag => new Answer.Flag(unusual != (input.Default == Interval.Exactly(1))),
                ValueKind.Choice => new Answer.Word(unusual || input.Default is null ? input.Values[random.Next(input.Values.Count)] : input.Values[(int)input.Default.Value.Low]),
                ValueKind.Set => new Answer.Words([.. input.Values.Where((_, index) => random.NextDouble() < (unusual ? 0.5 : IsUsual(input, index) ? 1 : 0.1))]),
                _ => new Answer.Number(Number(input, random, unusual)),
            };
        }
        var list = Enumerable.Range(0, medicines).Select(_ => Common[random.Next(Common.Count)]).Distinct().Select(slug => new MedicineAnswer(slug, random.Next(1, 200), slug == Facts.FentanylPatch ? random.Next(12, 100) : null));
        return new(values, [.. list]);
    }

    private static bool IsUsual(InputDefinition input, int index) => input.Default is { } usual && (((ulong)usual.Low >> index) & 1) == 1;

    private static double Number(InputDefinition input, Random random, bool unusual) => input.Name switch
    {
        "age_years" => random.Next(unusual ? 10 : 18, 95),
        "episode_days" => random.Next(1, unusual ? 2000 : 200),
        _ when !unusual && input.Default is { } usual => usual.Low,
        _ => random.Next((int)Math.Max(0, input.Range.Low), (int)Math.Min(150, input.Range.High) + 1),
    };
}
