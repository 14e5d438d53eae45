using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Triage;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Desk;

/// <summary>Where an override stands.</summary>
public enum OverrideState
{
    /// <summary>A second clinician has not answered yet; no plan that rests on it can be signed.</summary>
    Waits,

    /// <summary>It holds.</summary>
    Holds,

    /// <summary>A second clinician refused it; the rule stands.</summary>
    Refused,

    /// <summary>Its author took it back; the rule stands.</summary>
    Withdrawn,

    /// <summary>What its rule reads was answered differently since; the rule stands until somebody goes past it again. Not stored: it follows from the answers, and whoever reads them says so.</summary>
    Outdated,
}

/// <summary>That a clinician goes past a rule.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Intervention">The intervention that it lets in; empty for a rule of triage.</param>
/// <param name="Reason">Why, as a code.</param>
/// <param name="Text">Why, in words.</param>
/// <param name="NeedsSecond">Whether a second clinician has to agree.</param>
public sealed record NewOverride(string Rule, string Intervention, OverrideReason Reason, string Text, bool NeedsSecond)
{
    /// <summary>Whether it is decided anew although one is stored, which is <see cref="OverrideState.Outdated"/>.</summary>
    public bool IsAgain { get; init; }
}

/// <summary>What a second clinician said of an override.</summary>
/// <param name="Agrees">Whether they agree.</param>
/// <param name="Text">Why.</param>
/// <param name="By">Who, by name.</param>
/// <param name="At">When, in UTC.</param>
public sealed record SecondOpinion(bool Agrees, string Text, string By, DateTimeOffset At);

/// <summary>That an override was taken back.</summary>
/// <param name="Text">Why.</param>
/// <param name="Author">The <see cref="Caller.Actor"/> who took it back.</param>
/// <param name="At">When, in UTC.</param>
public sealed record OverrideWithdrawal(string Text, string Author, DateTimeOffset At);

/// <summary>An override as it was written down, and what was written of it afterwards.</summary>
/// <param name="Row">What was decided.</param>
/// <param name="Second">What a second clinician said; null where none answered.</param>
/// <param name="Withdrawal">That it was taken back; null where it was not.</param>
internal sealed record OverrideHistory(RuleOverrideRow Row, RuleOverrideAnswerRow? Second, OverrideWithdrawal? Withdrawal);

/// <summary>An override and what became of it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Intake">The one intake that it holds for.</param>
/// <param name="What">What was decided.</param>
/// <param name="Author">The <see cref="Caller.Actor"/> who decided it.</param>
/// <param name="By">Their name.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Second">What a second clinician said; null where none answered.</param>
/// <param name="WhyWithdrawn">Why its author took it back; null where it was not.</param>
public sealed record StoredOverride(Guid Id, IntakeId Intake, NewOverride What, string Author, string By, DateTimeOffset At, OverrideState State, SecondOpinion? Second, string? WhyWithdrawn)
{
    /// <summary>Whether a plan can be computed with it: it holds, or waits for a second clinician.</summary>
    public bool Counts => State is OverrideState.Holds or OverrideState.Waits;

    /// <summary>The override as planning takes it.</summary>
    public RuleOverride ToOverride() => new(What.Rule, What.Intervention, What.Reason, What.Text, By, Second is { Agrees: true } second ? second.By : null);
}

/// <summary>What came of an answer to an override.</summary>
public enum OverrideAnswer
{
    /// <summary>It is stored.</summary>
    Stored,

    /// <summary>The clinic has no such override.</summary>
    Unknown,

    /// <summary>Somebody answered it, or its author took it back, before.</summary>
    TooLate,

    /// <summary>Nobody is the second of their own override, and only its author takes it back.</summary>
    NotYours,
}

/// <summary>Who went past which rule, for whom, why; who agreed, who refused, what was taken back. Rows are only added.</summary>
public sealed class RuleOverrideStore
{
    /// <summary>The most characters of a text.</summary>
    public const int LongestText = 1000;

    private const string Agrees = "agrees", Refuses = "refuses", Withdrawn = "withdrawn";

    private readonly Ledger ledger;

    internal RuleOverrideStore(Ledger ledger) => this.ledger = ledger;

    /// <summary>Writes overrides down. One that counts already, of the same rule for the same intervention, is not written again unless it says so.</summary>
    /// <returns>Whether the clinic has such an intake.</returns>
    /// <exception cref="ArgumentException">A text is blank or too long.</exception>
    public async Task<bool> Add(Caller caller, IntakeId intake, IReadOnlyList<NewOverride> overrides, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(overrides);
        foreach (var each in overrides) { DemandText(each.Text); }
        return await ledger.Record(caller, "override.add", new Subject("intake", intake.Value), async (db, at) =>
        {
            if (!await db.HasIntake(caller.Clinic, intake, cancellation)) { return null; }
            var known = await Read(db, db.Set<RuleOverrideRow>().Where(row => row.Clinic == caller.Clinic && row.Intake == intake), cancellation);
            foreach (var each in overrides.Where(each => each.IsAgain || !known.Exists(other => other.Counts && other.What.Rule == each.Rule && other.What.Intervention == each.Intervention)))
            {
                // A tick apart, so that they stay in the order in which they were given.
                db.Add(Row(caller, intake, each, at));
                at = at.AddTicks(1);
            }
            return intake.ToString();
        }, cancellation) is not null;
    }

    /// <summary>Every override of an intake, oldest first, whatever became of it.</summary>
    /// <returns>Empty when there is none, or the clinic has no such intake.</returns>
    public Task<IReadOnlyList<StoredOverride>> Of(Caller caller, IntakeId intake, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record<IReadOnlyList<StoredOverride>>(caller, "override.read", new Subject("intake", intake.Value), async (db, _) =>
            await Read(db, db.Set<RuleOverrideRow>().Where(row => row.Clinic == caller.Clinic && row.Intake == intake), cancellation), cancellation);
    }

    /// <summary>The overrides of the clinic that wait for a second clinician, the oldest first; none for whoever was erased.</summary>
    public Task<IReadOnlyList<StoredOverride>> Waiting(Caller caller, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record<IReadOnlyList<StoredOverride>>(caller, "override.waiting", new Subject("clinic", caller.Clinic.Value), async (db, _) =>
        {
            var erased = PatientStore.ErasedIntakes(db, caller.Clinic);
            return await Read(db, db.Set<RuleOverrideRow>().Where(row => row.Clinic == caller.Clinic && row.NeedsSecond && !erased.Contains(row.Intake) && !db.Set<RuleOverrideAnswerRow>().Any(answer => answer.Override == row.Id)), cancellation);
        }, cancellation);
    }

    /// <summary>One override.</summary>
    /// <returns>Null when the clinic has no such override.</returns>
    public Task<StoredOverride?> Find(Caller caller, Guid id, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "override.find", new Subject("override", id), async (db, _) => await One(db, caller, id, cancellation), cancellation);
    }

    /// <summary>A second clinician's answer. It is given once.</summary>
    /// <exception cref="ArgumentException">The text is blank or too long.</exception>
    public async Task<OverrideAnswer> Answer(Caller caller, Guid id, bool agrees, string text, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        DemandText(text);
        return await ledger.Record(caller, agrees ? "override.agree" : "override.refuse", new Subject("override", id), async (db, at) =>
        {
            if (await One(db, caller, id, cancellation) is not { } known) { return OverrideAnswer.Unknown; }
            if (known.Author == caller.Actor) { return OverrideAnswer.NotYours; }
            if (known.State != OverrideState.Waits) { return OverrideAnswer.TooLate; }
            db.Add(new RuleOverrideAnswerRow { Override = id, At = at, Author = caller.Actor, Answer = agrees ? Agrees : Refuses, Text = text.Trim() });
            return OverrideAnswer.Stored;
        }, cancellation);
    }

    /// <summary>Its author takes an override back, also after a second clinician agreed.</summary>
    /// <exception cref="ArgumentException">The text is blank or too long.</exception>
    public async Task<OverrideAnswer> Withdraw(Caller caller, Guid id, string text, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        DemandText(text);
        return await ledger.Record(caller, "override.withdraw", new Subject("override", id), async (db, at) =>
        {
            if (await One(db, caller, id, cancellation) is not { } known) { return OverrideAnswer.Unknown; }
            if (known.Author != caller.Actor) { return OverrideAnswer.NotYours; }
            if (!known.Counts) { return OverrideAnswer.TooLate; }
            // An answer stands once and for ever; what was agreed to is taken back by a row after it.
            if (known.Second is null) { db.Add(new RuleOverrideAnswerRow { Override = id, At = at, Author = caller.Actor, Answer = Withdrawn, Text = text.Trim() }); }
            else
            {
                db.Add(new RuleOverrideRow
                {
                    Id = ledger.NewId(), Clinic = caller.Clinic, Intake = known.Intake, Rule = known.What.Rule, Intervention = known.What.Intervention,
                    Code = Withdrawn, Text = text.Trim(), NeedsSecond = false, At = at, Author = caller.Actor,
                });
            }
            return OverrideAnswer.Stored;
        }, cancellation);
    }

    private RuleOverrideRow Row(Caller caller, IntakeId intake, NewOverride each, DateTimeOffset at) => new()
    {
        Id = ledger.NewId(), Clinic = caller.Clinic, Intake = intake, Rule = each.Rule, Intervention = each.Intervention,
        Code = each.Reason.Code(), Text = each.Text.Trim(), NeedsSecond = each.NeedsSecond, At = at, Author = caller.Actor,
    };

    private static async Task<StoredOverride?> One(FacetDb db, Caller caller, Guid id, CancellationToken cancellation)
    {
        if (await db.Set<RuleOverrideRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id && row.Clinic == caller.Clinic && row.Code != Withdrawn, cancellation) is not { } found) { return null; }
        // The rows after it of the same rule may take it back.
        return (await Read(db, db.Set<RuleOverrideRow>().Where(row => row.Clinic == caller.Clinic && row.Intake == found.Intake), cancellation)).Find(each => each.Id == id);
    }

    private static async Task<List<StoredOverride>> Read(FacetDb db, IQueryable<RuleOverrideRow> which, CancellationToken cancellation)
    {
        var histories = await Histories(db, which, cancellation);
        var people = histories.Select(each => each.Row.Author).Concat(histories.Select(each => each.Second?.Author).OfType<string>()).Distinct().Select(actor => Guid.TryParse(actor, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).ToList();
        var names = await db.Set<Account>().AsNoTracking().Where(account => people.Contains(account.Id)).ToDictionaryAsync(account => account.Id.ToString(), account => account.Name, cancellation);
        string Name(string actor) => names.GetValueOrDefault(actor) is { Length: > 0 } name ? name : actor;
        return histories.ConvertAll(each =>
        {
            var (row, second, withdrawal) = each;
            var state = withdrawal is not null ? OverrideState.Withdrawn : second is not null ? second.Answer == Agrees ? OverrideState.Holds : OverrideState.Refused : row.NeedsSecond ? OverrideState.Waits : OverrideState.Holds;
            return new StoredOverride(row.Id, row.Intake, new(row.Rule, row.Intervention, OverrideReasons.Find(row.Code) ?? OverrideReason.Other, row.Text, row.NeedsSecond), row.Author, Name(row.Author), row.At, state,
                second is null ? null : new(second.Answer == Agrees, second.Text, Name(second.Author), second.At), withdrawal?.Text);
        });
    }

    /// <summary>Overrides in the order in which they were made, each with all that was written of it: a withdrawal is its answer, or after a second clinician agreed a row behind it, which is no override itself.</summary>
    /// <param name="db">The database.</param>
    /// <param name="which">The rows, those of withdrawals among them.</param>
    /// <param name="cancellation">Stops the work.</param>
    internal static async Task<List<OverrideHistory>> Histories(FacetDb db, IQueryable<RuleOverrideRow> which, CancellationToken cancellation)
    {
        // Names are version 7: in the order in which they were made.
        var rows = (await which.AsNoTracking().ToListAsync(cancellation)).OrderBy(row => row.At).ThenBy(row => row.Id).ToList();
        var ids = rows.ConvertAll(row => row.Id);
        var answers = await db.Set<RuleOverrideAnswerRow>().AsNoTracking().Where(answer => ids.Contains(answer.Override)).ToDictionaryAsync(answer => answer.Override, cancellation);
        var list = new List<OverrideHistory>(rows.Count);
        foreach (var row in rows)
        {
            if (row.Code == Withdrawn)
            {
                var place = list.FindLastIndex(each => each.Withdrawal is null && each.Second?.Answer != Refuses && each.Row.Intake == row.Intake && each.Row.Rule == row.Rule && each.Row.Intervention == row.Intervention);
                if (place >= 0) { list[place] = list[place] with { Withdrawal = new(row.Text, row.Author, row.At) }; }
                continue;
            }
            var answer = answers.GetValueOrDefault(row.Id);
            list.Add(answer is { Answer: Withdrawn } ? new OverrideHistory(row, null, new(answer.Text, answer.Author, answer.At)) : new(row, answer, null));
        }
        return list;
    }

    private static void DemandText(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Trim().Length, LongestText, nameof(text));
    }
}
