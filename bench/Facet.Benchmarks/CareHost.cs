using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Claims;
using System.Text.Json;
using Facet.Care;
using Facet.Intake;
using Facet.Interop.Json;
using Facet.Knowledge;
using Facet.Planning;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Web.Care;
using Facet.Web.Shell;
using Facet.Web.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Facet.Benchmarks;

/// <summary>The web host as it is, on Kestrel, a loopback port and a SQLite file of its own, with patients whose plan is signed.</summary>
internal sealed class CareHost : WebApplicationFactory<ClinicSettings>
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("facet-bench-");
    private readonly Action<IApplicationBuilder> first;

    /// <param name="first">What the host does before anything else of its own.</param>
    /// <param name="from">A folder with a database to begin with; null for a new one.</param>
    public CareHost(Action<IApplicationBuilder> first, DirectoryInfo? from = null)
    {
        this.first = first;
        foreach (var file in from?.EnumerateFiles() ?? []) { file.CopyTo(Path.Combine(data.FullName, file.Name)); }
        // The pages' files stand where the build put them.
        Environment.SetEnvironmentVariable("ASPNETCORE_TEST_CONTENTROOT_FACET_WEB", AppContext.BaseDirectory);
        UseKestrel(0);
        StartServer();
    }

    /// <summary>Notes the server's own time for each request, in milliseconds, until the answer is whole.</summary>
    public static Action<IApplicationBuilder> Times(ConcurrentBag<double> times) => app => app.Use(async (context, next) =>
    {
        var started = Stopwatch.GetTimestamp();
        await next(context);
        await context.Response.CompleteAsync();
        times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    });

    public Uri Address => ClientOptions.BaseAddress;

    public string Folder => data.FullName;

    public ClinicId Clinic => Services.GetRequiredService<HomeClinic>().Id;

    public DateOnly Today => Services.GetRequiredService<ClinicDay>().Today;

    /// <summary>Takes on patients with accounts and the same signed plan, which began three weeks ago.</summary>
    public async Task<List<BenchPatient>> Patients(int count, int first = 0)
    {
        var staff = Caller.Program(Clinic);
        var intakes = Services.GetRequiredService<IntakeStore>();
        var store = Services.GetRequiredService<PatientStore>();
        var plans = Services.GetRequiredService<CarePlanStore>();
        var invitations = Services.GetRequiredService<InvitationStore>();
        var hash = new PasswordHasher<Account>().HashPassword(null!, "four plain words here");
        var (monday, document) = Plan();
        var patients = new List<BenchPatient>(count);
        for (var i = first; i < first + count; i++)
        {
            var intake = await intakes.Start(staff, null, default);
            var patient = (await store.Take(staff, intake, $"Patient {i}", default))!;
            await plans.Sign(staff, patient.Id, new(monday, "Dr Example", "", document), default);
            var secret = (await invitations.Invite(staff, patient.Id, $"patient{i}@example.org", default))!;
            var account = ((InvitationUse.Joined)await invitations.Use(secret, "", $"Patient {i}", hash, default)).Account;
            patients.Add(new(patient.Id, account, await Cookie(account), PersonTag.Of(patient.Id)));
        }
        return patients;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Storage:Folder", data.FullName);
        builder.UseSetting("ReloadStaticAssetsAtRuntime", "false");
        builder.UseSetting("Logging:LogLevel:Default", "None");
        builder.UseEnvironment("Production");
        builder.ConfigureServices(services => services.AddSingleton<IStartupFilter>(new Before(first)));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        data.Refresh();
        if (disposing && data.Exists)
        {
            data.Delete(recursive: true);
        }
    }

    /// <summary>A session as signing in makes it.</summary>
    public async Task<string> Cookie(Guid id)
    {
        using var scope = Services.CreateScope();
        var account = (await scope.ServiceProvider.GetRequiredService<AccountStore>().Find(id, default))!;
        var person = await scope.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<Account>>().CreateAsync(account);
        var now = TimeProvider.System.GetUtcNow();
        var since = now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        ((ClaimsIdentity)person.Identity!).AddClaims([new(StaffMember.SinceClaim, since), new(StaffMember.ConfirmedClaim, since)]);
        var options = scope.ServiceProvider.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(StaffRules.Scheme);
        var ticket = new AuthenticationTicket(person, new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now + StaffRules.Idle, IsPersistent = true }, StaffRules.Scheme);
        return $"{options.Cookie.Name}={options.TicketDataFormat.Protect(ticket)}";
    }

    /// <summary>The plan of case V06 as a clinician would sign it, three weeks ago.</summary>
    private (DateOnly Monday, string Document) Plan()
    {
        using var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", "vignettes.json")));
        var someone = cases.RootElement.GetProperty("vignettes").EnumerateArray().Single(each => each.GetProperty("id").GetString() == "V06");
        var pathway = Need(CarePathway.Load(KnowledgeFiles.Embedded));
        var walked = Need(pathway.Walk(Need(IntakeDocument.Read("V06", someone, LeftOut.IsDefault))));
        var proposal = ((PlanningResult.Optimal)walked.Planning!).Proposal;
        var monday = Today.AddDays(-(((int)Today.DayOfWeek + 6) % 7) - 21);
        var calendar = ((LayoutResult.LaidOut)WeekLayout.LayOut(PlanLayout.Of(proposal.Plan, walked.Preferences, pathway.Settings, monday))).Calendar;
        return (monday, CareDocument.Write(CarePlan.Of(pathway, walked, proposal, calendar)));
    }

    private static T Need<T>(Checked<T> result) => result.TryGet(out var value, out var problems) ? value : throw new InvalidOperationException(string.Join('\n', problems));

    private sealed class Before(Action<IApplicationBuilder> first) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            first(app);
            next(app);
        };
    }
}

/// <summary>Somebody to send requests for.</summary>
internal sealed record BenchPatient(PatientId Id, Guid Account, string Cookie, string Tag);
