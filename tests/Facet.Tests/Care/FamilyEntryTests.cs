using Facet.Care;
using Facet.Interop.Json;
using Facet.Knowledge;

namespace Facet.Tests.Care;

public class FamilyEntryTests
{
    private static readonly DateOnly Day = CarePlans.Monday;

    public static TheoryData<string> Entries => [.. All.Select(CareDocument.Write)];

    private static readonly IReadOnlyList<CareEntry> All =
    [
        new ThermalDone { Day = Day, Item = "heat", Mode = ThermalMode.Alternating, Minutes = 15, Ended = CarePlans.At(1, 9), SkinFine = true },
        new SkinChange { Day = Day, Item = "heat", Signs = ["blister"], Note = "left side" },
        new ItemCleared { Day = Day, Item = "heat", Because = "Seen." },
        new GuidedDone { Day = Day, Item = "breathing", Session = "slow_breathing", Seconds = 360, Distress = true },
        new WalkDone { Day = Day, Item = "walking", Minutes = 12, LastWasTooMuch = false },
        new SessionRated { Day = Day, Item = "laser", Before = 6, After = 4, Adverse = AdverseEvent.Mild, Signs = ["sore"], What = "a bit" },
        new DoseTaken { Day = Day, Ingredient = "ibuprofen", Milligrams = 400, TakenAt = CarePlans.At(1, 9), IsTooMuch = true },
        new DoseWithdrawn { Day = Day, Dose = 3 },
        new GoalSet { Day = Day, Item = "sleep", Goal = "Sleep", Step = "Phone away" },
        new GoalProgress { Day = Day, Item = "sleep", HowFar = HowFar.InPart, Number = 6.5, Unit = "hours", Note = "hot" },
        new BreaksSet { Day = Day, Wanted = true, EveryMinutes = 45, From = new(8, 30), Until = new(16, 0) },
        new WorkstationChecked { Day = Day, Answers = new Dictionary<string, bool> { ["ERG-01"] = true } },
    ];

    [Theory]
    [MemberData(nameof(Entries))]
    public void An_entry_is_read_as_it_was_written(string json)
    {
        var entry = Given.Need(CareDocument.ReadEntry(json));
        Assert.Equal(json, CareDocument.Write(entry));
        Assert.Empty(entry.Problems());
    }

    [Fact]
    public void What_is_out_of_bounds_is_refused() => Assert.All((CareEntry[])
    [
        new ThermalDone { Day = Day, Item = "heat", Mode = ThermalMode.Heat, Minutes = 1000 },
        new SkinChange { Day = Day, Item = "", Signs = [] },
        new ItemCleared { Day = Day, Item = "heat", Because = " " },
        new GuidedDone { Day = Day, Item = "x", Session = "", Seconds = 1 },
        new WalkDone { Day = Day, Item = "walking", Minutes = 0 },
        new SessionRated { Day = Day, Item = "laser", Before = 11, Adverse = AdverseEvent.None },
        new DoseTaken { Day = Day, Ingredient = "ibuprofen", Milligrams = 0 },
        new DoseTaken { Day = Day, Ingredient = "ibuprofen", Milligrams = double.NaN },
        new DoseTaken { Day = Day, Ingredient = "ibuprofen", Milligrams = 1e9 },
        new DoseWithdrawn { Day = Day, Dose = 0 },
        new GoalSet { Day = Day, Item = "sleep", Goal = "Sleep", Step = "" },
        new GoalProgress { Day = Day, Item = "sleep", HowFar = HowFar.Done, Number = 3 },
        new BreaksSet { Day = Day, Wanted = true, From = new(17, 0), Until = new(9, 0) },
        new WorkstationChecked { Day = Day, Answers = Enumerable.Range(0, 50).ToDictionary(number => $"q{number}", _ => true) },
    ], entry => Assert.NotEmpty(entry.Problems()));

    [Fact]
    public void What_the_guard_needs_the_whole_record_for_or_the_team_writes_comes_from_no_device()
    {
        Assert.Equal(["ItemCleared", "DoseTaken", "DoseWithdrawn"], All.Where(entry => !entry.MayComeFromDevice).Select(entry => entry.GetType().Name));
    }

    [Fact]
    public void Distress_in_a_session_tells_the_team() => Assert.Equal(TriageTier.Urgent, All.OfType<GuidedDone>().Single().ForTeam()!.Tier);

    [Fact]
    public void A_plan_that_was_signed_before_these_limits_is_still_read()
    {
        var plan = CarePlans.Plan((CarePlans.Item("heat", TreatmentFamily.HeatCold, "heat") with { Thermal = new(20, 3, 5), Barred = [] }, 1, 14));
        var json = CareDocument.Write(plan);
        var old = System.Text.RegularExpressions.Regex.Replace(json, ",\"(thermal|medicine|barred)\":(\\{[^}]*\\}|\\[[^\\]]*\\])", "");
        Assert.NotEqual(json, old);
        var read = CareDocument.ReadPlan(old);
        Assert.Null(read.Items[0].Thermal);
        Assert.Equal(json, CareDocument.Write(read with { Items = [read.Items[0] with { Thermal = new(20, 3, 5), Barred = [] }] }));
    }
}
