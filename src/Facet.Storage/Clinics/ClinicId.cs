using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Facet.Storage.Clinics;

/// <summary>Names a clinic. Everything stored belongs to exactly one.</summary>
public readonly record struct ClinicId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString();

    internal sealed class Column() : ValueConverter<ClinicId, Guid>(id => id.Value, value => new ClinicId(value));
}
