using System.Net;
using Facet.Storage.Accounts;
using Facet.Web.Tests.Shell;
using Facet.Web.Tests.SignIn;

namespace Facet.Web.Tests.Plan;

public class PopulationPageTests(Server server)
{
    [Fact]
    public async Task An_administrator_starts_a_run_and_sees_what_came_of_it()
    {
        using var boss = await StaffClient.SignedIn(server.Services, server.Address, Roles.Administrator);
        Assert.Equal("/clinic/population", (await boss.Post("/clinic/population", [], "population")).To);
        for (var tries = 0; tries < 300; tries++)
        {
            var page = await boss.Get("/clinic/population");
            Assert.Equal(HttpStatusCode.OK, page.Status);
            if (page.Html.Contains("The newest run", StringComparison.Ordinal))
            {
                Assert.Contains("Plan stays the same", page.Html, StringComparison.Ordinal);
                return;
            }
            Assert.DoesNotContain("role=\"alert\"", page.Html, StringComparison.Ordinal);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        Assert.Fail("The run does not end.");
    }
}
