using System.Collections.Concurrent;
using Facet.Care;
using Facet.Intake;
using Facet.Outcomes;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Web.Outcomes;

namespace Facet.Web.Care;

/// <summary>What the watch over warning signs asks of people who are writing just now, without reading their whole record for every entry.</summary>
internal sealed class WatchShelf(EntryLog log, CarePlanStore plans, PlanShelf shelf, OutcomeMeasures measures, Questionnaire questions, ClinicDay day, TimeProvider clock)
{
    private const int Most = 20_000;

    /// <summary>After how long plan and record are read anew. A plan signed meanwhile only puts the next full set off, so that what is known until then asks too soon and never too late.</summary>
    private static readonly TimeSpan LooksAgain = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<PatientId, Kept> kept = new();

    /// <summary>What is due after entries were stored. Whoever gets worse over weeks is brought to the team's notice with the first check-in of a day.</summary>
    /// <param name="caller">Who wrote them.</param>
    /// <param name="patient">Whose record.</param>
    /// <param name="sequences">Where they stand.</param>
    /// <param name="entries">What they say, one for each place.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Null when nothing is signed yet: there is no plan to watch over.</returns>
    public async ValueTask<WatchNext?> After(Caller caller, PatientId patient, IReadOnlyList<long> sequences, IReadOnlyList<CareEntry> entries, CancellationToken cancellation)
    {
        var today = day.Today;
        if (!kept.TryGetValue(patient, out var before) || before.Day != today || before.Until < clock.GetTimestamp() || before.With(caller, sequences, entries) is not { } now)
        {
            if (await Read(caller, patient, cancellation) is not { } state)
            {
                return null;
            }
            if (before?.Day != today && state.Record.LastOrDefault(each => each.Entry is CheckIn) is { } last
                && OutcomeWatch.Reviews(measures, state with { Record = [.. state.Record.Where(each => each != last)] }, last.Entry) is { Count: > 0 } reviews)
            {
                await MyRecord.Write(log, caller, patient, Guid.CreateVersion7(), reviews, cancellation);
                state = (await Read(caller, patient, cancellation))!;
            }
            now = new(state.Record.Count == 0 ? 0 : state.Record[^1].Sequence, WatchState.Of(state.Record), state.LooksFrom, today,
                clock.GetTimestamp() + (long)(LooksAgain.TotalSeconds * clock.TimestampFrequency));
        }
        if (kept.Count > Most)
        {
            kept.Clear();
        }
        // Whoever loses against somebody else's entries leaves a gap behind and so reads again.
        kept[patient] = now;
        return now.State.Due(now.LooksFrom, today).Next;
    }

    private Task<MyState?> Read(Caller caller, PatientId patient, CancellationToken cancellation) => MyRecord.Read(log, plans, shelf, day, questions, caller, patient, cancellation);

    private sealed record Kept(long Head, WatchState State, DateOnly LooksFrom, DateOnly Day, long Until)
    {
        /// <summary>With entries that stand right behind; null where others are missing between.</summary>
        public Kept? With(Caller caller, IReadOnlyList<long> sequences, IReadOnlyList<CareEntry> entries)
        {
            var (head, state) = (Head, State);
            for (var i = 0; i < sequences.Count; i++)
            {
                if (sequences[i] > head + 1)
                {
                    return null;
                }
                if (sequences[i] == head + 1)
                {
                    (head, state) = (head + 1, state.With(new(sequences[i], default, caller.Actor, entries[i])));
                }
            }
            return head == Head ? this : this with { Head = head, State = state };
        }
    }
}
