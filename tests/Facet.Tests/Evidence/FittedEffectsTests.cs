using Facet.Evidence;
using Facet.Intake;
using Facet.Knowledge;
using Facet.Planning;

namespace Facet.Tests.Evidence;

public class FittedEffectsTests
{
    private static readonly string Text = KnowledgeFiles.Embedded.Read(FittedEffects.File);

    private static readonly Lazy<FittedEffects> Refitted = new(() => Given.Need(FittedEffects.Fit(KnowledgeFiles.Embedded)));

    private static readonly EffectModel Model = Given.Need(CarePathway.Load(KnowledgeFiles.Embedded)).Effects;

    [Fact]
    public void The_shipped_effects_are_those_of_the_shipped_trials_and_priors()
    {
        var shipped = Given.Need(FittedEffects.Read(Text));
        Assert.Equal(FittedEffects.IdOf(KnowledgeFiles.Embedded), shipped.Id);
        foreach (var outcome in Enum.GetValues<Outcome>())
        {
            foreach (var window in TimeWindows.All)
            {
                var (own, again) = (shipped.Find(outcome, window), Refitted.Value.Find(outcome, window));
                Assert.Equal(again.Names, own.Names);
                // Eight digits are saved; machines may differ in the last bits of an exponential.
                for (var i = 0; i < own.Names.Count; i++) { Assert.Equal(again.Mean[i], own.Mean[i], 1e-5); Same(again.Evidence(again.Names[i]), own.Evidence(own.Names[i])); }
                for (var i = 0; i < own.Covariance.Count; i++) { Assert.Equal(again.Covariance[i], own.Covariance[i], 1e-4); }
                Assert.Equal(again.BetweenStudyVariance, own.BetweenStudyVariance, 1e-4);
            }
        }
    }

    private static void Same(ComponentEvidence fitted, ComponentEvidence saved)
    {
        Assert.Equal(fitted.Trials, saved.Trials);
        Assert.Equal(fitted.Basis?.Count, saved.Basis?.Count);
        Assert.Equal(fitted.Readings.Select(reading => reading.Reading), saved.Readings.Select(reading => reading.Reading));
        foreach (var (one, other) in fitted.Readings.Zip(saved.Readings)) { Assert.Equal(one.Mean, other.Mean, 1e-5); Assert.Equal(one.Sd, other.Sd, 1e-5); }
        if (fitted.Basis is not { } basis || saved.Basis is not { } kept) { return; }
        // Four decimals of a share are saved.
        Assert.Equal(basis.Prior, kept.Prior, 1e-4);
        Assert.Equal(basis.Direct, kept.Direct, 1e-4);
        Assert.Equal(basis.LowBias, kept.LowBias, 1e-4);
        Assert.Equal(basis.HighBias, kept.HighBias, 1e-4);
        foreach (var (one, other) in basis.Trials.Zip(kept.Trials)) { Assert.Equal(one.Share, other.Share, 1e-4); }
    }

    [Fact]
    public void What_is_saved_and_read_is_saved_as_the_same_bytes() => Assert.Equal(Text, Given.Need(FittedEffects.Read(Text)).Write());

    [Fact]
    public void Mean_and_deviation_of_a_combination_are_those_of_the_mixture_and_its_interval_is_near()
    {
        var library = Given.Need(TrialLibrary.Load(KnowledgeFiles.Embedded));
        var priors = Given.Need(EvidencePriors.Load(KnowledgeFiles.Embedded));
        List<WindowTrials> parts = [.. TimeWindows.All.Select(window => new WindowTrials(window, library.Select(Outcome.Pain, window)))];
        var average = EvidenceAverage.FitWithoutInteractions(library.Vocabulary, parts, priors, () => { });
        Assert.Equal(TimeWindow.M3, parts[1].Window);
        var joint = average.Joint(Outcome.Pain, 1);
        foreach (var set in (string[])["exercise", "exercise+spinal_manipulation", "cbt+education+exercise", "nsaid", "acupuncture+exercise+mindfulness+walking"])
        {
            string[] components = set.Split('+');
            var exact = average.Effect(set, isPrediction: true, window: 1)!;
            var effect = joint.For(components).Predict([.. components.Select(_ => 1.0)])!.Value;
            Assert.Equal(exact.Mean, effect.Mean, 1e-9);
            Assert.Equal(exact.Sd, effect.StandardDeviation, 1e-9);
            Assert.InRange(effect.Best - exact.Low, -0.3, 0.3);
            Assert.InRange(effect.Worst - exact.High, -0.3, 0.3);
        }
    }

    [Theory]
    [InlineData("nothing at all", 1)]
    [InlineData("facet-effects 0123456789abcdef\nblock pain m3 2 1\n(context) 0 1 1\n", 4)]
    [InlineData("facet-effects 0123456789abcdef\nblock pain soon 1 1\n(context) 0 1 1\n", 2)]
    [InlineData("facet-effects 0123456789abcdef\nblock pain m3 1 -1\n(context) 0 1 1\n", 2)]
    [InlineData("facet-effects 0123456789abcdef\nblock pain m3 1 1\n(context) 0 1 -1\n", 3)]
    [InlineData("facet-effects 0123456789abcdef\nblock pain m3 2 1\nexercise 0 1 1\nexercise 0 1 0 1\n", 4)]
    [InlineData("facet-effects 0123456789abcdef\nblock pain m3 1 1\nexercise 0 NaN 1\n", 3)]
    [InlineData("facet-effects 0123456789abcdef\nblock pain m3 1 1\nexercise 0 1 1\nblock pain m3 1 1\nexercise 0 1 1\n", 4)]
    [InlineData("facet-effects 0123456789abcdef\nblock pain m3 1 1\nexercise 0 1 1\n", 4)]
    [InlineData("facet-effects 0123456789abcdef\nblock pain m3 1 1\nexercise 0 1 1\nrests walking 0 0 0 1 3 0\n", 4)]
    [InlineData("facet-effects 0123456789abcdef\nblock pain m3 1 1\nexercise 0 1 1\nrests exercise 0 0 0 2 3 0\n", 4)]
    [InlineData("facet-effects 0123456789abcdef\nblock pain m3 1 1\nexercise 0 1 1\nrests exercise 0 0 0 1 3 0\nreading exercise other 1 1\n", 5)]
    public void A_damaged_file_is_refused_with_its_line(string text, int line)
    {
        Assert.False(FittedEffects.Read(text).TryGet(out _, out var problems));
        Assert.Equal($"{FittedEffects.File}:{line}:1", Assert.Single(problems).Path);
    }

    [Fact]
    public void No_damage_to_the_file_gives_anything_but_effects_or_a_problem() =>
        Gen.Select(Gen.Int[0, Text.Length - 1], Gen.Int[0, 40], Gen.Int[0, 6].Select(i => ((string[])["", " ", "\n", "x", "-", "1e999", "block"])[i])).Sample((at, length, put) =>
        {
            var damaged = Text[..at] + put + Text[Math.Min(Text.Length, at + length)..];
            if (FittedEffects.Read(damaged).TryGet(out var effects, out var problems))
            {
                foreach (var outcome in Enum.GetValues<Outcome>()) { foreach (var window in TimeWindows.All) { Assert.NotEmpty(effects.Find(outcome, window).Names); } }
            }
            else { Assert.NotEmpty(problems); }
        }, iter: 60);

    [Fact]
    public void Effects_fitted_to_other_priors_are_refused_with_the_remedy()
    {
        var priors = KnowledgeFiles.Embedded.Read("evidence/priors.yaml").Replace("family: {mean: 0, sd: 8}", "family: {mean: 0, sd: 4}", StringComparison.Ordinal);
        Assert.False(CarePathway.Load(Given.Need(KnowledgeFiles.With([("priors.yaml", priors)]))).TryGet(out _, out var problems));
        Assert.Contains(problems, problem => problem.Code == "stale" && problem.Message.Contains("facet evidence fit", StringComparison.Ordinal));
    }

    [Fact]
    public void What_no_trial_isolates_has_no_estimate_and_adds_nothing()
    {
        foreach (var component in (string[])["laser", "cold", "breathing", "swimming", "tai_chi", "paracetamol"])
        {
            Assert.Null(Model.Predict(DurationClass.Chronic, Outcome.Pain, [new(component, 1)]));
            Assert.Equal(Model.Predict(DurationClass.Chronic, Outcome.Pain, [new("exercise", 1)]), Model.Predict(DurationClass.Chronic, Outcome.Pain, [new("exercise", 1), new(component, 1)]));
            Assert.NotEqual("", Model.WhyNoEstimate(component));
        }
    }

    [Fact]
    public void Being_treated_at_all_counts_once_and_a_full_dose_is_the_most()
    {
        var joint = Model.Joint(DurationClass.Chronic, Outcome.Pain);
        var both = joint.For(["exercise", "spinal_manipulation"]);
        Assert.True(both.ContextMean < 0);
        Assert.Equal(both.ContextMean + both.SpecificMean(0) + both.SpecificMean(1), both.ExpectedEffect([1, 1], out _), 1e-12);
        Assert.Equal(both.ExpectedEffect([1, 1], out _), both.ExpectedEffect([3, 1], out _), 1e-12);
        Assert.Equal(0, both.ExpectedEffect([0, 0], out var largest));
        Assert.Equal(0, largest);
    }

    [Fact]
    public void An_interval_is_never_narrower_than_studies_differ() =>
        Gen.Double[0, 1].List[4, 4].Sample(doses =>
        {
            foreach (var outcome in Enum.GetValues<Outcome>())
            {
                var joint = Model.Joint(DurationClass.Chronic, outcome);
                var some = joint.For(["exercise", "cbt", "nsaid", "walking"]);
                Assert.True(some.StandardDeviation([.. doses]) >= Math.Sqrt(joint.BetweenStudyVariance) - 1e-6);
            }
        }, iter: 500);

    [Fact]
    public void Acute_pain_has_only_what_was_published_and_verified()
    {
        var row = Model.Published(DurationClass.Acute, Outcome.Pain, "muscle_relaxant");
        Assert.NotNull(row);
        // Cashin 2021: MD −7.7 (−12.1 to −3.3).
        Assert.Equal(-7.7, Model.Predict(DurationClass.Acute, Outcome.Pain, [new("muscle_relaxant", 1)])!.Value.Mean, 1e-9);
        Assert.Equal(8.8 / 3.919927969080108, row.StandardError, 1e-9);
        Assert.Null(Model.Predict(DurationClass.Acute, Outcome.Pain, [new("exercise", 1)]));
    }
}
