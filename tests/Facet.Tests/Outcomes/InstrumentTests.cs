using System.Globalization;
using Facet.Knowledge;
using Facet.Outcomes;

namespace Facet.Tests.Outcomes;

public class InstrumentTests
{
    [Fact]
    public void Wording_is_shipped_for_nothing_that_may_not_be_shipped()
    {
        Assert.All(Measures.All.Instruments.Where(instrument => instrument.Wording is not null), instrument => Assert.Equal(Shipping.Yes, instrument.Ship));
        Assert.Equal(["NRS", "PEG", "RMDQ24", "PGIC", "PHQ4", "PHQ9", "GAD7"], Measures.All.Instruments.Where(instrument => instrument.IsAvailable).Select(instrument => instrument.Id));
        Assert.Equal(["PSFS", "STARTBACK9"], Measures.All.Instruments.Where(instrument => instrument.Ship == Shipping.ScoringOnly).Select(instrument => instrument.Id));
    }

    [Fact]
    public void What_is_shown_has_its_credit_its_licence_and_a_source() =>
        Assert.All(Measures.All.Instruments.Where(instrument => instrument.IsAvailable), instrument =>
        {
            Assert.NotEmpty(instrument.Wording!.Credit);
            Assert.NotEmpty(instrument.Wording.Licence);
            Assert.NotEmpty(instrument.Wording.Sources);
            Assert.Equal(instrument.Rule!.Items, instrument.Wording.Items.Count);
        });

    [Fact]
    public void What_is_not_available_says_why() =>
        Assert.All(Measures.All.Instruments.Where(instrument => !instrument.IsAvailable), instrument => Assert.Contains("not available here", instrument.WhyNot, StringComparison.Ordinal));

    [Fact]
    public void A_clinic_brings_wording_that_it_agreed_terms_for()
    {
        var measures = Given.Need(Load("instruments/licensed.yaml", Licensed("STARTBACK9", 9, "agreement: \"Owner, 2026\"")));
        var instrument = measures.Find("STARTBACK9")!;
        Assert.True(instrument.IsAvailable);
        Assert.Equal("Owner, 2026", instrument.Wording!.Agreement);
        Assert.Equal(5, instrument.Wording.Items[8].Options.Count);
        Assert.False(measures.Find("PSFS")!.IsAvailable);
        Assert.True(measures.Find("PEG")!.IsAvailable);
    }

    [Fact]
    public void Wording_without_an_agreement_is_refused() => Refused("missing-key", "STARTBACK9", Load("instruments/licensed.yaml", Licensed("STARTBACK9", 9, "")));

    [Fact]
    public void Wording_of_an_instrument_that_cannot_be_scored_is_refused() => Refused("no-scoring", "PROMIS", Load("instruments/licensed.yaml", Licensed("PROMIS", 4, "agreement: \"Owner, 2026\"")));

    [Fact]
    public void Licensed_wording_in_the_file_that_ships_is_refused()
    {
        var text = KnowledgeFiles.Embedded.Read("instruments/items.yaml");
        Refused("not-ours-to-ship", "STARTBACK9", Load("instruments/items.yaml", text + Licensed("STARTBACK9", 9, "")[Licensed("STARTBACK9", 9, "").IndexOf("  STARTBACK9", StringComparison.Ordinal)..]));
    }

    [Theory]
    [InlineData("outcomes.yaml", "answers: [0, 10], decimals: 1, inputs: {total: peg_mean}", "answers: [0, 10], decimals: 1, inputs: {total: peg_average}", "unknown-input", "PEG")]
    [InlineData("outcomes.yaml", "{method: count, items: 24", "{method: counted, items: 24", "unknown-word", "RMDQ24")]
    [InlineData("outcomes.yaml", "rule: TRI-SUI-02", "rule: TRI-SUI-12", "unknown-rule", "PHQ9")]
    [InlineData("outcomes.yaml", "ask: [PHQ9, GAD7]", "ask: [PHQ9, GAD8]", "unknown-instrument", "PHQ4")]
    [InlineData("outcomes.yaml", "depression: {items: [3, 4]", "depression: {items: [3, 5]", "out-of-range", "PHQ4")]
    [InlineData("outcomes.yaml", "mild: [3, 5], moderate: [6, 8]", "mild: [3, 5], moderate: [7, 8]", "bands", "PHQ4")]
    [InlineData("outcomes.yaml", "mdc90: 4.5", "mdc: 4.5", "unknown-key", "RMDQ24")]
    [InlineData("outcomes.yaml", "mdc90: 4.5", "mdc90: 0", "out-of-range", "RMDQ24")]
    [InlineData("outcomes.yaml", "improve_abs: 1.0, improve_pct: 30", "improve_abs: -1, improve_pct: 30", "out-of-range", "PEG")]
    [InlineData("outcomes.yaml", "improve_abs: 1.0, improve_pct: 30", "improve_abs: 1.0, improve_percent: 30", "unknown-key", "PEG")]
    [InlineData("outcomes.yaml", "improve_abs_mean: 2,", "improve_abs_mean: 2, improve_pct: 30,", "percent", "PSFS")]
    [InlineData("outcomes.yaml", "ship: scoring_only", "ship: maybe", "unknown-word", "PSFS")]
    [InlineData("outcomes.yaml", "sources: [KREBS-2009, REED-2023]", "sources: [KREBS-2008, REED-2023]", "unknown-source", "PEG")]
    [InlineData("outcomes.yaml", "day: 14, opens: 11, late: 18, closes: 24", "day: 14, opens: 5, late: 18, closes: 24", "window", "week-2")]
    [InlineData("outcomes.yaml", "day: 14, opens: 11, late: 18, closes: 24", "day: 14, opens: 11, late: 28, closes: 24", "window", "week-2")]
    [InlineData("outcomes.yaml", "at: [baseline]", "at: [base]", "unknown-moment", "STARTBACK9")]
    [InlineData("outcomes.yaml", "moment: week-12", "moment: week-13", "unknown-moment", "RESP-01")]
    [InlineData("outcomes.yaml", "{diary_at_most: 1, days: 7}", "{diary_at_most: 1}", "condition", "RESP-03")]
    [InlineData("outcomes.yaml", "noise_sd: 14", "noise_sd: 0", "out-of-range", "DIARY")]
    [InlineData("outcomes.yaml", "instruments:\n", "instruments: [\n", "yaml", "")]
    [InlineData("items.yaml", "\"Feeling nervous, anxious or on edge\"}\n      - {text: \"Not being able", "\"Feeling nervous, anxious or on edge\"}\n      - {texts: \"Not being able", "missing-key", "PHQ4")]
    [InlineData("items.yaml", "      - {text: \"I stay in bed most of the time because of my back.\"}\n", "", "items", "RMDQ24")]
    [InlineData("items.yaml", "\"A little worse\", ", "", "options", "PGIC")]
    [InlineData("items.yaml", "mild: \"some worry\"", "mildly: \"some worry\"", "meaning", "GAD7")]
    [InlineData("items.yaml", "  PEG:\n", "  PEG2:\n", "unknown-instrument", "PEG2")]
    public void A_bad_file_is_refused_with_file_line_column_instrument_and_reason(string name, string was, string becomes, string code, string owner)
    {
        var file = $"instruments/{name}";
        var original = KnowledgeFiles.Embedded.Read(file);
        var at = original.IndexOf(was, StringComparison.Ordinal);
        Assert.True(at >= 0, was);
        Refused(code, owner, Load(file, original[..at] + becomes + original[(at + was.Length)..]));
    }

    [Fact]
    public void Any_damage_gives_problems_never_an_exception() =>
        Gen.Select(Gen.OneOf("instruments/outcomes.yaml", "instruments/items.yaml", "instruments/licensed.yaml"), Gen.Int[0, int.MaxValue - 1], Gen.OneOf("", "'", "\"", "}", "[", ":", "\n", "0x", "  - {id: X}", "9999999999", "-1", "null", "[]", "{}")).Sample((name, place, damage) =>
        {
            var text = KnowledgeFiles.Embedded.Read(name);
            var at = place % text.Length;
            _ = Load(name, text[..at] + damage + text[Math.Min(text.Length, at + (place % 7))..]);
        }, iter: 500);

    private static Checked<OutcomeMeasures> Load(string file, string text) => OutcomeMeasures.Load(Given.Need(KnowledgeFiles.With([(file, text)])), Given.Knowledge);

    private static void Refused(string code, string owner, Checked<OutcomeMeasures> result)
    {
        Assert.False(result.TryGet(out _, out var problems));
        var problem = problems.FirstOrDefault(found => found.Code == code);
        Assert.True(problem is not null, $"Wanted {code}, got: {string.Join('\n', problems)}");
        Assert.Matches("^instruments/[a-z]+\\.yaml:[0-9]+:[0-9]+$", problem.Path);
        Assert.StartsWith(owner, problem.Message, StringComparison.Ordinal);
    }

    private static string Licensed(string id, int items, string agreement) => string.Create(CultureInfo.InvariantCulture, $"""
        version: 1
        instruments:
          {id}:
            wording: own
            title: "A test"
            items:
        {string.Join('\n', Enumerable.Range(1, items).Select(item => $"      - {{text: \"Question {item}\", options: [{string.Join(", ", Enumerable.Range(0, item == 9 ? 5 : 2).Select(option => $"\"{option}\""))}]}}"))}
            about: "A number"
            credit: "Nobody"
            licence: "None"
            sources: [KEELE-SBST]
            {agreement}

        """);
}
