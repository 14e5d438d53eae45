using System.Globalization;

namespace Facet.Web.Languages;

/// <summary>The languages of the public pages. English has the plain addresses; every other one its code before them, as <c>/es/articles</c>.</summary>
/// <remarks>
/// The address alone says the language: nothing is stored at a visitor's, every page can be kept and shared, and search engines find each one.
/// Words are in <c>Languages/*Words.resx</c>. Only <see cref="CultureInfo.CurrentUICulture"/> is set: numbers and days are written as everywhere in the program.
/// </remarks>
internal static class SiteLanguage
{
    public const string English = "en";

    /// <summary>What is spoken so far: each language's pages, in full or not at all.</summary>
    private static readonly string[] Pages = ["/articles", "/compare", "/start", "/intake", "/request", "/replies", "/replies.xml", "/privacy", "/accessibility", "/not-found"];

    /// <summary>What lies under one of them and is not spoken.</summary>
    private static readonly string[] EnglishOnly = ["/intake/weeks", "/intake/try"];

    /// <summary>What is spoken and is not for search engines: pages of one person, and what is shown for an address that is none.</summary>
    private static readonly string[] Unlisted = ["/intake", "/not-found", "/replies", "/request/contact", "/request/receipt"];

    private static readonly Dictionary<string, CultureInfo> Others = new(StringComparer.Ordinal) { ["es"] = new("es") };

    /// <summary>All codes, English first.</summary>
    public static IReadOnlyList<string> All { get; } = [English, .. Others.Keys];

    /// <summary>The code of the language of this page.</summary>
    public static string Now => Others.ContainsKey(CultureInfo.CurrentUICulture.Name) ? CultureInfo.CurrentUICulture.Name : English;

    /// <summary>What a language calls itself.</summary>
    public static string Name(string language) => language == English ? "English" : "Español";

    /// <summary>For an attribute <c>lang</c> or <c>hreflang</c> of what is English on every page: null on an English page, where it goes without saying.</summary>
    public static string? Foreign => Now == English ? null : English;

    /// <summary>Whether a page, by its plain address, is there in every language.</summary>
    public static bool IsSpoken(PathString path) => path == "/" || (IsUnder(path, Pages) && !IsUnder(path, EnglishOnly));

    /// <summary>Whether a page that is there in every language is one that search engines may show.</summary>
    public static bool IsListed(PathString path) => IsSpoken(path) && !IsUnder(path, Unlisted);

    /// <summary>A plain address in the language of this page, where that page is there in it.</summary>
    public static string Link(string path) => Link(path, Now);

    /// <summary>A plain address in a language.</summary>
    public static string Link(string path, string language) =>
        language == English || !IsSpoken(path.Split('?', '#')[0]) ? path : path == "/" ? $"/{language}" : $"/{language}{path}";

    /// <summary>A text with its places filled.</summary>
    public static string Say(string text, params object?[] with) => string.Format(CultureInfo.InvariantCulture, text, with);

    /// <summary>A day in words.</summary>
    public static string Day(DateOnly day) => Say(LayoutWords.Day, day.Day, LayoutWords.Months.Split(' ')[day.Month - 1], day.Year);

    /// <summary>Takes the code off the address, for everything behind it, and puts it before addresses that the answer leads on to.</summary>
    public static void Use(IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        if (Others.FirstOrDefault(each => context.Request.Path.StartsWithSegments($"/{each.Key}", StringComparison.Ordinal)) is { Key: { } language, Value: { } culture }
            && context.Request.Path.StartsWithSegments($"/{language}", StringComparison.Ordinal, out var rest))
        {
            CultureInfo.CurrentUICulture = culture;
            // Another address keeps its code, is none, and is told so in its language.
            if (IsSpoken(rest.HasValue ? rest : "/"))
            {
                // Not only taken off: forms that name no address of their own lead back to the one that was asked for.
                context.Request.PathBase = context.Request.PathBase.Add($"/{language}");
                context.Request.Path = rest.HasValue ? rest : "/";
                context.Response.OnStarting(() =>
                {
                    // An answer to a form gives its address in full.
                    var (to, here) = (context.Response.Headers.Location.ToString(), $"{context.Request.Scheme}://{context.Request.Host}");
                    if (to.StartsWith($"{here}/", StringComparison.OrdinalIgnoreCase)) { to = to[here.Length..]; }
                    if (to is ['/', ..]) { context.Response.Headers.Location = Link(to, language); }
                    return Task.CompletedTask;
                });
            }
        }
        else
        {
            CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        }
        await next(context);
    });

    private static bool IsUnder(PathString path, string[] pages) => pages.Any(page => path.StartsWithSegments(page, StringComparison.Ordinal));
}
