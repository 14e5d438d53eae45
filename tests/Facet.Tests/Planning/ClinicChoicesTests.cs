using Facet.Intake;
using Facet.Knowledge;
using Facet.Planning;

namespace Facet.Tests.Planning;

public class ClinicChoicesTests
{
    private static readonly CarePathway Built = Need(CarePathway.Load(KnowledgeFiles.Embedded));

    [Fact]
    public void Nothing_chosen_changes_nothing() => Assert.Same(Built, Need(new ClinicChoices().Apply(Built)));

    [Fact]
    public void A_choice_holds_with_its_reason_and_everything_else_stays()
    {
        var chosen = Need(new ClinicChoices
        {
            Planning = new Dictionary<string, ChosenNumber> { ["burden_per_hour_week"] = new(2.25, "our patients: \"less\" to do, 50 % work\tshifts") },
            Answers = new Dictionary<string, string> { ["plan_region"] = "uk", ["laser_eyewear_available"] = "false" },
            Capacity = new Dictionary<string, ChosenNumber> { ["physiotherapist"] = new(60, "two posts") },
        }.Apply(Built));
        Assert.Equal(Built.Settings.All.Select(setting => setting.Name == "burden_per_hour_week" ? setting with { Value = 2.25, Reason = "our patients: \"less\" to do, 50 % work\tshifts" } : setting), chosen.Settings.All);
        Assert.Equal(new Answer.Word("uk"), chosen.ClinicAnswers["plan_region"]);
        Assert.Equal(new Answer.Flag(false), chosen.ClinicAnswers["laser_eyewear_available"]);
        Assert.Equal(Built.ClinicAnswers["laser_device_class"], chosen.ClinicAnswers["laser_device_class"]);
        Assert.Equal([new Capacity("physiotherapist", 60, "two posts")], chosen.Capacity.All);
        Assert.NotEqual(Built.KnowledgeId, chosen.KnowledgeId);
        // What a clinician approves is not what an administrator sets.
        Assert.Equal(Built.Files.ComputeRulesId(), chosen.Files.ComputeRulesId());
        Assert.NotEqual(Built.Files.ComputeRulesId(), Built.Files.Put("rules/triage.yaml", Built.Files.Read("rules/triage.yaml") + "\n").ComputeRulesId());
    }

    [Fact]
    public void Any_words_of_a_reason_come_back_as_they_were_written() =>
        Gen.Select(Gen.String[1, 60].Where(text => !string.IsNullOrWhiteSpace(text) && !text.Any(letter => char.IsSurrogate(letter) || char.IsControl(letter))), Gen.Double[0, 1000]).Sample((reason, value) =>
        {
            var chosen = Need(new ClinicChoices { Planning = new Dictionary<string, ChosenNumber> { ["want_bonus"] = new(value, reason) } }.Apply(Built)).Settings.All.Single(setting => setting.Name == "want_bonus");
            Assert.Equal((value, reason.Trim()), (chosen.Value, chosen.Reason));
        }, iter: 200);

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        Assert.False(new ClinicChoices { Planning = new Dictionary<string, ChosenNumber> { ["no_such"] = new(1, "why"), ["want_bonus"] = new(1, " ") } }.Apply(Built).TryGet(out _, out var problems));
        Assert.Equal(["no-reason", "unknown-setting"], problems.Select(problem => problem.Code).Order());
        Assert.False(new ClinicChoices
        {
            Planning = new Dictionary<string, ChosenNumber> { ["first_goal_share"] = new(2, "why") },
            Answers = new Dictionary<string, string> { ["plan_region"] = "mars" },
            Capacity = new Dictionary<string, ChosenNumber> { ["astronaut"] = new(1, "why") },
        }.Apply(Built).TryGet(out _, out problems));
        Assert.Equal(["out-of-range", "unknown-resource", "unknown-value"], problems.Select(problem => problem.Code).Order());
    }

    [Fact]
    public void What_cannot_be_read_any_more_is_unknown_and_never_what_the_files_say()
    {
        var choices = new ClinicChoices { Planning = new Dictionary<string, ChosenNumber> { ["gone"] = new(1, "why") }, Answers = new Dictionary<string, string> { ["laser_eyewear_available"] = "false" } };
        Assert.False(choices.Apply(Built).TryGet(out _, out _));
        Assert.Equal(Built.ClinicAnswers.Keys.Except(["laser_eyewear_available"]).Order(), choices.LeaveOpen(Built).ClinicAnswers.Keys.Order());
        Assert.Empty((choices with { Answers = Built.ClinicAnswers.Keys.ToDictionary(name => name, _ => "") }).LeaveOpen(Built).ClinicAnswers);
        Assert.Same(Built, (choices with { Answers = new Dictionary<string, string>() }).LeaveOpen(Built));
    }

    [Fact]
    public void A_clinics_own_trials_keep_what_the_clinic_set()
    {
        var chosen = Need(new ClinicChoices { Capacity = new Dictionary<string, ChosenNumber> { ["physiotherapist"] = new(60, "two posts") } }.Apply(Built));
        var fitted = Need(Facet.Evidence.FittedEffects.Read(KnowledgeFiles.Embedded.Read("evidence/effects.txt")));
        Assert.Equal(chosen.Capacity.All, chosen.With(fitted, KnowledgeFiles.Embedded.Read("evidence/trials.csv")).Capacity.All);
    }

    private static T Need<T>(Checked<T> given) => given.TryGet(out var value, out var problems) ? value : throw new InvalidOperationException(string.Join("; ", problems));
}
