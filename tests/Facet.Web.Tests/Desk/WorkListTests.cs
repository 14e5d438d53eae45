using System.Net;
using System.Text.RegularExpressions;
using Facet.Care;
using Facet.Storage;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Storage.Intake;
using Facet.Storage.Planning;
using Facet.Storage.Site;
using Facet.Web.Care;
using Facet.Web.LivingEvidence;
using Facet.Web.Plan;
using Facet.Web.Shell;
using Facet.Web.Tests.Care;
using Facet.Web.Tests.Plan;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Facet.Web.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Desk;

public class WorkListTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Task SignIn(IPage page, StaffClient staff) =>
        page.Context.AddCookiesAsync(staff.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = staff.Http.BaseAddress!.ToString() }));

    /// <summary>An intake whose newest proposal is stored, as the result page does it.</summary>
    private static async Task<IntakeId> Propose(IServiceProvider services, string example)
    {
        var clinic = services.GetRequiredService<HomeClinic>();
        var (patient, intakes) = (Caller.Patient(clinic.Id), services.GetRequiredService<IntakeStore>());
        var intake = await intakes.Start(patient, null, Cancellation);
        foreach (var (page, json) in StoredCases.All.Single(each => each.Id == example).Pages) { await intakes.Append(patient, intake, page, json, Cancellation); }
        var answers = (await intakes.At(patient, intake, null, Cancellation))!;
        var evidence = new EvidenceInUse(services.GetRequiredService<EvidenceShelf>(), clinic);
        await new ProposalRecord(services.GetRequiredService<ProposalStore>(), services.GetRequiredService<KnowledgeArchive>(), clinic, evidence).Keep(intake, answers.Version, PopulationDesk.Forms.Gather(StoredCases.Pathway, answers.Pages), Cancellation);
        return intake;
    }

    private static List<string> Rows(string html) => [.. Regex.Matches(WebUtility.HtmlDecode(html), "<li class=\"facet-work__item.*?</li>", RegexOptions.Singleline).Select(match => Regex.Replace(Regex.Replace(match.Value, "<[^>]+>", " "), "\\s+", " ").Trim())];

    [Fact]
    public async Task Everything_that_waits_stands_on_one_list_by_tier_and_then_by_time_and_leaves_it_only_with_an_answer()
    {
        await using var own = new OwnServer(null);
        var address = own.ClientOptions.BaseAddress;
        using var flagged = await MyPatient.New(own.Services, address, weeksAgo: 1);
        await flagged.Write(new CheckIn { Day = flagged.Day.Today, Pain = 6, NewNumbnessOrBladder = true }, new Message { Day = flagged.Day.Today, Text = "May I swim?" });
        using var silent = await MyPatient.New(own.Services, address, weeksAgo: 7);
        using var paused = await MyPatient.New(own.Services, address, weeksAgo: 2);
        await paused.Write(new PlanPaused { Day = paused.Day.Today });
        using var worse = await MyPatient.New(own.Services, address, weeksAgo: 3);
        var start = (await worse.Plan()).StartsOn;
        await worse.Write(Outcomes.QuestionsTests.Rmdq(start, 4), Outcomes.QuestionsTests.Rmdq(start.AddDays(14), 18), new CheckIn { Day = worse.Day.Today, Pain = 7 });
        var held = await Propose(own.Services, StoredCases.All.First(each => StoredCases.Need(StoredCases.Pathway.Walk(PopulationDesk.Forms.Gather(StoredCases.Pathway, each.Pages))).Disposition is Facet.Triage.Disposition.Emergency).Id);
        var proposed = await Propose(own.Services, "V06");
        await Override(own.Services, proposed);

        using var staff = await StaffClient.SignedIn(own.Services, address, Roles.Clinician);
        var html = (await staff.Get("/clinic/work")).Html;
        var rows = Rows(html);
        foreach (var kind in (string[])["Red flag", "Held intake", "Override to countersign", "Getting worse", "Unsigned proposal", "Half-way review", "Silent", "Message"]) { Assert.Contains(rows, row => row.Contains(kind, StringComparison.Ordinal)); }
        var tiers = rows.Select(row => (string[])["Emergency", "Urgent", "Routine", "No tier"] is var words ? Array.FindIndex(words, word => row.StartsWith(word, StringComparison.Ordinal)) : -1).ToList();
        Assert.DoesNotContain(-1, tiers);
        Assert.Equal(tiers.Order(), tiers);
        Assert.Equal(1, rows.Count(row => row.Contains("Silent", StringComparison.Ordinal)));
        Assert.StartsWith("/clinic/work", (await staff.Get("/clinic/tasks")).To, StringComparison.Ordinal);
        Assert.Contains("Red flag", (await staff.Get("/clinic")).Html, StringComparison.Ordinal);

        // A filter shows its own and how many; nothing else changes.
        var filtered = (await staff.Get("/clinic/work?kind=silent")).Html;
        Assert.Single(Rows(filtered));
        Assert.Empty(Rows((await staff.Get("/clinic/work?whose=mine")).Html));

        // No words, no answer. With words exactly one thing is gone.
        async Task Answer(string kind, Dictionary<string, string> fields)
        {
            var before = Rows((await staff.Get("/clinic/work")).Html).Count;
            var path = await PathTo(staff, kind);
            Assert.Contains("Write what you did", (await staff.Post(path, new() { ["text"] = " " }, "answer")).Html, StringComparison.Ordinal);
            Assert.Equal(before, Rows((await staff.Get("/clinic/work")).Html).Count);
            fields["text"] = "Called; seen.";
            Assert.StartsWith("/clinic/work", (await staff.Post(path, fields, "answer")).To, StringComparison.Ordinal);
            Assert.Equal(before - 1, Rows((await staff.Get("/clinic/work")).Html).Count);
            Assert.Contains("Answered already", (await staff.Get(path)).Html, StringComparison.Ordinal);
        }
        await Answer("message", []);
        await Answer("red-flag", []);
        await Answer("silent", new() { ["again"] = "3" });
        await Answer("worsening", new() { ["again"] = "28" });
        await Answer("halfway-review", new() { ["again"] = "0" });
        // Somebody who asked to be seen has a name.
        Assert.IsType<RequestResult.Made>(await own.Services.GetRequiredService<RequestStore>().Make(silent.Caller, new(held, "en", "none", silent.Day.Now.AddDays(2), new("Held Example", "", "020 7946 0000", "", "")), 60, Cancellation));
        await Answer("held-intake", new() { ["again"] = "0" });
        Assert.Contains(await silent.Record(), each => each.Entry is WorkAnswered { Work: "silent" } answered && answered.Again == silent.Day.Today.AddDays(3));

        // Whoever answers for an intake has taken the person on.
        var taken = (await own.Services.GetRequiredService<PatientStore>().OfIntake(silent.Caller, held, Cancellation))!;
        Assert.Equal("Held Example", taken.Name);
        Assert.Equal(HttpStatusCode.OK, (await staff.Get($"/clinic/patients/{taken.Id}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await staff.Get($"/clinic/intakes/{proposed}")).Status);
    }

    private static async Task Override(IServiceProvider services, IntakeId intake)
    {
        await using var db = services.GetRequiredService<FacetDatabase>().Connect();
        db.Add(new RuleOverrideRow
        {
            Id = Guid.CreateVersion7(), Clinic = services.GetRequiredService<HomeClinic>().Id, Intake = intake, Rule = "MED-NSA-05", Intervention = "nsaid_oral", Code = "specialist-advice", Text = "x",
            NeedsSecond = true, At = services.GetRequiredService<TimeProvider>().GetUtcNow(), Author = "somebody",
        });
        await db.SaveChangesAsync(Cancellation);
    }

    [Theory, BothEngines]
    public async Task The_store_reads_the_same_on_both_databases_and_only_its_own_clinic(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (services, clinic) = (database.First.Services, database.First.Clinic);
        var staff = Caller.Program(clinic);
        var intake = await StoredCases.Answer(database.First, StoredCases.All.Single(each => each.Id == "V06").Pages);
        await StoredCases.Propose(database.First, StoredCases.Pathway, intake);
        var patient = (await services.GetRequiredService<PatientStore>().Take(staff, intake, "Pat", Cancellation))!;
        await services.GetRequiredService<CarePlanStore>().Sign(staff, patient.Id, new(new(2026, 3, 2), "Dr", "", "{}"), Cancellation);
        var entry = new CheckIn { Day = new(2026, 3, 3), Pain = 3, NewWeaknessOrFever = true };
        await MyRecord.Write(services.GetRequiredService<EntryLog>(), staff, patient.Id, Guid.NewGuid(), [entry, new WorkAnswered { Day = entry.Day, Work = "silent", Text = "x" }], Cancellation);
        var store = services.GetRequiredService<WorkStore>();
        var facts = await store.Read(staff, Guid.NewGuid(), Cancellation);
        Assert.Equal("warning", Assert.Single(facts.Tasks).Kind);
        var person = Assert.Single(facts.People);
        Assert.Equal((1, false, false), (person.Version, person.IsMine, person.IsTeam));
        Assert.NotNull(person.LastCheckIn);
        Assert.Equal(WorkAnswered.Word, Assert.Single(facts.Entries[patient.Id]).Entry.Kind);
        Assert.Equal(intake, Assert.Single(facts.Proposals).Intake);
        var elsewhere = Caller.Program(await services.GetRequiredService<ClinicStore>().Add("Elsewhere", Cancellation));
        var others = await store.Read(elsewhere, Guid.NewGuid(), Cancellation);
        Assert.Empty(others.Tasks);
        Assert.Empty(others.People);
        Assert.Empty(others.Proposals);
        Assert.Null(await store.Document(elsewhere, facts.Proposals[0].Id, Cancellation));
        Assert.NotNull(await services.GetRequiredService<ChartStore>().Read(staff, intake, Cancellation));
        Assert.Null(await services.GetRequiredService<ChartStore>().Read(elsewhere, intake, Cancellation));
        var team = services.GetRequiredService<CareTeamStore>();
        Assert.Equal(patient.Id, (await team.Of(staff, Guid.NewGuid(), intake.Value, TimeProvider.System.GetUtcNow(), Cancellation))!.Patient);
        Assert.Null(await team.Of(elsewhere, Guid.NewGuid(), intake.Value, TimeProvider.System.GetUtcNow(), Cancellation));
        Assert.Empty(await team.Members(staff, patient.Id, Cancellation));
        Assert.Empty(await team.Looks(staff, patient.Id, 10, Cancellation));
    }

    [Theory, BothEngines]
    public async Task What_came_by_the_intake_of_somebody_who_was_erased_waits_for_nobody(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (services, staff) = (database.First.Services, Caller.Program(database.First.Clinic));
        var overrides = services.GetRequiredService<RuleOverrideStore>();
        var intakes = new List<IntakeId>();
        for (var person = 0; person < 2; person++)
        {
            var intake = await StoredCases.Answer(database.First, StoredCases.All.Single(each => each.Id == "V06").Pages);
            await StoredCases.Propose(database.First, StoredCases.Pathway, intake);
            Assert.True(await overrides.Add(staff, intake, [new("ELG-SMT-02", "manipulation", Facet.Triage.OverrideReason.SpecialistAdvice, "x", true)], Cancellation));
            intakes.Add(intake);
        }
        var patient = (await services.GetRequiredService<PatientStore>().Take(staff, intakes[0], "Pat", Cancellation))!;
        Assert.IsType<ErasureResult.Done>(await services.GetRequiredService<ErasureStore>().Erase(staff, patient.Id, [], "none", Cancellation));
        var facts = await services.GetRequiredService<WorkStore>().Read(staff, Guid.NewGuid(), Cancellation);
        Assert.Equal(intakes[1], Assert.Single(facts.Proposals).Intake);
        Assert.Equal(intakes[1], Assert.Single(facts.Overrides).Intake);
        Assert.Equal(intakes[1], Assert.Single(await overrides.Waiting(staff, Cancellation)).Intake);
    }

    [Fact]
    public async Task After_an_erasure_the_work_list_names_nothing_of_the_person()
    {
        await using var own = new OwnServer(null);
        var (services, caller) = (own.Services, Caller.Program(own.Services.GetRequiredService<HomeClinic>().Id));
        var (erased, other) = (await Propose(services, "V06"), await Propose(services, "V06"));
        foreach (var intake in (IntakeId[])[erased, other]) { await Override(services, intake); }
        var patient = (await services.GetRequiredService<PatientStore>().Take(caller, erased, "Pat Example", Cancellation))!;
        using var staff = await StaffClient.SignedIn(services, own.ClientOptions.BaseAddress, Roles.Clinician);
        Assert.Equal(2, Rows((await staff.Get("/clinic/work")).Html).Count(row => row.Contains("Pat Example", StringComparison.Ordinal)));

        Assert.IsType<ErasureResult.Done>(await services.GetRequiredService<ErasureStore>().Erase(caller, patient.Id, [], "none", Cancellation));
        var left = Rows((await staff.Get("/clinic/work")).Html);
        Assert.Equal(2, left.Count);
        Assert.All(left, row => Assert.Contains($"Intake {other.ToString()[^8..]}", row, StringComparison.Ordinal));
        var overrides = (await staff.Get("/clinic/overrides")).Html;
        Assert.Contains(other.ToString(), overrides, StringComparison.Ordinal);
        Assert.DoesNotContain(erased.ToString(), overrides, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_slower_of_two_clinicians_did_is_shown_again_and_can_be_kept()
    {
        await using var own = new OwnServer(null);
        var address = own.ClientOptions.BaseAddress;
        using var patient = await MyPatient.New(own.Services, address);
        await patient.Write(new CheckIn { Day = patient.Day.Today, Pain = 6, NewNumbnessOrBladder = true });
        using var one = await patient.Staff();
        using var two = await patient.Staff();
        var path = await PathTo(one, "red-flag");
        (StaffClient Who, string Text)[] both = [(one, "Phoned at nine: goes to hospital."), (two, "Phoned at ten: is on the way.")];
        var sent = both.Zip(await Task.WhenAll(both.Select(each => each.Who.Post(path, new() { ["text"] = each.Text }, "answer")))).ToList();
        var (faster, _) = Assert.Single(sent, each => each.Second.To is not null);
        var (slower, refused) = Assert.Single(sent, each => each.Second.To is null);
        var html = WebUtility.HtmlDecode(refused.Html);
        foreach (var part in (string[])["What you wrote is not stored", slower.Text, "The last answer, by Test clinician", faster.Text, "name=\"beside\""]) { Assert.Contains(part, html, StringComparison.Ordinal); }
        Assert.DoesNotContain(await patient.Record(), each => each.Entry is WorkAnswered);
        // Whoever was faster and taps twice is told nothing.
        Assert.StartsWith("/clinic/work", (await faster.Who.Post(path, new() { ["text"] = faster.Text }, "answer")).To, StringComparison.Ordinal);

        Assert.StartsWith("/clinic/work", (await slower.Who.Post(path, new() { ["text"] = slower.Text, ["beside"] = "yes" }, "answer")).To, StringComparison.Ordinal);
        var kept = Assert.IsType<WorkAnswered>(Assert.Single(await patient.Record(), each => each.Entry is WorkAnswered).Entry);
        Assert.Equal(("red-flag-too", slower.Text), (kept.Work, kept.Text));
        var chart = WebUtility.HtmlDecode((await slower.Who.Get($"/clinic/patients/{patient.Id}?show=tasks")).Html);
        Assert.Contains($"work list, red flag too: {slower.Text}", chart, StringComparison.Ordinal);
        Assert.Contains($"answered: {faster.Text}", chart, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_sent_twice_is_stored_once_and_one_about_nobody_is_shown_again()
    {
        await using var own = new OwnServer(null);
        using var patient = await MyPatient.New(own.Services, own.ClientOptions.BaseAddress, weeksAgo: 7);
        using var staff = await patient.Staff();
        var path = await PathTo(staff, "silent");
        Dictionary<string, string> form = new() { ["text"] = "Called, no answer.", ["again"] = "3", ["form"] = Guid.NewGuid().ToString() };
        foreach (var _ in (int[])[1, 2]) { Assert.StartsWith("/clinic/work", (await staff.Post(path, form, "answer")).To, StringComparison.Ordinal); }
        Assert.Single(await patient.Record(), each => each.Entry is WorkAnswered);
        // The same form with other words says something else.
        var other = await staff.Post(path, new(form) { ["text"] = "Called again: she is fine." }, "answer");
        Assert.Null(other.To);
        foreach (var part in (string[])["Called, no answer.", "Called again: she is fine.", "name=\"beside\""]) { Assert.Contains(part, other.Html, StringComparison.Ordinal); }

        var nobody = (await staff.Post($"/clinic/work?answer=silent:{Guid.NewGuid()}", new() { ["text"] = "Called somebody." }, "answer")).Html;
        Assert.Contains("This is stored nowhere", nobody, StringComparison.Ordinal);
        Assert.Contains("Called somebody.", nobody, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"beside\"", nobody, StringComparison.Ordinal);
    }

    /// <summary>The address under which the first thing of a kind is answered.</summary>
    private static async Task<string> PathTo(StaffClient staff, string kind) =>
        WebUtility.HtmlDecode(Regex.Match((await staff.Get($"/clinic/work?kind={kind}")).Html, "href=\"(/clinic/work\\?[^\"]*answer=[^\"#]*)").Groups[1].Value);

    [Fact]
    public async Task Keys_move_open_and_answer_can_be_switched_off_and_never_act_in_fields()
    {
        await using var own = new OwnServer(null);
        var address = own.ClientOptions.BaseAddress;
        using var one = await MyPatient.New(own.Services, address);
        await one.Write(new CheckIn { Day = one.Day.Today, Pain = 6, NewNumbnessOrBladder = true }, new Message { Day = one.Day.Today, Text = "May I swim?" });
        using var staff = await StaffClient.SignedIn(own.Services, address, Roles.Clinician);
        var page = await Open(Desk, address: address.ToString());
        await SignIn(page, staff);
        await page.GotoAsync("/clinic/work");
        await Picture(page, "clinic-work");
        await MustBeAccessible(page);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("k");
        Assert.Equal(0, await page.EvaluateAsync<int>("[...document.querySelectorAll('[data-work]')].findIndex(item => item.contains(document.activeElement))"));
        await page.Keyboard.PressAsync("/");
        Assert.True(await page.EvaluateAsync<bool>("document.getElementById('filters').contains(document.activeElement)"));
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Switch the keys off" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("a");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("answer="));
        await Picture(page, "clinic-work-answer");
        await MustBeAccessible(page);

        // In the field the letters are letters.
        await page.GetByLabel("What you did").FocusAsync();
        await page.Keyboard.TypeAsync("a jk?/");
        Assert.Equal("a jk?/", await page.GetByLabel("What you did").InputValueAsync());
        Assert.Contains("answer=", page.Url, StringComparison.Ordinal);

        await page.GotoAsync("/clinic/work");
        await page.GetByText("Keys: j, k").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch the keys off" }).ClickAsync();
        await page.ReloadAsync();
        await page.Keyboard.PressAsync("a");
        await page.Keyboard.PressAsync("j");
        Assert.Equal(-1, await page.EvaluateAsync<int>("[...document.querySelectorAll('[data-work]')].findIndex(item => item.contains(document.activeElement))"));
        Assert.DoesNotContain("answer=", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_script_and_with_the_keyboard_alone_a_thing_is_answered_on_a_narrow_screen()
    {
        await using var own = new OwnServer(null);
        var address = own.ClientOptions.BaseAddress;
        using var one = await MyPatient.New(own.Services, address);
        await one.Write(new Message { Day = one.Day.Today, Text = "May I swim?" });
        using var staff = await StaffClient.SignedIn(own.Services, address, Roles.Clinician);
        var page = await Open(Phone, script: false, address: address.ToString());
        await SignIn(page, staff);
        await page.GotoAsync("/clinic/work?kind=message");
        async Task TabTo(string what)
        {
            for (var tabs = 0; tabs < 60; tabs++)
            {
                await page.Keyboard.PressAsync("Tab");
                if (await page.EvaluateAsync<bool>("what => document.activeElement?.matches(what) === true", what)) { return; }
            }
            Assert.Fail($"The keyboard does not reach “{what}” at {page.Url}.");
        }
        await TabTo("a[data-answer]");
        await page.Locator(":focus").PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("answer="));
        await TabTo("#text");
        await page.Keyboard.TypeAsync("Wrote back.");
        await TabTo("main form button[type=submit]:not(.facet-linkish)");
        await page.Locator(":focus").PressAsync("Enter");
        await Assertions.Expect(page.GetByText("Nothing waits")).ToBeVisibleAsync();
        Assert.Empty(await one.Tasks());
    }
}
