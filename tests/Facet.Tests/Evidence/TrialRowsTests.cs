using Facet.Evidence;
using Facet.Intake;
using Facet.Knowledge;
using Facet.Planning;

namespace Facet.Tests.Evidence;

public class TrialRowsTests
{
    private static readonly string Text = KnowledgeFiles.Embedded.Read(TrialRows.File);

    private static readonly TrialRows Shipped = Read("evidence/trials.csv", Text);

    private static TrialRows Read(string file, string text) => TrialRows.Read(file, text).TryGet(out var rows, out var problems) ? rows : throw new InvalidOperationException(string.Join('\n', problems));

    private static TrialAmendment Amend(TrialRows rows) => Shipped.With(rows).TryGet(out var amendment, out var problems) ? amendment : throw new InvalidOperationException(string.Join('\n', problems));

    private static TrialRows Own(params (string Column, string Value)[][] rows) => Shipped.Of("own.csv", rows.Select(cells => Shipped.Columns.ToDictionary(column => column, column => cells.FirstOrDefault(cell => cell.Column == column).Value ?? "")));

    private static (string, string)[] Arm(string arm, string components, string mean, string sd = "20", string study = "New 2026") =>
    [
        ("study_id", study), ("arm", arm), ("components", components), ("in_scope", "1"), ("outcome", "pain"), ("range_min", "0"), ("range_max", "100"), ("direction", "lower_better"), ("value_type", "final"),
        ("window", "m3"), ("weeks", "12"), ("mean", mean), ("sd", sd), ("n", "60"), ("imputed", "0"), ("suspect", "0"), ("risk_of_bias", "low"),
    ];

    [Fact]
    public void A_file_written_again_is_read_as_the_same_rows()
    {
        var again = Read("again.csv", Shipped.Write());
        Assert.Equal(Shipped.Columns, again.Columns);
        Assert.Equal(Shipped.Rows.Select(row => string.Join('\t', Shipped.Columns.Select(column => row[column]))), again.Rows.Select(row => string.Join('\t', Shipped.Columns.Select(column => row[column]))));
    }

    [Fact]
    public void Rows_that_are_there_already_change_nothing()
    {
        var amendment = Amend(Shipped.Of("same.csv", Shipped.Rows.DistinctBy(row => row.Key).Select(row => row.Cells)));
        Assert.Empty(amendment.Added);
        Assert.Empty(amendment.Corrected);
        Assert.Equal(FittedEffects.IdOf(KnowledgeFiles.Embedded.Put(TrialRows.File, Shipped.Write())), FittedEffects.IdOf(amendment.In(KnowledgeFiles.Embedded)));
    }

    [Fact]
    public void A_new_trial_is_added_and_a_known_row_is_corrected_in_its_place()
    {
        var known = Shipped.Rows[10];
        var corrected = new Dictionary<string, string>(known.Cells, StringComparer.Ordinal) { ["n"] = "61" };
        var own = Own(Arm("Group1", "exercise", "30"), Arm("Group2", "usual_care", "40"));
        var amendment = Amend(Shipped.Of("own.csv", [.. own.Rows.Select(row => row.Cells), corrected]));
        Assert.Equal(2, amendment.Added.Count);
        var (old, now) = Assert.Single(amendment.Corrected);
        Assert.Equal((known["n"], "61"), (old["n"], now["n"]));
        Assert.True(amendment.Check(KnowledgeFiles.Embedded).TryGet(out var library, out _));
        Assert.Contains(library.Studies, study => study.Id == "New 2026");
        // What was given as new and as old is all that it takes to make the whole file again.
        Assert.Equal(amendment.Text, Amend(Read("rows.csv", amendment.NewRows)).Text);
        Assert.Equal(known.Key, Assert.Single(Read("old.csv", amendment.OldRows).Rows).Key);
    }

    [Fact]
    public void A_problem_is_told_where_it_stands_in_the_rows_that_were_given()
    {
        var amendment = Amend(Own(Arm("Group1", "exercise", "30"), Arm("Group2", "moonlight", "400", "0")));
        Assert.False(amendment.Check(KnowledgeFiles.Embedded).TryGet(out _, out var problems));
        var column = (string name) => Shipped.Columns.ToList().IndexOf(name) + 1;
        Assert.Equal(new[] { $"own.csv:3:{column("components")}", $"own.csv:3:{column("sd")}" }.Order(), problems.Select(problem => problem.Path).Order());
    }

    [Theory]
    [InlineData("study_id,arm\nA,B\n", "missing-column")]
    [InlineData("", "empty")]
    public void A_file_of_another_shape_is_refused(string text, string code)
    {
        Assert.False(TrialRows.Read("own.csv", text).TryGet(out _, out var problems));
        Assert.All(problems, problem => Assert.Equal(code, problem.Code));
    }

    [Fact]
    public void The_same_arm_twice_and_unknown_columns_are_refused()
    {
        Assert.False(Shipped.With(Own(Arm("Group1", "exercise", "30"), Arm("Group1", "usual_care", "40"))).TryGet(out _, out var problems));
        Assert.Equal("duplicate-arm", Assert.Single(problems).Code);
        Assert.False(Shipped.With(Read("own.csv", "extra," + Shipped.Write().Replace("\n", "\n1,", StringComparison.Ordinal)[..^2])).TryGet(out _, out problems));
        Assert.Contains(problems, problem => problem.Code == "unknown-column");
    }

    [Fact]
    public void Damage_to_a_file_gives_problems_never_an_exception() =>
        Gen.Select(Gen.Int[0, 4000], Gen.Char).Sample((at, sign) =>
        {
            var text = Text[..4000].Remove(Math.Min(at, 3999), 1).Insert(Math.Min(at, 3999), sign.ToString());
            if (TrialRows.Read("own.csv", text).TryGet(out var rows, out var problems) && Shipped.With(rows).TryGet(out var amendment, out problems)) { _ = amendment.Check(KnowledgeFiles.Embedded); }
            Assert.All(problems, problem => Assert.NotEmpty(problem.Message));
        }, iter: 60);

    [Fact]
    public void A_pathway_with_other_effects_plans_by_them_and_leaves_the_first_alone()
    {
        Assert.True(CarePathway.Load(KnowledgeFiles.Embedded).TryGet(out var pathway, out _));
        var amendment = Amend(Own(Arm("Group1", "exercise", "10", "5"), Arm("Group2", "no_treatment", "60", "5")));
        Assert.True(FittedEffects.Fit(amendment.In(KnowledgeFiles.Embedded)).TryGet(out var effects, out _));
        var (id, before) = (pathway.Effects.Id, pathway.Effects.Predict(DurationClass.Chronic, Outcome.Pain, [new("exercise", 1)])!.Value.Mean);
        var own = pathway.With(effects, amendment.Text);
        Assert.NotEqual(id, own.Effects.Id);
        Assert.True(own.Effects.Predict(DurationClass.Chronic, Outcome.Pain, [new("exercise", 1)])!.Value.Mean < before - 1);
        Assert.Equal((id, before), (pathway.Effects.Id, pathway.Effects.Predict(DurationClass.Chronic, Outcome.Pain, [new("exercise", 1)])!.Value.Mean));
        Assert.Equal(pathway.KnowledgeId, own.KnowledgeId);
        Assert.Equal(pathway.Effects.Joint(DurationClass.Acute, Outcome.Pain).Mean, own.Effects.Joint(DurationClass.Acute, Outcome.Pain).Mean);
        Assert.Equal(FittedEffects.IdOf(own.Files), own.Effects.Id);
    }
}
