namespace Facet.Web.Shell;

/// <summary>The address under which people reach these pages.</summary>
internal static class SiteAddress
{
    /// <summary>The clinic's setting, else the address of this request; without a slash at its end.</summary>
    public static string Of(ClinicSettings clinic, HttpContext context) => clinic.Site.Length > 0 ? clinic.Site.TrimEnd('/') : $"{context.Request.Scheme}://{context.Request.Host}";
}
