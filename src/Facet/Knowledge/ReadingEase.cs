using System.Text.RegularExpressions;

namespace Facet.Knowledge;

/// <summary>How hard a text is to read, by the length of its sentences and words. It says nothing of whether the words are right.</summary>
public static partial class ReadingEase
{
    /// <summary>Flesch–Kincaid grade of an English text (Kincaid et al. 1975): 0.39 words per sentence + 11.8 syllables per word − 15.59. Grade 6 is read at 11 years.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The grade, lower is easier; 0 for a text without words.</returns>
    public static double EnglishGrade(string text)
    {
        var words = Word().Matches(text);
        return words.Count == 0 ? 0 : (0.39 * words.Count / Sentences(text)) + (11.8 * words.Sum(word => EnglishSyllables(word.Value)) / words.Count) - 15.59;
    }

    /// <summary>Ease of a Spanish text (Fernández-Huerta 1959): 206.84 − 60 syllables per word − 1.02 words per sentence. 80 and more is read at 11 years, 60 to 70 is plain for adults.</summary>
    /// <param name="text">The text.</param>
    /// <returns>0–100 as a rule, higher is easier; 100 for a text without words.</returns>
    public static double SpanishEase(string text)
    {
        var words = Word().Matches(text);
        return words.Count == 0 ? 100 : 206.84 - (60.0 * words.Sum(word => SpanishSyllables(word.Value)) / words.Count) - (1.02 * words.Count / Sentences(text));
    }

    private static int Sentences(string text) => Math.Max(1, Sentence().Count(text));

    private static int EnglishSyllables(string word) => Math.Max(1, EnglishVowels().Count(Silent().Replace(word.ToLowerInvariant(), "")));

    private static int SpanishSyllables(string word) => Math.Max(1, SpanishVowels().Count(word.ToLowerInvariant()));

    [GeneratedRegex(@"\p{L}[\p{L}'’]*|\d+")]
    private static partial Regex Word();

    [GeneratedRegex(@"[.?!:]+(\s|$)")]
    private static partial Regex Sentence();

    [GeneratedRegex("(?<![aeiouyl])e$|(?<=[^td])ed$|(?<=[^sxzhgc])es$")]
    private static partial Regex Silent();

    [GeneratedRegex("[aeiouy]+")]
    private static partial Regex EnglishVowels();

    // A full vowel, or one with its accent, is a syllable; i, u and y beside it belong to it.
    [GeneratedRegex("[aeoáéóíú]|(?<![aeoáéóíúiuüy])[iuüy]+(?![aeoáéóíúiuüy])")]
    private static partial Regex SpanishVowels();
}
