using Facet.Knowledge;
using Facet.Treatments;

namespace Facet.Care;

/// <summary>An opioid as it is taken on a day.</summary>
/// <param name="Medicine">The medicine and its dose on that day.</param>
/// <param name="By">The entry that says so; <see langword="null"/> for what the person said at the intake.</param>
public sealed record OpioidOnDay(CurrentMedicine Medicine, Recorded? By);

/// <summary>What a prescriber wrote of an opioid, and for how long it holds.</summary>
/// <param name="By">The entry.</param>
/// <param name="From">Its first day.</param>
/// <param name="Next">The first day of what takes its place; <see langword="null"/> for nothing so far.</param>
public sealed record OpioidSpell(Recorded By, DateOnly From, DateOnly? Next);

/// <summary>Morphine equivalents from a day on.</summary>
/// <param name="From">The first day.</param>
/// <param name="Sum">The sum.</param>
public sealed record MorphinePoint(DateOnly From, MorphineSum Sum);

/// <summary>The opioids of one person over time: what they said at the intake, and what prescribers have written since.</summary>
/// <remarks>The newest entry about an ingredient that has begun counts; before the first one, what was said at the intake. Corrected entries do not count.</remarks>
public sealed class OpioidCourse
{
    private readonly Formulary formulary;
    private readonly IReadOnlyList<CurrentMedicine> atIntake;
    private readonly DateOnly intake;
    private readonly IReadOnlyList<Recorded> entries;
    private readonly IReadOnlyList<PlannedMedicine> planned;

    /// <summary>Reads it.</summary>
    /// <param name="formulary">The medicines.</param>
    /// <param name="atIntake">What the person takes by the intake, all medicines.</param>
    /// <param name="intake">The day of the intake.</param>
    /// <param name="record">The record, in any order.</param>
    /// <param name="planned">The medicines of the plan that holds; none when left out.</param>
    public OpioidCourse(Formulary formulary, IReadOnlyList<CurrentMedicine> atIntake, DateOnly intake, IReadOnlyList<Recorded> record, IReadOnlyList<PlannedMedicine>? planned = null)
    {
        (this.formulary, this.atIntake, this.intake, this.planned) = (formulary, atIntake, intake, planned ?? []);
        var corrected = record.Select(each => each.Entry).OfType<OpioidCorrected>().Select(entry => entry.Entry).ToHashSet();
        entries = [.. record.Where(each => each.Entry is OpioidOrdered or OpioidTapered && !corrected.Contains(each.Sequence)).OrderBy(each => each.Sequence)];
    }

    /// <summary>Whether an entry about an opioid still counts.</summary>
    public bool Counts(Recorded entry) => entries.Contains(entry);

    /// <summary>The opioids taken on a day, and unrecognised medicines, which may be opioids.</summary>
    public IReadOnlyList<OpioidOnDay> On(DateOnly day)
    {
        var list = new List<OpioidOnDay>();
        foreach (var medicine in atIntake.Where(medicine => medicine.Ingredient is null || medicine.Ingredient.Groups.Contains(Formulary.Opioid)))
        {
            if (medicine.Ingredient is null || NewestOf(medicine.Ingredient.Slug, day) is null) { list.Add(new(medicine, null)); }
        }
        foreach (var slug in entries.Select(each => SlugOf(each.Entry)).Distinct())
        {
            if (NewestOf(slug, day) is { } newest && formulary.Find(slug) is { } ingredient && AmountOn(newest.Entry, day) is > 0 and var amount) { list.Add(new(Medicine(ingredient, UnitOf(newest.Entry), amount), newest)); }
        }
        return list;
    }

    /// <summary>What prescribers wrote that holds on a day, also where its own days are over, and what takes its place later: ingredient by ingredient, in the order of days.</summary>
    public IReadOnlyList<OpioidSpell> SpellsFrom(DateOnly day)
    {
        var list = new List<OpioidSpell>();
        foreach (var own in entries.GroupBy(each => SlugOf(each.Entry)))
        {
            var spells = own.Select(each => FirstDayOf(each.Entry)).Where(first => first > day).Append(day).Order().Select(first => NewestOf(own.Key, first)).OfType<Recorded>().Distinct().ToList();
            list.AddRange(spells.Select((each, index) => new OpioidSpell(each, FirstDayOf(each.Entry), index + 1 < spells.Count ? FirstDayOf(spells[index + 1].Entry) : null)));
        }
        return list;
    }

    /// <summary>Whether a prescriber wrote anything that counts.</summary>
    public bool IsWritten => entries.Count > 0;

    /// <summary>How many lists of medicines there are for a day, 1 or more: a plan that names only a class may mean any of its ingredients.</summary>
    public int Choices => planned.Select(each => each.MayBe.Count).DefaultIfEmpty(1).Max();

    /// <summary>Everything that is taken on a day: the other medicines of the intake, the opioids, and the medicines of the plan that run then.</summary>
    /// <param name="day">The day.</param>
    /// <param name="choice">Which list, from 0 to below <see cref="Choices"/>; over all of them, whatever the plan may mean is there once.</param>
    public IReadOnlyList<CurrentMedicine> MedicinesOn(DateOnly day, int choice = 0)
    {
        IReadOnlyList<CurrentMedicine> taken = [.. Others, .. On(day).Select(each => each.Medicine)];
        // What the person takes anyway counts towards the plan's limit of the same ingredient, and is not taken on top of it.
        return [.. taken, .. planned.Where(each => each.From <= day && day <= each.To).Select(each => each.MayBe[choice % each.MayBe.Count]).Where(medicine => taken.All(other => other.Ingredient is null || other.Ingredient != medicine.Ingredient))];
    }

    /// <summary>The other medicines of the intake, and the opioids of some days, each as on the day on which most of it is taken.</summary>
    /// <remarks>For what is judged once for all these days. Where one opioid takes the place of another, both are in it.</remarks>
    public IReadOnlyList<CurrentMedicine> MedicinesWithin(DateOnly first, DateOnly last) =>
    [
        .. Others,
        .. DaysWithin(first, last).SelectMany(day => On(day).Select(each => each.Medicine).GroupBy(medicine => medicine.Ingredient?.Slug ?? medicine.Name))
            .GroupBy(own => own.Key).SelectMany(days => days.MaxBy(own => own.Sum(medicine => medicine.MilligramsPerDay ?? medicine.MicrogramsPerHour ?? double.PositiveInfinity))!),
    ];

    /// <summary>The first of some days, and each later one on which a medicine begins, changes or ends, in order.</summary>
    public IReadOnlyList<DateOnly> DaysWithin(DateOnly first, DateOnly last) =>
        [first, .. Changes().Concat(planned.SelectMany(each => (DateOnly[])[each.From, each.To.AddDays(1)])).Where(day => day > first && day <= last).Distinct().Order()];

    /// <summary>Morphine equivalents over time: a point for every day on which they change.</summary>
    public IReadOnlyList<MorphinePoint> Equivalents()
    {
        var days = new SortedSet<DateOnly>(Changes()) { intake };
        return [.. days.Select(day => new MorphinePoint(day, MorphineSum.Of(formulary, [.. On(day).Select(each => each.Medicine)])))];
    }

    /// <summary>A dose as a medicine.</summary>
    public static CurrentMedicine Medicine(Ingredient ingredient, OpioidUnit unit, double amount) =>
        new(ingredient, ingredient.Name, unit == OpioidUnit.MilligramsPerDay ? amount : null, unit == OpioidUnit.MicrogramsPerHour ? amount : null);

    /// <summary>The unit in which an ingredient is dosed.</summary>
    public static OpioidUnit UnitOf(Ingredient ingredient) => ingredient.Groups.Contains("transdermal_opioid") ? OpioidUnit.MicrogramsPerHour : OpioidUnit.MilligramsPerDay;

    private IEnumerable<CurrentMedicine> Others => atIntake.Where(medicine => medicine.Ingredient is { } ingredient && !ingredient.Groups.Contains(Formulary.Opioid));

    private IEnumerable<DateOnly> Changes() => entries.SelectMany(each => ChangesOf(each.Entry));

    private static IEnumerable<DateOnly> ChangesOf(CareEntry entry) => entry switch
    {
        OpioidTapered taper => taper.Steps.Select(step => step.From),
        OpioidOrdered order when order.Until < DateOnly.MaxValue => [order.From, order.Until.AddDays(1)],
        OpioidOrdered order => [order.From],
        _ => [],
    };

    private Recorded? NewestOf(string slug, DateOnly day) => entries.LastOrDefault(each => SlugOf(each.Entry) == slug && FirstDayOf(each.Entry) <= day);

    private static string SlugOf(CareEntry entry) => entry is OpioidOrdered order ? order.Ingredient : ((OpioidTapered)entry).Ingredient;

    private static OpioidUnit UnitOf(CareEntry entry) => entry is OpioidOrdered order ? order.Unit : ((OpioidTapered)entry).Unit;

    private static DateOnly FirstDayOf(CareEntry entry) => entry is OpioidOrdered order ? order.From : ((OpioidTapered)entry).Steps[0].From;

    private static double AmountOn(CareEntry entry, DateOnly day) => entry is OpioidOrdered order
        ? day <= order.Until ? order.Amount : 0
        : ((OpioidTapered)entry).Steps.Last(step => step.From <= day).Amount;
}
