using System.Globalization;
using System.Xml.Linq;
using Facet.Care;
using Facet.Outcomes;
using Facet.Planning;
using Facet.Treatments;

namespace Facet.Tests.Outcomes;

public class ProgressTests
{
    private static readonly DateOnly Start = new(2026, 3, 2);

    [Fact]
    public void The_newest_check_in_of_a_day_counts_and_answers_become_scores()
    {
        var course = Progress.CourseOf(Measures.All, Record(
            new CheckIn { Day = Start, Pain = 6 },
            new CheckIn { Day = Start, Pain = 4 },
            new QuestionnaireAnswers { Day = Start, Instrument = "PEG", Answers = [6, 5, 8], Score = 6.333 },
            new QuestionnaireAnswers { Day = Start, Instrument = "GONE", Answers = [1] },
            new CheckIn { Day = Start.AddDays(30), Pain = 9 }), Start, Start.AddDays(10));
        Assert.Equal(new DiaryDay(Start, new(40)), Assert.Single(course.Diary));
        Assert.Equal(19.0 / 3, Assert.Single(course.Scores).Score.Value!.Value, 1e-9);
    }

    [Fact]
    public void Scores_are_compared_with_the_start_of_the_plan()
    {
        var progress = Of(90, Rmdq(-5, 18), Rmdq(1, 16), Rmdq(14, 12), Rmdq(84, 9), Pgic(84, 2));
        var rmdq = progress.Instruments.Single(each => each.Instrument.Id == "RMDQ24");
        Assert.Equal((16.0, true), (rmdq.Start.Score.Value!.Value, rmdq.IsBaseline));
        Assert.Equal([null, null, Verdict.WithinError, Verdict.ClearlyBetter], rmdq.Points.Select(point => point.Change?.Verdict));
        Assert.Null(progress.Instruments.Single(each => each.Instrument.Id == "PGIC").Latest.Change);
        var late = Of(90, Rmdq(14, 12), Rmdq(84, 4)).Instruments.Single();
        Assert.Equal((12.0, false), (late.Start.Score.Value!.Value, late.IsBaseline));
        Assert.Equal(Verdict.ClearlyBetter, late.Latest.Change!.Verdict);
    }

    [Fact]
    public void Weeks_count_what_was_planned_up_to_today_and_what_was_done()
    {
        var progress = Of(8,
            new ItemDone { Day = Start, Item = "visit" },
            new ItemDone { Day = Start, Item = "walk" },
            new ItemDone { Day = Start.AddDays(1), Item = "walk", HowFar = HowFar.InPart },
            new ItemDone { Day = Start.AddDays(2), Item = "walk", HowFar = HowFar.Skipped },
            new ItemDone { Day = Start.AddDays(3), Item = "walk" },
            new ItemDone { Day = Start.AddDays(3), Item = "walk", HowFar = HowFar.Skipped });
        Assert.Equal([new(1, Start, 1, 1, 7, 1.5), new(2, Start.AddDays(7), 1, 0, 2, 0)], progress.Weeks);
    }

    [Fact]
    public void The_diary_is_judged_against_what_is_unknown_of_its_line()
    {
        Assert.Equal(Verdict.ClearlyBetter, Of(60, Diary(0, 60, day => day < 20 ? 8 : 2)).DiaryChange!.Verdict);
        Assert.Equal(Verdict.Worse, Of(60, Diary(0, 60, day => day < 20 ? 2 : 8)).DiaryChange!.Verdict);
        var same = Of(60, Diary(0, 60, day => 5)).DiaryChange!;
        Assert.Equal(Verdict.WithinError, same.Verdict);
        Assert.True(same.Interval.Low < 0 && same.Interval.High > 0);
        Assert.Null(Of(60).DiaryChange);
        Assert.Null(Of(60, new CheckIn { Day = Start.AddDays(60), Pain = 5 }).DiaryChange);
    }

    [Fact]
    public void Flares_that_were_said_are_kept_until_taken_back() =>
        Assert.Equal([Start], Of(5, new CheckIn { Day = Start, Pain = 6, Flare = true }, new CheckIn { Day = Start.AddDays(1), Pain = 6, Flare = true }, new CheckIn { Day = Start.AddDays(1), Pain = 6, Flare = false }).SaidFlare);

    [Fact]
    public void Pictures_stay_inside_their_frame_and_are_the_same_each_time() =>
        Gen.Select(Gen.Int[0, 500], Gen.Select(Gen.Int[-30, 500], Gen.Int[0, 10]).List[0, 60], Gen.Select(Gen.Int[-30, 500], Gen.OneOf("NRS", "PEG", "RMDQ24", "PGIC", "PHQ4", "PSFS")).List[0, 12], Gen.Int[1, 40]).Sample((today, diary, answers, second) =>
        {
            CareEntry[] entries = [.. diary.Select(day => new CheckIn { Day = Start.AddDays(day.Item1), Pain = day.Item2 }),
                .. answers.Select(answer => new QuestionnaireAnswers { Day = Start.AddDays(answer.Item1), Instrument = answer.Item2, Answers = [.. Enumerable.Repeat<int?>(1, Measures.The(answer.Item2).Rule!.Items)] })];
            var progress = Progress.Of(Measures.All, [new(1, Start, Plan(Start)), new(2, Start.AddDays(second), Plan(Start.AddDays(second)))], Record(entries), Start.AddDays(today));
            foreach (var isNarrow in (bool[])[false, true])
            {
                var (picture, again) = (new ProgressPicture(progress, isNarrow), new ProgressPicture(progress, isNarrow));
                string[] all = [picture.Pain(progress.Instruments.FirstOrDefault(each => each.Instrument.Id == "NRS")), .. progress.Instruments.Select(picture.Scores), picture.Doing()];
                Assert.Equal(all[^1], again.Doing());
                foreach (var svg in all) { InsideItsFrame(svg); }
            }
        }, iter: 60);

    private static void InsideItsFrame(string svg)
    {
        var root = XDocument.Parse(svg).Root!;
        var size = root.Attribute("viewBox")!.Value.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        foreach (var element in root.Descendants())
        {
            foreach (var (name, most) in (ReadOnlySpan<(string, double)>)[("x", size[2]), ("x1", size[2]), ("x2", size[2]), ("cx", size[2]), ("y", size[3]), ("y1", size[3]), ("y2", size[3]), ("cy", size[3])])
            {
                if (element.Attribute(name)?.Value is { } text) { Assert.InRange(double.Parse(text, CultureInfo.InvariantCulture), -0.001, most + 0.001); }
            }
            foreach (var name in (string[])["width", "height"])
            {
                if (element.Attribute(name)?.Value is { } text) { Assert.True(double.Parse(text, CultureInfo.InvariantCulture) >= 0, svg); }
            }
            Assert.Null(element.Attribute("style"));
        }
    }

    private static Progress Of(int today, params CareEntry[] entries) => Progress.Of(Measures.All, [new(1, Start, Plan(Start))], Record(entries), Start.AddDays(today));

    private static List<Recorded> Record(params CareEntry[] entries) => [.. entries.Select((entry, i) => new Recorded(i + 1, new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero), "test", entry))];

    private static CareEntry[] Diary(int from, int days, Func<int, int> pain) => [.. Enumerable.Range(from, days).Select(day => new CheckIn { Day = Start.AddDays(day), Pain = pain(day) })];

    private static QuestionnaireAnswers Rmdq(int day, int ticks) => new() { Day = Start.AddDays(day), Instrument = "RMDQ24", Answers = [.. Enumerable.Range(0, 24).Select(item => (int?)(item < ticks ? 1 : 0))] };

    private static QuestionnaireAnswers Pgic(int day, int answer) => new() { Day = Start.AddDays(day), Instrument = "PGIC", Answers = [answer] };

    /// <summary>A visit every Monday and a walk every day.</summary>
    private static CarePlan Plan(DateOnly start) => new()
    {
        StartsOn = start,
        Items = [Item("visit", InterventionKind.Passive), Item("walk", InterventionKind.Active)],
        Days = [.. Enumerable.Range(1, 84).Select(day => new CalendarDay
        {
            Day = day,
            Date = start.AddDays(day - 1),
            IsRestDay = false,
            Entries = [.. day % 7 == 1 ? (CalendarEntry[])[new("visit", CalendarEntryKind.Session, PartOfDay.Morning, 1, 30)] : [], new("walk", CalendarEntryKind.Home, PartOfDay.Evening, 2, 20)],
            Events = [],
        })],
        Throughout = [],
        Pain = null,
        Function = null,
        Unsure = [],
        ItemsADay = 4,
        Knowledge = "test",
        Effects = "test",
    };

    private static CareItem Item(string id, InterventionKind kind) => new()
    {
        Id = id, Family = TreatmentFamily.Exercise, Technique = "", Kind = kind, GivenBy = GivenBy.SelfCare, Plain = id, Label = id, Level = "", HowMuch = "", Why = "", Stop = "", Minutes = 20, ReviewWeeks = 4,
        Pain = null, Function = null, Cautions = [], Exercises = [],
    };
}
