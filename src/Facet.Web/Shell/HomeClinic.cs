using Facet.Storage.Clinics;

namespace Facet.Web.Shell;

/// <summary>The clinic whose pages these are, known once the storage is open.</summary>
internal sealed class HomeClinic
{
    private ClinicId? id;

    public ClinicId Id
    {
        get => id ?? throw new InvalidOperationException("The storage is not open yet.");
        set => id = value;
    }
}
