using Facet.Storage.Accounts;
using Facet.Web.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Facet.Web.Shell;

/// <summary>What nobody may see does not exist; a person without an intake is sent to where one begins, staff to where they can sign in.</summary>
internal sealed class DenyQuietly(AccountStore accounts) : IAuthorizationMiddlewareResultHandler
{
    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            await next(context);
        }
        else if (policy.AuthenticationSchemes.Contains(IntakeTicket.Scheme))
        {
            context.Response.Redirect("/start");
        }
        else if (!policy.AuthenticationSchemes.Contains(StaffRules.Scheme))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else if (StaffMember.Of(context.User) is not { } member)
        {
            context.Response.Redirect($"/account/sign-in?to={SignInDesk.ReturnTo(context.Request.Path)}");
        }
        else
        {
            var failed = authorizeResult.AuthorizationFailure?.FailedRequirements.ToList() ?? [];
            if (failed.Exists(each => each is StaffRules.HasRole))
            {
                await accounts.Note(member.Caller, "access.refused", member.Id, context.RequestAborted);
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
            }
            else
            {
                context.Response.Redirect(failed.Exists(each => each is StaffRules.HasSecondFactor) ? "/account/authenticator" : $"/account/confirm?to={SignInDesk.ReturnTo(context.Request.Path)}");
            }
        }
    }
}
