using Facet.Care;
using Facet.Intake;
using Facet.Knowledge;
using Facet.Planning;
using Facet.Tests.Care;
using Facet.Treatments;

namespace Facet.Tests.Treatments;

public class OpioidTests
{
    private static readonly CarePathway Pathway = Given.Need(CarePathway.Load(KnowledgeFiles.Embedded));
    private static readonly OpioidKnowledge Opioids = Given.Need(OpioidKnowledge.Load(KnowledgeFiles.Embedded));
    private static readonly DateOnly Day = CarePlans.Monday;

    private static Formulary Formulary => Pathway.Knowledge.Formulary;

    /// <summary>Dowell et al. 2022, MMWR Recomm Rep 71(3), table of morphine milligram equivalent doses: the factors, and the two examples below it.</summary>
    [Theory]
    [InlineData("codeine", 1, 0.15)]
    [InlineData("fentanyl_transdermal", 1, 2.4)]
    [InlineData("hydrocodone", 1, 1.0)]
    [InlineData("hydromorphone", 1, 5.0)]
    [InlineData("methadone", 1, 4.7)]
    [InlineData("morphine", 1, 1.0)]
    [InlineData("oxycodone", 1, 1.5)]
    [InlineData("oxymorphone", 1, 3.0)]
    [InlineData("tapentadol", 1, 0.4)]
    [InlineData("tramadol", 1, 0.2)]
    [InlineData("hydrocodone", 4 * 5, 20)]
    [InlineData("oxycodone", 2 * 10, 30)]
    public void Factors_are_those_of_the_CDC_table(string slug, double amount, double equivalents)
    {
        var ingredient = Formulary.Find(slug)!;
        Assert.Equal(equivalents, MorphineSum.Of(Formulary, [OpioidCourse.Medicine(ingredient, OpioidCourse.UnitOf(ingredient), amount)]).Total!.Value, 9);
    }

    [Fact]
    public void What_cannot_be_converted_makes_the_sum_unknown_and_what_is_left_out_adds_nothing()
    {
        var oxycodone = new CurrentMedicine(Formulary.Find("oxycodone"), "Oxycodone", 20, null);
        Assert.Null(MorphineSum.Of(Formulary, [oxycodone, new(Formulary.Find("pentazocine"), "Pentazocine", 50, null)]).Total);
        Assert.Null(MorphineSum.Of(Formulary, [oxycodone, new(Formulary.Find("morphine"), "Morphine", null, null)]).Total);
        Assert.Null(MorphineSum.Of(Formulary, [oxycodone, new(null, "Something", 5, null)]).Total);
        // A patch is dosed by the hour: milligrams a day say nothing of it.
        Assert.Null(MorphineSum.Of(Formulary, [new(Formulary.Find("fentanyl_transdermal"), "Patch", 25, null)]).Total);
        Assert.Equal(60, MorphineSum.Of(Formulary, [new(Formulary.Find("fentanyl_transdermal"), "Patch", null, 25)]).Total!.Value, 9);
        Assert.Equal(30, MorphineSum.Of(Formulary, [oxycodone, new(Formulary.Find("buprenorphine_transdermal"), "Patch", null, 10), new(Formulary.Find("ibuprofen"), "Ibuprofen", 600, null)]).Total);
        Assert.Equal(30, MorphineSum.Of(Formulary, [oxycodone, new(null, "Something", 5, null)]).AtLeast);
        Assert.Equal(0, MorphineSum.Of(Formulary, []).Total);
    }

    [Fact]
    public void The_sum_is_the_one_that_rules_count_with() =>
        Gen.Select(Gen.Int[0, Formulary.Ingredients.Count], Gen.Int[0, 200], Gen.Int[0, 100]).List[0, 6].Sample(picks =>
        {
            IReadOnlyList<MedicineAnswer> answers = [.. picks.Select(pick => new MedicineAnswer(pick.Item1 == Formulary.Ingredients.Count ? "something else" : Formulary.Ingredients[pick.Item1].Slug, pick.Item2 == 0 ? null : pick.Item2, pick.Item3 == 0 ? null : pick.Item3))];
            var facts = Given.Need(Pathway.Profile(new(new Dictionary<string, Answer>(), answers))).Facts;
            var sum = MorphineSum.Of(Formulary, facts.Medicines);
            Assert.Equal(facts.MorphineEquivalents.IsKnown, sum.Total is not null);
            if (sum.Total is { } total) { Assert.Equal(facts.MorphineEquivalents.Low, total, 6); }
            else { Assert.Equal(facts.MorphineEquivalents.Low, sum.AtLeast, 6); }
        }, iter: 300);

    [Fact]
    public void Every_check_and_pace_names_rules_and_sources_that_exist()
    {
        var rules = Pathway.Knowledge.Medicines.Select(rule => rule.Id).Concat(Pathway.Knowledge.Tapers.Select(taper => taper.Id)).ToHashSet();
        Assert.NotEmpty(Opioids.Checks);
        Assert.All(Opioids.Checks, check =>
        {
            Assert.True(check.Rule is null || rules.Contains(check.Rule), check.Id);
            Assert.All(check.Sources, source => Assert.NotNull(Pathway.Knowledge.Source(source)));
            // None of them was read in the guideline itself.
            Assert.NotEqual(Verification.Yes, check.Checked);
        });
        Assert.Equal(["TAPER-OPI-LONG", "TAPER-OPI-SHORT"], Opioids.Paces.Select(pace => pace.Rule).Order());
        // The numbers are those of the sentence.
        Assert.All(Opioids.Paces, pace => Assert.Contains($"about {pace.PercentOfOriginal}% of the original dose per {(pace.EveryDays == 7 ? "week" : "month")}", Pathway.Knowledge.Tapers.Single(taper => taper.Id == pace.Rule).Plan, StringComparison.Ordinal));
        Assert.Equal([50, 90], Opioids.Prompts.Select(prompt => prompt.Equivalents));
        Assert.Equal((7, 28), Opioids.ReviewDays);
    }

    [Fact]
    public void A_taper_goes_down_in_equal_parts_and_never_by_more_than_asked() =>
        Gen.Select(Gen.Double[0.5, 500], Gen.Int[1, 99], Gen.Int[1, 90]).Sample((original, percent, days) =>
        {
            var steps = OpioidTapered.StepsOf(original, percent, days, Day);
            Assert.Empty(new OpioidTapered { Day = Day, Ingredient = "morphine", Called = "Morphine", Unit = OpioidUnit.MilligramsPerDay, Original = original, Rule = "TAPER-OPI-LONG", Steps = steps, Because = "agreed", Knowledge = "k" }.Problems());
            var before = original;
            for (var index = 0; index < steps.Count; index++)
            {
                Assert.True(before - steps[index].Amount <= (original * percent / 100) + 1e-6);
                Assert.Equal(Day.AddDays(days * index), steps[index].From);
                before = steps[index].Amount;
            }
            Assert.Equal(0, before);
        });

    [Fact]
    public void The_newest_entry_that_has_begun_counts_and_a_corrected_one_does_not()
    {
        IReadOnlyList<CurrentMedicine> intake = [new(Formulary.Find("oxycodone"), "Oxycodone", 40, null), new(Formulary.Find("ibuprofen"), "Ibuprofen", 600, null)];
        var steps = OpioidTapered.StepsOf(40, 10, 30, Day.AddDays(10));
        var record = CarePlans.Record(
            (CarePlans.At(1, 9), Order("morphine", 10, Day, Day.AddDays(4))),
            (CarePlans.At(2, 9), Order("morphine", 100, Day, Day.AddDays(4))),
            (CarePlans.At(2, 10), new OpioidCorrected { Day = Day, Entry = 2, Because = "a slip" }),
            (CarePlans.At(3, 9), new OpioidTapered { Day = Day, Ingredient = "oxycodone", Called = "Oxycodone", Unit = OpioidUnit.MilligramsPerDay, Original = 40, Rule = "TAPER-OPI-LONG", Steps = steps, Because = "agreed", Knowledge = "k" }));
        var course = new OpioidCourse(Formulary, intake, Day.AddDays(-30), record);
        double? Total(int day) => MorphineSum.Of(Formulary, [.. course.On(Day.AddDays(day)).Select(each => each.Medicine)]).Total;
        Assert.Equal(60, Total(-1));
        Assert.Equal(70, Total(0));
        Assert.Equal(60, Total(5));
        Assert.Equal(54, Total(10)!.Value, 9);
        Assert.Equal(0, Total(1000));
        // Points of the graph say the same as the days between them.
        var points = course.Equivalents();
        for (var day = -30; day < 400; day++) { Assert.Equal(Total(day), points.Last(point => point.From <= Day.AddDays(day)).Sum.Total); }
        Assert.Contains(course.MedicinesOn(Day), medicine => medicine.Name == "Ibuprofen");
    }

    [Fact]
    public void What_holds_and_what_takes_its_place_say_of_every_later_day_what_is_taken_on_it() =>
        Gen.Select(CarePlans.OneOf("morphine", "oxycodone"), Gen.Int[-20, 40], Gen.Int[0, 30]).Array[0, 8].Sample(orders =>
        {
            var record = CarePlans.Record(orders.Select((order, index) => (CarePlans.At(1, index), (CareEntry)Order(order.Item1, 10, Day.AddDays(order.Item2), Day.AddDays(order.Item2 + order.Item3)))));
            var course = new OpioidCourse(Formulary, [], Day, record);
            var spells = course.SpellsFrom(Day);
            for (var days = 0; days < 75; days++)
            {
                var day = Day.AddDays(days);
                var holding = spells.Where(spell => spell.From <= day && (spell.Next is not { } next || next > day) && ((OpioidOrdered)spell.By.Entry).Until >= day);
                Assert.Equal(course.On(day).Select(each => each.By!.Sequence).Order(), holding.Select(spell => spell.By.Sequence).Order());
            }
        }, iter: 300);

    [Fact]
    public void A_class_in_the_plan_may_be_any_of_its_ingredients_on_the_days_on_which_it_runs()
    {
        var plan = CarePlans.Plan((CarePlans.Item("muscle_relaxant", TreatmentFamily.Medication, "muscle_relaxant", InterventionKind.Medicine), 3, 9));
        var course = new OpioidCourse(Formulary, [], Day, [], PlannedMedicine.Of(plan, Pathway.Catalogue, Formulary));
        Assert.Equal(Formulary.Ingredients.Where(ingredient => ingredient.Groups.Contains("muscle_relaxant")).Select(ingredient => ingredient.Name).Order(),
            Enumerable.Range(0, course.Choices).Select(choice => Assert.Single(course.MedicinesOn(Day.AddDays(2), choice)).Name).Order());
        Assert.Empty(course.MedicinesOn(Day.AddDays(1)));
        Assert.Empty(course.MedicinesOn(Day.AddDays(9)));
        Assert.Equal([0, 2, 9], course.DaysWithin(Day, Day.AddDays(30)).Select(day => day.DayNumber - Day.DayNumber));
    }

    [Fact]
    public void What_the_plan_and_the_person_both_hold_is_taken_once()
    {
        var plan = CarePlans.Plan((CarePlans.Item("paracetamol", TreatmentFamily.Medication, "paracetamol", InterventionKind.Medicine), 1, 7));
        IReadOnlyList<CurrentMedicine> intake = [new(Formulary.Find("acetaminophen"), "Paracetamol", 1000, null)];
        var planned = PlannedMedicine.Of(plan, Pathway.Catalogue, Formulary);
        Assert.Equal(1000, Assert.Single(new OpioidCourse(Formulary, intake, Day, [], planned).MedicinesOn(Day)).MilligramsPerDay);
        // Without a limit in the plan it is the one of the catalogue: a dose that nobody knows would make an overdose of it.
        Assert.Equal(3000, Assert.Single(new OpioidCourse(Formulary, [], Day, [], planned).MedicinesOn(Day)).MilligramsPerDay);
    }

    [Fact]
    public void What_is_judged_once_for_many_days_is_judged_at_the_most_that_is_taken_on_any_of_them()
    {
        IReadOnlyList<CurrentMedicine> intake = [new(Formulary.Find("oxycodone"), "Oxycodone", 40, null), new(Formulary.Find("ibuprofen"), "Ibuprofen", 600, null)];
        var record = CarePlans.Record(
            (CarePlans.At(1, 9), Order("morphine", 10, Day.AddDays(20), Day.AddDays(24))),
            (CarePlans.At(2, 9), new OpioidTapered { Day = Day, Ingredient = "oxycodone", Called = "Oxycodone", Unit = OpioidUnit.MilligramsPerDay, Original = 40, Rule = "TAPER-OPI-LONG", Steps = OpioidTapered.StepsOf(40, 10, 30, Day.AddDays(10)), Because = "agreed", Knowledge = "k" }));
        var course = new OpioidCourse(Formulary, intake, Day.AddDays(-30), record);
        double? Most(int from, string name) => course.MedicinesWithin(Day.AddDays(from), Day.AddDays(from + 40)).SingleOrDefault(medicine => medicine.Name == name)?.MilligramsPerDay;
        Assert.Equal(600, Most(0, "Ibuprofen"));
        Assert.Equal(40, Most(0, "Oxycodone"));
        Assert.Equal(10, Most(0, "Morphine"));
        Assert.Equal(32, Most(45, "Oxycodone"));
        Assert.Null(Most(45, "Morphine"));
    }

    [Theory]
    [InlineData("chronic low back pain", 400, null, "oxycodone", "MED-OPI-01")]
    [InlineData("a benzodiazepine is taken", 10, "diazepam", "oxycodone", "MED-OPI-03")]
    [InlineData("a patch", 10, null, "fentanyl_transdermal", "classes.opioid.course.never")]
    public void Hard_stops_refuse_with_their_rule(string why, int episodeDays, string? taken, string opioid, string rule)
    {
        var findings = Gate(episodeDays, taken, opioid);
        Assert.True(findings.Any(finding => finding.Rule == rule && finding.Demand == GateDemand.Refuses), why);
    }

    [Fact]
    public void Acute_pain_without_anything_against_it_still_asks_for_a_reason()
    {
        var findings = Gate(10, null, "oxycodone");
        Assert.DoesNotContain(findings, finding => finding.Rule is "MED-OPI-01" or "MED-OPI-03");
        Assert.Contains(findings, finding => finding is { Rule: "MED-OPI-02", Demand: GateDemand.Explain });
    }

    [Fact]
    public void What_is_not_known_does_not_let_an_opioid_in()
    {
        var facts = Given.Need(Pathway.Profile(new(new Dictionary<string, Answer>(), null))).Facts;
        var findings = OpioidGate.Of(Pathway.Knowledge, Opioids, facts, facts, Formulary.Find("oxycodone")!, isStart: true);
        Assert.Contains(findings, finding => finding is { Rule: "MED-OPI-01", Demand: GateDemand.Refuses } && finding.Reason.StartsWith("Not known", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding is { Rule: "MED-OPI-03", Demand: GateDemand.Refuses });
    }

    private static IReadOnlyList<GateFinding> Gate(int episodeDays, string? taken, string opioid)
    {
        Facts Person(params MedicineAnswer[] medicines) => Given.Need(Pathway.Profile(new(new Dictionary<string, Answer> { ["episode_days"] = new Answer.Number(episodeDays), ["age_years"] = new Answer.Number(40) }, medicines, LeftOut.IsDefault))).Facts;
        MedicineAnswer[] now = taken is null ? [] : [new(taken, 5, null)];
        return OpioidGate.Of(Pathway.Knowledge, Opioids, Person(now), Person([.. now, new(opioid, 10, 12)]), Formulary.Find(opioid)!, isStart: true);
    }

    private static OpioidOrdered Order(string slug, double amount, DateOnly from, DateOnly until) => new()
    {
        Day = Day, Ingredient = slug, Called = slug, Amount = amount, Unit = OpioidUnit.MilligramsPerDay, From = from, Until = until, ReviewOn = from.AddDays(7), Answers = [], Knowledge = "k",
    };
}
