using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Facet.Storage.Site;

/// <summary>A version of an article as the clinic wrote it; the newest published one stands in place of the article that the program brings.</summary>
internal sealed class ArticleVersionRow : IAppended
{
    public required ClinicId Clinic { get; init; }
    public required string Language { get; init; }
    public required string Slug { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Author { get; init; }

    /// <summary>Whether visitors see it; otherwise a draft, or that the clinic's text was withdrawn (<see cref="Text"/> empty).</summary>
    public required bool IsPublished { get; init; }

    /// <summary>Head and Markdown, as in a file of <c>knowledge/articles</c>; empty where the program's own text is to stand again.</summary>
    public required string Text { get; init; }
    public required string Note { get; init; }

    /// <summary>Who looked at it, in words for visitors; empty for nobody yet.</summary>
    public required string Reviewer { get; init; }
    public required DateOnly? Reviewed { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<ArticleVersionRow>
    {
        public void Configure(EntityTypeBuilder<ArticleVersionRow> builder)
        {
            builder.ToTable("article_version", table => table.HasCheckConstraint("ck_article_version_size", "octet_length(text) <= 65536"));
            builder.HasKey(row => new { row.Clinic, row.Language, row.Slug, row.Version });
            builder.Property(row => row.Version).ValueGeneratedNever();
            builder.Property(row => row.Language).HasMaxLength(8);
            builder.Property(row => row.Slug).HasMaxLength(80);
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.Property(row => row.Note).HasMaxLength(500);
            builder.Property(row => row.Reviewer).HasMaxLength(200);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

/// <summary>What somebody wrote below an article, or a clinician's answer to it.</summary>
internal sealed class ReplyRow : IAppended
{
    public required Guid Id { get; init; }
    public required ClinicId Clinic { get; init; }
    public required string Slug { get; init; }
    public required string Language { get; init; }

    /// <summary>The reply that it answers; an answer has no answers.</summary>
    public required Guid? Parent { get; init; }

    /// <summary>The name that is shown.</summary>
    public required string Name { get; init; }
    public required string Text { get; init; }

    /// <summary>Whether it seems to tell of harm: the clinic looks at it sooner.</summary>
    public required bool TellsOfHarm { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Of the staff who answers; null for a visitor.</summary>
    public required Guid? Account { get; init; }

    /// <summary>Hash of the secret address under which the writer sees what became of it; empty for staff.</summary>
    public required string Receipt { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<ReplyRow>
    {
        public void Configure(EntityTypeBuilder<ReplyRow> builder)
        {
            builder.ToTable("reply");
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Slug).HasMaxLength(80);
            builder.Property(row => row.Language).HasMaxLength(8);
            builder.Property(row => row.Name).HasMaxLength(60);
            builder.Property(row => row.Text).HasMaxLength(2000);
            builder.Property(row => row.Receipt).HasMaxLength(64);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<ReplyRow>().WithMany().HasForeignKey(row => row.Parent).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Account>().WithMany().HasForeignKey(row => row.Account).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => new { row.Clinic, row.Slug, row.At });
            builder.HasIndex(row => row.Receipt);
        }
    }
}

/// <summary>How the writer of a reply is told what became of it. It is not a fact of the record: it goes once it is no longer needed.</summary>
internal sealed class ReplyContactRow
{
    public required Guid Reply { get; init; }
    public required string Email { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<ReplyContactRow>
    {
        public void Configure(EntityTypeBuilder<ReplyContactRow> builder)
        {
            builder.ToTable("reply_contact");
            builder.HasKey(row => row.Reply);
            builder.Property(row => row.Reply).ValueGeneratedNever();
            builder.Property(row => row.Email).HasMaxLength(254);
            builder.HasOne<ReplyRow>().WithOne().HasForeignKey<ReplyContactRow>(row => row.Reply).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

/// <summary>What somebody of the staff decided about a reply; the newest decision holds.</summary>
internal sealed class ReplyDecisionRow : IAppended
{
    public required Guid Reply { get; init; }
    public required int Sequence { get; init; }
    public required bool IsShown { get; init; }
    public required string Code { get; init; }

    /// <summary>The reason, for the writer.</summary>
    public required string Text { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Author { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<ReplyDecisionRow>
    {
        public void Configure(EntityTypeBuilder<ReplyDecisionRow> builder)
        {
            builder.ToTable("reply_decision");
            builder.HasKey(row => new { row.Reply, row.Sequence });
            builder.Property(row => row.Sequence).ValueGeneratedNever();
            builder.Property(row => row.Code).HasMaxLength(40);
            builder.Property(row => row.Text).HasMaxLength(500);
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.HasOne<ReplyRow>().WithMany().HasForeignKey(row => row.Reply).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

/// <summary>That a visitor asks to look at a reply again.</summary>
internal sealed class ReplyReportRow : IAppended
{
    public required Guid Id { get; init; }
    public required Guid Reply { get; init; }
    public required string Code { get; init; }
    public required string Text { get; init; }
    public required DateTimeOffset At { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<ReplyReportRow>
    {
        public void Configure(EntityTypeBuilder<ReplyReportRow> builder)
        {
            builder.ToTable("reply_report");
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Code).HasMaxLength(40);
            builder.Property(row => row.Text).HasMaxLength(500);
            builder.HasOne<ReplyRow>().WithMany().HasForeignKey(row => row.Reply).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => new { row.Reply, row.At });
        }
    }
}

/// <summary>That somebody asks to be seen.</summary>
internal sealed class ConsultationRequestRow : IAppended
{
    public required Guid Id { get; init; }
    public required ClinicId Clinic { get; init; }

    /// <summary>Their answers about danger, and whatever else they answered.</summary>
    public required IntakeId Intake { get; init; }
    public required string Language { get; init; }

    /// <summary>What triage said when they asked.</summary>
    public required string Tier { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Until when somebody answers.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>Hash of the secret address under which they see what becomes of it.</summary>
    public required string Receipt { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<ConsultationRequestRow>
    {
        public void Configure(EntityTypeBuilder<ConsultationRequestRow> builder)
        {
            builder.ToTable("consultation_request");
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Language).HasMaxLength(8);
            builder.Property(row => row.Tier).HasMaxLength(40);
            builder.Property(row => row.Receipt).HasMaxLength(64);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<IntakeRow>().WithMany().HasForeignKey(row => row.Intake).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => new { row.Clinic, row.At });
            builder.HasIndex(row => row.Intake);
            builder.HasIndex(row => row.Receipt);
        }
    }
}

/// <summary>How to reach somebody who asked to be seen, and what they want. It goes once the request is closed and its time is over.</summary>
internal sealed class ConsultationContactRow
{
    public required Guid Request { get; init; }
    public required string Name { get; init; }
    public required string Email { get; init; }
    public required string Phone { get; init; }

    /// <summary>Preferred times, as words that the page knows, separated by blanks.</summary>
    public required string Times { get; init; }
    public required string Goals { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<ConsultationContactRow>
    {
        public void Configure(EntityTypeBuilder<ConsultationContactRow> builder)
        {
            builder.ToTable("consultation_contact");
            builder.HasKey(row => row.Request);
            builder.Property(row => row.Request).ValueGeneratedNever();
            builder.Property(row => row.Name).HasMaxLength(PatientStore.LongestName);
            builder.Property(row => row.Email).HasMaxLength(254);
            builder.Property(row => row.Phone).HasMaxLength(40);
            builder.Property(row => row.Times).HasMaxLength(200);
            builder.Property(row => row.Goals).HasMaxLength(1000);
            builder.HasOne<ConsultationRequestRow>().WithOne().HasForeignKey<ConsultationContactRow>(row => row.Request).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

/// <summary>What the clinic did about a request: an attempt to reach somebody leaves it open, everything else closes it.</summary>
internal sealed class ConsultationAnswerRow : IAppended
{
    public required Guid Request { get; init; }
    public required int Sequence { get; init; }
    public required string Code { get; init; }

    /// <summary>What was done, for the clinic.</summary>
    public required string Text { get; init; }

    /// <summary>Who the person became; null for nobody.</summary>
    public required PatientId? Patient { get; init; }

    /// <summary>Until when somebody tries again; null where that closes it.</summary>
    public required DateTimeOffset? Again { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Author { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<ConsultationAnswerRow>
    {
        public void Configure(EntityTypeBuilder<ConsultationAnswerRow> builder)
        {
            builder.ToTable("consultation_answer");
            builder.HasKey(row => new { row.Request, row.Sequence });
            builder.Property(row => row.Sequence).ValueGeneratedNever();
            builder.Property(row => row.Code).HasMaxLength(40);
            builder.Property(row => row.Text).HasMaxLength(1000);
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.HasOne<ConsultationRequestRow>().WithMany().HasForeignKey(row => row.Request).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<PatientRow>().WithMany().HasForeignKey(row => row.Patient).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
