using System.Diagnostics;
using System.Text.Json;

namespace Facet.Web.Tests.Cli;

/// <summary><c>facet evidence</c> as a process.</summary>
public sealed class EvidenceCommandTests : IDisposable
{
    private const string Network = "study,treat1,treat2,TE,seTE\nA,Placebo,X,-1,0.5\nB,Placebo,Y,-2,0.5\nC,Placebo,X+Y,-2.5,0.5\n";
    private static readonly string Program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Facet.Cli", "debug", "Facet.Cli.dll"));

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("facet-evidence");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_network_that_somebody_brings_is_fitted()
    {
        var file = Write("network.csv", Network);
        var (code, output, _) = await Facet("evidence", "network", file, "--model", "cnma", "--inactive", "Placebo", "--json");
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.True(json.RootElement.TryGetProperty("tau2", out _));
    }

    [Fact]
    public async Task A_bad_network_is_refused_with_the_line()
    {
        var (code, output, error) = await Facet("evidence", "network", Write("network.csv", Network.Replace("-2,0.5", "-2,-0.5", StringComparison.Ordinal)));
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains("network.csv:3", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_combination_says_what_it_rests_on_and_how_sure_that_is()
    {
        var (code, output, _) = await Facet("evidence", "combine", "exercise", "spinal_manipulation", "--outcome", "function", "--window", "m12", "--unlinked");
        Assert.Equal(0, code);
        Assert.Contains("UK BEAM 2004", output, StringComparison.Ordinal);
        Assert.Contains("Certainty by rule, graded by no person", output, StringComparison.Ordinal);
        Assert.Contains("Tested exactly like this in: ", output, StringComparison.Ordinal);
        Assert.Contains("the prior", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_summary_is_marked_wherever_an_effect_says_what_it_rests_on()
    {
        var (code, output, _) = await Facet("evidence", "combine", "gabapentinoid", "--window", "m3", "--unlinked");
        Assert.Equal(0, code);
        Assert.Contains("Enke et al., CMAJ 2018;190:E786 (summary) (m3)", output, StringComparison.Ordinal);
        var without = await Facet("evidence", "combine", "gabapentinoid", "--window", "m3", "--unlinked", "--without-summaries");
        Assert.Equal(0, without.Code);
        Assert.Contains("No estimate", without.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Harms_have_interval_comparator_and_source_and_a_number_from_memory_is_not_shown()
    {
        var (code, output, _) = await Facet("evidence", "harms", "--json");
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        var harms = json.RootElement.GetProperty("harms").EnumerateArray().ToList();
        Assert.Equal(35, harms.Count);
        Assert.All(harms.Where(harm => !harm.GetProperty("verified").GetBoolean()), harm => Assert.Equal(JsonValueKind.Null, harm.GetProperty("estimate").ValueKind));
        var table = await Facet("evidence", "harms", "--component", "snri");
        Assert.Contains("1.17 (1.07 to 1.27)", table.Output, StringComparison.Ordinal);
        Assert.Contains("552 of 834 against 373 of 665", table.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await Facet("evidence", "harms", "--component", "snake_oil")).Code);
    }

    [Fact]
    public async Task A_folder_with_a_wrong_file_behind_the_effects_is_refused_with_line_and_column()
    {
        Write("harms.csv", "treatment,component,comparator,population,harm,measure,estimate,ci_low,ci_high,events_treatment,n_treatment,events_control,n_control,citation,doi,verified,notes\nT,yogi,none,LBP,pain,risk ratio,1.2,1,1.5,,,,,C,,page,\n");
        var (code, output, error) = await Facet("rules", "check", folder.FullName);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains("evidence/harms.csv:2:2: component: 'yogi' is not a component.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_estimated_that_no_trial_isolates()
    {
        var (code, output, _) = await Facet("evidence", "combine", "laser", "--unlinked");
        Assert.Equal(0, code);
        Assert.Contains("No estimate", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_network_is_drawn_without_a_browser_the_same_each_time()
    {
        var pictures = new List<string>();
        foreach (var name in (string[])["one.svg", "two.svg"])
        {
            var file = Path.Combine(folder.FullName, name);
            var (code, output, error) = await Facet("evidence", "network-graph", "--outcome", "pain", "--window", "m3", "--out", file);
            Assert.True(code == 0, error);
            Assert.Contains("32 treatments, ", output, StringComparison.Ordinal);
            Assert.Contains("Draft", output, StringComparison.Ordinal);
            pictures.Add(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }
        Assert.Equal(pictures[0], pictures[1]);
        Assert.Equal("svg", System.Xml.Linq.XDocument.Parse(pictures[0]).Root!.Name.LocalName);
    }

    [Fact]
    public async Task A_picture_that_cannot_be_written_is_refused()
    {
        var (code, _, error) = await Facet("evidence", "network-graph", "--out", Path.Combine(folder.FullName, "no", "such", "folder.svg"));
        Assert.Equal(2, code);
        Assert.Contains("folder.svg", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clinic_fits_its_own_priors_and_plans_with_them()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "knowledge", "evidence", "priors.yaml");
        var own = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains("family: {mean: 0, sd: 8}", own, StringComparison.Ordinal);
        Write("priors.yaml", own.Replace("family: {mean: 0, sd: 8}", "family: {mean: 0, sd: 2}", StringComparison.Ordinal));
        var intake = Path.Combine(folder.FullName, "intake.json");
        await File.WriteAllTextAsync(intake, """{"intake": {"age_years": 40, "episode_days": 200}, "current_medications": []}""", TestContext.Current.CancellationToken);
        var stale = await Facet("plan", intake, "--json", "--knowledge", folder.FullName);
        Assert.Equal(2, stale.Code);
        Assert.Contains("facet evidence fit", stale.Error, StringComparison.Ordinal);

        var (code, output, error) = await Facet("evidence", "fit", "--data", folder.FullName, "--out", Path.Combine(folder.FullName, "effects.txt"));
        Assert.True(code == 0, error);
        Assert.Contains("effects.txt: effects ", output, StringComparison.Ordinal);
        Assert.Contains("used: evidence/pooled.csv:46 Enke", output, StringComparison.Ordinal);
        Assert.Matches("left out: evidence/pooled.csv:37 Huang.* because: Laser", output);
        var planned = await Facet("plan", intake, "--json", "--knowledge", folder.FullName);
        var usual = await Facet("plan", intake, "--json");
        Assert.Equal((0, 0), (planned.Code, usual.Code));
        Assert.NotEqual(Effects(usual.Output), Effects(planned.Output));

        static string? Effects(string output)
        {
            using var json = JsonDocument.Parse(output);
            return json.RootElement.GetProperty("versions").GetProperty("effects").GetString();
        }
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static async Task<(int Code, string Output, string Error)> Facet(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
