using Facet.Knowledge;

namespace Facet.Tests.Knowledge;

public class ReadingEaseTests
{
    [Fact]
    public void An_English_text_has_the_grade_of_its_formula() => Assert.Equal((0.39 * 6) + 11.8 - 15.59, ReadingEase.EnglishGrade("The cat sat on the mat."), 9);

    [Theory]
    [InlineData("casa", 2)]
    [InlineData("tía", 2)]
    [InlineData("ciudad", 2)]
    [InlineData("guitarra", 3)]
    [InlineData("queso", 2)]
    [InlineData("muy", 1)]
    [InlineData("bien", 1)]
    [InlineData("teatro", 3)]
    [InlineData("tratamiento", 4)]
    public void Spanish_syllables_are_counted_as_they_are_said(string word, int syllables) => Assert.Equal(206.84 - (60.0 * syllables) - 1.02, ReadingEase.SpanishEase(word), 9);

    [Fact]
    public void A_text_without_words_is_not_hard()
    {
        Assert.Equal(0, ReadingEase.EnglishGrade(" … "));
        Assert.Equal(100, ReadingEase.SpanishEase(""));
    }
}
