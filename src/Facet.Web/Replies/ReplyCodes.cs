using Facet.Web.Languages;

namespace Facet.Web.Replies;

/// <summary>Coded reasons, with the words that writers and visitors read.</summary>
internal static class ReplyCodes
{
    /// <summary>The code of a reply that is shown.</summary>
    public const string Fits = "fits";

    private static readonly (string Code, Func<string> Words)[] Refusals =
    [
        ("advice", static () => ReplyWords.RefusedAdvice), ("person", static () => ReplyWords.RefusedPerson), ("unkind", static () => ReplyWords.RefusedUnkind),
        ("advert", static () => ReplyWords.RefusedAdvert), ("off-topic", static () => ReplyWords.RefusedOffTopic), ("other", static () => ReplyWords.RefusedOther),
    ];

    private static readonly (string Code, Func<string> Words)[] Reports =
    [
        ("danger", static () => ReplyWords.ReportDanger), ("person", static () => ReplyWords.ReportPerson), ("unkind", static () => ReplyWords.ReportUnkind),
        ("advert", static () => ReplyWords.ReportAdvert), ("other", static () => ReplyWords.ReportOther),
    ];

    /// <summary>Why a reply can be refused, in words of this page's language.</summary>
    public static IReadOnlyList<(string Code, string Words)> OfRefusal => [.. Refusals.Select(each => (each.Code, each.Words()))];

    /// <summary>Why a reply can be reported, in words of this page's language.</summary>
    public static IReadOnlyList<(string Code, string Words)> OfReport => [.. Reports.Select(each => (each.Code, each.Words()))];

    public static string Refusal(string code) => OfRefusal.FirstOrDefault(each => each.Code == code).Words ?? "";

    public static string Report(string code) => OfReport.FirstOrDefault(each => each.Code == code).Words ?? code;
}
