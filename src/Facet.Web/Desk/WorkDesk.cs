using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Facet.Care;
using Facet.Interop.Json;
using Facet.Knowledge;
using Facet.Outcomes;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Storage.Intake;
using Facet.Storage.Planning;
using Facet.Storage.Site;
using Facet.Triage;
using Facet.Web.Care;
using Facet.Web.Requests;
using Facet.Web.SignIn;

namespace Facet.Web.Desk;

/// <summary>Whose things a list shows.</summary>
public enum WorkScope
{
    /// <summary>Everybody's.</summary>
    All,

    /// <summary>Of patients whose care team one is on.</summary>
    Team,

    /// <summary>Of patients whose plan one signed, or for whom one is booked.</summary>
    Mine,
}

/// <summary>The work list as one clinician sees it.</summary>
/// <param name="List">What waits, in order.</param>
/// <param name="Mine">Patients whose plan they signed, or for whom they are booked.</param>
/// <param name="Team">Patients whose care team they are on.</param>
public sealed record WorkView(WorkList List, IReadOnlySet<Guid> Mine, IReadOnlySet<Guid> Team)
{
    public bool IsIn(WorkItem item, WorkScope scope) => scope switch
    {
        WorkScope.Mine => item.Patient is { } patient && Mine.Contains(patient),
        WorkScope.Team => item.Patient is { } patient && Team.Contains(patient),
        _ => true,
    };
}

/// <summary>What is known of a thing that left the list while somebody was writing its answer.</summary>
/// <param name="Patient">Whom it is about.</param>
/// <param name="Work">What kind of thing, as a word.</param>
/// <param name="IsStored">Whether these very words are stored: their form was sent twice.</param>
/// <param name="Last">The last answer to such a thing; empty for none.</param>
/// <param name="By">Who gave it; empty for nobody.</param>
/// <param name="At">When, in UTC.</param>
internal sealed record LateWork(PatientId Patient, string Work, bool IsStored, string Last, string By, DateTimeOffset At);

/// <summary>Makes the work list from what is stored, and stores answers to it.</summary>
/// <remarks>
/// A task is answered where it stands (<c>clinic_task_answer</c>). What is worked out from the record, as silence or a review that is due, has no row of its own: its answer
/// is an entry of the person's record (<see cref="WorkAnswered"/>), so that it is proved by the audit, stands in the timeline and outlives an erasure, and says when the thing comes back.
/// </remarks>
internal sealed class WorkDesk(WorkStore store, ClinicTaskStore tasks, CarePlanStore plans, PatientStore patients, CareTeamStore team, EntryLog log, PlanShelf shelf, OutcomeMeasures measures, RequestStore requests, ClinicalKnowledge knowledge, ClinicDay day)
{
    /// <summary>Within how many hours a second clinician looks at an override, and somebody at a proposal that no rule gives a time for and at a reply that tells of harm: choices.</summary>
    private const int OverrideHours = 24, ProposalHours = 72, ReplyHours = 24;

    /// <summary>Days after a task about getting worse was answered in which the same scores ask for nothing more; as long as the watch over them keeps quiet.</summary>
    private const int QuietDays = 28;

    private const string ReplyKey = "reply:", RequestKey = "request:";

    // Signed plans and proposals never change: what the list needs of them is read once.
    private readonly ConcurrentDictionary<(PatientId, int), FollowedPlan> followed = new();
    private readonly ConcurrentDictionary<ProposalId, Held> held = new();

    private sealed record Held(TriageTier? Tier, string Text, int? Hours);

    public async Task<WorkView> Read(StaffMember member, CancellationToken cancellation)
    {
        var facts = await store.Read(member.Caller, member.Id, cancellation);
        var now = day.Now;
        var items = new List<WorkItem>();
        var byIntake = facts.People.ToDictionary(person => person.Intake);
        items.AddRange(facts.Tasks.Select(task => new WorkItem
        {
            Key = $"task:{task.Id}", Kind = WorkKinds.OfTask(task.Kind), Tier = TriageWords.ParseTier(task.Tier), Patient = task.Patient.Value, Name = task.Name, Text = task.Text, Since = task.At, Due = task.Due,
        }));
        var underReview = facts.Tasks.Where(task => WorkKinds.OfTask(task.Kind) == WorkKind.Worsening).Select(task => task.Patient).ToHashSet();
        var answers = new Dictionary<PatientId, IReadOnlyList<WorkAnswer>>();
        foreach (var person in facts.People)
        {
            var followUp = await FollowUpOf(member.Caller, person, facts, cancellation);
            answers[person.Patient] = followUp.Answers;
            items.AddRange(followUp.Items(now).Where(item => item.Kind != WorkKind.Worsening || !underReview.Contains(person.Patient)));
        }
        foreach (var proposal in facts.Proposals)
        {
            var person = byIntake.GetValueOrDefault(proposal.Intake);
            // A plan that was signed since answers a proposal; that triage stops somebody after it was signed does not.
            if (person?.SignedAt is { } signed && (proposal.Outcome == ProposalOutcome.Plan || signed >= proposal.At)) { continue; }
            var known = await HeldOf(member.Caller, proposal, cancellation);
            var item = new WorkItem
            {
                Key = $"proposal:{proposal.Id}", Kind = proposal.Outcome == ProposalOutcome.Plan ? WorkKind.Proposal : WorkKind.HeldIntake, Tier = known.Tier, Patient = person?.Patient.Value, Intake = proposal.Intake.Value,
                Name = person?.Name ?? "", Text = known.Text, Since = proposal.At, Due = proposal.At.AddHours(known.Hours ?? ProposalHours),
            };
            if (person is null || !answers[person.Patient].Any(answer => answer.Kind == item.Kind && answer.At >= item.Since && (answer.Again is not { } again || day.Today < again))) { items.Add(item); }
        }
        items.AddRange(facts.Overrides.Select(each => new WorkItem
        {
            Key = $"override:{each.Id}", Kind = WorkKind.Override, Tier = TriageTier.Urgent, Patient = byIntake.GetValueOrDefault(each.Intake)?.Patient.Value, Intake = each.Intake.Value, Name = byIntake.GetValueOrDefault(each.Intake)?.Name ?? "",
            Text = $"{each.Rule}{(each.Intervention.Length > 0 ? $" for {each.Intervention}" : "")} was overridden ({each.Code}): a second clinician signs or refuses{(each.Author == member.Caller.Actor ? ". You wrote it, so somebody else must" : "")}.",
            Since = each.At, Due = each.At.AddHours(OverrideHours),
        }));
        items.AddRange(facts.Replies.Where(each => each.TellsOfHarm).Select(each => new WorkItem
        {
            Key = $"{ReplyKey}{each.Reply.Id}", Kind = WorkKind.Reply, Tier = TriageTier.Urgent, Name = each.Reply.Name,
            Text = $"A visitor wrote below the article “{each.Reply.Slug}” and seems to tell of harm. Nobody knows who it is: decide about the reply, and answer it.", Since = each.Reply.At, Due = each.Reply.At.AddHours(ReplyHours),
        }));
        items.AddRange(facts.Requests.Select(request => new WorkItem
        {
            Key = $"{RequestKey}{request.Id}", Kind = WorkKind.Consultation, Tier = RequestText.Tier(request, now), Patient = byIntake.GetValueOrDefault(request.Intake)?.Patient.Value, Intake = request.Intake.Value,
            Name = request.Contact?.Name ?? "", Text = RequestText.What(request, now), Since = request.At, Due = request.Due,
        }));
        return new(WorkList.Of(items), facts.People.Where(person => person.IsMine).Select(person => person.Patient.Value).ToHashSet(), facts.People.Where(person => person.IsTeam).Select(person => person.Patient.Value).ToHashSet());
    }

    /// <summary>Whether a thing is answered elsewhere, and where.</summary>
    public static string? AnsweredAt(WorkItem item) => item.Kind switch
    {
        WorkKind.Erasure => "/clinic/erasures",
        WorkKind.Override => "/clinic/overrides",
        WorkKind.Reply => $"/clinic/replies/{item.Key[ReplyKey.Length..]}",
        _ => RequestAddress(item),
    };

    /// <summary>The page of a request for a consultation; null for everything else.</summary>
    public static string? RequestAddress(WorkItem item) => item.Key.StartsWith(RequestKey, StringComparison.Ordinal) ? $"/clinic/requests/{item.Key[RequestKey.Length..]}" : null;

    /// <summary>Days after which a thing can come back.</summary>
    public static IReadOnlyList<int> AgainChoices(WorkKind kind) => kind switch
    {
        WorkKind.Silent => [3, 7, 14],
        WorkKind.Worsening => [7, 14, 28],
        WorkKind.Review or WorkKind.HalfwayReview => [0, 7, 14],
        WorkKind.HeldIntake or WorkKind.Proposal => [0, 1, 3, 7],
        WorkKind.Other => [1, 3, 7],
        _ => [],
    };

    /// <summary>Whether a thing is a stored task, or worked out.</summary>
    public static bool IsTask(WorkItem item) => item.Key.StartsWith("task:", StringComparison.Ordinal);

    /// <summary>Stores an answer.</summary>
    /// <returns>Whether the thing was still there.</returns>
    public async Task<bool> Answer(StaffMember member, WorkItem item, string text, int days, Guid form, CancellationToken cancellation)
    {
        if (IsTask(item)) { return await tasks.Answer(member.Caller, Guid.Parse(item.Key.AsSpan(5), CultureInfo.InvariantCulture), text, cancellation); }
        var patient = item.Patient is { } known ? new PatientId(known) : await TakeOn(member, new(item.Intake!.Value), cancellation);
        await MyRecord.Keep(log, member.Caller, patient, form, [new WorkAnswered { Day = day.Today, Work = item.Kind.Word(), Text = text, Again = days > 0 ? day.Today.AddDays(days) : null }], cancellation);
        return true;
    }

    /// <summary>Looks for whom a thing was about that is not on the list any more, and who answered it.</summary>
    /// <returns>Null where it was about nobody who has a record.</returns>
    public async Task<LateWork?> Late(StaffMember member, string key, string text, Guid form, CancellationToken cancellation)
    {
        if (key.Split(':') is not [var word, var name] || !Guid.TryParse(name, out var id)) { return null; }
        if (word == "task")
        {
            return await tasks.AnswerOf(member.Caller, id, cancellation) is { } known
                ? new(known.Patient, WorkKinds.OfTask(known.Kind).Word(), known.Author == member.Caller.Actor && known.Text == text, known.Text, known.Author, known.At) : null;
        }
        var facts = await store.Read(member.Caller, member.Id, cancellation);
        var intake = facts.Proposals.FirstOrDefault(proposal => word == "proposal" && proposal.Id.Value == id)?.Intake;
        if (facts.People.FirstOrDefault(each => each.Patient.Value == id || each.Intake == intake) is not { } person) { return null; }
        // Proposals and reviews have one name each on the list, and two kinds.
        string[] words = word switch { "proposal" => [word, WorkKind.HeldIntake.Word()], "review" => [word, WorkKind.HalfwayReview.Word()], _ => [word] };
        var answers = facts.Entries[person.Patient].Where(each => each.Entry.Kind == WorkAnswered.Word)
            .Select(each => (Stored: each, Said: CareDocument.ReadEntry(each.Entry.Json).TryGet(out var entry, out _) ? entry as WorkAnswered : null)).ToList();
        var last = answers.FindLast(each => each.Said is { } said && words.Contains(said.Work));
        return new(person.Patient, word, answers.Exists(each => each.Stored.Entry.Stream == form && each.Said?.Text == text), last.Said?.Text ?? "", last.Said is null ? "" : last.Stored.Author, last.Said is null ? default : last.Stored.At);
    }

    /// <summary>Stores what somebody did beside the answer of whoever was faster.</summary>
    public Task Beside(StaffMember member, LateWork late, string text, Guid form, CancellationToken cancellation) =>
        // No kind of thing has this word: the entry answers nothing and puts nothing off.
        MyRecord.Keep(log, member.Caller, late.Patient, form, [new WorkAnswered { Day = day.Today, Work = $"{late.Work}-too", Text = text }], cancellation);

    /// <summary>What somebody answers for an intake is part of that person's record: answering takes them on, and the one who answers is on their team.</summary>
    private async Task<PatientId> TakeOn(StaffMember member, IntakeId intake, CancellationToken cancellation)
    {
        var name = (await requests.OfIntake(member.Caller, intake, cancellation))?.Contact?.Name ?? NameOf(intake.Value);
        var patient = await patients.Take(member.Caller, intake, name, cancellation) ?? throw new InvalidOperationException("The intake is gone.");
        await team.Change(member.Caller, patient.Id, member.Id, joins: true, cancellation);
        return patient.Id;
    }

    /// <summary>How an intake is called that has no name.</summary>
    public static string NameOf(Guid intake) => $"Intake {intake.ToString()[^8..]}";

    private async Task<FollowUp> FollowUpOf(Caller caller, FollowedPatient person, WorkFacts facts, CancellationToken cancellation)
    {
        List<Recorded>? record;
        try { record = [.. facts.Entries[person.Patient].Select(MyRecord.Entry).OfType<Recorded>()]; }
        catch (InvalidOperationException) { record = null; }
        var answers = (record ?? []).Where(each => each.Entry is WorkAnswered).Select(each => ((WorkAnswered)each.Entry, each.At))
            .Where(each => WorkKinds.Parse(each.Item1.Work) is not null).Select(each => new WorkAnswer(WorkKinds.Parse(each.Item1.Work)!.Value, each.At, each.Item1.Again)).ToList();
        if (facts.Reviewed.TryGetValue(person.Patient, out var reviewed)) { answers.Add(new(WorkKind.Worsening, reviewed, DateOnly.FromDateTime(reviewed.UtcDateTime).AddDays(QuietDays))); }
        return new()
        {
            Patient = person.Patient.Value, Intake = person.Intake.Value, Name = person.Name, LastCheckIn = person.LastCheckIn, Answers = answers,
            Plan = person.Version > 0 ? await PlanOf(caller, person, cancellation) : null,
            IsPaused = record is not null && PlanPause.Of(record) is not null,
            Resumed = record?.Where(each => each.Entry is PlanResumed).Select(each => (DateTimeOffset?)each.At).Max(),
            Worse = record is null ? null : person.FirstDay is { } first ? FollowUp.WorseIn(measures, Progress.CourseOf(measures, record, first, day.Today)) : [],
        };
    }

    private async ValueTask<FollowedPlan?> PlanOf(Caller caller, FollowedPatient person, CancellationToken cancellation)
    {
        if (followed.TryGetValue((person.Patient, person.Version), out var known)) { return known; }
        return await plans.Newest(caller, person.Patient, cancellation) is { } signed ? followed[(person.Patient, signed.Version)] = FollowedPlan.Of(shelf.Open(signed)) : null;
    }

    private async ValueTask<Held> HeldOf(Caller caller, OpenProposal proposal, CancellationToken cancellation)
    {
        if (!held.TryGetValue(proposal.Id, out var known))
        {
            held[proposal.Id] = known = Read(await store.Document(caller, proposal.Id, cancellation), proposal.Outcome);
        }
        return known;
    }

    /// <summary>What triage said, as it was stored. What cannot be read stays unknown, and so urgent.</summary>
    private Held Read(string? document, ProposalOutcome outcome)
    {
        try
        {
            using var json = JsonDocument.Parse(document ?? "");
            var root = json.RootElement;
            var rules = root.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("rule").GetString()!).Select(id => (Id: id, Rule: knowledge.Triage.FirstOrDefault(rule => rule.Id == id))).ToList();
            var text = rules.Count > 0 ? string.Join("; ", rules.Select(each => each.Rule is { } rule ? $"{each.Id} {rule.Title}" : each.Id))
                : root.GetProperty("disposition").GetString() == "out_of_scope" ? "Out of scope of the rules" : outcome == ProposalOutcome.Plan ? "No flag" : "Stopped by triage";
            var tier = TriageWords.ParseTier(root.GetProperty("triage_tier").GetString());
            return new(outcome != ProposalOutcome.Plan && tier is TriageTier.None ? TriageTier.RoutineReview : tier,
                $"{outcome switch { ProposalOutcome.Stop => "Stopped by triage, no plan. ", ProposalOutcome.Interim => "Interim items only, until somebody has looked. ", _ => "A plan is proposed and waits for a signature. " }}{text}",
                rules.Where(each => each.Rule is { Tier: > TriageTier.None }).Select(each => (int?)each.Rule!.LimitHours).Min());
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new(null, "What triage said of this intake cannot be read.", 0);
        }
    }
}
