using Facet.Care;
using Facet.Knowledge;

namespace Facet.Tests.Care;

public class WatchStateTests
{
    private static readonly DateOnly Start = new(2026, 3, 2);

    private static readonly Gen<CareEntry> AnyEntry = Gen.Select(Gen.Int[0, 25], Gen.Int[0, 10], Gen.Int[0, 19]).Select((day, pain, what) => what switch
    {
        0 => (CareEntry)new WarningAnswers { Day = Start.AddDays(day), Pages = new Dictionary<string, string>(), Disposition = "cleared", Rules = [], Stops = false, Tier = TriageTier.None },
        5 => new QuestionnaireAnswers { Day = Start.AddDays(day), Instrument = "phq9", Answers = [1], Rules = pain > 5 ? ["TRI-X"] : [] },
        6 => new ReviewAsked { Day = Start.AddDays(day), Rule = "R", Because = "worse" },
        7 => new SessionRated { Day = Start.AddDays(day), Item = "laser", Before = pain, Adverse = pain > 5 ? AdverseEvent.Serious : AdverseEvent.Mild },
        1 => new Message { Day = Start.AddDays(day), Text = "Hello" },
        _ => new CheckIn { Day = Start.AddDays(day), Pain = pain, Flare = what == 2 ? true : null, NewNumbnessOrBladder = what == 3, NewWeaknessOrFever = what == 4 },
    });

    [Fact]
    public void Entry_after_entry_says_what_the_whole_record_says() =>
        Gen.Select(AnyEntry.List[0, 40], Gen.Int[0, 30], Gen.Int[-10, 25]).Sample((entries, today, set) =>
        {
            var record = entries.Select((entry, index) => new Recorded(index + 1, default, "patient", entry)).ToList();
            var due = Expected(record, Start.AddDays(set), Start.AddDays(today));
            Assert.Equal(due, WatchState.Of(record).Due(Start.AddDays(set), Start.AddDays(today)).Reason);
            Assert.Equal(due, WarningWatch.Due([.. record.AsEnumerable().Reverse()], Start.AddDays(set), Start.AddDays(today)).Reason);
        }, iter: 3000);

    [Fact]
    public void Entries_go_in_by_their_order()
    {
        var state = WatchState.Empty.With(new(2, default, "patient", new CheckIn { Day = Start, Pain = 1 }));
        Assert.Throws<ArgumentException>(() => state.With(new(2, default, "patient", new CheckIn { Day = Start, Pain = 1 })));
    }

    [Theory]
    [InlineData(AdverseEvent.Serious, WatchReason.SaidYes)]
    [InlineData(AdverseEvent.Mild, WatchReason.None)]
    public void Something_serious_after_a_visit_asks_for_the_full_set_as_a_yes_does(AdverseEvent adverse, WatchReason reason) =>
        Assert.Equal(reason, WatchState.Empty.With(new(1, default, "patient", new SessionRated { Day = Start, Item = "laser", Before = 5, Adverse = adverse })).Due(Start, Start).Reason);

    [Fact]
    public void A_low_day_written_down_late_shows_that_pain_has_risen_since()
    {
        var state = WatchState.Empty.With(new(1, default, "patient", new CheckIn { Day = Start.AddDays(5), Pain = 6 }));
        Assert.Equal(WatchReason.None, state.Due(Start, Start.AddDays(5)).Reason);
        Assert.Equal(WatchReason.PainRose, state.With(new(2, default, "patient", new CheckIn { Day = Start, Pain = 3 })).Due(Start, Start.AddDays(5)).Reason);
    }

    /// <summary>The rule as it is written (policy.retriage), read over the whole record.</summary>
    private static WatchReason Expected(List<Recorded> record, DateOnly lastFullSet, DateOnly today)
    {
        var answered = record.LastOrDefault(each => each.Entry is WarningAnswers);
        var last = answered is not null && answered.Entry.Day > lastFullSet ? answered.Entry.Day : lastFullSet;
        var since = record.Where(each => each.Sequence > (answered?.Sequence ?? 0)).Select(each => each.Entry).OfType<CheckIn>().ToList();
        bool Rose(CheckIn check) => record.Select(each => each.Entry).OfType<CheckIn>().Any(each => each.Day < check.Day && each.Day >= check.Day.AddDays(-7) && check.Pain - each.Pain >= 3);
        var other = record.Where(each => each.Sequence > (answered?.Sequence ?? 0)).Select(each => each.Entry).ToList();
        return since.Exists(each => each.HasWarning) || other.Exists(entry => entry is QuestionnaireAnswers { Rules.Count: > 0 } or SessionRated { Adverse: AdverseEvent.Serious }) ? WatchReason.SaidYes : since.Exists(Rose) ? WatchReason.PainRose : since.Exists(each => each.Flare == true) ? WatchReason.Flare
            : other.Exists(entry => entry is ReviewAsked) ? WatchReason.GotWorse : today.DayNumber - last.DayNumber >= 7 ? WatchReason.SevenDays : WatchReason.None;
    }
}
