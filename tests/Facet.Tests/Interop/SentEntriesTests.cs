using System.Text;
using Facet.Care;
using Facet.Interop.Json;

namespace Facet.Tests.Interop;

public class SentEntriesTests
{
    private const string Stream = "6c1a3c1e-0b0f-4d0a-9a41-4f6a2f0c7d11";

    [Fact]
    public void What_a_device_sends_is_read_in_order()
    {
        var sent = Read($$"""{"entries":[{"kind":"check-in","day":"2026-03-02","pain":4},{"day":"2026-03-02","text":"Hello","kind":"message"}],"first":7,"stream":"{{Stream}}"}""");
        Assert.Empty(sent.Problems);
        Assert.Equal((Guid.Parse(Stream), 7), (sent.Stream, sent.First));
        Assert.Equal(4, Assert.IsType<CheckIn>(sent.Entries[0]).Pain);
        Assert.Equal("Hello", Assert.IsType<Message>(sent.Entries[1]).Text);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_with_entry_and_field()
    {
        var sent = Read("""
            {"stream":"no id","first":0,"entries":[
              {"kind":"check-in","day":"2026-03-02","pain":11,"sleep":-1},
              {"kind":"warning-cleared","day":"2026-03-02","because":"I feel fine"},
              {"kind":"message","day":"2026-03-02","text":"hi","fromTeam":true},
              {"kind":"check-in","day":"2026-03-02","pain":"4"},
              {"kind":"check-in","day":"2026-03-02","pain":4,"extra":1},
              {"kind":"no-such-kind","day":"2026-03-02"},
              {"day":"2026-03-02","pain":4},
              7,
              {"kind":"check-in","day":"2026-03-02","pain":4}]}
            """);
        Assert.Equal(["entries/0/pain rating", "entries/0/sleep rating", "entries/1/kind not-from-a-device", "entries/2/kind not-from-a-device", "entries/3/pain not-an-entry", "entries/4/extra not-an-entry",
            "first missing", "stream missing"], sent.Problems.Where(problem => problem.Path is not ("entries/5/" or "entries/6/" or "entries/7/" or "entries/5/kind")).Select(problem => $"{problem.Path} {problem.Code}").Order(StringComparer.Ordinal));
        Assert.Equal([true, true, true, true, true, true, true, true, false], sent.Entries.Select((_, index) => sent.Problems.Any(problem => problem.Path.StartsWith($"entries/{index}/", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"stream\":\"x\"} {}")]
    [InlineData("{\"other\":1}")]
    [InlineData("{\"entries\":{}}")]
    public void What_is_no_list_of_entries_is_refused_as_a_whole(string text) => Assert.Equal("not-entries", Assert.Single(Read(text).Problems).Code);

    [Fact]
    public void Nobody_sends_too_many_at_once()
    {
        string Of(int count) => $$"""{"stream":"{{Stream}}","first":1,"entries":[{{string.Join(',', Enumerable.Repeat("""{"kind":"check-in","day":"2026-03-02","pain":4}""", count))}}]}""";
        Assert.Empty(Read(Of(SentEntries.Most)).Problems);
        Assert.Equal("count", Assert.Single(Read(Of(SentEntries.Most + 1)).Problems).Code);
        Assert.Equal("count", Assert.Single(Read(Of(0)).Problems).Code);
    }

    [Fact]
    public void Whatever_is_sent_gives_entries_or_problems_and_no_exception()
    {
        const string good = """{"stream":"6c1a3c1e-0b0f-4d0a-9a41-4f6a2f0c7d11","first":1,"entries":[{"kind":"check-in","day":"2026-03-02","pain":4,"regions":["neck"]}]}""";
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Char, Gen.Int[0, 3]).Sample((place, letter, cut) =>
        {
            var sent = Read(good[..place] + letter + good[Math.Min(good.Length, place + cut)..]);
            Assert.True(sent.Problems.Count > 0 || sent.Entries.All(entry => entry is not null));
        }, iter: 5000);
    }

    private static SentEntries Read(string json) => SentEntries.Read(Encoding.UTF8.GetBytes(json));
}
