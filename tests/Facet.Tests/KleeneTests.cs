namespace Facet.Tests;

public class KleeneTests
{
    private static readonly Gen<Truth> AnyTruth = Gen.OneOf(Truth.Yes, Truth.No, Truth.Unknown);

    [Theory]
    [InlineData(Truth.Yes, Truth.Yes, Truth.Yes, Truth.Yes)]
    [InlineData(Truth.Yes, Truth.Unknown, Truth.Unknown, Truth.Yes)]
    [InlineData(Truth.Yes, Truth.No, Truth.No, Truth.Yes)]
    [InlineData(Truth.Unknown, Truth.Unknown, Truth.Unknown, Truth.Unknown)]
    [InlineData(Truth.Unknown, Truth.No, Truth.No, Truth.Unknown)]
    [InlineData(Truth.No, Truth.No, Truth.No, Truth.No)]
    public void And_and_or_follow_the_published_tables(Truth a, Truth b, Truth and, Truth or)
    {
        Assert.Equal(and, a.And(b));
        Assert.Equal(and, b.And(a));
        Assert.Equal(or, a.Or(b));
        Assert.Equal(or, b.Or(a));
    }

    [Fact]
    public void De_Morgan_holds_with_unknowns() =>
        Gen.Select(AnyTruth, AnyTruth).Sample((a, b) => a.And(b).Not() == a.Not().Or(b.Not()) && a.Or(b).Not() == a.Not().And(b.Not()));

    [Fact]
    public void Learning_an_unknown_never_changes_an_answer_that_was_already_known() =>
        Gen.Select(AnyTruth, Gen.OneOf(Truth.Yes, Truth.No)).Sample((a, learnt) =>
            (Truth.Unknown.And(a) == Truth.Unknown || Truth.Unknown.And(a) == learnt.And(a))
            && (Truth.Unknown.Or(a) == Truth.Unknown || Truth.Unknown.Or(a) == learnt.Or(a)));
}
