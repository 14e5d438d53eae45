using System.Diagnostics;
using System.Text.Json;

namespace Facet.Web.Tests.Cli;

/// <summary>The command line as a process: what it prints and what it says to the shell.</summary>
public sealed class CommandTests : IDisposable
{
    private static readonly string Program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Facet.Cli", "debug", "Facet.Cli.dll"));
    private static readonly string[] Promised =
        ["triage_tier", "plan_effect", "incomplete", "missing", "duration_class", "profile", "findings", "excluded", "total_mme", "recommendations", "proposals"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("facet-cli");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_cleared_person_gets_a_plan_and_0()
    {
        var (code, output, _) = await Facet("plan", Write("""{"intake": {"age_years": 40, "episode_days": 200}, "current_medications": []}"""), "--json");
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.All(Promised, key => Assert.True(json.RootElement.TryGetProperty(key, out _), key));
        var proposal = json.RootElement.GetProperty("proposals")[0];
        Assert.Equal("optimal", proposal.GetProperty("proof").GetString());
        Assert.All(proposal.GetProperty("items").EnumerateArray(), item => Assert.True(
            item.TryGetProperty("no_estimate", out _) || item.GetProperty("pain").ValueKind == JsonValueKind.Object || item.GetProperty("function").ValueKind == JsonValueKind.Object));
    }

    [Fact]
    public async Task The_bare_intake_object_is_an_intake_too_and_what_it_leaves_out_is_said()
    {
        var (code, output, _) = await Facet("plan", Write("""{"age_years": 40, "episode_days": 10}"""), "--json");
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.Contains("current_medications", json.RootElement.GetProperty("assumed").EnumerateArray().Select(item => item.GetString()));
    }

    [Fact]
    public async Task Open_questions_are_listed_and_3()
    {
        var (code, output, _) = await Facet("plan", Write("""{"intake": {"age_years": 40, "episode_days": 10, "saddle_numbness": null}}"""), "--json");
        Assert.Equal(3, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(["saddle_numbness"], json.RootElement.GetProperty("missing").EnumerateArray().Select(item => item.GetString()));
        Assert.Empty(json.RootElement.GetProperty("proposals").EnumerateArray());
    }

    [Fact]
    public async Task Left_out_can_mean_never_asked()
    {
        var (code, output, _) = await Facet("plan", Write("""{"age_years": 40, "episode_days": 10}"""), "--left-out", "unknown");
        Assert.Equal(3, code);
        Assert.Contains("saddle_numbness", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"intake": {"age_years": 40, "episode_days": 10, "bladder_change": true}}""")]
    [InlineData("""{"intake": {"age_years": 40, "episode_days": 10, "unexplained_weight_loss": true}}""")]
    [InlineData("""{"intake": {"age_years": 12, "episode_days": 10}}""")]
    public async Task A_red_flag_stops_the_plan_and_4(string intake)
    {
        var (code, output, _) = await Facet("plan", Write(intake));
        Assert.Equal(4, code);
        Assert.Contains("Tell the patient", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"intake": {"age_years": 40,""", "json")]
    [InlineData("""{"intake": {"age_years": "forty", "episode_days": 10}}""", "wrong-type")]
    [InlineData("""{"intake": {"age_years": 400, "episode_days": 10}}""", "out-of-range")]
    [InlineData("""{"intake": {"age_yaers": 40, "episode_days": 10}}""", "unknown-input")]
    [InlineData("""{"intake": {"age_years": 40, "episode_days": 10}, "current_medications": [{"mg_per_day": 3}]}""", "no-ingredient")]
    [InlineData("[]", "not")]
    [InlineData("<xml/>", "xml")]
    [InlineData("", "json")]
    public async Task A_broken_file_gets_its_name_and_a_reason_never_a_stack_trace_and_2(string text, string says)
    {
        var file = Write(text);
        var (code, output, error) = await Facet("plan", file, "--json");
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.StartsWith(file, error, StringComparison.Ordinal);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_mistake_of_a_file_is_named_at_once()
    {
        var (_, _, error) = await Facet("plan", Write("""{"intake": {"age_years": "forty", "leg_pain": "toe", "episode_days": -1}}"""));
        Assert.Contains("age_years", error, StringComparison.Ordinal);
        Assert.Contains("leg_pain", error, StringComparison.Ordinal);
        Assert.Contains("episode_days", error, StringComparison.Ordinal);
        Assert.Contains("3 problems", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_2()
    {
        var (code, _, error) = await Facet("plan", Path.Combine(folder.FullName, "nobody.json"));
        Assert.Equal(2, code);
        Assert.Contains("no such file", error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_FHIR_record_names_what_is_still_to_ask()
    {
        var bundle = """{"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1980-05-01"}}]}""";
        var (code, output, _) = await Facet("plan", Write(bundle), "--json", "--as-of", "2026-05-02");
        Assert.Equal(3, code);
        using var json = JsonDocument.Parse(output);
        var missing = json.RootElement.GetProperty("missing").EnumerateArray().Select(item => item.GetString()).ToList();
        Assert.Contains("saddle_numbness", missing);
        Assert.Contains("current_medications", missing);
        Assert.DoesNotContain("age_years", missing);
    }

    [Fact]
    public async Task A_rule_is_explained_with_its_source()
    {
        var (code, output, _) = await Facet("explain", "tri-ces-01");
        Assert.Equal(0, code);
        Assert.Contains("ces_any and not ces_previously_assessed_stable", output, StringComparison.Ordinal);
        Assert.Contains("GIRFT-CES", output, StringComparison.Ordinal);
        Assert.Equal(2, (await Facet("explain", "TRI-XXX-99")).Code);
    }

    [Fact]
    public async Task Rules_are_listed_and_a_folder_of_rules_is_checked()
    {
        Assert.Contains("225 rules", (await Facet("rules")).Output, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder.FullName, "clinic.yaml"), "version: 1\nanswers:\n  plan_region: mars\n");
        var (code, _, error) = await Facet("rules", "check", folder.FullName);
        Assert.Equal(2, code);
        Assert.Contains("settings/clinic.yaml:3:16", error, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder.FullName, "clinic.yaml"), "version: 1\nanswers:\n  plan_region: uk\n");
        Assert.Equal(0, (await Facet("rules", "check", folder.FullName)).Code);
    }

    private string Write(string text)
    {
        var file = Path.Combine(folder.FullName, "person.json");
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
