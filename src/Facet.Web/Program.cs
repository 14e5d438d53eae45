using Facet.Storage;
using Facet.Storage.Desk;
using Facet.Web.Articles;
using Facet.Web.Articles.Picture;
using Facet.Web.Care;
using Facet.Web.Desk;
using Facet.Web.Evidence;
using Facet.Web.Health;
using Facet.Web.Intake;
using Facet.Web.Languages;
using Facet.Web.LivingEvidence;
using Facet.Web.Outcomes;
using Facet.Web.Plan;
using Facet.Web.Reminders;
using Facet.Web.Replies;
using Facet.Web.Requests;
using Facet.Web.Schedule;
using Facet.Web.Settings;
using Facet.Web.Shell;
using Facet.Web.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;

// Settings are read once: watching their files costs a start time that a clinic's small machine feels.
var builder = WebApplication.CreateSlimBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);
builder.WebHost.UseStaticWebAssets();
builder.WebHost.ConfigureKestrel(static kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.MaxRequestBodySize = 64 * 1024;
    kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
});
var data = builder.Configuration["Storage:Folder"] ?? Path.Combine(builder.Environment.ContentRootPath, "data");
// Reading the knowledge, opening the storage and building the host are the long parts of a start: they run side by side.
var knowledge = Task.Run(() => LoadedKnowledge.Read(data));

builder.Services.Configure<ClinicSettings>(builder.Configuration.GetSection("Clinic"));
builder.Services.Configure<FormOptions>(static form =>
{
    form.ValueCountLimit = 128;
    form.KeyLengthLimit = 128;
    form.ValueLengthLimit = 4096;
});
builder.Services.AddFacetStorage(builder.Configuration["Storage:Postgres"], data);
builder.Services.AddSingleton<HomeClinic>();
builder.Services.AddSingleton(host => new SettingsShelf(knowledge.GetAwaiter().GetResult(), host.GetRequiredService<ClinicSettingStore>(), host.GetRequiredService<TimeProvider>(), host.GetRequiredService<ILogger<SettingsShelf>>()));
builder.Services.AddSingleton<EvidenceShelf>();
builder.Services.AddSingleton<ApprovalShelf>();
builder.Services.AddSingleton<ArticleShelf>();
builder.Services.AddSingleton(_ => knowledge.GetAwaiter().GetResult().Knowledge);
builder.Services.AddSingleton(_ => knowledge.GetAwaiter().GetResult().Questionnaire);
builder.Services.AddSingleton(_ => LoadedKnowledge.Measures(knowledge.GetAwaiter().GetResult()));
builder.Services.AddSingleton<EvidenceFitting>();
// A clinic can change which version of the evidence it plans by, so that a request asks which one is in use.
builder.Services.AddScoped<EvidenceInUse>();
builder.Services.AddTransient(static host => host.GetRequiredService<EvidenceInUse>().Pathway);
builder.Services.AddTransient(static host => host.GetRequiredService<EvidenceInUse>().Trials);
builder.Services.AddTransient(static host => host.GetRequiredService<EvidenceInUse>().Fits);
builder.Services.AddSingleton(_ => LoadedKnowledge.KnownHarms(knowledge.GetAwaiter().GetResult()));
builder.Services.AddSingleton(_ => LoadedKnowledge.Delivery(knowledge.GetAwaiter().GetResult()));
builder.Services.AddSingleton(_ => LoadedKnowledge.Articles(knowledge.GetAwaiter().GetResult()));
builder.Services.AddSingleton(_ => LoadedKnowledge.Words(knowledge.GetAwaiter().GetResult()));
builder.Services.AddSingleton<Said>();
builder.Services.AddSingleton(_ => LoadedKnowledge.Opioids(knowledge.GetAwaiter().GetResult()));
builder.Services.AddScoped<IntakeBook>();
builder.Services.AddScoped<ProposalRecord>();
builder.Services.AddSingleton<PlanShelf>();
builder.Services.AddSingleton<ClinicDay>();
builder.Services.AddScoped<MyRecord>();
builder.Services.AddScoped<WarningCheck>();
builder.Services.AddSingleton<WatchShelf>();
builder.Services.AddScoped<MyQuestions>();
builder.Services.AddScoped<MyPlans>();
builder.Services.AddSingleton<SessionBook>();
builder.Services.AddSingleton<CaseloadDesk>();
builder.Services.AddSingleton<PlanDesk>();
builder.Services.AddSingleton<WorkDesk>();
builder.Services.AddSingleton<CaseDesk>();
builder.Services.AddScoped<ChartDesk>();
builder.Services.AddSingleton<PopulationDesk>();
builder.Services.AddSingleton<RevisionDesk>();
builder.Services.AddHostedService(static host => host.GetRequiredService<PopulationDesk>());
builder.Services.Configure<ErasureSettings>(builder.Configuration.GetSection("Erasure"));
RemindersHost.AddTo(builder.Services, builder.Configuration, data);
builder.Services.AddSingleton<ScheduleDesk>();
builder.Services.AddSingleton<WaitService>();
builder.Services.AddHostedService(static host => host.GetRequiredService<WaitService>());
CalendarFeed.AddTo(builder.Services, builder.Configuration);
RepliesHost.AddTo(builder.Services, builder.Configuration);
RequestsHost.AddTo(builder.Services, builder.Configuration);

StoredKeys.AddTo(builder.Services);
builder.Services.AddAuthentication(IntakeTicket.Scheme).AddCookie(IntakeTicket.Scheme, IntakeTicket.Configure);
builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, DenyQuietly>();
var rules = builder.Services.AddAuthorizationBuilder()
    .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(static _ => false).Build())
    .SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireAssertion(static _ => false).Build())
    .AddPolicy(IntakeTicket.Policy, static policy => policy.AddAuthenticationSchemes(IntakeTicket.Scheme).RequireAuthenticatedUser());
SignInHost.AddTo(builder.Services, builder.Configuration, rules);
builder.Services.AddAntiforgery(static options =>
{
    options.Cookie.Name = "facet-form";
    options.Cookie.Path = "/";
    options.Cookie.HttpOnly = true;
    options.Cookie.SameSite = SameSiteMode.Strict;
    options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
});
builder.Services.AddHttpContextAccessor();
MyPages.AddCompression(builder.Services);
SiteCache.AddTo(builder.Services);
builder.Services.AddRazorComponents();

var app = builder.Build();
var storage = Task.Run(() => app.Services.OpenFacetStorage(CancellationToken.None));
// A reverse proxy on this machine says who asks, and whether over TLS.
app.UseForwardedHeaders();
SiteLanguage.Use(app);
app.UseSecurityHeaders();
if (!app.Environment.IsDevelopment())
{
    app.UseExceptionHandler("/error", createScopeForErrors: true);
    app.UseHsts();
}
MyPages.UseCompression(app);
app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
// Here, where the address has its language off, and what is shown again for an error finds its page too.
app.UseRouting();
SiteCache.Use(app);
app.UseRateLimiter();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.Use(Failures.Unless(EvidenceInUse.Settle));
app.Use(Refusals.Draw);
app.MapStaticAssets().AllowAnonymous();
HealthCheck.Map(app);
Passkeys.Map(app);
SiteFiles.Map(app);
SharePicture.Map(app);
EffectsFile.Map(app);
NetworkCsv.Map(app);
LeagueCsv.Map(app);
TogetherCsv.Map(app);
CombineCsv.Map(app);
FunnelCsv.Map(app);
EvidenceFiles.Map(app);
CaseloadCsv.Map(app);
CalendarFeed.Map(app);
StaffCalendar.Map(app);
ReplyFeed.Map(app);
DataFile.Map(app);
SendEntries.Map(app);
app.MapRazorComponents<App>();

app.Services.GetRequiredService<HomeClinic>().Id = await storage;
await knowledge;
await app.StartAsync();
await SignInHost.OfferSetUp(app);
await app.WaitForShutdownAsync();

/// <summary>The web host.</summary>
public partial class Program;
