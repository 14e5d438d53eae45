using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Facet.Storage.Intake;

/// <summary>Names one person's run through the intake questions.</summary>
public readonly record struct IntakeId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString();

    internal sealed class Column() : ValueConverter<IntakeId, Guid>(id => id.Value, value => new IntakeId(value));
}

/// <summary>Names one stored answer to a page of an intake.</summary>
public readonly record struct AnswerId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString();

    internal sealed class Column() : ValueConverter<AnswerId, Guid>(id => id.Value, value => new AnswerId(value));
}
