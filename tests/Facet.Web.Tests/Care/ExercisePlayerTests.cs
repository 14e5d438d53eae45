using System.Globalization;
using System.Net;
using Facet.Care;
using Facet.Knowledge;
using Facet.Web.Care;
using Facet.Web.Tests.Plan;
using Facet.Web.Tests.Shell;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Care;

public class ExercisePlayerTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    /// <summary>What a device has, as far as the player uses it, noted in place of done.</summary>
    private const string Device = """
        window.heard = []; window.tones = 0; window.locks = [];
        window.SpeechSynthesisUtterance = function (text) { this.text = text; };
        Object.defineProperty(window, "speechSynthesis", { value: { speak: (words) => heard.push(words.text), cancel: () => {} } });
        window.AudioContext = class {
          state = "running"; currentTime = 0; destination = {};
          createGain() { return { gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: (next) => next }; }
          createOscillator() { tones++; return { frequency: {}, connect: (next) => next, start() {}, stop() {} }; }
        };
        Object.defineProperty(navigator, "wakeLock", { value: { request: async (kind) => { locks.push("on"); return { released: false, release() { locks.push("off"); } }; } } });
        """;

    [Fact]
    public async Task The_timer_goes_through_every_phase_in_its_time()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        foreach (var (place, guide) in (await Exercises(patient)).Where(each => each.Guide.Dose.Seconds <= 60).DistinctBy(each => (each.Guide.Dose.IsHold, each.Guide.Dose.Sides)))
        {
            var page = await Player(patient, place);
            await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
            foreach (var phase in PlayerText.Phases(ExerciseSession.Of(guide.Dose)))
            {
                Assert.Equal((guide.Exercise.Id, phase.T, phase.W), (guide.Exercise.Id, await Text(page, "title"), await Text(page, "where")));
                Assert.Equal(PlayerClock(phase.S), await Text(page, "clock"));
                if (phase.S == 0) { break; }
                // A second before its end it is still this phase.
                await page.Clock.RunForAsync((phase.S * 1000) - 1000);
                Assert.Equal((phase.T, "0:01"), (await Text(page, "title"), await Text(page, "clock")));
                await page.Clock.RunForAsync(1000);
            }
            await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Say how it went" })).ToBeVisibleAsync();
            if (guide.Dose.Sets > 1) { Assert.True(await page.Locator($"#sets-{guide.Dose.Sets}").IsCheckedAsync()); }
            await page.CloseAsync();
        }
    }

    [Fact]
    public async Task Time_that_passes_while_the_device_sleeps_is_made_up_for()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var (place, guide) = (await Exercises(patient)).First(each => each.Guide.Dose.Repetitions > 3);
        var page = await Player(patient, place);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        var phases = PlayerText.Phases(ExerciseSession.Of(guide.Dose));
        var into = phases.Take(4).Sum(phase => phase.S) + 1;
        await page.Clock.FastForwardAsync(into * 1000);
        await page.Clock.RunForAsync(150);
        Assert.Equal((phases[4].T, phases[4].W), (await Text(page, "title"), await Text(page, "where")));
        await page.Clock.FastForwardAsync(3_600_000);
        await page.Clock.RunForAsync(150);
        Assert.Equal("Done", await Text(page, "title"));
    }

    [Fact]
    public async Task Pause_next_back_and_again_do_what_they_say()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var (place, guide) = (await Exercises(patient)).First(each => each.Guide.Dose.Repetitions > 1);
        var phases = PlayerText.Phases(ExerciseSession.Of(guide.Dose));
        var page = await Player(patient, place);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await page.Clock.RunForAsync(3000);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        var clock = await Text(page, "clock");
        await page.Clock.RunForAsync(60_000);
        Assert.Equal((clock, "Paused"), (await Text(page, "clock"), await Text(page, "title")));
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await page.Clock.RunForAsync(1000);
        Assert.Equal(phases[0].T, await Text(page, "title"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        Assert.Equal((phases[1].T, PlayerClock(phases[1].S)), (await Text(page, "title"), await Text(page, "clock")));
        await page.Clock.RunForAsync(2500);
        await page.GetByRole(AriaRole.Button, new() { Name = "Back", Exact = true }).ClickAsync();
        Assert.Equal((phases[1].T, PlayerClock(phases[1].S)), (await Text(page, "title"), await Text(page, "clock")));
        await page.GetByRole(AriaRole.Button, new() { Name = "Back", Exact = true }).ClickAsync();
        Assert.Equal(phases[0].T, await Text(page, "title"));
        for (var step = 0; step < phases.Count - 1; step++) { await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync(); }
        Assert.Equal("Done", await Text(page, "title"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Again" }).ClickAsync();
        Assert.Equal(phases[0].T, await Text(page, "title"));
    }

    [Fact]
    public async Task It_speaks_beeps_and_keeps_the_screen_on_and_the_device_remembers_what_was_switched_off()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var (place, guide) = (await Exercises(patient)).First(each => each.Guide.Dose.Repetitions > 1);
        var phases = PlayerText.Phases(ExerciseSession.Of(guide.Dose));
        var page = await Player(patient, place);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await page.Clock.RunForAsync((phases[0].S * 1000) + 100);
        Assert.Equal(phases.Take(2).Select(phase => phase.V), await page.EvaluateAsync<string[]>("heard"));
        Assert.True(await page.EvaluateAsync<int>("tones") >= 2);
        Assert.Equal(["on"], await page.EvaluateAsync<string[]>("locks"));
        Assert.Equal($"{phases[1].T}: {phases[1].W}", await Text(page, "says"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        Assert.Equal(["on", "off"], await page.EvaluateAsync<string[]>("locks"));

        await page.GetByLabel("Voice").UncheckAsync();
        await page.GetByLabel("Sound").UncheckAsync();
        await page.ReloadAsync();
        Assert.False(await page.GetByLabel("Voice").IsCheckedAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await page.Clock.RunForAsync((phases[0].S * 1000) + 100);
        Assert.Empty(await page.EvaluateAsync<string[]>("heard"));
        Assert.Equal(0, await page.EvaluateAsync<int>("tones"));
    }

    [Fact]
    public async Task At_their_own_pace_people_say_when_the_next_one_comes()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var (place, guide) = (await Exercises(patient)).First(each => each.Guide.Dose is { IsHold: false, Repetitions: > 1 });
        var phases = PlayerText.Phases(ExerciseSession.Of(guide.Dose));
        var page = await Player(patient, place);
        await page.GetByLabel("My own pace").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await page.Clock.RunForAsync((phases[0].S + phases[1].S + 60) * 1000);
        Assert.Equal("Press Next when you are ready", await Text(page, "title"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        Assert.Equal((phases[2].T, phases[2].W), (await Text(page, "title"), await Text(page, "where")));
    }

    [Fact]
    public async Task The_keyboard_alone_is_enough_and_stop_comes_first()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var (place, guide) = (await Exercises(patient))[0];
        var page = await Player(patient, place);
        await page.Locator("#main").FocusAsync();
        var order = new List<string>();
        for (var press = 0; press < 20 && (order.Count == 0 || order[^1] != "Start"); press++)
        {
            await page.Keyboard.PressAsync("Tab");
            order.Add((await page.EvaluateAsync<string>("document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent")).Trim());
        }
        Assert.Equal("Stop – it hurts", order[1]);
        Assert.Equal("Start", order[^1]);
        await page.Keyboard.PressAsync("Space");
        await page.Clock.RunForAsync(1000);
        Assert.Equal("Get ready", await Text(page, "title"));
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("Paused", await Text(page, "title"));
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");
        Assert.Equal(PlayerText.Phases(ExerciseSession.Of(guide.Dose))[1].T, await Text(page, "title"));

        // The bar never hides what has the focus.
        for (var press = 0; press < 12; press++)
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.True(await page.EvaluateAsync<bool>("(() => { const one = document.activeElement.getBoundingClientRect(), bar = document.querySelector('.facet-stopbar').getBoundingClientRect(); return document.activeElement.closest('.facet-stopbar') || one.top < bar.top; })()"));
        }
        await page.GetByRole(AriaRole.Link, new() { Name = "Stop – it hurts" }).PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Stop here", new() { Timeout = 20_000 });
        await page.Locator("#pain-0").FocusAsync();
        for (var step = 0; step < 5; step++) { await page.Keyboard.PressAsync("ArrowRight"); }
        await page.GetByRole(AriaRole.Button, new() { Name = "Skip it today" }).PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Leave it out today", new() { Timeout = 20_000 });
        Assert.Equal(5, Assert.IsType<ExerciseStopped>(Assert.Single(await patient.Record()).Entry).Pain);
    }

    [Fact]
    public async Task Stop_is_in_the_same_place_wherever_the_page_is_and_on_every_exercise()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var places = new HashSet<string>();
        foreach (var (place, _) in (await Exercises(patient)).Take(3))
        {
            var page = await Player(patient, place);
            foreach (var scroll in (int[])[0, 400, 4000])
            {
                await page.EvaluateAsync("y => window.scrollTo(0, y)", scroll);
                var box = (await page.GetByRole(AriaRole.Link, new() { Name = "Stop – it hurts" }).BoundingBoxAsync())!;
                Assert.True(box.Height >= 44);
                places.Add(string.Create(CultureInfo.InvariantCulture, $"{box.X:0} {box.Y:0} {box.Width:0}"));
            }
            await page.CloseAsync();
        }
        Assert.Single(places);
    }

    [Fact]
    public async Task Without_script_all_steps_and_drawings_are_there_and_it_can_be_done_and_stopped()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var (place, guide) = (await Exercises(patient))[0];
        var page = await Open(Phone, script: false);
        await patient.SignIn(page);
        await page.GotoAsync($"/my/exercise/{place}");
        Assert.Equal(guide.Steps, await page.Locator(".facet-steps li").AllInnerTextsAsync());
        Assert.Equal(guide.Figure.Frames.Select(frame => frame.Says), await page.GetByRole(AriaRole.Img).EvaluateAllAsync<string[]>("all => all.map(each => each.getAttribute('aria-label'))"));
        Assert.False(await page.Locator("[data-player]").IsVisibleAsync());
        Assert.Contains("Count for yourself", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await page.GetByText("About right").ClickAsync();
        await page.Locator("#pain-during-4").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        Assert.Contains("Done today", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        var done = Assert.IsType<ExerciseDone>(Assert.Single(await patient.Record()).Entry);
        Assert.Equal((guide.Exercise.Id, 100, 4, ExerciseFelt.Right), (done.Exercise, done.Percent, done.PainDuring, done.Felt));

        await page.GotoAsync($"/my/exercise/{place}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Stop – it hurts" }).ClickAsync();
        await page.Locator("#pain-9").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Tell my team" }).ClickAsync();
        Assert.Contains("Your team will look at it", await page.Locator("h1").InnerTextAsync(), StringComparison.Ordinal);
        var task = Assert.Single(await patient.Tasks());
        Assert.Equal(("exercise-pain", "urgent"), (task.Kind, task.Tier));
        Assert.Contains(guide.Exercise.Id, task.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_counts_once_and_a_wrong_one_not_at_all()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var form = new Dictionary<string, string> { ["percent"] = "100", ["pain-during"] = "3", ["form"] = Guid.NewGuid().ToString() };
        for (var time = 0; time < 2; time++) { Assert.StartsWith("/my/do/", (await patient.Client.Post("/my/exercise/1", form, "exercise")).To, StringComparison.Ordinal); }
        Assert.Single(await patient.Record());
        Assert.Contains("Choose how much you did", (await patient.Client.Post("/my/exercise/1", new() { ["percent"] = "300" }, "exercise")).Html, StringComparison.Ordinal);
        Assert.Contains("from 0 to 10", (await patient.Client.Post("/my/exercise/1", new() { ["percent"] = "100", ["pain-during"] = "11" }, "exercise")).Html, StringComparison.Ordinal);
        Assert.Contains("from 0 to 10", (await patient.Client.Post("/my/exercise/1/stop", new() { ["choice"] = "skip" }, "stop")).Html, StringComparison.Ordinal);
        Assert.Contains("from 0 to 10", (await patient.Client.Post("/my/exercise/1/stop", new() { ["choice"] = "skip", ["pain"] = "12" }, "stop")).Html, StringComparison.Ordinal);
        Assert.Single(await patient.Record());
        Assert.Empty(await patient.Tasks());
        Assert.Equal(HttpStatusCode.NotFound, (await patient.Client.Get("/my/exercise/99")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await patient.Client.Get("/my/exercise/0/stop")).Status);
        Assert.DoesNotContain("We wrote down", (await patient.Client.Get("/my/exercise/1/stopped")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_exercises_of_the_signed_plan_are_offered()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var plan = await patient.Plan();
        var item = plan.Items.First(each => each.Exercises.Count > 0);
        var html = (await patient.Client.Get($"/my/do/{await patient.Place(item.Id)}")).Html;
        var links = System.Text.RegularExpressions.Regex.Matches(html, "/my/exercise/([0-9]+)\"").Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(1, item.Exercises.Count), links);
        Assert.True(item.Exercises.Count < StoredCases.Pathway.ExerciseGuides.Count);
        foreach (var guide in StoredCases.Pathway.ExerciseGuides)
        {
            Assert.Equal(item.Exercises.Contains(guide.Exercise.Id), html.Contains(WebUtility.HtmlEncode(guide.Name), StringComparison.Ordinal) || html.Contains(guide.Name, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_day_after_decides_what_is_suggested_and_says_why()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var (place, guide) = (await Exercises(patient))[0];
        var today = patient.Day.Today;
        async Task<string> Page() => WebUtility.HtmlDecode((await patient.Client.Get($"/my/exercise/{place}")).Html);

        Assert.Contains(PlayerText.Why(DoseReason.Start), await Page(), StringComparison.Ordinal);
        await patient.Write(new ExerciseDone { Day = today.AddDays(-4), Exercise = guide.Exercise.Id, Percent = 100, PainDuring = 4 });
        Assert.Contains(PlayerText.Why(DoseReason.NotKnown), await Page(), StringComparison.Ordinal);
        for (var ago = 4; ago >= 0; ago--) { await patient.Write(new CheckIn { Day = today.AddDays(-ago), Pain = 3 }); }
        Assert.Contains(PlayerText.Why(DoseReason.NotYet), await Page(), StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"120\"", await Page(), StringComparison.Ordinal);
        for (var ago = 3; ago >= 1; ago--) { await patient.Write(new ExerciseDone { Day = today.AddDays(-ago), Exercise = guide.Exercise.Id, Percent = 100, PainDuring = 4 }); }
        var more = await Page();
        Assert.Contains("You can do a little more", more, StringComparison.Ordinal);
        Assert.Contains(PlayerText.Dose(DayAfterRule.At(guide.Dose, 120)), more, StringComparison.Ordinal);
        await patient.Write(new CheckIn { Day = today, Pain = 7 });
        var less = await Page();
        Assert.Contains("A little less for now", less, StringComparison.Ordinal);
        Assert.Contains(PlayerText.Dose(DayAfterRule.At(guide.Dose, 50)), less, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"120\"", less, StringComparison.Ordinal);
    }

    /// <summary>Half of the least is the least: what was done cannot be worked out from what is suggested.</summary>
    [Theory]
    [InlineData(25)]
    [InlineData(30)]
    public async Task After_too_much_no_more_than_what_was_done_last_is_offered(int percent)
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var (place, guide) = (await Exercises(patient))[0];
        var today = patient.Day.Today;
        await patient.Write(new CheckIn { Day = today.AddDays(-1), Pain = 3 }, new ExerciseDone { Day = today.AddDays(-1), Exercise = guide.Exercise.Id, Percent = percent, PainDuring = 4 }, new CheckIn { Day = today, Pain = 7 });
        var html = (await patient.Client.Get($"/my/exercise/{place}")).Html;
        var offered = System.Text.RegularExpressions.Regex.Matches(html, "name=\"percent\" value=\"([0-9]+)\"").Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.Contains(DayAfterRule.Least, offered);
        Assert.All(offered, each => Assert.True(each <= percent));
        Assert.Contains("Choose how much you did", (await patient.Client.Post($"/my/exercise/{place}", new() { ["percent"] = "50" }, "exercise")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_the_least_dose_there_is_no_less()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var (place, guide) = (await Exercises(patient))[0];
        var today = patient.Day.Today;
        async Task<string> Page(string end = "") => WebUtility.HtmlDecode((await patient.Client.Get($"/my/exercise/{place}{end}")).Html);
        async Task Did(int ago) => await patient.Write(new CheckIn { Day = today.AddDays(-ago), Pain = 3 }, new ExerciseDone { Day = today.AddDays(-ago), Exercise = guide.Exercise.Id, Percent = DayAfterRule.Least, PainDuring = 4 });

        for (var ago = 3; ago >= 1; ago--) { await Did(ago); }
        await patient.Write(new CheckIn { Day = today, Pain = 3 });
        var well = await Page();
        Assert.Contains("You can do a little more", well, StringComparison.Ordinal);
        Assert.DoesNotContain(">Less</span>", well, StringComparison.Ordinal);

        await patient.Write(new CheckIn { Day = today, Pain = 7 });
        var tooMuch = await Page();
        Assert.Contains(PlayerText.Least, tooMuch, StringComparison.Ordinal);
        foreach (var words in (string[])["A little less for now", "Half of it", ">Less</span>"]) { Assert.DoesNotContain(words, tooMuch, StringComparison.Ordinal); }

        await patient.Write(new ExerciseStopped { Day = today, Exercise = guide.Exercise.Id, Percent = DayAfterRule.Least, Pain = 5, TellTeam = false });
        Assert.DoesNotContain("do half of it", await Page("/stopped"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_that_is_on_hold_has_no_exercises()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        await patient.Client.Post("/my/warning", new() { ["q-saddle"] = "yes", ["q-ces-days"] = "1" }, "warning");
        var html = (await patient.Client.Get("/my/exercise/1")).Html;
        Assert.Contains("Get help now", html, StringComparison.Ordinal);
        Assert.DoesNotContain("data-player", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strong_pain_at_a_stop_leads_to_the_safety_questions()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        await patient.Write(new CheckIn { Day = patient.Day.Today, Pain = 3 });
        Assert.Equal("/my/exercise/1/stopped", (await patient.Client.Post("/my/exercise/1/stop", new() { ["choice"] = "skip", ["pain"] = "5" }, "stop")).To);
        Assert.DoesNotContain("Your pain went up a lot", (await patient.Client.Get("/my/exercise/1/stopped")).Html, StringComparison.Ordinal);
        await patient.Client.Post("/my/exercise/1/stop", new() { ["choice"] = "skip", ["pain"] = "6" }, "stop");
        Assert.Contains("Your pain went up a lot", (await patient.Client.Get("/my/exercise/1/stopped")).Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_page_is_accessible_on_a_small_phone(ColorScheme colours)
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var dark = colours == ColorScheme.Dark ? "-dark" : "";
        var page = await Open(Phone, colours: colours);
        await patient.SignIn(page);
        foreach (var (place, guide) in (await Exercises(patient)).Take(colours == ColorScheme.Light ? 12 : 2))
        {
            await page.GotoAsync($"/my/exercise/{place}");
            await MustBeAccessible(page);
            if (place <= 2) { await Picture(page, $"my-exercise-{guide.Exercise.Id}{dark}"); }
        }
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await MustBeAccessible(page);
        await page.GotoAsync($"/my/do/{await patient.Place((await patient.Plan()).Items.First(item => item.Exercises.Count > 0).Id)}");
        await MustBeAccessible(page);
        await Picture(page, $"my-exercises{dark}");
        await page.GotoAsync("/my/exercise/1/stop");
        await MustBeAccessible(page);
        await Picture(page, $"my-exercise-stop{dark}");
        await page.Locator("#pain-6").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Skip it today" }).ClickAsync();
        await MustBeAccessible(page);
        await Picture(page, $"my-exercise-stopped{dark}");
    }

    [Fact]
    public async Task Every_drawing_can_be_seen_on_one_sheet()
    {
        // For people: a picture of all drawings, in both colour schemes, with the site's own style sheet.
        foreach (var colours in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            var page = await Open(Desk, colours: colours);
            await page.GotoAsync("/privacy");
            var html = string.Concat(StoredCases.Pathway.ExerciseGuides.Select(guide => $"<div><h2>{guide.Exercise.Id} {WebUtility.HtmlEncode(guide.Name)}</h2><div class=\"facet-pictures\">{string.Concat(ExerciseFigure.Draw(guide.Figure).Select(picture => $"<figure class=\"facet-picture\">{picture.Svg}</figure>"))}</div></div>"));
            await page.EvaluateAsync("html => { document.querySelector('main').innerHTML = '<h1>Exercises</h1>' + html; }", html);
            Assert.Equal(StoredCases.Pathway.ExerciseGuides.Sum(guide => guide.Figure.Frames.Count), await page.Locator("svg.facet-figure:visible").CountAsync());
            var result = await page.Locator("svg.facet-figure").EvaluateAllAsync<bool>("all => all.every(each => each.getBBox().width > 40 && each.getBBox().height > 20)");
            Assert.True(result);
            await Picture(page, $"exercise-drawings{(colours == ColorScheme.Dark ? "-dark" : "")}");
        }
    }

    private static async Task<List<(int Place, ExerciseGuide Guide)>> Exercises(MyPatient patient) =>
        [.. (await patient.Plan()).Items.SelectMany(item => item.Exercises).Distinct().Select((id, index) => (index + 1, StoredCases.Pathway.ExerciseGuides.Single(guide => guide.Exercise.Id == id)))];

    /// <summary>The page of an exercise with a clock that the test turns and a device that notes what is asked of it.</summary>
    private async Task<IPage> Player(MyPatient patient, int place)
    {
        var page = await Open(Phone);
        await patient.SignIn(page);
        await page.AddInitScriptAsync(Device);
        await page.Clock.InstallAsync(new() { Time = "2026-03-02T09:00:00" });
        await page.GotoAsync($"/my/exercise/{place}");
        await page.Locator("[data-player]").WaitForAsync();
        await page.Clock.PauseAtAsync("2026-03-02T09:30:00");
        return page;
    }

    private static async Task<string> Text(IPage page, string part) => (await page.Locator($"[data-player-{part}]").TextContentAsync())!;

    private static string PlayerClock(int seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:00}");
}
