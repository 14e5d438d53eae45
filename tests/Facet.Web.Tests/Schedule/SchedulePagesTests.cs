using System.Net;
using System.Text.RegularExpressions;
using Facet.Care;
using Facet.Interop.Json;
using Facet.Storage.Accounts;
using Facet.Storage.Desk;
using Facet.Storage.Schedule;
using Facet.Web.Care;
using Facet.Web.Schedule;
using Facet.Web.Settings;
using Facet.Web.Shell;
using Facet.Web.Tests.Care;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Schedule;

public class SchedulePagesTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_front_desk_books_the_series_of_a_signed_plan_in_one_go_and_takes_it_back(bool script)
    {
        await using var clinic = await TestClinic.Open();
        using var patient = await clinic.Patient();
        var page = await Open(Desk, script, address: clinic.Address.ToString());
        await SignIn(clinic, page, Roles.Receptionist);
        await page.GotoAsync("/clinic/schedule/book");
        await page.GetByLabel("Name, or a part of it").FillAsync("pat ex");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        Assert.DoesNotContain("Pat", page.Url, StringComparison.OrdinalIgnoreCase);
        await page.GetByRole(AriaRole.Link, new() { Name = "Pat Example" }).ClickAsync();
        var plan = await patient.Plan();
        Assert.Contains("at least 48 hours apart", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        // No clinical facts: nothing of why, of effects or of warnings.
        foreach (var item in plan.Items) { Assert.DoesNotContain(item.Why, await page.ContentAsync(), StringComparison.Ordinal); }

        await page.GetByLabel("Monday", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Wednesday", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Friday", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Friday from").FillAsync("10:00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find times" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { NameRegex = new("have a place") }).WaitForAsync();
        if (script)
        {
            await MustBeAccessible(page);
            await Picture(page, "schedule-proposal");
            await page.SetViewportSizeAsync(Phone, 640);
            await MustBeAccessible(page);
            await page.SetViewportSizeAsync(Desk, 900);
        }
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Book all") }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { NameRegex = new("visits were booked") }).WaitForAsync();
        var booked = await Standing(clinic, patient);
        Assert.True(booked.Count > 5);
        Assert.All(booked, booking =>
        {
            var local = clinic.Desk.Local(booking.Place.Starts);
            Assert.Contains(local.DayOfWeek, (DayOfWeek[])[DayOfWeek.Monday, DayOfWeek.Wednesday, DayOfWeek.Friday]);
            Assert.True(local.DayOfWeek != DayOfWeek.Friday || local.Hour >= 10);
        });
        Assert.All(booked.GroupBy(booking => booking.Item), series => Assert.Equal(Enumerable.Range(1, series.Count()), series.OrderBy(booking => booking.Place.Starts).Select(booking => booking.Number).Select((number, index) => number - series.Min(one => one.Number) + 1).Order()));
        if (script) { await Picture(page, "schedule-booked"); }

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo all of it" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Find times" }).WaitForAsync();
        Assert.Empty(await Standing(clinic, patient));
    }

    [Fact]
    public async Task Nothing_is_free_on_a_day_on_which_the_clinic_is_closed_and_the_day_sheet_says_why()
    {
        await using var clinic = await TestClinic.Open();
        var (closed, after) = (clinic.Desk.Day.Today.AddDays(1), clinic.Desk.Day.Today.AddDays(2));
        Assert.NotNull(await clinic.Services.GetRequiredService<ClinicSettingStore>().Add(clinic.Caller, 0, "test", new ClinicDocument { Closed = [new(closed, "St Nobody")] }.Write(), Cancellation));
        clinic.Services.GetRequiredService<SettingsShelf>().Forget(clinic.Caller.Clinic);
        var times = clinic.Desk.Times(await clinic.Desk.Look(clinic.Caller, closed, after, Cancellation));
        Assert.NotEmpty(times);
        Assert.All(times, each => Assert.All(each.Open, open => Assert.Equal(after, DateOnly.FromDateTime(open.From))));
        Assert.All(times, each => Assert.NotEmpty(each.Open));
        using var staff = await StaffClient.SignedIn(clinic.Services, clinic.Address, Roles.Receptionist);
        Assert.Contains("Closed: St Nobody.", (await staff.Get($"/clinic/schedule?day={closed:yyyy-MM-dd}")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Closed:", (await staff.Get($"/clinic/schedule?day={after:yyyy-MM-dd}")).Html, StringComparison.Ordinal);
        Assert.Contains("closed: St Nobody", (await staff.Get("/clinic/schedule/week")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Visits_on_a_day_that_is_closed_afterwards_are_said_until_they_are_cancelled()
    {
        await using var clinic = await TestClinic.Open();
        using var patient = await clinic.Patient();
        using var staff = await StaffClient.SignedIn(clinic.Services, clinic.Address, Roles.Receptionist);
        var booking = (await clinic.Book(patient, 1))[0];
        var day = DateOnly.FromDateTime(clinic.Desk.Local(booking.Place.Starts));
        const string Said = "Visits stand on days when the clinic is closed.";
        Assert.DoesNotContain(Said, (await staff.Get("/clinic/schedule")).Html, StringComparison.Ordinal);
        await clinic.Settings(1, new ClinicDocument { Closed = [new(day, "St Nobody"), new(day.AddDays(1), "Nobody's eve")] }.Write());
        var sheet = (await staff.Get("/clinic/schedule")).Html;
        Assert.Contains(Said, sheet, StringComparison.Ordinal);
        Assert.Contains("St Nobody: 1 visit<", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("Nobody&#x27;s eve:", sheet, StringComparison.Ordinal);
        Assert.IsType<BookingResult.Done>(await clinic.Schedule.Cancel(clinic.Caller, new(booking.Id, booking.Version), null, null, null, Cancellation));
        Assert.DoesNotContain(Said, (await staff.Get("/clinic/schedule")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_who_book_the_same_times_the_second_is_told_and_nothing_of_theirs_is_booked()
    {
        await using var clinic = await TestClinic.Open();
        using var first = await clinic.Patient();
        using var second = await clinic.Patient();
        IPage[] pages = [await Open(Desk, address: clinic.Address.ToString()), await Open(Desk, address: clinic.Address.ToString())];
        foreach (var (page, patient) in pages.Zip([first, second]))
        {
            await SignIn(clinic, page, Roles.Receptionist);
            await page.GotoAsync($"/clinic/schedule/book/{patient.Id}");
            await page.GetByRole(AriaRole.Button, new() { Name = "Find times" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Book all") }).WaitForAsync();
        }
        foreach (var page in pages) { await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Book all") }).ClickAsync(); }
        await pages[0].GetByText("visits were booked").WaitForAsync();
        var said = await pages[1].GetByRole(AriaRole.Alert).InnerTextAsync();
        Assert.Matches("Taken: \\w+ \\d+ \\w+ \\d\\d:\\d\\d, Alex", said);
        Assert.Contains("Nothing was changed.", said, StringComparison.Ordinal);
        await MustBeAccessible(pages[1]);
        Assert.NotEmpty(await Standing(clinic, first));
        Assert.Empty(await Standing(clinic, second));
    }

    [Fact]
    public async Task A_move_says_which_rule_would_break_and_a_double_booking_is_never_made()
    {
        await using var clinic = await TestClinic.Open();
        using var patient = await clinic.Patient();
        using var other = await clinic.Patient();
        var booked = (await clinic.Book(patient, 3)).OrderBy(booking => booking.Number).ToList();
        var strange = (await clinic.Book(other, 1))[0];
        var page = await Open(Desk, address: clinic.Address.ToString());
        await SignIn(clinic, page, Roles.Clinician);
        await page.GotoAsync($"/clinic/schedule/booking/{booked[1].Id}");
        await MustBeAccessible(page);
        await Picture(page, "schedule-booking");

        async Task To(DateTime at)
        {
            await page.GetByLabel("Another time, below").CheckAsync();
            await page.GetByLabel("Day", new() { Exact = true }).FillAsync(at.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            await page.GetByLabel("Time", new() { Exact = true }).FillAsync(at.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture));
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Move") }).ClickAsync();
        }

        await To(clinic.Desk.Local(strange.Place.Starts));
        await page.GetByText("That would be a double booking.").WaitForAsync();
        Assert.Contains("taken by another booking", await page.InnerTextAsync("#broken"), StringComparison.Ordinal);
        Assert.Equal(0, await page.GetByLabel("Why all the same").CountAsync());

        // The day after the first visit: too near to it.
        await To(clinic.Desk.Local(booked[0].Place.Starts).Date.AddDays(1).AddHours(17));
        await page.GetByText("A rule would break. Nothing is moved yet.").WaitForAsync();
        Assert.Contains("Apart", await page.InnerTextAsync("#broken"), StringComparison.Ordinal);
        Assert.Equal(booked[1].Place, (await clinic.Schedule.Find(clinic.Caller, booked[1].Id, Cancellation))!.Value.Line.Booking.Place);
        await MustBeAccessible(page);
        await Picture(page, "schedule-move-breaks");
        await page.GetByLabel("Why all the same").FillAsync("Only day off this month");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Move") }).ClickAsync();
        await page.GetByText("Moved just now").WaitForAsync();
        Assert.Contains("Because: Only day off this month", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        var after = (await Standing(clinic, patient)).OrderBy(booking => booking.Number).ToList();
        Assert.Equal([booked[0], booked[2]], [after[0], after[2]]);
        Assert.NotEqual(booked[1].Place.Starts, after[1].Place.Starts);

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await page.GetByText("Undone on").WaitForAsync();
        Assert.Equal(booked[1].Place, (await Standing(clinic, patient)).Single(booking => booking.Number == booked[1].Number).Place);

        // One of the free times that break nothing goes through at once, by keyboard alone.
        await page.Locator("#free-0").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("Moved just now").WaitForAsync();

        // Cancelled, somebody else takes the time, and taking it back is refused in words.
        var now = (await Standing(clinic, patient)).Single(booking => booking.Id == booked[1].Id);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel this visit" }).ClickAsync();
        await page.GetByText("Cancelled just now").WaitForAsync();
        Assert.IsType<BookingResult.Done>(await clinic.Schedule.Book(clinic.Caller, other.Id, 1, [new(now.Item, 9, now.Place)], BookingState.Booked, Cancellation));
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        Assert.Matches("Taken: .*, Alex", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
    }

    [Fact]
    public async Task The_day_and_the_week_show_who_comes_and_the_day_notes_who_came()
    {
        await using var clinic = await TestClinic.Open();
        await clinic.Add(ResourceKind.Staff, "Sam", ["coach"], null);
        using var patient = await clinic.Patient();
        var booked = await clinic.Book(patient, 3);
        var first = booked.OrderBy(booking => booking.Place.Starts).First();
        clinic.Clock.Now = first.Place.Starts.AddMinutes(5);
        var page = await Open(Desk, address: clinic.Address.ToString());
        await SignIn(clinic, page, Roles.Receptionist);
        await page.GotoAsync("/clinic/schedule");
        await page.GetByRole(AriaRole.Link, new() { Name = "Pat Example" }).WaitForAsync();
        foreach (var width in (int[])[Phone, Desk])
        {
            await page.SetViewportSizeAsync(width, 800);
            foreach (var path in (string[])["/clinic/schedule", "/clinic/schedule?by=rooms", "/clinic/schedule/week", "/clinic/schedule/wait", "/clinic/schedule/calendar", $"/clinic/schedule/booking/{first.Id}", $"/clinic/schedule/book/{patient.Id}"])
            {
                await page.GotoAsync(path);
                await MustBeAccessible(page);
            }
        }
        await page.GotoAsync("/clinic/schedule/week");
        await Picture(page, "schedule-week");
        await page.GotoAsync("/clinic/schedule");
        await Picture(page, "schedule-day");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Came") }).ClickAsync();
        await page.GetByText("came", new() { Exact = true }).WaitForAsync();
        Assert.Equal(BookingState.Attended, (await Standing(clinic, patient)).Single(booking => booking.Id == first.Id).State);

        using var boss = await StaffClient.SignedIn(clinic.Services, clinic.Address, Roles.Administrator);
        Assert.Contains("Pat Example", (await boss.Get("/clinic/schedule")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Cancel this visit", (await boss.Get($"/clinic/schedule/booking/{first.Id}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_time_is_offered_to_who_waits_and_they_take_it()
    {
        await using var clinic = await TestClinic.Open();
        using var early = await clinic.Patient();
        using var late = await clinic.Patient();
        var given = (await clinic.Book(early, 1))[0];
        var waiting = Assert.IsType<BookingResult.Done>(await clinic.Schedule.Book(clinic.Caller, late.Id, 1, [new(given.Item, 1, given.Place with { Starts = given.Place.Starts.AddDays(1) })], BookingState.Booked, Cancellation)).Bookings[0];
        using var desk = await StaffClient.SignedIn(clinic.Services, clinic.Address, Roles.Receptionist);
        Assert.Equal("/clinic/schedule/wait", (await desk.Post($"/clinic/schedule/booking/{waiting.Id}", [], "wait")).To);
        Assert.Equal($"/clinic/schedule/booking/{given.Id}", (await desk.Post($"/clinic/schedule/booking/{given.Id}", new() { ["why"] = "has a cold" }, "cancel")).To);
        var rounds = clinic.Services.GetRequiredService<WaitService>();
        await rounds.Round(Cancellation);
        Assert.DoesNotContain("A time is free", (await late.Client.Get("/my/visits")).Html, StringComparison.Ordinal);
        clinic.Clock.Now += ScheduleStore.UndoFor;
        await rounds.Round(Cancellation);
        Assert.Contains("They say yes", (await desk.Get("/clinic/schedule/wait")).Html, StringComparison.Ordinal);
        Assert.Contains("An earlier visit is free", (await late.Client.Get("/my")).Html, StringComparison.Ordinal);

        var page = await Open(Phone, address: clinic.Address.ToString());
        await late.SignIn(page);
        await page.GotoAsync("/my/visits");
        await MustBeAccessible(page);
        await Picture(page, "my-visits-offer");
        // It runs out, comes back to the list, and is not offered to the same person twice.
        clinic.Clock.Now += TimeSpan.FromHours(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, I come" }).ClickAsync();
        Assert.Contains("This offer is over", await page.GetByRole(AriaRole.Alert).InnerTextAsync(), StringComparison.Ordinal);
        await rounds.Round(Cancellation);
        await rounds.Round(Cancellation);
        Assert.Null(Assert.Single(await clinic.Services.GetRequiredService<WaitStore>().All(clinic.Caller, Cancellation)).Offered);

        // Another time is given back: this one they take, and their later visit is cancelled with it.
        var next = Assert.IsType<BookingResult.Done>(await clinic.Schedule.Book(clinic.Caller, early.Id, 1, [new(given.Item, 7, given.Place with { Starts = given.Place.Starts.AddHours(3) })], BookingState.Booked, Cancellation)).Bookings[0];
        await clinic.Schedule.Cancel(clinic.Caller, new(next.Id, 1), null, null, null, Cancellation);
        clinic.Clock.Now += ScheduleStore.UndoFor;
        await rounds.Round(Cancellation);
        await page.GotoAsync("/my/visits");
        Assert.Contains($"A time is free: {BookingText.At(next.Place.Starts, clinic.Desk.Day)}", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, I come" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "A time is free" }).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Contains(BookingText.At(next.Place.Starts, clinic.Desk.Day), await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Heading, new() { Name = BookingText.At(next.Place.Starts, clinic.Desk.Day) }).WaitForAsync();
        Assert.Equal(next.Place, Assert.Single(await Standing(clinic, late)).Place);
    }

    [Fact]
    public async Task A_patient_sees_asks_for_or_books_as_the_clinic_lets_them()
    {
        await using var clinic = await TestClinic.Open();
        using var patient = await clinic.Patient();
        using var desk = await StaffClient.SignedIn(clinic.Services, clinic.Address, Roles.Receptionist);
        Assert.Contains("Your clinic books them for you", (await patient.Client.Get("/my/visits")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Choose a time", (await patient.Client.Get("/my/visits")).Html, StringComparison.Ordinal);

        await clinic.Settings(1, new ClinicDocument { Booking = "request" }.Write());
        var page = await Open(Phone, script: false, address: clinic.Address.ToString());
        await patient.SignIn(page);
        await page.GotoAsync("/my/visits");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for this time" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        await page.GetByRole(AriaRole.Radio).First.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for this time" }).ClickAsync();
        await page.GetByText("Your clinic has not answered yet.").WaitForAsync();
        var asked = Assert.Single(await Standing(clinic, patient));
        Assert.Equal(BookingState.Requested, asked.State);
        Assert.True(asked.Place.Starts >= clinic.Clock.Now.AddHours(24));
        Assert.Equal("/clinic/schedule/wait", (await desk.Post("/clinic/schedule/wait", new() { ["accept"] = $"{asked.Id}/{asked.Version}" }, "answer")).To);
        await page.GotoAsync("/my/visits");
        Assert.Equal(0, await page.GetByText("Your clinic has not answered yet.").CountAsync());

        await clinic.Settings(2, new ClinicDocument { Booking = "book" }.Write());
        var seeing = await Open(Phone, address: clinic.Address.ToString());
        await patient.SignIn(seeing);
        await seeing.GotoAsync("/my/visits");
        await MustBeAccessible(seeing);
        await Picture(seeing, "my-visits");
        Assert.True(Readability.Grade(Readability.Text(await seeing.ContentAsync())) <= 6, "The page is too hard to read.");
        await seeing.GetByText("I cannot come").First.ClickAsync();
        await seeing.GetByRole(AriaRole.Button, new() { Name = "Cancel this visit" }).First.ClickAsync();
        await seeing.GetByText("You cancelled").WaitForAsync();
        Assert.Empty(await Standing(clinic, patient));
        await seeing.GetByRole(AriaRole.Button, new() { Name = "Take it back" }).ClickAsync();
        await seeing.GetByText("I cannot come").First.WaitForAsync();
        Assert.Equal(BookingState.Booked, Assert.Single(await Standing(clinic, patient)).State);
        // What another person took meanwhile is not on offer any more, and cannot be had by sending its form again.
        await seeing.GetByRole(AriaRole.Radio).First.CheckAsync();
        var ticks = long.Parse((await seeing.GetByRole(AriaRole.Radio).First.GetAttributeAsync("value"))!.Split('|')[1], System.Globalization.CultureInfo.InvariantCulture);
        using var other = await clinic.Patient();
        Assert.IsType<BookingResult.Done>(await clinic.Schedule.Book(clinic.Caller, other.Id, 1, [new(asked.Item, 1, asked.Place with { Starts = new(ticks, TimeSpan.Zero) })], BookingState.Booked, Cancellation));
        await seeing.GetByRole(AriaRole.Button, new() { Name = "Book this time" }).ClickAsync();
        Assert.Contains("not free any more", await seeing.GetByRole(AriaRole.Alert).InnerTextAsync(), StringComparison.Ordinal);
        await seeing.GetByRole(AriaRole.Radio).First.CheckAsync();
        await seeing.GetByRole(AriaRole.Button, new() { Name = "Book this time" }).ClickAsync();
        await seeing.GetByText("You can still change your mind").WaitForAsync();
        Assert.Equal(2, (await Standing(clinic, patient)).Count);
        // Too close to the visit, the form is not there, and a form from before is refused.
        var soon = (await Standing(clinic, patient)).OrderBy(booking => booking.Place.Starts).First();
        clinic.Clock.Now = soon.Place.Starts.AddHours(-23);
        Assert.Equal(BookingRefusal.Notice, Assert.IsType<BookingResult.Refused>(await clinic.Schedule.Cancel(patient.Caller, new(soon.Id, soon.Version), null, patient.Id, TimeSpan.FromHours(24), Cancellation)).Why);
    }

    [Fact]
    public async Task A_time_that_is_free_can_be_had_although_the_page_would_show_others_by_now()
    {
        await using var clinic = await TestClinic.Open();
        using var patient = await clinic.Patient();
        using var other = await clinic.Patient();
        await clinic.Settings(1, new ClinicDocument { Booking = "book" }.Write());
        var shown = await Times();
        Assert.Equal("/my/visits", (await other.Client.Post("/my/visits", new() { ["time"] = shown[0] }, "take")).To);
        var now = await Times();
        Assert.Equal("/my/visits", (await patient.Client.Post("/my/visits", new() { ["time"] = shown.Skip(1).First(time => !now.Contains(time)) }, "take")).To);
        Assert.Single(await Standing(clinic, patient));

        async Task<List<string>> Times() => [.. Regex.Matches((await patient.Client.Get("/my/visits")).Html, "name=\"time\" value=\"([^\"]+)\"").Select(match => match.Groups[1].Value)];
    }

    [Fact]
    public async Task Who_is_stopped_by_warning_signs_is_offered_no_time_and_takes_none()
    {
        await using var clinic = await TestClinic.Open();
        using var patient = await clinic.Patient();
        await clinic.Settings(1, new ClinicDocument { Booking = "book" }.Write());
        Assert.Contains("name=\"time\"", (await patient.Client.Get("/my/visits")).Html, StringComparison.Ordinal);
        await patient.Write(new WarningAnswers { Day = patient.Day.Today, Pages = new Dictionary<string, string>(), Rules = ["TRI-CES-01"], Stops = true, Disposition = "emergency", Tier = Facet.Knowledge.TriageTier.Emergency, Hours = 4 });
        var page = (await patient.Client.Get("/my/visits")).Html;
        Assert.DoesNotContain("name=\"time\"", page, StringComparison.Ordinal);
        Assert.Contains("Your plan is stopped for now", page, StringComparison.Ordinal);
        Assert.Contains("Your plan is stopped for now", (await patient.Client.Post("/my/visits", new() { ["yes"] = $"{Guid.NewGuid()}" }, "offer")).Html, StringComparison.Ordinal);

        // A place on the wait list stays, and the time goes to nobody who is stopped.
        using var early = await clinic.Patient();
        using var desk = await StaffClient.SignedIn(clinic.Services, clinic.Address, Roles.Receptionist);
        var given = (await clinic.Book(early, 1))[0];
        var waiting = Assert.IsType<BookingResult.Done>(await clinic.Schedule.Book(clinic.Caller, patient.Id, 1, [new(given.Item, 1, given.Place with { Starts = given.Place.Starts.AddDays(1) })], BookingState.Booked, Cancellation)).Bookings[0];
        Assert.Equal("/clinic/schedule/wait", (await desk.Post($"/clinic/schedule/booking/{waiting.Id}", [], "wait")).To);
        Assert.Equal($"/clinic/schedule/booking/{given.Id}", (await desk.Post($"/clinic/schedule/booking/{given.Id}", new() { ["why"] = "has a cold" }, "cancel")).To);
        clinic.Clock.Now += ScheduleStore.UndoFor;
        var (rounds, waits) = (clinic.Services.GetRequiredService<WaitService>(), clinic.Services.GetRequiredService<WaitStore>());
        await rounds.Round(Cancellation);
        Assert.Null(Assert.Single(await waits.All(clinic.Caller, Cancellation)).Offered);
        Assert.Null((await MyRecord.Write(clinic.Services.GetRequiredService<Facet.Storage.Care.EntryLog>(), clinic.Caller, patient.Id, Guid.NewGuid(), [new WarningCleared { Day = patient.Day.Today, Because = "seen", Seen = (await patient.Record())[^1].Sequence }], Cancellation)).Problem);
        await rounds.Round(Cancellation);
        Assert.NotNull(Assert.Single(await waits.All(clinic.Caller, Cancellation)).Offered);
    }

    [Theory]
    [InlineData("Africa/Cairo")]
    [InlineData("America/Santiago")]
    [InlineData("Atlantic/Azores")]
    [InlineData("Europe/London")]
    public void Every_day_begins_even_where_the_clocks_leave_out_midnight(string zone)
    {
        var day = new ClinicDay(TimeProvider.System, Microsoft.Extensions.Options.Options.Create(new ClinicSettings { TimeZone = zone }));
        var begins = Enumerable.Range(0, 730).Select(after => day.Midnight(new DateOnly(2026, 1, 1).AddDays(after))).ToList();
        Assert.All(begins.Zip(begins.Skip(1)), pair => Assert.InRange((pair.Second - pair.First).TotalHours, 23, 25));
        Assert.All(begins, at => Assert.True(TimeZoneInfo.ConvertTime(at, day.Zone).Hour is 0 or 1));
    }

    [Fact]
    public async Task Calendars_show_booked_hours_and_those_of_staff_nothing_beyond_initials()
    {
        await using var clinic = await TestClinic.Open();
        using var alex = await StaffClient.SignedIn(clinic.Services, clinic.Address, Roles.Clinician);
        var resources = clinic.Services.GetRequiredService<ResourceStore>();
        Assert.Contains("You are not among the staff", (await alex.Get("/clinic/schedule/calendar")).Html, StringComparison.Ordinal);
        var known = (await resources.All(clinic.Caller, clinic.Clock.Now, clinic.Clock.Now, false, Cancellation)).Single(each => each.Resource.Id == clinic.Alex);
        Assert.True(await resources.Change(clinic.Caller, clinic.Alex, new(ResourceKind.Staff, "Alex", alex.Id, known.Resource.Skills, 1), Cancellation));
        using var patient = await clinic.Patient();
        var booked = await clinic.Book(patient, 2);
        string Address(string html) => Regex.Match(html, "/calendar/staff/[A-Za-z0-9_-]+\\.ics").Value;
        var first = Address((await alex.Post("/clinic/schedule/calendar", [], "make")).Html);
        using var nobody = StaffClient.Nobody(clinic.Services, clinic.Address);
        var (status, _, text) = await nobody.Get(first);
        Assert.Equal(HttpStatusCode.OK, status);
        var read = Ical.Net.Calendar.Load(text)!;
        Assert.Equal(booked.Select(booking => booking.Place.Starts).Order(), read.Events.Select(each => new DateTimeOffset(each.Start!.AsUtc, TimeSpan.Zero)).Order());
        Assert.All(read.Events, each => Assert.Equal("Visit P. E.", each.Summary));
        foreach (var hidden in (string[])["Pat", "Example", clinic.Desk.Label(booked[0].Item), booked[0].Item, patient.Id.ToString(), booked[0].Id.ToString()]) { Assert.DoesNotContain(hidden, text, StringComparison.OrdinalIgnoreCase); }
        var second = Address((await alex.Post("/clinic/schedule/calendar", [], "make")).Html);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), ((await nobody.Get(first)).Status, (await nobody.Get(second)).Status));
        await alex.Post("/clinic/schedule/calendar", [], "stop");
        Assert.Equal(HttpStatusCode.NotFound, (await nobody.Get(second)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await nobody.Get("/calendar/staff/CfDJ8.ics")).Status);

        var mine = Regex.Match((await patient.Client.Post("/my/calendar", new() { ["words"] = "full" }, "make")).Html, "/calendar/[A-Za-z0-9_-]{43}\\.ics").Value;
        var days = Ical.Net.Calendar.Load((await nobody.Get(mine)).Html)!;
        var plan = await patient.Plan();
        var words = plan.Find(booked[0].Item)!.Plain;
        Assert.Equal(booked.Select(booking => booking.Place.Starts).Order(), days.Events.Where(each => each.Start!.HasTime && each.Summary == words && each.Transparency != "TRANSPARENT").Select(each => new DateTimeOffset(each.Start!.AsUtc, TimeSpan.Zero)).Order());
        Assert.Equal(plan.VisitsOf(booked[0].Item).Count() - booked.Count, days.Events.Count(each => !each.Start!.HasTime && each.Summary == words));
        Assert.Contains(BookingText.Clock(booked[0].Place.Starts, clinic.Desk.Day), (await patient.Client.Get("/my/calendar")).Html, StringComparison.Ordinal);
        using var file = System.Text.Json.JsonDocument.Parse((await patient.Client.Get("/my/data/download")).Html);
        Assert.Equal(booked.Select(booking => booking.Id).Order(), file.RootElement.GetProperty("visits").EnumerateArray().Select(visit => visit.GetProperty("visit").GetGuid()).Order());
    }

    [Fact]
    public async Task An_administrator_enters_staff_rooms_and_devices_with_shifts_and_absences()
    {
        await using var clinic = await TestClinic.Open();
        using var patient = await clinic.Patient();
        var booked = (await clinic.Book(patient, 1))[0];
        var page = await Open(Desk, address: clinic.Address.ToString());
        await SignIn(clinic, page, Roles.Administrator);
        await page.GotoAsync("/clinic/schedule/resources");
        await MustBeAccessible(page);
        await Picture(page, "schedule-resources");
        await page.GetByLabel("What").SelectOptionAsync("Room");
        await page.GetByLabel("Name").FillAsync("Gym");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Gym" }).WaitForAsync();
        await MustBeAccessible(page);
        await page.GetByLabel("Monday").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add shifts" }).ClickAsync();
        await page.GetByText("08:00–17:00").WaitForAsync();
        await page.GetByLabel("People at once").FillAsync("8");
        await page.Locator("[name=skill]").First.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GotoAsync("/clinic/schedule/resources");
        await page.GetByText("Gym, 8 people at once").WaitForAsync();

        await page.GotoAsync($"/clinic/schedule/resources/{clinic.Alex}");
        var day = clinic.Desk.Local(booked.Place.Starts).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await page.GetByLabel("First day away").FillAsync(day);
        await page.GetByLabel("Last day away").FillAsync(day);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add absence" }).ClickAsync();
        await page.GetByText("1 booked visit falls into it").WaitForAsync();
        await MustBeAccessible(page);
        await Picture(page, "schedule-resource");
        await page.SetViewportSizeAsync(Phone, 640);
        await MustBeAccessible(page);
    }

    private static async Task SignIn(TestClinic clinic, IPage page, Roles roles)
    {
        using var staff = await StaffClient.SignedIn(clinic.Services, clinic.Address, roles);
        await page.Context.AddCookiesAsync(staff.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = clinic.Address.ToString() }));
    }

    private static async Task<List<Booking>> Standing(TestClinic clinic, MyPatient patient) =>
        [.. (await clinic.Schedule.Of(clinic.Caller, patient.Id, Cancellation)).Select(line => line.Booking).Where(booking => booking.TakesTime)];
}
