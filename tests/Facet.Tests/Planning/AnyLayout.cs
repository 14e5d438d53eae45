using Facet.Planning;
using Facet.Treatments;

namespace Facet.Tests.Planning;

/// <summary>Random plans to lay out: of real size, or small enough to try every layout.</summary>
internal static class AnyLayout
{
    private static readonly decimal[] Rates = [0.25m, 0.5m, 1, 1.5m, 2, 3];
    private static readonly Gen<DayOfWeek> AnyDay = Gen.Int[0, 6].Select(day => (DayOfWeek)day);
    private static readonly Gen<PartsOfDay> AnyParts = Gen.Int[1, 7].Select(parts => (PartsOfDay)parts);

    private static readonly Gen<WeekSlots> AnySlots = Gen.Frequency(
        (2, Gen.Const(WeekSlots.All)),
        (3, AnyParts.Array[7].Select(parts => Slots(parts))),
        (1, Gen.Int[0, 7].Select(parts => (PartsOfDay)parts).Array[7].Select(parts => Slots(parts))));

    /// <summary>Plans of up to seven items.</summary>
    public static Gen<LayoutRequest> Request { get; } = Of(1, 7, homeDays: 7);

    /// <summary>Plans of up to three items.</summary>
    public static Gen<LayoutRequest> Small { get; } = Of(1, 3, homeDays: 7);

    private static WeekSlots Slots(PartsOfDay[] parts) => Enumerable.Range(0, 7).Aggregate(default(WeekSlots), (slots, day) => slots.With((DayOfWeek)day, parts[day]));

    private static Gen<LayoutRequest> Of(int fewest, int most, int homeDays) =>
        from count in Gen.Int[fewest, most]
        from drafts in Item(homeDays).Array[count]
        from links in Gen.Select(Gen.Int[0, count - 1], Gen.Int[0, count - 1], Gen.Int[0, 3]).Array[0, 2]
        from limits in Limits
        from start in Gen.Int[0, 6]
        select new LayoutRequest
        {
            StartsOn = new DateOnly(2026, 3, 2).AddDays(start),
            Items = [.. drafts.Select((item, index) => item with { Id = $"item-{index}", Order = [.. links.Where(link => link.Item1 == index && link.Item2 != index).Select(link => new OrderRule((OrderKind)link.Item3, $"item-{link.Item2}"))] })],
            Limits = limits,
            Instruments = ["NRS", "PEG"],
        };

    private static Gen<LayoutItem> Item(int homeDays) => Gen.Frequency((4, Visits), (4, Home(homeDays)), (1, Medicine), (1, Advice));

    private static Gen<LayoutItem> Visits =>
        from rates in Gen.Int[0, Rates.Length - 1].Array[1, 2]
        from weeks in Gen.Int[1, 6].Array[2]
        from gap in Gen.Int[1, 3]
        from minutes in Gen.Int[2, 9]
        from home in Gen.Frequency((2, Gen.Const(0)), (1, Gen.Int[1, 4]))
        from preferred in AnyParts
        from start in Gen.Int[1, 4]
        from trial in Gen.Int[1, 12]
        select new LayoutItem
        {
            Id = "", Kind = LayoutKind.VisitSeries, Visits = [.. rates.Select((rate, index) => new VisitPhase(weeks[index], Rates[rate]))], VisitMinutes = 10 * minutes, DaysBetweenSessions = gap,
            HomeDays = home, HomeMinutes = 15, Weeks = 8, Preferred = preferred, StartWeek = start, TrialWeeks = trial, IsActive = home > 2, Instruments = ["RMDQ24"],
        };

    private static Gen<LayoutItem> Home(int days) =>
        from day in Gen.Int[1, days]
        from minutes in Gen.Int[1, 5]
        from times in Gen.Frequency((4, Gen.Const(1)), (1, Gen.Int[2, 3]))
        from preferred in AnyParts
        from weeks in Gen.Int[1, 12]
        from isActive in Gen.Bool
        from together in Gen.Frequency((6, Gen.Const(false)), (1, Gen.Const(true)))
        select new LayoutItem { Id = "", Kind = LayoutKind.HomeItem, HomeDays = day, HomeMinutes = 5 * minutes, TimesADay = times, Preferred = preferred, Weeks = weeks, IsActive = isActive, DayAfterDay = together, TrialWeeks = weeks };

    private static Gen<LayoutItem> Medicine =>
        from start in Gen.Int[1, 20]
        from days in Gen.Int[1, 84]
        from review in Gen.Int[0, 83]
        from times in Gen.Int[1, 3]
        select new LayoutItem { Id = "", Kind = LayoutKind.Medicine, HomeMinutes = 1, TimesADay = times, Medicine = new(start, start + (review % days), start + days - 1) };

    private static Gen<LayoutItem> Advice =>
        from days in Gen.Int[0, 7]
        from minutes in Gen.Int[0, 5]
        select new LayoutItem { Id = "", Kind = LayoutKind.Advice, HomeDays = days, HomeMinutes = minutes };

    private static Gen<LayoutLimits> Limits =>
        from visitSlots in AnySlots
        from homeSlots in AnySlots
        from closed in AnyDay.Array[0, 2]
        from rest in AnyDay.Array[0, 2]
        from minutes in Gen.Int[15, 120]
        from onAnyDay in Gen.Frequency((2, Gen.Const((int?)null)), (1, Gen.Int[30, 120].Select(most => (int?)most)))
        from visitsOnAnyDay in Gen.Frequency((2, Gen.Const((int?)null)), (1, Gen.Int[60, 150].Select(most => (int?)most)))
        from items in Gen.Int[1, 4]
        from visits in Gen.Int[1, 4]
        from restDays in Gen.Int[0, 2]
        select new LayoutLimits
        {
            VisitSlots = visitSlots, HomeSlots = homeSlots, ClinicClosed = closed, RestDays = rest, MinutesADay = minutes, HomeMinutesOnAnyDay = onAnyDay, VisitMinutesOnAnyDay = visitsOnAnyDay,
            HomeItemsADay = items, VisitsAWeek = visits, RestDaysAWeek = restDays,
        };
}
