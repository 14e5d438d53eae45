using System.Collections.Concurrent;
using System.Threading.Channels;
using Facet.Interop.Json;
using Facet.Storage.Clinics;
using Facet.Storage.Planning;
using Facet.Web.Intake;
using Facet.Web.LivingEvidence;

namespace Facet.Web.Plan;

/// <summary>Plans anew for everybody of a clinic in the background, one run at a time. A run that the end of the server cut short goes on when it is asked for again.</summary>
internal sealed partial class PopulationDesk(PopulationStore store, KnowledgeArchive archive, EvidenceShelf shelf, ILogger<PopulationDesk> log) : BackgroundService
{
    public static readonly StoredForms Forms = new(StoredAnswer.Read, ProposalDocument.Doses, static (pathway, result) => PathwayDocument.Write(pathway, result));

    private readonly Channel<(Caller Caller, bool WithCapacity)> asked = Channel.CreateBounded<(Caller, bool)>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<ClinicId, State> states = [];

    /// <summary>Where a clinic's newest run is.</summary>
    public abstract record State
    {
        private State() { }

        public sealed record Running(PopulationProgress? Progress) : State;

        public sealed record Ended(PopulationOutcome Outcome, IReadOnlyDictionary<PlanChange, int> Counts, IReadOnlyList<PopulationItem> Changes) : State;

        public sealed record Failed : State;
    }

    public State? Of(ClinicId clinic) => states.GetValueOrDefault(clinic);

    /// <summary>Asks for a run, unless one of the clinic is waiting or running.</summary>
    public void Start(Caller caller, bool withCapacity)
    {
        var waiting = new State.Running(null);
        var now = states.AddOrUpdate(caller.Clinic, waiting, (_, before) => before is State.Running ? before : waiting);
        if (ReferenceEquals(now, waiting)) { asked.Writer.TryWrite((caller, withCapacity)); }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (caller, withCapacity) in asked.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                var job = new PopulationJob(store, archive, (await shelf.Current(caller.Clinic, stoppingToken)).Pathway, Forms);
                // One core less than there are: people who answer questions come first.
                var ran = await job.Run(caller, withCapacity, null, Math.Max(1, Environment.ProcessorCount - 1), progress => states[caller.Clinic] = new State.Running(progress), stoppingToken);
                states[caller.Clinic] = ran.TryGet(out var outcome, out _)
                    ? new State.Ended(outcome, await store.Count(caller, outcome.Run, stoppingToken), await store.Changes(caller, outcome.Run, 200, stoppingToken))
                    : new State.Failed();
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                // The kind alone: a message may repeat what a person answered.
                Stopped(problem.GetType().Name);
                states[caller.Clinic] = new State.Failed();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A run over everybody stopped: {Kind}.")]
    private partial void Stopped(string kind);
}
