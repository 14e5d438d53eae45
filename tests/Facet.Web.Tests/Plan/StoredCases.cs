using System.Text.Json;
using Facet.Intake;
using Facet.Interop.Json;
using Facet.Knowledge;
using Facet.Planning;
using Facet.Storage.Desk;
using Facet.Storage.Intake;
using Facet.Storage.Planning;
using Facet.Web.LivingEvidence;
using Facet.Web.Plan;
using Facet.Web.Settings;
using Facet.Web.Shell;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using StoredAnswer = Facet.Web.Intake.StoredAnswer;

namespace Facet.Web.Tests.Plan;

/// <summary>The clinical cases as people who answered the questions of the pages, with their proposals as a page keeps them.</summary>
internal static class StoredCases
{
    public static CarePathway Pathway { get; } = Need(CarePathway.Load(KnowledgeFiles.Embedded));

    /// <summary>Each case as answers by page: what it says, and "no" to every question that it leaves out.</summary>
    public static IReadOnlyList<(string Id, IReadOnlyDictionary<string, string> Pages)> All { get; } = [.. ((string[])["vignettes.json", "engine-tests.json", "rule-cases.json"]).SelectMany(Read)];

    public static T Need<T>(Checked<T> result) => result.TryGet(out var value, out var problems) ? value : throw new InvalidOperationException(string.Join('\n', problems));

    public static async Task<IntakeId> Answer(Node node, IReadOnlyDictionary<string, string> pages)
    {
        var intake = await node.Intakes.Start(node.Patient, null, TestContext.Current.CancellationToken);
        foreach (var (page, json) in pages) { Assert.NotNull(await node.Intakes.Append(node.Patient, intake, page, json, TestContext.Current.CancellationToken)); }
        return intake;
    }

    /// <summary>What the result page does with the newest answers.</summary>
    public static async Task<StoredProposal> Propose(Node node, CarePathway pathway, IntakeId intake)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var answers = (await node.Intakes.At(node.Patient, intake, null, cancellation))!;
        var evidence = new EvidenceInUse(new(new(pathway, node.Services.GetRequiredService<ClinicSettingStore>(), TimeProvider.System, NullLogger<SettingsShelf>.Instance), node.Evidence, TimeProvider.System), new HomeClinic { Id = node.Clinic });
        Assert.NotNull(await new ProposalRecord(node.Proposals, node.Services.GetRequiredService<KnowledgeArchive>(), new HomeClinic { Id = node.Clinic }, evidence)
            .Keep(intake, answers.Version, PopulationDesk.Forms.Gather(pathway, answers.Pages), cancellation));
        return (await node.Proposals.Newest(node.Patient, intake, cancellation))!;
    }

    private static IEnumerable<(string, IReadOnlyDictionary<string, string>)> Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Facet.Tests", "Cases", file)));
        foreach (var item in document.RootElement.GetProperty("vignettes").EnumerateArray())
        {
            var id = item.GetProperty("id").GetString()!;
            var answers = Need(IntakeDocument.Read(id, item, LeftOut.IsDefault));
            // One page can hold every value; the medicines have their own. Two rows a person in place of seventy spare the tests minutes.
            var values = Pathway.Questionnaire.Pages.SelectMany(page => page.Inputs).DistinctBy(input => input.Name)
                .Select(input => (input.Name, Answer: answers.Values.GetValueOrDefault(input.Name) ?? Nothing(input))).Where(each => each.Answer is not null)
                .ToDictionary(each => each.Name, each => each.Answer!);
            var pages = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["age"] = StoredAnswer.Write(new(values, null)),
                [Pathway.Questionnaire.Pages.Single(page => page.Kind == PageKind.Medicines).Id] = StoredAnswer.Write(new(new Dictionary<string, Answer>(), answers.Medicines)),
            };
            yield return (id, pages);
        }
    }

    /// <summary>What somebody answers who has nothing to report.</summary>
    private static Answer? Nothing(InputDefinition input) => input.Default is not { Low: var value } ? null : input.Kind switch
    {
        ValueKind.Flag => new Answer.Flag(value != 0),
        ValueKind.Number => new Answer.Number(value),
        ValueKind.Choice => new Answer.Word(input.Values[(int)value]),
        _ => new Answer.Words([.. input.Values.Where((_, index) => (((ulong)value >> index) & 1) == 1)]),
    };
}
