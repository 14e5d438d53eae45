using Facet.Knowledge;
using Facet.Storage.Site;
using Facet.Triage;
using Facet.Web.Desk;

namespace Facet.Web.Requests;

/// <summary>Requests for a consultation in words for the clinic.</summary>
internal static class RequestText
{
    private const int PhoneDigits = 9;

    /// <summary>How urgent a request is now: what nobody answered in time is at least urgent.</summary>
    public static TriageTier? Tier(ConsultationRequest request, DateTimeOffset now) =>
        TriageWords.ParseTier(request.Tier) is { } tier and < TriageTier.Urgent ? IsLate(request, now) ? TriageTier.Urgent : tier : TriageWords.ParseTier(request.Tier);

    public static bool IsLate(ConsultationRequest request, DateTimeOffset now) => request.IsOpen && request.Due <= now;

    public static string What(ConsultationRequest request, DateTimeOffset now) =>
        $"{(IsLate(request, now) ? TriageWords.ParseTier(request.Tier) is { } tier and < TriageTier.Urgent ? $"Not answered in time: raised from {WorkText.Of(tier).ToLowerInvariant()}. " : "Not answered in time. " : "")}Asks to be seen. {State(request)}";

    public static string State(ConsultationRequest request) => request.Last is null ? "Nobody has answered yet."
        : request.IsOpen ? $"Tried to reach {(request.Answers.Count == 1 ? "once" : $"{request.Answers.Count} times")}, last {WorkText.Time(request.Last.At)}."
        : $"{Label(request.Last.Code)}, {WorkText.Time(request.Last.At)}.";

    public static string Label(string code) => code switch
    {
        RequestCodes.Tried => "Tried to reach them",
        RequestCodes.Taken => "Taken on",
        RequestCodes.Erased => "Erased at the person's request",
        "withdrawn" => "They no longer want it",
        "not-reached" => "Could not be reached",
        "asked-twice" => "Asked twice",
        "other-care" => "Other care fits better",
        "no-places" => "No free places",
        "advice-given" => "Advice given",
        _ => code,
    };

    /// <summary>Preferred times, for the clinic.</summary>
    public static string Times(string words) => words.Length == 0 ? "any" : string.Join(", ", words.Split(' ').Select(word => word switch
    {
        "weekday-morning" => "weekday mornings",
        "weekday-afternoon" => "weekday afternoons",
        "weekday-evening" => "weekday evenings",
        "saturday" => "Saturdays",
        _ => word,
    }));

    /// <summary>Other requests with the same address or the same end of a number: perhaps the same person. The one who asked is not told.</summary>
    public static IReadOnlyList<ConsultationRequest> MaybeSame(ConsultationRequest request, IEnumerable<ConsultationRequest> all) =>
        request.Contact is not { } contact ? [] : [.. all.Where(other => other.Id != request.Id && other.Contact is { } its && (Same(Key(contact.Email), Key(its.Email)) || Same(Digits(contact.Phone), Digits(its.Phone))))];

    private static bool Same(string one, string other) => one.Length > 0 && one == other;

    private static string Key(string email) => email.Trim().ToUpperInvariant();

    /// <summary>The last digits, which are the same with and without the code of a country.</summary>
    private static string Digits(string phone)
    {
        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        return digits.Length > PhoneDigits ? digits[^PhoneDigits..] : digits;
    }
}
