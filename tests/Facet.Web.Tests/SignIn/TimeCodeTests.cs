using System.Text;
using Facet.Web.SignIn;

namespace Facet.Web.Tests.SignIn;

public class TimeCodeTests
{
    /// <summary>RFC 6238, appendix B, SHA-1.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code) =>
        Assert.Equal(code, TimeCode.Of(Encoding.ASCII.GetBytes("12345678901234567890"), TimeCode.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds)), 8));

    /// <summary>RFC 4648, section 10, and the key of RFC 6238 as apps get it.</summary>
    [Theory]
    [InlineData("MZXW6YTBOI", "foobar")]
    [InlineData("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "12345678901234567890")]
    public void Keys_are_base_32(string key, string text) => Assert.Equal(text, Encoding.ASCII.GetString(TimeCode.Bytes(key)));

    [Fact]
    public void A_code_is_good_for_a_step_before_and_after_its_own()
    {
        var key = TimeCode.NewKey();
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        for (var steps = -2; steps <= 2; steps++)
        {
            var step = TimeCode.StepAt(now) + steps;
            Assert.Equal(Math.Abs(steps) <= 1 ? step : null, TimeCode.Find(key, TimeCode.Of(TimeCode.Bytes(key), step), now));
        }
        Assert.Null(TimeCode.Find(key, "", now));
        Assert.Null(TimeCode.Find(key, "12345", now));
    }

    [Fact]
    public void A_recovery_code_survives_being_copied_by_hand() =>
        Assert.All(RecoveryCodes.New(), code => Assert.Equal(RecoveryCodes.Plain(code), RecoveryCodes.Plain($" {code.ToUpperInvariant().Replace('0', 'O').Replace('1', 'l').Replace('-', ' ')} ")));

    [Theory]
    [InlineData("/clinic/evidence", "/clinic/evidence")]
    [InlineData("/account", "/account")]
    [InlineData("/clinic/staff/0190-ab", "/clinic/staff/0190-ab")]
    [InlineData(null, "/clinic")]
    [InlineData("//evil.example", "/clinic")]
    [InlineData("/clinic//evil.example", "/clinic")]
    [InlineData("https://evil.example/clinic", "/clinic")]
    [InlineData("/clinic\\evil", "/clinic")]
    [InlineData("/clinic?x=1", "/clinic")]
    [InlineData("/clinic@evil.example", "/clinic")]
    [InlineData("/clinic\n", "/clinic")]
    public void Nobody_is_sent_away_from_this_site(string? given, string expected) => Assert.Equal(expected, SignInDesk.ReturnTo(given));

    [Theory]
    [InlineData("four plain words", true)]
    [InlineData("12345678901234", true)]
    [InlineData("Sh0rt!Pass", false)]
    [InlineData("aaaaaaaaaaaaaaaa", false)]
    [InlineData("my name is mary.jones", false)]
    public void A_password_is_judged_by_its_length(string password, bool isGood) => Assert.Equal(isGood, SignInDesk.PasswordProblem(password, "mary.jones@example.org") is null);
}
