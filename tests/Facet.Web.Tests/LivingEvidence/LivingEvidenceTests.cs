using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Facet.Evidence;
using Facet.Knowledge;
using Facet.Storage;
using Facet.Storage.Accounts;
using Facet.Storage.Clinics;
using Facet.Storage.Evidence;
using Facet.Storage.Planning;
using Facet.Web.LivingEvidence;
using Facet.Web.Tests.Intake;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.LivingEvidence;

public class LivingEvidenceTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task<StaffClient> SignedIn(Roles roles) => StaffClient.SignedIn(Server.Services, Server.Address, roles);

    private static Dictionary<string, string> Trial(string study, double exercise = 20) => new()
    {
        ["study_id"] = study, ["doi_or_pmid"] = "10.1000/new", ["population_duration"] = "chronic", ["outcome"] = "pain", ["instrument"] = "VAS (0-100mm)", ["range_min"] = "0", ["range_max"] = "100",
        ["direction"] = "lower_better", ["value_type"] = "final", ["weeks"] = "12", ["risk_of_bias"] = "low",
        ["arm1-part0"] = "exercise", ["arm1-mean"] = exercise.ToString(CultureInfo.InvariantCulture), ["arm1-sd"] = "18", ["arm1-n"] = "120",
        ["arm2-part0"] = "no_treatment", ["arm2-mean"] = "45", ["arm2-sd"] = "20", ["arm2-n"] = "118",
    };

    [Fact]
    public async Task A_trial_is_looked_at_before_it_is_kept_and_kept_beside_what_was()
    {
        using var client = await SignedIn(Roles.Clinician);
        var study = $"Trial {Guid.NewGuid():N}";
        var preview = await client.Post("/clinic/evidence/trial", Trial(study), "trial");
        Assert.Contains("Nothing is stored yet", preview.Html, StringComparison.Ordinal);
        Assert.Contains(study, preview.Html, StringComparison.Ordinal);
        Assert.Matches("Pain, 8 to 18 weeks \\(what plans read\\): \\d+ of \\d+ treatments move", preview.Html);
        var id = Regex.Match(preview.Html, "name=\"model\" value=\"([0-9a-f]{16})\"").Groups[1].Value;
        Assert.DoesNotContain(id, (await client.Get("/clinic/evidence")).Html, StringComparison.Ordinal);

        Assert.Contains("Say why", (await client.PostOn(preview.Html, "/clinic/evidence/keep", new() { ["reason"] = " " })).Html, StringComparison.Ordinal);
        Assert.Contains("not what the preview showed", (await client.PostOn(preview.Html, "/clinic/evidence/keep", new() { ["reason"] = "A new trial", ["model"] = "0123456789abcdef" })).Html, StringComparison.Ordinal);
        var kept = await client.PostOn(preview.Html, "/clinic/evidence/keep", new() { ["reason"] = "A <new> trial" });
        Assert.Matches("^/clinic/evidence/version/\\d+$", kept.To);
        Assert.Contains("says the same is there already", (await client.PostOn(preview.Html, "/clinic/evidence/keep", new() { ["reason"] = "Again" })).Html, StringComparison.Ordinal);

        var list = (await client.Get("/clinic/evidence")).Html;
        Assert.Contains(id, list, StringComparison.Ordinal);
        Assert.Contains("A &lt;new&gt; trial", list, StringComparison.Ordinal);
        Assert.Matches("The program’s</a> \\(current\\)", list);
        var page = await client.Get(kept.To!);
        Assert.Contains("Added: 2 rows", page.Html, StringComparison.Ordinal);
        Assert.Contains($",pain,m3,exercise,", (await client.Get($"{kept.To}/effects.csv")).Html, StringComparison.Ordinal);
        Assert.StartsWith("effects,outcome", (await client.Get($"{kept.To}/effects.csv")).Html, StringComparison.Ordinal);
        var trials = (await client.Get($"{kept.To}/trials.csv")).Html;
        Assert.Equal(id, FittedEffects.IdOf(KnowledgeFiles.Embedded.Put(TrialRows.File, trials)));

        // Another clinic has no such version, and a clinician cannot make it current.
        using var stranger = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Administrator, await Server.Services.GetRequiredService<ClinicStore>().Add("Elsewhere", Cancellation));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get(kept.To!)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get($"{kept.To}/trials.csv")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get($"{kept.To}/current")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.Get($"{kept.To}/current")).Status);
    }

    [Fact]
    public async Task A_correction_names_the_row_that_it_corrects()
    {
        using var client = await SignedIn(Roles.Clinician);
        Assert.True(TrialRows.Read("shipped", KnowledgeFiles.Embedded.Read(TrialRows.File)).TryGet(out var shipped, out _));
        List<TrialRow> rows = [.. shipped.Rows.Where(row => row["study_id"] == "Ashar 2022").GroupBy(FollowUp.KeyOf).First()];
        var link = $"/clinic/evidence/trial?from=0&key={Uri.EscapeDataString(FollowUp.KeyOf(rows[0]))}";
        Assert.Contains(link.Replace("&", "&amp;", StringComparison.Ordinal), (await client.Get("/clinic/evidence/correct?study=Ashar%202022&from=0")).Html, StringComparison.Ordinal);
        var form = TrialForm.Of(rows);
        var fields = TrialForm.Fields.Concat(Enumerable.Range(0, rows.Count).SelectMany(arm => ((string[])["part0", "part1", "part2", "more", "mean", "sd", "n"]).Select(field => TrialForm.Arm(arm, field))))
            .ToDictionary(name => name, name => form[name]);
        var before = fields["arm1-n"];
        fields["arm1-n"] = "7";
        var preview = await client.Post(link, fields, "trial");
        Assert.Contains("Corrected: 1 rows", preview.Html, StringComparison.Ordinal);
        var kept = await client.PostOn(preview.Html, "/clinic/evidence/keep", new() { ["reason"] = "The paper says 7" });
        var number = int.Parse(kept.To!.Split('/')[^1], CultureInfo.InvariantCulture);
        var content = (await Server.Services.GetRequiredService<EvidenceStore>().Find(Server.Services.GetRequiredService<Facet.Web.Shell.HomeClinic>().Id, number, Cancellation))!;
        Assert.True(TrialRows.Read("old", content.OldRows).TryGet(out var old, out _));
        Assert.True(TrialRows.Read("new", content.NewRows).TryGet(out var now, out _));
        Assert.Equal((before, "7"), (Assert.Single(old.Rows)["n"], Assert.Single(now.Rows)["n"]));
        Assert.Equal(old.Rows[0].Key, now.Rows[0].Key);
    }

    [Fact]
    public async Task Every_problem_stands_at_its_field()
    {
        using var client = await SignedIn(Roles.Clinician);
        var wrong = Trial("=HYPERLINK(1)");
        Assert.Contains("must not begin with", (await client.Post("/clinic/evidence/trial", wrong, "trial")).Html, StringComparison.Ordinal);
        wrong = Trial("Wrong 2026");
        (wrong["arm1-sd"], wrong["arm2-n"], wrong["range_max"], wrong["weeks"]) = ("0", "none", "100", "12");
        var html = (await client.Post("/clinic/evidence/trial", wrong, "trial")).Html;
        Assert.Contains("There are 2 problems", html, StringComparison.Ordinal);
        Assert.Contains("href=\"#arm1-sd\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"#arm2-n\"", html, StringComparison.Ordinal);
        Assert.Contains("value=\"Wrong 2026\"", html, StringComparison.Ordinal);
        wrong["weeks"] = "soon";
        Assert.Contains("href=\"#weeks\"", (await client.Post("/clinic/evidence/trial", wrong, "trial")).Html, StringComparison.Ordinal);
        var alone = Trial("Alone 2026");
        foreach (var field in (string[])["arm2-part0", "arm2-mean", "arm2-sd", "arm2-n"]) { alone[field] = ""; }
        Assert.Contains("has one arm", (await client.Post("/clinic/evidence/trial", alone, "trial")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_bounded_and_every_problem_stands_at_its_line_and_column()
    {
        using var client = await SignedIn(Roles.Administrator);
        var shipped = KnowledgeFiles.Embedded.Read(TrialRows.File).Split('\n');
        Task<(HttpStatusCode Status, string? To, string Html)> Send(string text) => client.PostFile("/clinic/evidence/upload", Encoding.UTF8.GetBytes(text), "upload");
        Assert.Contains("Choose a file", (await Send("")).Html, StringComparison.Ordinal);
        Assert.Contains("missing", (await Send("study_id,arm\nA,B\n")).Html, StringComparison.Ordinal);
        Assert.Contains("would change", (await Send(shipped[0] + "\n" + shipped[1] + "\n")).Html, StringComparison.Ordinal);
        var columns = shipped[0].Split(',').ToList();
        string Row(string arm, string part, string sd) => string.Join(',', columns.Select(column => column switch
        {
            "study_id" => "File 2026", "arm" => arm, "components" => part, "in_scope" => "1", "outcome" => "pain", "range_min" => "0", "range_max" => "10", "direction" => "lower_better", "value_type" => "final",
            "window" => "m3", "weeks" => "12", "mean" => "3", "sd" => sd, "n" => "60", "imputed" or "suspect" => "0", "risk_of_bias" => "low", _ => "",
        }));
        var bad = (await Send($"{shipped[0]}\n{Row("A", "exercise", "2")}\n{Row("B", "moonlight", "-1")}\n")).Html;
        Assert.Contains($"Line 3, column {columns.IndexOf("components") + 1}: components:", bad, StringComparison.Ordinal);
        Assert.Contains($"Line 3, column {columns.IndexOf("sd") + 1}: sd:", bad, StringComparison.Ordinal);
        Assert.Contains("Nothing was used", bad, StringComparison.Ordinal);
        var good = await Send($"{shipped[0]}\n{Row("A", "exercise", "2")}\n{Row("B", "massage", "2")}\n");
        Assert.Contains("Added: 2 rows", good.Html, StringComparison.Ordinal);
        Assert.Contains("not text in UTF-8", (await client.PostFile("/clinic/evidence/upload", [0xff, 0xfe, 0x41], "upload")).Html, StringComparison.Ordinal);
        Assert.Contains("more than 256 kB", (await Send(new string('x', 257 * 1024))).Html, StringComparison.Ordinal);
        var flood = await Record.ExceptionAsync(async () => Assert.NotEqual(HttpStatusCode.OK, (await Send(new string('x', 2 * 1024 * 1024))).Status));
        Assert.True(flood is null or HttpRequestException, flood?.ToString());
        Assert.Equal(HttpStatusCode.OK, (await client.Get("/clinic/evidence")).Status);
    }

    [Fact]
    public async Task A_plan_that_was_made_stays_and_new_ones_use_the_version_that_is_current()
    {
        await using var own = new OwnServer(null, ("SignIn:TriesPerMinute", "1000"));
        var address = own.ClientOptions.BaseAddress;
        async Task<List<string>> Proposals()
        {
            await using var db = own.Services.GetRequiredService<FacetDatabase>().Connect();
            return await db.Set<ProposalRow>().OrderBy(row => row.At).Select(row => row.EffectModel).ToListAsync(Cancellation);
        }
        var first = await Open(Desk, address: address.ToString());
        await new Person(first).Saying("how-long", "400").ReachResults();
        var plan = await first.Locator("main").InnerTextAsync();
        var shipped = Assert.Single(await Proposals());

        using var boss = await StaffClient.SignedIn(own.Services, address, Roles.Administrator);
        var preview = await boss.Post("/clinic/evidence/trial", Trial("New 2026", 5), "trial");
        var kept = await boss.PostOn(preview.Html, "/clinic/evidence/keep", new() { ["reason"] = "A new trial" });
        await first.ReloadAsync();
        Assert.Equal(plan, await first.Locator("main").InnerTextAsync());
        Assert.Equal([shipped], await Proposals());

        Assert.Contains("Say why", (await boss.Post($"{kept.To}/current", new() { ["reason"] = "" }, "current")).Html, StringComparison.Ordinal);
        Assert.Equal("/clinic/evidence", (await boss.Post($"{kept.To}/current", new() { ["reason"] = "We agreed" }, "current")).To);
        var model = Regex.Match(preview.Html, "name=\"model\" value=\"([0-9a-f]{16})\"").Groups[1].Value;
        Assert.Contains(model, (await boss.Get("/evidence")).Html, StringComparison.Ordinal);
        await first.ReloadAsync();
        Assert.Equal(plan, await first.Locator("main").InnerTextAsync());
        Assert.Equal([shipped], await Proposals());

        var second = await Open(Desk, address: address.ToString());
        await new Person(second).Saying("how-long", "400").ReachResults();
        Assert.Equal([shipped, model], await Proposals());
        var newer = await second.Locator("main").InnerTextAsync();
        Assert.NotEqual(plan, newer);

        // Back to what the program brings: each plan keeps what it was made with.
        await boss.Post("/clinic/evidence/version/0/current", new() { ["reason"] = "Back" }, "current");
        Assert.Contains(shipped, (await boss.Get("/evidence")).Html, StringComparison.Ordinal);
        await second.ReloadAsync();
        Assert.Equal(newer, await second.Locator("main").InnerTextAsync());
        Assert.Equal([shipped, model], await Proposals());
        var list = (await boss.Get("/clinic/evidence")).Html;
        Assert.Contains("We agreed", list, StringComparison.Ordinal);
        Assert.Matches("The program’s</a> \\(current\\)", list);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_clinician_adds_a_trial_in_the_browser(bool script)
    {
        using var client = await StaffClient.New(Server.Services, Server.Address, Roles.Clinician | Roles.Administrator);
        var page = await Open(Phone, script);
        // A preview fits every model; on a busy machine that takes its time.
        page.SetDefaultTimeout(240_000);
        await SignInBrowserTests.SignIn(page, client, script);
        await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Living evidence" }).ClickAsync();
        await Look("living-evidence");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Add a trial" }).ClickAsync();
        await Look("living-trial");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Show what would change" }).ClickAsync();
        await page.Locator(".nhsuk-error-summary").WaitForAsync();
        await Look("living-trial-error");
        foreach (var (name, value) in Trial($"Browser {Guid.NewGuid():N}"[..20]))
        {
            var field = page.Locator($"[name=\"{name}\"]");
            if (await field.EvaluateAsync<string>("field => field.tagName") == "SELECT") { await field.SelectOptionAsync(value); }
            else { await field.FillAsync(value); }
        }
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Show what would change" }).ClickAsync();
        await page.GetByText("Nothing is stored yet").WaitForAsync();
        await Look("living-preview");
        await page.GetByLabel("Why").FillAsync($"Seen in the browser {(script ? "with" : "without")} script");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Keep as a new version" }).ClickAsync();
        await page.Arrives("**/clinic/evidence/version/*");
        await Look("living-version");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Make this the current version" }).ClickAsync();
        await Look("living-current");
        await page.GotoAsync("/clinic/evidence/upload");
        await Look("living-upload");
        await page.GotoAsync("/clinic/evidence/correct?study=Ashar%202022&from=0");
        await Look("living-correct");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "pain, week" }).First.ClickAsync();
        await Look("living-correct-trial");

        async Task Look(string name)
        {
            if (script)
            {
                await Picture(page, name);
                await MustBeAccessible(page);
            }
        }
    }
}
