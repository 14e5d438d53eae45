using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Facet.Care;
using Facet.Intake;
using Facet.Interop.Json;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Web.SignIn;

namespace Facet.Web.Care;

/// <summary>A person's plan and record as a page needs them.</summary>
/// <param name="Patient">Whose.</param>
/// <param name="Signature">The plan's version, signer and time.</param>
/// <param name="Plan">The plan that holds.</param>
/// <param name="Record">What was written down, in order.</param>
/// <param name="Today">Today, as the clinic's calendar says.</param>
/// <param name="Begins">Day 1 of the first plan: what weeks are counted from.</param>
/// <param name="LooksFrom">The day from which the watch counts where no full set was answered yet: that of the intake's own, or of the first signature where that is earlier. Neither a late signature nor a revision puts it off.</param>
public sealed record MyState(PatientId Patient, SignedPlan Signature, CarePlan Plan, IReadOnlyList<Recorded> Record, DateOnly Today, DateOnly Begins, DateOnly LooksFrom)
{
    /// <summary>The answers that stop the plan; null for none.</summary>
    public WarningAnswers? Stop => WarningWatch.Stop(Record);

    /// <summary>What the watch over warning signs asks for.</summary>
    public (WatchNext Next, WatchReason Reason) Watch => WarningWatch.Due(Record, LooksFrom, Today);

    /// <summary>Whether the safety questions come before anything else: somebody said yes to one, or something serious happened.</summary>
    public bool AsksDangerFirst => Stop is null && Watch.Reason == WatchReason.SaidYes;

    /// <summary>A day with what was moved and done.</summary>
    public CareDay On(DateOnly date) => CareDay.Of(Plan, Record, date);
}

/// <summary>The record of whoever is signed in as a patient, and nobody else's.</summary>
internal sealed class MyRecord(EntryLog log, CarePlanStore plans, PlanShelf shelf, ClinicDay day, Questionnaire questions, IHttpContextAccessor http)
{
    private HttpContext Context => http.HttpContext ?? throw new InvalidOperationException("There is no request.");

    private CancellationToken Cancellation => Context.RequestAborted;

    /// <summary>Who is signed in.</summary>
    public StaffMember Member => StaffMember.Demand(Context);

    /// <summary>The patient whom the session is for.</summary>
    public PatientId Patient => Member.Patient ?? throw new InvalidOperationException("Nobody is signed in as a patient.");

    /// <summary>Plan and record.</summary>
    /// <returns>Null when nothing is signed yet.</returns>
    public Task<MyState?> Read() => Read(log, plans, shelf, day, questions, Member.Caller, Patient, Cancellation);

    /// <summary>Somebody's plan and record.</summary>
    /// <returns>Null when nothing is signed yet.</returns>
    public static async Task<MyState?> Read(EntryLog log, CarePlanStore plans, PlanShelf shelf, ClinicDay day, Questionnaire questions, Caller caller, PatientId patient, CancellationToken cancellation)
    {
        if (await plans.Holding(caller, patient, WarningCheck.AskedOfAll(questions), cancellation) is not { } holding || await log.Read(caller, patient, null, cancellation) is not { } entries)
        {
            return null;
        }
        var signed = holding.Newest;
        var begins = signed.Version == 1 ? signed.Plan.StartsOn : await plans.FirstDay(caller, patient, cancellation) ?? signed.Plan.StartsOn;
        var looksFrom = day.Of(signed.At) is var signedOn && signed.Version > 1 && begins < signedOn ? begins : signedOn;
        if (holding.AnsweredAt is { } answered && day.Of(answered) < looksFrom)
        {
            looksFrom = day.Of(answered);
        }
        return new(patient, signed, shelf.Open(signed), [.. entries.Select(Entry).OfType<Recorded>()], day.Today, begins, looksFrom);
    }

    /// <summary>Writes entries that a form sent. The same form sent again stores nothing new.</summary>
    /// <param name="form">The form's own id (<see cref="FormId"/>).</param>
    /// <param name="entries">What it says.</param>
    /// <exception cref="InvalidOperationException">They were not stored.</exception>
    public Task Write(Guid form, params IReadOnlyList<CareEntry> entries) => Keep(log, Member.Caller, Patient, form, entries, Cancellation);

    /// <summary>A stream that follows from a form and its words, so that the same words sent again are found.</summary>
    public static Guid Stream(Guid form, IEnumerable<string?> words) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', words.Prepend(form.ToString())))).AsSpan(0, 16));

    /// <summary>Whether anything of a stream is stored.</summary>
    public Task<bool> Has(Guid stream) => log.Has(Member.Caller, Patient, stream, Cancellation);

    /// <summary>Writes what the program worked out from a form, under the stream of its words. Sent again it may come out otherwise: what is stored stays, and nothing is added.</summary>
    /// <exception cref="InvalidOperationException">They were not stored.</exception>
    public async Task WriteOnce(Guid stream, IReadOnlyList<CareEntry> entries)
    {
        if ((await Write(log, Member.Caller, Patient, stream, entries, Cancellation)).Problem is { } problem and not AppendProblem.Differs) { throw NotStored(problem); }
    }

    /// <summary>Writes entries that a form sent into somebody's record. A form that was gone back to and sent with other words says something new: that is stored beside the first.</summary>
    /// <exception cref="InvalidOperationException">They were not stored: nobody may be told that they were.</exception>
    public static async Task Keep(EntryLog log, Caller caller, PatientId patient, Guid form, IReadOnlyList<CareEntry> entries, CancellationToken cancellation)
    {
        var result = await Write(log, caller, patient, form, entries, cancellation);
        if (result.Problem is AppendProblem.Differs)
        {
            // Its id follows from form and words, so that this, too, is stored once however often it is sent.
            IReadOnlyList<CareEntry> rest = [.. entries.Skip(result.Sequences.Count)];
            result = await Write(log, caller, patient, Stream(form, rest.Select(CareDocument.Write)), rest, cancellation);
        }
        if (result.Problem is { } problem) { throw NotStored(problem); }
    }

    private static InvalidOperationException NotStored(AppendProblem problem) => new($"What a form sent was not stored: {problem.GetType().Name}.");

    /// <summary>Writes entries into somebody's record, with the tasks for the team that they lead to.</summary>
    public static Task<AppendResult> Write(EntryLog log, Caller caller, PatientId patient, Guid form, IReadOnlyList<CareEntry> entries, CancellationToken cancellation, int firstNumber = 1) =>
        log.Append(caller, patient, [.. entries.Select((entry, index) => Draft(form, firstNumber + index, entry))],
            TaskDraft.Of(entries), cancellation);

    /// <summary>An entry as the log takes it.</summary>
    public static EntryDraft Draft(Guid stream, int number, CareEntry entry) => new(stream, number, CareDocument.Kind(entry), entry.Day, CareDocument.Write(entry));

    /// <summary>A stored entry as the core reads it; null for a kind that this program does not know.</summary>
    /// <exception cref="InvalidOperationException">It is of a known kind and cannot be read: left out, it could be a stop that nobody sees.</exception>
    public static Recorded? Entry(StoredEntry stored) =>
        CareDocument.ReadEntry(stored.Entry.Json).TryGet(out var entry, out _) ? new(stored.Sequence, stored.At, stored.Author, entry)
        : CareDocument.Knows(stored.Entry.Kind) ? throw new InvalidOperationException("A stored entry cannot be read.")
        : null;
}

/// <summary>Signed plans, read once: they never change.</summary>
internal sealed class PlanShelf
{
    private const int Most = 2000;

    private readonly ConcurrentDictionary<(PatientId, int), CarePlan> plans = new();

    public CarePlan Open(SignedPlan signed)
    {
        if (plans.Count > Most)
        {
            plans.Clear();
        }
        return plans.GetOrAdd((signed.Patient, signed.Version), static (_, text) => CareDocument.ReadPlan(text), signed.Plan.Document);
    }
}
