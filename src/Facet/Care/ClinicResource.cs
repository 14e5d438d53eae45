namespace Facet.Care;

/// <summary>What a resource is.</summary>
public enum ResourceKind
{
    /// <summary>A member of the staff.</summary>
    Staff,

    /// <summary>A room.</summary>
    Room,

    /// <summary>A device, such as a laser unit.</summary>
    Device,
}

/// <summary>Somebody or something that a visit needs.</summary>
public sealed record ClinicResource
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What it is.</summary>
    public required ResourceKind Kind { get; init; }

    /// <summary>Its name, for the front desk.</summary>
    public required string Name { get; init; }

    /// <summary>What it can be used for: words of the catalogue (<c>uses</c>, ids of items) or of the clinic's own.</summary>
    public IReadOnlyList<string> Skills { get; init; } = [];

    /// <summary>How many people at once, 1 or more; default 1. A member of the staff or a device is shared only within one group; the places of a room by whoever comes.</summary>
    public int Seats { get; init; } = 1;

    /// <summary>Whether it can be used for this.</summary>
    public bool Can(string skill) => Skills.Contains(skill);
}
