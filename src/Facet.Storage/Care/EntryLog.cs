using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using System.Threading.Channels;
using Facet.Care;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Triage;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Care;

/// <summary>An entry to store.</summary>
/// <param name="Stream">Who numbers: one device's queue, or one form. What has been stored of a stream is never stored again.</param>
/// <param name="Number">1, 2, 3 … within the stream, without gaps.</param>
/// <param name="Kind">Its kind, as a word.</param>
/// <param name="Day">The day that it is about.</param>
/// <param name="Json">What it says.</param>
public sealed record EntryDraft(Guid Stream, int Number, string Kind, DateOnly Day, string Json);

/// <summary>An entry as stored.</summary>
/// <param name="Sequence">1, 2, 3 … in the person's record.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Author">The <see cref="Caller.Actor"/> who wrote it.</param>
/// <param name="Entry">What was stored.</param>
public sealed record StoredEntry(long Sequence, DateTimeOffset At, string Author, EntryDraft Entry);

/// <summary>Something that the team must look at because of an entry.</summary>
/// <param name="Index">Which of the entries handed in, from 0. Where that one had been stored before, no second task is made.</param>
/// <param name="Kind">What kind of task, as a word.</param>
/// <param name="Tier">How urgent: a word of triage.</param>
/// <param name="Text">What it is about, for clinicians.</param>
/// <param name="Within">Until when somebody must have looked.</param>
public sealed record TaskDraft(int Index, string Kind, string Tier, string Text, TimeSpan Within)
{
    /// <summary>What entries lead to, in their order.</summary>
    public static IReadOnlyList<TaskDraft> Of(IReadOnlyList<CareEntry> entries) =>
        [.. entries.Select((entry, index) => (Task: entry.ForTeam(), index)).Where(each => each.Task is not null)
            .Select(each => new TaskDraft(each.index, each.Task!.Kind, each.Task.Tier.Code(), each.Task.Text, each.Task.Within))];
}

/// <summary>Why an entry, and what came after it, was not stored.</summary>
public abstract record AppendProblem
{
    private AppendProblem()
    {
    }

    /// <summary>The clinic has no such patient, or their entries were erased.</summary>
    public sealed record Absent : AppendProblem;

    /// <summary>Something before it has not arrived.</summary>
    /// <param name="Stream">The stream.</param>
    /// <param name="Expected">The number that comes next.</param>
    public sealed record Gap(Guid Stream, int Expected) : AppendProblem;

    /// <summary>Another entry has this number.</summary>
    /// <param name="Stored">What is stored.</param>
    public sealed record Differs(StoredEntry Stored) : AppendProblem;
}

/// <summary>What became of entries handed in.</summary>
/// <param name="Sequences">Where those stand that are stored now, one for each from the first on; those stored before among them.</param>
/// <param name="Problem">Why the rest is not stored; null when all is.</param>
public sealed record AppendResult(IReadOnlyList<long> Sequences, AppendProblem? Problem);

/// <summary>The record of every person: entries, appended in order, each exactly once.</summary>
/// <remarks>
/// Group commit: what arrives while one transaction is being made durable goes into the next one together, so that durability
/// before the answer costs one write to the disk for many entries. One audit row stands for all entries of a clinic in a
/// transaction: its subject is the hash of what they say, so that the chain of the audit also proves the entries.
/// The writer keeps its connection, its prepared statements and, while nobody else has written, what it knows of the ends of records.
/// </remarks>
public sealed class EntryLog : IAsyncDisposable
{
    /// <summary>The most bytes of UTF-8 that an entry can have.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>The most characters of a kind.</summary>
    public const int LongestKind = 32;

    /// <summary>The most entries that can be handed in at once.</summary>
    public const int MostAtOnce = 200;

    private const int MostInBatch = 1024;

    private readonly FacetDatabase database;
    private readonly TimeProvider clock;
    private readonly Channel<Work> queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(4 * MostInBatch) { SingleReader = true });
    private readonly Lazy<Task> writer;
    private Session? session;

    internal EntryLog(FacetDatabase database, TimeProvider clock)
    {
        (this.database, this.clock) = (database, clock);
        // A thread of its own: waiting for the disk must not take one away from those who answer requests.
        writer = new(() => Task.Factory.StartNew(Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    /// <summary>Stores entries in the order given; they are durable when this returns.</summary>
    /// <param name="caller">Who writes.</param>
    /// <param name="patient">Whose record.</param>
    /// <param name="entries">1 to <see cref="MostAtOnce"/> entries.</param>
    /// <param name="tasks">What the team must look at because of them, stored with them or not at all.</param>
    /// <param name="cancellation">Stops waiting; what has been handed in may still be stored.</param>
    /// <exception cref="ArgumentException">An entry is not JSON, too long, or has no number; there are too many, or none.</exception>
    public async Task<AppendResult> Append(Caller caller, PatientId patient, IReadOnlyList<EntryDraft> entries, IReadOnlyList<TaskDraft>? tasks, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentOutOfRangeException.ThrowIfZero(entries.Count, nameof(entries));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entries.Count, MostAtOnce, nameof(entries));
        foreach (var entry in entries)
        {
            Demand(entry, nameof(entries));
        }
        foreach (var task in tasks ?? [])
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(task.Text.Length, ClinicTaskRow.LongestText, nameof(tasks));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(task.Index, entries.Count, nameof(tasks));
        }
        var work = new Work(caller, patient, entries, tasks ?? [], null);
        await Enqueue(work, cancellation);
        return await work.Done.Task.WaitAsync(cancellation);
    }

    /// <summary>What stands in a person's record, in order, and an audit row that says so.</summary>
    /// <param name="caller">Who reads.</param>
    /// <param name="patient">Whose record.</param>
    /// <param name="since">Entries about this day and later ones; all where null.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Null when the clinic has no such patient.</returns>
    public async Task<IReadOnlyList<StoredEntry>?> Read(Caller caller, PatientId patient, DateOnly? since, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var entries = await Entries(caller, patient, since, cancellation);
        await Note(caller, entries is null ? "record.read.absent" : "record.read", patient, cancellation);
        return entries;
    }

    /// <summary>Whether anything of a stream stands in a person's record. Reading is audited where the record is read.</summary>
    public async Task<bool> Has(Caller caller, PatientId patient, Guid stream, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var connection = database.Plain();
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT 1 FROM care_entry AS entry JOIN patient AS person ON person.id = entry.patient WHERE entry.patient = @patient AND entry.stream = @stream AND person.clinic = @clinic LIMIT 1";
        command.Set("patient", patient.Value);
        command.Set("stream", stream);
        command.Set("clinic", caller.Clinic.Value);
        return await command.ExecuteScalarAsync(cancellation) is not null;
    }

    /// <summary>Writes into the audit what was done with a person's record; durable when this returns.</summary>
    public async Task Note(Caller caller, string action, PatientId patient, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var work = new Work(caller, patient, [], [], action);
        await Enqueue(work, cancellation);
        await work.Done.Task.WaitAsync(cancellation);
    }

    /// <summary>Ends after what has been handed in is stored.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        if (writer.IsValueCreated)
        {
            await writer.Value;
        }
    }

    /// <summary>Adds an entry inside another unit of work, under the clinic's lock.</summary>
    /// <returns>Where it stands.</returns>
    internal static async Task<long> Add(FacetDb db, Caller caller, PatientId patient, EntryDraft entry, DateTimeOffset at, CancellationToken cancellation) =>
        (await AddProven(db, caller, patient, entry, at, cancellation)).Sequence;

    /// <summary>As <see cref="Add"/>, for a unit of work whose audit row is to prove the entry.</summary>
    /// <returns>Where it stands, and what the audit row must name.</returns>
    internal static async Task<(long Sequence, Subject Proof)> AddProven(FacetDb db, Caller caller, PatientId patient, EntryDraft entry, DateTimeOffset at, CancellationToken cancellation)
    {
        Demand(entry, nameof(entry));
        var sequence = 1 + (await db.Set<EntryRow>().Where(row => row.Patient == patient).MaxAsync(row => (long?)row.Sequence, cancellation) ?? 0);
        var audited = 1 + (await db.Set<AuditRow>().Where(row => row.Clinic == caller.Clinic).MaxAsync(row => (long?)row.Sequence, cancellation) ?? 0);
        var row = new EntryRow
        {
            Patient = patient, Sequence = sequence, Stream = entry.Stream, Number = entry.Number, Kind = entry.Kind, Day = entry.Day,
            At = at, Author = caller.Actor, Json = entry.Json, Audit = audited,
        };
        db.Add(row);
        return (sequence, new(EntryHash.Subject, EntryHash.Of([row])));
    }

    /// <summary>Where an entry stands that was stored before.</summary>
    /// <returns>Null for one that is new.</returns>
    internal static Task<long?> Find(FacetDb db, PatientId patient, EntryDraft entry, CancellationToken cancellation) =>
        db.Set<EntryRow>().Where(row => row.Patient == patient && row.Stream == entry.Stream && row.Number == entry.Number).Select(row => (long?)row.Sequence).FirstOrDefaultAsync(cancellation);

    private static void Demand(EntryDraft entry, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(entry.Kind, parameter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entry.Kind.Length, LongestKind, parameter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(entry.Number, parameter);
        JsonText.Demand(entry.Json, MostBytes, parameter);
    }

    private async ValueTask Enqueue(Work work, CancellationToken cancellation)
    {
        _ = writer.Value;
        await queue.Writer.WriteAsync(work, cancellation);
    }

    private async Task<IReadOnlyList<StoredEntry>?> Entries(Caller caller, PatientId patient, DateOnly? since, CancellationToken cancellation)
    {
        await using var connection = database.Plain();
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT 1 FROM patient WHERE id = @patient AND clinic = @clinic";
        command.Set("patient", patient.Value);
        command.Set("clinic", caller.Clinic.Value);
        if (await command.ExecuteScalarAsync(cancellation) is null)
        {
            return null;
        }
        command.CommandText = $"SELECT sequence, at, author, stream, number, kind, day, json FROM care_entry WHERE patient = @patient{(since is null ? "" : " AND day >= @since")} ORDER BY sequence";
        if (since is { } day)
        {
            command.Set("since", day);
        }
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var entries = new List<StoredEntry>();
        while (await reader.ReadAsync(cancellation))
        {
            entries.Add(Read(reader));
        }
        return entries;
    }

    private static StoredEntry Read(DbDataReader reader) => new(reader.GetInt64(0), UtcText.Parse(reader.GetString(1)), reader.GetString(2),
        new(reader.GetGuid(3), reader.GetInt32(4), reader.GetString(5), reader.GetFieldValue<DateOnly>(6), reader.GetString(7)));

    private void Write()
    {
        var batch = new List<Work>();
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            while (batch.Count < MostInBatch && queue.Reader.TryRead(out var work))
            {
                batch.Add(work);
            }
            try
            {
                Commit(batch).GetAwaiter().GetResult();
            }
            catch (Exception) when (batch.Count > 1)
            {
                // One bad neighbour must not take the others with it.
                foreach (var work in batch)
                {
                    Alone(work);
                }
            }
            catch (Exception problem)
            {
                batch[0].Done.TrySetException(problem);
            }
        }
        Close().GetAwaiter().GetResult();
    }

    private void Alone(Work work)
    {
        try
        {
            Commit([work]).GetAwaiter().GetResult();
        }
        catch (Exception problem)
        {
            work.Done.TrySetException(problem);
        }
    }

    /// <summary>Stores a batch in one transaction and then tells everybody.</summary>
    private async Task Commit(IReadOnlyList<Work> batch)
    {
        var isKept = session is not null;
        AppendResult[] results;
        try
        {
            session ??= await Session.Open(database);
            results = await session.Commit(batch, clock.GetUtcNow());
        }
        catch (Exception)
        {
            var isLost = session?.IsOpen != true;
            await Close();
            if (!isKept || !isLost)
            {
                throw;
            }
            // The database went away since the last batch. Whatever had been stored all the same is not stored twice.
            session = await Session.Open(database);
            results = await session.Commit(batch, clock.GetUtcNow());
        }
        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Done.TrySetResult(results[i]);
        }
        session.AfterCommit();
    }

    private async Task Close()
    {
        var old = session;
        session = null;
        if (old is not null)
        {
            await old.DisposeAsync();
        }
    }

    /// <summary>Something to do in the next transaction: entries to store, or an audit row by itself.</summary>
    private sealed record Work(Caller Caller, PatientId Patient, IReadOnlyList<EntryDraft> Entries, IReadOnlyList<TaskDraft> Tasks, string? Audit)
    {
        public TaskCompletionSource<AppendResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The writer's connection: its prepared statements, and what it knows already of people and streams.</summary>
    private sealed class Session : IAsyncDisposable
    {
        private const int MostKnown = 100_000;

        private readonly FacetDatabase database;
        private readonly DbConnection connection;
        private readonly JournalWorker? journal;
        private readonly DbCommand look, insert, audit, task, end, stored;
        private readonly Dictionary<(ClinicId Clinic, PatientId Patient), long> heads = [];
        private readonly Dictionary<(PatientId Patient, Guid Stream), int> numbers = [];
        private readonly Dictionary<ClinicId, AuditRow?> ends = [];
        private readonly List<EntryRow> added = [];
        private long? version;
        private DateTimeOffset at;
        private string now = "";
        private AuditRow? last;
        private Caller? writer;

        private Session(FacetDatabase database, DbConnection connection)
        {
            (this.database, this.connection, journal) = (database, connection, database.Journal());
            look = Command("""
                SELECT (SELECT max(sequence) FROM care_entry WHERE patient = @patient), (SELECT max(number) FROM care_entry WHERE patient = @patient AND stream = @stream)
                FROM patient WHERE id = @patient AND clinic = @clinic AND erased IS NULL
                """, "patient", "stream", "clinic");
            insert = Command("INSERT INTO care_entry (patient, sequence, stream, number, kind, day, at, author, json, audit) VALUES (@patient, @sequence, @stream, @number, @kind, @day, @at, @author, @json, @audit)",
                "patient", "sequence", "stream", "number", "kind", "day", "at", "author", "json", "audit");
            audit = Command("INSERT INTO audit (clinic, sequence, at, actor, action, subject_type, subject_id, previous_hash, hash) VALUES (@clinic, @sequence, @at, @actor, @action, @type, @id, @previous, @hash)",
                "clinic", "sequence", "at", "actor", "action", "type", "id", "previous", "hash");
            task = Command("INSERT INTO clinic_task (id, clinic, patient, kind, tier, text, entry, at, due) VALUES (@id, @clinic, @patient, @kind, @tier, @text, @entry, @at, @due)",
                "id", "clinic", "patient", "kind", "tier", "text", "entry", "at", "due");
            end = Command("SELECT sequence, hash FROM audit WHERE clinic = @clinic ORDER BY sequence DESC LIMIT 1", "clinic");
            stored = Command("SELECT sequence, at, author, stream, number, kind, day, json FROM care_entry WHERE patient = @patient AND stream = @stream AND number = @number", "patient", "stream", "number");
        }

        public bool IsOpen => connection.State == System.Data.ConnectionState.Open;

        public static async Task<Session> Open(FacetDatabase database)
        {
            var connection = database.Plain();
            try
            {
                await connection.OpenAsync();
                await database.TuneWriter(connection);
                return new(database, connection);
            }
            catch (Exception)
            {
                await connection.DisposeAsync();
                throw;
            }
        }

        /// <summary>Stores a batch in one transaction. After an exception the session is of no use any more.</summary>
        public async Task<AppendResult[]> Commit(IReadOnlyList<Work> batch, DateTimeOffset moment)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            foreach (var command in (ReadOnlySpan<DbCommand>)[look, insert, audit, task, end, stored])
            {
                command.Transaction = transaction;
            }
            (at, now) = (moment, UtcText.Of(moment));
            // What was known holds as long as nobody else has written; only SQLite can tell.
            var current = await database.Version(connection, transaction);
            if (current is null || current != version || heads.Count > MostKnown || numbers.Count > MostKnown)
            {
                heads.Clear();
                numbers.Clear();
                ends.Clear();
            }
            version = current;
            var results = new AppendResult[batch.Count];
            foreach (var clinic in batch.Select(work => work.Caller.Clinic).Distinct().OrderBy(clinic => clinic.Value))
            {
                await database.LockClinic(connection, transaction, clinic);
                await Begin(clinic);
                for (var i = 0; i < batch.Count; i++)
                {
                    if (batch[i].Caller.Clinic == clinic && batch[i].Audit is null)
                    {
                        results[i] = await Store(batch[i]);
                    }
                }
                if (writer is not null)
                {
                    await Audit(writer, "record.append", new Subject(EntryHash.Subject, EntryHash.Of(added)));
                }
                for (var i = 0; i < batch.Count; i++)
                {
                    if (batch[i].Caller.Clinic == clinic && batch[i].Audit is { } action)
                    {
                        await Audit(batch[i].Caller, action, new Subject("patient", batch[i].Patient.Value));
                        results[i] = new([], null);
                    }
                }
                ends[clinic] = last;
            }
            await transaction.CommitAsync();
            return results;
        }

        /// <summary>What is due after those who waited have been told.</summary>
        public void AfterCommit() => journal?.Committed(connection);

        public async ValueTask DisposeAsync()
        {
            foreach (var command in (DbCommand[])[look, insert, audit, task, end, stored])
            {
                await command.DisposeAsync();
            }
            journal?.Dispose();
            await connection.DisposeAsync();
        }

        /// <summary>Begins with a clinic: finds the end of its audit.</summary>
        private async Task Begin(ClinicId clinic)
        {
            added.Clear();
            writer = null;
            if (ends.TryGetValue(clinic, out last))
            {
                return;
            }
            Values(end, clinic.Value);
            await using var reader = await end.ExecuteReaderAsync();
            last = await reader.ReadAsync()
                ? new AuditRow
                {
                    Clinic = clinic, Sequence = reader.GetInt64(0), Hash = reader.GetString(1), At = at, Actor = "", Action = "", SubjectType = "", SubjectId = default, PreviousHash = "",
                }
                : null;
        }

        private async Task<AppendResult> Store(Work work)
        {
            var sequences = new List<long>(work.Entries.Count);
            var isNew = new bool[work.Entries.Count];
            AppendProblem? problem = null;
            foreach (var entry in work.Entries)
            {
                var (head, number) = await State(work.Caller.Clinic, work.Patient, entry.Stream);
                if (head is not { } end)
                {
                    problem = new AppendProblem.Absent();
                    break;
                }
                if (entry.Number > number + 1)
                {
                    problem = new AppendProblem.Gap(entry.Stream, number + 1);
                    break;
                }
                if (entry.Number <= number)
                {
                    var stored = await Stored(work.Patient, entry);
                    if (stored.Entry != entry)
                    {
                        problem = new AppendProblem.Differs(stored);
                        break;
                    }
                    sequences.Add(stored.Sequence);
                    continue;
                }
                isNew[sequences.Count] = true;
                sequences.Add(end + 1);
                await Insert(work, entry, end + 1);
                heads[(work.Caller.Clinic, work.Patient)] = end + 1;
                numbers[(work.Patient, entry.Stream)] = entry.Number;
            }
            foreach (var draft in work.Tasks)
            {
                if (draft.Index < sequences.Count && isNew[draft.Index])
                {
                    Values(task, Guid.CreateVersion7(at), work.Caller.Clinic.Value, work.Patient.Value, draft.Kind, draft.Tier, draft.Text, sequences[draft.Index], now, UtcText.Of(at + draft.Within));
                    await task.ExecuteNonQueryAsync();
                }
            }
            return new(sequences, problem);
        }

        private async Task Audit(Caller caller, string action, Subject subject)
        {
            var row = AuditRow.After(last, caller, at, action, subject);
            Values(audit, row.Clinic.Value, row.Sequence, now, row.Actor, row.Action, row.SubjectType, row.SubjectId, row.PreviousHash, row.Hash);
            await audit.ExecuteNonQueryAsync();
            last = row;
        }

        /// <summary>Where a person's record ends and which number of a stream is the last; no end for a person whom the clinic does not have.</summary>
        private async Task<(long? Head, int Number)> State(ClinicId clinic, PatientId patient, Guid stream)
        {
            if (heads.TryGetValue((clinic, patient), out var known) && numbers.TryGetValue((patient, stream), out var number))
            {
                return (known, number);
            }
            Values(look, patient.Value, stream, clinic.Value);
            await using var reader = await look.ExecuteReaderAsync();
            if (!await reader.ReadAsync())
            {
                return (null, 0);
            }
            var head = reader.IsDBNull(0) ? 0 : reader.GetInt64(0);
            number = reader.IsDBNull(1) ? 0 : reader.GetInt32(1);
            (heads[(clinic, patient)], numbers[(patient, stream)]) = (head, number);
            return (head, number);
        }

        private async Task<StoredEntry> Stored(PatientId patient, EntryDraft entry)
        {
            Values(stored, patient.Value, entry.Stream, entry.Number);
            await using var reader = await stored.ExecuteReaderAsync();
            await reader.ReadAsync();
            return Read(reader);
        }

        private async Task Insert(Work work, EntryDraft entry, long sequence)
        {
            var row = new EntryRow
            {
                Patient = work.Patient, Sequence = sequence, Stream = entry.Stream, Number = entry.Number, Kind = entry.Kind, Day = entry.Day,
                At = at, Author = work.Caller.Actor, Json = entry.Json, Audit = (last?.Sequence ?? 0) + 1,
            };
            Values(insert, row.Patient.Value, row.Sequence, row.Stream, row.Number, row.Kind, row.Day, now, row.Author, row.Json, row.Audit);
            await insert.ExecuteNonQueryAsync();
            added.Add(row);
            // One author's transaction names its author; a mixed one names the program, and each entry its own author.
            writer = writer is null || writer.Actor == work.Caller.Actor ? work.Caller : Caller.Program(work.Caller.Clinic);
        }

        private DbCommand Command(string text, params ReadOnlySpan<string> names)
        {
            var command = connection.CreateCommand();
            command.CommandText = text;
            foreach (var name in names)
            {
                command.Set("@" + name, DBNull.Value);
            }
            return command;
        }

        private static void Values(DbCommand command, params ReadOnlySpan<object> values)
        {
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters[i].Value = values[i];
            }
        }
    }
}

/// <summary>What the audit says of the entries of one transaction.</summary>
internal static class EntryHash
{
    /// <summary>What the audit calls them.</summary>
    public const string Subject = "entries";

    /// <summary>What the audit calls those that are left of a transaction after a person's own were erased.</summary>
    public const string Left = "entries-left";

    /// <summary>The action under which the audit says what is left of the transaction of an audit row.</summary>
    public static string Resealed(long sequence) => string.Create(CultureInfo.InvariantCulture, $"record.reseal.{sequence}");

    /// <summary>The first 128 bits of SHA-256 over the entries in the order of person and place: their values in UTF-8, one to a line, the JSON text with its length before it.</summary>
    public static Guid Of(IEnumerable<EntryRow> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        foreach (var row in entries.OrderBy(row => row.Patient.Value).ThenBy(row => row.Sequence))
        {
            // Everything but the JSON text fits: words, ids and numbers.
            Utf8.TryWrite(buffer, CultureInfo.InvariantCulture, $"{row.Patient.Value}\n{row.Sequence}\n{row.Stream}\n{row.Number}\n{row.Kind}\n{row.Day:O}\n{UtcText.Of(row.At)}\n{row.Author}\n{row.Json.Length}\n", out var written);
            hash.AppendData(buffer, 0, written);
            if (buffer.Length < Encoding.UTF8.GetMaxByteCount(row.Json.Length) + 1)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(row.Json.Length) + 1);
            }
            written = Encoding.UTF8.GetBytes(row.Json, buffer);
            buffer[written] = (byte)'\n';
            hash.AppendData(buffer, 0, written + 1);
        }
        ArrayPool<byte>.Shared.Return(buffer);
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(whole);
        return new Guid(whole[..16]);
    }
}
