using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Facet.Web.Tests.Care;

/// <summary>A mail server on this machine that speaks as much of SMTP (RFC 5321, 3207, 4954) as a sender needs.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;

    public MailServer(X509Certificate2? certificate = null)
    {
        Certificate = certificate;
        listener.Start();
        serving = Task.Run(Serve);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public List<(string To, string Letter)> Letters { get; } = [];

    public List<string> Heard { get; } = [];

    /// <summary>What is answered to the next letters in place of taking them, such as <c>451 later</c>.</summary>
    public Queue<string> Refusals { get; } = new();

    private X509Certificate2? Certificate { get; }

    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested) { return; }
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        listener.Dispose();
    }

    private async Task Serve()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                await Talk(client.GetStream());
            }
            catch (Exception ending) when (ending is OperationCanceledException or IOException or SocketException or System.Security.Authentication.AuthenticationException)
            {
                // The sender went away or did not trust this server.
            }
        }
    }

    private async Task Talk(Stream stream)
    {
        var reader = new StreamReader(stream, Encoding.ASCII);
        async Task Say(string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes($"{line}\r\n"), stop.Token);
        await Say("220 test.example ESMTP");
        var to = "";
        while (await reader.ReadLineAsync(stop.Token) is { } line)
        {
            Heard.Add(line);
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await Say($"250-test.example{(Certificate is not null && stream is not SslStream ? "\r\n250-STARTTLS" : "")}\r\n250 AUTH PLAIN");
                    break;
                case "STARTTLS":
                    await Say("220 go ahead");
                    var secure = new SslStream(stream);
                    await secure.AuthenticateAsServerAsync(Certificate!);
                    (stream, reader) = (secure, new StreamReader(secure, Encoding.ASCII));
                    break;
                case "AUTH": await Say("235 welcome"); break;
                case "RCPT": to = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)]; await Say("250 ok"); break;
                case "DATA":
                    await Say("354 go on");
                    var letter = new StringBuilder();
                    while (await reader.ReadLineAsync(stop.Token) is { } text && text != ".") { letter.Append(text).Append('\n'); }
                    if (Refusals.TryDequeue(out var refusal)) { await Say(refusal); }
                    else
                    {
                        Letters.Add((to, letter.ToString()));
                        await Say("250 taken");
                    }
                    break;
                case "QUIT": await Say("221 bye"); return;
                default: await Say("250 ok"); break;
            }
        }
    }
}
