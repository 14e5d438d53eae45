using System.Globalization;

namespace Facet.Knowledge;

/// <summary>A recursive-descent parser for the expressions of <c>rules/inputs.yaml</c>.</summary>
/// <remarks>
/// <code>
/// either     = both { "or" both }
/// both       = negation { "and" negation }
/// negation   = "not" negation | comparison
/// comparison = sum [ ("==" | "!=" | "&lt;" | "&lt;=" | ">" | ">=" | "in") sum ]
/// sum        = product { ("+" | "-") product }
/// product    = unary { ("*" | "/") unary }
/// unary      = "-" unary | number | 'text' | "true" | "false" | name [ "(" list ")" ] | "(" list ")"
/// </code>
/// </remarks>
internal sealed class ExpressionParser
{
    private const int DeepestNesting = 64;
    private readonly string text;
    private int at;
    private int depth;

    private ExpressionParser(string text) => this.text = text;

    /// <exception cref="SyntaxProblem">The text is not an expression.</exception>
    public static Syntax Parse(string text)
    {
        var parser = new ExpressionParser(text);
        var whole = parser.Either();
        parser.SkipSpace();
        return parser.at == text.Length ? whole : throw parser.Wrong($"'{text[parser.at..]}' is not expected here; join conditions with 'and' or 'or'.");
    }

    private Syntax Either()
    {
        if (++depth > DeepestNesting) { throw Wrong($"Nested deeper than {DeepestNesting} levels."); }
        var left = Both();
        while (Word("or")) { left = new Syntax.Either(left.At, left, Both()); }
        depth--;
        return left;
    }

    private Syntax Both()
    {
        var left = Negation();
        while (Word("and")) { left = new Syntax.Both(left.At, left, Negation()); }
        return left;
    }

    private Syntax Negation()
    {
        SkipSpace();
        var start = at;
        if (!Word("not")) { return Comparison(); }
        if (++depth > DeepestNesting) { throw Wrong($"Nested deeper than {DeepestNesting} levels."); }
        var operand = Negation();
        depth--;
        return new Syntax.Not(start, operand);
    }

    private Syntax Comparison()
    {
        var left = Sum();
        SkipSpace();
        var start = at;
        if (Operator() is not { } op) { return left; }
        var compared = new Syntax.Compare(start, op, left, Sum());
        SkipSpace();
        return Operator() is null ? compared : throw Wrong("Comparisons cannot be chained; write 'a < b and b < c'.");
    }

    private string? Operator()
    {
        foreach (var op in (ReadOnlySpan<string>)["==", "!=", "<=", ">=", "<", ">"])
        {
            if (Take(op)) { return op; }
        }
        return Word("in") ? "in" : null;
    }

    private Syntax Sum()
    {
        var left = Product();
        while (true)
        {
            SkipSpace();
            var start = at;
            if (Take("+")) { left = new Syntax.Arithmetic(start, '+', left, Product()); }
            else if (Take("-")) { left = new Syntax.Arithmetic(start, '-', left, Product()); }
            else { return left; }
        }
    }

    private Syntax Product()
    {
        var left = Unary();
        while (true)
        {
            SkipSpace();
            var start = at;
            if (Take("*")) { left = new Syntax.Arithmetic(start, '*', left, Unary()); }
            else if (Take("/")) { left = new Syntax.Arithmetic(start, '/', left, Unary()); }
            else { return left; }
        }
    }

    private Syntax Unary()
    {
        SkipSpace();
        var start = at;
        if (at == text.Length) { throw Wrong("The expression ends where a value is expected."); }
        if (Take("-"))
        {
            if (++depth > DeepestNesting) { throw Wrong($"Nested deeper than {DeepestNesting} levels."); }
            var operand = Unary();
            depth--;
            return new Syntax.Negate(start, operand);
        }
        if (Take("("))
        {
            var items = List();
            return items.Count == 1 ? items[0] : new Syntax.Many(start, items);
        }
        if (text[at] is '\'' or '"') { return new Syntax.Text(start, Quoted()); }
        if (char.IsAsciiDigit(text[at])) { return new Syntax.Number(start, Digits()); }
        if (!IsNameStart(text[at])) { throw Wrong($"'{text[at]}' is not expected here."); }
        while (at < text.Length && (IsNameStart(text[at]) || char.IsAsciiDigit(text[at]))) { at++; }
        var name = text[start..at];
        if (name is "true" or "false") { return new Syntax.Flag(start, name == "true"); }
        if (name is "and" or "or" or "not" or "in") { at = start; throw Wrong($"A value is expected before '{name}'."); }
        SkipSpace();
        return Take("(") ? new Syntax.Call(start, name, List()) : new Syntax.Name(start, name);
    }

    private List<Syntax> List()
    {
        var items = new List<Syntax>();
        do { items.Add(Either()); } while (Take(","));
        return Take(")") ? items : throw Wrong("A closing ')' is missing.");
    }

    private string Quoted()
    {
        var end = text.IndexOf(text[at], at + 1);
        if (end < 0) { throw Wrong("The text has no closing quote."); }
        var inside = text[(at + 1)..end];
        at = end + 1;
        return inside;
    }

    private double Digits()
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.')) { at++; }
        return double.TryParse(text[start..at], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new SyntaxProblem(start, "syntax", $"'{text[start..at]}' is not a number.");
    }

    private bool Take(string symbol)
    {
        SkipSpace();
        if (!text.AsSpan(at).StartsWith(symbol, StringComparison.Ordinal)) { return false; }
        at += symbol.Length;
        return true;
    }

    private bool Word(string word)
    {
        SkipSpace();
        var end = at + word.Length;
        if (!text.AsSpan(at).StartsWith(word, StringComparison.Ordinal) || (end < text.Length && (IsNameStart(text[end]) || char.IsAsciiDigit(text[end])))) { return false; }
        at = end;
        return true;
    }

    private void SkipSpace()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) { at++; }
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private SyntaxProblem Wrong(string message) => new(at, "syntax", message);
}
