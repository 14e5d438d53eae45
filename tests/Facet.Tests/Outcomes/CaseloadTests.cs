using System.Numerics;
using Facet.Care;
using Facet.Intake;
using Facet.Outcomes;
using Facet.Tests.Care;

namespace Facet.Tests.Outcomes;

public class CaseloadTests
{
    private static readonly Gen<CaseloadPerson> AnyPerson = Gen.Select(Gen.Int[0, 7], Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3]).Select((families, cause, duration, outcome, dropped) => new CaseloadPerson(
        [.. new[] { TreatmentFamily.Exercise, TreatmentFamily.Laser, TreatmentFamily.MindBody }.Where((_, place) => (families >> place & 1) == 1)], (CauseClass)(2 * cause), duration == 3 ? null : (DurationClass)duration,
        outcome == 0 ? null : new(outcome == 1 ? -1 : 3, outcome == 3), dropped == 0));

    /// <summary>Newcombe 1998, Stat Med 17:857–872, table I, method 3 (score interval of Wilson without continuity correction).</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilsons_interval_is_Newcombes_method_3(int count, int of, double low, double high)
    {
        var share = Proportion.Wilson(count, of);
        Assert.Equal((low, high), (Math.Round(share.Low, 4), Math.Round(share.High, 4)));
    }

    /// <summary>Student's t, two-sided 95 %, as tabulated.</summary>
    [Theory]
    [InlineData(1, 12.706)]
    [InlineData(4, 2.776)]
    [InlineData(5, 2.571)]
    [InlineData(10, 2.228)]
    [InlineData(30, 2.042)]
    [InlineData(120, 1.980)]
    public void Means_have_the_interval_of_Student(int freedom, double quantile) => Assert.Equal(quantile, StudentT.Quantile975(freedom), 0.001);

    [Fact]
    public void An_interval_holds_its_share_and_more_people_make_it_narrower() => Gen.Select(Gen.Int[1, 300], Gen.Double[0, 1], Gen.Int[2, 5]).Sample((of, part, more) =>
    {
        var count = (int)(part * of);
        var (few, many) = (Proportion.Wilson(count, of), Proportion.Wilson(more * count, more * of));
        Assert.InRange(few.Share, few.Low - 1e-12, few.High + 1e-12);
        Assert.InRange(few.Low, 0, 1);
        Assert.True(many.High - many.Low <= few.High - few.Low + 1e-12);
    });

    [Fact]
    public void Somebody_without_an_outcome_is_neither_a_response_nor_none() => Gen.Select(AnyPerson.Array[1, 60], AnyPerson).Sample((people, one) =>
    {
        var (before, after) = (Caseload.Of(people).Rows[0], Caseload.Of([.. people, one with { Outcome = null }]).Rows[0]);
        Assert.Equal((before[CaseloadCell.Answered], before[CaseloadCell.Responders]), (after[CaseloadCell.Answered], after[CaseloadCell.Responders]));
        Assert.Equal(before[CaseloadCell.Missing] + 1, after[CaseloadCell.Missing]);
        Assert.Equal(before.Improvements, after.Improvements);
        // The bounds hold whatever the missing outcomes are.
        Assert.InRange((double)(after[CaseloadCell.Responders] + (after[CaseloadCell.Missing] / 2)) / after[CaseloadCell.People], after.Bounds.Worst, after.Bounds.Best);
    }, iter: 200);

    /// <summary>Adding and subtracting whatever is shown, across all tables, never gives a count of fewer than five people.</summary>
    /// <remarks>With nobody there is nothing to work out. In exact numbers: the rank of what is shown grows with every count that is too small.</remarks>
    [Fact]
    public void No_small_number_can_be_worked_out_by_subtraction() => AnyPerson.Array[1, 90].Sample(people =>
    {
        var table = Caseload.Of(people);
        var members = table.Rows.Select(row => people.Select(person => Belongs(row, person, table)).ToArray()).ToList();
        Assert.All(table.Rows.Zip(members), pair => Assert.Equal(pair.First[CaseloadCell.People], pair.Second.Count(belongs => belongs)));
        // Unknown to whoever reads: how many people there are of each pattern of rows with each outcome.
        var patterns = Enumerable.Range(0, people.Length).Select(person => string.Concat(members.Select(row => row[person] ? '1' : '0'))).Distinct().ToList();
        var shown = new List<BigInteger[]>();
        var small = new List<BigInteger[]>();
        for (var row = 0; row < table.Rows.Count; row++)
        {
            foreach (var (cell, kind) in Cells)
            {
                var count = people.Where((_, person) => members[row][person]).Count(person => kind(Response(person), person.HasDropped));
                var vector = patterns.SelectMany(pattern => Enumerable.Range(0, 3).SelectMany(_ => Dropped, (outcome, dropped) => pattern[row] == '1' && kind(outcome, dropped) ? BigInteger.One : BigInteger.Zero)).ToArray();
                if (cell is { } known)
                {
                    Assert.Equal(table.Rows[row][known], count);
                    if (table.Shown(row, known)) { Assert.InRange(count, Caseload.FewestShown, int.MaxValue); shown.Add(vector); }
                }
                if (count < Caseload.FewestShown) { small.Add(vector); }
            }
        }
        var rank = Rank(shown);
        Assert.All(small, vector => Assert.Equal(rank + 1, Rank([.. shown, vector])));
    }, iter: 40);

    /// <summary>Hiding everything would be safe, too: with many people nearly everything is shown.</summary>
    [Fact]
    public void What_is_large_is_shown() => AnyPerson.Array[1500, 1600].Sample(people =>
    {
        var table = Caseload.Of(people);
        var all = table.Rows.SelectMany((_, row) => Enum.GetValues<CaseloadCell>().Select(cell => table.Shown(row, cell))).ToList();
        Assert.InRange(all.Count(shown => shown), 0.9 * all.Count, all.Count);
    }, iter: 5);

    [Fact]
    public void Three_silent_weeks_are_a_drop_out_and_two_are_not()
    {
        var (start, moment) = (CarePlans.Monday, CarePlans.Monday.AddDays(84));
        DateOnly[] all = [.. Enumerable.Range(0, 85).Select(start.AddDays)];
        Assert.False(Out(all));
        Assert.True(Out([.. all.Where(day => day < start.AddDays(30) || day >= start.AddDays(51))]));
        Assert.False(Out([.. all.Where(day => day < start.AddDays(30) || day >= start.AddDays(50))]));
        Assert.True(Out([]));
        // Silence after the moment is none before it; silence that has only begun is none yet.
        Assert.False(CaseloadPerson.DroppedOut(start, moment, moment.AddDays(200), all, null));
        Assert.False(CaseloadPerson.DroppedOut(start, moment, start.AddDays(19), [], null));
        Assert.True(CaseloadPerson.DroppedOut(start, moment, moment, all, start.AddDays(40)));
        Assert.False(CaseloadPerson.DroppedOut(start, moment, moment, all, moment.AddDays(3)));

        bool Out(DateOnly[] days) => CaseloadPerson.DroppedOut(start, moment, moment, days, null);
    }

    /// <summary>People who do not exist, whose truth is known: the table counts what their answers and their leaving say, computed from the numbers themselves.</summary>
    [Theory]
    [InlineData("PEG", 1.0)]
    [InlineData("RMDQ24", 5.0)]
    public void People_who_do_not_exist_are_counted_as_they_are(string id, double matters)
    {
        var (instrument, week12) = (Measures.The(id), Measures.All.Schedule.Moments.Single(moment => moment.Id == "week-12"));
        var plan = SignedExample.All[0];
        var (people, answered, responders, dropped, sum) = (new List<CaseloadPerson>(), 0, 0, 0, 0.0);
        for (var seed = 0; seed < 200; seed++)
        {
            var (truth, days) = SyntheticCourse.Of(plan, 4 + (seed % 5), 84, seed);
            var answers = SyntheticAnswers.Of(Measures.All, truth, days, seed).SelectMany(day => day).ToList();
            var today = plan.StartsOn.AddDays(83);
            var course = Progress.CourseOf(Measures.All, CarePlans.Record(answers.Select(each => (CarePlans.At(1, 1), (CareEntry)each))), plan.StartsOn, today);
            people.Add(new([TreatmentFamily.Exercise], CauseClass.Nonspecific, DurationClass.Chronic, CaseloadOutcome.Of(course, Measures.All.Schedule, instrument, week12), CaseloadPerson.DroppedOut(plan.StartsOn, plan.StartsOn.AddDays(84), today, days.Where(day => day.Entries.Count > 0).Select(day => day.Date), null)));

            dropped += truth.LeavesOn <= 63 ? 1 : 0;
            var own = answers.Where(each => each.Instrument == id).ToList();
            if (own.FirstOrDefault(each => each.Day == plan.StartsOn) is not { } first || own.FirstOrDefault(each => each.Day >= plan.StartsOn.AddDays(77)) is not { } last) { continue; }
            Assert.True(truth.LeavesOn is null);
            var (from, to) = (Total(first), Total(last));
            answered++;
            sum += from - to;
            responders += from - to >= matters - 1e-9 && from - to >= (0.3 * from) - 1e-9 && from > to ? 1 : 0;
        }
        var row = Caseload.Of(people).Rows[0];
        Assert.Equal((200, answered, responders, 200 - answered, dropped), (row[CaseloadCell.People], row[CaseloadCell.Answered], row[CaseloadCell.Responders], row[CaseloadCell.Missing], row[CaseloadCell.Dropped]));
        Assert.Equal(sum / answered, row.Mean!.Value.Mean, 9);
        Assert.InRange(answered, 100, 190);
        Assert.InRange(responders, 5, answered - 5);
        Assert.InRange(dropped, 5, 60);

        double Total(QuestionnaireAnswers answers) => id == "PEG" ? answers.Answers.Average(answer => answer!.Value) : answers.Answers.Sum(answer => answer!.Value);
    }

    private static readonly bool[] Dropped = [false, true];

    private static int Response(CaseloadPerson person) => person.Outcome switch { null => 0, { IsResponse: true } => 1, _ => 2 };

    private static readonly (CaseloadCell? Cell, Func<int, bool, bool> Kind)[] Cells =
    [
        (CaseloadCell.People, (_, _) => true), (CaseloadCell.Answered, (outcome, _) => outcome != 0), (CaseloadCell.Responders, (outcome, _) => outcome == 1), (CaseloadCell.Missing, (outcome, _) => outcome == 0),
        (CaseloadCell.Dropped, (_, dropped) => dropped), (null, (outcome, _) => outcome == 2), (null, (_, dropped) => !dropped),
    ];

    private static bool Belongs(CaseloadRow row, CaseloadPerson person, Caseload table) => row.Table switch
    {
        Caseload.All => true,
        Caseload.ByFamily => person.Families.Any(family => family.Code() == row.Name),
        Caseload.ByCombination => row.Name == Caseload.OtherCombinations ? !table.Rows.Any(each => each.Table == Caseload.ByCombination && each.Name == Caseload.Combination(person)) : Caseload.Combination(person) == row.Name,
        Caseload.ByCause => person.Cause.ToString() == row.Name,
        _ => (person.Duration?.ToString() ?? "Unknown") == row.Name,
    };

    /// <summary>Rank by elimination in whole numbers: nothing is rounded.</summary>
    private static int Rank(IEnumerable<BigInteger[]> vectors)
    {
        var basis = new List<(int Pivot, BigInteger[] Row)>();
        foreach (var vector in vectors)
        {
            var rest = (BigInteger[])vector.Clone();
            foreach (var (pivot, row) in basis)
            {
                if (rest[pivot].IsZero) { continue; }
                var (mine, its) = (rest[pivot], row[pivot]);
                for (var i = 0; i < rest.Length; i++) { rest[i] = (rest[i] * its) - (row[i] * mine); }
                var common = rest.Aggregate(BigInteger.Zero, BigInteger.GreatestCommonDivisor);
                if (common > 1) { for (var i = 0; i < rest.Length; i++) { rest[i] /= common; } }
            }
            if (Array.FindIndex(rest, value => !value.IsZero) is var first and >= 0) { basis.Add((first, rest)); }
        }
        return basis.Count;
    }
}
