using System.Globalization;
using System.Net;
using Facet.Care;
using Facet.Planning;
using Facet.Storage;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Schedule;
using Facet.Treatments;
using Facet.Web.Tests.Care;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Desk;

public class SessionTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly Server server = server;

    private Task<StaffClient> Clinician() => StaffClient.SignedIn(server.Services, server.Address, Roles.Clinician);

    /// <summary>Somebody whose plan has a visit of every family today, whatever the rules would have planned.</summary>
    internal static Task<MyPatient> Patient(Server server, string example = "V06", int weeksAgo = 0) => MyPatient.New(server.Services, server.Address, example, weeksAgo, edit: plan =>
    {
        var like = plan.Items[0] with { Medicine = null, Thermal = null, Exercises = [], Barred = null, GivenBy = GivenBy.Clinician, Kind = InterventionKind.Passive, Minutes = 0 };
        CareItem[] more =
        [
            like with { Id = "manipulation", Family = TreatmentFamily.Manipulation, Technique = "hvla_thrust", Label = "Trial of spinal manipulation", Plain = "Spinal manipulation" },
            like with { Id = "laser", Family = TreatmentFamily.Laser, Technique = "class3b", Label = "Laser trial, class 3B", Plain = "Laser" },
            like with { Id = "acupuncture", Family = TreatmentFamily.Acupuncture, Technique = "manual_needling", Label = "Acupuncture course", Plain = "Acupuncture" },
            like with { Id = "supervised_exercise", Family = TreatmentFamily.Exercise, Technique = "supervised", Label = "Supervised exercise", Plain = "Exercise with a physiotherapist", Exercises = ["EX03", "EX05"] },
            like with { Id = "mindfulness", Family = TreatmentFamily.MindBody, Technique = "mindfulness", Label = "Mindfulness course", Plain = "Mindfulness" },
        ];
        List<CareItem> items = [.. plan.Items.Where(item => more.All(each => each.Id != item.Id)), .. more];
        return plan with
        {
            Items = items,
            Days = [.. plan.Days.Select(day => day with { Entries = [.. day.Entries.Where(entry => more.All(each => each.Id != entry.ItemId)), .. more.Select((each, index) => new CalendarEntry(each.Id, CalendarEntryKind.Session, PartOfDay.Midday, 20 + index, 30))] })],
        };
    });

    private static async Task<string> Address(MyPatient patient, string item) => $"/clinic/patients/{patient.Id}/session/{await patient.Place(item)}";

    private static async Task<IReadOnlyList<SessionGiven>> Recorded(MyPatient patient, string item) => [.. SessionLog.Of(await patient.Record(), item).Select(visit => visit.Session)];

    [Fact]
    public async Task What_was_given_as_planned_is_one_submit()
    {
        using var patient = await Patient(server);
        using var staff = await Clinician();
        await patient.Join(staff);
        foreach (var item in (string[])["supervised_exercise", "mindfulness"])
        {
            Assert.EndsWith("?saved=yes", (await staff.Post(await Address(patient, item), new() { ["adverse"] = "none" }, "planned")).To, StringComparison.Ordinal);
            var given = Assert.Single(await Recorded(patient, item));
            Assert.True(given.AsPlanned);
            Assert.Equal((AdverseKnown.None, 30.0), (given.Adverse.Known, given.Minutes));
        }
        var exercises = Assert.IsType<ExerciseGiven>((await Recorded(patient, "supervised_exercise"))[0]).Exercises;
        Assert.All((string[])["EX03", "EX05"], id => Assert.Contains(exercises, each => each.Exercise == id && each is { Sets: > 0, Repetitions: > 0, Percent: 100 }));
        // Not asked is not none.
        await staff.Post(await Address(patient, "mindfulness"), new() { ["adverse"] = "unknown" }, "planned");
        Assert.Equal(AdverseKnown.Unknown, (await Recorded(patient, "mindfulness"))[^1].Adverse.Known);
        // Neither button: nothing is recorded.
        var (status, _, html) = await staff.Post(await Address(patient, "mindfulness"), [], "planned");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("not asked” is an answer", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Equal(2, (await Recorded(patient, "mindfulness")).Count);
        // The patient's own pages know of it.
        Assert.Equal(HowFar.Done, CareDay.Of(await patient.Plan(), await patient.Record(), patient.Day.Today).Occurrences.First(each => each.Item.Id == "mindfulness").HowFar);
    }

    [Fact]
    public async Task A_laser_is_asked_its_wavelength_once_and_refused_at_another_dose_without_a_reason()
    {
        using var patient = await Patient(server);
        using var staff = await Clinician();
        await patient.Join(staff);
        var address = await Address(patient, "laser");
        Assert.Contains("Type the wavelength", (await staff.Post(address, new() { ["adverse"] = "none" }, "planned")).Html, StringComparison.Ordinal);
        Assert.EndsWith("saved=yes", (await staff.Post(address, new() { ["adverse"] = "none", ["nanometres"] = "810" }, "planned")).To, StringComparison.Ordinal);
        Assert.EndsWith("saved=yes", (await staff.Post(address, new() { ["adverse"] = "none" }, "planned")).To, StringComparison.Ordinal);
        Assert.All(await Recorded(patient, "laser"), given => Assert.Equal((810, 16.0, true), (((LaserGiven)given).Nanometres, ((LaserGiven)given).TotalJoules, ((LaserGiven)given).EyeProtection)));

        Dictionary<string, string> weak = new() { ["how"] = "done", ["adverse"] = "none", ["nanometres"] = "810", ["points"] = "4", ["joules"] = "1,5", ["eyes"] = "yes" };
        var html = WebUtility.HtmlDecode((await staff.Post(address, weak, "different")).Html);
        Assert.Contains("Too little: 1.5 J at a point; the dose is at least 4 J.", html, StringComparison.Ordinal);
        Assert.Contains("value=\"1,5\"", html, StringComparison.Ordinal);
        Assert.Contains("without eye protection", WebUtility.HtmlDecode((await staff.Post(address, new(weak) { ["eyes"] = "", ["note"] = "why" }, "different")).Html), StringComparison.Ordinal);
        Assert.Equal(2, (await Recorded(patient, "laser")).Count);
        Assert.EndsWith("saved=yes", (await staff.Post(address, new(weak) { ["note"] = "dark skin, device manual" }, "different")).To, StringComparison.Ordinal);
        var given = Assert.IsType<LaserGiven>((await Recorded(patient, "laser"))[^1]);
        Assert.Equal(6.0, given.TotalJoules);
        Assert.Equal(2, given.DoseCheck.Count);
    }

    [Fact]
    public async Task Segments_points_and_needles_are_recorded_and_what_the_rules_bar_is_refused()
    {
        using var patient = await Patient(server);
        using var staff = await Clinician();
        await patient.Join(staff);
        var manual = await Address(patient, "manipulation");
        Assert.DoesNotContain("value=\"planned\"", (await staff.Get(manual)).Html, StringComparison.Ordinal);
        Assert.EndsWith("saved=yes", (await staff.Post(manual, new() { ["how"] = "done", ["adverse"] = "none", ["segment-0"] = "L4-L5", ["technique-0"] = "thrust" }, "different")).To, StringComparison.Ordinal);
        Assert.EndsWith("saved=yes", (await staff.Post(manual, new() { ["adverse"] = "none" }, "planned")).To, StringComparison.Ordinal);
        Assert.Equal(new TreatedSegment("L4-L5", ManualTechnique.Thrust), Assert.Single(Assert.IsType<ManipulationGiven>((await Recorded(patient, "manipulation"))[^1]).Segments));
        Assert.Contains("No thrust to T6-T7", WebUtility.HtmlDecode((await staff.Post(manual, new() { ["how"] = "done", ["adverse"] = "none", ["segment-0"] = "T6-T7", ["technique-0"] = "thrust" }, "different")).Html), StringComparison.Ordinal);

        var needles = await Address(patient, "acupuncture");
        Dictionary<string, string> points = new() { ["how"] = "done", ["adverse"] = "none", ["needle-points"] = "BL23 2 25\nGV4", ["needles-out"] = "2" };
        Assert.Contains("Needles in: 3.", (await staff.Post(needles, points, "different")).Html, StringComparison.Ordinal);
        Assert.Contains("is not a point", (await staff.Post(needles, new(points) { ["needle-points"] = "BL99 2" }, "different")).Html, StringComparison.Ordinal);
        Assert.EndsWith("saved=yes", (await staff.Post(needles, new(points) { ["needles-out"] = "3" }, "different")).To, StringComparison.Ordinal);
        Assert.Contains("Needles in: 3.", (await staff.Post(needles, new() { ["adverse"] = "none" }, "planned")).Html, StringComparison.Ordinal);
        Assert.EndsWith("saved=yes", (await staff.Post(needles, new() { ["adverse"] = "none", ["needles-out"] = "3" }, "planned")).To, StringComparison.Ordinal);
        Assert.Equal(3, Assert.IsType<NeedlesGiven>((await Recorded(patient, "acupuncture"))[^1]).NeedlesIn);
    }

    [Fact]
    public async Task A_person_whom_the_rules_bar_thrust_gets_none()
    {
        // A case of the clinical set whom the rules bar thrust and not the family.
        var example = Plan.StoredCases.All.First(each => Limits(each.Id) is { NoThrust: not null, Stop: null } && Planned(each.Id)).Id;
        using var patient = await Patient(server, example);
        using var staff = await Clinician();
        await patient.Join(staff);
        var address = await Address(patient, "manipulation");
        Assert.Contains("(barred)", (await staff.Get(address)).Html, StringComparison.Ordinal);
        Dictionary<string, string> sent = new() { ["how"] = "done", ["adverse"] = "none", ["segment-0"] = "L4-L5", ["technique-0"] = "thrust" };
        Assert.Contains("No thrust for this person.", WebUtility.HtmlDecode((await staff.Post(address, sent, "different")).Html), StringComparison.Ordinal);
        Assert.Empty(await Recorded(patient, "manipulation"));
        Assert.EndsWith("saved=yes", (await staff.Post(address, new(sent) { ["technique-0"] = "mobilisation" }, "different")).To, StringComparison.Ordinal);

        static PathwayResult Walk(string id) => Plan.StoredCases.Need(Plan.StoredCases.Pathway.Walk(Facet.Web.Plan.PopulationDesk.Forms.Gather(Plan.StoredCases.Pathway, Plan.StoredCases.All.Single(each => each.Id == id).Pages)));
        static bool Planned(string id) => Walk(id).Planning is PlanningResult.Optimal(var proposal) && WeekLayout.LayOut(PlanLayout.Of(proposal.Plan, Walk(id).Preferences, Plan.StoredCases.Pathway.Settings, new DateOnly(2026, 1, 5))) is LayoutResult.LaidOut;
        static SessionLimits Limits(string id) => Walk(id).Options is { } options ? new(options.Against(TreatmentFamily.Manipulation, SessionLimits.Thrust).FirstOrDefault(each => !each.IsSoft)?.Reason, null, options.Excluded.FirstOrDefault(each => each.Family == TreatmentFamily.Manipulation && each.Technique is null && !each.IsSoft)?.Reason) : SessionLimits.NotChecked;
    }

    [Fact]
    public async Task Something_serious_is_on_the_list_at_once_and_holds_the_treatment()
    {
        using var patient = await Patient(server);
        using var staff = await Clinician();
        await patient.Join(staff);
        var address = await Address(patient, "mindfulness");
        Dictionary<string, string> sent = new() { ["how"] = "in-part", ["adverse"] = "named", ["note"] = "stopped early" };
        Assert.Contains("Say how bad", (await staff.Post(address, sent, "different")).Html, StringComparison.Ordinal);
        Assert.EndsWith("saved=yes", (await staff.Post(address, new(sent) { ["adverse-severity"] = "serious", ["adverse-what"] = "passed out", ["adverse-action"] = "ambulance called" }, "different")).To, StringComparison.Ordinal);
        var task = Assert.Single(await patient.Tasks());
        Assert.Equal(("adverse", "emergency", TimeSpan.FromHours(4)), (task.Kind, task.Tier, task.Due - task.At));
        Assert.Contains("on hold", WebUtility.HtmlDecode((await staff.Post(address, new() { ["adverse"] = "none" }, "planned")).Html), StringComparison.Ordinal);
        Assert.Contains("On hold: mindfulness", (await staff.Get($"/clinic/patients/{patient.Id}")).Html, StringComparison.Ordinal);
        Assert.Single(await Recorded(patient, "mindfulness"));
    }

    [Fact]
    public async Task Warning_signs_that_stop_the_plan_stop_visits_too_and_what_was_given_before_is_recorded()
    {
        using var patient = await Patient(server, weeksAgo: 1);
        using var staff = await Clinician();
        await patient.Join(staff);
        var address = await Address(patient, "mindfulness");
        var today = patient.Day.Today;
        await patient.Write(new WarningAnswers { Day = today, Pages = new Dictionary<string, string>(), Rules = ["TRI-CES-01"], Stops = true, Disposition = "emergency", Tier = Facet.Knowledge.TriageTier.Emergency, Hours = 4 });
        var page = (await staff.Get(address)).Html;
        Assert.Contains("The plan is stopped by warning signs", page, StringComparison.Ordinal);
        Assert.Contains("TRI-CES-01", page, StringComparison.Ordinal);
        Assert.Contains("stopped by warning signs: look at them", WebUtility.HtmlDecode((await staff.Post(address, new() { ["adverse"] = "none" }, "planned")).Html), StringComparison.Ordinal);
        Assert.Empty(await Recorded(patient, "mindfulness"));
        Assert.EndsWith("saved=yes", (await staff.Post(address, new() { ["how"] = "not", ["adverse"] = "none", ["note"] = "Sent to the emergency department." }, "different")).To, StringComparison.Ordinal);
        var before = string.Create(CultureInfo.InvariantCulture, $"{today.AddDays(-1):yyyy-MM-dd}");
        Assert.EndsWith($"saved=yes&day={before}", (await staff.Post($"{address}?day={before}", new() { ["adverse"] = "none" }, "planned")).To, StringComparison.Ordinal);
        Assert.Equal([(today.AddDays(-1), HowFar.Done), (today, HowFar.Skipped)], (await Recorded(patient, "mindfulness")).Select(given => (given.Day, given.HowFar)));
    }

    [Fact]
    public async Task A_visit_says_when_the_person_was_last_asked_about_danger()
    {
        using var patient = await Patient(server);
        using var staff = await Clinician();
        await patient.Join(staff);
        var (address, today) = (await Address(patient, "mindfulness"), patient.Day.Today);
        Assert.Contains("All questions were last answered at the intake. No check-in today.", WebUtility.HtmlDecode((await staff.Get(address)).Html), StringComparison.Ordinal);
        foreach (var (numb, weak, words) in ((bool?, bool?, string)[])[(false, null, "are not both answered"), (false, false, "No to both questions"), (true, false, "Yes to one of the two questions"), (false, false, "Yes to one of the two questions")])
        {
            await patient.Write(new CheckIn { Day = today, Pain = 3, NewNumbnessOrBladder = numb, NewWeaknessOrFever = weak });
            Assert.Contains(words, WebUtility.HtmlDecode((await staff.Get(address)).Html), StringComparison.Ordinal);
        }
        await patient.Write(new WarningAnswers { Day = today, Pages = new Dictionary<string, string>(), Rules = [], Stops = false, Disposition = "cleared" });
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"All questions were last answered on {today:yyyy-MM-dd}."), (await staff.Get(address)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_visit_of_an_earlier_day_is_recorded_on_that_day()
    {
        using var patient = await Patient(server, weeksAgo: 1);
        using var staff = await Clinician();
        await patient.Join(staff);
        var (yesterday, address) = (patient.Day.Today.AddDays(-1), await Address(patient, "mindfulness"));
        var day = string.Create(CultureInfo.InvariantCulture, $"{yesterday:yyyy-MM-dd}");
        Assert.Contains($"For the visit of <strong>{day}</strong>", (await staff.Get($"{address}?day={day}")).Html, StringComparison.Ordinal);
        Assert.EndsWith($"saved=yes&day={day}", (await staff.Post($"{address}?day={day}", new() { ["adverse"] = "none" }, "planned")).To, StringComparison.Ordinal);
        Assert.Equal(yesterday, Assert.Single(await Recorded(patient, "mindfulness")).Day);
        var list = (await staff.Get($"/clinic/sessions?day={day}")).Html;
        Assert.Contains($"{address}?day={day}", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_correction_names_the_old_entry_which_stays_readable()
    {
        using var patient = await Patient(server);
        using var staff = await Clinician();
        await patient.Join(staff);
        var address = await Address(patient, "mindfulness");
        await staff.Post(address, new() { ["how"] = "done", ["adverse"] = "none", ["topic"] = "first words" }, "different");
        var first = SessionLog.Of(await patient.Record(), "mindfulness")[0].Current.Sequence;
        Dictionary<string, string> sent = new() { ["how"] = "done", ["adverse"] = "unknown", ["topic"] = "second words" };
        Assert.Contains("Say why the record is corrected", (await staff.Post($"{address}?corrects={first}", sent, "different")).Html, StringComparison.Ordinal);
        Assert.EndsWith("saved=yes", (await staff.Post($"{address}?corrects={first}", new(sent) { ["because"] = "wrong group" }, "different")).To, StringComparison.Ordinal);
        var html = (await staff.Get(address)).Html;
        Assert.Contains("second words", html, StringComparison.Ordinal);
        Assert.Contains("first words", html, StringComparison.Ordinal);
        Assert.Single(Assert.Single(SessionLog.Of(await patient.Record(), "mindfulness")).Earlier);
    }

    [Fact]
    public async Task A_group_is_recorded_once_for_each_however_often_it_is_sent_and_says_who_failed()
    {
        using var one = await Patient(server);
        using var two = await Patient(server);
        using var three = await Patient(server);
        using var staff = await Clinician();
        await one.Join(staff);
        await two.Join(staff);
        await three.Join(staff);
        var page = (await staff.Get("/clinic/sessions/group?item=mindfulness")).Html;
        Dictionary<string, string> fields = new() { ["_handler"] = "group", ["item"] = "mindfulness", ["day"] = one.Day.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["minutes"] = "60" };
        foreach (System.Text.RegularExpressions.Match came in System.Text.RegularExpressions.Regex.Matches(page, "name=\"(came-[^\"]+)\"")) { fields[came.Groups[1].Value] = "away"; }
        (fields[$"came-{one.Id}"], fields[$"came-{two.Id}"], fields[$"came-{three.Id}"]) = ("none", "different", "away");
        (fields[$"adverse-{two.Id}"], fields[$"how-{two.Id}"]) = ("named", "in-part");
        var (form, token) = (Hidden(page, "form"), Hidden(page, "__RequestVerificationToken"));
        (fields["form"], fields["__RequestVerificationToken"]) = (form, token);
        // The second person's unwanted effect is not named: their entry is refused as a whole, the first one's stands.
        var html = WebUtility.HtmlDecode(await Send());
        Assert.Contains("NOT recorded.", html, StringComparison.Ordinal);
        Assert.Contains("Say how bad", html, StringComparison.Ordinal);
        Assert.Single(await Recorded(one, "mindfulness"));
        Assert.Empty(await Recorded(two, "mindfulness"));
        (fields[$"adverse-severity-{two.Id}"], fields[$"adverse-what-{two.Id}"], fields[$"adverse-action-{two.Id}"]) = ("mild", "memories", "talked");
        await Send();
        await Send();
        var first = Assert.Single(await Recorded(one, "mindfulness"));
        var second = Assert.Single(await Recorded(two, "mindfulness"));
        Assert.Empty(await Recorded(three, "mindfulness"));
        Assert.Equal((new Guid(form), new Guid(form), 60.0), (first.Group, second.Group, first.Minutes));
        Assert.Equal((AdverseKnown.None, AdverseKnown.Named, HowFar.InPart), (first.Adverse.Known, second.Adverse.Known, second.HowFar));

        async Task<string> Send()
        {
            using var content = new FormUrlEncodedContent(fields);
            using var response = await staff.Http.PostAsync(new Uri("/clinic/sessions/group", UriKind.Relative), content, Cancellation);
            return await response.Content.ReadAsStringAsync(Cancellation);
        }

        static string Hidden(string html, string name) => WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(html[html.IndexOf("value=\"group\"", StringComparison.Ordinal)..] + html, $"name=\"{name}\"[^>]* value=\"([^\"]+)\"").Groups[1].Value);
    }

    [Fact]
    public async Task A_booking_is_attended_when_its_visit_is_recorded()
    {
        using var patient = await Patient(server);
        using var staff = await Clinician();
        await patient.Join(staff);
        var booking = Guid.NewGuid();
        await using (var db = server.Services.GetRequiredService<FacetDatabase>().Connect())
        {
            db.Add(new BookingRow { Id = booking, Clinic = patient.Caller.Clinic, Patient = patient.Id, Plan = 1, Item = "mindfulness", Series = Guid.NewGuid(), Number = 1, Starts = patient.Day.Now.ToUniversalTime(), Minutes = 60, State = "booked", Version = 1 });
            await db.SaveChangesAsync(Cancellation);
        }
        var address = $"{await Address(patient, "mindfulness")}?day={patient.Day.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}&booking={booking}";
        Assert.Contains(address, WebUtility.HtmlDecode((await staff.Get("/clinic/sessions")).Html), StringComparison.Ordinal);
        await staff.Post(address, new() { ["adverse"] = "none" }, "planned");
        await using var after = server.Services.GetRequiredService<FacetDatabase>().Connect();
        var row = await after.Set<BookingRow>().SingleAsync(each => each.Id == booking, Cancellation);
        var happened = await after.Set<BookingEventRow>().SingleAsync(each => each.Booking == booking, Cancellation);
        Assert.Equal(("attended", 2), (row.State, row.Version));
        Assert.Equal(("attended", 2), (happened.Kind, happened.Sequence));
        // The event is the booking after it, as every other event of bookings is.
        Assert.Equal(row.ToBooking(), happened.ToEvent().After);
        Assert.Equal(booking, (await Recorded(patient, "mindfulness"))[0].Booking);
        // Somebody else's booking is not touched, and the visit is recorded all the same.
        Assert.EndsWith("booking-state=not-open", (await staff.Post($"{await Address(patient, "laser")}?booking={booking}", new() { ["adverse"] = "none", ["nanometres"] = "810" }, "planned")).To, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_clinic_sees_nothing()
    {
        using var patient = await Patient(server);
        var elsewhere = await server.Services.GetRequiredService<ClinicStore>().Add("Elsewhere", Cancellation);
        using var stranger = await StaffClient.SignedIn(server.Services, server.Address, Roles.Clinician, elsewhere);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get(await Address(patient, "laser"))).Status);
        Assert.DoesNotContain(patient.Id.ToString(), (await stranger.Get("/clinic/sessions")).Html, StringComparison.Ordinal);
        Assert.Null(await server.Services.GetRequiredService<SessionStore>().Record(Caller.Program(elsewhere), patient.Id, new(Guid.NewGuid(), 1, VisitGiven.Word, patient.Day.Today, "{}"), null, "laser", null, Cancellation));
    }

    [Fact]
    public async Task Visits_are_recorded_without_script_with_the_keyboard_and_on_a_phone()
    {
        using var patient = await Patient(server);
        using var staff = await Clinician();
        await patient.Join(staff);
        var page = await Open(Phone, script: false);
        await page.Context.AddCookiesAsync(staff.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = server.Address.ToString() }));
        await page.GotoAsync(await Address(patient, "supervised_exercise"));
        await page.GetByText("Something was different").ClickAsync();
        await page.GetByLabel("In part", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("None", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Soft-tissue massage").FillAsync("10");
        await page.GetByRole(AriaRole.Button, new() { Name = "Record this visit" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("Recorded.", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal(10, Assert.IsType<ExerciseGiven>((await Recorded(patient, "supervised_exercise"))[0]).HandsOnMinutes);

        var scripted = await Open(Phone);
        await scripted.Context.AddCookiesAsync(staff.Cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = server.Address.ToString() }));
        foreach (var item in (string[])["supervised_exercise", "manipulation", "laser", "acupuncture", "mindfulness"])
        {
            await scripted.GotoAsync(await Address(patient, item));
            await scripted.EvaluateAsync("for (const each of document.querySelectorAll('details')) { each.open = true; }");
            await Picture(scripted, $"clinic-session-{item}");
            await MustBeAccessible(scripted);
        }
        await scripted.GotoAsync("/clinic/sessions");
        await Picture(scripted, "clinic-sessions");
        await MustBeAccessible(scripted);
        await scripted.GotoAsync("/clinic/sessions/group?item=mindfulness");
        await Picture(scripted, "clinic-session-group");
        await MustBeAccessible(scripted);
    }
}
