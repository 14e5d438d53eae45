using Facet.Storage.Accounts;
using Facet.Storage.Desk;
using Microsoft.AspNetCore.Authorization;

namespace Facet.Web.SignIn;

/// <summary>On a page where a reason is given: it is reached before there is one.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class BeforeAccessAttribute : Attribute;

/// <summary>On a page that an administrator may open about anybody.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class ForAdministratorsTooAttribute : Attribute;

/// <summary>
/// The one place that every page of the clinic about a person goes through: it stands in every rule for staff (<see cref="StaffRules"/>). Whoever is on the care
/// team goes in; whoever is not says why first. What cannot be traced to a person of this clinic does not exist.
/// </summary>
internal sealed class PatientAccess : IAuthorizationRequirement
{
    /// <summary>First words of addresses under /clinic whose ids are no person's, or that show nothing clinical of them.</summary>
    /// <remarks>
    /// Erasures are decided by an administrator, who sees no entry. The schedule shows the front desk names and times. Articles are for everybody. Replies are by visitors, of whom nobody knows who they are.
    /// Whoever asks for a consultation is nobody's patient yet: the front desk sees how to reach them and when, and their answers stand behind the page of their intake, which asks.
    /// </remarks>
    public static readonly IReadOnlyList<string> NotClinical = ["staff", "erasures", "evidence", "schedule", "population", "settings", "articles", "replies", "requests"];

    /// <summary>Whether a page asks who looks, and why. Every id in an address under /clinic does, unless it is one of <see cref="NotClinical"/> or the page where the reason is given.</summary>
    public static bool Asks(RouteEndpoint endpoint) => PersonParameter(endpoint) is not null && endpoint.Metadata.GetMetadata<BeforeAccessAttribute>() is null;

    /// <summary>How whoever asks stands to the person of this page; null where the page asked nothing or nobody was found.</summary>
    public static Standing? Of(HttpContext context) => context.Items[typeof(PatientAccess)] as Standing;

    private static string? PersonParameter(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.PathSegments is [var clinic, var first, ..] && Literal(clinic) == "clinic" && !NotClinical.Contains(Literal(first))
            ? endpoint.RoutePattern.Parameters.FirstOrDefault(parameter => parameter.ParameterPolicies.Any(policy => policy.Content == "guid"))?.Name : null;

    private static string Literal(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPathSegment segment) =>
        segment.Parts is [Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal] ? literal.Content : "";

    internal sealed class Check(CareTeamStore team, TimeProvider clock) : AuthorizationHandler<PatientAccess>
    {
        protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, PatientAccess requirement)
        {
            // Who may not see the page for another reason learns nothing about its person, and their team nothing about them.
            if (context.PendingRequirements.Any(static each => each is not PatientAccess) || context.Resource is not HttpContext http || StaffMember.Of(context.User) is not { } member)
            {
                return;
            }
            if (http.GetEndpoint() is not RouteEndpoint endpoint || PersonParameter(endpoint) is not { } parameter)
            {
                context.Succeed(requirement);
                return;
            }
            if (!Guid.TryParse(http.Request.RouteValues[parameter]?.ToString(), out var id) || await team.Of(member.Caller, member.Id, id, clock.GetUtcNow(), http.RequestAborted) is not { } standing)
            {
                return;
            }
            http.Items[typeof(PatientAccess)] = standing;
            var right = endpoint.Metadata.GetMetadata<BeforeAccessAttribute>() is not null ? ""
                : standing.Patient is null ? CareTeamStore.ByIntake
                : standing.IsOnTeam ? CareTeamStore.ByTeam
                : standing.Reason is not null ? CareTeamStore.ByReason
                : endpoint.Metadata.GetMetadata<ForAdministratorsTooAttribute>() is not null && member.Roles.HasFlag(Roles.Administrator) ? CareTeamStore.ByLog
                : CareTeamStore.Asked;
            if (right.Length > 0)
            {
                await team.Note(member.Caller, standing, right, http.RequestAborted);
            }
            if (right != CareTeamStore.Asked)
            {
                context.Succeed(requirement);
            }
        }
    }
}
