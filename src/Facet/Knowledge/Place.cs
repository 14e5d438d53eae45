namespace Facet.Knowledge;

/// <summary>A place in a knowledge file.</summary>
/// <param name="File">The file's name inside the knowledge folder, such as <c>rules/triage.yaml</c>.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
public readonly record struct Place(string File, int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}:{Column}";
}
