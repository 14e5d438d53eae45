using Facet.Storage.Site;
using Facet.Web.Shell;

namespace Facet.Web.Requests;

/// <summary>Removes how to reach people whose request for a consultation has been closed for <see cref="RequestStore.KeepsContact"/>.</summary>
internal sealed class RequestService(RequestStore requests, TimeProvider clock, IHostApplicationLifetime life, ILogger<RequestService> log) : RoundService(Beat, clock, life, log)
{
    private static readonly TimeSpan Beat = TimeSpan.FromHours(1);

    public override Task Round(CancellationToken cancellation) => requests.ForgetContacts(cancellation);
}
