namespace Facet.Web.Shell;

/// <summary>What a clinic says about itself; section <c>Clinic</c> of the configuration.</summary>
public sealed class ClinicSettings
{
    /// <summary>How pages name the number to call in an emergency. No country's number is assumed.</summary>
    public string EmergencyNumber { get; set; } = "your local emergency number";

    /// <summary>Whom to contact in a crisis of the mind; empty leaves the line out.</summary>
    public string CrisisContact { get; set; } = "";

    /// <summary>How a patient reaches the clinic; empty leaves the line out.</summary>
    public string Contact { get; set; } = "";
}
