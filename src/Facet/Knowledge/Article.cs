using System.Globalization;

namespace Facet.Knowledge;

/// <summary>A page for visitors: words of the clinic, with places for what is made from rules, catalogue and trials.</summary>
public sealed record Article
{
    /// <summary>Its word in addresses, such as <c>heat-and-cold</c>; the same in every language.</summary>
    public required string Slug { get; init; }

    /// <summary>The code of the language of its words, such as <c>en</c>.</summary>
    public required string Language { get; init; }

    /// <summary>Its title.</summary>
    public required string Title { get; init; }

    /// <summary>What it says, in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>The family that it is about; <see langword="null"/> for none.</summary>
    public TreatmentFamily? Family { get; init; }

    /// <summary>Its place among the others, from 1.</summary>
    public required int Order { get; init; }

    /// <summary>The day from which it says by itself that it is out of date.</summary>
    public required DateOnly Review { get; init; }

    /// <summary>Ids of sources.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Its parts in order.</summary>
    public required IReadOnlyList<ArticlePart> Parts { get; init; }

    /// <summary>Its words, Markdown, without what is made.</summary>
    public string Words => string.Join("\n\n", Parts.OfType<ArticlePart.Text>().Select(part => part.Markdown));
}

/// <summary>A part of an article.</summary>
public abstract record ArticlePart
{
    private ArticlePart() { }

    /// <summary>Words.</summary>
    /// <param name="Markdown">CommonMark.</param>
    public sealed record Text(string Markdown) : ArticlePart;

    /// <summary>A place for something that is made when the page is shown.</summary>
    /// <param name="What">What: one of <see cref="ArticleLibrary.Made"/>.</param>
    public sealed record Place(string What) : ArticlePart;
}

/// <summary>What a rule that bars something looks at, for visitors.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Text">In plain words.</param>
/// <param name="Checked">Whether a page supporting the rule was read.</param>
public sealed record WhoNot(string Rule, string Text, Verification Checked);

/// <summary>The articles that the program brings, and the plain words of what bars a treatment.</summary>
public sealed class ArticleLibrary
{
    internal const string WhoFile = "articles/who-should-not.yaml";

    private const string Folder = "articles/", Fence = "---";

    private readonly Dictionary<TreatmentFamily, IReadOnlyList<WhoNot>> who;

    private readonly Dictionary<string, string> care;

    private readonly IReadOnlyList<Article> all;

    private ArticleLibrary(IReadOnlyList<Article> articles, Dictionary<TreatmentFamily, IReadOnlyList<WhoNot>> who, Dictionary<string, string> care) => (all, this.who, this.care) = (articles, who, care);

    /// <summary>The language of the files that lie in no folder of a language.</summary>
    public const string English = "en";

    /// <summary>What can be made: the families, who should not have one, what it asks, what trials show, what guidelines say, and how to reach emergency help.</summary>
    public static IReadOnlyList<string> Made { get; } = ["families", "who", "time", "trials", "guidelines", "emergency"];

    /// <summary>What every page of a family has, by language.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> FamilyHeadings { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        [English] = ["What it is", "What a course looks like", "Who should not have it", "What trials show", "What health guides say", "How it combines", "Claims you may meet"],
        ["es"] = ["Qué es", "Cómo es un tratamiento", "Quién no debe recibirlo", "Qué muestran los ensayos", "Qué dicen las guías de salud", "Cómo se combina", "Lo que quizá oiga decir"],
    };

    /// <summary>All of a language, in their order.</summary>
    public IReadOnlyList<Article> All(string language = English) => [.. all.Where(article => article.Language == language)];

    /// <summary>The article with this word, or <see langword="null"/>.</summary>
    public Article? Find(string slug, string language = English) => all.FirstOrDefault(article => article.Slug == slug && article.Language == language);

    /// <summary>The page of a family. Its slug and family are the same in every language.</summary>
    public Article Of(TreatmentFamily family, string language = English) => all.First(article => article.Family == family && article.Language == language);

    /// <summary>Who should not have a family, a line for each rule.</summary>
    public IReadOnlyList<WhoNot> WhoShouldNot(TreatmentFamily family) => who.GetValueOrDefault(family) ?? [];

    /// <summary>What a rule that allows a treatment with care asks of the person who has it, in plain words.</summary>
    /// <returns><see langword="null"/> for a rule that is none of these.</returns>
    public string? TakeCare(string rule) => care.GetValueOrDefault(rule);

    /// <summary>Reads and checks the articles.</summary>
    /// <returns>The articles, or every problem: place, reason and remedy.</returns>
    public static Checked<ArticleLibrary> Load(KnowledgeFiles files, ClinicalKnowledge knowledge)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(knowledge);
        var problems = new List<Problem>();
        var articles = KnowledgeFiles.Names.Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(".md", StringComparison.Ordinal))
            .Select(name => Read(name, files.Read(name), knowledge, problems)).OfType<Article>().OrderBy(article => article.Order).ToList();
        foreach (var language in articles.Select(article => article.Language).Distinct())
        {
            foreach (var family in TreatmentFamilies.All.Where(family => articles.Count(article => article.Language == language && article.Family == family) != 1))
            {
                problems.Add(new(Folder, "family-page", $"There must be one article in '{language}' with 'family: {family.Code()}'."));
            }
        }
        var (who, care) = Who(files, knowledge, problems);
        return problems.Count > 0 ? Checked<ArticleLibrary>.Refused(problems) : new ArticleLibrary(articles, who, care);
    }

    /// <summary>Reads an article as a clinic wrote it, by the same rules as a file.</summary>
    /// <param name="language">The code of its language.</param>
    /// <param name="slug">Its word in addresses.</param>
    /// <param name="text">A head between two lines of three dashes, then Markdown.</param>
    /// <param name="knowledge">Where sources are looked up.</param>
    /// <returns>The article, or every problem: place, reason and remedy.</returns>
    public static Checked<Article> Read(string language, string slug, string text, ClinicalKnowledge knowledge)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(knowledge);
        var problems = new List<Problem>();
        var article = Read($"{Folder}{(language == English ? "" : language + "/")}{slug}.md", text, knowledge, problems);
        return article is null ? Checked<Article>.Refused(problems) : article;
    }

    /// <summary>Reads one article.</summary>
    /// <param name="name">Its file, whose name is its word in addresses.</param>
    /// <param name="text">The text: a head between two lines of three dashes, then Markdown.</param>
    /// <param name="knowledge">Where sources are looked up.</param>
    /// <param name="problems">Gets everything that is wrong.</param>
    /// <returns>Null where something is.</returns>
    internal static Article? Read(string name, string text, ClinicalKnowledge knowledge, List<Problem> problems)
    {
        var before = problems.Count;
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var end = lines[0].TrimEnd() == Fence ? Array.FindIndex(lines, 1, line => line.TrimEnd() == Fence) : -1;
        if (end < 0)
        {
            problems.Add(new($"{name}:1:1", "no-head", "An article begins with a head between two lines of three dashes: title, summary, order, review, sources."));
            return null;
        }
        // With an empty first line, so that places in the head are those of the file.
        if (Node.Parse(name, "\n" + string.Join('\n', lines[1..end]), problems) is not { } head) { return null; }
        var family = head.Find("family") is { Scalar: { } code } node ? TreatmentFamilies.Find(code) ?? Unknown(node, code) : null;
        var sources = head.Need("sources")?.AsTexts() ?? [];
        foreach (var source in sources.Where(source => knowledge.Sources.All(each => each.Id != source))) { head.Report("unknown-source", $"'{source}' is not in rules/sources.yaml."); }
        if (!DateOnly.TryParseExact(head.Text("review"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var review)) { head.Report("no-date", "Write the day of the next review as in 2027-05-26."); }
        // As articles/laser.md or articles/es/laser.md.
        var language = name[Folder.Length..].Split('/') is [var folder, _] ? folder : English;
        if (!FamilyHeadings.ContainsKey(language)) { problems.Add(new(name, "unknown-language", $"'{language}' is none of {string.Join(", ", FamilyHeadings.Keys)}.")); }
        var article = new Article
        {
            Language = language, Slug = name[(name.LastIndexOf('/') + 1)..^".md".Length], Title = head.Text("title"), Summary = head.Text("summary"), Family = family,
            Order = (int)(head.Number("order") ?? 0), Review = review, Sources = [.. sources], Parts = Parts(name, end + 1, lines, problems),
        };
        head.RefuseOtherKeys();
        if (article.Title.Length == 0 || article.Summary.Length == 0) { head.Report("no-title", "An article has a title and a summary."); }
        if (family is not null)
        {
            var headings = lines[end..].Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..].Trim()).ToList();
            foreach (var missing in FamilyHeadings.GetValueOrDefault(language, []).Except(headings)) { problems.Add(new(name, "no-section", $"The page of a family has a section '## {missing}'.")); }
            foreach (var missing in (string[])["who", "time", "trials", "guidelines"])
            {
                if (!article.Parts.Contains(new ArticlePart.Place(missing))) { problems.Add(new(name, "no-place", $"The page of a family has a line '[facet: {missing}]'.")); }
            }
        }
        return problems.Count > before ? null : article;
    }

    private static TreatmentFamily? Unknown(Node node, string code)
    {
        node.Report("unknown-family", $"'{code}' is none of {string.Join(", ", TreatmentFamilies.All.Select(family => family.Code()))}.");
        return null;
    }

    private static List<ArticlePart> Parts(string name, int first, string[] lines, List<Problem> problems)
    {
        var parts = new List<ArticlePart>();
        var words = new List<string>();
        void End()
        {
            if (string.Join('\n', words).Trim() is { Length: > 0 } text) { parts.Add(new ArticlePart.Text(text)); }
            words.Clear();
        }
        for (var i = first; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("[facet:", StringComparison.Ordinal) && lines[i].TrimEnd().EndsWith(']'))
            {
                var what = lines[i].TrimEnd()["[facet:".Length..^1].Trim();
                if (!Made.Contains(what)) { problems.Add(new($"{name}:{i + 1}:1", "unknown-place", $"'{what}' is none of {string.Join(", ", Made)}.")); }
                End();
                parts.Add(new ArticlePart.Place(what));
            }
            else
            {
                words.Add(lines[i]);
            }
        }
        End();
        return parts;
    }

    private static (Dictionary<TreatmentFamily, IReadOnlyList<WhoNot>> Who, Dictionary<string, string> Care) Who(KnowledgeFiles files, ClinicalKnowledge knowledge, List<Problem> problems)
    {
        var who = new Dictionary<TreatmentFamily, IReadOnlyList<WhoNot>>();
        if (Node.Parse(WhoFile, files.Read(WhoFile), problems) is not { } file) { return (who, []); }
        _ = file.Number("version");
        var left = file.Need("not_for_visitors")?.AsTexts().ToHashSet(StringComparer.Ordinal) ?? [];
        var barring = knowledge.Eligibility.Where(rule => rule.Effect is EligibilityEffect.Exclude or EligibilityEffect.ExcludeSoft && !left.Contains(rule.Id)).ToList();
        var lines = Lines(file, "lines");
        foreach (var rule in barring.Where(rule => !lines.ContainsKey(rule.Id))) { problems.Add(new(WhoFile, "no-line", $"{rule.Id} bars a treatment and has no line under 'lines' for visitors.")); }
        foreach (var id in lines.Keys.Where(id => barring.All(rule => rule.Id != id))) { problems.Add(new(WhoFile, "no-rule", $"'{id}' is no rule that bars a treatment.")); }
        foreach (var family in TreatmentFamilies.All)
        {
            who[family] = [.. barring.Where(rule => rule.Families.Contains(family) && lines.ContainsKey(rule.Id)).Select(rule => new WhoNot(rule.Id, lines[rule.Id], rule.Checked))];
        }
        var medicines = Lines(file, "medicines");
        foreach (var id in medicines.Keys.Where(id => knowledge.Medicines.All(rule => rule.Id != id))) { problems.Add(new(WhoFile, "no-rule", $"'{id}' is no rule on medicines.")); }
        who[TreatmentFamily.Medication] = [.. knowledge.Medicines.Where(rule => medicines.ContainsKey(rule.Id)).Select(rule => new WhoNot(rule.Id, medicines[rule.Id], rule.Checked))];
        var careful = knowledge.Eligibility.Where(rule => rule.Effect is EligibilityEffect.Caution or EligibilityEffect.Restrict).Select(rule => rule.Id).ToHashSet(StringComparer.Ordinal);
        var care = Lines(file, "take_care");
        foreach (var id in careful.Where(id => !care.ContainsKey(id))) { problems.Add(new(WhoFile, "no-line", $"{id} allows a treatment with care and has no line under 'take_care' for the person who has it.")); }
        foreach (var id in care.Keys.Where(id => !careful.Contains(id))) { problems.Add(new(WhoFile, "no-rule", $"'{id}' is no rule that allows a treatment with care.")); }
        file.RefuseOtherKeys();
        return (who, care);
    }

    private static Dictionary<string, string> Lines(Node file, string key)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, node) in file.Need(key)?.Entries ?? []) { lines[id] = node.OwnedBy(id).AsText(); }
        return lines;
    }
}
