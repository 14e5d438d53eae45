using System.Globalization;
using Facet.Intake;
using Facet.Planning;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Triage;

namespace Facet.Storage.Planning;

/// <summary>How hosts turn stored text into words of the core and back; the storage itself does not know the formats.</summary>
/// <param name="Answer">Reads the stored answer to a page.</param>
/// <param name="Doses">Reads what the recommended plan of a stored document holds; null for no plan.</param>
/// <param name="Document">Writes a result as it is stored.</param>
public sealed record StoredForms(Func<string, PageAnswer> Answer, Func<string, IReadOnlyList<PlannedDose>?> Doses, Func<CarePathway, PathwayResult, string> Document)
{
    /// <summary>A person's answers as a pathway reads them.</summary>
    /// <returns>The answers; pages that the questionnaire does not know are left out.</returns>
    public IntakeAnswers Gather(CarePathway pathway, IReadOnlyDictionary<string, string> pages)
    {
        ArgumentNullException.ThrowIfNull(pathway);
        return pathway.Questionnaire.Gather(pages.Where(page => pathway.Questionnaire.Find(page.Key) is not null).ToDictionary(page => page.Key, page => Answer(page.Value), StringComparer.Ordinal));
    }
}

/// <summary>How far a run is.</summary>
/// <param name="Run">The run.</param>
/// <param name="Stage">What is being done, in a few words.</param>
/// <param name="Done">People done.</param>
/// <param name="People">People in all.</param>
public sealed record PopulationProgress(PopulationRunId Run, string Stage, int Done, int People);

/// <summary>What a run came to.</summary>
/// <param name="Run">The run.</param>
/// <param name="People">How many people it is about.</param>
/// <param name="Added">How many of them were added this time; the others were there from before.</param>
/// <param name="Together">How the capacity was divided; null without shared capacity.</param>
public sealed record PopulationOutcome(StoredRun Run, int People, int Added, SharedPlans? Together);

/// <summary>Plans anew for everybody of a clinic, each by themselves or within the clinic's capacity, and writes down whose plan would change and why. It changes no proposal.</summary>
public sealed class PopulationJob(PopulationStore store, KnowledgeArchive archive, CarePathway pathway, StoredForms forms)
{
    /// <summary>People who are written in one transaction.</summary>
    public const int Batch = 200;

    private readonly PopulationPlanner planner = new(pathway);

    /// <summary>What this program would run with.</summary>
    public PopulationBasis Basis(bool withCapacity) => new(pathway.KnowledgeId, pathway.Effects.Id, CarePathway.ProgramId, withCapacity);

    /// <summary>Runs, or goes on where a run with the same basis was stopped.</summary>
    /// <param name="caller">Whose clinic.</param>
    /// <param name="withCapacity">Whether people share the clinic's capacity.</param>
    /// <param name="resume">A run to go on with; null for the newest unfinished one with the same basis, or a new one.</param>
    /// <param name="threads">Threads, ≥ 1.</param>
    /// <param name="progress">Told of every batch.</param>
    /// <param name="cancellation">Stops the work; what is written stays.</param>
    /// <returns>What came of it, or why the run cannot be resumed.</returns>
    public async Task<Checked<PopulationOutcome>> Run(Caller caller, bool withCapacity, PopulationRunId? resume, int threads, Action<PopulationProgress>? progress, CancellationToken cancellation)
    {
        await archive.Keep(pathway.Files, cancellation);
        var basis = Basis(withCapacity);
        var run = resume is { } named ? await store.Find(caller, named, cancellation) : await store.Continue(caller, basis, cancellation);
        if (run is null) { return Checked<PopulationOutcome>.Refused([new("--resume", "no-run", $"There is no run {resume} here.")]); }
        if (run.Basis != basis) { return Checked<PopulationOutcome>.Refused([.. Differences(run.Basis, basis)]); }
        var people = await store.People(caller, run, cancellation);
        var counted = new Counted(store, caller, run, people, progress);
        var together = withCapacity ? await Share(counted, threads, cancellation) : null;
        if (!withCapacity)
        {
            foreach (var batch in people.Where(person => !person.IsDone).Select(person => person.Intake).Chunk(Batch))
            {
                var looks = await Look(caller, run, batch, threads, cancellation);
                await counted.Write([.. looks.Select(look => look.Item(look.Now?.Best))], cancellation);
            }
        }
        await store.Finish(caller, run, together is null ? new(null, null, "") : new(together.Value, together.Bound, Prices(together)), cancellation);
        return new PopulationOutcome(run, people.Count, counted.Added, together);
    }

    private static IEnumerable<Problem> Differences(PopulationBasis then, PopulationBasis now)
    {
        if (then.Knowledge != now.Knowledge) { yield return new("--resume", "other-knowledge", $"The run was begun with knowledge {then.Knowledge}; this is {now.Knowledge}. Begin a new run."); }
        if (then.EffectModel != now.EffectModel) { yield return new("--resume", "other-effects", $"The run was begun with effects {then.EffectModel}; these are {now.EffectModel}. Begin a new run."); }
        if (then.Program != now.Program) { yield return new("--resume", "other-program", $"The run was begun by program {then.Program}; this is {now.Program}. Begin a new run."); }
        if (then.WithCapacity != now.WithCapacity) { yield return new("--resume", "other-capacity", then.WithCapacity ? "The run was begun with shared capacity: add --capacity." : "The run was begun without shared capacity: leave --capacity out."); }
    }

    /// <summary>The capacity is divided among everybody, also those who are written already: it is one choice, and comes out the same each time.</summary>
    private async Task<SharedPlans> Share(Counted counted, int threads, CancellationToken cancellation)
    {
        var looks = new List<Looked>(counted.People.Count);
        foreach (var batch in counted.People.Select(person => person.Intake).Chunk(Batch))
        {
            looks.AddRange(await Look(counted.Caller, counted.Run, batch, threads, cancellation));
            counted.Say("reading", looks.Count);
        }
        counted.Say("dividing the capacity", 0);
        var planned = looks.Where(look => look.Now is not null).ToList();
        var shared = planner.Share([.. planned.Select(look => look.Now!)], new() { Threads = threads }, cancellation);
        if (!shared.Together.IsWithinCapacity) { return await Write(null); }
        return await Write(shared);

        async Task<SharedPlans> Write(SharedPlanning? within)
        {
            var plans = planned.Select((look, i) => (look.Person.Intake, Plan: (within ?? shared).Plans[i])).ToDictionary(each => each.Intake, each => each.Plan);
            foreach (var batch in looks.Zip(counted.People).Where(each => !each.Second.IsDone).Select(each => each.First).Chunk(Batch))
            {
                await counted.Write([.. batch.Select(look => look.Item(plans.GetValueOrDefault(look.Person.Intake)))], cancellation);
            }
            return shared.Together;
        }
    }

    private string Prices(SharedPlans together) => string.Join(' ', pathway.Capacity.All.Select((capacity, r) => string.Create(CultureInfo.InvariantCulture, $"{capacity.Resource}={together.Prices[r]:R}")));

    private async Task<IReadOnlyList<Looked>> Look(Caller caller, StoredRun run, IReadOnlyList<IntakeId> intakes, int threads, CancellationToken cancellation)
    {
        var people = await store.Read(caller, run, intakes, cancellation);
        var looks = new Looked[people.Count];
        Parallel.For(0, people.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, i => looks[i] = Look(people[i]));
        return looks;
    }

    private Looked Look(PersonOfRun person)
    {
        var (outcome, now) = Look(person.Answers.Pages);
        var earlier = person.Earlier;
        var isSame = earlier?.Content.Answers == person.Answers.Version;
        return new(person with { Earlier = earlier is null ? null : earlier with { Content = earlier.Content with { Document = "{}" } } }, outcome, now,
            earlier is null ? null : forms.Doses(earlier.Content.Document),
            isSame ? now?.Best : earlier?.Answers is { } pages ? Look(pages).Now?.Best : null,
            Basis(false));
    }

    private (ProposalOutcome Outcome, PersonToPlan? Now) Look(IReadOnlyDictionary<string, string> pages)
    {
        // Answers that the dictionary no longer takes are answers that are missing.
        if (!pathway.Profile(forms.Gather(pathway, pages)).TryGet(out var profile, out _)) { return (ProposalOutcome.Incomplete, null); }
        var (disposition, person) = planner.Look(profile);
        // Searched here, where people are looked at side by side.
        _ = person?.Best;
        return (disposition.Outcome(), person);
    }

    private sealed class Counted(PopulationStore store, Caller caller, StoredRun run, IReadOnlyList<(IntakeId Intake, bool IsDone)> people, Action<PopulationProgress>? progress)
    {
        private readonly int before = people.Count(person => person.IsDone);

        public Caller Caller => caller;

        public StoredRun Run => run;

        public IReadOnlyList<(IntakeId Intake, bool IsDone)> People => people;

        public int Added { get; private set; }

        public void Say(string stage, int done) => progress?.Invoke(new(run.Id, stage, done, people.Count));

        public async Task Write(IReadOnlyList<PopulationItem> items, CancellationToken cancellation)
        {
            Added += await store.Write(caller, run, items, cancellation);
            Say("planning", before + Added);
        }
    }

    /// <summary>One person between reading and writing.</summary>
    /// <param name="Person">Who.</param>
    /// <param name="Outcome">How planning ends now.</param>
    /// <param name="Now">What to plan from now.</param>
    /// <param name="Then">What the stored proposal holds.</param>
    /// <param name="ThenWithNow">The best plan for the answers of then with what is known now.</param>
    /// <param name="Basis">What is known now.</param>
    private sealed record Looked(PersonOfRun Person, ProposalOutcome Outcome, PersonToPlan? Now, IReadOnlyList<PlannedDose>? Then, IReadOnlyList<PlannedDose>? ThenWithNow, PopulationBasis Basis)
    {
        public PopulationItem Item(IReadOnlyList<PlannedDose>? plan)
        {
            var change = (Then, plan) switch
            {
                (null, null) => PlanChange.None,
                (null, _) => PlanChange.New,
                (_, null) => PlanChange.Gone,
                _ => Then.SequenceEqual(plan) ? PlanChange.Same : PlanChange.Changed,
            };
            return new(Person.Intake, Outcome, Person.Answers.Version, Person.Earlier?.Version, plan is null ? null : string.Join(' ', plan.Select(Word)), change,
                change is PlanChange.Changed ? Detail(Then!, plan!) : "",
                change is PlanChange.None or PlanChange.Same ? "" : string.Join(' ', Reasons(plan)));
        }

        private static string Word(PlannedDose dose) => $"{dose.Intervention}={dose.Level}";

        private static string Detail(IReadOnlyList<PlannedDose> then, IReadOnlyList<PlannedDose> now)
        {
            var (before, after) = (then.ToDictionary(dose => dose.Intervention, dose => dose.Level), now.ToDictionary(dose => dose.Intervention, dose => dose.Level));
            return string.Join(' ', now.Where(dose => !before.ContainsKey(dose.Intervention)).Select(dose => "+" + Word(dose))
                .Concat(then.Where(dose => !after.ContainsKey(dose.Intervention)).Select(dose => "-" + Word(dose)))
                .Concat(now.Where(dose => before.TryGetValue(dose.Intervention, out var level) && level != dose.Level).Select(dose => "~" + Word(dose))));
        }

        /// <summary>What came between the stored plan and this one, a step at a time: what is known, then the answers, then the capacity.</summary>
        private IEnumerable<string> Reasons(IReadOnlyList<PlannedDose>? plan)
        {
            if (Person.Earlier is not { } earlier) { yield return "first"; yield break; }
            var own = Now?.Best;
            if (earlier.Content.Answers is null)
            {
                yield return "unknown";
            }
            else
            {
                if (!Same(Then, ThenWithNow))
                {
                    var content = earlier.Content;
                    if (content.EffectModel != Basis.EffectModel) { yield return "effects"; }
                    if (content.Knowledge != Basis.Knowledge) { yield return "knowledge"; }
                    else if (content.Program != Basis.Program) { yield return "program"; }
                    else { yield return "edited"; }
                }
                if (!Same(ThenWithNow, own)) { yield return "answers"; }
            }
            if (!Same(own, plan)) { yield return "capacity"; }
        }

        private static bool Same(IReadOnlyList<PlannedDose>? one, IReadOnlyList<PlannedDose>? other) => one is null ? other is null : other is not null && one.SequenceEqual(other);
    }
}

/// <summary>How planning ends, in the words of the storage.</summary>
public static class PlanningOutcome
{
    /// <summary>The word for a disposition.</summary>
    public static ProposalOutcome Outcome(this Disposition disposition) => disposition switch
    {
        Disposition.Emergency or Disposition.OutOfScope => ProposalOutcome.Stop,
        Disposition.Urgent => ProposalOutcome.Interim,
        Disposition.Cleared => ProposalOutcome.Plan,
        _ => ProposalOutcome.Incomplete,
    };
}
