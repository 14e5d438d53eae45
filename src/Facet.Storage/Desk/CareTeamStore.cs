using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Storage.Schedule;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Desk;

/// <summary>Why somebody of the staff looks at a patient whom they do not treat.</summary>
/// <param name="Code">A word of a closed list.</param>
/// <param name="Text">In their own words.</param>
/// <param name="At">Since when, in UTC.</param>
/// <param name="Until">Until when it holds, in UTC.</param>
public sealed record AccessReason(string Code, string Text, DateTimeOffset At, DateTimeOffset Until);

/// <summary>Whom an id of a page is about, and how somebody of the staff stands to them.</summary>
/// <param name="Patient">The patient; null for an intake whom nobody has taken on yet.</param>
/// <param name="Intake">The intake.</param>
/// <param name="Name">How the team calls them; empty for an intake alone and for who was erased.</param>
/// <param name="IsOnTeam">Whether the asking account is on the care team.</param>
/// <param name="Reason">The reason that holds; null for none.</param>
public sealed record Standing(PatientId? Patient, IntakeId Intake, string Name, bool IsOnTeam, AccessReason? Reason);

/// <summary>Somebody of a care team.</summary>
/// <param name="Account">Who.</param>
/// <param name="Name">Their name.</param>
/// <param name="Roles">What they may do.</param>
/// <param name="How">How they came to it, in words for clinicians.</param>
public sealed record TeamMember(Guid Account, string Name, Roles Roles, string How);

/// <summary>That somebody of the staff opened a page about a person, or was asked why.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="Account">Who.</param>
/// <param name="Name">Their name.</param>
/// <param name="Roles">What they may do.</param>
/// <param name="Action">What the audit says: one of the words of <see cref="CareTeamStore"/>.</param>
/// <param name="Reason">The reason that held; null for none.</param>
public sealed record Look(DateTimeOffset At, Guid Account, string Name, Roles Roles, string Action, AccessReason? Reason);

/// <summary>Who treats whom, and why anybody else looked.</summary>
/// <remarks>
/// Whoever signed a plan or is booked for a visit is on the team without being put there: that follows from the plans and the bookings. Beside that, people are
/// added and taken off (<c>team_change</c>). Whoever was taken off is back on it with the next plan that they sign or the next visit that they are booked for.
/// </remarks>
public sealed class CareTeamStore
{
    /// <summary>Opened by somebody of the care team.</summary>
    public const string ByTeam = "access.team";

    /// <summary>Opened by somebody else, with a reason.</summary>
    public const string ByReason = "access.reason";

    /// <summary>An intake whom nobody has taken on yet, opened by a clinician.</summary>
    public const string ByIntake = "access.intake";

    /// <summary>The list of who has looked, opened by an administrator.</summary>
    public const string ByLog = "access.log";

    /// <summary>Asked for a reason and not let in.</summary>
    public const string Asked = "access.asked";

    /// <summary>How long a reason holds.</summary>
    public static readonly TimeSpan ReasonHolds = TimeSpan.FromHours(12);

    /// <summary>The most characters of a reason's code and of its text.</summary>
    public const int LongestCode = 32, LongestText = 500;

    private static readonly string[] VisitStates = ["booked", "attended", "missed"];

    private readonly Ledger ledger;
    private readonly FacetDatabase database;

    internal CareTeamStore(Ledger ledger, FacetDatabase database) => (this.ledger, this.database) = (ledger, database);

    /// <summary>Whom an id is about: a patient, an intake, a booking or an override. What comes of it is audited with <see cref="Note"/>.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="account">Their account.</param>
    /// <param name="id">The id.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Null when the clinic has nobody behind it.</returns>
    public async Task<Standing?> Of(Caller caller, Guid account, Guid id, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var db = database.Connect();
        var (patient, intake) = (new PatientId(id), new IntakeId(id));
        var mine = db.Set<PatientRow>().AsNoTracking().Where(row => row.Clinic == caller.Clinic);
        var found = await mine.FirstOrDefaultAsync(row => row.Id == patient || row.Intake == intake, cancellation);
        if (found is null && !await db.HasIntake(caller.Clinic, intake, cancellation))
        {
            if (await db.Set<BookingRow>().Where(row => row.Id == id && row.Clinic == caller.Clinic).Select(row => (PatientId?)row.Patient).FirstOrDefaultAsync(cancellation) is { } visited)
            {
                found = await mine.FirstOrDefaultAsync(row => row.Id == visited, cancellation);
            }
            else if (await db.Set<RuleOverrideRow>().Where(row => row.Id == id && row.Clinic == caller.Clinic).Select(row => (IntakeId?)row.Intake).FirstOrDefaultAsync(cancellation) is { } overridden)
            {
                intake = overridden;
                found = await mine.FirstOrDefaultAsync(row => row.Intake == overridden, cancellation);
            }
            else
            {
                return null;
            }
        }
        if (found is null)
        {
            return new(null, intake, "", false, null);
        }
        var reason = await db.Set<AccessReasonRow>().AsNoTracking().Where(row => row.Patient == found.Id && row.Account == account && row.Until > now)
            .OrderByDescending(row => row.Until).FirstOrDefaultAsync(cancellation);
        return new(found.Id, found.Intake, found.Name, await IsOnTeam(db, found.Id, account, cancellation), reason?.ToReason());
    }

    /// <summary>Writes into the audit that a page about somebody was opened, and by what right; or that it was not.</summary>
    public Task Note(Caller caller, Standing standing, string action, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(standing);
        return ledger.Record(caller, action, standing.Patient is { } patient ? new Subject("patient", patient.Value) : new Subject("intake", standing.Intake.Value), (_, _) => Task.FromResult(true), cancellation);
    }

    /// <summary>Writes down why somebody looks.</summary>
    /// <returns>The reason; null when the clinic has no such patient.</returns>
    /// <exception cref="ArgumentException">Code or text is blank or too long.</exception>
    public Task<AccessReason?> Give(Caller caller, PatientId patient, Guid account, string code, string text, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentException.ThrowIfNullOrWhiteSpace(code);
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(code.Length, LongestCode, nameof(code));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, LongestText, nameof(text));
        var id = ledger.NewId();
        return ledger.Record(caller, "access.give", new Subject("patient", patient.Value), async (db, at) =>
        {
            if (!await db.HasPatient(caller.Clinic, patient, cancellation) || !await IsStaff(db, caller, account, cancellation))
            {
                return null;
            }
            var row = new AccessReasonRow { Id = id, Clinic = caller.Clinic, Patient = patient, Account = account, Code = code, Text = text.Trim(), At = at, Until = at + ReasonHolds };
            db.Add(row);
            return row.ToReason();
        }, cancellation);
    }

    /// <summary>Puts somebody of the staff on a patient's team, or takes them off it.</summary>
    /// <returns>Whether it changed anything.</returns>
    public async Task<bool> Change(Caller caller, PatientId patient, Guid account, bool joins, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await ledger.Record(caller, joins ? "team.join" : "team.leave", new Subject("patient", patient.Value), async (db, at) =>
        {
            if (!await db.HasPatient(caller.Clinic, patient, cancellation) || !await IsStaff(db, caller, account, cancellation) || await IsOnTeam(db, patient, account, cancellation) == joins)
            {
                return null;
            }
            return await Add(db, caller, patient, account, joins, at, cancellation);
        }, cancellation) is not null;
    }

    /// <summary>Puts whoever takes a patient on onto their team, within a larger unit of work.</summary>
    internal static async Task Join(FacetDb db, Caller caller, PatientId patient, Guid account, DateTimeOffset at, CancellationToken cancellation)
    {
        if (!await IsOnTeam(db, patient, account, cancellation)) { await Add(db, caller, patient, account, joins: true, at, cancellation); }
    }

    private static async Task<TeamChangeRow> Add(FacetDb db, Caller caller, PatientId patient, Guid account, bool joins, DateTimeOffset at, CancellationToken cancellation)
    {
        var last = await db.Set<TeamChangeRow>().Where(row => row.Patient == patient).MaxAsync(row => (int?)row.Sequence, cancellation) ?? 0;
        var row = new TeamChangeRow { Patient = patient, Sequence = last + 1, Account = account, Joins = joins, At = at, Author = caller.Actor };
        db.Add(row);
        return row;
    }

    /// <summary>The care team.</summary>
    /// <returns>By name; empty when the clinic has no such patient.</returns>
    public Task<IReadOnlyList<TeamMember>> Members(Caller caller, PatientId patient, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record<IReadOnlyList<TeamMember>>(caller, "team.list", new Subject("patient", patient.Value), async (db, _) =>
        {
            if (!await db.HasPatient(caller.Clinic, patient, cancellation)) { return []; }
            var staff = await db.Set<Account>().AsNoTracking().Where(row => row.Clinic == caller.Clinic && row.Closed == null && row.Patient == null).ToListAsync(cancellation);
            var members = new List<TeamMember>();
            foreach (var account in staff)
            {
                if (await Membership(db, patient, account.Id, cancellation) is { } how) { members.Add(new(account.Id, account.Name, account.Roles, how)); }
            }
            return [.. members.OrderBy(member => member.Name, StringComparer.Ordinal)];
        }, cancellation);
    }

    /// <summary>Who of the staff opened pages about a person, newest first.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="patient">Whose.</param>
    /// <param name="atMost">How many.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task<IReadOnlyList<Look>> Looks(Caller caller, PatientId patient, int atMost, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record<IReadOnlyList<Look>>(caller, "access.list", new Subject("patient", patient.Value), async (db, _) =>
        {
            if (await db.Set<PatientRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == patient && row.Clinic == caller.Clinic, cancellation) is not { } known) { return []; }
            var (id, intake) = (patient.Value, known.Intake.Value);
            string[] actions = [ByTeam, ByReason, ByIntake, ByLog, Asked];
            var rows = await db.Set<AuditRow>().AsNoTracking()
                .Where(row => row.Clinic == caller.Clinic && actions.Contains(row.Action) && ((row.SubjectType == "patient" && row.SubjectId == id) || (row.SubjectType == "intake" && row.SubjectId == intake)))
                .OrderByDescending(row => row.Sequence).Take(atMost).Select(row => new { row.At, row.Actor, row.Action }).ToListAsync(cancellation);
            var reasons = await db.Set<AccessReasonRow>().AsNoTracking().Where(row => row.Patient == patient).ToListAsync(cancellation);
            var staff = await db.Set<Account>().AsNoTracking().Where(row => row.Clinic == caller.Clinic).ToDictionaryAsync(row => row.Id, cancellation);
            return
            [
                .. from row in rows
                   let account = Guid.TryParse(row.Actor, out var who) ? staff.GetValueOrDefault(who) : null
                   where account is { Patient: null }
                   select new Look(row.At, account.Id, account.Name, account.Roles, row.Action, row.Action == ByReason
                       ? reasons.Where(reason => reason.Account == account.Id && reason.At <= row.At && row.At < reason.Until).MaxBy(reason => reason.At)?.ToReason() : null),
            ];
        }, cancellation);
    }

    private static Task<bool> IsStaff(FacetDb db, Caller caller, Guid account, CancellationToken cancellation) =>
        db.Set<Account>().AnyAsync(row => row.Id == account && row.Clinic == caller.Clinic && row.Closed == null && row.Patient == null, cancellation);

    private static async Task<bool> IsOnTeam(FacetDb db, PatientId patient, Guid account, CancellationToken cancellation) => await Membership(db, patient, account, cancellation) is not null;

    /// <summary>How somebody came to be on a team; null for not on it.</summary>
    private static async Task<string?> Membership(FacetDb db, PatientId patient, Guid account, CancellationToken cancellation)
    {
        var change = await db.Set<TeamChangeRow>().AsNoTracking().Where(row => row.Patient == patient && row.Account == account).OrderByDescending(row => row.Sequence).FirstOrDefaultAsync(cancellation);
        if (change is { Joins: true }) { return "added to the team"; }
        var (actor, left) = (account.ToString(), change?.At ?? DateTimeOffset.UnixEpoch);
        if (await db.Set<CarePlanRow>().Where(row => row.Patient == patient && row.Author == actor && row.At > left).MaxAsync(row => (int?)row.Version, cancellation) is { } version)
        {
            return $"signed plan {version}";
        }
        return await db.Set<BookingRow>().AnyAsync(row => row.Patient == patient && VisitStates.Contains(row.State) && row.Starts > left && db.Set<ResourceRow>().Any(resource => resource.Id == row.Staff && resource.Account == account), cancellation)
            ? "booked for a visit" : null;
    }
}
