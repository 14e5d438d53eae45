using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Facet.Storage.Audit;

internal sealed class AuditRow : IAppended
{
    /// <summary>What the first row of a clinic's chain names as the hash before it.</summary>
    public const string Beginning = "0000000000000000000000000000000000000000000000000000000000000000";

    private const int HashLength = 64;
    private const int LongestWord = 64;

    public required ClinicId Clinic { get; init; }
    public required long Sequence { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Actor { get; init; }
    public required string Action { get; init; }
    public required string SubjectType { get; init; }
    public required Guid SubjectId { get; init; }
    public required string PreviousHash { get; init; }
    public required string Hash { get; init; }

    public static AuditRow After(AuditRow? last, Caller caller, DateTimeOffset at, string action, Subject subject)
    {
        var sequence = (last?.Sequence ?? 0) + 1;
        var previous = last?.Hash ?? Beginning;
        return new AuditRow
        {
            Clinic = caller.Clinic, Sequence = sequence, At = at, Actor = caller.Actor, Action = action,
            SubjectType = subject.Type, SubjectId = subject.Id, PreviousHash = previous,
            Hash = HashOf(caller.Clinic, sequence, at, caller.Actor, action, subject.Type, subject.Id, previous),
        };
    }

    /// <summary>The hash this row should carry, from what it says.</summary>
    public string ExpectedHash() => HashOf(Clinic, Sequence, At, Actor, Action, SubjectType, SubjectId, PreviousHash);

    /// <summary>SHA-256, in small hexadecimal letters, of the eight values in UTF-8, one to a line, in this order.</summary>
    /// <remarks>No value can contain a line break: actors and actions are this program's own words, the rest are ids, numbers and times.</remarks>
    private static string HashOf(
        ClinicId clinic, long sequence, DateTimeOffset at, string actor, string action, string subjectType, Guid subjectId, string previous) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
            clinic.ToString(), sequence.ToString(CultureInfo.InvariantCulture), UtcText.Of(at), actor, action,
            subjectType, subjectId.ToString(), previous))));

    public sealed class Mapping : IEntityTypeConfiguration<AuditRow>
    {
        public void Configure(EntityTypeBuilder<AuditRow> builder)
        {
            builder.ToTable("audit");
            builder.HasKey(row => new { row.Clinic, row.Sequence });
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.Property(row => row.Sequence).ValueGeneratedNever();
            builder.Property(row => row.Actor).HasMaxLength(Caller.LongestActor);
            builder.Property(row => row.Action).HasMaxLength(LongestWord);
            builder.Property(row => row.SubjectType).HasMaxLength(LongestWord);
            builder.Property(row => row.PreviousHash).HasMaxLength(HashLength);
            builder.Property(row => row.Hash).HasMaxLength(HashLength);
            // Should the lock ever fail, the chain still cannot fork: two rows cannot follow the same one.
            builder.HasIndex(row => new { row.Clinic, row.PreviousHash }).IsUnique();
            builder.HasIndex(row => new { row.Clinic, row.SubjectType, row.SubjectId });
        }
    }
}
