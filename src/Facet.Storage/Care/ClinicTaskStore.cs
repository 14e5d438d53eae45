using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Care;

/// <summary>Something that somebody of the team must look at.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Patient">Whom it is about.</param>
/// <param name="Name">What the team calls them.</param>
/// <param name="Kind">What kind of task, as a word.</param>
/// <param name="Tier">How urgent: a word of triage.</param>
/// <param name="Text">What it is about, for clinicians.</param>
/// <param name="Entry">The entry of the person's record that led to it.</param>
/// <param name="At">Since when, in UTC.</param>
/// <param name="Due">Until when somebody must have looked, in UTC.</param>
public sealed record ClinicTask(Guid Id, PatientId Patient, string Name, string Kind, string Tier, string Text, long Entry, DateTimeOffset At, DateTimeOffset Due);

/// <summary>What somebody did about a task.</summary>
/// <param name="Patient">Whom the task is about.</param>
/// <param name="Kind">What kind of task, as a word.</param>
/// <param name="Text">What they did.</param>
/// <param name="Author">The <see cref="Caller.Actor"/> who did it.</param>
/// <param name="At">When they said so, in UTC.</param>
public sealed record ClinicTaskAnswer(PatientId Patient, string Kind, string Text, string Author, DateTimeOffset At);

/// <summary>What the team must look at. Tasks are made with the entries that lead to them (<see cref="EntryLog.Append"/>); nothing leaves the list unanswered.</summary>
public sealed class ClinicTaskStore
{
    /// <summary>The most characters of an answer.</summary>
    public const int LongestAnswer = 1000;

    private readonly Ledger ledger;

    internal ClinicTaskStore(Ledger ledger) => this.ledger = ledger;

    /// <summary>What nobody has looked at yet, the soonest first.</summary>
    public Task<IReadOnlyList<ClinicTask>> Open(Caller caller, int atMost, CancellationToken cancellation) => List(caller, _ => true, atMost, cancellation);

    /// <summary>What nobody has looked at yet of one kind, the soonest first.</summary>
    public Task<IReadOnlyList<ClinicTask>> OpenOf(Caller caller, string kind, int atMost, CancellationToken cancellation) => List(caller, row => row.Kind == kind, atMost, cancellation);

    /// <summary>What nobody has looked at yet of one patient, the soonest first.</summary>
    public Task<IReadOnlyList<ClinicTask>> OfPatient(Caller caller, PatientId patient, CancellationToken cancellation) => List(caller, row => row.Patient == patient, 100, cancellation);

    private Task<IReadOnlyList<ClinicTask>> List(Caller caller, System.Linq.Expressions.Expression<Func<ClinicTaskRow, bool>> which, int atMost, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record<IReadOnlyList<ClinicTask>>(caller, "task.list", new Subject("clinic", caller.Clinic.Value), async (db, _) =>
            await db.Set<ClinicTaskRow>().AsNoTracking().Where(which).Where(row => row.Clinic == caller.Clinic && !db.Set<ClinicTaskAnswerRow>().Any(answer => answer.Task == row.Id))
                .Join(db.Set<PatientRow>(), row => row.Patient, patient => patient.Id, (row, patient) => new { row, patient.Name })
                .OrderBy(each => each.row.Due).ThenBy(each => each.row.Id).Take(atMost)
                .Select(each => new ClinicTask(each.row.Id, each.row.Patient, each.Name, each.row.Kind, each.row.Tier, each.row.Text, each.row.Entry, each.row.At, each.row.Due))
                .ToListAsync(cancellation), cancellation);
    }

    /// <summary>The answer that a task was given.</summary>
    /// <returns>Null when it waits, its person was erased, or the clinic has no such task.</returns>
    public Task<ClinicTaskAnswer?> AnswerOf(Caller caller, Guid task, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "task.answered", new Subject("task", task), (db, _) => db.Set<ClinicTaskRow>().AsNoTracking()
            .Where(row => row.Id == task && row.Clinic == caller.Clinic && db.Set<PatientRow>().Any(patient => patient.Id == row.Patient && patient.Erased == null))
            .Join(db.Set<ClinicTaskAnswerRow>(), row => row.Id, answer => answer.Task, (row, answer) => new ClinicTaskAnswer(row.Patient, row.Kind, answer.Text, answer.Author, answer.At))
            .FirstOrDefaultAsync(cancellation), cancellation);
    }

    /// <summary>Says that somebody has looked, and what they did.</summary>
    /// <returns>Whether it was still open.</returns>
    /// <exception cref="ArgumentException">The text is blank or too long.</exception>
    public async Task<bool> Answer(Caller caller, Guid task, string text, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, LongestAnswer, nameof(text));
        return await ledger.Record(caller, "task.answer", new Subject("task", task), async (db, at) =>
        {
            if (!await db.Set<ClinicTaskRow>().AnyAsync(row => row.Id == task && row.Clinic == caller.Clinic && !db.Set<ClinicTaskAnswerRow>().Any(answer => answer.Task == row.Id), cancellation))
            {
                return null;
            }
            var row = new ClinicTaskAnswerRow { Task = task, At = at, Author = caller.Actor, Text = text.Trim() };
            db.Add(row);
            return row;
        }, cancellation) is not null;
    }
}
