using System.Globalization;
using Facet.Care;
using Facet.Intake;
using Facet.Knowledge;
using Facet.Planning;
using Facet.Treatments;

namespace Facet.Tests.Care;

public class MedicineGuardTests
{
    private const string Own = "ibuprofen";

    private static readonly MedicineLimits Ibuprofen = new()
    {
        Ingredient = new(Own, "Ibuprofen"), MostPerDay = 1200, MostPerDayFrom = "otc_max_mg_day", MostAtOnce = 400, HoursBetween = 6, NotTogether = [new("naproxen", "Naproxen")],
    };

    /// <summary>The zone of <see cref="CarePlans.At"/>, where the clocks never change.</summary>
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.CreateCustomTimeZone("plan", TimeSpan.FromHours(2), "plan", "plan");

    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static (CarePlan Plan, CareItem Item) Course(MedicineLimits? course, int first = 1, int last = 7)
    {
        var item = CarePlans.Item("nsaid", TreatmentFamily.Medication, "nsaid_oral", InterventionKind.Medicine, 1) with { Medicine = course };
        return (CarePlans.Plan((item, first, last)), item);
    }

    private static (DateTimeOffset, CareEntry) Dose(DateTimeOffset at, double? milligrams, string ingredient = Own) =>
        (at, new DoseTaken { Day = DateOnly.FromDateTime(at.DateTime), Ingredient = ingredient, Milligrams = milligrams, TakenAt = at });

    private static DoseVerdict Check(MedicineLimits? course, DateTimeOffset now, double? milligrams, string ingredient = Own, params (DateTimeOffset, CareEntry)[] record)
    {
        var (plan, item) = Course(course);
        return MedicineGuard.Check(plan, item, CarePlans.Record(record), ingredient, milligrams, now, Zone);
    }

    [Fact]
    public void A_usual_dose_may_be_taken() => Assert.Equal(DoseAnswer.MayTake, Check(Ibuprofen, CarePlans.At(2, 9), 400).Answer);

    /// <summary>Whatever somebody asks for and whenever: what the guard lets pass keeps to every limit, in any 24 hours and on every day, across products.</summary>
    [Fact]
    public void No_24_hours_and_no_day_hold_more_than_the_most_of_a_day_whatever_is_asked_for() =>
        Gen.Select(Gen.Int[1, 90].Array[1, 40], CarePlans.OneOf(100.0, 200, 400, 600).Array[40], CarePlans.OneOf<double?>(null, 4, 6, 8), CarePlans.OneOf<double?>(null, 400), CarePlans.OneOf(600.0, 1200, 1300)).Sample((gaps, asked, hours, once, most) =>
        {
            var course = Ibuprofen with { HoursBetween = hours, MostAtOnce = once, MostPerDay = most };
            var (plan, item) = Course(course, 1, 14);
            List<(DateTimeOffset At, CareEntry Entry)> record = [];
            var now = CarePlans.At(1, 0);
            for (var index = 0; index < gaps.Length; index++)
            {
                now = now.AddMinutes(gaps[index] * 7);
                if (MedicineGuard.Check(plan, item, CarePlans.Record(record), Own, asked[index], now, Zone).Answer == DoseAnswer.MayTake) { record.Add(Dose(now, asked[index])); }
            }
            var doses = record.Select(each => (each.At, Amount: ((DoseTaken)each.Entry).Milligrams!.Value, each.Entry.Day)).ToList();
            Assert.All(doses, end => Assert.True(doses.Where(dose => dose.At > end.At.AddHours(-24) && dose.At <= end.At).Sum(dose => dose.Amount) <= most));
            Assert.All(doses.GroupBy(dose => dose.Day), day => Assert.True(day.Sum(dose => dose.Amount) <= most));
            Assert.All(doses.Zip(doses.Skip(1)), pair => Assert.True(hours is null || pair.Second.At - pair.First.At >= TimeSpan.FromHours(hours.Value)));
            Assert.All(doses, dose => Assert.True(once is null || dose.Amount <= once));
        }, iter: 400);

    [Fact]
    public void From_the_time_it_names_the_dose_may_be_taken_and_not_a_minute_before() =>
        Gen.Select(Gen.Select(Gen.Int[0, 2 * 24 * 60], CarePlans.OneOf(100.0, 200, 400)).Array[1, 8], CarePlans.OneOf(200.0, 400)).Sample((taken, asked) =>
        {
            var (plan, item) = Course(Ibuprofen, 1, 30);
            var now = CarePlans.At(5, 12);
            var record = CarePlans.Record(taken.Select(dose => Dose(now.AddMinutes(-dose.Item1), dose.Item2)));
            var verdict = MedicineGuard.Check(plan, item, record, Own, asked, now, Zone);
            if (verdict.From is not { } from) { return; }
            Assert.True(from > now);
            Assert.Equal(DoseAnswer.MayTake, MedicineGuard.Check(plan, item, record, Own, asked, from, Zone).Answer);
            Assert.Equal(DoseAnswer.No, MedicineGuard.Check(plan, item, record, Own, asked, from.AddMinutes(-1), Zone).Answer);
        }, iter: 1000);

    /// <summary>A course from the Monday before a day on which the clocks change.</summary>
    private static (CarePlan Plan, CareItem Item) CourseAround(DateOnly sunday, MedicineLimits course)
    {
        var (plan, item) = Course(course, 1, 84);
        var start = sunday.AddDays(-6);
        return (plan with { StartsOn = start, Days = [.. plan.Days.Select((day, index) => day with { Date = start.AddDays(index) })] }, item);
    }

    /// <summary>In October the day has 25 hours, and its most holds to the last of them; in March it has 23, and 24 hours reach beyond it.</summary>
    [Theory]
    [InlineData("2026-10-25T00:30:00+02:00", "2026-10-26T00:00:00+01:00")]
    [InlineData("2027-03-28T00:30:00+01:00", "2027-03-29T01:05:00+02:00")]
    public void When_the_clocks_change_the_time_it_names_is_still_right(string at, string from)
    {
        var now = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture);
        var (plan, item) = CourseAround(DateOnly.FromDateTime(now.DateTime), Ibuprofen with { HoursBetween = null });
        var record = CarePlans.Record(Dose(now.AddMinutes(-25), 400), Dose(now.AddMinutes(-20), 400), Dose(now.AddMinutes(-15), 400));
        Assert.Equal(DateTimeOffset.Parse(from, CultureInfo.InvariantCulture), MedicineGuard.Check(plan, item, record, Own, 400, now, Berlin).From);
    }

    [Fact]
    public void Also_when_the_clocks_change_the_dose_may_be_taken_from_the_time_it_names_and_not_a_minute_before() =>
        Gen.Select(CarePlans.OneOf(new DateOnly(2026, 10, 25), new DateOnly(2027, 3, 28)), Gen.Int[-12 * 60, 36 * 60], Gen.Select(Gen.Int[0, 2 * 24 * 60], CarePlans.OneOf(100.0, 200, 400)).Array[1, 8], CarePlans.OneOf(200.0, 400)).Sample((sunday, minutes, taken, asked) =>
        {
            var (plan, item) = CourseAround(sunday, Ibuprofen with { HoursBetween = null });
            var now = Local(new DateTimeOffset(sunday.ToDateTime(default), TimeSpan.Zero).AddMinutes(minutes));
            var record = CarePlans.Record(taken.Select(dose => Dose(Local(now.AddMinutes(-dose.Item1)), dose.Item2)));
            if (MedicineGuard.Check(plan, item, record, Own, asked, now, Berlin).From is not { } from) { return; }
            Assert.True(from > now);
            Assert.Equal(DoseAnswer.MayTake, MedicineGuard.Check(plan, item, record, Own, asked, from, Berlin).Answer);
            Assert.Equal(DoseAnswer.No, MedicineGuard.Check(plan, item, record, Own, asked, from.AddMinutes(-1), Berlin).Answer);

            static DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Berlin);
        }, iter: 1000);

    [Fact]
    public void Another_product_with_the_same_ingredient_counts_and_another_of_the_class_is_refused()
    {
        Assert.Contains(GuardReason.TooMuchIn24Hours, Check(Ibuprofen, CarePlans.At(2, 20), 400, Own, Dose(CarePlans.At(2, 1), 500), Dose(CarePlans.At(2, 8), 400)).Reasons);
        Assert.Equal([GuardReason.SameClass], Check(Ibuprofen, CarePlans.At(2, 20), 220, "naproxen").Reasons);
        Assert.Equal([GuardReason.SameClass], Check(Ibuprofen, CarePlans.At(2, 20), 400, Own, Dose(CarePlans.At(2, 1), 220, "naproxen")).Reasons);
        Assert.Equal(DoseAnswer.MayTake, Check(Ibuprofen, CarePlans.At(3, 2), 400, Own, Dose(CarePlans.At(2, 1), 220, "naproxen")).Answer);
    }

    [Fact]
    public void Around_midnight_the_last_24_hours_count_too()
    {
        var evening = new[] { Dose(CarePlans.At(2, 11), 400), Dose(CarePlans.At(2, 17), 400), Dose(CarePlans.At(2, 23), 400) };
        var verdict = Check(Ibuprofen, CarePlans.At(3, 6), 400, Own, evening);
        Assert.Equal([GuardReason.TooMuchIn24Hours], verdict.Reasons);
        Assert.Equal(CarePlans.At(3, 11), verdict.From);
    }

    [Theory]
    [InlineData(GuardReason.StrengthUnknown)]
    [InlineData(GuardReason.IngredientUnknown)]
    [InlineData(GuardReason.MostUnknown)]
    [InlineData(GuardReason.EarlierUnknown)]
    [InlineData(GuardReason.OtherUnknown)]
    public void What_is_not_known_is_never_fine(GuardReason reason)
    {
        var now = CarePlans.At(2, 20);
        var verdict = reason switch
        {
            GuardReason.StrengthUnknown => Check(Ibuprofen, now, null),
            GuardReason.IngredientUnknown => Check(Ibuprofen, now, 200, DoseTaken.Unknown),
            GuardReason.MostUnknown => Check(Ibuprofen with { MostPerDay = null }, now, 200),
            GuardReason.EarlierUnknown => Check(Ibuprofen, now, 200, Own, Dose(CarePlans.At(2, 1), null)),
            _ => Check(Ibuprofen with { TakenAnywayUnknown = true }, now, 200),
        };
        Assert.Equal(DoseAnswer.Ask, verdict.Answer);
        Assert.Contains(reason, verdict.Reasons);
    }

    [Fact]
    public void A_plan_that_was_signed_before_limits_were_written_down_says_ask() => Assert.Equal(DoseAnswer.Ask, Check(null, CarePlans.At(2, 9), 200).Answer);

    [Fact]
    public void What_is_taken_anyway_counts() => Assert.Contains(GuardReason.TooMuchToday, Check(Ibuprofen with { TakenAnyway = 900 }, CarePlans.At(2, 9), 400).Reasons);

    [Theory]
    [InlineData(7, DoseAnswer.MayTake, 1)]
    [InlineData(8, DoseAnswer.No, 0)]
    [InlineData(1, DoseAnswer.MayTake, 7)]
    public void After_the_last_day_there_is_no_more(int day, DoseAnswer answer, int left)
    {
        var (plan, item) = Course(Ibuprofen);
        Assert.Equal(answer, MedicineGuard.Check(plan, item, [], Own, 400, CarePlans.At(day, 9), Zone).Answer);
        Assert.Equal(left, MedicineGuard.Place(plan, item, DateOnly.FromDateTime(CarePlans.At(day, 9).DateTime)).DaysLeft);
    }

    [Fact]
    public void Before_the_first_day_there_is_none()
    {
        var (plan, item) = Course(Ibuprofen, 3, 9);
        Assert.Equal([GuardReason.NotBegun], MedicineGuard.Check(plan, item, [], Own, 400, CarePlans.At(2, 9), Zone).Reasons);
    }

    [Fact]
    public void Steps_up_and_down_set_the_most_of_their_days()
    {
        var (plan, item) = Course(new() { Ingredient = new("duloxetine", "Duloxetine"), MostPerDay = 60, BuildUp = [new(30, 7)], Taper = [new(30, 14)] }, 1, 28);
        double? Most(int day) => MedicineGuard.Place(plan, item, CarePlans.Monday.AddDays(day - 1)).MostToday;
        Assert.Equal((30, 30, 60, 60, 30, 30, 0), (Most(1), Most(7), Most(8), Most(28), Most(29), Most(42), Most(43)));
        Assert.Equal(DoseAnswer.MayTake, MedicineGuard.Check(plan, item, [], "duloxetine", 30, CarePlans.At(35, 9), Zone).Answer);
        Assert.Equal(DoseAnswer.No, MedicineGuard.Check(plan, item, [], "duloxetine", 60, CarePlans.At(35, 9), Zone).Answer);
        Assert.Equal([GuardReason.CourseOver, GuardReason.TooMuchIn24Hours, GuardReason.TooMuchToday], MedicineGuard.Check(plan, item, [], "duloxetine", 30, CarePlans.At(43, 9), Zone).Reasons);
        Assert.Equal(3, MedicineGuard.StepsDown(plan, item).Count + 1);
    }

    [Fact]
    public void A_dose_that_was_taken_by_mistake_of_the_keyboard_is_taken_back()
    {
        var (plan, item) = Course(Ibuprofen);
        var record = CarePlans.Record([Dose(CarePlans.At(2, 8), 400), (CarePlans.At(2, 8.1), new DoseWithdrawn { Day = CarePlans.Monday.AddDays(1), Dose = 1 })]);
        Assert.Equal(DoseAnswer.MayTake, MedicineGuard.Check(plan, item, record, Own, 400, CarePlans.At(2, 9), Zone).Answer);
    }

    [Fact]
    public void What_was_taken_already_is_too_much_exactly_when_some_24_hours_or_the_day_hold_more_than_the_most() =>
        Gen.Select(Gen.Select(Gen.Int[-2 * 24 * 60, 2 * 24 * 60], CarePlans.OneOf(200.0, 400, 600)).Array[0, 8], CarePlans.OneOf(200.0, 400, 1400)).Sample((taken, milligrams) =>
        {
            var (plan, item) = Course(Ibuprofen, 1, 30);
            var at = CarePlans.At(5, 12);
            var record = CarePlans.Record(taken.Select(dose => Dose(at.AddMinutes(dose.Item1), dose.Item2)));
            var all = taken.Select(dose => (At: at.AddMinutes(dose.Item1), Amount: dose.Item2)).Append((At: at, Amount: milligrams)).ToList();
            var inWindow = all.Where(end => end.At >= at && end.At < at.AddHours(24)).Any(end => all.Where(dose => dose.At > end.At.AddHours(-24) && dose.At <= end.At).Sum(dose => dose.Amount) > 1200);
            var onDay = all.Where(dose => DateOnly.FromDateTime(dose.At.DateTime) == DateOnly.FromDateTime(at.DateTime)).Sum(dose => dose.Amount) > 1200;
            Assert.Equal(inWindow || onDay, MedicineGuard.IsTooMuch(plan, item, record, (DoseTaken)Dose(at, milligrams).Item2, at));
        }, iter: 1000);

    [Fact]
    public void An_overdose_tells_the_team() => Assert.Equal(TriageTier.Urgent, new DoseTaken { Day = CarePlans.Monday, Ingredient = Own, Milligrams = 4000, IsTooMuch = true }.ForTeam()!.Tier);

    /// <summary>The strictest limit that the knowledge states for the person is the one that is signed.</summary>
    [Theory]
    [InlineData("nsaid", "ibuprofen", 1200, 6, 400)]
    [InlineData("paracetamol", "acetaminophen", 3000, 6, 1000)]
    [InlineData("duloxetine", "duloxetine", 60, null, null)]
    [InlineData("muscle_relaxant", null, null, null, null)]
    public void The_signed_course_holds_what_the_knowledge_states(string id, string? ingredient, int? most, int? hours, int? once)
    {
        var course = Signed(id)!;
        Assert.Equal((ingredient, (double?)most, (double?)hours, (double?)once), (course.Ingredient?.Slug, course.MostPerDay, course.HoursBetween, course.MostAtOnce));
        Assert.Equal(id == "duloxetine" ? 14 : 0, course.Taper.Sum(step => step.Days));
        Assert.Equal(id == "nsaid", course.NotTogether.Any(other => other.Slug == "naproxen"));
        Assert.Equal(id == "nsaid", course.NotTogether.Any(other => other.Slug == "aspirin_analgesic"));
    }

    [Fact]
    public void A_rule_that_lowers_the_limit_counts_where_it_holds_and_where_nobody_knows()
    {
        Assert.Equal((2000, "MED-PAR-02"), Limit(new Answer.Word("mild")));
        Assert.Equal((2000, "MED-PAR-02"), Limit(Answer.Open));
        Assert.Equal((3000, "facet_max_mg_day"), Limit(new Answer.Word("none")));

        static (double?, string?) Limit(Answer liver)
        {
            var course = Signed("paracetamol", ("liver_disease", liver))!;
            return (course.MostPerDay, course.MostPerDayFrom);
        }
    }

    [Fact]
    public void What_the_person_takes_anyway_is_signed_too()
    {
        Assert.Equal((500, false), Anyway([new("acetaminophen", 500, null)]));
        Assert.Equal((0, true), Anyway([new("acetaminophen", null, null)]));
        Assert.Equal((0, true), Anyway([new("a mix from the market", 500, null)]));
        Assert.Equal((0, true), Anyway(null));
        Assert.Equal((0, false), Anyway([new("ibuprofen", 500, null)]));

        static (double, bool) Anyway(IReadOnlyList<MedicineAnswer>? medicines)
        {
            var course = MedicineLimits.Of(Given.Knowledge, Person(medicines), Entry("paracetamol"))!;
            return (course.TakenAnyway, course.TakenAnywayUnknown);
        }
    }

    private static readonly Catalogue Everything = Given.Need(CarePathway.Load(KnowledgeFiles.Embedded)).Catalogue;

    private static Intervention Entry(string id) => Everything.Find(id)!;

    private static MedicineLimits? Signed(string id, params (string, Answer)[] answers) => MedicineLimits.Of(Given.Knowledge, Person([], answers), Entry(id));

    private static Facts Person(IReadOnlyList<MedicineAnswer>? medicines, params (string Name, Answer Answer)[] answers)
    {
        var values = answers.ToDictionary(each => each.Name, each => each.Answer);
        values.TryAdd("age_years", new Answer.Number(44));
        return Given.Need(PatientProfile.From(Given.Knowledge, new(values, medicines, LeftOut.IsDefault))).Facts;
    }
}
