using System.Globalization;
using Facet.Knowledge;

namespace Facet.Intake;

/// <summary>Reads <c>intake/questions.yaml</c> and checks it against the data dictionary.</summary>
internal sealed class QuestionLoader(KnowledgeReader reader, ClinicalKnowledge knowledge)
{
    private readonly ExpressionCompiler compiler = new(knowledge.Dictionary, knowledge.Formulary);

    public Questionnaire Load()
    {
        var file = reader.Open("intake/questions.yaml");
        var sections = (file?.Need("sections")?.Items ?? []).Select(node => new IntakeSection(node.Text("id"), node.Text("title"))).ToList();
        var pages = new List<QuestionPage>();
        var asked = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in file?.Need("pages")?.Items ?? [])
        {
            node.OwnedBy(node.Find("id")?.Scalar ?? "");
            if (Page(node, sections, asked) is not { } page) { continue; }
            if (pages.Any(other => other.Id == page.Id)) { node.Report("duplicate-id", $"Two pages are called '{page.Id}'."); }
            foreach (var input in page.Inputs)
            {
                if (!asked.TryAdd(input.Name, page.Id)) { node.Report("asked-twice", $"'{input.Name}' is already asked on page '{asked[input.Name]}'."); }
            }
            pages.Add(page);
        }
        return new(knowledge, sections, pages);
    }

    private QuestionPage? Page(Node node, List<IntakeSection> sections, Dictionary<string, string> asked)
    {
        var id = node.Text("id");
        if (id.Length is 0 or > 40 || !id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')) { node.Report("page-id", "The id of a page is at most 40 lower-case letters, digits and hyphens."); }
        var section = sections.FirstOrDefault(section => section.Id == node.Text("section"));
        if (section is null) { node.Report("unknown-section", $"'{node.Text("section")}' is not among the sections."); }
        var kind = node.Word("kind", PageKind.YesNo);
        var input = kind is PageKind.Tick or PageKind.Medicines ? null : Input(node);
        // A number may be asked in words, one option for each value.
        if (input is not null && input.Kind != KindOf(kind) && (kind, input.Kind) is not (PageKind.OneOf, ValueKind.Number)) { node.Report("kind", $"'{input.Name}' cannot be asked as {node.Text("kind")}: it is {input.Kind.ToString().ToLowerInvariant()}."); }
        var when = node.Find("when") is { } condition ? compiler.Condition(condition) : null;
        foreach (var later in when?.Inputs.Where(used => !asked.ContainsKey(used.Name)) ?? [])
        {
            node.Report("asked-later", $"The condition uses '{later.Name}', which no earlier page asks.");
        }
        var options = new List<PageOption>();
        foreach (var option in node.Find("options")?.Items ?? [])
        {
            option.OwnedBy(id);
            if ((input ?? Input(option)) is not { } answers) { continue; }
            var value = option.TextOrNull("value") ?? "";
            var isValue = answers.Kind switch
            {
                ValueKind.Flag => value.Length == 0,
                ValueKind.Number => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _),
                _ => answers.Values.Contains(value),
            };
            if (!isValue) { option.Report("unknown-value", $"'{value}' is not a value of {answers.Name}."); }
            options.Add(new(answers, value, option.Text("label"), option.TextOrNull("hint")));
            option.RefuseOtherKeys();
        }
        if (kind is PageKind.OneOf or PageKind.ManyOf or PageKind.Tick or PageKind.BodyMap && options.Count == 0) { node.Report("missing-key", "'options' is missing."); }
        if (kind == PageKind.Tick && node.Find("none") is null) { node.Report("missing-key", "'none' is missing: a list of facts needs words for none of them."); }
        var page = new QuestionPage
        {
            Id = id,
            Section = section ?? new("", ""),
            Kind = kind,
            Title = node.Text("title"),
            Hint = node.TextOrNull("hint"),
            Why = node.TextOrNull("why"),
            When = when,
            Input = input,
            Options = options,
            None = node.TextOrNull("none"),
            OffersNotSure = node.Flag("not_sure", true),
            Unit = node.TextOrNull("unit"),
            Range = kind == PageKind.Pain ? new(0, 10) : new(node.Number("min") ?? 0, node.Number("max") ?? 100_000),
            IsDecimal = node.Flag("decimal", false),
        };
        node.RefuseOtherKeys("note");
        return input is null && kind is not (PageKind.Tick or PageKind.Medicines) ? null : page;
    }

    private InputDefinition? Input(Node node)
    {
        if (knowledge.Dictionary.FindInput(node.Text("input")) is { } input) { return input; }
        node.Report("unknown-input", $"'{node.Text("input")}' is not an input of the data dictionary.");
        return null;
    }

    private static ValueKind KindOf(PageKind kind) => kind switch
    {
        PageKind.YesNo => ValueKind.Flag,
        PageKind.OneOf => ValueKind.Choice,
        PageKind.ManyOf or PageKind.BodyMap => ValueKind.Set,
        _ => ValueKind.Number,
    };
}
