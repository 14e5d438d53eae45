using Facet.Storage.Accounts;
using Microsoft.AspNetCore.Authorization;

namespace Facet.Web.SignIn;

/// <summary>Who may see a patient's own pages: whoever is signed in as that patient.</summary>
internal static class PatientRules
{
    /// <summary>A patient, on their own pages.</summary>
    public const string Policy = "patient";

    public static void AddTo(AuthorizationBuilder rules) =>
        rules.AddPolicy(Policy, policy => policy.AddAuthenticationSchemes(StaffRules.Scheme).RequireAuthenticatedUser().AddRequirements(new StaffRules.HasRole(Roles.Patient)).RequireClaim(StaffMember.PatientClaim));
}
