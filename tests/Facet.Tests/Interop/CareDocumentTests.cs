using Facet.Care;
using Facet.Interop.Json;
using Facet.Tests.Care;

namespace Facet.Tests.Interop;

public class CareDocumentTests
{
    private static readonly DateOnly Day = new(2026, 1, 5);

    private static readonly Gen<CareEntry> AnyEntry = Gen.OneOf<CareEntry>(
        Gen.Select(Gen.Int[0, 10], Gen.Int[0, 10].Nullable(), Gen.Bool.Nullable(), Gen.String[0, 40].Null(), Gen.Bool).Select((pain, sleep, flare, what, said) =>
            (CareEntry)new CheckIn { Day = Day, Pain = pain, Sleep = sleep, Flare = flare, StoppedWhat = what, NewNumbnessOrBladder = said, Regions = said ? ["low_back"] : null }),
        Gen.Select(Gen.Int[1, 12], Gen.Double[0, 600], Gen.Int[0, 2]).Select((time, minutes, far) => (CareEntry)new ItemDone { Day = Day, Item = "walking", Time = time, Minutes = minutes, HowFar = (HowFar)far, WrittenAt = DateTimeOffset.UnixEpoch }),
        Gen.Select(Gen.Int[DayAfterRule.Least, DayAfterRule.Most], Gen.Int[0, 10].Nullable(), Gen.Int[0, 2]).Select((percent, pain, felt) => (CareEntry)new ExerciseDone { Day = Day, Exercise = "EX03", Percent = percent, PainDuring = pain, Felt = (ExerciseFelt)felt, Sets = 2 }),
        Gen.Select(Gen.Int[0, 10], Gen.Bool, Gen.String[0, 40].Null()).Select((pain, tell, note) => (CareEntry)new ExerciseStopped { Day = Day, Exercise = "EX03", Percent = 100, Pain = pain, TellTeam = tell, Note = note }),
        Gen.Int[-2, 2].Select(by => (CareEntry)new ItemMoved { Day = Day, Item = "walking", To = Day.AddDays(by) }),
        Gen.Char['a', 'z'].Array[1, 50].Select(text => (CareEntry)new Message { Day = Day, Text = new(text), Item = "walking" }));

    [Fact]
    public void An_entry_that_is_written_is_read_as_it_was() => AnyEntry.Sample(entry =>
    {
        var text = CareDocument.Write(entry);
        Assert.Equal(text, CareDocument.Write(Given.Need(CareDocument.ReadEntry(text))));
        Assert.StartsWith($$"""{"kind":"{{CareDocument.Kind(entry)}}",""", text, StringComparison.Ordinal);
    });

    [Fact]
    public void Whatever_is_sent_is_an_entry_or_a_problem_and_never_an_exception() =>
        Gen.Select(AnyEntry, Gen.Int[0, 400], Gen.Char[' ', '~'], Gen.Int[0, 2]).Sample((entry, at, letter, how) =>
        {
            var text = CareDocument.Write(entry);
            at %= text.Length;
            text = how switch { 0 => text[..at], 1 => string.Concat(text.AsSpan(0, at), letter.ToString(), text.AsSpan(at + 1)), _ => text.Insert(at, letter.ToString()) };
            if (CareDocument.ReadEntry(text).TryGet(out var read, out var problems)) { Assert.Empty(read.Problems()); }
            else { Assert.NotEmpty(problems); }
        }, iter: 2000);

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"kind":"check-in"}""")]
    [InlineData("""{"kind":"nothing","day":"2026-01-05"}""")]
    [InlineData("""{"kind":"check-in","day":"2026-01-05","pain":11}""")]
    [InlineData("""{"kind":"check-in","day":"2026-01-05","pain":5,"more":1}""")]
    [InlineData("""{"kind":"check-in","day":"2026-01-05","pain":5,"regions":[null]}""")]
    [InlineData("""{"kind":"message","day":"2026-01-05","text":" "}""")]
    [InlineData("""{"kind":"item-done","day":"2026-01-05","item":null}""")]
    [InlineData("""{"kind":"exercise-done","day":"2026-01-05","exercise":"EX03","percent":1000}""")]
    [InlineData("""{"kind":"exercise-done","day":"2026-01-05","exercise":"EX03","percent":100,"felt":"fine"}""")]
    [InlineData("""{"kind":"exercise-stopped","day":"2026-01-05","exercise":"EX03","percent":100,"pain":5}""")]
    [InlineData("""{"kind":"exercise-stopped","day":"2026-01-05","exercise":"EX03","percent":100,"pain":11,"tellTeam":false}""")]
    public void What_is_no_entry_is_refused(string text) => Assert.False(CareDocument.ReadEntry(text).TryGet(out _, out _));

    [Fact]
    public void A_signed_plan_is_read_as_it_was_written() => Assert.All(SignedExample.All, plan =>
    {
        var text = CareDocument.Write(plan);
        Assert.Equal(text, CareDocument.Write(CareDocument.ReadPlan(text)));
        Assert.InRange(text.Length, 1000, 200_000);
    });
}
