using System.Globalization;
using System.Text.RegularExpressions;

namespace Facet.Web.Tests.Shell;

/// <summary>Contrast of the theme's pairs: WCAG 2.2, success criteria 1.4.3 (text, 4.5) and 1.4.11 (controls and focus, 3).</summary>
public partial class ContrastTests
{
    private static readonly (string Ink, string Ground, double Least)[] Pairs =
    [
        ("ink", "paper", 4.5), ("ink", "surface", 4.5), ("ink-soft", "paper", 4.5), ("ink-soft", "surface", 4.5), ("panel-ink", "panel", 4.5),
        ("on-action", "action", 4.5), ("on-action", "action-hover", 4.5), ("link", "paper", 4.5), ("link", "surface", 4.5), ("link-hover", "paper", 4.5),
        ("coral", "paper", 4.5), ("danger", "paper", 4.5), ("danger", "surface", 4.5), ("on-danger", "danger-fill", 4.5), ("on-amber", "amber-fill", 4.5),
        ("focus-ink", "focus", 4.5), ("focus-ink", "paper", 3), ("focus-ink", "surface", 3), ("line-strong", "paper", 3), ("line-strong", "surface", 3),
        ("action", "paper", 3),
    ];

    public static TheoryData<string, string, double, bool> All =>
        [.. Pairs.Select(pair => (pair.Ink, pair.Ground, pair.Least, false)), .. Pairs.Select(pair => (pair.Ink, pair.Ground, pair.Least, true))];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_pair_of_colours_can_be_read(string ink, string ground, double least, bool dark)
    {
        var colours = Colours(dark);
        var ratio = Ratio(colours[ink], colours[ground]);
        Assert.True(ratio >= least, string.Create(CultureInfo.InvariantCulture, $"{ink} on {ground} has {ratio:0.00}, needs {least}."));
    }

    [Fact]
    public void Black_on_white_is_the_published_ratio() => Assert.Equal(21, Ratio("000000", "ffffff"), 0.01);

    private static Dictionary<string, string> Colours(bool dark)
    {
        var css = File.ReadAllText(Path.Combine(Repository.Root, "src", "Facet.Web", "wwwroot", "css", "facet.css"));
        var blocks = Root().Matches(css);
        return Property().Matches(blocks[dark ? 1 : 0].Value).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
    }

    private static double Ratio(string first, string second)
    {
        var (a, b) = (Luminance(first), Luminance(second));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Channel(int start)
        {
            var value = int.Parse(colour.AsSpan(start, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
        return (0.2126 * Channel(0)) + (0.7152 * Channel(2)) + (0.0722 * Channel(4));
    }

    [GeneratedRegex(@":root \{[^}]*\}")]
    private static partial Regex Root();

    [GeneratedRegex(@"--([a-z-]+): #([0-9a-f]{6});")]
    private static partial Regex Property();
}
