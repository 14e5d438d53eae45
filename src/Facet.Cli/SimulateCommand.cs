using System.CommandLine;
#if !NATIVE
using System.Globalization;
using Facet.Care;
using Facet.Interop.Json;
using Facet.Outcomes;
using Facet.Planning;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
#endif

namespace Facet.Cli;

/// <summary><c>facet simulate</c>: fills a database without patients with people who do not exist, whose truth is known.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var database = new DatabaseOptions();
        var knowledge = Input.KnowledgeFolder();
        var people = new Option<int>("--people") { Description = "How many patients, 1 to 5000.", DefaultValueFactory = _ => 200 };
        var weeks = new Option<int>("--weeks") { Description = "Weeks of diary up to today, 1 to 12.", DefaultValueFactory = _ => 12 };
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same people.", DefaultValueFactory = _ => 1 };
        var truth = new Option<FileInfo?>("--truth") { Description = "Where to write what is true of each person (CSV).", HelpName = "FILE" };
        var isNew = new Option<bool>("--new") { Description = "Make the database where the folder holds none." };
        var command = new Command("simulate", "Fill a clinic that has no patients yet with people who do not exist: intakes, signed plans, weeks of diary, questionnaires, visits.") { people, weeks, seed, truth, isNew, knowledge };
        database.AddTo(command);
#if NATIVE
        command.SetAction(_ => ExitCode.NeedsRuntime);
#else
        command.SetAction((parsed, cancellation) =>
        {
            var asked = new Asked(parsed.GetValue(people), parsed.GetValue(weeks), parsed.GetValue(seed), parsed.GetValue(truth));
            var clock = new PastClock();
            return asked.Problems().ToList() is { Count: > 0 } problems
                ? Task.FromResult(Input.Refuse(problems))
                : OpenedDatabase.Use(database.Read(parsed) with { MayBeNew = parsed.GetValue(isNew) }, parsed.GetValue(knowledge), (host, pathway, token) => Run(asked, clock, host, pathway, token), cancellation, clock);
        });
#endif
        return command;
    }

#if !NATIVE
    private sealed record Asked(int People, int Weeks, int Seed, FileInfo? Truth)
    {
        public IEnumerable<Problem> Problems()
        {
            if (People is < 1 or > 5000) { yield return new("--people", "out-of-range", "It is 1 to 5000."); }
            if (Weeks is < 1 or > 12) { yield return new("--weeks", "out-of-range", "It is 1 to 12."); }
            if (Truth is { Exists: true }) { yield return new(Truth.FullName, "exists", "The file is there already: name another one."); }
        }
    }

    /// <summary>The clock of a database that is filled with a past: the audit must tell the same days as the diaries.</summary>
    private sealed class PastClock : TimeProvider
    {
        public DateTimeOffset? Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now ?? System.GetUtcNow();
    }

    private sealed record Person(PatientId Patient, Guid Stream, Guid Team, IReadOnlyList<SyntheticDay> Days, ILookup<DateOnly, CareEntry> Visits)
    {
        public int Written { get; set; }

        public int Recorded { get; set; }
    }

    private static async Task<int> Run(Asked asked, PastClock clock, IServiceProvider host, CarePathway pathway, CancellationToken cancellation)
    {
        var clinics = await host.GetRequiredService<ClinicStore>().All(cancellation);
        var patients = host.GetRequiredService<PatientStore>();
        foreach (var each in clinics)
        {
            if ((await patients.All(Caller.Program(each.Id), 1, cancellation)).Count > 0)
            {
                return Input.Refuse([new("--database", "has-patients", $"{each.Name} has patients. People who do not exist are never mixed with people who do: use a database without patients.")]);
            }
        }
        var (clinic, today) = (clinics[0], DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7) - (7 * (asked.Weeks - 1)));
        var truths = new List<string> { "patient,start_points,recovery,adherence,leaves_on_day,item,effect_points,expected_mean_points,expected_worst_points" };
        var people = await WithBar("people", asked.People, tick => Take(asked, clock, host, pathway, clinic, monday, today, truths, tick, cancellation));
        await WithBar("days", today.DayNumber - monday.DayNumber + 1, async tick =>
        {
            for (var day = monday; day <= today; day = day.AddDays(1), tick())
            {
                await Live(clock, host, clinic, people, day, day.AddDays(2) < today, cancellation);
            }
            return true;
        });
        if (asked.Truth is { } file) { await File.WriteAllLinesAsync(file.FullName, truths, cancellation); }
        Console.Out.WriteLine($"{clinic.Name}: {people.Count} people who do not exist, {people.Sum(person => person.Written + person.Recorded)} entries from {monday:yyyy-MM-dd} to {today:yyyy-MM-dd}, seed {asked.Seed}.");
        return ExitCode.Done;
    }

    /// <summary>Intakes, and a signed plan for everybody whom triage clears.</summary>
    private static async Task<List<Person>> Take(Asked asked, PastClock clock, IServiceProvider host, CarePathway pathway, Clinic clinic, DateOnly monday, DateOnly today, List<string> truths, Action tick, CancellationToken cancellation)
    {
        var (intakes, patients, plans, staff) = (host.GetRequiredService<IntakeStore>(), host.GetRequiredService<PatientStore>(), host.GetRequiredService<CarePlanStore>(), Caller.Program(clinic.Id));
        var people = new List<Person>();
        if (!OutcomeMeasures.Load(pathway.Files, pathway.Knowledge).TryGet(out var measures, out var problems)) { throw new InvalidOperationException(problems[0].Message); }
        clock.Now = Noon(monday.AddDays(-7));
        for (var number = 1; people.Count < asked.People; number++)
        {
            var seed = unchecked((asked.Seed * 1_000_003) + number);
            var pages = SyntheticPeople.Answers(pathway.Questionnaire, seed);
            if (!pathway.Walk(pathway.Questionnaire.Gather(pages)).TryGet(out var walked, out _) || walked.Planning is not PlanningResult.Optimal(var proposal)
                || WeekLayout.LayOut(PlanLayout.Of(proposal.Plan, walked.Preferences, pathway.Settings, monday)) is not LayoutResult.LaidOut(var calendar))
            {
                if (number > 20 * asked.People) { throw new InvalidOperationException("Too few of the people who do not exist get a plan by this knowledge."); }
                continue;
            }
            clock.Now = clock.Now!.Value.AddMinutes(1);
            var intake = await intakes.Start(Caller.Patient(clinic.Id), null, cancellation);
            foreach (var (page, answer) in pages) { await intakes.Append(Caller.Patient(clinic.Id), intake, page, IntakeDocument.Write(answer.Values, answer.Medicines), cancellation); }
            var patient = await patients.Take(staff, intake, string.Create(CultureInfo.InvariantCulture, $"Demo {people.Count + 1:000}"), cancellation) ?? throw new InvalidOperationException("The intake is gone.");
            var plan = CarePlan.Of(pathway, walked, proposal, calendar);
            await plans.Sign(staff, patient.Id, new(plan.StartsOn, "Demo clinician", "", CareDocument.Write(plan)), cancellation);
            var (truth, days) = SyntheticCourse.Of(plan, walked.Profile.Whole("pain_avg_7d") ?? 5, Math.Min(plan.Days.Count, today.DayNumber - monday.DayNumber + 1), seed);
            var answers = SyntheticAnswers.Of(measures, truth, days, seed);
            IReadOnlyList<SyntheticDay> all = [.. days.Select((day, index) => day with { Entries = [.. day.Entries, .. answers[index]] })];
            people.Add(new(patient.Id, Guid.CreateVersion7(clock.GetUtcNow()), Guid.CreateVersion7(clock.GetUtcNow()), all, Visits(pathway, plan, days, seed)));
            truths.AddRange(plan.Items.Select(item => string.Create(CultureInfo.InvariantCulture,
                $"{patient.Id},{truth.StartPoints:0.##},{truth.Recovery:0.####},{truth.Adherence:0.####},{truth.LeavesOn},{item.Id},{truth.Effects[item.Id]:0.####},{item.Pain?.Mean:0.####},{item.Pain?.Worst:0.####}")));
            tick();
        }
        return people;
    }

    /// <summary>The visits that somebody came to, as the team records them.</summary>
    private static ILookup<DateOnly, CareEntry> Visits(CarePathway pathway, CarePlan plan, IReadOnlyList<SyntheticDay> days, int seed)
    {
        var (random, record) = (new Random(seed ^ 0x7ea3), new List<Recorded>());
        foreach (var day in days)
        {
            foreach (var item in day.Visits.Select(plan.Find).OfType<CareItem>()) { record.Add(new(record.Count + 1, default, "", SyntheticVisits.Of(plan, item, day.Date, pathway.Catalogue, pathway.ExerciseGuides, record, random))); }
        }
        return record.ToLookup(each => each.Entry.Day, each => each.Entry);
    }

    /// <summary>One day of everybody: what they write, what the team records of their visits, and, for days that are past, that the team has looked.</summary>
    private static async Task Live(PastClock clock, IServiceProvider host, Clinic clinic, List<Person> people, DateOnly day, bool isPast, CancellationToken cancellation)
    {
        var (log, tasks) = (host.GetRequiredService<EntryLog>(), host.GetRequiredService<ClinicTaskStore>());
        clock.Now = Noon(day);
        await Task.WhenAll(people.Select(async person =>
        {
            List<CareEntry> given = [.. person.Visits[day]];
            if (given.Count > 0)
            {
                await Store(Caller.Program(clinic.Id), person.Patient, person.Team, person.Recorded + 1, given);
                person.Recorded += given.Count;
            }
            if (person.Days.FirstOrDefault(each => each.Date == day)?.Entries is not { Count: > 0 } entries) { return; }
            await Store(Caller.Patient(clinic.Id), person.Patient, person.Stream, person.Written + 1, entries);
            person.Written += entries.Count;
        }));
        if (isPast)
        {
            foreach (var task in await tasks.Open(Caller.Program(clinic.Id), 1000, cancellation)) { await tasks.Answer(Caller.Program(clinic.Id), task.Id, "Looked at (demo).", cancellation); }
        }

        async Task Store(Caller caller, PatientId patient, Guid stream, int first, IReadOnlyList<CareEntry> entries)
        {
            var stored = await log.Append(caller, patient, [.. entries.Select((entry, index) => new EntryDraft(stream, first + index, CareDocument.Kind(entry), entry.Day, CareDocument.Write(entry)))], TaskDraft.Of(entries), cancellation);
            if (stored.Problem is { } problem) { throw new InvalidOperationException($"An entry was not stored: {problem.GetType().Name}."); }
        }
    }

    private static DateTimeOffset Noon(DateOnly day) => new(day.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero);

    private static async Task<T> WithBar<T>(string what, int most, Func<Action, Task<T>> work)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        if (!console.Profile.Capabilities.Interactive) { return await work(() => { }); }
        return await console.Progress().StartAsync(async context =>
        {
            var bar = context.AddTask(what, maxValue: most);
            return await work(() => bar.Increment(1));
        });
    }
#endif
}
