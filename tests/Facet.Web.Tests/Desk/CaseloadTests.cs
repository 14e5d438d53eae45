using System.Diagnostics;
using System.Globalization;
using System.Net;
using Facet.Care;
using Facet.Outcomes;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Storage.Evidence;
using Facet.Web.Care;
using Facet.Web.Desk;
using Facet.Web.Settings;
using Facet.Web.Shell;
using Facet.Web.Tests.Care;
using Facet.Web.Tests.Outcomes;
using Facet.Web.Tests.Plan;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Facet.Web.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Desk;

public class CaseloadTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly Server server = server;

    /// <summary>The whole way, on the database itself: people who do not exist are counted as their stored answers say.</summary>
    [Theory, BothEngines]
    public async Task What_is_stored_is_what_is_counted(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Facet.Cli", "debug", "Facet.Cli.dll")), "simulate", .. database.Arguments, "--people", "24"]) { RedirectStandardOutput = true })!;
        await process.WaitForExitAsync(Cancellation);
        Assert.Equal(0, process.ExitCode);
        var (services, staff) = (database.First.Services, Caller.Program(database.First.Clinic));
        var measures = server.Services.GetRequiredService<OutcomeMeasures>();
        var clock = new ClinicDay(TimeProvider.System, Options.Create(new ClinicSettings { TimeZone = "UTC" }));
        var desk = new CaseloadDesk(services.GetRequiredService<CaseloadStore>(), new(), new(new(StoredCases.Pathway, services.GetRequiredService<ClinicSettingStore>(), TimeProvider.System, NullLogger<SettingsShelf>.Instance), services.GetRequiredService<EvidenceStore>(), TimeProvider.System), measures, clock);
        var view = await desk.Read(staff, "PEG", "week-12", Cancellation);
        var all = view.Table.Rows[0];

        var (answered, visits) = (0, 0);
        foreach (var patient in await services.GetRequiredService<PatientStore>().All(staff, 100, Cancellation))
        {
            var record = (await services.GetRequiredService<EntryLog>().Read(staff, patient.Id, null, Cancellation))!.Select(MyRecord.Entry).OfType<Recorded>().ToList();
            var start = (await services.GetRequiredService<CarePlanStore>().FirstDay(staff, patient.Id, Cancellation))!.Value;
            var days = record.Select(each => each.Entry).OfType<QuestionnaireAnswers>().Where(each => each.Instrument == "PEG").Select(each => each.Day.DayNumber - start.DayNumber).ToList();
            answered += days.Any(day => day <= 7) && days.Any(day => day >= 77) ? 1 : 0;
            visits += record.Count(each => each.Entry is SessionGiven);
            Assert.All(record.Where(each => each.Entry is SessionGiven), each => Assert.Empty(each.Entry.Problems()));
        }
        Assert.Equal((24, answered), (all[CaseloadCell.People], all[CaseloadCell.Answered]));
        Assert.True(visits > 0);
        Assert.Equal(24, view.Table.Rows.Where(row => row.Table == Caseload.ByCause).Sum(row => row[CaseloadCell.People]));
        Assert.Equal(24, view.Table.Rows.Where(row => row.Table == Caseload.ByCombination).Sum(row => row[CaseloadCell.People]));
        // Another clinic has nobody.
        Assert.Equal(0, (await desk.Read(Caller.Program(await services.GetRequiredService<ClinicStore>().Add("Elsewhere", Cancellation)), null, null, Cancellation)).Table.Rows[0][CaseloadCell.People]);
        Assert.NotNull(await database.First.Audit.Verify(database.First.Clinic, Cancellation));
    }

    [Fact]
    public async Task Outcomes_are_counted_without_names_and_as_a_file_that_hides_the_same()
    {
        for (var i = 0; i < 12; i++)
        {
            using var patient = await MyPatient.New(server.Services, server.Address, i % 2 == 0 ? "V06" : "V01", weeksAgo: 13);
            var start = (await patient.Plan()).StartsOn;
            await patient.Write(QuestionsTests.Rmdq(start, 16), QuestionsTests.Rmdq(start.AddDays(84), i % 2 == 0 ? 6 : 15));
        }
        using var staff = await StaffClient.SignedIn(server.Services, server.Address, Roles.Administrator);
        var (status, _, html) = await staff.Get("/clinic/outcomes?instrument=RMDQ24&moment=week-12");
        Assert.Equal(HttpStatusCode.OK, status);
        html = WebUtility.HtmlDecode(html);
        Assert.DoesNotContain("Pat Example", html, StringComparison.Ordinal);
        Assert.Contains("This is no comparison of treatments.", html, StringComparison.Ordinal);
        Assert.Contains("confounding by indication", html, StringComparison.Ordinal);
        Assert.Contains(CaseloadText.Few, html, StringComparison.Ordinal);
        var file = (await staff.Get("/clinic/outcomes.csv?instrument=RMDQ24&moment=week-12")).Html.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("table,group,instrument", file[0], StringComparison.Ordinal);
        // No count below five in the file, and no share without its counts.
        foreach (var cells in file.Skip(1).Select(line => line.Split(',')))
        {
            foreach (var count in (int[])[4, 5, 6, 7, 16]) { Assert.True(cells[count] is CaseloadText.Few or CaseloadText.Kept || int.Parse(cells[count], CultureInfo.InvariantCulture) >= 5, string.Join(",", cells)); }
            if (!int.TryParse(cells[7], CultureInfo.InvariantCulture, out _)) { Assert.Equal(["", "", "", "", ""], cells[8..13]); }
            if (!int.TryParse(cells[16], CultureInfo.InvariantCulture, out _)) { Assert.Equal(["", "", ""], cells[17..20]); }
        }
        Assert.Equal("'=cmd()", CaseloadCsv.Safe("=cmd()"));
        Assert.Equal("PEG", CaseloadCsv.Safe("PEG"));
        Assert.Contains("caseload.read", await staff.Audited(server.Services.GetRequiredService<HomeClinic>().Id.Value));

        var page = await Open(Phone);
        await page.Context.AddCookiesAsync(staff.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = server.Address.ToString() }));
        await page.GotoAsync("/clinic/outcomes?instrument=RMDQ24");
        await Picture(page, "clinic-outcomes");
        await MustBeAccessible(page);
        var plain = await Open(Desk, script: false);
        await plain.Context.AddCookiesAsync(staff.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = server.Address.ToString() }));
        await plain.GotoAsync("/clinic/outcomes");
        await plain.GetByLabel("Instrument").SelectOptionAsync("RMDQ24");
        await plain.GetByRole(AriaRole.Button, new() { Name = "Show" }).FocusAsync();
        await plain.Keyboard.PressAsync("Enter");
        await Assertions.Expect(plain.GetByText("Roland-Morris").First).ToBeVisibleAsync();
    }
}
