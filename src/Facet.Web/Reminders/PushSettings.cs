namespace Facet.Web.Reminders;

/// <summary>Reminders on people's devices; section <c>Push</c> of the configuration. Off by default: it sends to the push services of browser makers.</summary>
public sealed class PushSettings
{
    /// <summary>How a push service reaches whoever runs this server, as <c>mailto:</c> or <c>https:</c> (RFC 8292, 2.1); empty switches pushing off.</summary>
    public string Contact { get; set; } = "";

    /// <summary>The private key, 32 bytes in base64url; empty to make one and keep it beside the database. Several nodes of one installation need the same.</summary>
    public string Key { get; set; } = "";

    /// <summary>Whether pushing is on.</summary>
    public bool IsOn => Contact.StartsWith("mailto:", StringComparison.Ordinal) || Contact.StartsWith("https://", StringComparison.Ordinal);
}
