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
            var page = (await staff.Get($"/clinic/work?kind={kind}")).Html;
            var path = WebUtility.HtmlDecode(Regex.Match(page, "href=\"(/clinic/work\\?[^\"]*answer=[^\"#]*)").Groups[1].Value);
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
