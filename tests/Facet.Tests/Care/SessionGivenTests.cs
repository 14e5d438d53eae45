using Facet.Care;
using Facet.Interop.Json;
using Facet.Knowledge;
using Facet.Treatments;

namespace Facet.Tests.Care;

public class SessionGivenTests
{
    private static readonly SessionAdverse None = new() { Known = AdverseKnown.None };

    private static readonly Gen<SessionAdverse> AnyAdverse = Gen.OneOf(Gen.Const(None), Gen.Const(new SessionAdverse()),
        Gen.Int[0, 2].Select(severity => new SessionAdverse { Known = AdverseKnown.Named, Severity = (AdverseSeverity)severity, What = "felt faint", Action = "lay down" }));

    private static readonly Gen<LaserGiven> AnyLaser = Gen.Select(Gen.Int[400, 1100], Gen.Int[1, 60], Gen.Int[1, 400]).Select((length, points, quarters) =>
        new LaserGiven { Day = CarePlans.Monday, Item = "laser", Plan = 1, Adverse = None, Nanometres = length, Points = points, JoulesPerPoint = quarters / 4.0, EyeProtection = true });

    private static readonly Gen<SessionGiven> AnySession = Gen.Select(Gen.OneOf(
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 100], Gen.Int[DayAfterRule.Least, DayAfterRule.Most].Nullable()).Select((sets, times, percent) => (SessionGiven)new ExerciseGiven { Day = CarePlans.Monday, Item = "supervised_exercise", Plan = 1, Adverse = None, Exercises = [new("EX03", sets, times, percent, 2.5)], HandsOn = [new("soft_tissue", 5)] }),
        Gen.Select(CarePlans.OneOf([.. SpinalSegments.All]), Gen.Int[1, 2]).Select((segment, technique) => (SessionGiven)new ManipulationGiven { Day = CarePlans.Monday, Item = "manipulation", Plan = 1, Adverse = None, Segments = [new(segment, (ManualTechnique)technique), new("L4-L5", ManualTechnique.Thrust)] }),
        AnyLaser.Select(laser => (SessionGiven)laser),
        Gen.Select(Gen.Int[1, 67], Gen.Int[1, 4], Gen.Int[1, 120].Nullable()).Select((number, needles, deep) => (SessionGiven)new NeedlesGiven { Day = CarePlans.Monday, Item = "acupuncture", Plan = 1, Adverse = None, Points = [new($"BL{number}", needles, deep)], NeedlesOut = needles }),
        Gen.Int[0, 240].Select(minutes => (SessionGiven)new VisitGiven { Day = CarePlans.Monday, Item = "yoga", Plan = 1, Adverse = None, Minutes = minutes, Topic = "breath" })),
        AnyAdverse, Gen.Int[0, 10].Nullable(), Gen.Bool).Select((given, adverse, pain, inGroup) => given with { Adverse = adverse, PainBefore = pain, Group = inGroup ? new Guid(7, 7, 7, new byte[8]) : null, Note = "as agreed" });

    [Fact]
    public void A_visit_that_is_written_is_read_as_it_was() => AnySession.Sample(given =>
    {
        Assert.Empty(given.Problems());
        var text = CareDocument.Write(given);
        Assert.Equal(text, CareDocument.Write(Given.Need(CareDocument.ReadEntry(text))));
        Assert.StartsWith($$"""{"kind":"{{CareDocument.Kind(given)}}",""", text, StringComparison.Ordinal);
        Assert.False(given.MayComeFromDevice);
    });

    [Fact]
    public void The_energy_of_a_visit_is_points_times_energy_at_a_point_and_says_its_unit() => AnyLaser.Sample(laser =>
    {
        Assert.Equal(Enumerable.Repeat(laser.JoulesPerPoint!.Value, laser.Points!.Value).Sum(), laser.TotalJoules!.Value, 9);
        Assert.Contains(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"= {laser.TotalJoules:0.##} J"), laser.DoseText, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData(810, 4, 4.0, null)]
    [InlineData(810, 8, 20.0, null)]
    [InlineData(810, 4, 3.0, "Too little: 3 J at a point")]
    [InlineData(810, 3, 6.0, "Too little: 3 points")]
    [InlineData(810, 9, 4.0, "Too much: 9 points")]
    [InlineData(905, 4, 4.0, "905 nm is outside 780 to 860 nm")]
    public void A_laser_is_held_against_the_dose_of_the_catalogue(int length, int points, double joules, string? says)
    {
        var dose = Given.Need(Facet.Planning.CarePathway.Load(KnowledgeFiles.Embedded)).Catalogue.Interventions.First(each => each.Id == "laser").Laser!;
        var laser = new LaserGiven { Day = CarePlans.Monday, Item = "laser", Plan = 1, Adverse = None, Nanometres = length, Points = points, JoulesPerPoint = joules, EyeProtection = true };
        var words = laser.Against(dose);
        if (says is null) { Assert.Empty(words); return; }
        Assert.Contains(words, word => word.StartsWith(says, StringComparison.Ordinal));
        // Another dose than the plan's is recorded with a reason, or not at all.
        Assert.NotEmpty((laser with { DoseCheck = words }).Problems());
        Assert.Empty((laser with { DoseCheck = words, Note = "thin skin" }).Problems());
    }

    [Fact]
    public void No_laser_without_eye_protection_unless_it_was_not_given() => AnyLaser.Sample(laser =>
    {
        Assert.Contains((laser with { EyeProtection = false, Note = "in a hurry" }).Problems(), problem => problem.Code == "no-eye-protection");
        Assert.Empty((laser with { EyeProtection = false, HowFar = HowFar.Skipped, Note = "no goggles to be found" }).Problems());
    });

    [Fact]
    public void Needles_out_are_needles_in() => Gen.Select(Gen.Int[1, 4].Array[1, 10], Gen.Int[0, 40].Nullable()).Sample((needles, counted) =>
    {
        var given = new NeedlesGiven { Day = CarePlans.Monday, Item = "acupuncture", Plan = 1, Adverse = None, Points = [.. needles.Select((count, index) => new NeedledPoint($"BL{index + 20}", count))], NeedlesOut = counted };
        Assert.Equal(counted == needles.Sum(), !given.Problems().Any());
        Assert.Contains("not checked", given.DoseText, StringComparison.Ordinal);
    });

    /// <summary>WHO standard acupuncture point locations in the Western Pacific Region, 2008: 361 points of 14 meridians.</summary>
    [Fact]
    public void There_are_361_points()
    {
        Assert.Equal(361, NeedlePoints.Count);
        Assert.Equal(["BL67", "EX-B2", "GV4", null, null, null], ((string[])["bl 67", "ex-b2", "GV04", "BL68", "XX1", "LI0"]).Select(NeedlePoints.Find));
    }

    [Fact]
    public void Unknown_is_never_none_and_something_named_is_whole()
    {
        Assert.Equal(AdverseKnown.Unknown, new SessionAdverse().Known);
        var visit = new VisitGiven { Day = CarePlans.Monday, Item = "yoga", Plan = 1, Adverse = new() { Known = AdverseKnown.Named } };
        Assert.Equal(["adverse-severity", "adverse-what", "adverse-action"], visit.Problems().Select(problem => problem.Path));
        Assert.NotEmpty((visit with { Adverse = new() { Known = AdverseKnown.None, What = "dizzy" } }).Problems());
        Assert.NotEmpty((visit with { Adverse = None, HowFar = HowFar.Skipped }).Problems());
    }

    [Fact]
    public void Something_serious_makes_a_task_with_a_clock_and_stops_the_treatment() => Gen.Select(AnySession, Gen.Char['a', 'z'].Array[1, 400], Gen.Int[0, 2]).Sample((given, what, severity) =>
    {
        given = given with { Adverse = new() { Known = AdverseKnown.Named, Severity = (AdverseSeverity)severity, What = new(what), Action = new(what) } };
        var isSerious = given.Adverse.Severity == AdverseSeverity.Serious;
        Assert.Equal(isSerious, given.ForTeam() is { Tier: TriageTier.Emergency, Within.TotalHours: 4, Text.Length: <= 500 });
        Assert.Equal(isSerious, ItemStop.Of(CarePlans.Record((CarePlans.At(1, 9), given)), given.Item) is not null);
        Assert.Null(ItemStop.Of(CarePlans.Record((CarePlans.At(1, 9), given), (CarePlans.At(1, 10), new ItemCleared { Day = CarePlans.Monday, Item = given.Item, Because = "examined" })), given.Item));
    });

    /// <summary>Whatever corrects whatever: every entry is still there, once.</summary>
    [Fact]
    public void A_correction_never_removes() => Gen.Select(AnySession, Gen.Int[0, 30]).Array[1, 12].Sample(written =>
    {
        var record = CarePlans.Record(written.Select((each, index) => (CarePlans.At(1, index), (CareEntry)(each.Item2 % 3 == 0 || index == 0 ? each.Item1 : each.Item1 with { Corrects = 1 + (each.Item2 % index), Because = "typing" }))));
        var visits = SessionLog.Of(record);
        Assert.Equal(record.Select(each => each.Sequence), visits.SelectMany(visit => visit.Earlier.Append(visit.Current)).Select(each => each.Sequence).Order());
        Assert.All(visits, visit => Assert.All(visit.Earlier, old => Assert.True(old.Sequence < visit.Current.Sequence)));
        Assert.Equal(record.Count(each => ((SessionGiven)each.Entry).Corrects is null), visits.Count);
    });

    [Fact]
    public void No_thrust_where_the_rules_bar_it_or_nobody_knows()
    {
        var item = CarePlans.Item("manipulation", TreatmentFamily.Manipulation, SessionLimits.Thrust);
        var thrust = new ManipulationGiven { Day = CarePlans.Monday, Item = item.Id, Plan = 1, Adverse = None, Segments = [new("L4-L5", ManualTechnique.Thrust)] };
        var gentle = thrust with { Segments = [new("L4-L5", ManualTechnique.Mobilisation)] };
        foreach (var (effect, isSigned, bars) in ((string, bool, bool)[])[("exclude", true, true), ("exclude", false, true), ("exclude_soft", false, true), ("exclude_soft", true, false)])
        {
            var limits = SessionLimits.Of(Options([new(TreatmentFamily.Manipulation, SessionLimits.Thrust, "ELG-SMT-02", effect, "Fracture risk.")], []), isSigned ? item : item with { Technique = "mobilisation" });
            Assert.Equal(bars, limits.Problems(thrust).Any());
            Assert.Empty(limits.Problems(gentle));
            Assert.Empty(limits.Problems(thrust with { HowFar = HowFar.Skipped }));
        }
        var held = SessionLimits.Of(Options([], [new(TreatmentFamily.Manipulation, SessionLimits.Thrust, "ELG-SMT-02", "Fracture risk.", ["osteoporosis"])]), item);
        Assert.NotEmpty(held.Problems(thrust));
        Assert.NotEmpty(SessionLimits.NotChecked.Problems(thrust));
        Assert.Empty(SessionLimits.Of(Options([], []), item).Problems(thrust));
        // A rule against the whole family stops the visit, whatever the technique.
        Assert.NotEmpty(SessionLimits.Of(Options([new(TreatmentFamily.Manipulation, null, "ELG-SMT-04", "exclude", "Fever.")], []), item).Problems(gentle));
    }

    [Fact]
    public void Thrust_is_for_lumbar_segments() => Assert.All(SpinalSegments.All, segment => Assert.Equal(!segment.StartsWith('T'),
        !new ManipulationGiven { Day = CarePlans.Monday, Item = "manipulation", Plan = 1, Adverse = None, Segments = [new(segment, ManualTechnique.Thrust)] }.Problems().Any()));

    [Fact]
    public void A_course_counts_what_the_team_recorded_and_the_patients_own_word_first()
    {
        var laser = new LaserGiven { Day = CarePlans.Monday, Item = "laser", Plan = 1, Adverse = None, PainBefore = 7, PainAfter = 5 };
        var record = CarePlans.Record((CarePlans.At(1, 9), laser), (CarePlans.At(3, 9), laser with { Day = CarePlans.Monday.AddDays(2), PainBefore = 6 }), (CarePlans.At(3, 20), new SessionRated { Day = CarePlans.Monday.AddDays(2), Item = "laser", Before = 4, Adverse = AdverseEvent.None }),
            (CarePlans.At(5, 9), laser with { Day = CarePlans.Monday.AddDays(4), PainBefore = null }), (CarePlans.At(8, 9), laser with { Day = CarePlans.Monday.AddDays(7), HowFar = HowFar.Skipped }));
        var course = VisitCourse.Of(record, "laser");
        Assert.Equal([7, 4], course.Visits.Select(visit => visit.Before));
        Assert.Equal(3, course.Given);
    }

    private static Options Options(IReadOnlyList<Exclusion> excluded, IReadOnlyList<Hold> held) =>
        new() { Findings = [], Excluded = excluded, Held = held, Recommendations = [], Exercises = [], ExerciseSets = [], Indications = [], MorphineEquivalents = 0 };
}
