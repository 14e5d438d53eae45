using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Facet.Storage.Care;

/// <summary>Names a patient of a clinic: the record, whether or not there is an account to sign in with.</summary>
public readonly record struct PatientId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString();

    internal sealed class Column() : ValueConverter<PatientId, Guid>(id => id.Value, value => new PatientId(value));
}
