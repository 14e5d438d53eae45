using Facet.Web.Shell;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Facet.Web.Reminders;

/// <summary>Where letters go when there is no mail server.</summary>
internal sealed record MailFolder(string Path);

/// <summary>Sends a reminder as a letter. It names no treatment, no pain and no clinic: who sees the letter learns that somebody is reminded of something.</summary>
internal sealed class ReminderMail(IOptions<MailSettings> settings, IOptions<ClinicSettings> clinic, MailFolder folder, TimeProvider clock)
{
    public const string Subject = "A reminder";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>What the letter says.</summary>
    public string Text => string.Join("\r\n",
        "Hello,",
        "",
        "You asked to be reminded at about this time.",
        clinic.Value.Site is { Length: > 0 } site ? $"Open your page: {site.TrimEnd('/')}/my" : "Open your page as you always do.",
        "",
        "You do not want these letters?",
        clinic.Value.Site is { Length: > 0 } where ? $"Sign in and switch them off here: {where.TrimEnd('/')}/my/reminders" : "Sign in, choose \"More\", then \"Reminders\", and switch them off.",
        "",
        "Nobody reads answers to this letter.",
        "");

    /// <summary>Hands the letter over.</summary>
    /// <param name="reminder">The reminder's name, which names the letter too: what is sent twice can be told.</param>
    /// <param name="to">The address.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task Send(Guid reminder, string to, CancellationToken cancellation) => Send(reminder, to, Subject, Text, cancellation);

    /// <summary>Hands over a letter that is no reminder.</summary>
    /// <param name="name">The letter's name: what is sent twice can be told.</param>
    /// <param name="to">The address.</param>
    /// <param name="subject">What stands above it.</param>
    /// <param name="text">What it says, lines ended by CR and LF.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task Send(Guid name, string to, string subject, string text, CancellationToken cancellation)
    {
        using var letter = new MimeMessage { Subject = subject, Date = clock.GetUtcNow(), MessageId = $"{name:N}@{Domain}" };
        letter.From.Add(MailboxAddress.Parse(settings.Value.From));
        letter.To.Add(MailboxAddress.Parse(to));
        letter.Headers.Add("Auto-Submitted", "auto-generated");
        letter.Body = new TextPart("plain") { Text = text };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(LongestWait);
        await (settings.Value.Host.Length > 0 ? Submit(letter, limit.Token) : Drop(letter, name, limit.Token));
    }

    private string Domain => settings.Value.From.Split('@')[^1];

    private async Task Submit(MimeMessage letter, CancellationToken cancellation)
    {
        var mail = settings.Value;
        using var server = new SmtpClient();
        await server.ConnectAsync(mail.Host, mail.Port, mail.Security.ToUpperInvariant() switch
        {
            "TLS" => SecureSocketOptions.SslOnConnect,
            "NONE" => SecureSocketOptions.None,
            _ => SecureSocketOptions.StartTls,
        }, cancellation);
        if (mail.User.Length > 0)
        {
            await server.AuthenticateAsync(mail.User, mail.Password, cancellation);
        }
        await server.SendAsync(letter, cancellation);
        await server.DisconnectAsync(quit: true, cancellation);
    }

    // The name is the letter's, so that a letter that is dropped twice is there once; it appears whole or not at all.
    private async Task Drop(MimeMessage letter, Guid name, CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows()) { Directory.CreateDirectory(folder.Path); }
        else { Directory.CreateDirectory(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute); }
        var path = Path.Combine(folder.Path, $"{name:N}.eml");
        await using (var file = new FileStream($"{path}.part", FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await letter.WriteToAsync(file, cancellation);
            file.Flush(flushToDisk: true);
        }
        File.Move($"{path}.part", path, overwrite: true);
    }
}
