using Facet.Care;
using Facet.Planning;
using Facet.Treatments;

namespace Facet.Tests.Care;

/// <summary>Small signed plans for tests.</summary>
internal static class CarePlans
{
    public static readonly DateOnly Monday = new(2026, 11, 2);

    /// <summary>A moment of the plan: day from 1, hour of the day, in a zone two hours east.</summary>
    public static DateTimeOffset At(int day, double hour) => new DateTimeOffset(Monday.AddDays(day - 1).ToDateTime(default), TimeSpan.FromHours(2)).AddHours(hour);

    public static CareItem Item(string id, TreatmentFamily family, string technique, InterventionKind kind = InterventionKind.Passive, int minutes = 20) => new()
    {
        Id = id, Family = family, Technique = technique, Kind = kind, GivenBy = GivenBy.SelfCare, Plain = id, Label = id, Level = "usual", HowMuch = "", Why = "", Stop = "", Minutes = minutes, ReviewWeeks = 2, Cautions = [], Exercises = [],
    };

    /// <summary>A plan of 84 days; each item is on the days from its first to its last.</summary>
    public static CarePlan Plan(params (CareItem Item, int First, int Last)[] items) => new()
    {
        StartsOn = Monday,
        Items = [.. items.Select(each => each.Item)],
        Days = [.. Enumerable.Range(1, 84).Select(day => new CalendarDay
        {
            Day = day, Date = Monday.AddDays(day - 1), IsRestDay = false, Events = [],
            Entries = [.. items.Where(each => day >= each.First && day <= each.Last).Select((each, index) => new CalendarEntry(each.Item.Id, each.Item.Kind == InterventionKind.Medicine ? CalendarEntryKind.Medicine : CalendarEntryKind.Home, PartOfDay.Morning, index + 1, each.Item.Minutes))],
        })],
        Throughout = [], Unsure = [], ItemsADay = 4, Knowledge = "", Effects = "",
    };

    /// <summary>One of these.</summary>
    public static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    /// <summary>A record of entries in this order.</summary>
    public static IReadOnlyList<Recorded> Record(params IEnumerable<(DateTimeOffset At, CareEntry Entry)> entries) => [.. entries.Select((each, index) => new Recorded(index + 1, each.At, "", each.Entry))];
}
