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
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Facet.Storage;

/// <summary>How a host takes the storage in and opens it.</summary>
public static class FacetStorage
{
    /// <summary>Adds the stores, on PostgreSQL when <paramref name="connection"/> says where, else on a SQLite file.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="connection">A PostgreSQL connection string (<c>Storage:Postgres</c> in the configuration); null or blank for SQLite.</param>
    /// <param name="dataFolder">Where <c>facet.db</c> lives; created for its owner only.</param>
    public static IServiceCollection AddFacetStorage(this IServiceCollection services, string? connection, string dataFolder)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(dataFolder);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(host => string.IsNullOrWhiteSpace(connection)
            ? FacetDatabase.Sqlite(dataFolder, host.GetService<ILoggerFactory>())
            : FacetDatabase.Postgres(connection, host.GetService<ILoggerFactory>()));
        services.AddSingleton<Ledger>();
        services.AddSingleton(host => new Standings(host.GetRequiredService<TimeProvider>()));
        services.AddSingleton(host => new ClinicStore(host.GetRequiredService<FacetDatabase>(), host.GetRequiredService<TimeProvider>()));
        services.AddSingleton(host => new IntakeStore(host.GetRequiredService<Ledger>()));
        services.AddSingleton(host => new ProposalStore(host.GetRequiredService<Ledger>()));
        services.AddSingleton(host => new AccountStore(host.GetRequiredService<Ledger>(), host.GetRequiredService<FacetDatabase>(), host.GetRequiredService<Standings>()));
        services.AddSingleton(host => new InvitationStore(host.GetRequiredService<Ledger>(), host.GetRequiredService<FacetDatabase>(), host.GetRequiredService<TimeProvider>(), host.GetRequiredService<Standings>()));
        services.AddSingleton(host => new EvidenceStore(host.GetRequiredService<Ledger>(), host.GetRequiredService<FacetDatabase>()));
        services.AddSingleton(host => new PatientStore(host.GetRequiredService<Ledger>()));
        services.AddSingleton(host => new CarePlanStore(host.GetRequiredService<Ledger>(), host.GetRequiredService<FacetDatabase>()));
        services.AddSingleton(host => new EntryLog(host.GetRequiredService<FacetDatabase>(), host.GetRequiredService<TimeProvider>()));
        services.AddSingleton(host => new ReminderStore(host.GetRequiredService<Ledger>(), host.GetRequiredService<FacetDatabase>()));
        services.AddSingleton(host => new PushStore(host.GetRequiredService<Ledger>(), host.GetRequiredService<FacetDatabase>()));
        services.AddSingleton(host => new FeedStore(host.GetRequiredService<Ledger>(), host.GetRequiredService<FacetDatabase>()));
        services.AddSingleton(host => new ErasureStore(host.GetRequiredService<Ledger>(), host.GetRequiredService<FacetDatabase>(), host.GetRequiredService<Standings>()));
        services.AddSingleton(host => new PersonFileStore(host.GetRequiredService<Ledger>(), host.GetRequiredService<FacetDatabase>()));
        services.AddSingleton(host => new SessionStore(host.GetRequiredService<Ledger>()));
        services.AddSingleton(host => new CaseloadStore(host.GetRequiredService<Ledger>()));
        services.AddSingleton(host => new ClinicTaskStore(host.GetRequiredService<Ledger>()));
        services.AddSingleton(host => new CareTeamStore(host.GetRequiredService<Ledger>(), host.GetRequiredService<FacetDatabase>()));
        services.AddSingleton(host => new WorkStore(host.GetRequiredService<Ledger>()));
        services.AddSingleton(host => new ChartStore(host.GetRequiredService<Ledger>()));
        services.AddSingleton(host => new ClinicSettingStore(host.GetRequiredService<Ledger>(), host.GetRequiredService<FacetDatabase>()));
        services.AddSingleton(host => new KnowledgeApprovalStore(host.GetRequiredService<Ledger>(), host.GetRequiredService<FacetDatabase>()));
        services.AddSingleton(host => new ResourceStore(host.GetRequiredService<Ledger>()));
        services.AddSingleton(host => new ScheduleStore(host.GetRequiredService<Ledger>(), host.GetRequiredService<FacetDatabase>()));
        services.AddSingleton(host => new WaitStore(host.GetRequiredService<Ledger>(), host.GetRequiredService<FacetDatabase>(), host.GetRequiredService<ScheduleStore>()));
        services.AddSingleton(host => new StaffFeedStore(host.GetRequiredService<Ledger>(), host.GetRequiredService<FacetDatabase>()));
        services.AddSingleton(host => new RequestStore(host.GetRequiredService<Ledger>(), host.GetRequiredService<FacetDatabase>(), host.GetRequiredService<TimeProvider>()));
        services.AddSingleton(host => new PopulationStore(host.GetRequiredService<Ledger>()));
        services.AddSingleton(host => new RuleOverrideStore(host.GetRequiredService<Ledger>()));
        services.AddSingleton(host => new ArticleStore(host.GetRequiredService<Ledger>(), host.GetRequiredService<FacetDatabase>()));
        services.AddSingleton(host => new ArticleSearch(host.GetRequiredService<FacetDatabase>()));
        services.AddSingleton(host => new ReplyStore(host.GetRequiredService<Ledger>(), host.GetRequiredService<FacetDatabase>()));
        services.AddSingleton(host => new KnowledgeArchive(host.GetRequiredService<FacetDatabase>(), host.GetRequiredService<TimeProvider>()));
        services.AddSingleton(host => new AuditChain(host.GetRequiredService<FacetDatabase>()));
        services.AddSingleton(host => new KeyStore(host.GetRequiredService<FacetDatabase>(), host.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>Creates or upgrades the database, before anything else asks it. Several nodes may do so at once.</summary>
    /// <returns>The first clinic: the demo clinic where the database was new.</returns>
    /// <exception cref="InvalidOperationException">The database is newer than this program.</exception>
    public static async Task<ClinicId> OpenFacetStorage(this IServiceProvider host, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(host);
        await host.GetRequiredService<FacetDatabase>().Open(cancellation);
        return await DemoClinic.Ensure(host.GetRequiredService<ClinicStore>(), cancellation);
    }
}
