using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Facet.Storage.Desk;

/// <summary>The clinic's settings, version after version; the newest one holds.</summary>
internal sealed class ClinicSettingRow : IAppended
{
    public required ClinicId Clinic { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Author { get; init; }
    public required string Reason { get; init; }
    public required string Json { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<ClinicSettingRow>
    {
        public void Configure(EntityTypeBuilder<ClinicSettingRow> builder)
        {
            builder.ToTable("clinic_setting");
            builder.HasKey(row => new { row.Clinic, row.Version });
            builder.Property(row => row.Version).ValueGeneratedNever();
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.Property(row => row.Reason).HasMaxLength(500);
            builder.Property(row => row.Json).HasMaxLength(32 * 1024);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

/// <summary>That a clinician approved a version of the knowledge for this clinic, or took that back.</summary>
internal sealed class KnowledgeApprovalRow : IAppended
{
    public required ClinicId Clinic { get; init; }
    public required int Sequence { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Author { get; init; }

    /// <summary>The id of the knowledge.</summary>
    public required string Knowledge { get; init; }
    public required bool Approves { get; init; }
    public required string Text { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<KnowledgeApprovalRow>
    {
        public void Configure(EntityTypeBuilder<KnowledgeApprovalRow> builder)
        {
            builder.ToTable("knowledge_approval");
            builder.HasKey(row => new { row.Clinic, row.Sequence });
            builder.Property(row => row.Sequence).ValueGeneratedNever();
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.Property(row => row.Knowledge).HasMaxLength(64);
            builder.Property(row => row.Text).HasMaxLength(1000);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

/// <summary>That somebody of the staff treats a patient from now on, or no longer.</summary>
internal sealed class TeamChangeRow : IAppended
{
    public required PatientId Patient { get; init; }
    public required int Sequence { get; init; }
    public required Guid Account { get; init; }
    public required bool Joins { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Author { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<TeamChangeRow>
    {
        public void Configure(EntityTypeBuilder<TeamChangeRow> builder)
        {
            builder.ToTable("team_change");
            builder.HasKey(row => new { row.Patient, row.Sequence });
            builder.Property(row => row.Sequence).ValueGeneratedNever();
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.HasOne<PatientRow>().WithMany().HasForeignKey(row => row.Patient).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Account>().WithMany().HasForeignKey(row => row.Account).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

/// <summary>Why somebody of the staff looks at a patient whom they do not treat, and until when that holds.</summary>
internal sealed class AccessReasonRow : IAppended
{
    public required Guid Id { get; init; }
    public required ClinicId Clinic { get; init; }
    public required PatientId Patient { get; init; }
    public required Guid Account { get; init; }
    public required string Code { get; init; }
    public required string Text { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset Until { get; init; }

    public AccessReason ToReason() => new(Code, Text, At, Until);

    public sealed class Mapping : IEntityTypeConfiguration<AccessReasonRow>
    {
        public void Configure(EntityTypeBuilder<AccessReasonRow> builder)
        {
            builder.ToTable("access_reason");
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Code).HasMaxLength(32);
            builder.Property(row => row.Text).HasMaxLength(500);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<PatientRow>().WithMany().HasForeignKey(row => row.Patient).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Account>().WithMany().HasForeignKey(row => row.Account).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => new { row.Patient, row.Account, row.Until });
            builder.HasIndex(row => new { row.Clinic, row.At });
        }
    }
}

/// <summary>That a clinician went past a rule for one person, and why.</summary>
internal sealed class RuleOverrideRow : IAppended
{
    public required Guid Id { get; init; }
    public required ClinicId Clinic { get; init; }
    public required IntakeId Intake { get; init; }
    public required string Rule { get; init; }

    /// <summary>The intervention that it lets in; empty for a rule of triage.</summary>
    public required string Intervention { get; init; }
    public required string Code { get; init; }
    public required string Text { get; init; }
    public required bool NeedsSecond { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Author { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<RuleOverrideRow>
    {
        public void Configure(EntityTypeBuilder<RuleOverrideRow> builder)
        {
            builder.ToTable("rule_override");
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Rule).HasMaxLength(64);
            builder.Property(row => row.Intervention).HasMaxLength(64);
            builder.Property(row => row.Code).HasMaxLength(32);
            builder.Property(row => row.Text).HasMaxLength(1000);
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<IntakeRow>().WithMany().HasForeignKey(row => row.Intake).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => new { row.Clinic, row.At });
        }
    }
}

/// <summary>What became of an override: a second clinician's answer, or its author's withdrawal. Its key lets that happen once.</summary>
internal sealed class RuleOverrideAnswerRow : IAppended
{
    public required Guid Override { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Author { get; init; }

    /// <summary><c>agrees</c>, <c>refuses</c> or <c>withdrawn</c>.</summary>
    public required string Answer { get; init; }
    public required string Text { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<RuleOverrideAnswerRow>
    {
        public void Configure(EntityTypeBuilder<RuleOverrideAnswerRow> builder)
        {
            builder.ToTable("rule_override_answer", table => table.HasCheckConstraint("ck_rule_override_answer", "answer IN ('agrees', 'refuses', 'withdrawn')"));
            builder.HasKey(row => row.Override);
            builder.Property(row => row.Override).ValueGeneratedNever();
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.Property(row => row.Answer).HasMaxLength(16);
            builder.Property(row => row.Text).HasMaxLength(1000);
            builder.HasOne<RuleOverrideRow>().WithMany().HasForeignKey(row => row.Override).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
