using System.Net;
using Facet.Care;
using Facet.Planning;
using Facet.Storage;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Intake;
using Facet.Storage.Schedule;
using Facet.Treatments;
using Facet.Web.Tests.Care;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Desk;

public class RevisionTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private const string OldItem = "old-needles", Medicine = "duloxetine";

    private static readonly Dictionary<string, string> Named = new() { ["name"] = "Pat Example" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_revision_is_shown_as_what_changes_and_takes_its_bookings_along()
    {
        using var patient = await Revised();
        var (item, visits) = await Upcoming(patient);
        // One on the day of the plan, one on another day, as many more as make one too many, and two of what is gone.
        List<DateOnly> days = [visits[0], .. Enumerable.Range(1, visits.Count).Select(index => visits[0].AddDays((7 * index) + 1))];
        var booked = await Book(patient, [.. days.Select(day => (item, day)), (OldItem, visits[0].AddDays(2)), (OldItem, visits[0].AddDays(9))]);

        using var staff = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician);
        await patient.Join(staff);
        var page = await Open(Desk);
        await Enter(page, staff);
        await page.GotoAsync($"/clinic/plans/{await Intake(patient)}/sign");
        await Picture(page, "clinic-revision");
        await MustBeAccessible(page);
        Assert.Contains("What changes for this person from Monday", await page.Locator("#what-changes").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(2, await page.Locator("tr[data-fate=ItemGone]").CountAsync());
        // A course of tablets that was taken once is not begun again without somebody seeing it.
        Assert.Contains("begins again", await page.Locator("[data-begins-again]").InnerTextAsync(), StringComparison.Ordinal);
        var fates = await page.Locator("tr[data-fate]").EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.fate)");
        Assert.Equal(booked.Count, fates.Length);
        Assert.Contains("Stays", fates);
        Assert.Contains("Moves", fates);
        Assert.Contains("TooMany", fates);
        await page.SetViewportSizeAsync(Phone, 640);
        await MustBeAccessible(page);
        await page.SetViewportSizeAsync(Desk, 900);
        await page.GetByRole(AriaRole.Button, new() { Name = "I have read it and sign it" }).ClickAsync();
        await page.Arrives($"**/clinic/patients/{patient.Id}");

        // Each booking is what the page said that it would be.
        await using (var db = Server.Services.GetRequiredService<FacetDatabase>().Connect())
        {
            var rows = await db.Set<BookingRow>().Where(row => row.Patient == patient.Id).ToListAsync(Cancellation);
            Assert.Equal(fates.Count(fate => fate is "Stays" or "Moves"), rows.Count(row => row is { State: "booked", Plan: 2 }));
            Assert.Equal(fates.Count(fate => fate is "ItemGone" or "TooMany"), rows.Count(row => row.State == "cancelled"));
            Assert.All(rows.Where(row => row.Item == OldItem), row => Assert.Equal("cancelled", row.State));
            var slots = await db.Set<BookingSlotRow>().Where(slot => slot.Taken == patient.Id.Value).Select(slot => slot.Booking).ToListAsync(Cancellation);
            Assert.Equal(rows.Where(row => row.State == "booked").Select(row => row.Id).Order(), slots.Order());
        }
        var told = Assert.Single((await patient.Record()).Select(each => each.Entry).OfType<PlanRevised>());
        Assert.Equal((2, 1), (told.Version, told.Instead));
        Assert.Contains(OldItem, told.Removed);
        Assert.Equal(fates.Count(fate => fate is "ItemGone" or "TooMany"), told.CalledOff.Count);
        Assert.Equal(told.ToBook > 0, (await patient.Tasks()).Any(task => task.Kind == "booking"));

        foreach (var (path, name) in ((string, string)[])[($"/clinic/patients/{patient.Id}/plans", "clinic-plans-of-patient"), ($"/clinic/patients/{patient.Id}/plans?from=2&to=1", "clinic-plans-compared"), ($"/clinic/patients/{patient.Id}/plans/1", "clinic-plan-version")])
        {
            await page.GotoAsync(path);
            await Picture(page, name);
            await MustBeAccessible(page);
            await page.SetViewportSizeAsync(Phone, 640);
            await MustBeAccessible(page);
            await page.SetViewportSizeAsync(Desk, 900);
        }
        Assert.Contains("does not hold any more", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_patient_is_told_and_what_they_object_to_reaches_the_work_list()
    {
        using var patient = await Revised();
        using var staff = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician);
        await patient.Join(staff);
        Assert.StartsWith("/clinic/patients/", (await staff.Post($"/clinic/plans/{await Intake(patient)}/sign", Named, "sign")).To, StringComparison.Ordinal);

        var page = await Open(Phone);
        await patient.SignIn(page);
        await page.GotoAsync("/my");
        await Picture(page, "my-plan-changed");
        await MustBeAccessible(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "See what has changed" }).ClickAsync();
        await Picture(page, "my-plan-what-changed");
        await MustBeAccessible(page);
        Assert.Contains("Old needles", await page.Locator("section[aria-labelledby=changed]").InnerTextAsync(), StringComparison.Ordinal);
        // By keyboard alone: open, choose, say why, send.
        await page.GetByText("I do not want this", new() { Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("What do you not want?").SelectOptionAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tell my team" }).PressAsync("Enter");
        await page.Locator(".nhsuk-error-summary").WaitForAsync();
        await page.GetByLabel("Why? A few words are enough.").FillAsync("It made me dizzy last time.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tell my team" }).PressAsync("Enter");
        await page.GetByText("You told your team").WaitForAsync();
        await Picture(page, "my-plan-objected");

        var item = (await patient.Plan()).Items[0].Id;
        var task = Assert.Single(await patient.Tasks(), task => task.Kind == "objection");
        Assert.Contains(item, task.Text, StringComparison.Ordinal);
        Assert.Contains("dizzy", task.Text, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromDays(PlanObjected.AnswerWithinDays), task.Due - task.At);
        Assert.Contains("dizzy", (await staff.Get("/clinic/work?kind=objection&whose=team")).Html, StringComparison.Ordinal);
        Assert.Contains("dizzy", (await staff.Get($"/clinic/patients/{patient.Id}/plans")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("See what has changed", (await patient.Client.Get("/my")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_version_stays_readable_and_its_words_are_plain()
    {
        using var patient = await Revised();
        Assert.Equal("/my/plan", (await patient.Client.Get("/my/plan/1")).To);
        using var staff = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician);
        await patient.Join(staff);
        await staff.Post($"/clinic/plans/{await Intake(patient)}/sign", Named, "sign");
        foreach (var path in (string[])["/my", "/my/plan", "/my/plan/1"])
        {
            var (status, _, html) = await patient.Client.Get(path);
            Assert.Equal(HttpStatusCode.OK, status);
            var grade = Readability.Grade(Readability.Text(html));
            Assert.True(grade <= 6, $"{path}: grade {grade:0.0}");
        }
        Assert.Contains("Old needles", (await patient.Client.Get("/my/plan/1")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await patient.Client.Get("/my/plan/3")).Status);
        Assert.Equal("/my/plan", (await patient.Client.Post("/my/plan", [], "accept")).To);
        Assert.Equal(2, Assert.Single((await patient.Record()).Select(each => each.Entry).OfType<PlanAccepted>()).Version);
        Assert.DoesNotContain("See what has changed", (await patient.Client.Get("/my")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revision_that_somebody_else_was_faster_with_is_refused_in_words()
    {
        using var patient = await Revised();
        var address = $"/clinic/plans/{await Intake(patient)}/sign";
        using var first = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician);
        await patient.Join(first);
        using var second = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician | Roles.Prescriber);
        await patient.Join(second);
        var page = await Open(Desk);
        await Enter(page, second);
        await page.GotoAsync(address);
        Assert.StartsWith("/clinic/patients/", (await first.Post(address, Named, "sign")).To, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "I have read it and sign it" }).ClickAsync();
        var problem = await page.Locator(".nhsuk-error-summary").InnerTextAsync();
        Assert.Contains("Test clinician signed version 2", problem, StringComparison.Ordinal);
        Assert.Contains("Nothing of yours was stored", problem, StringComparison.Ordinal);
        Assert.Contains("the two plans are the same", await page.Locator(".facet-revision").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Single((await patient.Record()).Select(each => each.Entry).OfType<PlanRevised>());
    }

    [Fact]
    public async Task What_a_prescriber_gave_ends_by_a_prescribers_signature_alone()
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address, "V06", weeksAgo: 5, changes: new() { Locked = [Medicine], ByPrescriber = true });
        var label = (await patient.Plan()).Find(Medicine)!.Label;
        var address = $"/clinic/plans/{await Intake(patient)}/sign";
        using var staff = await patient.Staff();
        var page = WebUtility.HtmlDecode((await staff.Get(address)).Html);
        Assert.Contains("Cannot be signed by you", page, StringComparison.Ordinal);
        Assert.Contains($"<strong>{label}</strong> is in the plan that holds", page, StringComparison.Ordinal);
        Assert.Contains("Its step-down goes with it: 30 mg a day for 14 days, then none.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("I have read it and sign it", page, StringComparison.Ordinal);
        // Refused by the server too, in words.
        var refused = await staff.Post(address, Named, "sign");
        Assert.Null(refused.To);
        Assert.Contains($"A prescriber must revise this: it would end {label}", WebUtility.HtmlDecode(refused.Html), StringComparison.Ordinal);
        Assert.NotNull((await patient.Plan()).Find(Medicine));
        Assert.Empty((await patient.Record()).Select(each => each.Entry).OfType<PlanRevised>());

        using var prescriber = await patient.Staff(Roles.Clinician | Roles.Prescriber);
        page = (await prescriber.Get(address)).Html;
        Assert.Contains("Ends at once", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Cannot be signed by you", page, StringComparison.Ordinal);
        Assert.StartsWith("/clinic/patients/", (await prescriber.Post(address, Named, "sign")).To, StringComparison.Ordinal);
        Assert.Contains(Medicine, Assert.Single((await patient.Record()).Select(each => each.Entry).OfType<PlanRevised>()).Removed);
        // What is gone binds nobody any more.
        Assert.DoesNotContain("Ends at once", (await staff.Get(address)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_visit_that_is_booked_while_somebody_reads_is_not_overlooked_and_reminders_follow_at_once()
    {
        using var patient = await Revised();
        var reminders = Server.Services.GetRequiredService<Facet.Web.Reminders.ReminderDesk>();
        Assert.True(await reminders.Change(patient.Caller, patient.Id, "reminder.set", Guid.NewGuid(), new ReminderSettings { Day = patient.Day.Today, Kinds = [ReminderKind.Plan], Morning = new(8, 0), Evening = new(19, 0), ByEmail = true, ByPush = false }, Cancellation));
        async Task<List<DateOnly>> Due()
        {
            await using var db = Server.Services.GetRequiredService<FacetDatabase>().Connect();
            return await db.Set<ReminderRow>().Where(row => row.Patient == patient.Id && row.State == "due").OrderBy(row => row.Day).Select(row => row.Day).ToListAsync(Cancellation);
        }
        var before = await Due();
        Assert.NotEmpty(before);
        var address = $"/clinic/plans/{await Intake(patient)}/sign";
        using var staff = await StaffClient.SignedIn(Server.Services, Server.Address, Roles.Clinician);
        await patient.Join(staff);
        var shown = System.Text.RegularExpressions.Regex.Match((await staff.Get(address)).Html, "name=\"shown\" value=\"([0-9a-f]+)\"").Groups[1].Value;
        await Book(patient, [(OldItem, patient.Day.Today.AddDays(5))]);
        var refused = await staff.Post(address, new(Named) { ["shown"] = shown }, "sign");
        Assert.Null(refused.To);
        Assert.Contains("a visit is booked", refused.Html, StringComparison.Ordinal);
        Assert.Empty((await patient.Record()).Select(each => each.Entry).OfType<PlanRevised>());
        Assert.Equal(before, await Due());

        Assert.NotNull((await staff.Post(address, Named, "sign")).To);
        var plan = await patient.Plan();
        var record = await patient.Record();
        var wanted = ReminderSchedule.Of(plan, record, patient.Day.Today).Select(each => each.Day).Where(day => day > patient.Day.Today).ToList();
        Assert.Equal(wanted, (await Due()).Where(day => day > patient.Day.Today));
    }

    /// <summary>Somebody whose signed plan is not what would be planned for them today: an item with weekly visits is in it that no plan of theirs has, a dose is another, and their last item is missing.</summary>
    private Task<MyPatient> Revised() => MyPatient.New(Server.Services, Server.Address, "V06", weeksAgo: 1, edit: plan =>
    {
        var gone = plan.Items[^1].Id;
        return plan with
        {
            Items =
            [
                .. plan.Items.SkipLast(1).Select((item, index) => index == 1 ? item with { HowMuch = "half of it", Level = "half" } : item),
                plan.Items[0] with { Id = OldItem, Family = TreatmentFamily.Acupuncture, Kind = InterventionKind.Passive, GivenBy = GivenBy.Clinician, Plain = "Old needles", Label = "Old needles", Minutes = 0, Medicine = null, Thermal = null, Exercises = [] },
            ],
            Days = [.. plan.Days.Select(day => day with
            {
                Entries = [.. day.Entries.Where(entry => entry.ItemId != gone), .. day.Day % 7 == 3 ? (CalendarEntry[])[new(OldItem, CalendarEntryKind.Session, PartOfDay.Midday, day.Entries.Count + 1, 30)] : []],
                Events = [.. day.Events.Where(due => due.ItemId != gone)],
            })],
            Throughout = [.. plan.Throughout.Where(id => id != gone)],
        };
    });

    /// <summary>An item with visits of the plan that would be signed today, and its days.</summary>
    private static async Task<(string Item, IReadOnlyList<DateOnly> Days)> Upcoming(MyPatient patient)
    {
        var plan = await patient.Plan();
        var item = plan.Items.First(each => each.Id != OldItem && plan.VisitsOf(each.Id).Any()).Id;
        // The same answers, from next Monday on.
        var monday = patient.Day.Today.AddDays((8 - (int)patient.Day.Today.DayOfWeek) % 7);
        return (item, [.. plan.VisitsOf(item).Select(day => monday.AddDays(day.DayNumber - plan.StartsOn.DayNumber))]);
    }

    private async Task<IReadOnlyList<Guid>> Book(MyPatient patient, IReadOnlyList<(string Item, DateOnly Day)> visits)
    {
        await using var db = Server.Services.GetRequiredService<FacetDatabase>().Connect();
        var ids = new List<Guid>();
        foreach (var ((item, day), index) in visits.Select((visit, index) => (visit, index)))
        {
            var id = Guid.NewGuid();
            var starts = new DateTimeOffset(day.ToDateTime(new(12, 0)), TimeSpan.Zero);
            db.Add(new BookingRow { Id = id, Clinic = patient.Caller.Clinic, Patient = patient.Id, Plan = 1, Item = item, Series = id, Number = index + 1, Starts = starts, Minutes = 15, State = "booked", Version = 1 });
            db.Add(new BookingSlotRow { Taken = patient.Id.Value, Slot = starts, Seat = 0, Booking = id });
            ids.Add(id);
        }
        await db.SaveChangesAsync(Cancellation);
        return ids;
    }

    private async Task<IntakeId> Intake(MyPatient patient) => (await Server.Services.GetRequiredService<PatientStore>().Find(patient.Caller, patient.Id, Cancellation))!.Intake;

    private Task Enter(IPage page, StaffClient staff) =>
        page.Context.AddCookiesAsync(staff.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = Server.Address.ToString() }));
}
