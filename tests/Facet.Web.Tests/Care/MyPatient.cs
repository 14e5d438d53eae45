using System.Text.RegularExpressions;
using Facet.Care;
using Facet.Interop.Json;
using Facet.Planning;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Storage.Intake;
using Facet.Web.Care;
using Facet.Web.Plan;
using Facet.Web.Shell;
using Facet.Web.Tests.Plan;
using Facet.Web.Tests.SignIn;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Care;

/// <summary>A patient with a signed plan and an account, as the clinic's pages would make them, and a browser without script that is signed in.</summary>
internal sealed class MyPatient : IDisposable
{
    private readonly IServiceProvider services;

    private MyPatient(IServiceProvider services, PatientId id, Caller caller, StaffClient client) => (this.services, Id, Caller, Client) = (services, id, caller, client);

    public PatientId Id { get; }

    /// <summary>The patient as the stores know them.</summary>
    public Caller Caller { get; }

    /// <summary>A signed-in browser without script.</summary>
    public StaffClient Client { get; }

    /// <summary>The server's services.</summary>
    public IServiceProvider Services => services;

    public ClinicDay Day => services.GetRequiredService<ClinicDay>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Somebody new, whose plan began <paramref name="weeksAgo"/> weeks before this week's Monday.</summary>
    /// <param name="services">The server's services.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="example">The clinical case whose answers they give.</param>
    /// <param name="weeksAgo">0 for a plan that began this week.</param>
    /// <param name="changes">What the clinician changes before signing.</param>
    /// <param name="edit">What is different about the plan that was signed: what no case of the clinical set leads to.</param>
    /// <param name="answered">What happens between the intake and the signature.</param>
    public static async Task<MyPatient> New(IServiceProvider services, Uri address, string example = "V06", int weeksAgo = 0, PlanChanges? changes = null, Func<CarePlan, CarePlan>? edit = null, Func<IntakeId, Task>? answered = null)
    {
        var clinic = services.GetRequiredService<HomeClinic>().Id;
        var staff = Caller.Program(clinic);
        var intakes = services.GetRequiredService<IntakeStore>();
        var intake = await intakes.Start(staff, null, Cancellation);
        var pages = StoredCases.All.Single(each => each.Id == example).Pages;
        foreach (var (page, json) in pages) { await intakes.Append(staff, intake, page, json, Cancellation); }
        if (answered is not null) { await answered(intake); }
        var pathway = StoredCases.Pathway;
        var walked = StoredCases.Need(pathway.Walk(PopulationDesk.Forms.Gather(pathway, pages), null, changes));
        var proposal = Assert.IsType<PlanningResult.Optimal>(walked.Planning).Proposal;
        var day = services.GetRequiredService<ClinicDay>();
        var monday = day.Today.AddDays(-(((int)day.Today.DayOfWeek + 6) % 7) - (7 * weeksAgo));
        var calendar = Assert.IsType<LayoutResult.LaidOut>(WeekLayout.LayOut(PlanLayout.Of(proposal.Plan, walked.Preferences, pathway.Settings, monday))).Calendar;
        var patient = (await services.GetRequiredService<PatientStore>().Take(staff, intake, "Pat Example", Cancellation))!;
        await services.GetRequiredService<CarePlanStore>().Sign(staff, patient.Id, new(monday, "Dr Example", "", CareDocument.Write((edit ?? (plan => plan))(CarePlan.Of(pathway, walked, proposal, calendar)))), Cancellation);
        var invitations = services.GetRequiredService<InvitationStore>();
        var client = StaffClient.WithAddress(services, address);
        var secret = (await invitations.Invite(staff, patient.Id, client.Email, Cancellation))!;
        var account = Assert.IsType<InvitationUse.Joined>(await invitations.Use(secret, "", "Pat Example", new PasswordHasher<Account>().HashPassword(null!, StaffClient.Password), Cancellation)).Account;
        client.Id = account;
        Assert.Equal("/my", await client.SignIn());
        return new(services, patient.Id, Caller.User(clinic, account), client);
    }

    /// <summary>Puts somebody of the staff on the patient's care team.</summary>
    public Task Join(StaffClient staff) => services.GetRequiredService<CareTeamStore>().Change(Caller.Program(Caller.Clinic), Id, staff.Id, joins: true, Cancellation);

    /// <summary>Somebody of the staff who is on the patient's care team, signed in.</summary>
    public async Task<StaffClient> Staff(Roles roles = Roles.Clinician)
    {
        var staff = await StaffClient.SignedIn(services, Client.Http.BaseAddress!, roles);
        await Join(staff);
        return staff;
    }

    /// <summary>The plan that holds.</summary>
    public async Task<CarePlan> Plan() => CareDocument.ReadPlan((await services.GetRequiredService<CarePlanStore>().Newest(Caller, Id, Cancellation))!.Plan.Document);

    /// <summary>Signs another version of the plan.</summary>
    public Task Sign(CarePlan plan) => services.GetRequiredService<CarePlanStore>().Sign(Caller.Program(Caller.Clinic), Id, new(plan.StartsOn, "Dr Example", "", CareDocument.Write(plan)), Cancellation);

    /// <summary>What stands in the record.</summary>
    public async Task<IReadOnlyList<Recorded>> Record() =>
        [.. (await services.GetRequiredService<EntryLog>().Read(Caller, Id, null, Cancellation))!.Select(MyRecord.Entry).OfType<Recorded>()];

    /// <summary>Writes entries as the patient, each with a stream of its own.</summary>
    public async Task Write(params CareEntry[] entries)
    {
        foreach (var entry in entries) { Assert.Null((await MyRecord.Write(services.GetRequiredService<EntryLog>(), Caller, Id, Guid.NewGuid(), [entry], Cancellation)).Problem); }
    }

    /// <summary>What the team has to look at for this patient.</summary>
    public async Task<List<ClinicTask>> Tasks() => [.. (await services.GetRequiredService<ClinicTaskStore>().Open(Caller.Program(Caller.Clinic), 1000, Cancellation)).Where(task => task.Patient == Id)];

    /// <summary>"No" and "none of these" to all that the full set of safety questions asks.</summary>
    public async Task<Dictionary<string, string>> SafetyAnswers() =>
        Regex.Matches((await Client.Get("/my/warning")).Html, "name=\"(q-[^\"]+)\"[^>]*value=\"(no|none|none-of-these|0)\"")
            .DistinctBy(match => match.Groups[1].Value).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value, StringComparer.Ordinal);

    /// <summary>The place of an item in the plan, as addresses have it.</summary>
    public async Task<int> Place(string item) => 1 + (await Plan()).Items.ToList().FindIndex(each => each.Id == item);

    /// <summary>Signs a browser in.</summary>
    public Task SignIn(IPage page) =>
        page.Context.AddCookiesAsync(Client.Cookies.GetAllCookies().Select(cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Url = Client.Http.BaseAddress!.ToString() }));

    public void Dispose() => Client.Dispose();
}
