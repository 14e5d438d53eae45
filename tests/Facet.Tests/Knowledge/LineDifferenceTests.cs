using System.Globalization;
using Facet.Knowledge;

namespace Facet.Tests.Knowledge;

public class LineDifferenceTests
{
    private static readonly Gen<string> Text = Gen.OneOf("a", "b", "c", "").List[0, 12].Select(lines => string.Join('\n', lines));

    [Fact]
    public void What_went_and_came_turns_the_first_text_into_the_second() => Gen.Select(Text, Text).Sample((first, second) =>
    {
        Assert.Equal(second.Split('\n'), Turn(first.Split('\n'), LineDifference.Of(first, second)));
        Assert.Empty(LineDifference.Of(first, first));
    });

    private static List<string> Turn(string[] first, IReadOnlyList<string> difference)
    {
        var (turned, place) = (new List<string>(), 0);
        foreach (var line in difference)
        {
            switch (line[0])
            {
                case '@':
                    var next = int.Parse(line[2..], CultureInfo.InvariantCulture) - 1;
                    turned.AddRange(first[place..next]);
                    place = next;
                    break;
                case '-':
                    Assert.Equal(first[place++], line[2..]);
                    break;
                default:
                    turned.Add(line[2..]);
                    break;
            }
        }
        turned.AddRange(first[place..]);
        return turned;
    }
}
