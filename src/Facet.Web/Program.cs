using Facet.Storage;
using Facet.Storage.Evidence;
using Facet.Web.Evidence;
using Facet.Web.Health;
using Facet.Web.Intake;
using Facet.Web.LivingEvidence;
using Facet.Web.Plan;
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
builder.Services.AddSingleton(host => new EvidenceShelf(knowledge.GetAwaiter().GetResult(), host.GetRequiredService<EvidenceStore>(), host.GetRequiredService<TimeProvider>()));
builder.Services.AddSingleton(_ => knowledge.GetAwaiter().GetResult().Knowledge);
builder.Services.AddSingleton(_ => knowledge.GetAwaiter().GetResult().Questionnaire);
builder.Services.AddSingleton<EvidenceFitting>();
// A clinic can change which version of the evidence it plans by, so that a request asks which one is in use.
builder.Services.AddScoped<EvidenceInUse>();
builder.Services.AddTransient(static host => host.GetRequiredService<EvidenceInUse>().Pathway);
builder.Services.AddTransient(static host => host.GetRequiredService<EvidenceInUse>().Trials);
builder.Services.AddTransient(static host => host.GetRequiredService<EvidenceInUse>().Fits);
builder.Services.AddSingleton(_ => LoadedKnowledge.KnownHarms(knowledge.GetAwaiter().GetResult()));
builder.Services.AddScoped<IntakeBook>();
builder.Services.AddScoped<ProposalRecord>();
builder.Services.AddSingleton<PopulationDesk>();
builder.Services.AddHostedService(static host => host.GetRequiredService<PopulationDesk>());

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
    options.Cookie.HttpOnly = true;
    options.Cookie.SameSite = SameSiteMode.Strict;
    options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
});
builder.Services.AddHttpContextAccessor();
builder.Services.AddRazorComponents();

var app = builder.Build();
var storage = Task.Run(() => app.Services.OpenFacetStorage(CancellationToken.None));
// A reverse proxy on this machine says who asks, and whether over TLS.
app.UseForwardedHeaders();
app.UseSecurityHeaders();
if (!app.Environment.IsDevelopment())
{
    app.UseExceptionHandler("/error", createScopeForErrors: true);
    app.UseHsts();
}
app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
app.UseRateLimiter();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.Use(EvidenceInUse.Settle);
app.MapStaticAssets().AllowAnonymous();
HealthCheck.Map(app);
EffectsFile.Map(app);
NetworkCsv.Map(app);
LeagueCsv.Map(app);
TogetherCsv.Map(app);
CombineCsv.Map(app);
FunnelCsv.Map(app);
EvidenceFiles.Map(app);
app.MapRazorComponents<App>();

app.Services.GetRequiredService<HomeClinic>().Id = await storage;
await knowledge;
await app.StartAsync();
await SignInHost.OfferSetUp(app);
await app.WaitForShutdownAsync();

/// <summary>The web host.</summary>
public partial class Program;
