using System.Globalization;
using Facet.Storage.Clinics;
using Facet.Storage.Site;
using Facet.Web.Languages;
using Facet.Web.Reminders;
using Facet.Web.Shell;
using Microsoft.Extensions.Options;

namespace Facet.Web.Replies;

/// <summary>Tells writers by e-mail what was decided, where a mail server is set up, and forgets their addresses: once they were told, or when the time is over.</summary>
/// <remarks>The only reader of addresses. A process that ends between handing a letter over and forgetting sends it again, under the same name.</remarks>
internal sealed partial class ReplyService(ReplyStore replies, ReminderMail mail, IOptions<MailSettings> settings, TimeProvider clock, IHostApplicationLifetime life, ILogger<ReplyService> log) : RoundService(Beat, clock, life, log)
{
    /// <summary>How long an address is kept after a decision that nobody could be told, and without a decision.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(90), KeptUndecided = TimeSpan.FromDays(365);

    private static readonly TimeSpan Beat = TimeSpan.FromMinutes(1), Rest = TimeSpan.FromHours(1);

    private readonly Dictionary<Guid, DateTimeOffset> again = [];

    /// <summary>One round: tell, forget. What goes wrong with one letter does not keep the others waiting.</summary>
    public override async Task Round(CancellationToken cancellation)
    {
        var now = Clock.GetUtcNow();
        foreach (var each in await replies.ToTell(cancellation))
        {
            if (now - each.Holds.At >= KeptFor) { await Forget(each.Reply, each.Clinic, told: false, cancellation); }
            else if (settings.Value.IsSetUp && !(again.TryGetValue(each.Reply, out var when) && now < when))
            {
                if (await Tell(each, cancellation)) { await Forget(each.Reply, each.Clinic, told: true, cancellation); }
                else { again[each.Reply] = now + Rest; }
            }
        }
        foreach (var (reply, clinic) in await replies.Unanswered(now - KeptUndecided, cancellation)) { await Forget(reply, clinic, told: false, cancellation); }
    }

    private async Task<bool> Tell(ReplyTelling each, CancellationToken cancellation)
    {
        try
        {
            await mail.Send(each.Reply, each.Email, Words(nameof(ReplyWords.LetterSubject), each.Language), Letter(each), cancellation);
            return true;
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            LetterFailed(Log, problem.GetType().Name);
            return false;
        }
    }

    /// <summary>What was decided and why. The article is not named: who sees the letter learns nothing of anybody's back.</summary>
    private static string Letter(ReplyTelling each) => string.Join("\r\n", (string[])
    [
        Words(nameof(ReplyWords.LetterHello), each.Language),
        "",
        Words(each.Holds.IsShown ? nameof(ReplyWords.LetterShown) : nameof(ReplyWords.LetterRefused), each.Language),
        .. each.Holds.Text.Length == 0 ? (string[])[] : ["", Words(nameof(ReplyWords.LetterReason), each.Language), .. each.Holds.Text.ReplaceLineEndings("\n").Split('\n')],
        "",
        Words(nameof(ReplyWords.LetterForgotten), each.Language),
        Words(nameof(ReplyWords.LetterNobody), each.Language),
        "",
    ]);

    private static string Words(string key, string language) => ReplyWords.ResourceManager.GetString(key, new CultureInfo(language == SiteLanguage.English ? "" : language)) ?? throw new InvalidOperationException($"There are no words for {key}.");

    private async Task Forget(Guid reply, ClinicId clinic, bool told, CancellationToken cancellation)
    {
        await replies.Forget(Caller.Program(clinic), reply, told, cancellation);
        again.Remove(reply);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A letter about a reply could not be sent: {Problem}.")]
    private static partial void LetterFailed(ILogger log, string problem);
}
