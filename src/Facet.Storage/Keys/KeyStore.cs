using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Facet.Storage.Keys;

/// <summary>The web host's data-protection keys, so that a sign-in survives a restart and holds on every node.</summary>
/// <remarks>Blocking, because ASP.NET Core asks for its keys that way.</remarks>
public sealed class KeyStore
{
    private readonly FacetDatabase database;
    private readonly TimeProvider clock;

    internal KeyStore(FacetDatabase database, TimeProvider clock) => (this.database, this.clock) = (database, clock);

    /// <summary>Every key as XML, oldest first.</summary>
    public IReadOnlyList<string> All() =>
        database.Ask("SELECT xml FROM data_protection_key ORDER BY at, id", reader => reader.GetString(0));

    /// <summary>Adds a key.</summary>
    public void Add(string name, string xml)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(xml);
        using var db = database.Connect();
        var at = clock.GetUtcNow();
        db.Add(new KeyRow { Id = Guid.CreateVersion7(at), Name = name, Xml = xml, At = at });
        db.SaveChanges();
    }
}

internal sealed class KeyRow
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Xml { get; init; }
    public required DateTimeOffset At { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<KeyRow>
    {
        public void Configure(EntityTypeBuilder<KeyRow> builder)
        {
            builder.ToTable("data_protection_key");
            builder.Property(row => row.Id).ValueGeneratedNever();
        }
    }
}
