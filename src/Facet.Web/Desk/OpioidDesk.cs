using System.Globalization;
using Facet.Care;
using Facet.Intake;
using Facet.Knowledge;
using Facet.Planning;
using Facet.Treatments;

namespace Facet.Web.Desk;

/// <summary>One person's opioids for a prescriber: what is taken, what rules say of a wish, what must be answered before it is written.</summary>
internal sealed class OpioidDesk
{
    private readonly CarePathway pathway;
    private readonly IntakeAnswers answers;

    public OpioidDesk(CarePathway pathway, OpioidKnowledge opioids, IntakeAnswers answers, DateOnly intake, IReadOnlyList<Recorded> record, CarePlan? plan, DateOnly today)
    {
        (this.pathway, this.answers, Opioids, Today) = (pathway, answers, opioids, today);
        Facts = pathway.Profile(answers).TryGet(out var profile, out _) ? profile.Facts : throw new InvalidOperationException("The intake cannot be read.");
        Planned = plan is null ? [] : PlannedMedicine.Of(plan, pathway.Catalogue, pathway.Knowledge.Formulary);
        Course = new(pathway.Knowledge.Formulary, Facts.Medicines, intake, record, Planned);
        Now = MorphineSum.Of(pathway.Knowledge.Formulary, [.. Course.On(today).Select(each => each.Medicine)]);
    }

    public OpioidKnowledge Opioids { get; }

    public DateOnly Today { get; }

    /// <summary>The person as the intake says.</summary>
    public Facts Facts { get; }

    public OpioidCourse Course { get; }

    /// <summary>The medicines of the plan that holds.</summary>
    public IReadOnlyList<PlannedMedicine> Planned { get; }

    /// <summary>Morphine equivalents of today.</summary>
    public MorphineSum Now { get; }

    /// <summary>The opioids that can be chosen.</summary>
    public IEnumerable<Ingredient> Choices => pathway.Knowledge.Formulary.Ingredients.Where(ingredient => ingredient.Groups.Contains(Formulary.Opioid)).OrderBy(ingredient => ingredient.Name, StringComparer.Ordinal);

    /// <summary>The day that tells what is taken when something begins: the day before it; today for what begins today.</summary>
    public DateOnly Eve(DateOnly from) => from > Today ? from.AddDays(-1) : Today;

    /// <summary>Whether an opioid is begun by giving it from a day on: it is not taken on the eve.</summary>
    public bool IsStart(Ingredient ingredient, DateOnly from) => Course.On(Eve(from)).All(each => each.Medicine.Ingredient != ingredient);

    /// <summary>Morphine equivalents with an opioid at a dose, on that of its days on which they are the most; not known is more than any.</summary>
    public MorphineSum With(Ingredient ingredient, double amount, DateOnly from, DateOnly until) =>
        Course.DaysWithin(from, until).Select(day => MorphineSum.Of(pathway.Knowledge.Formulary, After(ingredient, amount, day, 0))).MaxBy(sum => (sum.Total is null, sum.AtLeast))!;

    /// <summary>The rules that speak of it on any of its days, whatever the plan may mean by a class of medicines.</summary>
    public IReadOnlyList<GateFinding> Findings(Ingredient ingredient, double amount, DateOnly from, DateOnly until)
    {
        var (isStart, days) = (IsStart(ingredient, from), Course.DaysWithin(from, until));
        var all =
            from day in days
            from choice in Enumerable.Range(0, Course.Choices)
            from finding in OpioidGate.Of(pathway.Knowledge, Opioids, FactsWith(Course.MedicinesOn(day, choice)), FactsWith(After(ingredient, amount, day, choice)), ingredient, isStart)
            select finding;
        return [.. all.GroupBy(finding => finding.Rule).Select(same => same.First() with { Reason = string.Join(" ", same.Select(finding => finding.Reason).Distinct()) }).OrderBy(finding => finding.Demand)];
    }

    /// <summary>The checks that are asked.</summary>
    public IEnumerable<OpioidCheck> Checks(bool isStart) => Opioids.Checks.Where(check => isStart || !check.OnlyAtStart);

    /// <summary>Everything that stands against writing an order; empty for nothing.</summary>
    /// <param name="order">The order, with the answers as given.</param>
    /// <param name="findings">What rules say of it.</param>
    /// <param name="isStart">Whether it is begun.</param>
    public IReadOnlyList<(string Field, string Problem)> Against(OpioidOrdered order, IReadOnlyList<GateFinding> findings, bool isStart)
    {
        var given = order.Answers.ToDictionary(answer => answer.Id, StringComparer.Ordinal);
        var against = new List<(string, string)>();
        against.AddRange(findings.Where(finding => finding.Demand == GateDemand.Refuses).Select(finding => ("ingredient", $"{finding.Rule} refuses this: {finding.Reason}")));
        against.AddRange(order.Problems().Select(problem => (problem.Path, problem.Message)));
        if (order.From < Today) { against.Add(("from", "The first day is not in the past.")); }
        if (isStart && Opioids.MostDaysAtFirst is { } most && order.Until.DayNumber - order.From.DayNumber + 1 > most)
        {
            against.Add(("until", string.Create(CultureInfo.InvariantCulture, $"A first supply is at most {most} days (classes.opioid, max_days_first_supply).")));
        }
        if (order.ReviewOn < order.From.AddDays(Opioids.ReviewDays.First) || order.ReviewOn > order.From.AddDays(Opioids.ReviewDays.Last))
        {
            against.Add(("review", string.Create(CultureInfo.InvariantCulture, $"The review is {Opioids.ReviewDays.First} to {Opioids.ReviewDays.Last} days after the first day (OPI-CHK-REVIEW).")));
        }
        foreach (var check in Checks(isStart))
        {
            if (!given.TryGetValue(check.Id, out var answer)) { against.Add(($"check-{check.Id}-yes", $"Answer {check.Id}.")); }
            else if (!answer.Yes && check.NoRefuses) { against.Add(($"check-{check.Id}-yes", $"{check.Id}{(check.Rule is { } rule ? $" ({rule})" : "")} refuses this where the answer is no: {check.Text}")); }
            else if (!answer.Yes && string.IsNullOrWhiteSpace(answer.Because)) { against.Add(($"why-{check.Id}", $"Write why {check.Id} is not met.")); }
        }
        against.AddRange(findings.Where(finding => finding.Demand == GateDemand.Explain && string.IsNullOrWhiteSpace(given.GetValueOrDefault(finding.Rule)?.Because)).Select(finding => ($"why-{finding.Rule}", $"{finding.Rule} advises against this: write why all the same.")));
        return against;
    }

    /// <summary>The pace of a taper of this person's opioids: where more than one fits, or nobody knows which, the slowest.</summary>
    public (TaperRule Rule, TaperPace Pace) Pace()
    {
        var all = Opioids.Paces.Select(pace => (Rule: pathway.Knowledge.Tapers.First(taper => taper.Id == pace.Rule), Pace: pace)).ToList();
        var fitting = all.Where(each => each.Rule.When.Evaluate(Facts) != Truth.No).ToList();
        return (fitting.Count > 0 ? fitting : all).MaxBy(each => each.Pace.EveryDays / each.Pace.PercentOfOriginal);
    }

    /// <summary>Why no taper may be written: treatment of addiction is never tapered here; null for nothing against it.</summary>
    /// <param name="isForAddiction">The prescriber's answer; null for none.</param>
    public string? NoTaper(bool? isForAddiction)
    {
        var rule = pathway.Knowledge.Medicines.First(each => each.Id == ForAddiction);
        return rule.When.Evaluate(Facts) == Truth.Yes || isForAddiction == true ? $"{rule.Id} refuses this: {rule.Reason}"
            : isForAddiction is null ? $"Say whether it is treatment of an opioid use disorder ({rule.Id})."
            : null;
    }

    /// <summary>Answers with other medicines. Where nobody asked for the list it stays unasked: what is written here does not make it whole.</summary>
    public static IntakeAnswers Taking(IntakeAnswers answers, IReadOnlyList<CurrentMedicine> medicines) => answers.Medicines is null ? answers
        : answers with { Medicines = [.. medicines.Select(medicine => new MedicineAnswer(medicine.Ingredient?.Slug ?? medicine.Name, medicine.MilligramsPerDay, medicine.MicrogramsPerHour))] };

    private const string ForAddiction = "MED-OPI-18";

    private IReadOnlyList<CurrentMedicine> After(Ingredient ingredient, double amount, DateOnly day, int choice) =>
        [.. Course.MedicinesOn(day, choice).Where(medicine => medicine.Ingredient != ingredient), OpioidCourse.Medicine(ingredient, OpioidCourse.UnitOf(ingredient), amount)];

    /// <summary>The person with other medicines.</summary>
    private Facts FactsWith(IReadOnlyList<CurrentMedicine> medicines) => answers.Medicines is null ? Facts
        : pathway.Profile(Taking(answers, medicines)).TryGet(out var profile, out _) ? profile.Facts : throw new InvalidOperationException("The medicines cannot be read.");
}
