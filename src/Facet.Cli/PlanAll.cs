using System.Globalization;
using System.Text.Json;
using Facet.Interop.Json;
using Facet.Planning;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Storage.Planning;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Facet.Cli;

/// <summary><c>facet plan --all</c>: plans anew for everybody of a database, and lists whose plan would change and why. It changes no proposal.</summary>
internal static class PlanAll
{
    internal sealed record Request(DatabaseOptions.Asked Database, DirectoryInfo? Knowledge, bool Capacity, string? Resume, string? Clinic, int Threads, int List, bool Json);

    private sealed record Done(PopulationOutcome Outcome, IReadOnlyDictionary<PlanChange, int> Counts, IReadOnlyList<PopulationItem> Changes);

    public static Task<int> Run(Request request, CancellationToken cancellation)
    {
        var problems = new List<Problem>();
        if (request.Threads < 1) { problems.Add(new("--threads", "out-of-range", "It is 1 or more.")); }
        if (request.List < 0) { problems.Add(new("--list", "out-of-range", "It is 0 or more.")); }
        if (request.Resume is { } run && !Guid.TryParse(run, out _)) { problems.Add(new("--resume", "not-a-run", $"'{run}' is not the name of a run.")); }
        if (request.Clinic is { } clinic && !Guid.TryParse(clinic, out _)) { problems.Add(new("--clinic", "not-a-clinic", $"'{clinic}' is not the name of a clinic.")); }
        return problems.Count > 0 ? Task.FromResult(Input.Refuse(problems)) : OpenedDatabase.Use(request.Database, request.Knowledge, (host, pathway, token) => Run(request, host, pathway, token), cancellation);
    }

    private static async Task<int> Run(Request request, IServiceProvider host, CarePathway built, CancellationToken cancellation)
    {
        var store = host.GetRequiredService<PopulationStore>();
        var clinics = (await host.GetRequiredService<ClinicStore>().All(cancellation)).Where(clinic => request.Clinic is null || clinic.Id.Value == Guid.Parse(request.Clinic)).ToList();
        if (clinics.Count == 0) { return Input.Refuse([new("--clinic", "no-clinic", "There is no such clinic.")]); }
        if (clinics.Count > 1 && request.Resume is not null) { return Input.Refuse([new("--clinic", "no-clinic", $"Say whose run it is: {string.Join(", ", clinics.Select(clinic => $"--clinic {clinic.Id} ({clinic.Name})"))}.")]); }
        foreach (var clinic in clinics)
        {
            if (!(await host.GetRequiredService<ClinicSettingStore>().Newest(clinic.Id, cancellation) is { } settings ? ClinicDocument.Read(settings.Json).Choices.Apply(built) : built).TryGet(out var pathway, out var unfit)) { return Input.Refuse(unfit); }
            if (request.Capacity && pathway.Capacity.All.Count == 0)
            {
                return Input.Refuse([new("settings/capacity.yaml", "no-capacity", $"No capacity is set for {clinic.Name}: name the clinic's hours a week there or on its page of settings, or leave --capacity out.")]);
            }
            var job = new PopulationJob(store, host.GetRequiredService<KnowledgeArchive>(), pathway, OpenedDatabase.Forms);
            var caller = Caller.Program(clinic.Id);
            var resume = request.Resume is { } named ? new PopulationRunId(Guid.Parse(named)) : (PopulationRunId?)null;
            var ran = await WithBar(request, report => job.Run(caller, request.Capacity, resume, request.Threads, report, cancellation));
            if (!ran.TryGet(out var outcome, out var problems)) { return Input.Refuse(problems); }
            var done = new Done(outcome, await store.Count(caller, outcome.Run, cancellation), await store.Changes(caller, outcome.Run, request.List, cancellation));
            if (request.Json) { WriteJson(clinic, pathway, done); }
            else { Print(clinic, pathway, done); }
        }
        return ExitCode.Done;
    }

    /// <summary>The bar goes to the error stream: what a program reads stays clean.</summary>
    private static async Task<T> WithBar<T>(Request request, Func<Action<PopulationProgress>?, Task<T>> work)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        if (request.Json || !console.Profile.Capabilities.Interactive) { return await work(null); }
        return await console.Progress().StartAsync(async context =>
        {
            var bar = context.AddTask("reading", maxValue: 1);
            return await work(progress =>
            {
                bar.Description = Markup.Escape($"{progress.Stage} (run {progress.Run})");
                bar.MaxValue = Math.Max(1, progress.People);
                bar.Value = progress.Done;
            });
        });
    }

    private static void Print(Clinic clinic, CarePathway pathway, Done done)
    {
        var (outcome, counts, changes) = done;
        int Of(PlanChange change) => counts.GetValueOrDefault(change);
        Console.Out.WriteLine($"{clinic.Name}: run {outcome.Run.Id}, {outcome.People} people, {outcome.Added} added now.");
        Console.Out.WriteLine($"Draft knowledge {outcome.Run.Basis.Knowledge}, effects {outcome.Run.Basis.EffectModel}, program {outcome.Run.Basis.Program}. Nothing stored was changed.");
        Console.Out.WriteLine($"  same {Of(PlanChange.Same)}, changed {Of(PlanChange.Changed)}, new {Of(PlanChange.New)}, no plan any more {Of(PlanChange.Gone)}, no plan {Of(PlanChange.None)}");
        if (outcome.Together is { } together)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Together worth {together.Value:0.#} points; no assignment within the capacity is worth more than {together.Bound:0.#} (gap {together.RelativeGap:0.####%})."));
            if (!together.IsWithinCapacity) { Console.Out.WriteLine("  What people cannot do without is more than there is: these plans do not keep within the capacity."); }
            for (var r = 0; r < pathway.Capacity.All.Count; r++)
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {pathway.Capacity.All[r].Resource}: {together.Used[r]:0.#} of {together.Capacities[r]:0.#} hours a week, {together.Prices[r]:0.##} points an hour"));
            }
        }
        foreach (var item in changes) { Console.Out.WriteLine($"  {item.Intake} {Word(item.Change)} [{item.Because}] {item.Detail}"); }
        var more = Of(PlanChange.Changed) + Of(PlanChange.New) + Of(PlanChange.Gone) - changes.Count;
        if (more > 0) { Console.Out.WriteLine($"  and {more} more (--list)."); }
    }

    private static void WriteJson(Clinic clinic, CarePathway pathway, Done done)
    {
        var (outcome, counts, changes) = done;
        using var stream = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("clinic", clinic.Id.Value);
            json.WriteString("run", outcome.Run.Id.Value);
            json.WriteString("knowledge", outcome.Run.Basis.Knowledge);
            json.WriteString("effects", outcome.Run.Basis.EffectModel);
            json.WriteString("program", outcome.Run.Basis.Program);
            json.WriteNumber("people", outcome.People);
            json.WriteNumber("added", outcome.Added);
            json.WriteStartObject("counts");
            foreach (var change in Enum.GetValues<PlanChange>()) { json.WriteNumber(Word(change), counts.GetValueOrDefault(change)); }
            json.WriteEndObject();
            if (outcome.Together is { } together)
            {
                json.WriteStartObject("capacity");
                json.WriteNumber("value_points", together.Value);
                json.WriteNumber("bound_points", together.Bound);
                json.WriteNumber("gap_share", together.RelativeGap);
                json.WriteBoolean("within", together.IsWithinCapacity);
                json.WriteStartArray("resources");
                for (var r = 0; r < pathway.Capacity.All.Count; r++)
                {
                    json.WriteStartObject();
                    json.WriteString("resource", pathway.Capacity.All[r].Resource);
                    json.WriteNumber("hours_per_week", together.Capacities[r]);
                    json.WriteNumber("used_hours_per_week", together.Used[r]);
                    json.WriteNumber("points_per_hour", together.Prices[r]);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteStartArray("changes");
            foreach (var item in changes)
            {
                json.WriteStartObject();
                json.WriteString("intake", item.Intake.Value);
                json.WriteString("change", Word(item.Change));
                json.WriteString("detail", item.Detail);
                json.WriteString("because", item.Because);
                json.WriteString("plan", item.Plan);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        stream.Write("\n"u8);
    }

    private static string Word(PlanChange change) => change switch
    {
        PlanChange.Same => "same",
        PlanChange.Changed => "changed",
        PlanChange.New => "new",
        PlanChange.Gone => "gone",
        _ => "none",
    };
}
