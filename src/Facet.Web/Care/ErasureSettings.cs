namespace Facet.Web.Care;

/// <summary>What a clinic must keep after erasing; section <c>Erasure</c> of the configuration.</summary>
public sealed class ErasureSettings
{
    /// <summary>Years for which treatment records are kept after the last plan ended. Ten is a draft: the law differs by country, and often by the person's age.</summary>
    public int KeepYears { get; set; } = 10;
}
