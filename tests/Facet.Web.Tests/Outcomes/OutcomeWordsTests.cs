using System.Net;
using System.Text.RegularExpressions;
using Facet.Outcomes;
using Facet.Web.Tests.Care;
using Facet.Web.Tests.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Outcomes;

/// <summary>Words about scores are for readers of nine to eleven years; the instruments' own wording stays as it is.</summary>
public partial class OutcomeWordsTests(Server server)
{
    private OutcomeMeasures Measures => server.Services.GetRequiredService<OutcomeMeasures>();

    [Fact]
    public void What_is_said_of_changes_is_plain()
    {
        var words = Changes().Select(change => $"{change.Heading}. {change.Words} {string.Join(' ', change.Cautions)}").Distinct().ToList();
        Assert.True(words.Count > 8);
        var hard = words.Select(each => (Grade: Readability.Grade(each), each)).Where(each => each.Grade > 7).ToList();
        Assert.True(hard.Count == 0, string.Join('\n', hard));
        Assert.InRange(words.Average(Readability.Grade), 0, 6);
    }

    [Fact]
    public void What_is_said_of_scores_and_rules_is_plain()
    {
        var words = Measures.Instruments.Where(each => each.IsAvailable).Select(each => $"{each.Wording!.Title}. {each.Wording.About} {string.Concat(each.Wording.Meaning.Values.Select(meaning => $"That means: {meaning}. "))}{each.ErrorWords}")
            .Concat(Measures.ResponderRules.Select(rule => rule.Patient)).ToList();
        var hard = words.Select(each => (Grade: Readability.Grade(each), each)).Where(each => each.Grade > 7).ToList();
        Assert.True(hard.Count == 0, string.Join('\n', hard));
        Assert.InRange(words.Average(Readability.Grade), 0, 6);
        Assert.All(words.Concat(Changes().Select(change => change.Words)), text => Assert.DoesNotMatch("(?i)pain.free|degenerat|wear and tear|your fault|fail|streak", text));
    }

    [Theory]
    [InlineData("/my/questions")]
    [InlineData("/my/progress")]
    public async Task Pages_are_plain(string path)
    {
        using var patient = await MyPatient.New(server.Services, server.Address, weeksAgo: 8);
        await ProgressTests.Fill(patient);
        var html = (await patient.Client.Get(path)).Html;
        var main = Body().Match(html).Groups[1].Value;
        // Tables, pictures and the credits of instruments are not prose.
        var prose = string.Join(' ', Paragraph().Matches(Skipped().Replace(main, "")).Select(match => WebUtility.HtmlDecode(Tag().Replace(match.Groups[1].Value, "")).Trim().TrimEnd('.') + "."));
        Assert.InRange(Readability.Grade(prose), 0, 6);
    }

    private IEnumerable<Change> Changes()
    {
        foreach (var instrument in Measures.Instruments.Where(each => each.IsAvailable && !each.RatesChange))
        {
            var (low, high) = instrument.Rule!.Answers;
            for (var from = 0; from <= instrument.Rule.Items * (high - low); from++)
            {
                for (var to = 0; to <= instrument.Rule.Items * (high - low); to++) { yield return Change.Between(Total(instrument, from), Total(instrument, to)); }
            }
        }
    }

    private static Score Total(Instrument instrument, int total)
    {
        var (low, high) = instrument.Rule!.Answers;
        var answers = new int?[instrument.Rule.Items];
        for (var i = 0; i < answers.Length; i++)
        {
            var more = Math.Min(total, high - low);
            (answers[i], total) = (low + more, total - more);
        }
        Assert.True(Score.Of(instrument, answers).TryGet(out var score, out _));
        return score;
    }

    [GeneratedRegex("<main[^>]*>(.*)</main>", RegexOptions.Singleline)]
    private static partial Regex Body();

    [GeneratedRegex("<(table|svg|details class=\"facet-why\"|nav)[^>]*>.*?</(table|svg|details|nav)>", RegexOptions.Singleline)]
    private static partial Regex Skipped();

    [GeneratedRegex("<p[^>]*>(.*?)</p>", RegexOptions.Singleline)]
    private static partial Regex Paragraph();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();
}
