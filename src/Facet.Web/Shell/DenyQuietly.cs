using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Facet.Web.Shell;

/// <summary>What nobody may see does not exist; a person without an intake is sent to where one begins.</summary>
internal sealed class DenyQuietly : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            return next(context);
        }
        if (policy.AuthenticationSchemes.Contains(IntakeTicket.Scheme))
        {
            context.Response.Redirect("/start");
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        return Task.CompletedTask;
    }
}
