using System.Net;
using System.Text.RegularExpressions;
using Facet.Care;
using Facet.Planning;
using Facet.Treatments;
using Facet.Web.Tests.Plan;
using Facet.Web.Tests.Shell;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Facet.Web.Tests.Care;

/// <summary>Each family's part of the day: with script and a clock that the test moves, without script, by keyboard, on a small phone.</summary>
public class FamiliesTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private Task<MyPatient> Patient(string example, params string[] items) => MyPatient.New(Server.Services, Server.Address, example, changes: new() { Locked = items, ByPrescriber = true });

    /// <summary>Every day of the plan holds the item, so that no test depends on the day of the week.</summary>
    private static Func<CarePlan, CarePlan> Daily(params (string Item, CalendarEntryKind Kind)[] items) => plan => plan with
    {
        Days = [.. plan.Days.Select(day => day with { Entries = [.. day.Entries.Where(entry => items.All(item => item.Item != entry.ItemId)), .. items.Select((item, index) => new CalendarEntry(item.Item, item.Kind, PartOfDay.Morning, 20 + index, 15))] })],
    };

    /// <summary>A plan with heat and cold, as it would be signed: the planner holds both to a little time.</summary>
    private static CarePlan WithCold(CarePlan plan)
    {
        var cold = StoredCases.Pathway.Catalogue.Find("cold")!;
        var item = plan.Find("heat")! with { Id = cold.Id, Technique = cold.Technique, Plain = cold.Plain, Label = cold.Label, HowMuch = cold.Levels[0].Plain, Stop = cold.Stop, Minutes = cold.Levels[0].HomeMinutes, Thermal = cold.Thermal };
        return Daily(("heat", CalendarEntryKind.Home), ("cold", CalendarEntryKind.Home))(plan with { Items = [.. plan.Items, item] });
    }

    private Task<MyPatient> Patient(string example, Func<CarePlan, CarePlan> edit, params string[] items) =>
        MyPatient.New(Server.Services, Server.Address, example, changes: new() { Locked = items, ByPrescriber = true }, edit: edit);

    private async Task<IPage> At(MyPatient patient, string item, bool clock = true, int width = Phone)
    {
        var page = await Open(width);
        if (clock) { await page.Clock.InstallAsync(new() { TimeDate = patient.Day.Now.UtcDateTime }); }
        await patient.SignIn(page);
        await page.GotoAsync($"/my/do/{await patient.Place(item)}");
        return page;
    }

    private static ILocator Now(IPage page) => page.Locator("[data-guide-now]").First;

    private static ILocator Left(IPage page) => page.Locator("[data-guide-left]").First;

    private static ILocator Go(IPage page) => page.Locator("[data-guide-start]").First;

    [Fact]
    public async Task Heat_runs_with_looks_at_the_skin_and_is_noted_and_the_next_round_waits()
    {
        using var patient = await Patient("V13", WithCold, "heat");
        var page = await At(patient, "heat");
        await Picture(page, "my-heat");
        await MustBeAccessible(page);
        await Go(page).ClickAsync();
        await Expect(Now(page)).ToContainTextAsync("one layer of cloth");
        await page.Clock.RunForAsync(30_500);
        await Expect(Now(page)).ToContainTextAsync("stay awake");
        await page.Clock.RunForAsync(5 * 60_000);
        await Expect(Now(page)).ToContainTextAsync("look at your skin");
        await Picture(page, "my-heat-check");
        await MustBeAccessible(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "My skin is fine" }).First.ClickAsync();
        await Expect(Left(page)).ToHaveTextAsync(new Regex("^(9|14):00$"));
        await Expect(page.Locator("[data-guide-back]").First).ToBeDisabledAsync();
        await page.Clock.RunForAsync((await Left(page).TextContentAsync() == "9:00" ? 9 : 14) * 60_000 + 500);
        await Expect(Now(page)).ToContainTextAsync("Take the pack off");
        await page.GetByRole(AriaRole.Button, new() { Name = "My skin is fine" }).First.ClickAsync();
        await Expect(Now(page)).ToContainTextAsync("move gently");
        await page.Clock.RunForAsync(5 * 60_000 + 500);
        await Expect(Now(page)).ToContainTextAsync("the end");

        await page.GetByLabel("As always, or a little pink").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I did it" }).ClickAsync();
        await page.Arrives("**/my");
        var done = Assert.Single((await patient.Record()).Select(each => each.Entry).OfType<ThermalDone>());
        Assert.Equal((ThermalMode.Heat, true), (done.Mode, done.SkinFine));
        Assert.Contains((await patient.Record()).Select(each => each.Entry), entry => entry is ItemDone { Item: "heat", HowFar: HowFar.Done });

        await page.GotoAsync($"/my/do/{await patient.Place("heat")}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Not now" })).ToBeVisibleAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("You can do it again from");
        await Expect(page.Locator("[data-guide]")).ToHaveCountAsync(0);
        await page.GotoAsync($"/my/do/{await patient.Place("cold")}");
        await Expect(page.Locator("main")).ToContainTextAsync("Your skin needs a rest");
        await Picture(page, "my-heat-wait");
        await MustBeAccessible(page);
    }

    [Fact]
    public async Task A_look_at_the_skin_without_an_answer_ends_the_round()
    {
        using var patient = await Patient("V13", WithCold, "heat");
        var page = await At(patient, "heat");
        await Go(page).ClickAsync();
        await page.Clock.RunForAsync(5 * 60_000 + 31_000);
        await Expect(Now(page)).ToContainTextAsync("look at your skin");
        await page.Clock.RunForAsync(61_000);
        await Expect(Now(page)).ToContainTextAsync("Take the pack off now");
        // It must be noted before another round can begin.
        await Expect(Go(page)).ToHaveTextAsync("Note it");
        await Go(page).ClickAsync();
        await Expect(page.Locator("#skin-fine")).ToBeFocusedAsync();
        // Nor can another kind of round, which is on the same page.
        await page.Locator(".facet-session > summary").First.ClickAsync();
        await page.Locator(".facet-session [data-guide-start]").First.ClickAsync();
        await Expect(page.Locator(".facet-session [data-guide-now]").First).ToContainTextAsync("Note that one first");
        await Expect(Now(page)).ToContainTextAsync("Take the pack off now");

        // A phone that slept does not miss it either.
        await page.ReloadAsync();
        await Go(page).ClickAsync();
        await page.Clock.FastForwardAsync(3 * 60 * 60_000);
        await Expect(Now(page)).ToContainTextAsync("Take the pack off now");
    }

    [Fact]
    public async Task Rounds_beyond_the_limit_of_a_day_are_refused_and_a_changed_skin_stops_it_until_a_clinician_has_looked()
    {
        using var patient = await Patient("V13", Daily(("heat", CalendarEntryKind.Home)), "heat");
        var day = patient.Day;
        await patient.Write([.. Enumerable.Range(0, 3).Select(_ => new ThermalDone { Day = day.Today, Item = "heat", Mode = ThermalMode.Heat, Ended = day.Now.AddHours(-2) })]);
        var path = $"/my/do/{await patient.Place("heat")}";
        var full = (await patient.Client.Get(path)).Html;
        Assert.Contains("You have done it 3 times today", full, StringComparison.Ordinal);
        Assert.DoesNotContain("data-guide=", full, StringComparison.Ordinal);

        Assert.Equal(path, (await patient.Client.Post(path, new() { ["sign"] = "blister", ["skin-note"] = "left" }, "skin")).To);
        Assert.Contains("This is on hold", (await patient.Client.Get(path)).Html, StringComparison.Ordinal);
        var task = Assert.Single(await patient.Tasks());
        Assert.Contains("blister", task.Text, StringComparison.Ordinal);
        Assert.Equal("urgent", task.Tier);

        using var staff = await patient.Staff();
        var chart = $"/clinic/patients/{patient.Id}";
        Assert.Contains("On hold: heat", (await staff.Get(chart)).Html, StringComparison.Ordinal);
        Assert.Contains("Write what you examined", (await staff.Post(chart, new() { ["go-on"] = "" }, "go-on-heat")).Html, StringComparison.Ordinal);
        Assert.Equal(chart, (await staff.Post(chart, new() { ["go-on"] = "Healed." }, "go-on-heat")).To);
        Assert.DoesNotContain("This is on hold", (await patient.Client.Get(path)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warm_and_cold_in_turn_are_offered_when_the_plan_holds_both()
    {
        using var both = await Patient("V13", WithCold, "heat");
        var path = $"/my/do/{await both.Place("heat")}";
        Assert.Contains("Warmth, then cold", (await both.Client.Get(path)).Html, StringComparison.Ordinal);
        Assert.Equal("/my", (await both.Client.Post(path, new() { ["session"] = "alternating", ["skin"] = "fine" }, "thermal")).To);
        Assert.Equal(ThermalMode.Alternating, Assert.Single((await both.Record()).Select(each => each.Entry).OfType<ThermalDone>()).Mode);
        using var one = await Patient("V13", Daily(("heat", CalendarEntryKind.Home)), "heat");
        Assert.DoesNotContain("Warmth, then cold", (await one.Client.Get($"/my/do/{await one.Place("heat")}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Breathing_has_a_pace_in_words_that_can_be_read_out_and_the_choice_stays_on_the_device()
    {
        using var patient = await Patient("V06", "breathing");
        var page = await Open(Phone);
        await page.AddInitScriptAsync("globalThis.said = []; speechSynthesis.speak = (words) => globalThis.said.push(words.text);");
        await page.Clock.InstallAsync(new() { TimeDate = patient.Day.Now.UtcDateTime });
        await patient.SignIn(page);
        await page.GotoAsync($"/my/do/{await patient.Place("breathing")}");
        await page.GetByLabel("Read it to me").First.CheckAsync();
        await Go(page).ClickAsync();
        await page.Clock.RunForAsync(60_500);
        await Expect(page.Locator("[data-guide-breath]").First).ToHaveTextAsync("Breathe in");
        await page.Clock.RunForAsync(4_000);
        await Expect(page.Locator("[data-guide-breath]").First).ToHaveTextAsync("Breathe out");
        await Expect(page.Locator("[data-guide-count]").First).ToHaveTextAsync("6");
        await Picture(page, "my-breathing");
        await MustBeAccessible(page);
        Assert.Contains("Breathe in through your nose", string.Join(' ', await page.EvaluateAsync<string[]>("globalThis.said")), StringComparison.Ordinal);

        // Pause holds the clock, Back starts the step again.
        await Go(page).ClickAsync();
        var left = await Left(page).TextContentAsync();
        await page.Clock.RunForAsync(20_000);
        await Expect(Left(page)).ToHaveTextAsync(left!);
        await page.Locator("[data-guide-back]").First.ClickAsync();
        await Expect(Left(page)).ToHaveTextAsync("4:00");
        await Go(page).ClickAsync();
        await page.Clock.RunForAsync(5 * 60_000 + 1_000);
        await Expect(Now(page)).ToContainTextAsync("the end");

        await page.GetByLabel("I did it").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.Arrives("**/my");
        var done = Assert.Single((await patient.Record()).Select(each => each.Entry).OfType<GuidedDone>());
        Assert.Equal("slow_breathing", done.Session);
        Assert.InRange(done.Seconds!.Value, 360, 370);
        await page.GotoAsync($"/my/do/{await patient.Place("breathing")}");
        await Expect(page.GetByLabel("Read it to me").First).ToBeCheckedAsync();
    }

    [Fact]
    public async Task A_session_is_led_by_keyboard_alone()
    {
        using var patient = await Patient("V06", "relaxation");
        var page = await At(patient, "relaxation");
        await Tab(page, "data-guide-start");
        await page.Keyboard.PressAsync("Enter");
        await page.Clock.RunForAsync(46_000);
        await Expect(Now(page)).ToContainTextAsync("fists");
        await page.Keyboard.PressAsync("Space");
        await Expect(Go(page)).ToHaveTextAsync("Go on");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".facet-timed li[aria-current]").First).ToContainTextAsync("Lie down or sit well");
        await Picture(page, "my-relaxation");
        await MustBeAccessible(page);
        await Tab(page, "name=\"how\"");
        await page.Keyboard.PressAsync("Space");
        await Tab(page, "type=\"submit\"");
        await page.Keyboard.PressAsync("Enter");
        await page.Arrives("**/my");
        Assert.Contains((await patient.Record()).Select(each => each.Entry), entry => entry is GuidedDone { Session: "muscle_relaxation" });
    }

    private static async Task Tab(IPage page, string until)
    {
        for (var presses = 0; presses < 120; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if ((await page.EvaluateAsync<string>("document.activeElement.outerHTML.split('>')[0]")).Contains(until, StringComparison.Ordinal)) { return; }
        }
        Assert.Fail($"Nothing with {until} can be reached with the Tab key.");
    }

    [Fact]
    public async Task A_mindfulness_course_shows_this_weeks_session_and_distress_tells_the_team()
    {
        using var patient = await Patient("V06", Daily(("mindfulness", CalendarEntryKind.Home)), "mindfulness");
        var page = await At(patient, "mindfulness", clock: false);
        await Expect(page.Locator("h2#guide")).ToHaveTextAsync("A slow walk through your body");
        await Picture(page, "my-mindfulness");
        await MustBeAccessible(page);
        var path = $"/my/do/{await patient.Place("mindfulness")}";
        Assert.Equal(path, (await patient.Client.Post(path, new() { ["session"] = "body_scan", ["distress"] = "yes" }, "session")).To);
        Assert.Contains("Call the test crisis line", (await patient.Client.Get(path)).Html, StringComparison.Ordinal);
        Assert.Equal("distress", Assert.Single(await patient.Tasks()).Kind);
    }

    [Fact]
    public async Task Yoga_leaves_out_what_is_barred_for_the_person()
    {
        using var patient = await Patient("V06", plan => plan with { Items = [.. plan.Items.Select(item => item.Id == "yoga" ? item with { Barred = ["flexion_intolerant", "balance_unsafe"] } : item)] }, "yoga");
        var page = await At(patient, "yoga");
        var text = await page.Locator("main").InnerTextAsync();
        Assert.DoesNotContain("Hug one knee", text, StringComparison.Ordinal);
        Assert.DoesNotContain("A long step", text, StringComparison.Ordinal);
        Assert.Contains("Small bridge", text, StringComparison.Ordinal);
        Assert.Contains("poses are left out", text, StringComparison.Ordinal);
        await Go(page).ClickAsync();
        await page.Clock.RunForAsync(15_500);
        await Expect(Now(page)).ToContainTextAsync("Settle. Go on like this");
        await Picture(page, "my-yoga");
        await MustBeAccessible(page);
    }

    [Fact]
    public async Task Walking_has_this_weeks_minutes_and_goes_back_after_two_walks_that_were_too_much()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address, "V06", weeksAgo: 2, changes: new() { Locked = ["walking"], Doses = new Dictionary<string, string> { ["walking"] = "usual" } });
        var start = (await patient.Plan()).StartsOn;
        WalkDone Walk(int day, bool? last) => new() { Day = start.AddDays(day), Item = "walking", Minutes = 8, LastWasTooMuch = last };
        await patient.Write(Walk(0, null), Walk(2, false), Walk(7, false), Walk(9, false));
        var page = await At(patient, "walking");
        await Expect(page.Locator("h2#guide")).ToHaveTextAsync("This week: 10 to 15 minutes");
        await Go(page).ClickAsync();
        await page.Clock.RunForAsync(5 * 60_000 + 500);
        await Expect(Now(page)).ToContainTextAsync("half-way");
        await Picture(page, "my-walking");
        await MustBeAccessible(page);
        await page.GetByLabel("How many minutes did you walk?").FillAsync("12");
        await page.GetByLabel("No", new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I walked" }).ClickAsync();
        await page.Arrives("**/my");
        Assert.Equal((12, false), (await patient.Record()).Select(each => each.Entry).OfType<WalkDone>().Last() is var done ? (done.Minutes, done.LastWasTooMuch) : default);

        using var sore = await MyPatient.New(Server.Services, Server.Address, "V06", weeksAgo: 2, changes: new() { Locked = ["walking"], Doses = new Dictionary<string, string> { ["walking"] = "usual" } });
        await sore.Write(Walk(0, null), Walk(7, false), Walk(9, true), Walk(11, true));
        var html = (await sore.Client.Get($"/my/do/{await sore.Place("walking")}")).Html;
        Assert.Contains("Two walks were too much", html, StringComparison.Ordinal);
        Assert.Contains("This week: 5 to 10 minutes", html, StringComparison.Ordinal);
        Assert.Contains("Write how many minutes", (await sore.Client.Post($"/my/do/{await sore.Place("walking")}", new() { ["minutes"] = "many" }, "walk")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revision_takes_back_nothing_of_what_was_walked()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address, "V06", weeksAgo: 2, changes: new() { Locked = ["walking"], Doses = new Dictionary<string, string> { ["walking"] = "usual" } });
        var plan = await patient.Plan();
        WalkDone Walk(int day, bool? last) => new() { Day = plan.StartsOn.AddDays(day), Item = "walking", Minutes = 8, LastWasTooMuch = last };
        await patient.Write(Walk(0, null), Walk(2, false), Walk(7, false), Walk(9, false), Walk(14, false));
        await Same();
        var next = plan.StartsOn.AddDays(21);
        await patient.Sign(PlanRevision.Bridge(plan, plan with { StartsOn = next, Days = [.. plan.Days.Select((day, index) => day with { Date = next.AddDays(index) })] }, patient.Day.Today));
        await Same();

        async Task Same()
        {
            var html = (await patient.Client.Get($"/my/do/{await patient.Place("walking")}")).Html;
            Assert.Contains("This week: 10 to 15 minutes", html, StringComparison.Ordinal);
            Assert.Contains("1 of 5 walks done this week", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Breaks_come_round_on_the_open_page_and_the_checklist_and_the_times_are_kept()
    {
        using var patient = await Patient("V11", "ergonomics");
        var page = await At(patient, "ergonomics");
        await Go(page).ClickAsync();
        await page.Clock.RunForAsync(30 * 60_000 + 500);
        await Expect(Now(page)).ToContainTextAsync("walk to a window");
        await page.Clock.RunForAsync(60_000);
        await Expect(Now(page)).ToContainTextAsync("Work on");
        // The last break leads back to the first stretch of work.
        await page.Clock.FastForwardAsync(5 * 31 * 60_000);
        await Expect(Left(page)).ToHaveTextAsync(new Regex("^(30:00|29:59)$"));
        await Picture(page, "my-workstation");
        await MustBeAccessible(page);
        await page.GetByLabel("45 minutes").CheckAsync();
        await page.GetByLabel("Remind me to move").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep these times" }).ClickAsync();
        await Expect(page.Locator("h2#guide")).ToHaveTextAsync("Move every 45 minutes");
        Assert.Equal((true, 45), BreaksSet.Newest(await patient.Record()) is { } set ? (set.Wanted, set.EveryMinutes) : default);

        var path = $"/my/do/{await patient.Place("ergonomics")}";
        Assert.Contains("The end must come after the start", (await patient.Client.Post(path, new() { ["every"] = "30", ["wanted"] = "yes", ["from"] = "18:00", ["until"] = "09:00" }, "breaks")).Html, StringComparison.Ordinal);
        Assert.Equal(path, (await patient.Client.Post(path, new() { ["ERG-01"] = "yes", ["ERG-02"] = "no" }, "workstation")).To);
        Assert.Contains("What you could try next", (await patient.Client.Get(path)).Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("V07", "sleep", "6.5", "hours")]
    [InlineData("V06", "stay_active", null, null)]
    public async Task A_goal_is_the_persons_own_and_nobody_is_blamed(string example, string item, string? number, string? unit)
    {
        using var patient = await Patient(example, item);
        var page = await At(patient, item, clock: false);
        await Picture(page, $"my-goal-{item}");
        await MustBeAccessible(page);
        await page.Locator("#goal").FillAsync("My own words");
        await page.Locator("#step").FillAsync("One small thing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set this goal" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("Your small step: One small thing");
        await page.GetByLabel("I leave it out today").CheckAsync();
        if (number is not null) { await page.Locator("#number").FillAsync(number); }
        await Picture(page, $"my-goal-{item}-set");
        await MustBeAccessible(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.Arrives("**/my");
        var progress = Assert.Single((await patient.Record()).Select(each => each.Entry).OfType<GoalProgress>());
        Assert.Equal((HowFar.Skipped, number is null ? null : (double?)6.5, unit), (progress.HowFar, progress.Number, progress.Unit));
        var html = (await patient.Client.Get($"/my/do/{await patient.Place(item)}")).Html;
        Assert.DoesNotMatch("(?i)fail|streak|missed|you should|in a row", html);
    }

    [Fact]
    public async Task Weight_is_there_only_when_it_is_in_the_plan_and_its_number_is_bounded()
    {
        using var without = await Patient("V06", "stay_active");
        var plan = await without.Plan();
        Assert.Null(plan.Find("weight"));
        Assert.All(await Task.WhenAll(Enumerable.Range(1, plan.Items.Count).Select(place => without.Client.Get($"/my/do/{place}"))), page => Assert.DoesNotContain("Your weight", page.Html, StringComparison.Ordinal));
        using var with = await Patient("V06", signed => signed with { Items = [.. signed.Items, signed.Items[0] with { Id = "weight", Family = TreatmentFamily.Lifestyle, Technique = "weight", Plain = "Small steps towards a weight that suits you" }] });
        var path = $"/my/do/{await with.Place("weight")}";
        await with.Client.Post(path, new() { ["goal"] = "Lighter on the stairs", ["step"] = "Fruit after lunch" }, "goal");
        Assert.Contains("Write a number from 20 to 400", (await with.Client.Post(path, new() { ["how"] = "done", ["number"] = "4000" }, "progress")).Html, StringComparison.Ordinal);
        Assert.Equal("/my", (await with.Client.Post(path, new() { ["how"] = "done" }, "progress")).To);
    }

    [Fact]
    public async Task The_guard_over_a_medicine_refuses_and_explains_and_counts_what_was_taken()
    {
        using var patient = await Patient("V13", Daily(("nsaid", CalendarEntryKind.Medicine)), "nsaid");
        var page = await At(patient, "nsaid", clock: false);
        await Picture(page, "my-medicine");
        await MustBeAccessible(page);
        await page.GetByLabel("How many mg in all?").FillAsync("400");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check and note it" }).ClickAsync();
        await Expect(page.Locator(".facet-medicines")).ToContainTextAsync("400 mg");
        var first = Assert.Single((await patient.Record()).Select(each => each.Entry).OfType<DoseTaken>());
        Assert.Equal(("ibuprofen", 400, false), (first.Ingredient, first.Milligrams, first.IsTooMuch));

        await page.GetByLabel("How many mg in all?").FillAsync("400");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check and note it" }).ClickAsync();
        await Expect(page.Locator("#refused")).ToContainTextAsync("Do not take it now");
        await Expect(page.Locator("#refused")).ToContainTextAsync("Wait at least 6 hours");
        await Expect(page.Locator("#refused")).ToContainTextAsync("You can take it from");
        await Expect(page.Locator("#refused")).ToBeFocusedAsync();
        await Picture(page, "my-medicine-refused");
        await MustBeAccessible(page);
        Assert.Single((await patient.Record()).Select(each => each.Entry).OfType<DoseTaken>());

        var path = $"/my/do/{await patient.Place("nsaid")}";
        async Task<string> Ask(string what, string mg) => (await patient.Client.Post(path, new() { ["what"] = what, ["mg"] = mg, ["when"] = "now" }, "dose")).Html;
        Assert.Contains("Both at once can harm you", await Ask("naproxen", "220"), StringComparison.Ordinal);
        Assert.Contains("The most at one time is 400 mg", await Ask("ibuprofen", "600"), StringComparison.Ordinal);
        Assert.Contains("more than 1,200 mg in 24 hours", await Ask("ibuprofen", "900"), StringComparison.Ordinal);
        Assert.Contains("We do not know what is in it", await Ask("unknown", "200"), StringComparison.Ordinal);
        Assert.Contains("We do not know how strong it is", await Ask("ibuprofen", ""), StringComparison.Ordinal);
        Assert.Contains("Write the mg as a number", await Ask("ibuprofen", "two"), StringComparison.Ordinal);
        Assert.Single((await patient.Record()).Select(each => each.Entry).OfType<DoseTaken>());

        // What was noted by mistake is taken back.
        var sequence = (await patient.Record()).Single(each => each.Entry is DoseTaken).Sequence;
        Assert.Equal(path, (await patient.Client.Post(path, [], $"withdraw-{sequence}")).To);
        Assert.Equal(path, (await patient.Client.Post(path, new() { ["what"] = "ibuprofen", ["mg"] = "400", ["when"] = "now" }, "dose")).To);
    }

    [Fact]
    public async Task Too_much_that_was_taken_already_is_noted_tells_whom_to_call_and_tells_the_team()
    {
        using var patient = await Patient("V13", Daily(("nsaid", CalendarEntryKind.Medicine)), "nsaid");
        var path = $"/my/do/{await patient.Place("nsaid")}";
        var before = patient.Day.Now.AddMinutes(-1);
        var fields = new Dictionary<string, string> { ["what"] = "ibuprofen", ["mg"] = "1600", ["when"] = before.Date == patient.Day.Now.Date ? "today" : "yesterday", ["at"] = before.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture) };
        Assert.Equal(path, (await patient.Client.Post(path, fields, "dose")).To);
        var html = (await patient.Client.Get(path)).Html;
        Assert.Contains("You took more than is safe", html, StringComparison.Ordinal);
        Assert.Equal(("dose", "urgent"), Assert.Single(await patient.Tasks()) is var task ? (task.Kind, task.Tier) : default);
        var page = await At(patient, "nsaid", clock: false);
        await Picture(page, "my-medicine-too-much");
        await MustBeAccessible(page);
    }

    /// <summary>Two taps at once, and a form that is sent again because no answer came.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dose_of_now_that_is_sent_again_is_one_dose_and_gets_the_same_answer(bool hasHours)
    {
        using var patient = await Patient("V13", plan => Daily(("nsaid", CalendarEntryKind.Medicine))(plan with { Items = [.. plan.Items.Select(item => item.Id == "nsaid" && !hasHours ? item with { Medicine = item.Medicine! with { HoursBetween = null } } : item)] }), "nsaid");
        var path = $"/my/do/{await patient.Place("nsaid")}";
        var fields = new Dictionary<string, string> { ["form"] = Guid.NewGuid().ToString(), ["what"] = "ibuprofen", ["mg"] = "400", ["when"] = "now" };
        await patient.Client.Get(path);
        Assert.All(await Task.WhenAll(patient.Client.Post(path, fields, "dose"), patient.Client.Post(path, fields, "dose")), answer => Assert.Equal(path, answer.To));
        Assert.Equal(path, (await patient.Client.Post(path, fields, "dose")).To);
        Assert.Single((await patient.Record()).Select(each => each.Entry).OfType<DoseTaken>());
        Assert.Single((await patient.Record()).Select(each => each.Entry).OfType<ItemDone>());
    }

    [Fact]
    public async Task A_dose_of_before_that_is_sent_again_is_no_overdose_and_other_words_are_another_dose()
    {
        using var patient = await Patient("V13", Daily(("nsaid", CalendarEntryKind.Medicine)), "nsaid");
        var path = $"/my/do/{await patient.Place("nsaid")}";
        var before = patient.Day.Now.AddMinutes(-1);
        var fields = new Dictionary<string, string>
        {
            ["form"] = Guid.NewGuid().ToString(), ["what"] = "ibuprofen", ["mg"] = "800", ["when"] = before.Date == patient.Day.Now.Date ? "today" : "yesterday", ["at"] = before.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture),
        };
        async Task<string> Sent()
        {
            for (var time = 0; time < 2; time++) { Assert.Equal(path, (await patient.Client.Post(path, fields, "dose")).To); }
            return string.Join(' ', MedicineGuard.Doses(await patient.Record()).Select(dose => dose.Taken.Milligrams));
        }
        Assert.Equal("800", await Sent());
        Assert.DoesNotContain("You took more than is safe", (await patient.Client.Get(path)).Html, StringComparison.Ordinal);
        fields["mg"] = "300";
        Assert.Equal("800 300", await Sent());
        Assert.Empty(await patient.Tasks());

        // What was taken back and is sent again was taken after all.
        var sequence = (await patient.Record()).Last(each => each.Entry is DoseTaken).Sequence;
        Assert.Equal(path, (await patient.Client.Post(path, [], $"withdraw-{sequence}")).To);
        Assert.Equal("800 300", await Sent());
    }

    [Fact]
    public async Task After_the_last_day_nothing_is_taken_and_a_medicine_of_a_prescriber_shows_the_steps_down()
    {
        using var over = await Patient("V13", plan => plan with { Days = [.. plan.Days.Select(day => day with { Entries = [.. day.Entries.Where(entry => entry.ItemId != "nsaid")] }).Select((day, index) => index == 0 ? day with { Entries = [.. day.Entries, new("nsaid", CalendarEntryKind.Medicine, PartOfDay.Morning, 9, 1)] } : day)] }, "nsaid");
        // The plan began on a Monday: on that day itself the course is not over yet.
        if (over.Day.Today > (await over.Plan()).StartsOn)
        {
            var ended = (await over.Client.Post($"/my/do/{await over.Place("nsaid")}", new() { ["what"] = "ibuprofen", ["mg"] = "200", ["when"] = "now" }, "dose")).Html;
            Assert.Contains("Your days with it are over", ended, StringComparison.Ordinal);
            Assert.Contains("None: it is over", ended, StringComparison.Ordinal);
        }
        using var taper = await Patient("V06", "duloxetine");
        var page = await At(taper, "duloxetine", clock: false);
        await Expect(page.Locator("main")).ToContainTextAsync("How to come off it");
        await Expect(page.Locator("main")).ToContainTextAsync("30 mg a day");
        await Picture(page, "my-medicine-taper");
        await MustBeAccessible(page);
    }

    [Fact]
    public async Task A_laser_course_is_seen_from_visit_to_visit_without_overselling()
    {
        using var patient = await Patient("V06", Daily(("laser", CalendarEntryKind.Session)), "laser");
        var start = (await patient.Plan()).StartsOn;
        await patient.Write([.. ((int Before, int After)[])[(7, 4), (7, 5), (6, 3)] is var visits ? visits.Select((visit, index) => new SessionRated { Day = start.AddDays(-9 + (2 * index)), Item = "laser", Before = visit.Before, After = visit.After, Adverse = AdverseEvent.None }) : []]);
        var page = await At(patient, "laser", clock: false);
        await Expect(page.Locator("main")).ToContainTextAsync("No clear change so far");
        await page.GetByText("The same as a table").ClickAsync();
        await Expect(page.Locator(".facet-visits + details tbody tr")).ToHaveCountAsync(3);
        await Expect(page.Locator(".facet-visits > svg circle")).ToHaveCountAsync(3);
        await page.Locator("#before-5").CheckAsync();
        await page.Locator("#after-3").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save this visit" }).ClickAsync();
        await Expect(page.Locator("#error-summary")).ToContainTextAsync("Say whether something happened");
        await page.GetByLabel("No, nothing").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save this visit" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("2 points less pain than at first");
        await Picture(page, "my-laser");
        await MustBeAccessible(page);
    }

    [Fact]
    public async Task Something_serious_after_a_visit_leads_to_the_safety_questions_at_once_and_stops_the_treatment()
    {
        using var patient = await Patient("V06", Daily(("acupuncture", CalendarEntryKind.Session)), "acupuncture");
        var path = $"/my/do/{await patient.Place("acupuncture")}";
        Assert.Contains("Stop if there is no improvement after 6 to 8 sessions", (await patient.Client.Get(path)).Html, StringComparison.Ordinal);
        Assert.Equal(path, (await patient.Client.Post(path, new() { ["before"] = "5", ["after"] = "4", ["sign"] = "bruise" }, "visit")).To);
        Assert.Equal(("adverse", "routine_review"), Assert.Single(await patient.Tasks()) is var mild ? (mild.Kind, mild.Tier) : default);
        Assert.Equal("/my/warning", (await patient.Client.Post(path, new() { ["before"] = "5", ["after"] = "7", ["sign"] = "breath" }, "visit")).To);
        Assert.Contains(await patient.Tasks(), task => task is { Kind: "adverse", Tier: "emergency" });
        // Whoever leaves the questions is led back to them, until they are answered.
        foreach (var left in (string[])["/my", path]) { Assert.Equal("/my/warning", (await patient.Client.Get(left)).To); }
        Assert.Equal("/my", (await patient.Client.Post("/my/warning", await patient.SafetyAnswers(), "warning")).To);
        Assert.Contains("This is on hold", (await patient.Client.Get(path)).Html, StringComparison.Ordinal);
        var page = await At(patient, "acupuncture", clock: false);
        await Picture(page, "my-on-hold");
        await MustBeAccessible(page);
    }

    [Fact]
    public async Task Hands_on_visits_ask_the_same()
    {
        using var patient = await Patient("V01", Daily(("manipulation", CalendarEntryKind.Session)), "manipulation");
        var page = await At(patient, "manipulation", clock: false);
        await Picture(page, "my-visit");
        await MustBeAccessible(page);
        var path = $"/my/do/{await patient.Place("manipulation")}";
        Assert.Equal(path, (await patient.Client.Post(path, new() { ["before"] = "5", ["sign"] = "none", ["what"] = "my ear rang" }, "visit")).To);
        Assert.Equal("adverse", Assert.Single(await patient.Tasks()).Kind);
        Assert.Equal(HttpStatusCode.OK, (await patient.Client.Get("/my")).Status);
    }

    /// <summary>Without script every step, every time and every form is there; only clocks do not run.</summary>
    [Theory]
    [InlineData("V13", "heat", "thermal", "Lift the pack and look at your skin")]
    [InlineData("V06", "breathing", "session", "In for 4 seconds, out for 6.")]
    [InlineData("V06", "relaxation", "session", "Make both hands into fists")]
    [InlineData("V06", "yoga", "session", "Small bridge")]
    [InlineData("V06", "walking", "walk", "Walk so that you can still talk")]
    [InlineData("V11", "ergonomics", "breaks", "Walk to get a glass of water")]
    [InlineData("V13", "nsaid", "dose", "Most in a day")]
    [InlineData("V06", "laser", "visit", "How much did it hurt just before the visit?")]
    public async Task Without_script_the_steps_and_the_forms_are_there(string example, string item, string form, string words)
    {
        using var patient = await Patient(example, Daily((item, CalendarEntryKind.Home)), item);
        var page = await Open(Phone, script: false);
        await patient.SignIn(page);
        await page.GotoAsync($"/my/do/{await patient.Place(item)}");
        await Expect(page.Locator("main")).ToContainTextAsync(words);
        await Expect(page.Locator($"input[name=_handler][value='{form}']")).ToHaveCountAsync(1);
        await Expect(page.Locator("[data-guide]").First.Or(page.Locator("body"))).Not.ToHaveCountAsync(0);
        Assert.Equal(0, await page.Locator("[data-guide]:visible").CountAsync());
    }

    /// <summary>Each family's page is read at eleven, by the measure that counts.</summary>
    [Theory]
    [InlineData("V13", "heat")]
    [InlineData("V13", "cold")]
    [InlineData("V06", "breathing")]
    [InlineData("V06", "relaxation")]
    [InlineData("V06", "mindfulness")]
    [InlineData("V06", "cbt_skills")]
    [InlineData("V06", "yoga")]
    [InlineData("V06", "walking")]
    [InlineData("V11", "ergonomics")]
    [InlineData("V07", "sleep")]
    [InlineData("V13", "nsaid")]
    [InlineData("V06", "duloxetine")]
    [InlineData("V06", "laser")]
    [InlineData("V01", "manipulation")]
    public async Task Every_guide_is_read_at_eleven(string example, string item)
    {
        using var patient = await Patient(example, item);
        var text = Readability.Text((await patient.Client.Get($"/my/do/{await patient.Place(item)}")).Html);
        Assert.True(text.Length > 100, text);
        Assert.InRange(Readability.Grade(text), -5, 6);
    }
}
