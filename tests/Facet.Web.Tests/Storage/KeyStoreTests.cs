using Facet.Web.Shell;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Storage;

public class KeyStoreTests
{
    [Theory, BothEngines]
    public async Task What_one_run_protected_the_next_can_read(Engine engine)
    {
        await using var database = await TestDatabase.Empty(engine);
        var cookie = (await database.Start(StoredKeys.AddTo)).Protector().Protect("signed in");
        Assert.Equal("signed in", (await database.Start(StoredKeys.AddTo)).Protector().Unprotect(cookie));
    }
}

file static class NodeProtection
{
    public static IDataProtector Protector(this Node node) => node.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
}
