using Facet.Storage.Accounts;
using Facet.Web.Care;
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
        else if (context.GetEndpoint()?.Metadata.GetMetadata<AnswersInJson>() is not null)
        {
            // A queue keeps what it could not send: it must be able to tell "sign in again" from an answer.
            var known = StaffMember.Of(context.User);
            if (known is not null)
            {
                await accounts.Note(known.Caller, "access.refused", known.Id, context.RequestAborted);
            }
            context.Response.StatusCode = known is not null ? StatusCodes.Status403Forbidden : StatusCodes.Status401Unauthorized;
            await context.Response.WriteAsJsonAsync(new SaidToDevice { Error = known is not null ? "not-a-patient" : "signed-out" }, SaidJson.Default.SaidToDevice, "application/json", context.RequestAborted);
        }
        else if (policy.AuthenticationSchemes.Contains(IntakeTicket.Scheme))
        {
            context.Response.Redirect(context.Request.Path.StartsWithSegments("/request", StringComparison.Ordinal) ? "/request" : "/start");
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
            else if (failed.TrueForAll(each => each is PatientAccess))
            {
                if (PatientAccess.Of(context)?.Patient is { } patient)
                {
                    context.Response.Redirect($"/clinic/patients/{patient}/reason?to={SignInDesk.ReturnTo(context.Request.Path)}");
                }
                else
                {
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                }
            }
            else
            {
                context.Response.Redirect(failed.Exists(each => each is StaffRules.HasSecondFactor) ? "/account/authenticator" : $"/account/confirm?to={SignInDesk.ReturnTo(context.Request.Path)}");
            }
        }
    }
}
