using System.CommandLine;
using System.Text.Json;
using Facet.Intake;
using Facet.Interop.Json;
using Facet.Planning;
using Facet.Triage;

namespace Facet.Cli;

/// <summary><c>facet plan FILE</c>: from a person's answers to an explained plan, or to wherever the pathway stops. <c>facet plan --all</c>: for everybody of a database.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo?>("FILE") { Description = "An intake file (JSON) or a FHIR R4 Bundle (JSON).", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Print JSON for machines." };
        var leftOut = new Option<string>("--left-out")
        {
            Description = "What an input that an intake file leaves out means: 'default' (asked, nothing to report) or 'unknown' (never asked).",
            DefaultValueFactory = _ => "default",
        };
        leftOut.AcceptOnlyFromAmong("default", "unknown");
        var want = new Option<string[]>("--want") { Description = "Ids of interventions that the patient asks for.", AllowMultipleArgumentsPerToken = true };
        var changes = new ChangeOptions();
        var asOf = new Option<string>("--as-of") { Description = "The day from which a FHIR record is looked at, as YYYY-MM-DD; today when left out.", HelpName = "DATE" };
        var weeks = new Option<bool>("--weeks") { Description = "Print the twelve weeks of the recommended plan too." };
        var knowledge = Input.KnowledgeFolder();
        var all = new Option<bool>("--all") { Description = "Plan anew for everybody of a database, and list whose plan would change and why. Nothing stored is changed." };
        var database = new DatabaseOptions();
        var capacity = new Option<bool>("--capacity") { Description = "With --all: within the clinic's hours of staff and devices (settings/capacity.yaml)." };
        var resume = new Option<string?>("--resume") { Description = "With --all: the run to go on with; an unfinished run with the same versions is gone on with by itself.", HelpName = "RUN" };
        var clinic = new Option<string?>("--clinic") { Description = "With --all: one clinic of several.", HelpName = "ID" };
        var threads = new Option<int>("--threads") { Description = "With --all: threads; one for each core when left out. The result is the same.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var list = new Option<int>("--list") { Description = "With --all: how many changes to list.", DefaultValueFactory = _ => 100 };
        var command = new Command("plan", "Make a plan for one person, or for everybody of a database.") { file, json, leftOut, want, asOf, weeks, knowledge, all, capacity, resume, clinic, threads, list };
        changes.AddTo(command);
        database.AddTo(command);
        command.Validators.Add(result =>
        {
            if ((result.GetResult(file)?.Tokens.Count > 0) == result.GetValue(all)) { result.AddError("Say one FILE, or --all with a database."); }
        });
        command.SetAction((parsed, cancellation) => parsed.GetValue(all)
#if NATIVE
            ? Task.FromResult(ExitCode.NeedsRuntime)
#else
            ? PlanAll.Run(new(database.Read(parsed), parsed.GetValue(knowledge), parsed.GetValue(capacity), parsed.GetValue(resume), parsed.GetValue(clinic), parsed.GetValue(threads), parsed.GetValue(list), parsed.GetValue(json)), cancellation)
#endif
            : Task.FromResult(Run(new(
            parsed.GetValue(file)!,
            parsed.GetValue(leftOut) == "unknown" ? LeftOut.IsUnknown : LeftOut.IsDefault,
            parsed.GetValue(asOf),
            parsed.GetValue(want) ?? [],
            parsed.GetValue(knowledge))
            { Weeks = parsed.GetValue(weeks) }, changes.Read(parsed), parsed.GetValue(json))));
        return command;
    }

    internal sealed record Request(FileInfo File, LeftOut LeftOut, string? AsOf, IReadOnlyList<string> Wanted, DirectoryInfo? Knowledge)
    {
        public bool Weeks { get; init; }
    }

    /// <summary>What a file says of one person, and what of it could not be used.</summary>
    internal sealed record Person(IntakeAnswers Answers, IReadOnlyList<Problem> Remarks);

    private sealed record ReadIntake(Checked<IntakeAnswers> Answers)
    {
        public Checked<Person> Person() => Answers.TryGet(out var answers, out var problems) ? new Person(answers, []) : Checked<Person>.Refused(problems);
    }

    private static int Run(Request request, ChangeOptions.Asked asked, bool json)
    {
        var (file, wanted) = (request.File, request.Wanted);
        if (!Input.Text(file).TryGet(out var text, out var problems) || !Input.Files(request.Knowledge).TryGet(out var files, out problems)) { return Input.Refuse(problems); }
        // The knowledge takes the longest to read; a file of answers is read beside it.
        var intake = Task.Run(() => IsFhir(text) ? null : new ReadIntake(IntakeDocument.Read(file.ToString(), text, request.LeftOut)));
#if NATIVE
        if (intake.Result is null) { return ExitCode.NeedsRuntime; }
        Checked<Person> Record(CarePathway knowing) => throw new NotSupportedException();
#else
        Checked<Person> Record(CarePathway knowing) => FhirFile.Read(request, text, files, knowing);
#endif
        if (!CarePathway.Load(files).TryGet(out var pathway, out problems) || !(intake.Result?.Person() ?? Record(pathway)).TryGet(out var person, out problems))
        {
            return Input.Refuse(problems);
        }
        if (wanted.Where(id => pathway.Catalogue.Interventions.All(intervention => intervention.Id != id)).ToList() is { Count: > 0 } unknown)
        {
            return Input.Refuse([.. unknown.Select(id => new Problem("--want", "unknown-intervention", $"'{id}' is not in the catalogue; its entries are {string.Join(", ", pathway.Catalogue.Interventions.Select(i => i.Id))}."))]);
        }
        if (asked.Problems(pathway.Catalogue) is { Count: > 0 } wrong) { return Input.Refuse(wrong); }
        if (!pathway.Profile(person.Answers).TryGet(out var profile, out problems))
        {
            return Input.Refuse([.. problems.Select(problem => problem with { Path = $"{file}: {problem.Path}" })]);
        }
        var result = pathway.Walk(profile, asked.Over(pathway.PreferencesOf(profile)) with { Wanted = wanted }, asked.Changes);
        if (result.Planning is PlanningResult.Refused(var refusals)) { return Input.Refuse(refusals); }
        if (json) { Console.Out.WriteLine(PathwayDocument.Write(pathway, result, person.Remarks)); }
        else
        {
            PlanReport.Print(pathway, result, person.Remarks);
            if (request.Weeks) { PlanReport.Weeks(pathway, result, Input.Monday()); }
        }
        return result.Disposition switch
        {
            Disposition.Cleared => ExitCode.Done,
            Disposition.Incomplete => ExitCode.Incomplete,
            _ => ExitCode.RedFlagStop,
        };
    }

    /// <summary>A FHIR resource names its type; XML and lists of resources are left to the FHIR reader, which says what is wrong with them.</summary>
    private static bool IsFhir(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Array || (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("resourceType", out _));
        }
        catch (JsonException)
        {
            return text.AsSpan().TrimStart() is ['<', ..];
        }
    }
}
