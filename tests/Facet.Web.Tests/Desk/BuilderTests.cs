using System.Diagnostics;
using Facet.Care;
using Facet.Intake;
using Facet.Interop.Json;
using Facet.Planning;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Storage.Intake;
using Facet.Storage.Planning;
using Facet.Treatments;
using Facet.Triage;
using Facet.Web.Desk;
using Facet.Web.Plan;
using Facet.Web.Shell;
using Facet.Web.Tests.Plan;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;
using StoredAnswer = Facet.Web.Intake.StoredAnswer;

namespace Facet.Web.Tests.Desk;

/// <summary>The plan builder, from answers to a signature: with script, without it, by keyboard, and past a rule with a reason and a second clinician.</summary>
public class BuilderTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ClinicId Clinic => Server.Services.GetRequiredService<HomeClinic>().Id;

    /// <summary>A clinical case whose plan has an option that a hard rule keeps out and that overriding lets in within the limits.</summary>
    private static readonly Lazy<(string Example, Intervention Option)> Kept = new(() =>
        (from example in StoredCases.All
         let walked = StoredCases.Need(StoredCases.Pathway.Walk(PopulationDesk.Forms.Gather(StoredCases.Pathway, example.Pages)))
         where walked.Planning is PlanningResult.Optimal
         from option in StoredCases.Pathway.Catalogue.Interventions
         where option.GivenBy != GivenBy.Prescriber && walked.Options.Blocked.Any(blocked => blocked.Recommendation.Id == option.Recommendation.Id)
         let gates = Gate.Before(StoredCases.Pathway.Knowledge, walked.Options, option)
         where gates.Any(gate => gate.NeedsSecond) && gates.Count == 1
         let letIn = StoredCases.Pathway.Walk(walked.Profile, walked.Preferences, new() { Locked = [option.Id], Overridden = [new(gates[0].Rule, option.Id, OverrideReason.Other, "", "", null)] })
         where letIn.Planning is PlanningResult.Optimal(var proposal) && WeekLayout.LayOut(PlanLayout.Of(proposal.Plan, walked.Preferences, StoredCases.Pathway.Settings, new(2026, 1, 5))) is LayoutResult.LaidOut
         orderby option.Kind == InterventionKind.Medicine
        select (example.Id, option)).First());

    /// <summary>A line of the plan of V06 that has another dose.</summary>
    private static readonly Lazy<(Intervention Item, DoseLevel Other)> Line = new(() =>
    {
        var planning = StoredCases.Need(StoredCases.Pathway.Walk(PopulationDesk.Forms.Gather(StoredCases.Pathway, StoredCases.All.Single(each => each.Id == "V06").Pages))).Planning;
        var (item, level) = Assert.IsType<PlanningResult.Optimal>(planning).Proposal.Plan.Chosen.First(dosed => dosed.Intervention is { IsAlways: false, Levels.Count: > 1 });
        return (item, item.Levels.First(each => each != level));
    });

    private static string Item => Line.Value.Item.Id;

    /// <summary>An option that other rules keep out in one case than in another.</summary>
    private static (string First, string Then, Intervention Option) KeptOutOtherwise()
    {
        var known = new Dictionary<string, (string Example, string Gates)>();
        foreach (var (example, pages) in StoredCases.All)
        {
            if (StoredCases.Need(StoredCases.Pathway.Walk(PopulationDesk.Forms.Gather(StoredCases.Pathway, pages))) is not { Planning: PlanningResult.Optimal } walked) { continue; }
            foreach (var option in StoredCases.Pathway.Catalogue.Interventions.Where(each => each.GivenBy != GivenBy.Prescriber && walked.Options.Blocked.Any(blocked => blocked.Recommendation.Id == each.Recommendation.Id)))
            {
                var gates = string.Join(' ', Gate.Before(StoredCases.Pathway.Knowledge, walked.Options, option).Select(gate => gate.Rule));
                if (gates.Length == 0) { continue; }
                if (known.TryGetValue(option.Id, out var before) && before.Gates != gates) { return (before.Example, example, option); }
                known[option.Id] = (example, gates);
            }
        }
        throw new InvalidOperationException("No option is kept out by other rules in another case.");
    }

    private async Task<IntakeId> Answered(string example)
    {
        var intakes = Server.Services.GetRequiredService<IntakeStore>();
        var intake = await intakes.Start(Caller.Patient(Clinic), null, Cancellation);
        foreach (var (page, json) in StoredCases.All.Single(each => each.Id == example).Pages) { await intakes.Append(Caller.Patient(Clinic), intake, page, json, Cancellation); }
        return intake;
    }

    private async Task<IPage> Desktop(StaffClient client, int width = Desk, bool script = true)
    {
        var page = await Open(width, script);
        await page.Context.AddCookiesAsync(client.Cookies.GetAllCookies().Select(cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Url = Server.Address.ToString() }));
        return page;
    }

    private Task<StaffClient> Clinician(Roles roles = Roles.Clinician) => StaffClient.SignedIn(Server.Services, Server.Address, roles);

    private async Task<CarePlan?> Signed(IntakeId intake)
    {
        var caller = Caller.Program(Clinic);
        return await Server.Services.GetRequiredService<PatientStore>().OfIntake(caller, intake, Cancellation) is { } patient
            && await Server.Services.GetRequiredService<CarePlanStore>().Newest(caller, patient.Id, Cancellation) is { } plan ? CareDocument.ReadPlan(plan.Plan.Document) : null;
    }

    /// <summary>Does something and waits for the answer of the server to be on the page.</summary>
    private static async Task Replanned(IPage page, Func<Task> act)
    {
        await page.EvaluateAsync("document.getElementById('consequences').firstElementChild.dataset.old = 'yes'");
        await act();
        await page.WaitForFunctionAsync("() => !document.querySelector('#consequences [data-old]') && !document.querySelector('[aria-busy=true]')");
    }

    [Fact]
    public async Task From_answers_to_a_signed_plan_in_a_scripted_walk()
    {
        var intake = await Answered("V06");
        using var client = await Clinician();
        var page = await Desktop(client);
        var clock = Stopwatch.StartNew();
        await page.GotoAsync($"/clinic/plans/{intake}");
        Assert.Contains("cleared", await page.Locator(".facet-builder__facts").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator("#gates-exercise summary").First.ClickAsync();
        var recommended = await page.Locator("#consequences").InnerTextAsync();
        Assert.Contains("This is the recommended plan", recommended, StringComparison.Ordinal);
        await Replanned(page, () => page.SelectOptionAsync($"#dose-{Item}", Line.Value.Other.Id));
        Assert.True(await page.Locator($"#change-{Item}-in").IsCheckedAsync());
        Assert.Contains("these changes cost", await page.Locator("#consequences").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("less than the recommended plan", await page.Locator("#said").InnerTextAsync(), StringComparison.Ordinal);
        Assert.True(await page.Locator("#gates-exercise").EvaluateAsync<bool>("each => each.open"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Look at it as the patient will, and sign" }).ClickAsync();
        Assert.Contains(Line.Value.Other.Plain, await page.Locator("main").InnerTextAsync(), StringComparison.OrdinalIgnoreCase);
        await page.FillAsync("#name", "Pat Example");
        await page.GetByRole(AriaRole.Button, new() { Name = "I have read it and sign it" }).ClickAsync();
        await page.Arrives("**/clinic/patients/*");
        clock.Stop();
        TestContext.Current.TestOutputHelper?.WriteLine($"From the builder to the signature: {clock.Elapsed.TotalSeconds:0.0} s of scripted clicks.");
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2));
        Assert.Equal(Line.Value.Other.Id, (await Signed(intake))!.Find(Item)!.Level);
        Assert.Null((await Signed(intake))!.Overrides);
        // Planning by a clinician stores no proposal: those of the person's own pages replay as before.
        Assert.Null(await Server.Services.GetRequiredService<ProposalStore>().Newest(Caller.Patient(Clinic), intake, Cancellation));
    }

    [Fact]
    public async Task A_change_shows_what_it_costs_keeps_the_place_and_can_be_undone()
    {
        var intake = await Answered("V06");
        using var client = await Clinician();
        var page = await Desktop(client);
        await page.GotoAsync($"/clinic/plans/{intake}");
        var before = await page.Locator("[name=was]").GetAttributeAsync("value");
        await Picture(page, "builder");
        await page.EvaluateAsync("scrollTo(0, 300)");
        await page.Locator($"#change-{Item}-in").FocusAsync();
        var scrolled = await page.EvaluateAsync<double>($"document.getElementById('change-{Item}-in').getBoundingClientRect().top");
        await Replanned(page, () => page.Keyboard.PressAsync("Space"));
        Assert.Equal($"change-{Item}-in", await page.EvaluateAsync<string>("document.activeElement.id"));
        Assert.Equal(scrolled, await page.EvaluateAsync<double>($"document.getElementById('change-{Item}-in').getBoundingClientRect().top"), 2.0);
        Assert.Contains("The plan holds the same.", await page.Locator("#said").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("these changes cost nothing", await page.Locator("#consequences").InnerTextAsync(), StringComparison.Ordinal);
        // The next arrow leaves it out: the focus stays with the line where it is now.
        await Replanned(page, () => page.Keyboard.PressAsync("ArrowRight"));
        Assert.Equal($"change-{Item}", await page.EvaluateAsync<string>("document.activeElement.id"));
        Assert.Contains($"Out: {Line.Value.Item.Label}", await page.Locator("#said").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains($"Out: {Line.Value.Item.Label}", await page.Locator("#consequences").InnerTextAsync(), StringComparison.Ordinal);
        await Replanned(page, () => page.Locator("#undo").ClickAsync());
        await Replanned(page, () => page.Locator("#undo").ClickAsync());
        Assert.Equal(before, await page.Locator("[name=was]").GetAttributeAsync("value"));
        Assert.Contains("This is the recommended plan", await page.Locator("#consequences").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("#undo").CountAsync());

        // Tabs of plans for other aims: arrows move, one panel is open, and the chosen one becomes the plan.
        await page.Locator("#tab-recommended").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("End");
        Assert.Equal("tab-self-care", await page.EvaluateAsync<string>("document.activeElement.id"));
        Assert.Equal("true", await page.Locator("#tab-self-care").GetAttributeAsync("aria-selected"));
        Assert.Equal(1, await page.Locator("[role=tabpanel]:visible").CountAsync());
        await MustBeAccessible(page);
        await Replanned(page, () => page.Locator("#plan-self-care button").ClickAsync());
        Assert.Contains("0 visits in the busiest week", await page.Locator("#consequences").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("tab-self-care", await page.Locator("[role=tab][aria-selected=true]").GetAttributeAsync("id"));
        await Picture(page, "builder-self-care");
        await page.SetViewportSizeAsync(Phone, 640);
        await MustBeAccessible(page);

        // An answer to an earlier question is dropped, and what is typed meanwhile stays.
        await page.SetViewportSizeAsync(Desk, 900);
        await page.GotoAsync($"/clinic/plans/{intake}");
        await page.Locator("summary", new() { HasText = "Limits and goal" }).ClickAsync();
        var slow = new TaskCompletionSource();
        var calls = 0;
        await page.RouteAsync("**/clinic/plans/*", async route =>
        {
            if (route.Request.Method == "POST" && Interlocked.Increment(ref calls) == 1) { await slow.Task; }
            try { await route.ContinueAsync(); } catch (PlaywrightException) { /* The page gave the first one up. */ }
        });
        await page.FillAsync("#minutes", "1");
        await page.Locator("#visits").FocusAsync();
        await page.FillAsync("#minutes", "25");
        await page.Locator("#visits").FocusAsync();
        await page.Keyboard.TypeAsync("7");
        await page.WaitForFunctionAsync("() => document.getElementById('said').innerText !== ''");
        slow.SetResult();
        Assert.DoesNotContain("No plan meets this", await page.Locator("#said").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("7", await page.InputValueAsync("#visits"), StringComparison.Ordinal);
        Assert.Equal("25", await page.InputValueAsync("#minutes"));
    }

    [Fact]
    public async Task Without_script_the_buttons_do_the_same()
    {
        var intake = await Answered("V06");
        using var client = await Clinician();
        var page = await Desktop(client, Phone, script: false);
        await page.GotoAsync($"/clinic/plans/{intake}");
        Assert.True(await page.Locator("#plan-self-care").IsVisibleAsync());
        await page.Locator($"#change-{Item}-out").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Plan with these" }).ClickAsync();
        Assert.Contains($"Out: {Line.Value.Item.Label}", await page.Locator("#said").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator($"#change-{Item}").SelectOptionAsync("in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Plan with these" }).ClickAsync();
        Assert.Contains($"In: {Line.Value.Item.Label}", await page.Locator("#said").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator("#undo").ClickAsync();
        Assert.Contains($"Out: {Line.Value.Item.Label}", await page.Locator("#said").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator("#undo").ClickAsync();
        Assert.Contains("This is the recommended plan", await page.Locator("#consequences").InnerTextAsync(), StringComparison.Ordinal);
        // Every plan for another aim is on the page, and a link leads to it.
        await page.GetByRole(AriaRole.Link, new() { Name = "Self-care only" }).ClickAsync();
        Assert.EndsWith("#plan-self-care", page.Url, StringComparison.Ordinal);
        await page.Locator("#plan-self-care button").ClickAsync();
        Assert.Contains("0 visits in the busiest week", await page.Locator("#consequences").InnerTextAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Look at it as the patient will, and sign" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to the plan builder" }).ClickAsync();
        Assert.Contains("0 visits in the busiest week", await page.Locator("#consequences").InnerTextAsync(), StringComparison.Ordinal);

        var address = $"/clinic/plans/{intake}";
        Assert.Contains("these limits conflict", (await client.Post(address, new() { ["minutes"] = "1", ["goal"] = "both", [$"change-{Item}"] = "usual" })).Html, StringComparison.Ordinal);
        Assert.Contains("a number from 0 to 240", (await client.Post(address, new() { ["minutes"] = "-3", ["goal"] = "both" })).Html, StringComparison.Ordinal);
        // What only a prescriber can put in is not there for others, whatever is sent.
        const string Tablet = "id=\"change-duloxetine-in\"";
        Assert.DoesNotContain(Tablet, (await client.Post(address, new() { ["minutes"] = "20", ["goal"] = "both", ["change-duloxetine"] = "in" })).Html, StringComparison.Ordinal);
        using var prescriber = await Clinician(Roles.Clinician | Roles.Prescriber);
        Assert.Contains(Tablet, (await prescriber.Post(address, new() { ["minutes"] = "20", ["goal"] = "both", ["change-duloxetine"] = "in" })).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_many_changes_the_page_can_still_be_sent_signed_and_gone_back()
    {
        var intake = await Answered("V06");
        using var client = await Clinician(Roles.Clinician | Roles.Prescriber);
        var address = $"/clinic/plans/{intake}";
        var page = (await client.Get(address)).Html;
        string Field(string name) => System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(page, $"name=\"{name}\" value=\"([^\"]*)\"").Groups[1].Value);
        async Task<string> Sent(string to, string name, string value)
        {
            // What is chosen on the page is what its line says.
            var form = ChangesForm.FormOf(Field("shown")).ToDictionary(field => field.Key, field => field.Value.ToString());
            foreach (var hidden in (string[])["history", "shown", "was"]) { form[hidden] = Field(hidden); }
            form[name] = value;
            var answer = await client.Post(to, form, ChangesForm.Name);
            Assert.Equal(System.Net.HttpStatusCode.OK, answer.Status);
            return answer.Html;
        }

        page = await Sent(address, "do", "take-self-care");
        Assert.Contains("=out", Field("shown"), StringComparison.Ordinal);
        for (var step = 1; step <= ChangesForm.MostSteps; step++)
        {
            page = await Sent(address, "minutes", $"{100 + step}");
            Assert.StartsWith($"minutes={100 + step}&", Field("shown"), StringComparison.Ordinal);
        }
        Assert.Contains("name=\"minutes\" value=\"120\"", await Sent($"{address}/sign", "goal", "both"), StringComparison.Ordinal);
        for (var back = 1; back <= 3; back++)
        {
            page = await Sent(address, "do", "undo");
            Assert.StartsWith($"minutes={120 - back}&", Field("shown"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Whatever_is_changed_no_field_of_the_builder_is_longer_than_is_taken()
    {
        var most = Server.Services.GetRequiredService<IOptions<FormOptions>>().Value.ValueLengthLimit;
        var all = StoredCases.Pathway.Catalogue.Interventions;
        var doses = all.ToDictionary(each => each.Id, each => each.Levels.Select(level => level.Id).Append("out").MaxBy(id => id.Length)!);
        var line = ChangesForm.Line(ChangesForm.Fields(new() { MinutesPerDay = ChangesForm.NoLimit, VisitsPerWeek = 6.25, Budget = 99_999.25, TravelMinutes = 599.25 }, new() { Locked = [.. doses.Keys], Doses = doses }));
        var was = string.Join(',', doses.Select(each => $"{each.Key}={each.Value}"));
        Assert.All((string[])[line, was], each => Assert.InRange(Uri.EscapeDataString(each).Length, 1, most));
        Assert.True(ChangesForm.Steps(Enumerable.Repeat(line, 50)).Count >= 3);
        Assert.Equal(ChangesForm.MostSteps, ChangesForm.Steps(Enumerable.Repeat("minutes=20&goal=both", 50)).Count);
        Gen.Int[1, 900].List[0, 40].Sample(lengths =>
        {
            var lines = lengths.Select((length, place) => $"{place}{new string('=', length)}").ToList();
            var steps = ChangesForm.Steps(lines);
            Assert.Equal(lines.TakeLast(steps.Count), steps);
            Assert.InRange(Uri.EscapeDataString(string.Join("\r\n", steps)).Length, 0, most);
        });
    }

    [Fact]
    public async Task An_override_needs_a_reason_and_another_clinician_and_stands_on_the_plan()
    {
        var (example, option) = Kept.Value;
        var intake = await Answered(example);
        using var first = await Clinician();
        using var second = await Clinician();
        var page = await Desktop(first);
        await page.GotoAsync($"/clinic/plans/{intake}");
        await page.Locator("#kept-out > summary").ClickAsync();
        await Picture(page, "builder-kept-out");
        await page.Locator("#kept-out").GetByRole(AriaRole.Button, new() { NameRegex = new($"Add with a reason.*{System.Text.RegularExpressions.Regex.Escape(option.Label)}") }).ClickAsync();
        Assert.Contains("a second clinician must agree", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        var button = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Go past") });
        await button.ClickAsync();
        Assert.Contains("Choose a reason.", await page.Locator("#error-summary").InnerTextAsync(), StringComparison.Ordinal);
        await page.SelectOptionAsync("#code", "specialist-advice");
        await button.ClickAsync();
        Assert.Contains("Write what you know", await page.Locator("#error-summary").InnerTextAsync(), StringComparison.Ordinal);
        await page.FillAsync("#text", "Seen by the spinal team, who advise a trial.");
        await Picture(page, "override");
        await MustBeAccessible(page);
        await button.ClickAsync();
        Assert.Contains("A second clinician must agree", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to the plan builder" }).ClickAsync();

        // It is in the plan, and the plan cannot be signed.
        Assert.True(await page.Locator($"#change-{option.Id}-in").IsCheckedAsync());
        Assert.Contains("Cannot be signed yet", await page.Locator("#consequences").InnerTextAsync(), StringComparison.Ordinal);
        await Picture(page, "builder-override");
        await MustBeAccessible(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Look at it as the patient will, and sign" }).ClickAsync();
        Assert.Contains("A second clinician has not answered", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "I have read it and sign it" }).CountAsync());

        // Nobody is the second of their own.
        await page.GotoAsync("/clinic/overrides");
        Assert.Contains("You decided this", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        var other = await Desktop(second);
        await other.GotoAsync("/clinic/overrides");
        var card = other.Locator(".facet-card", new() { Has = other.Locator($"a[href='/clinic/plans/{intake}']") });
        await card.GetByRole(AriaRole.Button, new() { NameRegex = new("^I agree") }).ClickAsync();
        Assert.Contains("Write why", await other.Locator("#error-summary").InnerTextAsync(), StringComparison.Ordinal);
        await card.Locator("textarea").FillAsync("Agreed: seen together.");
        await Picture(other, "overrides");
        await MustBeAccessible(other);
        await card.GetByRole(AriaRole.Button, new() { NameRegex = new("^I agree") }).ClickAsync();
        await other.WaitForFunctionAsync("() => !document.querySelector('#error-summary')");
        Assert.Equal(0, await card.CountAsync());

        await page.GotoAsync($"/clinic/plans/{intake}/sign");
        await page.FillAsync("#name", "Kim Example");
        await Picture(page, "sign-override");
        await MustBeAccessible(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "I have read it and sign it" }).ClickAsync();
        await page.Arrives("**/clinic/patients/*");
        var plan = (await Signed(intake))!;
        var known = Assert.Single(plan.Overrides!);
        Assert.Equal((option.Id, OverrideReason.SpecialistAdvice, "Test clinician", "Test clinician"), (known.Intervention, known.Reason, known.By, known.AgreedBy));
        Assert.Contains(plan.Find(option.Id)!.Cautions, caution => caution.Contains($"Overridden by Test clinician: on a specialist's advice. Test clinician agreed. ({known.Rule})", StringComparison.Ordinal));

        // Its author takes it back: the rule stands again, and the signed plan stays what it is.
        await page.GotoAsync($"/clinic/plans/{intake}/override/{1 + StoredCases.Pathway.Catalogue.Interventions.ToList().IndexOf(StoredCases.Pathway.Catalogue.Find(option.Id)!)}");
        await page.GetByLabel("Why you take it back").FillAsync("It did not help.");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Take it back") }).ClickAsync();
        Assert.Contains("withdrawn", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to the plan builder" }).ClickAsync();
        Assert.Equal(0, await page.Locator($"#change-{option.Id}-in").CountAsync());
        Assert.Single((await Signed(intake))!.Overrides!);
    }

    [Fact]
    public async Task What_a_second_clinician_refuses_cannot_be_signed()
    {
        var (example, option) = Kept.Value;
        var intake = await Answered(example);
        using var first = await Clinician();
        using var second = await Clinician();
        var place = 1 + StoredCases.Pathway.Catalogue.Interventions.ToList().FindIndex(each => each.Id == option.Id);
        var stored = await first.Post($"/clinic/plans/{intake}/override/{place}", new() { ["code"] = "patient-preference-informed", ["text"] = "Wants it." }, "override");
        Assert.Contains("Stored.", stored.Html, StringComparison.Ordinal);
        // The signature is refused by the server, not only by the page.
        var early = await first.Post($"/clinic/plans/{intake}/sign", new() { ["name"] = "Kim" }, ChangesForm.Name);
        Assert.DoesNotContain("name=\"shown\"", early.Html, StringComparison.Ordinal);
        var list = await second.Get("/clinic/overrides");
        var id = System.Text.RegularExpressions.Regex.Match(list.Html[list.Html.IndexOf(intake.ToString(), StringComparison.Ordinal)..], "answer-([0-9a-f-]{36})").Groups[1].Value;
        Assert.Equal("/clinic/overrides", (await second.Post("/clinic/overrides", new() { ["answer"] = "refuse", ["text"] = "The scan is not back." }, $"answer-{id}")).To);

        var builder = await first.Get($"/clinic/plans/{intake}");
        Assert.Contains("Test clinician refused to go past", builder.Html, StringComparison.Ordinal);
        Assert.Contains("The scan is not back.", builder.Html, StringComparison.Ordinal);
        var asked = await first.PostOn(builder.Html.Replace("<form ", $"<form action=\"/clinic/plans/{intake}/sign\" ", StringComparison.Ordinal), $"/clinic/plans/{intake}/sign", new() { [$"change-{option.Id}"] = "in", ["goal"] = "both" });
        Assert.Contains("There is nothing to sign", asked.Html, StringComparison.Ordinal);
        Assert.Contains("refused to go past", asked.Html, StringComparison.Ordinal);
        Assert.Null(await Signed(intake));
        // Without what was refused there is a plan to sign.
        Assert.StartsWith("/clinic/patients/", (await first.Post($"/clinic/plans/{intake}/sign", new() { ["name"] = "Kim" }, "sign")).To, StringComparison.Ordinal);
        Assert.Null((await Signed(intake))!.Find(option.Id));
        Assert.Null((await Signed(intake))!.Overrides);
    }

    [Fact]
    public async Task What_is_taken_back_after_the_second_agreed_is_nowhere_shown_as_if_it_held()
    {
        var (example, option) = Kept.Value;
        var intake = await Answered(example);
        using var first = await Clinician();
        using var second = await Clinician();
        var change = $"/clinic/plans/{intake}/override/{1 + StoredCases.Pathway.Catalogue.Interventions.ToList().FindIndex(each => each.Id == option.Id)}";
        await first.Post(change, new() { ["code"] = "specialist-advice", ["text"] = "The spinal team advises it." }, "override");
        var known = Assert.Single(await Server.Services.GetRequiredService<RuleOverrideStore>().Of(Caller.Program(Clinic), intake, Cancellation));
        Assert.Equal("/clinic/overrides", (await second.Post("/clinic/overrides", new() { ["answer"] = "agree", ["text"] = "Seen together." }, $"answer-{known.Id}")).To);
        var person = (await first.Post($"/clinic/plans/{intake}/sign", new() { ["name"] = "Kim" }, "sign")).To!;
        Assert.StartsWith("/clinic/patients/", person, StringComparison.Ordinal);
        var held = (await first.Get($"{person}/plans/1")).Html;
        Assert.Contains("a second clinician agreed", held, StringComparison.Ordinal);
        Assert.DoesNotContain("; withdrawn", held, StringComparison.Ordinal);

        await first.Post(change, new() { ["withdraw"] = "It did not help." }, $"withdraw-{known.Id}");
        Assert.Equal(person, (await first.Post($"/clinic/plans/{intake}/sign", new() { ["name"] = "Kim" }, "sign")).To);
        Assert.Contains("No rule was gone past for it.", (await first.Get($"{person}/plans/2")).Html, StringComparison.Ordinal);
        held = (await first.Get($"{person}/plans/1")).Html;
        Assert.Contains("a second clinician agreed; withdrawn after this was signed", held, StringComparison.Ordinal);
        Assert.Equal(1, held.Split($"<strong>{known.What.Rule}</strong>").Length - 1);
        var timeline = System.Net.WebUtility.HtmlDecode((await first.Get($"{person}?show=overrides")).Html.Split("id=\"timeline\"")[1]);
        Assert.Contains("Second clinician: agrees. Withdrawn since.", timeline, StringComparison.Ordinal);
        Assert.Contains($"Test clinician withdrew the override of {known.What.Rule} for {option.Id}: It did not help.", timeline, StringComparison.Ordinal);
        Assert.DoesNotContain("(withdrawn)", timeline, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_about_an_override_that_are_too_long_are_shown_again()
    {
        var intake = await Answered("V06");
        var store = Server.Services.GetRequiredService<RuleOverrideStore>();
        Assert.True(await store.Add(Caller.User(Clinic, Guid.NewGuid()), intake, [new("ELG-SMT-02", "manipulation", OverrideReason.SpecialistAdvice, "Seen by the spinal team.", true)], Cancellation));
        var id = Assert.Single(await store.Of(Caller.Program(Clinic), intake, Cancellation)).Id;
        using var second = await Clinician(Roles.Clinician | Roles.Prescriber);
        var tooLong = new string('b', RuleOverrideStore.LongestText + 1);
        var refused = await second.Post("/clinic/overrides", new() { ["answer"] = "agree", ["text"] = tooLong }, $"answer-{id}");
        Assert.Null(refused.To);
        Assert.Contains(tooLong, refused.Html, StringComparison.Ordinal);
        // A line break is one letter, as the browser counts it.
        var longest = $"Agreed:\n{new string('b', RuleOverrideStore.LongestText - 8)}";
        Assert.Equal("/clinic/overrides", (await second.Post("/clinic/overrides", new() { ["answer"] = "agree", ["text"] = longest.ReplaceLineEndings("\r\n") }, $"answer-{id}")).To);
        Assert.Equal(longest, (await store.Find(Caller.Program(Clinic), id, Cancellation))!.Second!.Text);
    }

    [Fact]
    public async Task A_second_tap_on_the_signature_signs_nothing_anew()
    {
        var intake = await Answered("V06");
        using var client = await Clinician();
        var address = $"/clinic/plans/{intake}/sign";
        var page = (await client.Get(address)).Html;
        string Field(string name) => System.Text.RegularExpressions.Regex.Match(page, $"name=\"{name}\" value=\"([^\"]*)\"").Groups[1].Value;
        Dictionary<string, string> form = new() { ["name"] = "Pat Example", ["reason"] = "For your back.", ["shown"] = Field("shown"), ["against"] = Field("against"), ["document"] = Field("document") };
        foreach (var _ in (int[])[1, 2]) { Assert.StartsWith("/clinic/patients/", (await client.Post(address, form, "sign")).To, StringComparison.Ordinal); }
        // Other words to the patient are no second tap.
        var other = await client.Post(address, new(form) { ["reason"] = "Begin slowly." }, "sign");
        Assert.Null(other.To);
        Assert.Contains("Nothing of yours was stored", other.Html, StringComparison.Ordinal);
        Assert.Contains("Begin slowly.", other.Html, StringComparison.Ordinal);
        var patient = (await Server.Services.GetRequiredService<PatientStore>().OfIntake(Caller.Program(Clinic), intake, Cancellation))!;
        Assert.Equal("For your back.", Assert.Single(await Server.Services.GetRequiredService<CarePlanStore>().All(Caller.Program(Clinic), patient.Id, Cancellation)).Plan.Reason);
    }

    [Fact]
    public async Task A_flag_that_nobody_was_shown_is_not_signed()
    {
        var intake = await Answered("V06");
        using var client = await Clinician();
        var address = $"/clinic/plans/{intake}/sign";
        var said = StoredCases.All.Single(each => each.Id == "V06").Pages["age"];
        Task Say(string json) => Server.Services.GetRequiredService<IntakeStore>().Append(Caller.Patient(Clinic), intake, "age", json, Cancellation);
        async Task<Dictionary<string, string>> Read()
        {
            var html = (await client.Get(address)).Html;
            Assert.DoesNotContain("TRI-CAN-06", html, StringComparison.Ordinal);
            return new() { ["name"] = "Pat Example", ["shown"] = System.Text.RegularExpressions.Regex.Match(html, "name=\"shown\" value=\"([0-9a-f]+)\"").Groups[1].Value };
        }
        // The same again: the plan is the same, and the answers are others.
        var form = await Read();
        await Say(said);
        var refused = await client.Post(address, form, "sign");
        Assert.Null(refused.To);
        Assert.Contains("has changed since you saw it", refused.Html, StringComparison.Ordinal);
        // The first back pain of somebody of 61: a flag that the signature would answer.
        form = await Read();
        var answer = StoredAnswer.Read(said);
        await Say(StoredAnswer.Write(answer with { Values = new Dictionary<string, Answer>(answer.Values, StringComparer.Ordinal) { ["first_ever_episode"] = new Answer.Flag(true) } }));
        refused = await client.Post(address, form, "sign");
        Assert.Null(refused.To);
        Assert.Contains("has changed since you saw it", refused.Html, StringComparison.Ordinal);
        Assert.Contains("TRI-CAN-06", refused.Html, StringComparison.Ordinal);
        Assert.Null(await Signed(intake));
        Assert.StartsWith("/clinic/patients/", (await client.Post(address, new() { ["name"] = "Pat Example" }, "sign")).To, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_that_nobody_was_shown_is_not_gone_past()
    {
        var (first, then, option) = KeptOutOtherwise();
        var intake = await Answered(first);
        using var client = await Clinician();
        var store = Server.Services.GetRequiredService<RuleOverrideStore>();
        var address = $"/clinic/plans/{intake}/override/{1 + StoredCases.Pathway.Catalogue.Interventions.ToList().FindIndex(each => each.Id == option.Id)}";
        var shown = System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match((await client.Get(address)).Html, "name=\"gates\" value=\"([^\"]+)\"").Groups[1].Value);
        Assert.NotEqual("", shown);
        foreach (var (page, json) in StoredCases.All.Single(each => each.Id == then).Pages) { await Server.Services.GetRequiredService<IntakeStore>().Append(Caller.Patient(Clinic), intake, page, json, Cancellation); }
        Dictionary<string, string> form = new() { ["code"] = "specialist-advice", ["text"] = "The spinal team advises it." };
        var refused = await client.Post(address, new(form) { ["gates"] = shown }, "override");
        Assert.Contains("The rules have changed since you saw them", refused.Html, StringComparison.Ordinal);
        Assert.Contains("The spinal team advises it.", refused.Html, StringComparison.Ordinal);
        Assert.Empty(await store.Of(Caller.Program(Clinic), intake, Cancellation));
        Assert.Contains("Stored.", (await client.Post(address, form, "override")).Html, StringComparison.Ordinal);
        Assert.NotEmpty(await store.Of(Caller.Program(Clinic), intake, Cancellation));
    }

    [Fact]
    public async Task Going_past_a_rule_counts_no_more_once_what_the_rule_reads_is_answered_otherwise()
    {
        // One rule alone stands against an option, and still does after another answer that it reads.
        var (example, option, page, before, changed) = (
            from known in StoredCases.All
            from each in StoredCases.Pathway.Catalogue.Interventions
            where each.GivenBy != GivenBy.Prescriber
            let rule = Alone(known.Pages, each)
            where rule is not null && StoredCases.Pathway.Knowledge.Eligibility.Any(eligibility => eligibility.Id == rule)
            from said in known.Pages
            let answer = StoredAnswer.Read(said.Value)
            from input in StoredCases.Pathway.Knowledge.Eligibility.Single(eligibility => eligibility.Id == rule).When.Inputs
            where answer.Values.GetValueOrDefault(input.Name) is Answer.Flag { Value: false }
            let other = StoredAnswer.Write(answer with { Values = new Dictionary<string, Answer>(answer.Values, StringComparer.Ordinal) { [input.Name] = new Answer.Flag(true) } })
            where Alone(new Dictionary<string, string>(known.Pages, StringComparer.Ordinal) { [said.Key] = other }, each) == rule
            select (known.Id, each, said.Key, said.Value, other)).First();
        var intake = await Answered(example);
        using var client = await Clinician();
        var store = Server.Services.GetRequiredService<RuleOverrideStore>();
        var address = $"/clinic/plans/{intake}/override/{1 + StoredCases.Pathway.Catalogue.Interventions.ToList().FindIndex(each => each.Id == option.Id)}";
        Dictionary<string, string> form = new() { ["code"] = "specialist-advice", ["text"] = "The spinal team advises it." };
        const string Waits = "waits for a second clinician", Outdated = "answers changed since: does not count", StandsAgainst = "What stands against it";
        Assert.Contains("Stored.", (await client.Post(address, form, "override")).Html, StringComparison.Ordinal);

        // The same answer once more changes nothing.
        await Say(before);
        var html = (await client.Get(address)).Html;
        Assert.Contains(Waits, html, StringComparison.Ordinal);
        Assert.DoesNotContain(StandsAgainst, html, StringComparison.Ordinal);

        await Say(changed);
        html = (await client.Get(address)).Html;
        Assert.Contains(Outdated, html, StringComparison.Ordinal);
        Assert.Contains(StandsAgainst, html, StringComparison.Ordinal);
        Assert.Contains(Outdated, (await client.Get($"/clinic/plans/{intake}")).Html, StringComparison.Ordinal);
        using var second = await Clinician();
        Assert.Equal("/clinic/overrides", (await second.Post("/clinic/overrides", new() { ["answer"] = "agree", ["text"] = "Seen together." }, $"answer-{(await store.Of(Caller.Program(Clinic), intake, Cancellation))[0].Id}")).To);
        Assert.Contains(StandsAgainst, (await client.Get(address)).Html, StringComparison.Ordinal);

        Assert.Contains("Stored.", (await client.Post(address, form, "override")).Html, StringComparison.Ordinal);
        html = (await client.Get(address)).Html;
        Assert.Contains(Waits, html, StringComparison.Ordinal);
        Assert.DoesNotContain(StandsAgainst, html, StringComparison.Ordinal);
        Assert.Equal(2, (await store.Of(Caller.Program(Clinic), intake, Cancellation)).Count);

        Task Say(string json) => Server.Services.GetRequiredService<IntakeStore>().Append(Caller.Patient(Clinic), intake, page, json, Cancellation);

        static string? Alone(IReadOnlyDictionary<string, string> said, Intervention option) => StoredCases.Pathway.Walk(PopulationDesk.Forms.Gather(StoredCases.Pathway, said)).TryGet(out var walked, out _)
            && walked.Planning is PlanningResult.Optimal && walked.Options.Blocked.Any(blocked => blocked.Recommendation.Id == option.Recommendation.Id)
            && Gate.Before(StoredCases.Pathway.Knowledge, walked.Options, option) is [var gate] ? gate.Rule : null;
    }

    [Fact]
    public async Task Going_past_a_rule_before_anything_is_answered_shows_what_is_open()
    {
        var intake = await Server.Services.GetRequiredService<IntakeStore>().Start(Caller.Patient(Clinic), null, Cancellation);
        Assert.True(await Server.Services.GetRequiredService<RuleOverrideStore>().Add(Caller.User(Clinic, Guid.NewGuid()), intake, [new("ELG-SMT-02", "manipulation", OverrideReason.SpecialistAdvice, "Seen by the spinal team.", true)], Cancellation));
        using var client = await Clinician();
        var page = await client.Get($"/clinic/plans/{intake}");
        Assert.Equal(System.Net.HttpStatusCode.OK, page.Status);
        Assert.Contains("incomplete", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_to_the_patient_that_is_too_long_is_shown_again_and_makes_nobody_a_patient()
    {
        var intake = await Answered("V06");
        using var client = await Clinician();
        var address = $"/clinic/plans/{intake}/sign";
        var tooLong = new string('b', CarePlanStore.LongestReason + 1);
        var refused = await client.Post(address, new() { ["name"] = "Pat Example", ["reason"] = tooLong }, "sign");
        Assert.Null(refused.To);
        Assert.Contains("Your line to the patient is too long", refused.Html, StringComparison.Ordinal);
        Assert.Contains(tooLong, refused.Html, StringComparison.Ordinal);
        Assert.Null(await Server.Services.GetRequiredService<PatientStore>().OfIntake(Caller.Program(Clinic), intake, Cancellation));
        // A line break is one letter, as the browser counts it.
        Assert.StartsWith("/clinic/patients/", (await client.Post(address, new() { ["name"] = "Pat Example", ["reason"] = $"Dear Pat,\r\n{new string('b', CarePlanStore.LongestReason - 10)}" }, "sign")).To, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_urgent_tier_is_lowered_with_two_signatures_and_an_emergency_never_is()
    {
        string Of(Func<Disposition, bool> which) => StoredCases.All.First(each => which(StoredCases.Need(StoredCases.Pathway.Walk(PopulationDesk.Forms.Gather(StoredCases.Pathway, each.Pages))).Disposition)).Id;
        using var first = await Clinician();
        using var second = await Clinician();
        var emergency = await Answered(Of(disposition => disposition is Disposition.Emergency));
        Assert.Contains("nobody can override this", (await first.Get($"/clinic/plans/{emergency}")).Html, StringComparison.Ordinal);
        var never = await first.Post($"/clinic/plans/{emergency}/override/0", new() { ["code"] = "other", ["text"] = "No." }, "override");
        Assert.Contains("Nobody can override it", never.Html, StringComparison.Ordinal);

        var all = StoredCases.Pathway.Knowledge.Triage.Select(rule => new RuleOverride(rule.Id, "", OverrideReason.Other, "", "", null)).ToList();
        var intake = await Answered(StoredCases.All.First(each => StoredCases.Need(StoredCases.Pathway.Walk(PopulationDesk.Forms.Gather(StoredCases.Pathway, each.Pages))) is { Disposition: Disposition.Urgent } walked
            && StoredCases.Pathway.Walk(walked.Profile, walked.Preferences, new() { Overridden = all }).Planning is PlanningResult.Optimal).Id);
        Assert.Contains("There is no plan to build", (await first.Get($"/clinic/plans/{intake}")).Html, StringComparison.Ordinal);
        Assert.Contains("Stored.", (await first.Post($"/clinic/plans/{intake}/override/0", new() { ["code"] = "investigated-and-cleared", ["text"] = "MRI clear." }, "override")).Html, StringComparison.Ordinal);
        var page = await Desktop(first);
        await page.GotoAsync($"/clinic/plans/{intake}");
        Assert.Contains("lowered to a review", await page.Locator(".facet-builder__facts").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("Cannot be signed yet", await page.Locator("#consequences").InnerTextAsync(), StringComparison.Ordinal);
        await MustBeAccessible(page);
        await Picture(page, "builder-lowered");
        while ((await second.Get("/clinic/overrides")).Html is var list && list.Contains(intake.ToString(), StringComparison.Ordinal))
        {
            var id = System.Text.RegularExpressions.Regex.Match(list[list.IndexOf(intake.ToString(), StringComparison.Ordinal)..], "answer-([0-9a-f-]{36})").Groups[1].Value;
            Assert.Equal("/clinic/overrides", (await second.Post("/clinic/overrides", new() { ["answer"] = "agree", ["text"] = "I saw the report." }, $"answer-{id}")).To);
        }
        Assert.StartsWith("/clinic/patients/", (await first.Post($"/clinic/plans/{intake}/sign", new() { ["name"] = "Lee" }, "sign")).To, StringComparison.Ordinal);
        Assert.All((await Signed(intake))!.Overrides!, each => Assert.True(each.IsTriage && each.AgreedBy is not null));
    }

    [Fact]
    public async Task The_whole_walk_works_by_keyboard_alone()
    {
        var intake = await Answered("V06");
        using var client = await Clinician();
        var page = await Desktop(client);
        await page.GotoAsync($"/clinic/plans/{intake}");
        async Task TabTo(string what)
        {
            for (var presses = 0; presses < 400; presses++)
            {
                await page.Keyboard.PressAsync("Tab");
                if (await page.EvaluateAsync<bool>("what => document.activeElement.matches(what)", what)) { return; }
            }
            Assert.Fail($"The keyboard does not reach {what}.");
        }
        await TabTo("#gates-exercise summary");
        await page.Keyboard.PressAsync("Enter");
        Assert.True(await page.Locator("#gates-exercise").EvaluateAsync<bool>("each => each.open"));
        await TabTo($"#change-{Item}-accept");
        await Replanned(page, async () => { await page.Keyboard.PressAsync("ArrowRight"); });
        await page.Keyboard.PressAsync("Shift+Tab");
        await TabTo($"#change-{Item}-in");
        await TabTo($"#dose-{Item}");
        await Replanned(page, () => page.Keyboard.PressAsync("ArrowDown"));
        Assert.NotEqual("", await page.InputValueAsync($"#dose-{Item}"));
        if (await page.InputValueAsync($"#dose-{Item}") != Line.Value.Other.Id) { await Replanned(page, () => page.Keyboard.PressAsync("ArrowDown")); }
        await page.Locator(".nhsuk-skip-link").FocusAsync();
        await TabTo("button[formaction$=sign]");
        await page.Keyboard.PressAsync("Enter");
        await page.Arrives("**/sign");
        await TabTo("#name");
        await page.Keyboard.TypeAsync("Pat Example");
        await TabTo("form:has(#name) button");
        await page.Keyboard.PressAsync("Enter");
        await page.Arrives("**/clinic/patients/*");
        Assert.Equal(Line.Value.Other.Id, (await Signed(intake))!.Find(Item)!.Level);
    }
}
