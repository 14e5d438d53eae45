using Facet.Care;
using Facet.Storage;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Storage.Schedule;
using Facet.Web.Schedule;
using Facet.Web.Settings;
using Facet.Web.Shell;
using Facet.Web.Tests.Care;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Schedule;

/// <summary>A server whose clinic has somebody for everything, a laser unit and shifts, and a clock that a test turns.</summary>
internal sealed class TestClinic : IAsyncDisposable
{
    private readonly SignIn.OwnServer server;

    private TestClinic(SignIn.OwnServer server, Hand clock) => (this.server, Clock) = (server, clock);

    public Hand Clock { get; }

    public IServiceProvider Services => server.Services;

    public Uri Address => server.ClientOptions.BaseAddress;

    public Caller Caller { get; private set; } = null!;

    /// <summary>Who treats.</summary>
    public Guid Alex { get; private set; }

    public ScheduleDesk Desk => Services.GetRequiredService<ScheduleDesk>();

    public ScheduleStore Schedule => Services.GetRequiredService<ScheduleStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A Monday morning in London.</summary>
    public static async Task<TestClinic> Open(Guid? account = null)
    {
        // Last Monday: near to the machine's own clock, which iCalendar's zones ask.
        var today = TimeProvider.System.GetUtcNow().UtcDateTime.Date;
        var clock = new Hand { Now = new(today.AddDays(-(((int)today.DayOfWeek + 6) % 7)).AddHours(9), TimeSpan.Zero) };
        var server = new SignIn.OwnServer(services => services.AddSingleton<TimeProvider>(clock), ("Clinic:TimeZone", "Europe/London"), ("SignIn:TriesPerMinute", "1000"));
        var clinic = new TestClinic(server, clock) { Caller = Caller.Program(server.Services.GetRequiredService<HomeClinic>().Id) };
        var words = clinic.Desk.Catalogue.Interventions.SelectMany(item => item.Uses).Distinct().Where(word => word != "laser_unit").ToList();
        clinic.Alex = await clinic.Add(ResourceKind.Staff, "Alex", [.. words, .. clinic.Desk.Catalogue.Interventions.Where(item => item.Uses.Contains("laser_unit")).Select(item => item.Id)], account);
        await clinic.Add(ResourceKind.Device, "Laser unit", ["laser_unit"], null);
        return clinic;
    }

    public async Task<Guid> Add(ResourceKind kind, string name, IReadOnlyList<string> skills, Guid? account)
    {
        var resources = Services.GetRequiredService<ResourceStore>();
        var id = (await resources.Add(Caller, new(kind, name, account, skills, 1), Cancellation))!.Value;
        foreach (var day in (DayOfWeek[])[DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday])
        {
            Assert.True(await resources.AddShift(Caller, id, new(day, 480, 1080), new(2020, 1, 1), Cancellation));
        }
        return id;
    }

    public Task<MyPatient> Patient() => MyPatient.New(Services, Address);

    /// <summary>Books the first visits of a patient's plan, as the page would.</summary>
    public async Task<IReadOnlyList<Booking>> Book(MyPatient patient, int visits)
    {
        var found = (await Desk.Of(Caller, patient.Id, Cancellation))!;
        var from = Desk.Day.Today.AddDays(1);
        var span = await Desk.Look(Caller, from, found.Plan.EndsOn, Cancellation);
        var request = Desk.Open(found, span, [], from).First(each => each.Visits.Count > 1);
        var placed = Desk.Propose([request with { Visits = [.. request.Visits.Take(visits)] }], span, []).Placed;
        return Assert.IsType<BookingResult.Done>(await Schedule.Book(Caller, patient.Id, found.Version, [.. placed.Select(visit => Desk.Draft(visit))], BookingState.Booked, Cancellation)).Bookings;
    }

    /// <summary>What the clinic's settings say of booking.</summary>
    public async Task Settings(int version, string json)
    {
        await using var db = Services.GetRequiredService<FacetDatabase>().Connect();
        db.Add(new ClinicSettingRow { Clinic = Caller.Clinic, Version = version, At = Clock.Now, Author = Caller.Actor, Reason = "test", Json = json });
        await db.SaveChangesAsync(Cancellation);
        Services.GetRequiredService<SettingsShelf>().Forget(Caller.Clinic);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    public sealed class Hand : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;

        // What waits for the clock, as the rounds of hosted services do, never comes by itself.
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
