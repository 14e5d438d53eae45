using System.Net;
using Facet.Storage.Accounts;
using Facet.Web.Settings;
using Facet.Web.Tests.Care;
using Facet.Web.Tests.SignIn;
using Facet.Web.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Shell;

/// <summary>The database is gone for a while: everybody is told so calmly, and nothing has to be started again afterwards.</summary>
public class OutageTests
{
    [Fact]
    public async Task Without_its_database_every_page_says_what_to_do_and_all_works_again_afterwards()
    {
        Assert.SkipWhen(BothEnginesAttribute.Server is null, "No PostgreSQL: run under eng/test-postgres.sh to include it.");
        var database = await TestDatabase.NewPostgres();
        await using var server = new OwnServer(null, ("Storage:Postgres", database), ("SignIn:TriesPerMinute", "1000"));
        var address = server.ClientOptions.BaseAddress;
        using var visitor = StaffClient.Nobody(server.Services, address);
        using var patient = await MyPatient.New(server.Services, address);
        using var staff = await StaffClient.SignedIn(server.Services, address, Roles.Clinician);
        (StaffClient Who, string Path)[] pages = [(visitor, "/"), (visitor, "/start"), (visitor, "/articles"), (visitor, "/request"), (visitor, "/evidence"), (visitor, "/es/articles"), (visitor, "/account/sign-in"), (patient.Client, "/my"), (patient.Client, "/my/check-in"), (staff, "/clinic/work"), (staff, "/clinic/schedule")];
        await AllWork();

        await TestDatabase.Reach(database, false);
        Forget();
        var failed = 0;
        foreach (var (who, path) in pages)
        {
            var answer = await who.Get(path);
            var html = WebUtility.HtmlDecode(answer.Html);
            Assert.Contains("</footer>", html, StringComparison.Ordinal);
            if (answer.Status == HttpStatusCode.OK) { continue; }
            failed++;
            Assert.Equal((path, HttpStatusCode.InternalServerError), (path, answer.Status));
            Assert.Contains(path.StartsWith("/es/", StringComparison.Ordinal) ? "Algo salió mal de nuestro lado" : "Something went wrong on our side", html, StringComparison.Ordinal);
            Assert.Contains(path.StartsWith("/es/", StringComparison.Ordinal) ? "llame al" : "call your local emergency number", html, StringComparison.Ordinal);
            Assert.DoesNotContain("Npgsql", html, StringComparison.Ordinal);
            // Whether a clinician has signed the rules cannot be asked now.
            Assert.DoesNotContain("no clinician has signed", html, StringComparison.Ordinal);
        }
        Assert.True(failed >= 4, $"Only {failed} pages missed the database.");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the database does not answer"), await Health());

        await TestDatabase.Reach(database, true);
        await AllWork();

        async Task AllWork()
        {
            foreach (var (who, path) in pages) { Assert.Equal((path, HttpStatusCode.OK), (path, (await who.Get(path)).Status)); }
            Assert.Equal((HttpStatusCode.OK, "ok"), await Health());
        }

        async Task<(HttpStatusCode, string)> Health()
        {
            var answer = await visitor.Get("/health");
            return (answer.Status, answer.Html);
        }

        // What is kept for seconds would answer in the place of the database.
        void Forget() => server.Services.GetRequiredService<ApprovalShelf>().Forget();
    }
}
