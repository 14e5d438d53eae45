using System.Globalization;
using System.Net;
using Facet.Care;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Treatments;
using Facet.Web.Tests.Care;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Desk;

public class OpioidsTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private static readonly string[] Checks = ["OPI-CHK-OTHER", "OPI-CHK-GOALS", "OPI-CHK-END", "OPI-CHK-IR", "OPI-CHK-PDMP", "OPI-CHK-BENZO", "OPI-CHK-NALOXONE", "OPI-CHK-REVIEW"];

    [Fact]
    public async Task An_opioid_is_written_only_when_every_check_is_answered_and_can_be_corrected()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address, "V01");
        using var staff = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician | Roles.Prescriber);
        await patient.Join(staff);
        var address = $"/clinic/patients/{patient.Id}/opioids";
        var today = patient.Day.Today;
        var fields = Wish("oxycodone", "20", today, 3, 14);

        var unanswered = await staff.Post(address, fields, "order");
        Assert.Null(unanswered.To);
        Assert.All(Checks, check => Assert.Contains($"Answer {check}.", unanswered.Html, StringComparison.Ordinal));
        Assert.Empty(await Entries(patient));

        foreach (var check in Checks) { fields[$"check-{check}"] = "yes"; }
        var unexplained = await staff.Post(address, fields, "order");
        Assert.Contains("MED-OPI-02 advises against this", WebUtility.HtmlDecode(unexplained.Html), StringComparison.Ordinal);
        // Whatever rule advises against it asks for its own reason.
        foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(unexplained.Html, "name=\"why-((?:MED|INT|DUP)-[A-Z0-9-]+)\"")) { fields[$"why-{match.Groups[1].Value}"] = "An NSAID failed; severe pain; agreed with the patient."; }
        foreach (var (field, value, says) in ((string, string, string)[])[("until", Text(today.AddDays(9)), "at most 5 days"), ("review", Text(today.AddDays(40)), "7 to 28 days"), ("check-OPI-CHK-BENZO", "no", "OPI-CHK-BENZO (MED-OPI-03) refuses"), ("check-OPI-CHK-PDMP", "no", "Write why OPI-CHK-PDMP is not met")])
        {
            var refused = await staff.Post(address, new(fields) { [field] = value }, "order");
            Assert.Null(refused.To);
            Assert.Contains(says, WebUtility.HtmlDecode(refused.Html), StringComparison.Ordinal);
        }
        Assert.Empty(await Entries(patient));

        Assert.Equal(address, (await staff.Post(address, fields, "order")).To);
        var order = Assert.IsType<OpioidOrdered>(Assert.Single(await Entries(patient)).Entry);
        Assert.Equal((20, 30), (order.Amount, order.Equivalents));
        Assert.Contains(order.Answers, answer => answer is { Id: "MED-OPI-02", Yes: false });
        Assert.Contains(await patient.Tasks(), task => task.Kind == "opioid-review" && task.Due - task.At == TimeSpan.FromDays(14));
        var page = await Open(Desk);
        await page.Context.AddCookiesAsync(staff.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = Server.Address.ToString() }));
        await page.GotoAsync(address);
        Assert.Contains("30 MME a day", await page.Locator("#now").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("20 × 1.5 = 30", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await Picture(page, "clinic-opioids");
        await MustBeAccessible(page);
        await page.SetViewportSizeAsync(Phone, 640);
        await MustBeAccessible(page);
        var mine = await Open(Phone);
        await patient.SignIn(mine);
        await mine.GotoAsync("/my/medicines");
        Assert.Contains("20 mg a day", await mine.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await Picture(mine, "my-medicines");
        await MustBeAccessible(mine);

        var entry = (await Entries(patient))[0].Sequence;
        Assert.Null((await staff.Post(address, [], $"correct-{entry}")).To);
        Assert.Equal(address, (await staff.Post(address, new() { ["wrong"] = "Wrong patient." }, $"correct-{entry}")).To);
        Assert.Contains("does not count", (await staff.Get(address)).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("20 mg a day", (await patient.Client.Get("/my/medicines")).Html, StringComparison.Ordinal);
        Assert.Equal(2, (await Entries(patient)).Count);
    }

    [Fact]
    public async Task No_answer_lets_an_opioid_into_chronic_back_pain()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address, "V06");
        using var staff = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician | Roles.Prescriber);
        await patient.Join(staff);
        var address = $"/clinic/patients/{patient.Id}/opioids";
        var fields = Wish("morphine", "10", patient.Day.Today, 3, 14);
        foreach (var check in Checks) { fields[$"check-{check}"] = "yes"; }
        var refused = await staff.Post(address, fields, "order");
        Assert.Null(refused.To);
        Assert.Contains("MED-OPI-01 refuses this", refused.Html, StringComparison.Ordinal);
        Assert.Empty(await Entries(patient));
    }

    [Fact]
    public async Task A_taper_is_never_faster_than_the_knowledge_says_and_the_patient_sees_its_steps()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address, "E19");
        using var staff = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician | Roles.Prescriber);
        await patient.Join(staff);
        var address = $"/clinic/patients/{patient.Id}/opioids";
        Assert.Contains("50 MME a day", (await staff.Get(address)).Html, StringComparison.Ordinal);
        var first = patient.Day.Today.AddDays(7);
        Dictionary<string, string> fields = new() { ["t-ingredient"] = "oxycodone", ["t-from"] = Text(first), ["t-percent"] = "10", ["t-days"] = "30", ["t-oud"] = "no", ["t-because"] = "Slowly, with pauses.", ["do"] = "write" };
        foreach (var (field, value, says) in ((string, string, string)[])[("t-percent", "20", "at most 10 percent"), ("t-days", "1", "a step lasts at least"), ("t-oud", "yes", "MED-OPI-18 refuses this"), ("t-because", "", "what was agreed")])
        {
            var refused = await staff.Post(address, new(fields) { [field] = value }, "taper");
            Assert.Null(refused.To);
            Assert.Contains(says, WebUtility.HtmlDecode(refused.Html), StringComparison.Ordinal);
        }
        var shown = await staff.Post(address, new(fields) { ["do"] = "show" }, "taper");
        Assert.Contains("Not written yet", shown.Html, StringComparison.Ordinal);
        Assert.Empty(await Entries(patient));
        Assert.Equal(address, (await staff.Post(address, fields, "taper")).To);
        var taper = Assert.IsType<OpioidTapered>(Assert.Single(await Entries(patient)).Entry);
        Assert.Equal((20, first, 18), (taper.Original, taper.Steps[0].From, taper.Steps[0].Amount));
        Assert.Equal(10, taper.Steps.Count);
        Assert.Equal(0, taper.Steps[^1].Amount);
        var (_, _, html) = await patient.Client.Get("/my/medicines");
        Assert.Contains("Coming off Oxycodone", html, StringComparison.Ordinal);
        Assert.Contains("Do not stop it from one day to the next", html, StringComparison.Ordinal);
        Assert.True(Readability.Grade(Readability.Text(html)) <= 6, $"grade {Readability.Grade(Readability.Text(html)):0.0}");
        Assert.Contains("OPIOID TAPER", (await staff.Get($"/clinic/patients/{patient.Id}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Treatment_of_addiction_is_never_tapered_whatever_is_answered()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address, "R-MED-OPI-18");
        using var staff = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician | Roles.Prescriber);
        await patient.Join(staff);
        var refused = await staff.Post($"/clinic/patients/{patient.Id}/opioids", new() { ["t-ingredient"] = "methadone", ["t-from"] = Text(patient.Day.Today), ["t-percent"] = "5", ["t-days"] = "60", ["t-oud"] = "no", ["t-because"] = "agreed", ["do"] = "write" }, "taper");
        Assert.Null(refused.To);
        Assert.Contains("MED-OPI-18 refuses this", refused.Html, StringComparison.Ordinal);
        Assert.Empty(await Entries(patient));
    }

    [Fact]
    public async Task An_order_is_judged_on_its_own_days_and_two_dated_ahead_see_each_other()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address, "V01");
        using var staff = await patient.Staff(Roles.Clinician | Roles.Prescriber);
        var address = $"/clinic/patients/{patient.Id}/opioids";
        var first = patient.Day.Today.AddDays(7);
        Assert.DoesNotContain("why-DUP-OPIOID", await Written(staff, address, Wish("oxycodone", "40", first, 3, 14)), StringComparison.Ordinal);
        // It begins before the other one does.
        var asked = await Written(staff, address, Wish("morphine", "40", first.AddDays(-2), 4, 14));
        Assert.Contains("why-DUP-OPIOID", asked, StringComparison.Ordinal);
        Assert.Contains("MED-OPI-07", asked, StringComparison.Ordinal);
        Assert.Contains("100 MME a day", asked, StringComparison.Ordinal);
        Assert.Equal([60, 100], (await Entries(patient)).Select(each => Assert.IsType<OpioidOrdered>(each.Entry).Equivalents));
        // Before the other one begins they do not meet.
        Assert.DoesNotContain("why-DUP-OPIOID", (await staff.Post(address, Wish("codeine", "30", patient.Day.Today, 2, 14), "order")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_begun_again_after_a_taper_is_a_start()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address, "E19");
        using var staff = await patient.Staff(Roles.Clinician | Roles.Prescriber);
        var address = $"/clinic/patients/{patient.Id}/opioids";
        var today = patient.Day.Today;
        Assert.Equal(address, (await staff.Post(address, new() { ["t-ingredient"] = "oxycodone", ["t-from"] = Text(today), ["t-percent"] = "10", ["t-days"] = "30", ["t-oud"] = "no", ["t-because"] = "Slowly.", ["do"] = "write" }, "taper")).To);
        var end = Assert.IsType<OpioidTapered>(Assert.Single(await Entries(patient)).Entry).Steps[^1].From;
        Assert.DoesNotContain("A first supply is at most", (await staff.Post(address, Wish("oxycodone", "10", end, 9, 14), "order")).Html, StringComparison.Ordinal);
        Assert.Contains("A first supply is at most", (await staff.Post(address, Wish("oxycodone", "10", end.AddDays(42), 9, 14), "order")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_opioid_is_checked_against_the_medicines_of_the_signed_plan()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address, "V01");
        using var staff = await patient.Staff(Roles.Clinician | Roles.Prescriber);
        var address = $"/clinic/patients/{patient.Id}/opioids";
        var fields = Wish("tramadol", "100", patient.Day.Today, 3, 14);
        Assert.DoesNotContain("INT-11", (await staff.Post(address, fields, "order")).Html, StringComparison.Ordinal);
        var plan = await patient.Plan();
        await patient.Sign(plan with { Items = [.. plan.Items, plan.Items[0] with { Id = "duloxetine", Family = TreatmentFamily.Medication, Technique = "duloxetine", Kind = InterventionKind.Medicine, Label = "Duloxetine", Medicine = null }] });
        var asked = (await staff.Post(address, fields, "order")).Html;
        Assert.Contains("INT-11", asked, StringComparison.Ordinal);
        Assert.Contains("MED-OPI-11", asked, StringComparison.Ordinal);
        Assert.Contains("Checked together with the medicines of the signed plan", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_is_built_with_the_opioids_that_were_ordered()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address, "V01");
        using var staff = await patient.Staff(Roles.Clinician | Roles.Prescriber);
        var known = await Server.Services.GetRequiredService<PatientStore>().Find(Caller.Program(patient.Caller.Clinic), patient.Id, TestContext.Current.CancellationToken);
        var builder = $"/clinic/plans/{known!.Intake}";
        Assert.DoesNotContain("MED-REL-03", (await staff.Get(builder)).Html, StringComparison.Ordinal);
        var address = $"/clinic/patients/{patient.Id}/opioids";
        await Written(staff, address, Wish("oxycodone", "20", patient.Day.Today, 3, 14));
        var (_, _, html) = await staff.Get(builder);
        Assert.Contains("MED-REL-03", html, StringComparison.Ordinal);
        Assert.Contains("as prescribers wrote since: Oxycodone", html, StringComparison.Ordinal);
        // A taper of what is over by its first step has nothing to lower.
        var refused = await staff.Post(address, new() { ["t-ingredient"] = "oxycodone", ["t-from"] = Text(patient.Day.Today.AddDays(14)), ["t-percent"] = "10", ["t-days"] = "30", ["t-oud"] = "no", ["t-because"] = "agreed", ["do"] = "write" }, "taper");
        Assert.Null(refused.To);
        Assert.Contains("It is not taken any more", refused.Html, StringComparison.Ordinal);
    }

    /// <summary>Writes an order with every check met and a reason for every rule that asks for one; what the page said before it was written.</summary>
    private static async Task<string> Written(StaffClient staff, string address, Dictionary<string, string> fields)
    {
        foreach (var check in Checks) { fields[$"check-{check}"] = "yes"; }
        var asked = await staff.Post(address, fields, "order");
        foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(asked.Html, "name=\"why-((?:MED|INT|DUP)-[A-Z0-9-]+)\"")) { fields[$"why-{match.Groups[1].Value}"] = "Agreed with the patient."; }
        Assert.Equal(address, (await staff.Post(address, fields, "order")).To);
        return asked.Html;
    }

    private static Dictionary<string, string> Wish(string ingredient, string amount, DateOnly from, int days, int review) => new()
    {
        ["ingredient"] = ingredient, ["amount"] = amount, ["from"] = Text(from), ["until"] = Text(from.AddDays(days - 1)), ["review"] = Text(from.AddDays(review)),
    };

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task<List<Recorded>> Entries(MyPatient patient) => [.. (await patient.Record()).Where(each => each.Entry is OpioidOrdered or OpioidTapered or OpioidCorrected)];
}
