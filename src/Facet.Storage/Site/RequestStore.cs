using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Storage.Intake;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Site;

/// <summary>How to reach somebody who asks to be seen, and what they want.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Email">Their address; empty for none.</param>
/// <param name="Phone">Their number; empty for none.</param>
/// <param name="Times">Preferred times, as words that the page knows, separated by blanks.</param>
/// <param name="Goals">What they want, in their words.</param>
public sealed record ConsultationContact(string Name, string Email, string Phone, string Times, string Goals)
{
    /// <summary>The most characters of a phone number, of the times and of the goals.</summary>
    public const int LongestPhone = 40, LongestTimes = 200, LongestGoals = 1000;
}

/// <summary>What somebody hands in who asks to be seen.</summary>
/// <param name="Intake">Their answers about danger.</param>
/// <param name="Language">The code of the language in which they asked.</param>
/// <param name="Tier">What triage says, as its word; <c>unknown</c> where an answer about danger is open.</param>
/// <param name="Due">Until when somebody answers.</param>
/// <param name="Contact">How to reach them.</param>
public sealed record RequestDraft(IntakeId Intake, string Language, string Tier, DateTimeOffset Due, ConsultationContact Contact);

/// <summary>What the clinic did about a request.</summary>
/// <param name="Code">A word of <see cref="RequestCodes"/>.</param>
/// <param name="Text">For the clinic where it was tried to reach somebody, for the person where it closes the request.</param>
/// <param name="Patient">Who the person became; null for nobody.</param>
/// <param name="Again">Until when somebody tries again; null where that closes it.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Author">The <see cref="Caller.Actor"/>.</param>
public sealed record ConsultationAnswer(string Code, string Text, PatientId? Patient, DateTimeOffset? Again, DateTimeOffset At, string Author);

/// <summary>That somebody asks to be seen, and what became of it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Intake">Their answers.</param>
/// <param name="Language">The code of the language in which they asked.</param>
/// <param name="Tier">What triage said when they asked, as its word.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="FirstDue">Until when they were told that somebody answers.</param>
/// <param name="Contact">How to reach them; null once that is gone.</param>
/// <param name="Answers">What the clinic did, in order.</param>
public sealed record ConsultationRequest(Guid Id, IntakeId Intake, string Language, string Tier, DateTimeOffset At, DateTimeOffset FirstDue, ConsultationContact? Contact, IReadOnlyList<ConsultationAnswer> Answers)
{
    /// <summary>Whether somebody still has to answer.</summary>
    public bool IsOpen => Answers.All(answer => answer.Again is not null);

    /// <summary>The newest answer; null for none.</summary>
    public ConsultationAnswer? Last => Answers.Count == 0 ? null : Answers[^1];

    /// <summary>Until when somebody answers, or tries again.</summary>
    public DateTimeOffset Due => Last?.Again ?? FirstDue;
}

/// <summary>Words of answers to requests.</summary>
public static class RequestCodes
{
    /// <summary>Somebody tried to reach the person; the request stays open.</summary>
    public const string Tried = "tried";

    /// <summary>The person became a patient.</summary>
    public const string Taken = "taken";

    /// <summary>The person's data was erased.</summary>
    public const string Erased = "erased";

    /// <summary>Reasons to close a request that need no clinician: the person decided, or could not be reached.</summary>
    public static readonly IReadOnlyList<string> OfFrontDesk = ["withdrawn", "not-reached", "asked-twice"];

    /// <summary>Reasons to close a request that a clinician answers for.</summary>
    public static readonly IReadOnlyList<string> OfClinician = ["other-care", "no-places", "advice-given"];
}

/// <summary>How handing in a request ended.</summary>
public abstract record RequestResult
{
    private RequestResult()
    {
    }

    /// <summary>It is there.</summary>
    /// <param name="Id">Its name.</param>
    /// <param name="Secret">Of the address under which the person sees what becomes of it. It is nowhere else.</param>
    public sealed record Made(Guid Id, string Secret) : RequestResult;

    /// <summary>The same answers belong to a request that is open: there is no second one.</summary>
    public sealed record AlreadyOpen : RequestResult;

    /// <summary>The clinic takes no more requests in this hour.</summary>
    public sealed record Full : RequestResult;

    /// <summary>The clinic has no such intake.</summary>
    public sealed record Absent : RequestResult;
}

/// <summary>How taking somebody on ended.</summary>
public abstract record TakeOnResult
{
    private TakeOnResult()
    {
    }

    /// <summary>They are a patient.</summary>
    /// <param name="Patient">Who.</param>
    /// <param name="Secret">Of the invitation's link; null where nobody was invited.</param>
    public sealed record Taken(PatientId Patient, string? Secret) : TakeOnResult;

    /// <summary>The request is closed, or was never there, or its person is gone.</summary>
    public sealed record Closed : TakeOnResult;

    /// <summary>An account has the address: nothing was done.</summary>
    public sealed record AddressTaken : TakeOnResult;
}

/// <summary>People who ask to be seen. What is stored of a request is a fact and stays; how to reach its person goes <see cref="KeepsContact"/> after it is closed.</summary>
public sealed class RequestStore
{
    /// <summary>How long after a request is closed the clinic keeps how to reach its person.</summary>
    public static readonly TimeSpan KeepsContact = TimeSpan.FromDays(90);

    /// <summary>The most characters of an answer.</summary>
    public const int LongestText = 1000;

    private readonly Ledger ledger;
    private readonly FacetDatabase database;
    private readonly TimeProvider clock;

    internal RequestStore(Ledger ledger, FacetDatabase database, TimeProvider clock) => (this.ledger, this.database, this.clock) = (ledger, database, clock);

    /// <summary>Hands a request in, unless the same answers belong to one that is open.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="draft">What they hand in.</param>
    /// <param name="mostPerHour">How many requests the clinic takes in an hour.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">A text is longer than its place, or there is no name or no way to reach them.</exception>
    public async Task<RequestResult> Make(Caller caller, RequestDraft draft, int mostPerHour, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(draft);
        var contact = draft.Contact;
        ArgumentException.ThrowIfNullOrWhiteSpace(contact.Name, nameof(draft));
        ArgumentException.ThrowIfNullOrWhiteSpace(contact.Email + contact.Phone, nameof(draft));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(contact.Name.Length, PatientStore.LongestName, nameof(draft));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(contact.Email.Length, Account.LongestEmail, nameof(draft));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(contact.Phone.Length, ConsultationContact.LongestPhone, nameof(draft));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(contact.Times.Length, ConsultationContact.LongestTimes, nameof(draft));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(contact.Goals.Length, ConsultationContact.LongestGoals, nameof(draft));
        var (id, secret) = (ledger.NewId(), SecretText.New());
        RequestResult result = new RequestResult.Absent();
        await ledger.Record(caller, "request.make", new Subject("intake", draft.Intake.Value), async (db, at) =>
        {
            if (!await db.HasIntake(caller.Clinic, draft.Intake, cancellation)) { return null; }
            if (await OpenRows(db, caller.Clinic).AnyAsync(row => row.Intake == draft.Intake, cancellation))
            {
                result = new RequestResult.AlreadyOpen();
                return null;
            }
            var hour = at.AddHours(-1);
            if (await db.Set<ConsultationRequestRow>().CountAsync(row => row.Clinic == caller.Clinic && row.At > hour, cancellation) >= mostPerHour)
            {
                result = new RequestResult.Full();
                return null;
            }
            db.Add(new ConsultationRequestRow { Id = id, Clinic = caller.Clinic, Intake = draft.Intake, Language = draft.Language, Tier = draft.Tier, At = at, Due = draft.Due, Receipt = SecretText.Hash(secret) });
            db.Add(new ConsultationContactRow { Request = id, Name = contact.Name, Email = contact.Email, Phone = contact.Phone, Times = contact.Times, Goals = contact.Goals });
            return result = new RequestResult.Made(id, secret);
        }, cancellation);
        return result;
    }

    /// <summary>Writes into the audit that a request was not kept because only a program would have filled in its form.</summary>
    public Task Drop(Caller caller, IntakeId intake, CancellationToken cancellation) => ledger.Record(caller, "request.drop", new Subject("intake", intake.Value), (_, _) => Task.FromResult(true), cancellation);

    /// <summary>The newest request with these answers.</summary>
    /// <returns>Null for none.</returns>
    public Task<ConsultationRequest?> OfIntake(Caller caller, IntakeId intake, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "request.own", new Subject("intake", intake.Value), async (db, _) => await OfIntake(db, caller.Clinic, intake, cancellation) is [.., var newest] ? newest : null, cancellation);
    }

    /// <summary>The request behind a secret address.</summary>
    /// <remarks>A secret that nobody was given leaves no row in the audit: whoever tries addresses must not fill the disk.</remarks>
    /// <returns>Null for none.</returns>
    public async Task<ConsultationRequest?> OfReceipt(Caller caller, string secret, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(secret);
        var hash = SecretText.Hash(secret);
        await using var look = database.Connect();
        return await Rows(look, caller.Clinic).Where(row => row.Receipt == hash).Select(row => (Guid?)row.Id).FirstOrDefaultAsync(cancellation) is not { } id ? null
            : await ledger.Record(caller, "request.receipt", new Subject("request", id), async (db, _) => (await Read(db, Rows(db, caller.Clinic).Where(row => row.Id == id), cancellation)).FirstOrDefault(), cancellation);
    }

    /// <summary>Every open request, and the newest closed ones whose contact is still kept; each in the order of asking.</summary>
    public Task<IReadOnlyList<ConsultationRequest>> All(Caller caller, int mostClosed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record<IReadOnlyList<ConsultationRequest>>(caller, "request.list", new Subject("clinic", caller.Clinic.Value), async (db, _) =>
        [
            .. await Read(db, OpenRows(db, caller.Clinic), cancellation),
            .. await Read(db, Rows(db, caller.Clinic).Where(row => db.Set<ConsultationAnswerRow>().Any(answer => answer.Request == row.Id && answer.Again == null) && db.Set<ConsultationContactRow>().Any(contact => contact.Request == row.Id))
                .OrderByDescending(row => row.Id).Take(mostClosed), cancellation),
        ], cancellation);
    }

    /// <summary>One request.</summary>
    /// <returns>Null when the clinic has no such request.</returns>
    public Task<ConsultationRequest?> Find(Caller caller, Guid id, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "request.read", new Subject("request", id), async (db, _) => (await Read(db, Rows(db, caller.Clinic).Where(row => row.Id == id), cancellation)).FirstOrDefault(), cancellation);
    }

    /// <summary>Writes down what was done about an open request.</summary>
    /// <param name="caller">Who did it.</param>
    /// <param name="id">The request.</param>
    /// <param name="code">A word of <see cref="RequestCodes"/>, but not that somebody was taken on.</param>
    /// <param name="text">For the clinic where it was tried to reach somebody, for the person where it closes the request.</param>
    /// <param name="again">Until when somebody tries again; null closes the request.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Whether the request was open.</returns>
    public async Task<bool> Answer(Caller caller, Guid id, string code, string text, DateTimeOffset? again, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(text);
        if (again is null ? !RequestCodes.OfFrontDesk.Concat(RequestCodes.OfClinician).Contains(code) : code != RequestCodes.Tried)
        {
            throw new ArgumentException("A word that does not fit.", nameof(code));
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, LongestText, nameof(text));
        return await ledger.Record(caller, $"request.{(again is null ? "close" : "try")}", new Subject("request", id), async (db, at) =>
            await OpenRows(db, caller.Clinic).AnyAsync(row => row.Id == id, cancellation) ? await Add(db, caller, id, code, text, null, again, at, cancellation) : null, cancellation) is not null;
    }

    /// <summary>Takes somebody on: a patient, an invitation, a place on the care team and the end of the request, all or nothing, and once.</summary>
    /// <param name="caller">Who takes them on.</param>
    /// <param name="account">Their account, which joins the care team.</param>
    /// <param name="id">The request.</param>
    /// <param name="email">Whom to invite; empty to invite nobody yet.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<TakeOnResult> TakeOn(Caller caller, Guid account, Guid id, string email, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(email);
        var (patient, invitation, secret) = (new PatientId(ledger.NewId()), ledger.NewId(), SecretText.New());
        TakeOnResult result = new TakeOnResult.Closed();
        await ledger.Record(caller, "request.take", new Subject("request", id), async (db, at) =>
        {
            if (await OpenRows(db, caller.Clinic).FirstOrDefaultAsync(row => row.Id == id, cancellation) is not { } request) { return null; }
            if (email.Length > 0 && await db.HasAccount(email, cancellation))
            {
                result = new TakeOnResult.AddressTaken();
                return null;
            }
            var name = await db.Set<ConsultationContactRow>().Where(row => row.Request == id).Select(row => row.Name).FirstAsync(cancellation);
            if (await PatientStore.Take(db, caller, request.Intake, name, patient, at, cancellation) is not { Erased: null } taken) { return null; }
            await CareTeamStore.Join(db, caller, taken.Id, account, at, cancellation);
            if (email.Length > 0)
            {
                // Whoever signed their plan may have invited them before.
                await InvitationStore.WithdrawOthers(db, caller, invitation, null, taken.Id, at, cancellation);
                db.Add(InvitationRow.OfPatient(caller, invitation, secret, email, taken.Id, at));
            }
            await Add(db, caller, id, RequestCodes.Taken, "", taken.Id, null, at, cancellation);
            return result = new TakeOnResult.Taken(taken.Id, email.Length > 0 ? secret : null);
        }, cancellation);
        return result;
    }

    /// <summary>Removes how to reach people whose request has been closed for <see cref="KeepsContact"/>, in every clinic.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ForgetContacts(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow() - KeepsContact;
        await using var look = database.Connect();
        var clinics = await look.Set<ConsultationRequestRow>().Where(row => Past(look, before).Any(contact => contact.Request == row.Id)).Select(row => row.Clinic).Distinct().ToListAsync(cancellation);
        var gone = 0;
        foreach (var clinic in clinics)
        {
            gone += await ledger.Record(Caller.Program(clinic), "request.forget", new Subject("clinic", clinic.Value), (db, _) =>
                Past(db, before).Where(contact => db.Set<ConsultationRequestRow>().Any(row => row.Id == contact.Request && row.Clinic == clinic)).ExecuteDeleteAsync(cancellation), cancellation);
        }
        return gone;
    }

    /// <summary>All requests with these answers, oldest first.</summary>
    internal static async Task<IReadOnlyList<ConsultationRequest>> OfIntake(FacetDb db, ClinicId clinic, IntakeId intake, CancellationToken cancellation) => await Read(db, Rows(db, clinic).Where(row => row.Intake == intake), cancellation);

    /// <summary>Requests that wait, as the work list needs them.</summary>
    internal static async Task<List<ConsultationRequest>> Open(FacetDb db, ClinicId clinic, CancellationToken cancellation) => await Read(db, OpenRows(db, clinic), cancellation);

    /// <summary>Removes how to reach a person who is erased, and closes what they had asked.</summary>
    internal static async Task Erase(FacetDb db, Caller caller, PatientId patient, DateTimeOffset at, CancellationToken cancellation)
    {
        var own = Rows(db, caller.Clinic).Where(row => db.Set<PatientRow>().Any(each => each.Id == patient && each.Intake == row.Intake));
        foreach (var id in await OpenRows(db, caller.Clinic).Where(row => own.Any(each => each.Id == row.Id)).Select(row => row.Id).ToListAsync(cancellation))
        {
            await Add(db, caller, id, RequestCodes.Erased, "", null, null, at, cancellation);
        }
        await db.Set<ConsultationContactRow>().Where(row => own.Any(each => each.Id == row.Request)).ExecuteDeleteAsync(cancellation);
    }

    private static IQueryable<ConsultationContactRow> Past(FacetDb db, DateTimeOffset before) =>
        db.Set<ConsultationContactRow>().Where(row => db.Set<ConsultationAnswerRow>().Any(answer => answer.Request == row.Request && answer.Again == null && answer.At <= before));

    private static IQueryable<ConsultationRequestRow> Rows(FacetDb db, ClinicId clinic) => db.Set<ConsultationRequestRow>().AsNoTracking().Where(row => row.Clinic == clinic);

    private static IQueryable<ConsultationRequestRow> OpenRows(FacetDb db, ClinicId clinic) =>
        Rows(db, clinic).Where(row => !db.Set<ConsultationAnswerRow>().Any(answer => answer.Request == row.Id && answer.Again == null));

    private static async Task<ConsultationAnswerRow?> Add(FacetDb db, Caller caller, Guid id, string code, string text, PatientId? patient, DateTimeOffset? again, DateTimeOffset at, CancellationToken cancellation)
    {
        var last = await db.Set<ConsultationAnswerRow>().Where(row => row.Request == id).MaxAsync(row => (int?)row.Sequence, cancellation) ?? 0;
        var answer = new ConsultationAnswerRow { Request = id, Sequence = last + 1, Code = code, Text = text, Patient = patient, Again = again, At = at, Author = caller.Actor };
        db.Add(answer);
        return answer;
    }

    private static async Task<List<ConsultationRequest>> Read(FacetDb db, IQueryable<ConsultationRequestRow> which, CancellationToken cancellation)
    {
        var rows = await which.ToListAsync(cancellation);
        List<Guid> ids = [.. rows.Select(row => row.Id)];
        var contacts = await db.Set<ConsultationContactRow>().AsNoTracking().Where(row => ids.Contains(row.Request)).ToDictionaryAsync(row => row.Request, cancellation);
        var answers = (await db.Set<ConsultationAnswerRow>().AsNoTracking().Where(row => ids.Contains(row.Request)).ToListAsync(cancellation)).ToLookup(row => row.Request);
        return
        [
            .. from row in rows
               orderby row.Id
               let contact = contacts.GetValueOrDefault(row.Id)
               select new ConsultationRequest(row.Id, row.Intake, row.Language, row.Tier, row.At, row.Due,
                   contact is null ? null : new(contact.Name, contact.Email, contact.Phone, contact.Times, contact.Goals),
                   [.. answers[row.Id].OrderBy(answer => answer.Sequence).Select(answer => new ConsultationAnswer(answer.Code, answer.Text, answer.Patient, answer.Again, answer.At, answer.Author))]),
        ];
    }
}
