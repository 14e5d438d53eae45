using System.Buffers.Text;
using System.Net;
using Facet.Storage.Care;
using Facet.Storage.Clinics;

namespace Facet.Web.Reminders;

/// <summary>Pushes a reminder to a person's browsers. The text is neutral, and encrypted for the browser all the same.</summary>
internal sealed class ReminderPush(PushKeys keys, PushDoor door, PushStore browsers) : IDisposable
{
    /// <summary>How long a push service keeps what it cannot deliver, in seconds: a reminder is of use for half a day.</summary>
    private const int KeptFor = 12 * 60 * 60;

    private readonly HttpClient client = door.Open();

    /// <summary>Hands the reminder to the push service of each browser.</summary>
    /// <returns>The word for what went wrong, and whether trying again can help; null when at least one took it.</returns>
    public async Task<(string Error, bool MayPass)?> Send(ClinicId clinic, PatientId patient, CancellationToken cancellation)
    {
        if (!keys.IsOn)
        {
            return ("push-is-off", false);
        }
        var (isSent, mayPass, error) = (false, false, "no-browser");
        foreach (var target in await browsers.Of(clinic, patient, cancellation))
        {
            HttpStatusCode? answer;
            try
            {
                answer = await Send(target, cancellation);
            }
            // One service that cannot be reached keeps nothing from the other browsers, nor makes those that took it get it again.
            catch (HttpRequestException)
            {
                (mayPass, error) = (true, "push-unreachable");
                continue;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                (mayPass, error) = (true, "push-timeout");
                continue;
            }
            switch (answer)
            {
                case null: isSent = true; break;
                case (HttpStatusCode.NotFound or HttpStatusCode.Gone):
                    await browsers.Gone(patient, target.Endpoint, cancellation);
                    break;
                case { } refused:
                    (mayPass, error) = (mayPass || refused is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError, $"push-{(int)refused}");
                    break;
            }
        }
        return isSent ? null : (error, mayPass);
    }

    public void Dispose() => client.Dispose();

    /// <returns>What the service answered; null when it took the message.</returns>
    private async Task<HttpStatusCode?> Send(PushTarget target, CancellationToken cancellation)
    {
        if (door.Check(target.Endpoint) is not { } endpoint || !PushMessage.AreKeys(target.PublicKey, target.Secret))
        {
            return HttpStatusCode.Gone;
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new ByteArrayContent(PushMessage.Encrypt("""{"reminder":true}"""u8, Base64Url.DecodeFromChars(target.PublicKey), Base64Url.DecodeFromChars(target.Secret)))
            {
                Headers = { ContentType = new("application/octet-stream"), ContentEncoding = { "aes128gcm" } },
            },
        };
        request.Headers.TryAddWithoutValidation("Authorization", keys.Authorization(endpoint));
        request.Headers.Add("TTL", KeptFor.ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers.Add("Urgency", "normal");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        return response.IsSuccessStatusCode ? null : response.StatusCode;
    }
}
