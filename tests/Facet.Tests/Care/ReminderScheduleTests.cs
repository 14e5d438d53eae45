using Facet.Care;
using Facet.Interop.Json;
using Facet.Knowledge;
using Facet.Planning;
using Facet.Treatments;

namespace Facet.Tests.Care;

public class ReminderScheduleTests
{
    private static readonly DateOnly Start = new(2026, 3, 2);

    private static readonly Gen<ReminderSettings> AnySettings =
        Gen.Select(Gen.Enum<ReminderKind>().HashSet[1, 4], Gen.Int[0, 2], Gen.Int[0, 1439], Gen.Int[0, 1439]).Select((kinds, by, morning, evening) => new ReminderSettings
        {
            Day = Start, Kinds = [.. kinds.Order()], ByEmail = by != 1, ByPush = by != 0, Morning = TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(morning)), Evening = TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(evening)),
        });

    private static readonly Gen<CareEntry> AnyEntry = Gen.OneOf<CareEntry>(
        Gen.Int[0, 83].Select(day => (CareEntry)new CheckIn { Day = Start.AddDays(day), Pain = 3 }),
        Gen.Int[0, 83].Select(day => (CareEntry)new ItemDone { Day = Start.AddDays(day), Item = "walk" }),
        Gen.Const((CareEntry)new PlanPaused { Day = Start }), Gen.Const((CareEntry)new PlanResumed { Day = Start }),
        Gen.Const((CareEntry)Stopping()), Gen.Const((CareEntry)new WarningCleared { Day = Start, Because = "seen" }),
        AnySettings.Select(settings => (CareEntry)settings));

    [Fact]
    public void Nobody_is_reminded_who_did_not_switch_it_on() =>
        Gen.Select(AnyEntry.Where(entry => entry is not ReminderSettings).List[0, 12], Gen.Int[-10, 90]).Sample((entries, from) =>
            Assert.Empty(ReminderSchedule.Of(Plan, Record(entries), Start.AddDays(from), 20)));

    [Fact]
    public void What_is_reminded_of_was_chosen_and_is_not_done_and_falls_into_the_plan() =>
        Gen.Select(AnyEntry.List[0, 12], AnySettings, Gen.Int[-10, 90], Gen.Int[0, 20]).Sample((entries, settings, from, days) =>
        {
            var record = Record([.. entries, settings]);
            var first = Start.AddDays(from);
            var reminders = ReminderSchedule.Of(Plan, record, first, days);
            Assert.Equal(reminders.Count, reminders.Select(each => (each.Word, each.Day)).Distinct().Count());
            foreach (var each in reminders)
            {
                Assert.Contains(each.Kind, settings.Kinds);
                Assert.InRange(each.Day, first, first.AddDays(days - 1));
                Assert.NotNull(Plan.On(each.Day));
                Assert.True(each.Kind != ReminderKind.CheckIn || !entries.OfType<CheckIn>().Any(done => done.Day == each.Day));
                Assert.True(each.Kind != ReminderKind.Plan || CareDay.Of(Plan, record, each.Day).Occurrences.Any(occurrence => occurrence.HowFar is null));
            }
            Assert.Equal(reminders.OrderBy(each => each.Day).ThenBy(each => each.At), reminders);
            // A day by itself gives what the day gives among others: what is checked at sending is what was planned.
            Assert.Equal(reminders, Enumerable.Range(0, days).SelectMany(ahead => ReminderSchedule.Of(Plan, record, first.AddDays(ahead), 1)));
        });

    [Fact]
    public void A_paused_plan_has_no_reminders_and_going_on_brings_back_the_same() =>
        Gen.Select(AnyEntry.List[0, 12], AnySettings).Sample((entries, settings) =>
        {
            IReadOnlyList<CareEntry> running = [.. entries, settings, new PlanResumed { Day = Start }];
            Assert.Empty(ReminderSchedule.Of(Plan, Record([.. running, new PlanPaused { Day = Start }]), Start));
            Assert.Equal(ReminderSchedule.Of(Plan, Record(running), Start), ReminderSchedule.Of(Plan, Record([.. running, new PlanPaused { Day = Start }, new PlanResumed { Day = Start }]), Start));
        });

    [Fact]
    public void Where_warning_signs_stop_the_plan_only_the_check_in_stays() =>
        AnySettings.Sample(settings =>
        {
            var stopped = ReminderSchedule.Of(Plan, Record([settings, Stopping()]), Start);
            Assert.All(stopped, each => Assert.Equal(ReminderKind.CheckIn, each.Kind));
            Assert.Equal(settings.Kinds.Contains(ReminderKind.CheckIn) ? ReminderSchedule.DaysAhead : 0, stopped.Count);
        });

    [Fact]
    public void Breaks_come_when_the_person_set_them_and_never_too_close() =>
        Gen.Select(Gen.Int[5, 120], Gen.Int[0, 1438], Gen.Int[1, 1439]).Where((_, from, until) => until > from).Sample((every, from, until) =>
        {
            var set = new BreaksSet { Day = Start, Wanted = true, EveryMinutes = every, From = TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(from)), Until = TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(until)) };
            var times = ReminderSchedule.Breaks(set);
            Assert.InRange(times.Count, 0, ReminderSchedule.BreaksAtMost);
            Assert.All(times, time => Assert.True(time > set.From && time <= set.Until));
            Assert.All(times.Zip(times.Skip(1)), pair => Assert.True((pair.Second - pair.First).TotalMinutes >= Math.Max(every, ReminderSchedule.BreaksApart)));
            Assert.Equal(ReminderSchedule.BreakTimes, ReminderSchedule.Breaks(set with { Wanted = false }));
            // A whole day of them is still the same with every other law.
            var record = Record([set, new ReminderSettings { Day = Start, Kinds = [ReminderKind.Breaks], ByEmail = true, ByPush = false }]);
            Assert.Equal(times, ReminderSchedule.Of(Plan, record, Start, 1).Select(each => each.At));
        });

    [Fact]
    public void What_stays_after_erasure_is_what_the_clinic_decided()
    {
        var record = Record([new CheckIn { Day = Start, Pain = 3 }, new WarningCleared { Day = Start, Because = "seen" }, new Message { Day = Start, Text = "mine" }, new Message { Day = Start, Text = "theirs", FromTeam = true }, new ErasureDeclined { Day = Start, Because = "law" }]);
        Assert.Equal([2, 5], Erasure.Stays(record, withMessages: false));
        Assert.Equal([2, 4, 5], Erasure.Stays(record, withMessages: true));
    }

    [Fact]
    public void Messages_of_the_team_are_unread_until_they_were_seen()
    {
        CareEntry team = new Message { Day = Start, Text = "theirs", FromTeam = true };
        Assert.Equal(2, MessagesRead.Unread(Record([team, new Message { Day = Start, Text = "mine" }, team])));
        Assert.Equal(1, MessagesRead.Unread(Record([team, new MessagesRead { Day = Start, UpTo = 1 }, team])));
        Assert.Equal(0, MessagesRead.Unread(Record([team, team, new MessagesRead { Day = Start, UpTo = 2 }, new MessagesRead { Day = Start, UpTo = 1 }])));
    }

    [Fact]
    public void The_new_entries_are_written_and_read_and_no_device_may_send_what_changes_more_than_the_record() =>
        AnyEntry.Sample(entry =>
        {
            Assert.True(CareDocument.ReadEntry(CareDocument.Write(entry)).TryGet(out var read, out _));
            Assert.Equal(CareDocument.Write(entry), CareDocument.Write(read));
            Assert.Equal(entry is CheckIn or ItemDone, entry.MayComeFromDevice);
        });

    private static WarningAnswers Stopping() =>
        new WarningAnswers { Day = Start, Pages = new Dictionary<string, string>(), Disposition = "urgent", Rules = ["TRI-X"], Tier = TriageTier.Urgent, Hours = 24, Stops = true };

    private static IReadOnlyList<Recorded> Record(IReadOnlyList<CareEntry> entries) => [.. entries.Select((entry, index) => new Recorded(index + 1, DateTimeOffset.UnixEpoch, "somebody", entry))];

    /// <summary>Twelve weeks: a walk on every day but Sundays, questions in weeks 6 and 12.</summary>
    private static CarePlan Plan { get; } = new()
    {
        StartsOn = Start,
        Items =
        [
            new()
            {
                Id = "walk", Family = TreatmentFamily.Lifestyle, Technique = "", Kind = InterventionKind.Active, GivenBy = GivenBy.SelfCare, Plain = "Walking", Label = "Walking", Level = "low", HowMuch = "20 minutes",
                Why = "", Stop = "", Minutes = 20, ReviewWeeks = 6, Cautions = [], Exercises = [],
            },
        ],
        Days =
        [
            .. Enumerable.Range(0, 84).Select(day => new CalendarDay
            {
                Day = day + 1, Date = Start.AddDays(day), IsRestDay = day % 7 == 6,
                Entries = day % 7 == 6 ? [] : [new("walk", CalendarEntryKind.Home, PartOfDay.Morning, 1, 20)],
                Events = day % 42 == 41 ? [new(CalendarEventKind.Outcomes, null, ["odi"], false)] : [],
            }),
        ],
        Throughout = [], Unsure = [], ItemsADay = 4, Knowledge = "k", Effects = "e",
    };
}
