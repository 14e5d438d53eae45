using System.Xml.Linq;
using Facet.Storage.Keys;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Facet.Web.Shell;

/// <summary>Keeps the keys of cookies and forms in Facet's database, where a restart and every other node find them.</summary>
internal sealed class StoredKeys(KeyStore keys) : IXmlRepository
{
    public static void AddTo(IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("Facet");
        services.AddOptions<KeyManagementOptions>().Configure<KeyStore>((options, keys) => options.XmlRepository = new StoredKeys(keys));
    }

    public IReadOnlyCollection<XElement> GetAllElements() => [.. keys.All().Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName) =>
        keys.Add(friendlyName, element.ToString(SaveOptions.DisableFormatting));
}
