using System.Globalization;
using System.Text;
using Facet.Knowledge;
using Facet.Storage.Site;

namespace Facet.Web.Articles;

/// <summary>An article as the form for it has it. Each field is text as it was typed, so that nothing of what cannot be read is lost.</summary>
internal sealed record ArticleDraft
{
    public const int LongestTitle = 120, LongestSummary = 300, LongestSources = 1000, LongestBody = 40_000;

    private const string Fence = "---";

    public string Title { get; init; } = "";

    public string Summary { get; init; } = "";

    public string Order { get; init; } = "";

    public string Review { get; init; } = "";

    /// <summary>Ids of sources with commas between.</summary>
    public string Sources { get; init; } = "";

    /// <summary>The code of the family that it is about; empty for none. The program says which article is about which.</summary>
    public string Family { get; init; } = "";

    public string Body { get; init; } = "";

    /// <summary>How many lines stand before the body.</summary>
    private int HeadLines => Family.Length > 0 ? 8 : 7;

    public static ArticleDraft Of(Article article) => new()
    {
        Title = article.Title, Summary = article.Summary, Order = article.Order.ToString(CultureInfo.InvariantCulture), Review = article.Review.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Sources = string.Join(", ", article.Sources), Family = article.Family?.Code() ?? "",
        Body = string.Join("\n\n", article.Parts.Select(part => part is ArticlePart.Place place ? $"[facet: {place.What}]" : ((ArticlePart.Text)part).Markdown)),
    };

    /// <summary>What <see cref="Write"/> wrote, even where the reader of articles refuses it by now.</summary>
    public static ArticleDraft Of(string text)
    {
        var lines = text.Split('\n');
        var end = lines[0] == Fence ? Array.IndexOf(lines, Fence, 1) : -1;
        var head = lines.Take(Math.Max(end, 0)).Select(line => line.Split(": ", 2)).Where(parts => parts.Length == 2).DistinctBy(parts => parts[0]).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        string Value(string key) => head.GetValueOrDefault(key, "") is ['"', .. var inner, '"'] ? inner.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : "";
        return new()
        {
            Title = Value("title"), Summary = Value("summary"), Order = Value("order"), Review = Value("review"), Family = Value("family"),
            Sources = head.GetValueOrDefault("sources", "").Trim('[', ']').Replace("\"", "", StringComparison.Ordinal), Body = string.Join('\n', lines.Skip(end + 1)),
        };
    }

    /// <summary>What a form sent.</summary>
    public static ArticleDraft Of(IFormCollection form, string family) => new()
    {
        Title = Line(form["title"]), Summary = Line(form["summary"]), Order = Line(form["order"]), Review = Line(form["review"]), Sources = Line(form["sources"]), Family = family,
        Body = new string([.. form["text"].ToString().ReplaceLineEndings("\n").Where(letter => letter is '\n' or '\t' || !char.IsControl(letter))]),
    };

    /// <summary>A line that somebody typed, without what no line has.</summary>
    public static string Line(string? typed) => new string([.. (typed ?? "").ReplaceLineEndings(" ").Select(letter => char.IsControl(letter) ? ' ' : letter)]).Trim();

    /// <summary>As a file of <c>knowledge/articles</c> has it.</summary>
    public string Write()
    {
        var text = new StringBuilder(Fence + "\n");
        void Add(string key, string value) => text.Append(key).Append(": ").Append(value).Append('\n');
        Add("title", Quoted(Title));
        Add("summary", Quoted(Summary));
        Add("order", Quoted(Order));
        Add("review", Quoted(Review));
        Add("sources", $"[{string.Join(", ", Sources.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Quoted))}]");
        if (Family.Length > 0) { Add("family", Quoted(Family)); }
        return text.Append(Fence + "\n").Append(Body).ToString();
    }

    /// <summary>Reads it as a file is read, and looks for what only a form can hold.</summary>
    /// <returns>The article and nothing else, or every problem with the field that it is in.</returns>
    public (Article? Article, IReadOnlyList<(string Field, string Message)> Problems) Check(string language, string slug, ClinicalKnowledge knowledge)
    {
        var problems = new List<(string Field, string Message)>();
        if (Title.Length > LongestTitle) { problems.Add(("title", $"Title: at most {LongestTitle} characters.")); }
        if (Summary.Length > LongestSummary) { problems.Add(("summary", $"Summary: at most {LongestSummary} characters.")); }
        if (Sources.Length > LongestSources) { problems.Add(("sources", $"Sources: at most {LongestSources} characters.")); }
        if (!int.TryParse(Order, NumberStyles.None, CultureInfo.InvariantCulture, out var order) || order is < 1 or > 999) { problems.Add(("order", "Place in the list: a whole number from 1 to 999.")); }
        if (TooLong) { problems.Add(("text", $"Text: at most {LongestBody} characters.")); return (null, problems); }
        if (Body.Trim().Length == 0) { problems.Add(("text", "Text: write something.")); }
        if (!ArticleLibrary.Read(language, slug, Write(), knowledge).TryGet(out var article, out var refused)) { problems.AddRange(refused.Where(each => each.Code != "not-a-number").Select(Place)); }
        problems.AddRange(ArticleText.Problems(Body).Select(each => ("text", $"Line {each.Line}: {each.Message}")));
        if (Family.Length == 0)
        {
            problems.AddRange(Body.Split('\n').Select((line, index) => (line, index)).Where(each => each.line.TrimEnd() is "[facet: who]" or "[facet: time]" or "[facet: trials]" or "[facet: guidelines]")
                .Select(each => ("text", $"Line {each.index + 1}: only the page of a family of treatments can have this.")));
        }
        return problems.Count > 0 ? (null, problems) : (article, problems);
    }

    /// <summary>Whether it is longer than can be stored.</summary>
    public bool TooLong => Body.Length > LongestBody || Encoding.UTF8.GetByteCount(Write()) > ArticleStore.MostBytes;

    /// <summary>What its author should know; nothing of it stops anybody.</summary>
    public IEnumerable<string> Advice(string language)
    {
        var plain = ArticleText.Plain(string.Join('\n', Body.Split('\n').Where(line => !line.StartsWith("[facet:", StringComparison.Ordinal))));
        if (language == "es")
        {
            var ease = ReadingEase.SpanishEase(plain);
            yield return string.Create(CultureInfo.InvariantCulture, $"Reading: {ease:0} points of Fernández-Huerta. {(ease >= 80 ? "That is read at 11 years or before." : "80 and more is read at 11 years: shorter sentences and words help.")}");
        }
        else
        {
            var grade = ReadingEase.EnglishGrade(plain);
            yield return string.Create(CultureInfo.InvariantCulture, $"Reading: Flesch–Kincaid grade {grade:0.0}. {(grade <= 6 ? "That is read at 11 years or before." : "Grade 6 is read at 11 years: shorter sentences and words help.")}");
        }
        var numbered = Body.Split('\n').Select((line, index) => (line, index)).Where(each => each.line.Any(char.IsDigit)).Select(each => each.index + 1).ToList();
        if (Family.Length > 0 && numbered.Count > 0)
        {
            yield return $"There are numbers in line {string.Join(", ", numbered)}. What trials show is put in by itself and stays true when trials come in; a number that you write does not.";
        }
    }

    private (string Field, string Message) Place(Problem problem)
    {
        // As articles/laser.md:12:1.
        var parts = problem.Path.Split(':');
        var line = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return problem.Code switch
        {
            "no-date" => ("review", "Next review: " + problem.Message),
            "no-title" => (Title.Length == 0 ? "title" : "summary", problem.Message),
            "unknown-source" => ("sources", "Sources: " + problem.Message),
            _ => ("text", line > HeadLines ? $"Line {line - HeadLines}: {problem.Message}" : problem.Message),
        };
    }

    private static string Quoted(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
