using System.Globalization;
using System.Net;
using Facet.Evidence;
using Facet.Planning;
using Facet.Web.Evidence;
using Facet.Web.Tests.Shell;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Evidence;

public class EvidencePagesTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private OnDemandFits Fits => Server.Services.GetRequiredService<OnDemandFits>();

    [Fact]
    public async Task The_league_file_says_what_the_models_say()
    {
        var trials = Server.Services.GetRequiredService<TrialLibrary>().Select(Outcome.Function, TimeWindow.M6);
        var network = NetworkMetaAnalysis.Fit(new(trials), null, TauEstimator.Reml);
        var components = ComponentNetworkMetaAnalysis.Fit(new(trials), Component.NoTreatment, estimator: TauEstimator.Reml);
        var rows = await Rows("/evidence/league.csv?outcome=function&window=m6");
        var count = network.Network.Treatments.Count;
        Assert.Equal(count * (count - 1) / 2 * 4, rows.Count);
        foreach (var row in rows)
        {
            var isRandom = row["effects"] == "random";
            var expected = row["model"] == "network" ? network.Difference(row["treatment"], row["comparator"], isRandom) : components.Combination(row["treatment"], row["comparator"], isRandom);
            if (expected is not { } known) { Assert.Empty(row["difference_points"]); continue; }
            Assert.Equal(known.Value, Number(row["difference_points"]), 1e-4);
            Assert.Equal(known.StandardError, Number(row["standard_error"]), 1e-4);
            Assert.Equal(known.Low, Number(row["low_95"]), 1e-4);
            Assert.Equal(known.High, Number(row["high_95"]), 1e-4);
        }
    }

    [Fact]
    public async Task The_network_file_counts_every_trial()
    {
        var trials = Server.Services.GetRequiredService<TrialLibrary>().Select(Outcome.Pain, TimeWindow.M3);
        var rows = await Rows("/evidence/network.csv");
        Assert.Equal(trials.Sum(trial => trial.Arms.Count), rows.Where(row => row["row"] == "treatment").Sum(row => (int)Number(row["trials"])));
        Assert.Equal(new Network(trials).Comparisons, rows.Where(row => row["row"] == "comparison").Sum(row => row["studies"].Split("; ").Length));
    }

    [Fact]
    public async Task The_funnel_file_holds_the_trials_own_numbers()
    {
        var trials = Server.Services.GetRequiredService<TrialLibrary>().Select(Outcome.Pain, TimeWindow.Early);
        var rows = await Rows("/evidence/funnel.csv?component=exercise&window=early");
        Assert.NotEmpty(rows);
        foreach (var row in rows) { Assert.Equal(trials.Single(trial => trial.Study == row["study"]).Between(row["treatment"], row["comparator"]).Value, Number(row["effect_points"]), 1e-4); }
    }

    [Fact]
    public async Task Curves_in_the_file_hold_all_probability()
    {
        var rows = await Rows("/evidence/together.csv?outcome=function&window=m12");
        foreach (var curve in rows.Where(row => row["quantity"].StartsWith("density", StringComparison.Ordinal)).GroupBy(row => (row["quantity"], row["windows"])))
        {
            var points = curve.Select(row => (X: Number(row["x_points"]), Density: Number(row["density_per_point"]))).ToList();
            Assert.Equal(1, points.Zip(points.Skip(1), (a, b) => (b.X - a.X) * (a.Density + b.Density) / 2).Sum(), 0.01);
        }
        foreach (var models in rows.Where(row => row["quantity"] == "model").GroupBy(row => row["windows"])) { Assert.Equal(1, models.Sum(row => Number(row["weight"])), 1e-3); }
    }

    [Fact]
    public void Models_are_fitted_once_however_often_pages_ask()
    {
        Assert.Same(Fits.Alone(Outcome.Function, TimeWindow.M12), Fits.Alone(Outcome.Function, TimeWindow.M12));
        Assert.Same(Fits.Linked(Outcome.Function, TimeWindow.M12), Fits.Linked(Outcome.Function, TimeWindow.M12));
        Assert.Same(Fits.League(Outcome.Function, TimeWindow.M12), Fits.League(Outcome.Function, TimeWindow.M12));
        Assert.Same(Fits.Trials(Outcome.Function, TimeWindow.M12), Fits.Trials(Outcome.Function, TimeWindow.M12));
    }

    [Theory]
    [InlineData("/evidence/network?window=m99")]
    [InlineData("/evidence/league?outcome=weight")]
    [InlineData("/evidence/league?effects=fixed")]
    [InlineData("/evidence/together?outcome=")]
    [InlineData("/evidence/combine?with=potion")]
    [InlineData("/evidence/combine?with=sham")]
    [InlineData("/evidence/network.csv?window=m99")]
    [InlineData("/evidence/league.csv?outcome=weight")]
    [InlineData("/evidence/together.csv?outcome=weight")]
    [InlineData("/evidence/combine.csv?with=laser")]
    [InlineData("/evidence/combine.csv")]
    [InlineData("/evidence/funnel.csv?component=sham")]
    public async Task What_is_not_there_is_not_found(string address)
    {
        var answer = await Get(address);
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        if (!address.Contains(".csv", StringComparison.Ordinal)) { Assert.Contains("We cannot find that page", answer.Text, StringComparison.Ordinal); }
    }

    [Fact]
    public async Task A_combination_is_asked_for_without_script_and_says_what_a_plan_would()
    {
        var page = await Open(Phone, script: false);
        await page.GotoAsync("/evidence/combine");
        await page.GetByLabel("exercise", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("spinal manipulation", new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Exercise + spinal manipulation" })).ToBeVisibleAsync();
        var planned = Server.Services.GetRequiredService<CarePathway>().Effects.Fitted.Find(Outcome.Pain, EffectModel.PlanWindow).Difference(["exercise", "spinal_manipulation"], [Component.NoTreatment]);
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "All together -" })).ToContainTextAsync(planned.PredictionWords);
        await Assertions.Expect(page.GetByText("UK BEAM 2004")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Draft: no statistician")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("exercise", new() { Exact = true })).ToBeCheckedAsync();
    }

    [Fact]
    public async Task An_untested_combination_and_too_many_say_so()
    {
        Assert.Contains("No trial of this time tested exactly this.", (await Get("/evidence/combine?with=heat&with=cbt")).Text, StringComparison.Ordinal);
        var joint = Server.Services.GetRequiredService<CarePathway>().Effects.Fitted.Find(Outcome.Pain, EffectModel.PlanWindow);
        var many = string.Concat(joint.Names.Skip(2).Take(Combination.Most + 1).Select(code => $"&with={code}"));
        Assert.Contains("Too many at once", (await Get($"/evidence/combine?{many}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Few_trials_are_said_to_be_too_few_for_a_funnel()
    {
        Assert.Contains("too few to read anything", (await Get("/evidence/component/exercise")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("too few to read anything", (await Get("/evidence/component/spinal_manipulation")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/evidence/network")]
    [InlineData("/evidence/league")]
    [InlineData("/evidence/combine?with=exercise&with=spinal_manipulation")]
    [InlineData("/evidence/component/spinal_manipulation")]
    public async Task Pictures_need_nothing_that_the_content_policy_blocks(string address)
    {
        var page = await Open(Desk);
        var said = new List<string>();
        page.Console += (_, message) => said.Add(message.Text);
        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.NetworkIdle });
        Assert.Empty(said);
        Assert.Equal(0, await page.Locator("[style]").CountAsync());
    }

    [Theory]
    [InlineData("/evidence/network")]
    [InlineData("/evidence/league")]
    [InlineData("/evidence/combine?with=exercise&with=spinal_manipulation")]
    [InlineData("/evidence/component/spinal_manipulation")]
    public async Task Pages_are_accessible_on_a_wide_screen_and_fit_on_paper(string address)
    {
        foreach (var colours in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            var page = await Open(Desk, colours: colours);
            await page.GotoAsync(address);
            await MustBeAccessible(page);
        }
        var paper = await Open(720);
        await paper.GotoAsync(address);
        await paper.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.True(await paper.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{address} is wider than paper.");
    }

    private async Task<(HttpStatusCode Status, string Text)> Get(string address)
    {
        using var client = new HttpClient { BaseAddress = Server.Address };
        using var response = await client.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<List<Dictionary<string, string>>> Rows(string address)
    {
        var (status, text) = await Get(address);
        Assert.Equal(HttpStatusCode.OK, status);
        var lines = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var columns = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => columns.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal))];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
