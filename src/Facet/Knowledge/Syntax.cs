namespace Facet.Knowledge;

/// <summary>The syntax of an expression. <c>At</c> is the offset of the first character, from 0.</summary>
internal abstract record Syntax(int At)
{
    public sealed record Number(int At, double Value) : Syntax(At);
    public sealed record Text(int At, string Value) : Syntax(At);
    public sealed record Flag(int At, bool Value) : Syntax(At);
    public sealed record Name(int At, string Id) : Syntax(At);
    public sealed record Many(int At, IReadOnlyList<Syntax> Items) : Syntax(At);
    public sealed record Not(int At, Syntax Operand) : Syntax(At);
    public sealed record Negate(int At, Syntax Operand) : Syntax(At);
    public sealed record Both(int At, Syntax Left, Syntax Right) : Syntax(At);
    public sealed record Either(int At, Syntax Left, Syntax Right) : Syntax(At);
    public sealed record Compare(int At, string Operator, Syntax Left, Syntax Right) : Syntax(At);
    public sealed record Arithmetic(int At, char Operator, Syntax Left, Syntax Right) : Syntax(At);
    public sealed record Call(int At, string Function, IReadOnlyList<Syntax> Arguments) : Syntax(At);
}

/// <summary>What is wrong with an expression, and where in it.</summary>
internal sealed class SyntaxProblem(int at, string code, string message) : Exception(message)
{
    public int At { get; } = at;
    public string Code { get; } = code;
}
