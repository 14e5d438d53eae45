using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Facet.Web.Reminders;

/// <summary>Which addresses pushed messages may go to. A browser names the address, so that without this a person could make the server knock at doors inside its own network.</summary>
/// <param name="IsAllowed">Whether a network address may be connected to.</param>
/// <param name="AnyPort">Whether a port other than that of HTTPS may be.</param>
/// <param name="Trusts">Whether a certificate that the machine does not trust is good all the same; null for never.</param>
internal sealed record PushDoor(Func<IPAddress, bool> IsAllowed, bool AnyPort, RemoteCertificateValidationCallback? Trusts)
{
    /// <summary>Public addresses, HTTPS on its port, certificates as the machine trusts them.</summary>
    public static PushDoor Strict { get; } = new(IsPublic, false, null);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private static readonly IPNetwork[] NotPublic =
    [
        .. ((string[])["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]).Select(text => IPNetwork.Parse(text)),
    ];

    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    /// <summary>Whether an address is of the public internet: not this machine, not a private or reserved network (IANA's special-purpose registries), none that leads into one.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily == AddressFamily.InterNetwork || Global.Contains(plain)) && !NotPublic.Any(network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain));
    }

    /// <summary>The address as it may be asked, or null: HTTPS, a name and not a number, no user, no other port.</summary>
    public Uri? Check(string endpoint) =>
        endpoint.Length <= 1024 && Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.UserInfo.Length == 0
        && (AnyPort || uri.IsDefaultPort) && uri.HostNameType == UriHostNameType.Dns && (AnyPort || uri.Host.Contains('.', StringComparison.Ordinal)) ? uri : null;

    /// <summary>A client that connects to allowed addresses alone: the name is looked up here, and what was looked at is what is connected to.</summary>
    public HttpClient Open()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = LongestWait, MaxResponseHeadersLength = 16,
            ConnectCallback = async (context, cancellation) =>
            {
                var found = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);
                var allowed = found.Length > 0 && found.All(IsAllowed) ? found : throw new HttpRequestException("The name leads to an address that nothing is sent to.");
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        if (Trusts is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = Trusts;
        }
        return new(handler) { Timeout = LongestWait, MaxResponseContentBufferSize = 64 * 1024 };
    }
}
