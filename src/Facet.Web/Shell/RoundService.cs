namespace Facet.Web.Shell;

/// <summary>Work that is done again and again while the program runs. A round that fails is logged and does not end it.</summary>
internal abstract partial class RoundService(TimeSpan beat, TimeProvider clock, IHostApplicationLifetime life, ILogger log) : BackgroundService
{
    protected TimeProvider Clock { get; } = clock;

    protected ILogger Log { get; } = log;

    /// <summary>Whether the first round is at the start and not one beat after it, so that the first pages do not wait for it.</summary>
    protected virtual bool StartsAtOnce => false;

    /// <summary>One round.</summary>
    public abstract Task Round(CancellationToken cancellation);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The storage is open once the host has started.
        var started = new TaskCompletionSource();
        await using var _ = life.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(beat, Clock);
        for (var isFirst = true; (isFirst && StartsAtOnce) || await timer.WaitForNextTickAsync(stoppingToken); isFirst = false)
        {
            try
            {
                await Round(stoppingToken);
            }
            catch (Exception problem) when (problem is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Failed(problem);
            }
        }
    }

    /// <summary>Logs that something went wrong, by its type alone: a message may hold an address.</summary>
    protected void Failed(Exception problem) => RoundFailed(Log, GetType().Name, problem.GetType().Name);

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of {Work} failed: {Problem}.")]
    private static partial void RoundFailed(ILogger log, string work, string problem);
}
