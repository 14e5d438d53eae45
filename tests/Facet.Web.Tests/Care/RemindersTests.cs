using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Facet.Care;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Web.Reminders;
using Facet.Web.Shell;
using Facet.Web.Tests.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Facet.Web.Tests.Care;

/// <summary>Reminders from the page to a mail server and a push service on this machine.</summary>
public class RemindersTests
{
    private static readonly Dictionary<string, string> CheckInByEmail = new() { ["kind"] = "check-in", ["by"] = "email", ["morning"] = "08:00", ["evening"] = "18:00" };

    private const string BrowserKey = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", BrowserSecret = "BTBZMqHH6r4Tts7J_aSIgg";

    private static readonly Dictionary<string, string> CheckInByPush = new() { ["kind"] = "check-in", ["by"] = "push", ["morning"] = "08:00", ["evening"] = "18:00" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_is_reminded_until_they_switch_it_on_and_the_letter_says_nothing_of_health()
    {
        await using var world = await World.New();
        await world.At(18, 1);
        Assert.Empty(world.Mail.Letters);
        await world.At(6, 0, days: 1);
        Assert.Contains("Reminders are off", (await world.Patient.Client.Get("/my/reminders")).Html, StringComparison.Ordinal);
        Assert.Equal("/my/reminders", (await world.Patient.Client.Post("/my/reminders", CheckInByEmail, "settings")).To);
        Assert.Contains("18:00: check in, by e-mail", (await world.Patient.Client.Get("/my/reminders")).Html, StringComparison.Ordinal);
        await world.At(17, 59);
        Assert.Empty(world.Mail.Letters);
        await world.At(18, 0);
        await world.At(18, 1);
        var (to, letter) = Assert.Single(world.Mail.Letters);
        Assert.Equal(world.Patient.Client.Email, to);
        Assert.Contains("https://facet.example/my/reminders", letter, StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated", letter, StringComparison.Ordinal);
        foreach (var word in (string[])["pain", "back", "exercise", "treat", "medic", "clinic", "check-in", "Pat Example", "plan"])
        {
            Assert.DoesNotContain(word, letter, StringComparison.OrdinalIgnoreCase);
        }
        // The next day again; off is off.
        await world.At(18, 1, days: 1);
        Assert.Equal(2, world.Mail.Letters.Count);
        Assert.Equal("/my/reminders", (await world.Patient.Client.Post("/my/reminders", [], "off")).To);
        await world.At(18, 1, days: 1);
        Assert.Equal(2, world.Mail.Letters.Count);
    }

    [Fact]
    public async Task A_pause_calls_reminders_off_the_watch_goes_on_and_going_on_brings_them_back()
    {
        await using var world = await World.New();
        await world.Patient.Client.Post("/my/reminders", CheckInByEmail, "settings");
        Assert.Equal("/my", (await world.Patient.Client.Post("/my/pause", new() { ["because"] = "holiday" }, "pause")).To);
        Assert.Equal("holiday", Assert.IsType<PlanPaused>((await world.Patient.Record())[^1].Entry).Because);
        Assert.DoesNotContain(await world.Rows(), row => row.State == "due");
        Assert.Contains("Your plan is paused", (await world.Patient.Client.Get("/my")).Html, StringComparison.Ordinal);
        await world.At(18, 1);
        Assert.Empty(world.Mail.Letters);
        Assert.Equal("/my/warning", (await world.Patient.Client.Post("/my/check-in", new() { ["pain"] = "6", ["numb"] = "yes", ["weak"] = "no" }, "check-in")).To);
        Assert.Single(await world.Patient.Tasks());
        await world.At(6, 0, days: 1);
        Assert.Equal("/my", (await world.Patient.Client.Post("/my/pause", [], "resume")).To);
        await world.At(18, 1);
        Assert.Single(world.Mail.Letters);
    }

    [Fact]
    public async Task Who_has_checked_in_already_is_not_reminded()
    {
        await using var world = await World.New();
        await world.Patient.Client.Post("/my/reminders", CheckInByEmail, "settings");
        await world.Patient.Write(new CheckIn { Day = world.Patient.Day.Today, Pain = 3 });
        await world.At(18, 1);
        Assert.Empty(world.Mail.Letters);
        Assert.Equal(1, (await world.Rows()).Count(row => row.State == "cancelled"));
    }

    [Fact]
    public async Task A_server_that_is_busy_gets_the_letter_later_and_one_that_is_gone_is_seen_by_the_clinic()
    {
        await using var world = await World.New();
        await world.Patient.Client.Post("/my/reminders", CheckInByEmail, "settings");
        world.Mail.Refusals.Enqueue("451 4.3.0 later");
        await world.At(18, 1);
        Assert.Empty(world.Mail.Letters);
        Assert.Equal("smtp-451", (await world.Rows())[0].Error);
        await world.At(18, 5);
        Assert.Single(world.Mail.Letters);

        await world.Mail.DisposeAsync();
        await world.At(18, 1, days: 1);
        foreach (var minutes in (int[])[3, 15, 50, 120]) { await world.At(18, 1 + minutes); }
        var row = (await world.Rows())[1];
        Assert.Equal(("failed", ReminderStore.Waits.Count + 1), (row.State, row.Attempts));
        using var staff = await StaffClient.SignedIn(world.Services, world.Address, Roles.Clinician);
        var page = (await staff.Get("/clinic/reminders")).Html;
        Assert.Contains("Pat Example", page, StringComparison.Ordinal);
        Assert.Contains("SocketException", page, StringComparison.Ordinal);
        using var client = new HttpClient();
        Assert.Equal("ok, 1 reminders not sent", await client.GetStringAsync(new Uri(world.Address, "/health"), Cancellation));
        Assert.Contains("did not reach you", (await world.Patient.Client.Get("/my/reminders")).Html, StringComparison.Ordinal);
        var said = Assert.Single(world.Said, line => line.Contains("due and not sent", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Said, line => line.Contains(world.Patient.Client.Email, StringComparison.OrdinalIgnoreCase) || line.Contains("Pat Example", StringComparison.Ordinal) || line.Contains(world.Patient.Id.ToString(), StringComparison.OrdinalIgnoreCase));
        Assert.StartsWith("1 reminders", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reminder_that_is_hours_late_is_not_sent_but_counted()
    {
        await using var world = await World.New();
        await world.Patient.Client.Post("/my/reminders", CheckInByEmail, "settings");
        await world.At(1, 0, days: 1);
        Assert.Empty(world.Mail.Letters);
        Assert.Equal(("failed", "too-late"), ((await world.Rows())[0].State, (await world.Rows())[0].Error));
    }

    [Fact]
    public async Task Rows_are_made_fourteen_days_ahead_and_topped_up()
    {
        await using var world = await World.New();
        await world.Patient.Client.Post("/my/reminders", CheckInByEmail, "settings");
        Assert.Equal(ReminderSchedule.DaysAhead, (await world.Rows()).Count);
        await world.At(9, 0, days: 1);
        Assert.Equal(ReminderSchedule.DaysAhead + 1, (await world.Rows()).Count);
    }

    [Fact]
    public async Task Without_encryption_that_can_be_trusted_neither_password_nor_letter_leaves()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Certificate(key);
        await using var untrusted = new MailServer(certificate);
        await using var plain = new MailServer();
        foreach (var server in (MailServer[])[untrusted, plain])
        {
            var mail = Mail(new() { Host = "localhost", Port = server.Port, User = "facet", Password = "secret word", From = "a@example.org" }, "/nowhere");
            await Assert.ThrowsAnyAsync<Exception>(() => mail.Send(Guid.NewGuid(), "b@example.org", Cancellation));
            Assert.Empty(server.Letters);
            Assert.DoesNotContain(server.Heard, line => line.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase) || line.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task Without_a_server_letters_are_files_one_for_each_reminder_and_for_the_owner_only()
    {
        var folder = Directory.CreateTempSubdirectory("facet-mail-");
        try
        {
            var path = Path.Combine(folder.FullName, "mail");
            var (mail, reminder) = (Mail(new(), path), Guid.NewGuid());
            await mail.Send(reminder, "b@example.org", Cancellation);
            await mail.Send(reminder, "b@example.org", Cancellation);
            var letter = MimeKit.MimeMessage.Load(Assert.Single(Directory.GetFiles(path)), Cancellation);
            Assert.Equal(("A reminder", "b@example.org"), (letter.Subject, letter.To.Mailboxes.Single().Address));
            Assert.Equal($"{reminder:N}@localhost", letter.MessageId);
            if (!OperatingSystem.IsWindows()) { Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path)); }
        }
        finally { folder.Delete(recursive: true); }
    }

    [Fact]
    public async Task A_pushed_reminder_is_encrypted_signed_and_forgotten_when_the_browser_is_gone()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Certificate(key);
        await using var service = await PushService.New(certificate);
        await using var world = await Pushing(certificate);
        var client = world.Patient.Client;
        Assert.Contains("could not be added", (await client.Post("/my/reminders", new() { ["endpoint"] = "http://localhost/x", ["key"] = BrowserKey, ["secret"] = BrowserSecret }, "device")).Html, StringComparison.Ordinal);
        Assert.Equal("/my/reminders", (await client.Post("/my/reminders", new() { ["endpoint"] = service.Endpoint, ["key"] = BrowserKey, ["secret"] = BrowserSecret }, "device")).To);
        await client.Post("/my/reminders", CheckInByPush, "settings");

        service.Answers.Enqueue(503);
        await world.At(18, 1);
        Assert.Equal(("due", "push-503"), ((await world.Rows())[0].State, (await world.Rows())[0].Error));
        await world.At(18, 5);
        Assert.Equal("sent", (await world.Rows())[0].State);
        var (headers, body) = service.Taken[^1];
        Assert.Equal("""{"reminder":true}""", System.Text.Encoding.UTF8.GetString(PushMessageTests.Open(body)));
        Assert.Equal(("aes128gcm", "43200"), (headers["Content-Encoding"], headers["TTL"]));
        var vapid = headers["Authorization"];
        Assert.True(PushMessageTests.Verifies(vapid["vapid t=".Length..vapid.IndexOf(',', StringComparison.Ordinal)], vapid[(vapid.IndexOf("k=", StringComparison.Ordinal) + 2)..]));
        Assert.Contains($"data-push=\"{vapid[(vapid.IndexOf("k=", StringComparison.Ordinal) + 2)..]}\"", (await client.Get("/my/reminders")).Html, StringComparison.Ordinal);

        service.Answers.Enqueue(410);
        await world.At(18, 1, days: 1);
        Assert.Equal(("failed", "no-browser"), ((await world.Rows())[1].State, (await world.Rows())[1].Error));
        Assert.Empty(await world.Services.GetRequiredService<PushStore>().Of(world.Patient.Caller.Clinic, world.Patient.Id, Cancellation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_push_service_that_cannot_be_reached_keeps_nothing_from_the_other_browser_which_gets_it_once(bool isFirst)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Certificate(key);
        await using var service = await PushService.New(certificate);
        await using var world = await Pushing(certificate);
        // Nothing listens on port 1.
        const string Nowhere = "https://localhost:1/push/one";
        string[] endpoints = isFirst ? [Nowhere, service.Endpoint] : [service.Endpoint, Nowhere];
        for (var place = 0; place < endpoints.Length; place++)
        {
            await world.At(6, 1 + place);
            Assert.Equal("/my/reminders", (await world.Patient.Client.Post("/my/reminders", new() { ["endpoint"] = endpoints[place], ["key"] = BrowserKey, ["secret"] = BrowserSecret }, "device")).To);
        }
        await world.Patient.Client.Post("/my/reminders", CheckInByPush, "settings");
        async Task<IEnumerable<string>> Known() => (await world.Services.GetRequiredService<PushStore>().Of(world.Patient.Caller.Clinic, world.Patient.Id, Cancellation)).Select(target => target.Endpoint);
        Assert.Equal(endpoints, await Known());

        await world.At(18, 1);
        foreach (var minutes in (int[])[3, 15, 50]) { await world.At(18, 1 + minutes); }
        Assert.Equal(("sent", 1), ((await world.Rows())[0].State, (await world.Rows())[0].Attempts));
        Assert.Single(service.Taken);
        Assert.Equal(endpoints, await Known());

        // As long as no browser took it, it is tried again.
        service.Answers.Enqueue(503);
        await world.At(18, 1, days: 1);
        Assert.Equal(("due", isFirst ? "push-503" : "push-unreachable"), ((await world.Rows())[1].State, (await world.Rows())[1].Error));
        await world.At(18, 5);
        Assert.Equal("sent", (await world.Rows())[1].State);
        Assert.Equal(3, service.Taken.Count);
    }

    [Fact]
    public async Task Pushing_is_off_unless_the_clinic_sets_it_up()
    {
        await using var world = await World.New();
        Assert.DoesNotContain("data-push", (await world.Patient.Client.Get("/my/reminders")).Html, StringComparison.Ordinal);
        await world.Patient.Client.Post("/my/reminders", CheckInByPush, "settings");
        Assert.Empty(await world.Rows());
    }

    [Theory]
    [InlineData(2026, 3, 29, 1, 30, "2026-03-29T01:30:00Z")]
    [InlineData(2026, 3, 29, 8, 0, "2026-03-29T07:00:00Z")]
    [InlineData(2026, 3, 28, 8, 0, "2026-03-28T08:00:00Z")]
    [InlineData(2026, 10, 25, 1, 30, "2026-10-25T00:30:00Z")]
    public void A_time_of_day_that_the_clocks_skip_or_repeat_still_has_one_moment(int year, int month, int day, int hour, int minute, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), ReminderDesk.At(new(year, month, day), new(hour, minute), TimeZoneInfo.FindSystemTimeZoneById("Europe/London")));

    [Fact]
    public void Whatever_the_zone_a_reminder_stays_on_its_day() =>
        Gen.Select(Gen.OneOf(((string[])["Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "UTC"]).Select(Gen.Const).ToArray()), Gen.Int[0, 3000], Gen.Int[0, 1380]).Sample((name, ahead, minutes) =>
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
            var (date, time) = (new DateOnly(2020, 1, 1).AddDays(ahead), TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(minutes)));
            var local = TimeZoneInfo.ConvertTime(ReminderDesk.At(date, time, zone), zone);
            Assert.Equal(date, DateOnly.FromDateTime(local.DateTime));
            Assert.True(local.TimeOfDay == time.ToTimeSpan() || zone.IsInvalidTime(date.ToDateTime(time)));
        });

    private static Task<World> Pushing(X509Certificate2 certificate) =>
        World.New(services => services.AddSingleton(new PushDoor(IPAddress.IsLoopback, true, (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString())), ("Push:Contact", "mailto:it@example.org"));

    private static ReminderMail Mail(MailSettings settings, string folder) => new(Options.Create(settings), Options.Create(new ClinicSettings()), new MailFolder(folder), TimeProvider.System);

    private static X509Certificate2 Certificate(ECDsa key)
    {
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>A push service on this machine, over TLS.</summary>
    private sealed class PushService : IAsyncDisposable
    {
        private readonly WebApplication app;

        private PushService(WebApplication app) => this.app = app;

        public ConcurrentQueue<int> Answers { get; } = new();

        public List<(Dictionary<string, string> Headers, byte[] Body)> Taken { get; } = [];

        public string Endpoint => $"{app.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}/push/one";

        public static async Task<PushService> New(X509Certificate2 certificate)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
            var service = new PushService(builder.Build());
            service.app.MapPost("/push/one", async (HttpContext context) =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                service.Taken.Add((context.Request.Headers.ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
                return Results.StatusCode(service.Answers.TryDequeue(out var answer) ? answer : 201);
            });
            await service.app.StartAsync(Cancellation);
            return service;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }

    /// <summary>A server whose clock is moved by hand, a mail server, and a patient.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly Hand clock;
        private readonly OwnServer server;

        private World(Hand clock, OwnServer server, MailServer mail, ConcurrentQueue<string> said) => (this.clock, this.server, Mail, Said) = (clock, server, mail, said);

        public MailServer Mail { get; }

        public ConcurrentQueue<string> Said { get; }

        public MyPatient Patient { get; private set; } = null!;

        public IServiceProvider Services => server.Services;

        public Uri Address => server.ClientOptions.BaseAddress;

        public static async Task<World> New(Action<IServiceCollection>? change = null, params (string, string)[] settings)
        {
            var (clock, mail, said) = (new Hand(), new MailServer(), new ConcurrentQueue<string>());
            var server = new OwnServer(services =>
            {
                services.AddSingleton<TimeProvider>(clock);
                services.AddSingleton<ILoggerProvider>(new Listener(said));
                change?.Invoke(services);
            },
            [
                ("Mail:Host", "127.0.0.1"), ("Mail:Port", mail.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("Mail:Security", "none"), ("Mail:From", "no-reply@facet.example"),
                ("Clinic:Site", "https://facet.example"), ("Clinic:TimeZone", "Etc/UTC"), .. settings,
            ]);
            return new(clock, server, mail, said) { Patient = await MyPatient.New(server.Services, server.ClientOptions.BaseAddress) };
        }

        /// <summary>Moves the clock, lets a round run, and keeps the patient signed in.</summary>
        public async Task At(int hour, int minute, int days = 0)
        {
            clock.Now = new DateTimeOffset(clock.Now.UtcDateTime.Date.AddDays(days), TimeSpan.Zero).AddHours(hour).AddMinutes(minute);
            await Services.GetRequiredService<ReminderService>().Round(Cancellation);
            Assert.Equal("/my", await Patient.Client.SignIn());
        }

        public async Task<IReadOnlyList<Reminder>> Rows() => await Services.GetRequiredService<ReminderStore>().Of(Patient.Caller, Patient.Id, DateTimeOffset.UnixEpoch, 1000, Cancellation);

        public async ValueTask DisposeAsync()
        {
            Patient.Dispose();
            await server.DisposeAsync();
            await Mail.DisposeAsync();
        }
    }

    private sealed class Hand : TimeProvider
    {
        // A Monday ahead of the machine's clock: the cookies of a session are kept by that one.
        public DateTimeOffset Now { get; set; } = new(2030, 3, 4, 6, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Listener(ConcurrentQueue<string> said) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => said.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
