using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;

namespace Facet.Storage.Site;

/// <summary>A reply as everybody may see it. Where its writer can be reached is not part of it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Slug">The article.</param>
/// <param name="Language">The language of the page that it was written on.</param>
/// <param name="Parent">The reply that it answers; null for none.</param>
/// <param name="Name">The name that is shown.</param>
/// <param name="Text">What it says, as it was written.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="IsByClinic">Whether a clinician of the clinic wrote it.</param>
public sealed record Reply(Guid Id, string Slug, string Language, Guid? Parent, string Name, string Text, DateTimeOffset At, bool IsByClinic);

/// <summary>What a visitor sends.</summary>
/// <param name="Slug">The article.</param>
/// <param name="Language">The language of the page.</param>
/// <param name="Parent">The reply that it answers; null for none.</param>
/// <param name="Name">The name that is shown.</param>
/// <param name="Text">What it says.</param>
/// <param name="TellsOfHarm">Whether it seems to tell of harm.</param>
public sealed record ReplyDraft(string Slug, string Language, Guid? Parent, string Name, string Text, bool TellsOfHarm);

/// <summary>What somebody of the staff decided about a reply.</summary>
/// <param name="IsShown">Whether it is shown.</param>
/// <param name="Code">The coded reason.</param>
/// <param name="Text">The reason, for the writer.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Author">The <see cref="Caller.Actor"/> who decided.</param>
public sealed record ReplyDecision(bool IsShown, string Code, string Text, DateTimeOffset At, string Author);

/// <summary>That a visitor asked to look at a reply again.</summary>
/// <param name="Code">The coded reason.</param>
/// <param name="Text">The visitor's words; may be empty.</param>
/// <param name="At">When, in UTC.</param>
public sealed record ReplyReport(string Code, string Text, DateTimeOffset At);

/// <summary>A reply with everything that was decided and said about it, oldest first.</summary>
/// <param name="Reply">The reply.</param>
/// <param name="TellsOfHarm">Whether it seems to tell of harm.</param>
/// <param name="Decisions">What was decided.</param>
/// <param name="Reports">What was reported.</param>
public sealed record ReplyCase(Reply Reply, bool TellsOfHarm, IReadOnlyList<ReplyDecision> Decisions, IReadOnlyList<ReplyReport> Reports)
{
    /// <summary>The decision that holds; null for none yet.</summary>
    public ReplyDecision? Holds => Decisions.Count > 0 ? Decisions[^1] : null;

    /// <summary>Whether it was reported since the decision that shows it.</summary>
    public bool IsReported => Holds is { IsShown: true } shown && Reports.Any(report => report.At >= shown.At);

    /// <summary>Whether its writer took it back: nobody sees it again.</summary>
    public bool IsTakenBack => Decisions.Any(static decision => decision.Code == ReplyStore.TakenBack);

    /// <summary>Whether somebody has to look at it: what may tell of harm also where its writer took it back before anybody had.</summary>
    public bool IsOpen => Holds is null || IsReported || (TellsOfHarm && Decisions is [{ Code: ReplyStore.TakenBack }]);

    /// <summary>Whether visitors see it: a report takes it away until somebody has looked, unless the clinic had shown it after an earlier report.</summary>
    public bool Stands => Holds is { IsShown: true } shown && (!IsReported || Reports.Any(report => report.At < shown.At));
}

/// <summary>How storing a reply ended.</summary>
public enum ReplyStored
{
    /// <summary>It is there now.</summary>
    Stored,

    /// <summary>It was there already: the same form came twice.</summary>
    AlreadyHere,

    /// <summary>The same words came below the same article within a day.</summary>
    SameWords,

    /// <summary>What it answers is not shown, or is an answer itself.</summary>
    NothingToAnswer,
}

/// <summary>A writer who waits to be told. Only what tells them may ask for it.</summary>
/// <param name="Reply">The reply.</param>
/// <param name="Clinic">The clinic.</param>
/// <param name="Language">The language of the page.</param>
/// <param name="Email">Where to tell them.</param>
/// <param name="Holds">What was decided.</param>
public sealed record ReplyTelling(Guid Reply, ClinicId Clinic, string Language, string Email, ReplyDecision Holds);

/// <summary>Replies below articles. An e-mail address goes in with <see cref="Add"/> and comes out for <see cref="ToTell"/> alone.</summary>
public sealed class ReplyStore
{
    /// <summary>The most characters of a name, a text, a code and of words about a reply.</summary>
    public const int LongestName = 60, LongestText = 2000, LongestCode = 40, LongestReason = 500;

    /// <summary>The code of the decision that comes with a clinician's answer.</summary>
    public const string ByClinic = "by-clinic";

    /// <summary>The code of a writer's own decision that nobody sees a reply any more, and of the decision of somebody who read it after that.</summary>
    public const string TakenBack = "taken-back";

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private readonly Ledger ledger;
    private readonly FacetDatabase database;

    internal ReplyStore(Ledger ledger, FacetDatabase database) => (this.ledger, this.database) = (ledger, database);

    /// <summary>A new secret for the address at which a writer sees what became of a reply.</summary>
    public static string NewSecret() => SecretText.New();

    /// <summary>What visitors see below an article: threads, newest first, each with its answers, oldest first.</summary>
    /// <param name="clinic">The clinic.</param>
    /// <param name="slug">The article.</param>
    /// <param name="language">The language of the page.</param>
    /// <param name="from">How many threads to leave out.</param>
    /// <param name="atMost">The most threads.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The threads, and how many there are in all.</returns>
    public async Task<(IReadOnlyList<(Reply First, IReadOnlyList<Reply> Answers)> Threads, int Count)> Threads(ClinicId clinic, string slug, string language, int from, int atMost, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        var rows = Standing(db, clinic).Where(row => row.Slug == slug && row.Language == language);
        var count = await rows.CountAsync(row => row.Parent == null, cancellation);
        if (count == 0)
        {
            return ([], 0);
        }
        var firsts = await Read(rows.Where(row => row.Parent == null).OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Skip(from).Take(atMost)).ToListAsync(cancellation);
        var ids = firsts.Select(first => (Guid?)first.Id).ToList();
        var answers = (await Read(rows.Where(row => ids.Contains(row.Parent)).OrderBy(row => row.At).ThenBy(row => row.Id)).ToListAsync(cancellation)).ToLookup(answer => answer.Parent!.Value);
        return ([.. firsts.Select(first => (first, (IReadOnlyList<Reply>)[.. answers[first.Id]]))], count);
    }

    /// <summary>The newest replies that visitors see, answers too where what they answer is shown.</summary>
    /// <param name="clinic">The clinic.</param>
    /// <param name="slug">The article; null for all.</param>
    /// <param name="language">The language.</param>
    /// <param name="atMost">The most replies.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<IReadOnlyList<Reply>> Newest(ClinicId clinic, string? slug, string language, int atMost, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        var rows = Standing(db, clinic).Where(row => row.Language == language && (slug == null || row.Slug == slug));
        return await Read(rows.Where(row => row.Parent == null || rows.Any(first => first.Id == row.Parent)).OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Take(atMost)).ToListAsync(cancellation);
    }

    /// <summary>A reply that visitors see.</summary>
    /// <returns>Null for none.</returns>
    public async Task<Reply?> Find(ClinicId clinic, Guid id, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await Read(Standing(db, clinic).Where(row => row.Id == id)).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>A writer's own reply.</summary>
    /// <returns>Null for a secret that belongs to none.</returns>
    public async Task<ReplyCase?> Mine(ClinicId clinic, string secret, CancellationToken cancellation)
    {
        var hash = SecretText.Hash(secret);
        await using var db = database.Connect();
        return await Cases(db, db.Set<ReplyRow>().Where(row => row.Clinic == clinic && row.Receipt == hash), cancellation) is [var mine, ..] ? mine : null;
    }

    /// <summary>Stores a visitor's reply; nobody sees it before somebody of the staff has decided.</summary>
    /// <param name="caller">Nobody in particular, of the clinic whose site it is.</param>
    /// <param name="draft">The reply.</param>
    /// <param name="email">Where to tell the writer; kept apart, and removed once they were told.</param>
    /// <param name="secret">The secret of the writer's own address, from <see cref="NewSecret"/>.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task<ReplyStored> Add(Caller caller, ReplyDraft draft, string email, string secret, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentException.ThrowIfNullOrWhiteSpace(email);
        Demand(draft.Name, LongestName);
        Demand(draft.Text, LongestText);
        var (id, hash) = (ledger.NewId(), SecretText.Hash(secret));
        return ledger.Record(caller, "reply.write", new Subject("reply", id), async (db, at) =>
        {
            var rows = db.Set<ReplyRow>().AsNoTracking().Where(row => row.Clinic == caller.Clinic);
            if (await rows.AnyAsync(row => row.Receipt == hash, cancellation)) { return ReplyStored.AlreadyHere; }
            var yesterday = at - Day;
            if (await rows.AnyAsync(row => row.Slug == draft.Slug && row.Text == draft.Text && row.At > yesterday, cancellation)) { return ReplyStored.SameWords; }
            if (draft.Parent is { } parent && !await Standing(db, caller.Clinic).AnyAsync(row => row.Id == parent && row.Parent == null && row.Slug == draft.Slug && row.Language == draft.Language, cancellation)) { return ReplyStored.NothingToAnswer; }
            db.Add(new ReplyRow { Id = id, Clinic = caller.Clinic, Slug = draft.Slug, Language = draft.Language, Parent = draft.Parent, Name = draft.Name, Text = draft.Text, TellsOfHarm = draft.TellsOfHarm, At = at, Account = null, Receipt = hash });
            db.Add(new ReplyContactRow { Reply = id, Email = email });
            return ReplyStored.Stored;
        }, cancellation);
    }

    /// <summary>Stores a clinician's answer; it is shown at once, in the thread of what it answers.</summary>
    /// <returns>Whether what it answers is shown.</returns>
    public Task<bool> Answer(Caller caller, Guid account, string name, Guid answers, string text, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        Demand(text, LongestText);
        var id = ledger.NewId();
        return ledger.Record(caller, "reply.answer", new Subject("reply", id), async (db, at) =>
        {
            if (await Standing(db, caller.Clinic).FirstOrDefaultAsync(row => row.Id == answers, cancellation) is not { } to) { return false; }
            db.Add(new ReplyRow { Id = id, Clinic = caller.Clinic, Slug = to.Slug, Language = to.Language, Parent = to.Parent ?? to.Id, Name = name.Length > LongestName ? name[..LongestName] : name, Text = text, TellsOfHarm = false, At = at, Account = account, Receipt = "" });
            db.Add(new ReplyDecisionRow { Reply = id, Sequence = 1, IsShown = true, Code = ByClinic, Text = "", At = at, Author = caller.Actor });
            return true;
        }, cancellation);
    }

    /// <summary>Takes a writer's reply back: nobody sees it any more, and where the writer can be reached is removed. The clinic keeps the words and cannot show them again.</summary>
    /// <param name="caller">Nobody in particular, of the clinic whose site it is.</param>
    /// <param name="secret">The secret of the writer's own address.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Whether the secret belongs to a reply that was not taken back before.</returns>
    public async Task<bool> TakeBack(Caller caller, string secret, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (await Mine(caller.Clinic, secret, cancellation) is not { Reply.Id: var id }) { return false; }
        return await ledger.Record(caller, "reply.take-back", new Subject("reply", id), async (db, at) =>
        {
            if (await db.Set<ReplyDecisionRow>().AnyAsync(row => row.Reply == id && row.Code == TakenBack, cancellation)) { return false; }
            var decisions = await db.Set<ReplyDecisionRow>().CountAsync(row => row.Reply == id, cancellation);
            db.Add(new ReplyDecisionRow { Reply = id, Sequence = decisions + 1, IsShown = false, Code = TakenBack, Text = "", At = at, Author = caller.Actor });
            await db.Set<ReplyContactRow>().Where(row => row.Reply == id).ExecuteDeleteAsync(cancellation);
            return true;
        }, cancellation);
    }

    /// <summary>What waits for somebody of the staff: what tells of harm first, then the oldest.</summary>
    public Task<IReadOnlyList<ReplyCase>> Open(Caller caller, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "reply.queue", new Subject("clinic", caller.Clinic.Value), async (db, _) => await Open(db, caller.Clinic, cancellation), cancellation);
    }

    /// <summary>What was decided last, newest reply first.</summary>
    public Task<IReadOnlyList<ReplyCase>> Decided(Caller caller, int atMost, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "reply.decided", new Subject("clinic", caller.Clinic.Value), async (db, _) => (IReadOnlyList<ReplyCase>)
            [.. (await Cases(db, db.Set<ReplyRow>().Where(row => row.Clinic == caller.Clinic && db.Set<ReplyDecisionRow>().Any(decision => decision.Reply == row.Id)).OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Take(atMost), cancellation)).OrderByDescending(each => each.Reply.At)], cancellation);
    }

    /// <summary>One reply.</summary>
    /// <returns>Null when the clinic has none such.</returns>
    public Task<ReplyCase?> Read(Caller caller, Guid id, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ledger.Record(caller, "reply.read", new Subject("reply", id), async (db, _) => await Cases(db, db.Set<ReplyRow>().Where(row => row.Clinic == caller.Clinic && row.Id == id), cancellation) is [var found, ..] ? found : null, cancellation);
    }

    /// <summary>Decides about a reply; the newest decision holds.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="id">The reply.</param>
    /// <param name="seen">How many decisions and reports whoever decides had before them.</param>
    /// <param name="isShown">Whether it is shown.</param>
    /// <param name="code">The coded reason.</param>
    /// <param name="text">The reason, for the writer; refusing needs one, reading what was <see cref="TakenBack"/> none.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Whether the clinic has such a reply, nothing happened to it meanwhile, and what its writer took back stays so.</returns>
    public Task<bool> Decide(Caller caller, Guid id, int seen, bool isShown, string code, string text, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        Demand(code, LongestCode);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, LongestReason, nameof(text));
        if (!isShown && code != TakenBack) { ArgumentException.ThrowIfNullOrWhiteSpace(text); }
        return ledger.Record(caller, isShown ? "reply.show" : "reply.refuse", new Subject("reply", id), async (db, at) =>
        {
            var decisions = await db.Set<ReplyDecisionRow>().CountAsync(row => row.Reply == id, cancellation);
            if (decisions + await db.Set<ReplyReportRow>().CountAsync(row => row.Reply == id, cancellation) != seen || !await db.Set<ReplyRow>().AnyAsync(row => row.Id == id && row.Clinic == caller.Clinic, cancellation)) { return false; }
            if (await db.Set<ReplyDecisionRow>().AnyAsync(row => row.Reply == id && row.Code == TakenBack, cancellation) != (code == TakenBack)) { return false; }
            db.Add(new ReplyDecisionRow { Reply = id, Sequence = decisions + 1, IsShown = isShown, Code = code, Text = text, At = at, Author = caller.Actor });
            return true;
        }, cancellation);
    }

    /// <summary>Asks to look at a reply again.</summary>
    /// <returns>Whether visitors saw it.</returns>
    public Task<bool> Report(Caller caller, Guid id, string code, string text, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        Demand(code, LongestCode);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, LongestReason, nameof(text));
        return ledger.Record(caller, "reply.report", new Subject("reply", id), async (db, at) =>
        {
            if (!await Standing(db, caller.Clinic).AnyAsync(row => row.Id == id, cancellation)) { return false; }
            db.Add(new ReplyReportRow { Id = ledger.NewId(), Reply = id, Code = code, Text = text, At = at });
            return true;
        }, cancellation);
    }

    /// <summary>Writers who have not been told what was decided, whatever their clinic.</summary>
    public async Task<IReadOnlyList<ReplyTelling>> ToTell(CancellationToken cancellation)
    {
        await using var db = database.Connect();
        return await (from contact in db.Set<ReplyContactRow>().AsNoTracking()
                      join row in db.Set<ReplyRow>() on contact.Reply equals row.Id
                      join newest in db.Set<ReplyDecisionRow>() on contact.Reply equals newest.Reply
                      where !db.Set<ReplyDecisionRow>().Any(later => later.Reply == newest.Reply && later.Sequence > newest.Sequence)
                      orderby newest.At
                      select new ReplyTelling(row.Id, row.Clinic, row.Language, contact.Email, new ReplyDecision(newest.IsShown, newest.Code, newest.Text, newest.At, newest.Author))).ToListAsync(cancellation);
    }

    /// <summary>Replies before <paramref name="before"/> that nobody has decided about and whose writers can still be reached.</summary>
    public async Task<IReadOnlyList<(Guid Reply, ClinicId Clinic)>> Unanswered(DateTimeOffset before, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        var rows = await db.Set<ReplyContactRow>().AsNoTracking().Join(db.Set<ReplyRow>(), contact => contact.Reply, row => row.Id, (_, row) => row)
            .Where(row => row.At < before && !db.Set<ReplyDecisionRow>().Any(decision => decision.Reply == row.Id)).Select(row => new { row.Id, row.Clinic }).ToListAsync(cancellation);
        return [.. rows.Select(row => (row.Id, row.Clinic))];
    }

    /// <summary>Removes where a writer can be reached.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="reply">The reply.</param>
    /// <param name="told">Whether the writer was told, or the time is over.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task<bool> Forget(Caller caller, Guid reply, bool told, CancellationToken cancellation) =>
        ledger.Record(caller, told ? "reply.told" : "reply.forget", new Subject("reply", reply), async (db, _) => await db.Set<ReplyContactRow>().Where(row => row.Reply == reply).ExecuteDeleteAsync(cancellation) > 0, cancellation);

    /// <summary>What waits, inside somebody else's unit of work.</summary>
    internal static async Task<IReadOnlyList<ReplyCase>> Open(FacetDb db, ClinicId clinic, CancellationToken cancellation)
    {
        var decisions = db.Set<ReplyDecisionRow>();
        var rows = db.Set<ReplyRow>().Where(row => row.Clinic == clinic && (!decisions.Any(decision => decision.Reply == row.Id && !(row.TellsOfHarm && decision.Code == TakenBack && decision.Sequence == 1))
            || db.Set<ReplyReportRow>().Any(report => report.Reply == row.Id && !decisions.Any(decision => decision.Reply == row.Id && decision.At > report.At))));
        return [.. (await Cases(db, rows, cancellation)).Where(each => each.IsOpen).OrderByDescending(each => each.TellsOfHarm).ThenBy(each => each.IsReported ? each.Reports[^1].At : each.Reply.At).ThenBy(each => each.Reply.Id)];
    }

    // The same as ReplyCase.Stands, for the database.
    private static IQueryable<ReplyRow> Standing(FacetDb db, ClinicId clinic) =>
        from row in db.Set<ReplyRow>().AsNoTracking()
        join newest in db.Set<ReplyDecisionRow>() on row.Id equals newest.Reply
        where row.Clinic == clinic && newest.IsShown && !db.Set<ReplyDecisionRow>().Any(later => later.Reply == newest.Reply && later.Sequence > newest.Sequence)
            && (!db.Set<ReplyReportRow>().Any(report => report.Reply == row.Id && report.At >= newest.At) || db.Set<ReplyReportRow>().Any(report => report.Reply == row.Id && report.At < newest.At))
        select row;

    private static IQueryable<Reply> Read(IQueryable<ReplyRow> rows) => rows.Select(row => new Reply(row.Id, row.Slug, row.Language, row.Parent, row.Name, row.Text, row.At, row.Account != null));

    private static async Task<IReadOnlyList<ReplyCase>> Cases(FacetDb db, IQueryable<ReplyRow> rows, CancellationToken cancellation)
    {
        var found = await rows.AsNoTracking().ToListAsync(cancellation);
        var ids = found.Select(row => row.Id).ToList();
        var decisions = (await db.Set<ReplyDecisionRow>().AsNoTracking().Where(row => ids.Contains(row.Reply)).OrderBy(row => row.Sequence).ToListAsync(cancellation)).ToLookup(row => row.Reply);
        var reports = (await db.Set<ReplyReportRow>().AsNoTracking().Where(row => ids.Contains(row.Reply)).OrderBy(row => row.At).ThenBy(row => row.Id).ToListAsync(cancellation)).ToLookup(row => row.Reply);
        return
        [
            .. found.Select(row => new ReplyCase(new(row.Id, row.Slug, row.Language, row.Parent, row.Name, row.Text, row.At, row.Account != null), row.TellsOfHarm,
                [.. decisions[row.Id].Select(each => new ReplyDecision(each.IsShown, each.Code, each.Text, each.At, each.Author))], [.. reports[row.Id].Select(each => new ReplyReport(each.Code, each.Text, each.At))])),
        ];
    }

    private static void Demand(string text, int longest)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, longest, nameof(text));
    }
}
