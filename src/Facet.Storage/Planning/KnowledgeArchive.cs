using System.IO.Compression;
using System.Text.Json;
using Facet.Knowledge;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Facet.Storage.Planning;

/// <summary>Every version of the knowledge that a stored proposal quotes, whole, so that the proposal can be computed again. It holds no patient's data, so reading it is not audited.</summary>
public sealed class KnowledgeArchive
{
    private readonly FacetDatabase database;
    private readonly TimeProvider clock;
    private string? kept;

    internal KnowledgeArchive(FacetDatabase database, TimeProvider clock) => (this.database, this.clock) = (database, clock);

    /// <summary>Keeps the files, unless this version is kept already.</summary>
    public async Task Keep(KnowledgeFiles files, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(files);
        var id = files.ComputeId();
        if (kept == id)
        {
            return;
        }
        await using var db = database.Connect();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.LockInstallation(cancellation);
        if (!await db.Set<KnowledgeRow>().AnyAsync(row => row.Id == id, cancellation))
        {
            db.Add(new KnowledgeRow { Id = id, At = clock.GetUtcNow(), Files = Pack(files) });
            await db.SaveChangesAsync(cancellation);
        }
        await transaction.CommitAsync(cancellation);
        kept = id;
    }

    /// <summary>The files of a version.</summary>
    /// <returns>Null when this version was never kept; a problem for every file that this program does not read or misses.</returns>
    public async Task<Checked<KnowledgeFiles>?> Find(string id, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        var packed = await db.Set<KnowledgeRow>().AsNoTracking().Where(row => row.Id == id).Select(row => row.Files).FirstOrDefaultAsync(cancellation);
        if (packed is null)
        {
            return null;
        }
        return KnowledgeFiles.Archived(id, Unpack(packed));
    }

    private static byte[] Pack(KnowledgeFiles files)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            JsonSerializer.Serialize(brotli, KnowledgeFiles.Names.ToDictionary(name => name, files.Read));
        }
        return packed.ToArray();
    }

    private static List<(string Name, string Text)> Unpack(byte[] packed)
    {
        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        return [.. JsonSerializer.Deserialize<Dictionary<string, string>>(brotli)!.Select(file => (file.Key, file.Value))];
    }
}

internal sealed class KnowledgeRow : IAppended
{
    public required string Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required byte[] Files { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<KnowledgeRow>
    {
        public void Configure(EntityTypeBuilder<KnowledgeRow> builder)
        {
            builder.ToTable("knowledge");
            builder.Property(row => row.Id).HasMaxLength(ProposalRow.LongestBasis).ValueGeneratedNever();
        }
    }
}
