namespace Facet.Web.Reminders;

/// <summary>How e-mail leaves; section <c>Mail</c> of the configuration. Without a host, letters are put as files into a folder and go nowhere by themselves.</summary>
public sealed class MailSettings
{
    /// <summary>The folder for letters where there is no host; empty for <c>mail</c> beside the database.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The mail server that takes letters; empty for none.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port: 587 is for submission (RFC 6409).</summary>
    public int Port { get; set; } = 587;

    /// <summary>Whom Facet signs in as; empty for nobody.</summary>
    public string User { get; set; } = "";

    /// <summary>The password. It is read from the configuration and written nowhere.</summary>
    public string Password { get; set; } = "";

    /// <summary><c>starttls</c> (the default: refused where the server does not offer it), <c>tls</c> from the first byte, or <c>none</c> for a server on this machine.</summary>
    public string Security { get; set; } = "starttls";

    /// <summary>The sender's address.</summary>
    public string From { get; set; } = "no-reply@localhost";

    /// <summary>Whether somebody has said where letters go.</summary>
    public bool IsSetUp => Host.Length > 0 || Folder.Length > 0;
}
