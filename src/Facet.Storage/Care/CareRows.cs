using Facet.Storage.Accounts;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Facet.Storage.Care;

/// <summary>An entry of a person's record. Only erasing the person's own entries can remove it: the database asks whether that was decided.</summary>
internal sealed class EntryRow : IAppended
{
    public required PatientId Patient { get; init; }
    public required long Sequence { get; init; }
    public required Guid Stream { get; init; }
    public required int Number { get; init; }
    public required string Kind { get; init; }
    public required DateOnly Day { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Author { get; init; }
    public required string Json { get; init; }
    public required long Audit { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<EntryRow>
    {
        public void Configure(EntityTypeBuilder<EntryRow> builder)
        {
            builder.ToTable("care_entry", table => table.HasCheckConstraint("ck_care_entry_size", $"octet_length(json) <= {EntryLog.MostBytes}"));
            builder.HasKey(row => new { row.Patient, row.Sequence });
            builder.Property(row => row.Sequence).ValueGeneratedNever();
            builder.Property(row => row.Kind).HasMaxLength(EntryLog.LongestKind);
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.HasOne<PatientRow>().WithMany().HasForeignKey(row => row.Patient).OnDelete(DeleteBehavior.Restrict);
            // What is sent twice is stored once, and what one device wrote stays in its order.
            builder.HasIndex(row => new { row.Patient, row.Stream, row.Number }).IsUnique();
        }
    }
}

/// <summary>Something that somebody of the team must look at, by a time.</summary>
internal sealed class ClinicTaskRow : IAppended
{
    public const int LongestText = 500;

    public required Guid Id { get; init; }
    public required ClinicId Clinic { get; init; }
    public required PatientId Patient { get; init; }
    public required string Kind { get; init; }
    public required string Tier { get; init; }
    public required string Text { get; init; }
    public required long Entry { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset Due { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<ClinicTaskRow>
    {
        public void Configure(EntityTypeBuilder<ClinicTaskRow> builder)
        {
            builder.ToTable("clinic_task");
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Kind).HasMaxLength(32);
            builder.Property(row => row.Tier).HasMaxLength(16);
            builder.Property(row => row.Text).HasMaxLength(LongestText);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<PatientRow>().WithMany().HasForeignKey(row => row.Patient).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => new { row.Clinic, row.Due });
            builder.HasIndex(row => row.Patient);
        }
    }
}

/// <summary>That somebody looked. Its key lets that happen once.</summary>
internal sealed class ClinicTaskAnswerRow : IAppended
{
    public required Guid Task { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Author { get; init; }
    public required string Text { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<ClinicTaskAnswerRow>
    {
        public void Configure(EntityTypeBuilder<ClinicTaskAnswerRow> builder)
        {
            builder.ToTable("clinic_task_answer");
            builder.HasKey(row => row.Task);
            builder.Property(row => row.Task).ValueGeneratedNever();
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.Property(row => row.Text).HasMaxLength(1000);
            builder.HasOne<ClinicTaskRow>().WithMany().HasForeignKey(row => row.Task).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

/// <summary>A reminder: it is due, then sent, failed or called off. It holds no health data beyond a word for its kind.</summary>
internal sealed class ReminderRow
{
    public required Guid Id { get; init; }
    public required ClinicId Clinic { get; init; }
    public required PatientId Patient { get; init; }
    public required string Kind { get; init; }
    public required string Channel { get; init; }
    public required DateOnly Day { get; init; }
    public required DateTimeOffset Due { get; init; }

    /// <summary><c>due</c>, <c>sent</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public required string State { get; set; }
    public required int Attempts { get; set; }
    public string? Error { get; set; }
    public required DateTimeOffset Changed { get; set; }

    public sealed class Mapping : IEntityTypeConfiguration<ReminderRow>
    {
        public void Configure(EntityTypeBuilder<ReminderRow> builder)
        {
            builder.ToTable("reminder", table => table.HasCheckConstraint("ck_reminder_state", "state IN ('due', 'sent', 'failed', 'cancelled')"));
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Kind).HasMaxLength(32);
            builder.Property(row => row.Channel).HasMaxLength(16);
            builder.Property(row => row.State).HasMaxLength(16);
            builder.Property(row => row.Error).HasMaxLength(200);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<PatientRow>().WithMany().HasForeignKey(row => row.Patient).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => new { row.State, row.Due });
            builder.HasIndex(row => new { row.Patient, row.Kind, row.Channel, row.Day }).IsUnique();
        }
    }
}

/// <summary>Where a browser takes pushed reminders.</summary>
internal sealed class PushRow
{
    public required Guid Id { get; init; }
    public required PatientId Patient { get; init; }
    public required string Endpoint { get; init; }
    public required string PublicKey { get; init; }
    public required string Secret { get; init; }
    public required DateTimeOffset At { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<PushRow>
    {
        public void Configure(EntityTypeBuilder<PushRow> builder)
        {
            builder.ToTable("push_subscription");
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Endpoint).HasMaxLength(1024);
            builder.Property(row => row.PublicKey).HasMaxLength(128);
            builder.Property(row => row.Secret).HasMaxLength(64);
            builder.HasOne<PatientRow>().WithMany().HasForeignKey(row => row.Patient).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => new { row.Patient, row.Endpoint }).IsUnique();
        }
    }
}

/// <summary>A secret address of a calendar; only its hash is kept.</summary>
internal sealed class FeedRow
{
    public required string Hash { get; init; }
    public required ClinicId Clinic { get; init; }
    public required PatientId Patient { get; init; }
    public required DateTimeOffset At { get; init; }
    public DateTimeOffset? Revoked { get; set; }

    public sealed class Mapping : IEntityTypeConfiguration<FeedRow>
    {
        public void Configure(EntityTypeBuilder<FeedRow> builder)
        {
            builder.ToTable("calendar_feed");
            builder.HasKey(row => row.Hash);
            builder.Property(row => row.Hash).HasMaxLength(SecretText.HashLength);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<PatientRow>().WithMany().HasForeignKey(row => row.Patient).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => row.Patient);
        }
    }
}

/// <summary>A passkey of an account: what the browser proves, as Identity keeps it.</summary>
internal sealed class PasskeyRow
{
    public required byte[] Credential { get; init; }
    public required Guid Account { get; init; }
    public required string Name { get; set; }
    public required DateTimeOffset At { get; init; }
    public required string Json { get; set; }

    public StoredPasskey ToPasskey() => new(Credential, Name, At, Json);

    public sealed class Mapping : IEntityTypeConfiguration<PasskeyRow>
    {
        public void Configure(EntityTypeBuilder<PasskeyRow> builder)
        {
            builder.ToTable("passkey");
            builder.HasKey(row => row.Credential);
            builder.Property(row => row.Credential).HasMaxLength(1024);
            builder.Property(row => row.Name).HasMaxLength(100);
            builder.HasOne<Account>().WithMany().HasForeignKey(row => row.Account).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
