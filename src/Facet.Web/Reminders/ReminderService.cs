using Facet.Care;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Web.Shell;

namespace Facet.Web.Reminders;

/// <summary>Sends what is due, makes the reminders of the coming days once a day, and says in the log when something was due and not sent.</summary>
internal sealed partial class ReminderService(
    ReminderStore reminders, ReminderDesk desk, ReminderMail mail, ReminderPush push, AccountStore accounts, TimeProvider clock, IHostApplicationLifetime life, ILogger<ReminderService> log) : RoundService(Beat, clock, life, log)
{
    /// <summary>After that, a reminder is of no use.</summary>
    public static readonly TimeSpan UsefulFor = TimeSpan.FromHours(6);

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Daily = TimeSpan.FromHours(24);
    private const int AtOnce = 20;

    private DateTimeOffset? topped, warned;

    /// <summary>How many reminders of the last week were due and not sent, as the newest self-check found; null before the first.</summary>
    public int? Missed { get; private set; }

    /// <summary>What was missed is known from the start.</summary>
    protected override bool StartsAtOnce => true;

    /// <summary>One round: make, send, check. What goes wrong with one person does not keep the others waiting.</summary>
    public override async Task Round(CancellationToken cancellation)
    {
        if (topped is null || Clock.GetUtcNow() - topped >= Daily)
        {
            await MakeAhead(cancellation);
            topped = Clock.GetUtcNow();
        }
        while (await reminders.Claim(Clock.GetUtcNow(), AtOnce, cancellation) is { Count: > 0 } claimed)
        {
            foreach (var reminder in claimed)
            {
                var (outcome, error) = await Try(reminder, cancellation);
                await reminders.Note(reminder, outcome, error, Clock.GetUtcNow(), cancellation);
            }
        }
        Missed = await reminders.CountMissed(Clock.GetUtcNow(), cancellation);
        if (Missed > 0 && (warned is null || Clock.GetUtcNow() - warned >= Daily))
        {
            NotSent(Log, Missed.Value);
            warned = Clock.GetUtcNow();
        }
    }

    private async Task MakeAhead(CancellationToken cancellation)
    {
        foreach (var (clinic, patient) in await reminders.People(ReminderSettings.Word, cancellation))
        {
            try
            {
                await desk.Change(Caller.Program(clinic), patient, "reminder.plan", Guid.Empty, null, cancellation);
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                Failed(problem);
            }
        }
    }

    private async Task<(SendOutcome Outcome, string? Error)> Try(Reminder reminder, CancellationToken cancellation)
    {
        try
        {
            if (Clock.GetUtcNow() - reminder.What.Due > UsefulFor)
            {
                return (SendOutcome.Failed, "too-late");
            }
            if (!await desk.IsWanted(reminder, cancellation))
            {
                return (SendOutcome.NotNeeded, null);
            }
            if (reminder.What.Channel == ReminderStore.Push)
            {
                return await push.Send(reminder.Clinic, reminder.Patient, cancellation) is { } wrong ? (wrong.MayPass ? SendOutcome.TryAgain : SendOutcome.Failed, wrong.Error) : (SendOutcome.Sent, null);
            }
            if (await accounts.OfPatient(Caller.Program(reminder.Clinic), reminder.Patient, cancellation) is not { Closed: null } account)
            {
                return (SendOutcome.Failed, "no-account");
            }
            await mail.Send(reminder.Id, account.Email, cancellation);
            return (SendOutcome.Sent, null);
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            return (SendOutcome.TryAgain, problem is MailKit.Net.Smtp.SmtpCommandException refused ? $"smtp-{(int)refused.StatusCode}" : problem.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} reminders of the last week were due and not sent. See /clinic/reminders.")]
    private static partial void NotSent(ILogger log, int count);
}
