namespace Facet.Storage.Clinics;

/// <summary>The clinic a new database starts with, so that Facet can be tried before anything is set up.</summary>
public static class DemoClinic
{
    /// <summary>What it is called.</summary>
    public const string Name = "Demo clinic";

    /// <summary>The installation's first clinic; a new database gets the demo clinic.</summary>
    public static Task<ClinicId> Ensure(ClinicStore clinics, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(clinics);
        return clinics.FirstOr(Name, cancellation);
    }
}
