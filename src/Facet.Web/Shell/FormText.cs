namespace Facet.Web.Shell;

/// <summary>Words of several lines out of a form.</summary>
internal static class FormText
{
    /// <summary>What was typed into a field, without what stands around it. A form sends two signs for the end of a line, where the field, and so its limit, counts one.</summary>
    public static string Words(this IFormCollection form, string field) => form[field].ToString().ReplaceLineEndings("\n").Trim();
}
