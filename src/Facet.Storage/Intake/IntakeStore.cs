using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Facet.Storage.Intake;

/// <summary>One stored answer to a page: who said what when, and which earlier answer it corrects.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Sequence">1, 2, 3 … in the order of answering within the intake.</param>
/// <param name="Page">The page that was answered.</param>
/// <param name="Json">The page's values, the text exactly as it was handed in.</param>
/// <param name="Author">The <see cref="Caller.Actor"/> who answered.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Replaces">The answer this one corrects; null for the first answer to the page.</param>
public sealed record StoredAnswer(AnswerId Id, int Sequence, string Page, string Json, string Author, DateTimeOffset At, AnswerId? Replaces);

/// <summary>The answers of an intake at one time.</summary>
/// <param name="Version">The sequence of the newest of them; 0 where nothing is answered.</param>
/// <param name="Pages">The newest answer of every answered page, by page.</param>
public sealed record AnswersAt(int Version, IReadOnlyDictionary<string, string> Pages)
{
    internal static AnswersAt Of(IReadOnlyList<AnswerRow> rows)
    {
        var pages = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in rows.OrderBy(row => row.Sequence)) { pages[row.Page] = row.Json; }
        return new(rows.Count == 0 ? 0 : rows.Max(row => row.Sequence), pages);
    }
}

/// <summary>Intakes and their answers. Nothing is overwritten; the current answer of a page is its newest row.</summary>
/// <remarks>An intake of another clinic is treated as one that does not exist; the attempt is audited.</remarks>
public sealed class IntakeStore
{
    /// <summary>The most bytes of UTF-8 an answer can have.</summary>
    public const int MostAnswerBytes = 64 * 1024;

    private readonly Ledger ledger;

    internal IntakeStore(Ledger ledger) => this.ledger = ledger;

    /// <summary>Begins an intake. <paramref name="person"/> is null while nobody has signed in.</summary>
    public async Task<IntakeId> Start(Caller caller, Guid? person, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var id = new IntakeId(ledger.NewId());
        return await ledger.Record(caller, "intake.start", new Subject("intake", id.Value), (db, at) =>
        {
            db.Add(new IntakeRow { Id = id, Clinic = caller.Clinic, StartedAt = at, Person = person });
            return Task.FromResult(id);
        }, cancellation);
    }

    /// <summary>Adds an answer; if the page was answered before, the new row names the one it corrects.</summary>
    /// <returns>The answer's name; null when the clinic has no such intake.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="page"/> is blank or longer than 100 characters, or <paramref name="json"/> is not JSON or longer
    /// than <see cref="MostAnswerBytes"/>.
    /// </exception>
    public Task<AnswerId?> Append(Caller caller, IntakeId intake, string page, string json, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentException.ThrowIfNullOrWhiteSpace(page);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(page.Length, AnswerRow.LongestPage, nameof(page));
        JsonText.Demand(json, MostAnswerBytes, nameof(json));
        var id = new AnswerId(ledger.NewId());
        return ledger.Record<AnswerId?>(caller, "intake.answer", new Subject("intake", intake.Value), async (db, at) =>
        {
            if (!await db.HasIntake(caller.Clinic, intake, cancellation))
            {
                return null;
            }
            var answers = db.Set<AnswerRow>().Where(row => row.Intake == intake);
            var last = await answers.MaxAsync(row => (int?)row.Sequence, cancellation) ?? 0;
            var replaces = await answers.Where(row => row.Page == page)
                .OrderByDescending(row => row.Sequence).Select(row => (AnswerId?)row.Id).FirstOrDefaultAsync(cancellation);
            db.Add(new AnswerRow
            {
                Id = id, Intake = intake, Sequence = last + 1, Page = page, Json = json,
                Author = caller.Actor, At = at, Replaces = replaces,
            });
            return id;
        }, cancellation);
    }

    /// <summary>The newest answer of every answered page, by page.</summary>
    /// <returns>Empty when nothing is answered yet; null when the clinic has no such intake.</returns>
    public async Task<IReadOnlyDictionary<string, string>?> Current(Caller caller, IntakeId intake, CancellationToken cancellation)
    {
        var newest = await Read(caller, "intake.read", intake, answers => answers.Where(row =>
            !answers.Any(later => later.Page == row.Page && later.Sequence > row.Sequence)), cancellation);
        return newest?.ToDictionary(answer => answer.Page, answer => answer.Json);
    }

    /// <summary>The newest answer of every answered page as it was at a version.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="intake">The intake.</param>
    /// <param name="version">The sequence of the last answer to count; the newest when null.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The answers, with the version that they really have; null when the clinic has no such intake.</returns>
    public async Task<AnswersAt?> At(Caller caller, IntakeId intake, int? version, CancellationToken cancellation)
    {
        var answers = await Read(caller, "intake.read", intake, answers => version == null ? answers : answers.Where(row => row.Sequence <= version), cancellation);
        return answers is null ? null : new(answers.Count == 0 ? 0 : answers[^1].Sequence,
            answers.GroupBy(answer => answer.Page, StringComparer.Ordinal).ToDictionary(page => page.Key, page => page.Last().Json, StringComparer.Ordinal));
    }

    /// <summary>Every answer ever given in this intake, oldest first.</summary>
    /// <returns>Null when the clinic has no such intake.</returns>
    public async Task<IReadOnlyList<StoredAnswer>?> History(Caller caller, IntakeId intake, CancellationToken cancellation) =>
        await Read(caller, "intake.history", intake, answers => answers, cancellation);

    private Task<List<StoredAnswer>?> Read(
        Caller caller, string action, IntakeId intake, Func<IQueryable<AnswerRow>, IQueryable<AnswerRow>> narrow, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, action, new Subject("intake", intake.Value), async (db, _) =>
            !await db.HasIntake(caller.Clinic, intake, cancellation)
                ? null
                : await narrow(db.Set<AnswerRow>().AsNoTracking().Where(row => row.Intake == intake))
                    .OrderBy(row => row.Sequence)
                    .Select(row => new StoredAnswer(row.Id, row.Sequence, row.Page, row.Json, row.Author, row.At, row.Replaces))
                    .ToListAsync(cancellation),
            cancellation);
    }
}

internal sealed class IntakeRow : IAppended
{
    public required IntakeId Id { get; init; }
    public required ClinicId Clinic { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public Guid? Person { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<IntakeRow>
    {
        public void Configure(EntityTypeBuilder<IntakeRow> builder)
        {
            builder.ToTable("intake");
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => new { row.Clinic, row.StartedAt });
        }
    }
}

internal sealed class AnswerRow : IAppended
{
    public const int LongestPage = 100;

    public required AnswerId Id { get; init; }
    public required IntakeId Intake { get; init; }
    public required int Sequence { get; init; }
    public required string Page { get; init; }
    public required string Json { get; init; }
    public required string Author { get; init; }
    public required DateTimeOffset At { get; init; }
    public AnswerId? Replaces { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<AnswerRow>
    {
        public void Configure(EntityTypeBuilder<AnswerRow> builder)
        {
            builder.ToTable("intake_answer", table =>
                table.HasCheckConstraint("ck_intake_answer_size", $"octet_length(json) <= {IntakeStore.MostAnswerBytes}"));
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Page).HasMaxLength(LongestPage);
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.HasOne<IntakeRow>().WithMany().HasForeignKey(row => row.Intake).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<AnswerRow>().WithMany().HasForeignKey(row => row.Replaces).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => new { row.Intake, row.Sequence }).IsUnique();
            builder.HasIndex(row => new { row.Intake, row.Page, row.Sequence });
            // An answer is corrected at most once: whoever corrects it again corrects the correction.
            builder.HasIndex(row => row.Replaces).IsUnique();
        }
    }
}

internal static class IntakeScope
{
    /// <summary>Whether the clinic has this intake: the question before every other one about it.</summary>
    public static Task<bool> HasIntake(this FacetDb db, ClinicId clinic, IntakeId intake, CancellationToken cancellation) =>
        db.Set<IntakeRow>().AnyAsync(row => row.Id == intake && row.Clinic == clinic, cancellation);
}
