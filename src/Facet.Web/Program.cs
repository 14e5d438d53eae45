using Facet.Planning;
using Facet.Storage;
using Facet.Web.Evidence;
using Facet.Web.Health;
using Facet.Web.Intake;
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
builder.Services.AddSingleton(_ => knowledge.GetAwaiter().GetResult());
builder.Services.AddSingleton(static host => host.GetRequiredService<CarePathway>().Knowledge);
builder.Services.AddSingleton(static host => host.GetRequiredService<CarePathway>().Questionnaire);
builder.Services.AddSingleton(static host => LoadedKnowledge.Trials(host.GetRequiredService<CarePathway>()));
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
app.MapStaticAssets().AllowAnonymous();
HealthCheck.Map(app);
EffectsFile.Map(app);
app.MapRazorComponents<App>();

app.Services.GetRequiredService<HomeClinic>().Id = await storage;
await knowledge;
await app.StartAsync();
await SignInHost.OfferSetUp(app);
await app.WaitForShutdownAsync();

/// <summary>The web host.</summary>
public partial class Program;
