using Facet.Knowledge;
using Facet.Planning;

namespace Facet.Tests.Knowledge;

public class KnowledgeTests
{
    [Fact]
    public void Every_rule_names_a_source_and_says_whether_it_was_checked()
    {
        Assert.All(Given.Knowledge.Triage, rule => Assert.NotEmpty(rule.Sources));
        Assert.All(Given.Knowledge.Eligibility, rule => Assert.NotEmpty(rule.Sources));
        Assert.All(Given.Knowledge.Medicines, rule => Assert.NotEmpty(rule.Sources));
        Assert.All(Given.Knowledge.Interactions, rule => Assert.NotEmpty(rule.Sources));
    }

    [Theory]
    [InlineData("rules/triage.yaml", "gait_unsteady_or_hand_clumsy or umn_signs", "gait_unsteady or umn_signs", "unknown-input", "TRI-COR-01")]
    [InlineData("rules/triage.yaml", "leg_weakness == 'severe' and weakness_progressive\"", "leg_weakness == 3 and weakness_progressive\"", "type", "TRI-NEU-01")]
    [InlineData("rules/triage.yaml", "leg_weakness == 'severe' and weakness_progressive\"", "leg_weakness == 'grave' and weakness_progressive\"", "unknown-value", "TRI-NEU-01")]
    [InlineData("rules/triage.yaml", "leg_weakness == 'severe' and weakness_progressive\"", "leg_weakness == 'severe' weakness_progressive\"", "syntax", "TRI-NEU-01")]
    [InlineData("rules/triage.yaml", "age_years < 18", "age_years < 'young'", "type", "TRI-SCO-01")]
    [InlineData("rules/triage.yaml", "id: TRI-COR-01", "id: TRI-CES-01", "duplicate-id", "TRI-CES-01")]
    [InlineData("rules/triage.yaml", "sources: [NICE-NG156]\n", "sources: [NICE-NG999]\n", "unknown-source", "TRI-AAA-01")]
    [InlineData("rules/triage.yaml", "    sources: [BMJBP-CES, GIRFT-CES, IFOMPT-2020]\n", "", "missing-source", "TRI-CES-01")]
    [InlineData("rules/triage.yaml", "    tier: emergency\n    limit_hours: 4\n", "    tier: soon\n    limit_hours: 4\n", "unknown-word", "TRI-CES-01")]
    [InlineData("rules/triage.yaml", "    limit_hours: 4\n", "    limit_hour: 4\n", "unknown-key", "TRI-CES-01")]
    [InlineData("rules/inputs.yaml", "id: ces_any, when: \"saddle_numbness or", "id: ces_any, when: \"radiculopathy or saddle_numbness or", "", "")]
    [InlineData("rules/inputs.yaml", "id: radicular_pain, when: \"", "id: radicular_pain, when: \"radiculopathy or ", "cycle", "radicular_pain")]
    [InlineData("rules/inputs.yaml", "age_years: {type: int, unit: a,", "age_years: {type: integer, unit: a,", "unknown-word", "age_years")]
    [InlineData("rules/eligibility.yaml", "techniques: [hvla_thrust], when: \"bleeding_risk_high\"", "techniques: [hvla_trust], when: \"bleeding_risk_high\"", "unknown-technique", "ELG-SMT-03")]
    [InlineData("rules/medication-rules.yaml", "target: nsaid_oral, phase: either, effect: contraindicated, when: \"nsaid_hypersensitivity\"", "target: nsaids, phase: either, effect: contraindicated, when: \"nsaid_hypersensitivity\"", "unknown-target", "MED-NSA-01")]
    [InlineData("rules/medication-rules.yaml", "when: \"takes('fluvoxamine') or takes('ciprofloxacin')\"", "when: \"takes('fluvoxamin') or takes('ciprofloxacin')\"", "unknown-ingredient", "MED-REL-08")]
    [InlineData("exercises/exercises.yaml", "avoid: [unstable_cardiac]", "avoid: [unstable_heart]", "unknown-flag", "EX")]
    [InlineData("treatments/catalogue.yaml", "recommendation: REC-EX-HOME", "recommendation: REC-EX-HOUSE", "unknown-recommendation", "home_exercise")]
    [InlineData("settings/planning.yaml", "risk_aversion: {value: 0.25", "risk_aversion: {value: -1", "negative", "risk_aversion")]
    [InlineData("evidence/published.yaml", "treatment: \"non-benzodiazepine antispasmodics\", timepoint: \"<= 2 weeks\", certainty: \"very low\"", "treatment: \"non-benzodiazepine antispasmodics\", timepoint: \"9 weeks\", certainty: \"very low\"", "row", "muscle_relaxant")]
    [InlineData("intake/questions.yaml", "input: saddle_numbness", "input: saddle_numb", "unknown-input", "saddle")]
    [InlineData("exercises/player.yaml", "dose: {repetitions: 10, sets: 2, times_a_day: 2}", "dose: {repetitions: 12, sets: 2, times_a_day: 2}", "dose-differs", "EX01")]
    [InlineData("exercises/player.yaml", "dose: {minutes: 3, times_a_day: 3}", "dose: {minutes: 3, hold_seconds: 3, times_a_day: 3}", "length", "EX04")]
    [InlineData("exercises/player.yaml", "dose: {minutes: 3, times_a_day: 3}", "dose: {minutes: 3}", "how-often", "EX04")]
    [InlineData("exercises/player.yaml", "seconds_per_repetition: 4}", "seconds_per_repetition: 0}", "range", "EX07")]
    [InlineData("exercises/player.yaml", "settings: {seconds_per_repetition: 4}", "settings: {pace: 4}", "unknown-key", "EX07")]
    [InlineData("exercises/player.yaml", "settings: {held: yes}", "settings: {held: yes, minutes: 3}", "dose-and-setting", "EX04")]
    [InlineData("exercises/player.yaml", "  - id: EX04\n", "  - id: EX44\n", "unknown-exercise", "EX44")]
    [InlineData("exercises/player.yaml", "      - \"Let your tummy, hips and legs go heavy.\"\n      - \"Breathe slowly until the time is up.\"\n", "", "steps", "EX04")]
    [InlineData("exercises/player.yaml", "get_ready_seconds: 10", "get_ready_seconds: -1", "range", "")]
    [InlineData("exercises/figures.yaml", "bend: [right, down], end: 180}\n        arrows:", "bend: [right, sideways], end: 180}\n        arrows:", "unknown-word", "EX")]
    [InlineData("exercises/figures.yaml", "spine: [14, -8, -28]", "spine: [14, -8]", "spine", "EX08")]
    [InlineData("exercises/figures.yaml", "{kind: chair, at: [-2, 45, 0]}", "{kind: chair, at: [-2]}", "point", "EX15")]
    [InlineData("exercises/figures.yaml", "{kind: chair, at: [-2, 45, 0]}", "{kind: sofa, at: [-2, 45, 0]}", "unknown-word", "EX15")]
    [InlineData("exercises/figures.yaml", "  - id: EX04\n", "  - id: EX03\n", "duplicate-id", "EX03")]
    [InlineData("rules/triage.yaml", "rules:\n", "rules: [\n", "yaml", "")]
    public void A_bad_file_stops_the_start_with_file_line_column_rule_and_reason(string file, string was, string becomes, string code, string owner)
    {
        var original = KnowledgeFiles.Embedded.Read(file);
        Assert.Contains(was, original, StringComparison.Ordinal);
        var at = original.IndexOf(was, StringComparison.Ordinal);
        var files = Given.Need(KnowledgeFiles.With([(file, original[..at] + becomes + original[(at + was.Length)..])]));
        var sound = CarePathway.Load(files).TryGet(out _, out var problems);
        Assert.Equal(code.Length == 0, sound);
        if (sound) { return; }
        var problem = problems.FirstOrDefault(found => found.Code == code);
        Assert.True(problem is not null, $"Wanted {code}, got: {string.Join('\n', problems)}");
        Assert.Matches($"^{System.Text.RegularExpressions.Regex.Escape(file)}:[0-9]+:[0-9]+$", problem.Path);
        Assert.StartsWith(owner, problem.Message, StringComparison.Ordinal);
        if (code is not ("yaml" or "missing-source" or "cycle" or "dose-differs" or "steps" or "length" or "how-often"))
        {
            var line = original[..at].Count(c => c == '\n') + 1;
            Assert.InRange(int.Parse(problem.Path.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture), line - 2, line + 2);
        }
    }

    [Fact]
    public void Every_built_in_file_is_sound_also_those_that_are_not_read_at_every_start()
    {
        var all = KnowledgeFiles.Names.Select(name => (name, KnowledgeFiles.Embedded.Read(name))).ToList();
        var files = Given.Need(KnowledgeFiles.With(all));
        Given.Need(CarePathway.Load(files));
        Given.Need(Facet.Interop.Fhir.FhirReader.Load(files, Given.Knowledge));
    }

    [Fact]
    public void All_problems_are_reported_at_once()
    {
        var text = KnowledgeFiles.Embedded.Read("rules/triage.yaml").Replace("umn_signs", "umn", StringComparison.Ordinal).Replace("NICE-NG65", "NICE-NG66", StringComparison.Ordinal);
        var settings = KnowledgeFiles.Embedded.Read("settings/planning.yaml").Replace("value: 0.25", "value: much", StringComparison.Ordinal);
        Assert.False(CarePathway.Load(Given.Need(KnowledgeFiles.With([("mine/triage.yaml", text), ("mine/planning.yaml", settings)]))).TryGet(out _, out var problems));
        Assert.Contains(problems, problem => problem.Code == "unknown-input");
        Assert.Contains(problems, problem => problem.Code == "unknown-source");
        Assert.Contains(problems, problem => problem.Code == "not-a-number");
    }

    [Fact]
    public void The_column_of_a_problem_points_into_the_expression()
    {
        var text = KnowledgeFiles.Embedded.Read("rules/triage.yaml");
        var line = text.Split('\n').Select((content, index) => (content, index)).Single(pair => pair.content.Contains("when: \"gait_unsteady_or_hand_clumsy or umn_signs\"", StringComparison.Ordinal));
        var files = Given.Need(KnowledgeFiles.With([("triage.yaml", text.Replace("when: \"gait_unsteady_or_hand_clumsy or umn_signs\"", "when: \"gait_unsteady_or_hand_clumsy or unm_signs\"", StringComparison.Ordinal))]));
        Assert.False(CarePathway.Load(files).TryGet(out _, out var problems));
        Assert.Equal($"rules/triage.yaml:{line.index + 1}:{line.content.IndexOf("umn_signs", StringComparison.Ordinal) + 1}", problems[0].Path);
        Assert.Contains("did you mean 'umn_signs'", problems[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("saddle_numbness: false")]
    [InlineData("umn_signs: false")]
    [InlineData("diabetes: false")]
    [InlineData("minutes_per_day_available: 60")]
    public void A_clinic_cannot_answer_for_its_patients(string answer)
    {
        var files = Given.Need(KnowledgeFiles.With([("clinic.yaml", $"version: 1\nanswers:\n  {answer}\n")]));
        Assert.False(CarePathway.Load(files).TryGet(out _, out var problems));
        Assert.Equal("not-for-the-clinic", Assert.Single(problems).Code);
    }

    [Fact]
    public void A_file_with_an_unknown_name_is_refused() =>
        Assert.False(KnowledgeFiles.With([("mine/trige.yaml", "")]).TryGet(out _, out _));

    [Fact]
    public void The_id_changes_with_the_content_and_only_with_it()
    {
        var same = Given.Need(KnowledgeFiles.With([("planning.yaml", "a")])).ComputeId();
        Assert.Equal(same, Given.Need(KnowledgeFiles.With([("elsewhere/planning.yaml", "a")])).ComputeId());
        Assert.NotEqual(same, Given.Need(KnowledgeFiles.With([("planning.yaml", "b")])).ComputeId());
        Assert.NotEqual(same, KnowledgeFiles.Embedded.ComputeId());
        // Words for visitors decide no plan: other ones change no id and undo no approval, and a plan of before they were there can be replayed.
        Assert.Equal(same, Given.Need(KnowledgeFiles.With([("planning.yaml", "a"), ("laser.md", "other words")])).ComputeId());
        List<(string, string)> before = [.. KnowledgeFiles.Names.Where(name => !name.StartsWith("articles/", StringComparison.Ordinal)).Select(name => (name, "then"))];
        Assert.Equal("then", Given.Need(KnowledgeFiles.Archived("0123", before)).Read("rules/triage.yaml"));
    }

    [Fact]
    public void Any_damage_to_a_file_gives_problems_never_an_exception() =>
        Gen.Select(Gen.Int[0, KnowledgeFiles.Names.Count - 1], Gen.Int[0, int.MaxValue - 1], Gen.OneOf("", "'", "\"", "}", "[", ":", "\n", "not ", "&a *a", "\t", "0x", "  - {id: X}")).Sample((index, place, damage) =>
        {
            var name = KnowledgeFiles.Names[index];
            var text = KnowledgeFiles.Embedded.Read(name);
            var at = place % text.Length;
            var cut = Math.Min(text.Length, at + (place % 7));
            _ = CarePathway.Load(Given.Need(KnowledgeFiles.With([(name, text[..at] + damage + text[cut..])])));
        }, iter: 300);
}
