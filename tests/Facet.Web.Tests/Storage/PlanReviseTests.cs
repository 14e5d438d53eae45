using System.Globalization;
using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Schedule;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Storage;

public class PlanReviseTests
{
    private static readonly DateTimeOffset Soon = new DateTimeOffset(2100, 1, 4, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Tables that a revision writes, what it does to them, and the audit that comes last.</summary>
    private static readonly (string Table, string Does)[] Writes = [("care_plan", "INSERT"), ("booking", "UPDATE"), ("booking_slot", "DELETE"), ("booking_event", "INSERT"), ("wait", "UPDATE"), ("care_entry", "INSERT"), ("clinic_task", "INSERT"), ("reminder", "UPDATE"), ("reminder", "INSERT"), ("audit", "INSERT")];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_revision_is_all_or_nothing_wherever_it_breaks(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (patient, revision) = await Ready(database);
        var plans = database.First.Services.GetRequiredService<CarePlanStore>();
        var before = await State(database, patient);
        foreach (var (table, does) in Writes)
        {
            await Break(database, table, does);
            await Assert.ThrowsAnyAsync<Exception>(() => plans.Revise(database.First.Patient, patient, revision, Cancellation));
            await Mend(database, table);
            Assert.Equal(before, await State(database, patient));
        }
        Assert.IsType<RevisionResult.Done>(await plans.Revise(database.First.Patient, patient, revision, Cancellation));
        Assert.NotEqual(before, await State(database, patient));
        Assert.IsType<AuditVerdict.Whole>(await database.First.Audit.Verify(database.First.Clinic, Cancellation));
        Assert.Null(await database.First.Audit.FindChangedEntry(database.First.Clinic, Cancellation));
    }

    [Theory, BothEngines]
    public async Task Bookings_go_over_or_are_called_off_with_their_events_and_their_time_is_free(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (patient, revision) = await Ready(database);
        Assert.IsType<RevisionResult.Done>(await database.First.Services.GetRequiredService<CarePlanStore>().Revise(database.First.Patient, patient, revision, Cancellation));
        await using var db = database.Connect();
        var rows = await db.Set<BookingRow>().Where(row => row.Patient == patient).OrderBy(row => row.Number).ToListAsync(Cancellation);
        Assert.Equal([(2, "booked", 2), (2, "requested", 2), (1, "cancelled", 2), (1, "attended", 1)], rows.Select(row => (row.Plan, row.State, row.Version)));
        var events = await db.Set<BookingEventRow>().ToListAsync(Cancellation);
        Assert.Equal([(rows[0].Id, "migrated"), (rows[1].Id, "migrated"), (rows[2].Id, "cancelled")], events.Select(each => (each.Booking, each.Kind)).OrderBy(each => rows.FindIndex(row => row.Id == each.Booking)));
        Assert.All(events, each => Assert.Equal(rows.Single(row => row.Id == each.Booking).ToBooking(), each.ToEvent().After));
        Assert.Equal([rows[0].Id, rows[1].Id], (await db.Set<BookingSlotRow>().Select(slot => slot.Booking).ToListAsync(Cancellation)).OrderBy(id => rows.FindIndex(row => row.Id == id)));
        Assert.Equal(["gone", "waiting"], (await db.Set<WaitRow>().OrderBy(row => row.Item).ToListAsync(Cancellation)).Select(row => row.State));
        // The reminder of the old plan is called off, the one of both stays, the new one is made.
        Assert.Equal([("check-in", "due"), ("plan", "due"), ("questions", "cancelled")], (await db.Set<ReminderRow>().OrderBy(row => row.Kind).ToListAsync(Cancellation)).Select(row => (row.Kind, row.State)));
        Assert.Equal("booking", Assert.Single(await db.Set<ClinicTaskRow>().ToListAsync(Cancellation)).Kind);
        // What was called off because the plan has it no more is not undone.
        Assert.Equal(new BookingResult.Refused(BookingRefusal.Revised), await database.First.Services.GetRequiredService<ScheduleStore>().Undo(database.First.Patient, [new(rows[2].Id, 2)], null, Cancellation));
    }

    [Theory, BothEngines]
    public async Task Whoever_was_second_is_told_and_changes_nothing(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (patient, revision) = await Ready(database);
        var second = await database.Start();
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => (number % 2 == 0 ? database.First : second).Services.GetRequiredService<CarePlanStore>()
            .Revise(Facet.Storage.Clinics.Caller.User(database.First.Clinic, Guid.NewGuid()), patient, revision with { Plan = revision.Plan with { Signer = $"Dr {number}" }, Entry = revision.Entry! with { Stream = Guid.NewGuid() } }, Cancellation))));
        var done = Assert.Single(results.OfType<RevisionResult.Done>());
        Assert.All(results.Where(result => result is not RevisionResult.Done), result => Assert.Equal(done.Plan, Assert.IsType<RevisionResult.OtherVersion>(result).Newest));
        await using var db = database.Connect();
        Assert.Equal(2, await db.Set<CarePlanRow>().CountAsync(Cancellation));
        Assert.Equal(3, await db.Set<BookingEventRow>().CountAsync(Cancellation));
    }

    [Theory, BothEngines]
    public async Task The_same_form_sent_again_is_found_stored_and_other_bookings_or_words_are_refused(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var (patient, revision) = await Ready(database);
        var (node, plans) = (database.First, database.First.Services.GetRequiredService<CarePlanStore>());
        Assert.IsType<RevisionResult.OtherBookings>(await plans.Revise(node.Patient, patient, revision with { Bookings = [.. revision.Bookings.Skip(1)] }, Cancellation));
        Assert.IsType<RevisionResult.OtherBookings>(await plans.Revise(node.Patient, patient, revision with { Bookings = [.. revision.Bookings.Select(change => change with { Seen = 7 })] }, Cancellation));
        Assert.IsType<RevisionResult.Stale>(await plans.Revise(node.Patient, patient, revision with { Head = 3 }, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => plans.Revise(node.Patient, patient, revision with { Plan = revision.Plan with { Document = "{\"other\":1}" } }, Cancellation));
        var elsewhere = Facet.Storage.Clinics.Caller.Patient(await node.Clinics.Add("Elsewhere", Cancellation));
        Assert.IsType<RevisionResult.Absent>(await plans.Revise(elsewhere, patient, revision, Cancellation));
        var done = Assert.IsType<RevisionResult.Done>(await plans.Revise(node.Patient, patient, revision, Cancellation));
        Assert.Equal(done, await plans.Revise(node.Patient, patient, revision, Cancellation));
        Assert.Equal(2, (await plans.All(node.Patient, patient, Cancellation)).Count);
        Assert.Empty(await plans.Bookings(elsewhere, patient, Cancellation));
    }

    /// <summary>A patient with a plan, two open bookings that stay, one that goes, one of the past, two waits and two reminders; and the revision.</summary>
    private static async Task<(PatientId, PlanToRevise)> Ready(TestDatabase database)
    {
        var node = database.First;
        var intake = await node.Intakes.Start(node.Patient, null, Cancellation);
        var patient = (await node.Services.GetRequiredService<PatientStore>().Take(node.Patient, intake, "Somebody", Cancellation))!.Id;
        var plans = node.Services.GetRequiredService<CarePlanStore>();
        Assert.NotNull(await plans.Sign(node.Patient, patient, new(new(2099, 12, 7), "Dr One", "", "{}"), Cancellation));
        ReminderDraft Draft(string kind, int day) => new(kind, ReminderStore.Email, DateOnly.FromDateTime(Soon.AddDays(day).UtcDateTime), Soon.AddDays(day));
        Assert.Equal(ReminderChange.Done, await node.Services.GetRequiredService<ReminderStore>().Change(node.Patient, patient, "reminder.plan", null, 0, [Draft("questions", 1), Draft("plan", 2)], Cancellation));
        await using var db = database.Connect();
        var series = Guid.NewGuid();
        var rows = ((string Item, string State)[])[("stays", "booked"), ("stays", "requested"), ("goes", "booked"), ("stays", "attended")];
        List<BookingRow> bookings = [.. rows.Select((row, index) => new BookingRow
        {
            Id = Guid.NewGuid(), Clinic = node.Clinic, Patient = patient, Plan = 1, Item = row.Item, Series = series, Number = index + 1, Starts = row.State == "attended" ? Soon.AddYears(-90) : Soon.AddDays(index), Minutes = 15, State = row.State, Version = 1,
        })];
        db.AddRange(bookings);
        db.AddRange(bookings.Take(3).Select(row => new BookingSlotRow { Taken = patient.Value, Slot = row.Starts, Seat = 0, Booking = row.Id }));
        db.AddRange(((string[])["goes", "stays"]).Select(item => new WaitRow { Id = Guid.NewGuid(), Clinic = node.Clinic, Patient = patient, Item = item, Earliest = Soon, Latest = Soon.AddDays(9), Times = "{}", At = Soon, State = "waiting" }));
        await db.SaveChangesAsync(Cancellation);
        const string document = "{\"new\":true}";
        return (patient, new(new(new(2100, 1, 4), "Dr Two", "why", document), 1, CarePlanStore.HashOf(document), ["stays"],
            [.. bookings.Take(3).Select(row => new BookingChange(row.Id, 1, row.Item == "goes"))],
            new(Guid.NewGuid(), 1, "plan-revised", new(2100, 1, 1), "{}"), [new(0, "booking", "none", "Book.", TimeSpan.FromDays(2))], 0, [Draft("plan", 2), Draft("check-in", 3)]));
    }

    /// <summary>Everything that a revision could have touched, as text.</summary>
    private static async Task<string> State(TestDatabase database, PatientId patient)
    {
        await using var db = database.Connect();
        return string.Join('\n', (IEnumerable<string>)
        [
            .. (await db.Set<CarePlanRow>().Where(row => row.Patient == patient).ToListAsync(Cancellation)).Select(row => string.Create(CultureInfo.InvariantCulture, $"plan {row.Version}")),
            .. (await db.Set<BookingRow>().OrderBy(row => row.Id).ToListAsync(Cancellation)).Select(row => string.Create(CultureInfo.InvariantCulture, $"booking {row.Id} {row.Plan} {row.State} {row.Version}")),
            $"slots {await db.Set<BookingSlotRow>().CountAsync(Cancellation)}, events {await db.Set<BookingEventRow>().CountAsync(Cancellation)}, entries {await db.Set<EntryRow>().CountAsync(Cancellation)}, tasks {await db.Set<ClinicTaskRow>().CountAsync(Cancellation)}, audit {await db.Set<AuditRow>().CountAsync(Cancellation)}",
            .. (await db.Set<ReminderRow>().OrderBy(row => row.Id).ToListAsync(Cancellation)).Select(row => $"reminder {row.Kind} {row.State}"),
            .. (await db.Set<WaitRow>().OrderBy(row => row.Id).ToListAsync(Cancellation)).Select(row => $"wait {row.Item} {row.State}"),
        ]);
    }

    private static Task Break(TestDatabase database, string table, string does) => database.Execute(database.Engine == Engine.Sqlite
        ? $"CREATE TRIGGER broken BEFORE {does} ON \"{table}\" BEGIN SELECT RAISE(ABORT, 'broken'); END"
        : $"CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$; CREATE TRIGGER broken BEFORE {does} ON \"{table}\" FOR EACH ROW EXECUTE FUNCTION broken()");

    private static Task Mend(TestDatabase database, string table) => database.Execute(database.Engine == Engine.Sqlite ? "DROP TRIGGER broken" : $"DROP TRIGGER broken ON \"{table}\"; DROP FUNCTION broken()");
}
