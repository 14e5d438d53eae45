using System.Collections.Concurrent;
using Facet.Interop.Json;
using Facet.Planning;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;

namespace Facet.Web.Settings;

/// <summary>A version of a clinic's settings with the pathway that follows from it. Version 0 is the files as they are.</summary>
/// <param name="Version">The version.</param>
/// <param name="Document">What was set.</param>
/// <param name="Pathway">The pathway: where the version cannot be read any more, with the files' own numbers and without what the clinic had answered otherwise.</param>
/// <param name="Problems">Why it cannot be read; empty where all is well.</param>
internal sealed record ShelvedSettings(int Version, ClinicDocument Document, CarePathway Pathway, IReadOnlyList<Problem> Problems);

/// <summary>Every clinic's settings as a pathway of its own.</summary>
internal sealed partial class SettingsShelf(CarePathway built, ClinicSettingStore store, TimeProvider clock, ILogger<SettingsShelf> log)
{
    /// <summary>After how long a change made on another node is noticed.</summary>
    private static readonly TimeSpan LooksAgain = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<ClinicId, (ShelvedSettings Settings, DateTimeOffset Looked)> current = new();

    /// <summary>The files as they are.</summary>
    public ShelvedSettings Built { get; } = new(0, new(), built, []);

    /// <summary>What holds for a clinic.</summary>
    public async ValueTask<ShelvedSettings> Current(ClinicId clinic, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (current.TryGetValue(clinic, out var known) && known.Looked + LooksAgain > now)
        {
            return known.Settings;
        }
        if (await store.Current(clinic, cancellation) != (known.Settings?.Version ?? -1))
        {
            known.Settings = await store.Newest(clinic, cancellation) is { } newest ? Open(newest) : Built;
        }
        current[clinic] = (known.Settings!, now);
        return known.Settings!;
    }

    /// <summary>Looks again at once: something was just changed.</summary>
    public void Forget(ClinicId clinic) => current.TryRemove(clinic, out _);

    /// <summary>A stored version as a pathway.</summary>
    public ShelvedSettings Open(ClinicSetting stored)
    {
        var document = ClinicDocument.Read(stored.Json);
        if (document.Choices.Apply(built).TryGet(out var pathway, out var problems))
        {
            return new(stored.Version, document, pathway, []);
        }
        Unreadable(stored.Version, string.Join(" ", problems));
        return new(stored.Version, document, document.Choices.LeaveOpen(built), problems);
    }

    [LoggerMessage(LogLevel.Error, "Version {Version} of the clinic's settings does not fit this program; plans use the files' own numbers, and what it answered counts as unknown. {Problems}")]
    private partial void Unreadable(int version, string problems);
}
