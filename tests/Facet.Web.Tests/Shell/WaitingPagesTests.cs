using System.Net;
using Facet.Storage.Accounts;
using Facet.Web.Settings;
using Facet.Web.Tests.SignIn;
using Facet.Web.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Shell;

/// <summary>Pages whose frame must ask the database first: on PostgreSQL that is a wait, in which much can go wrong that SQLite never shows.</summary>
public class WaitingPagesTests
{
    [Fact]
    public async Task Pages_are_whole_refuse_and_lead_on_while_their_frame_waits()
    {
        Assert.SkipWhen(BothEnginesAttribute.Server is null, "No PostgreSQL: run under eng/test-postgres.sh to include it.");
        await using var server = new OwnServer(null, ("Storage:Postgres", await TestDatabase.NewPostgres()), ("SignIn:TriesPerMinute", "1000"));
        using var staff = await StaffClient.SignedIn(server.Services, server.ClientOptions.BaseAddress, Roles.Clinician);
        foreach (var (path, status, words) in ((string, HttpStatusCode, string)[])[
            ("/no-such-page", HttpStatusCode.NotFound, "We cannot find that page"),
            ($"/clinic/patients/{Guid.NewGuid()}", HttpStatusCode.NotFound, "We cannot find that page"),
            ("/articles/no-such-article", HttpStatusCode.NotFound, "We cannot find that page"),
            // Pages that find out by themselves, after they were begun.
            ("/evidence/league?outcome=weight", HttpStatusCode.NotFound, "We cannot find that page"),
            ($"/clinic/requests/{Guid.NewGuid()}", HttpStatusCode.NotFound, "We cannot find that page"),
            ("/clinic/staff", HttpStatusCode.Forbidden, "This page is not for your role"),
            ("/clinic/work", HttpStatusCode.OK, "Work list"),
            // Led on before anything is drawn, inside a frame that has waited.
            ("/clinic/tasks", HttpStatusCode.Found, "")])
        {
            server.Services.GetRequiredService<ApprovalShelf>().Forget();
            var answer = await staff.Get(path);
            Assert.Equal((path, status), (path, answer.Status));
            Assert.Contains(words, answer.Html, StringComparison.Ordinal);
            if (status != HttpStatusCode.Found) { Assert.Contains("</footer>", answer.Html, StringComparison.Ordinal); }
        }
    }
}
