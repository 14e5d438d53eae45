using System.Text.Json;
using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Storage.Evidence;
using Facet.Storage.Intake;
using Facet.Storage.Keys;
using Facet.Storage.Planning;
using Facet.Storage.Schedule;
using Facet.Storage.Site;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage;

/// <summary>The one model. What differs between databases lives in the two contexts that derive from it.</summary>
internal abstract class FacetDb : DbContext
{
    protected FacetDb(DbContextOptions options) : base(options)
    {
        // Every unit of work has one explicit transaction that either commits or is thrown away.
        Database.AutoSavepointsEnabled = false;
    }

    /// <summary>Holds other writers of this clinic back until the transaction ends.</summary>
    public abstract Task LockClinic(ClinicId clinic, CancellationToken cancellation);

    /// <summary>Holds other nodes that set up this database back until the transaction ends.</summary>
    public abstract Task LockInstallation(CancellationToken cancellation);

    /// <summary>Keeps every other process from migrating this database until disposed of or until this process ends.</summary>
    public abstract Task<IAsyncDisposable> LockMigrations(CancellationToken cancellation);

    /// <summary>Articles that have all words, by their words in addresses, the best first: what is in a title counts more than in a summary, and that more than in the text.</summary>
    /// <param name="clinic">Whose.</param>
    /// <param name="language">Code of the language.</param>
    /// <param name="words">One word or more of letters and digits alone; the last may be the beginning of one.</param>
    /// <param name="cancellation">Stops the work.</param>
    public abstract Task<IReadOnlyList<string>> FindArticles(ClinicId clinic, string language, IReadOnlyList<string> words, CancellationToken cancellation);

    /// <summary>Sees to it that the database's files hold no remains of what was erased, as far as the database can.</summary>
    /// <returns>Whether that was done; no while somebody reads from a state before.</returns>
    public abstract Task<bool> Scrub(CancellationToken cancellation);

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        RefuseRewriting();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        RefuseRewriting();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<ClinicId>().HaveConversion<ClinicId.Column>();
        configurationBuilder.Properties<IntakeId>().HaveConversion<IntakeId.Column>();
        configurationBuilder.Properties<AnswerId>().HaveConversion<AnswerId.Column>();
        configurationBuilder.Properties<ProposalId>().HaveConversion<ProposalId.Column>();
        configurationBuilder.Properties<PatientId>().HaveConversion<PatientId.Column>();
        configurationBuilder.Properties<Roles>().HaveConversion<RoleWords.Column>();
        configurationBuilder.Properties<PopulationRunId>().HaveConversion<PopulationRunId.Column>();
        configurationBuilder.Properties<PlanChange>().HaveConversion<PlanChangeWord>().HaveMaxLength(16);
        configurationBuilder.Properties<ProposalOutcome>().HaveConversion<ProposalOutcomeWord>().HaveMaxLength(16);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcText>().HaveMaxLength(UtcText.Length);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfiguration(new ClinicRow.Mapping());
        modelBuilder.ApplyConfiguration(new IntakeRow.Mapping());
        modelBuilder.ApplyConfiguration(new AnswerRow.Mapping());
        modelBuilder.ApplyConfiguration(new ProposalRow.Mapping());
        modelBuilder.ApplyConfiguration(new KnowledgeRow.Mapping());
        modelBuilder.ApplyConfiguration(new PopulationRunRow.Mapping());
        modelBuilder.ApplyConfiguration(new PopulationItemRow.Mapping());
        modelBuilder.ApplyConfiguration(new PopulationEndRow.Mapping());
        modelBuilder.ApplyConfiguration(new AuditRow.Mapping());
        modelBuilder.ApplyConfiguration(new KeyRow.Mapping());
        modelBuilder.ApplyConfiguration(new AccountMapping());
        modelBuilder.ApplyConfiguration(new RecoveryCodeRow.Mapping());
        modelBuilder.ApplyConfiguration(new InvitationRow.Mapping());
        modelBuilder.ApplyConfiguration(new InvitationUseRow.Mapping());
        modelBuilder.ApplyConfiguration(new EvidenceVersionRow.Mapping());
        modelBuilder.ApplyConfiguration(new EvidenceChoiceRow.Mapping());
        modelBuilder.ApplyConfiguration(new PatientRow.Mapping());
        modelBuilder.ApplyConfiguration(new CarePlanRow.Mapping());
        modelBuilder.ApplyConfiguration(new EntryRow.Mapping());
        modelBuilder.ApplyConfiguration(new ClinicTaskRow.Mapping());
        modelBuilder.ApplyConfiguration(new ClinicTaskAnswerRow.Mapping());
        modelBuilder.ApplyConfiguration(new ReminderRow.Mapping());
        modelBuilder.ApplyConfiguration(new PushRow.Mapping());
        modelBuilder.ApplyConfiguration(new FeedRow.Mapping());
        modelBuilder.ApplyConfiguration(new PasskeyRow.Mapping());
        modelBuilder.ApplyConfiguration(new ResourceRow.Mapping());
        modelBuilder.ApplyConfiguration(new ShiftRow.Mapping());
        modelBuilder.ApplyConfiguration(new AbsenceRow.Mapping());
        modelBuilder.ApplyConfiguration(new BookingRow.Mapping());
        modelBuilder.ApplyConfiguration(new BookingSlotRow.Mapping());
        modelBuilder.ApplyConfiguration(new BookingEventRow.Mapping());
        modelBuilder.ApplyConfiguration(new WaitRow.Mapping());
        modelBuilder.ApplyConfiguration(new ClinicSettingRow.Mapping());
        modelBuilder.ApplyConfiguration(new KnowledgeApprovalRow.Mapping());
        modelBuilder.ApplyConfiguration(new TeamChangeRow.Mapping());
        modelBuilder.ApplyConfiguration(new AccessReasonRow.Mapping());
        modelBuilder.ApplyConfiguration(new RuleOverrideRow.Mapping());
        modelBuilder.ApplyConfiguration(new RuleOverrideAnswerRow.Mapping());
        modelBuilder.ApplyConfiguration(new ArticleVersionRow.Mapping());
        modelBuilder.ApplyConfiguration(new ReplyRow.Mapping());
        modelBuilder.ApplyConfiguration(new ReplyContactRow.Mapping());
        modelBuilder.ApplyConfiguration(new ReplyDecisionRow.Mapping());
        modelBuilder.ApplyConfiguration(new ReplyReportRow.Mapping());
        modelBuilder.ApplyConfiguration(new ConsultationRequestRow.Mapping());
        modelBuilder.ApplyConfiguration(new ConsultationContactRow.Mapping());
        modelBuilder.ApplyConfiguration(new ConsultationAnswerRow.Mapping());
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetProperties()))
        {
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }

    private void RefuseRewriting()
    {
        foreach (var entry in ChangeTracker.Entries<IAppended>())
        {
            if (entry.State is EntityState.Modified or EntityState.Deleted)
            {
                throw new InvalidOperationException(
                    $"{entry.Metadata.GetTableName()} is append-only: a correction is a new row that names the old one.");
            }
        }
    }
}
