using System.Globalization;
using System.Net;
using Facet.Care;
using Facet.Storage.Accounts;
using Facet.Web.Tests.Care;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;

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

    private static Dictionary<string, string> Wish(string ingredient, string amount, DateOnly from, int days, int review) => new()
    {
        ["ingredient"] = ingredient, ["amount"] = amount, ["from"] = Text(from), ["until"] = Text(from.AddDays(days - 1)), ["review"] = Text(from.AddDays(review)),
    };

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task<List<Recorded>> Entries(MyPatient patient) => [.. (await patient.Record()).Where(each => each.Entry is OpioidOrdered or OpioidTapered or OpioidCorrected)];
}
