using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Facet.Storage.Planning;

/// <summary>Names one stored version of a proposal.</summary>
public readonly record struct ProposalId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString();

    internal sealed class Column() : ValueConverter<ProposalId, Guid>(id => id.Value, value => new ProposalId(value));
}
