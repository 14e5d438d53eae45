using System.Diagnostics.CodeAnalysis;

namespace Facet;

/// <summary>Something wrong in what the world sent: where, which kind, and what to do about it.</summary>
/// <param name="Path">The place: <c>file:line:column</c> for a file, a name for a field.</param>
/// <param name="Code">A stable word for the kind of problem, such as <c>unknown-input</c>.</param>
/// <param name="Message">What is wrong and how to mend it, in one sentence.</param>
public sealed record Problem(string Path, string Code, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Message} [{Code}]";
}

/// <summary>A value, or every problem that stood in its way.</summary>
/// <typeparam name="T">What was wanted.</typeparam>
public readonly struct Checked<T>
{
    private readonly T? value;
    private readonly IReadOnlyList<Problem>? problems;

    private Checked(T? value, IReadOnlyList<Problem>? problems) => (this.value, this.problems) = (value, problems);

    /// <summary>A value without problems.</summary>
    public static implicit operator Checked<T>(T value) => new(value, null);

    /// <summary>Every problem found.</summary>
    /// <exception cref="ArgumentException"><paramref name="problems"/> is empty.</exception>
    public static Checked<T> Refused(IReadOnlyList<Problem> problems) =>
        problems.Count > 0 ? new(default, problems) : throw new ArgumentException("A refusal needs a reason.", nameof(problems));

    /// <summary>Whether there is a value; then <paramref name="found"/> holds it, else <paramref name="refusals"/> says why not.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T found, out IReadOnlyList<Problem> refusals)
    {
        found = value;
        refusals = problems ?? [];
        return problems is null;
    }
}
