using System.Collections.Concurrent;
using Facet.Evidence;
using Facet.Planning;
using Facet.Storage.Clinics;
using Facet.Storage.Evidence;
using Facet.Web.Evidence;
using Facet.Web.Settings;
using Facet.Web.Shell;

namespace Facet.Web.LivingEvidence;

/// <summary>A version of the evidence with the pathway that plans by it. Version 0 is what the program brings.</summary>
/// <param name="Number">The version.</param>
/// <param name="Pathway">The pathway.</param>
/// <param name="Base">The pathway before the clinic's own trials: its files are what a proposal's knowledge names.</param>
public sealed record ShelvedEvidence(int Number, CarePathway Pathway, CarePathway Base)
{
    private readonly Lazy<TrialLibrary> trials = new(() => LoadedKnowledge.Trials(Pathway));
    private OnDemandFits? fits;

    /// <summary>Fits that only the evidence pages ask for, made once for each version.</summary>
    internal OnDemandFits Fits => LazyInitializer.EnsureInitialized(ref fits, () => new OnDemandFits(Pathway, Trials));

    /// <summary>The trials behind the effects, read when somebody asks.</summary>
    public TrialLibrary Trials => trials.Value;
}

/// <summary>Every version of the evidence as a pathway of its own. Versions never change, so that each is read once.</summary>
internal sealed class EvidenceShelf(SettingsShelf settings, EvidenceStore store, TimeProvider clock)
{
    /// <summary>After how long a choice made on another node is noticed.</summary>
    private static readonly TimeSpan LooksAgain = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<(ClinicId Clinic, int Settings, int Number), ShelvedEvidence> versions = new();
    private readonly ConcurrentDictionary<ClinicId, (int Number, DateTimeOffset Looked)> current = new();

    /// <summary>What the program brings.</summary>
    public ShelvedEvidence Built { get; } = new(0, settings.Built.Pathway, settings.Built.Pathway);

    /// <summary>What new plans of the clinic use.</summary>
    public async ValueTask<ShelvedEvidence> Current(ClinicId clinic, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (!current.TryGetValue(clinic, out var known) || known.Looked + LooksAgain <= now)
        {
            current[clinic] = known = (await store.Current(clinic, cancellation), now);
        }
        return await Find(clinic, known.Number, cancellation) ?? throw new InvalidOperationException("The chosen version of the evidence does not exist.");
    }

    /// <summary>Looks again at once: a choice was just made.</summary>
    public void Forget(ClinicId clinic) => current.TryRemove(clinic, out _);

    /// <summary>A version of the clinic.</summary>
    /// <returns>Null when it has none with this number.</returns>
    public async ValueTask<ShelvedEvidence?> Find(ClinicId clinic, int number, CancellationToken cancellation)
    {
        var (version, _, built, _) = await settings.Current(clinic, cancellation);
        if (number == 0 && version == 0)
        {
            return Built;
        }
        if (versions.TryGetValue((clinic, version, number), out var held))
        {
            return held;
        }
        return number == 0 ? versions.GetOrAdd((clinic, version, 0), new ShelvedEvidence(0, built, built))
            : await store.Find(clinic, number, cancellation) is not { } content ? null
            : !FittedEffects.Read(content.Effects).TryGet(out var effects, out _) ? throw new InvalidOperationException($"The stored effects {content.Model} cannot be read.")
            : versions.GetOrAdd((clinic, version, number), new ShelvedEvidence(number, built.With(effects, content.Trials), built));
    }

    /// <summary>The version whose effects have this id: a plan that quotes it is shown with it.</summary>
    public async Task<ShelvedEvidence?> OfModel(ClinicId clinic, string model, CancellationToken cancellation) =>
        model == (await settings.Current(clinic, cancellation)).Pathway.Effects.Id ? await Find(clinic, 0, cancellation)
            : await store.NumberOf(clinic, model, cancellation) is { } number ? await Find(clinic, number, cancellation) : null;
}

/// <summary>The evidence that this request works with: what new plans use, or what an earlier plan was made with.</summary>
internal sealed class EvidenceInUse(EvidenceShelf shelf, HomeClinic clinic)
{
    private ShelvedEvidence? chosen;

    public CarePathway Pathway => (chosen ?? shelf.Built).Pathway;

    /// <summary>The pathway before the clinic's own trials.</summary>
    public CarePathway Base => (chosen ?? shelf.Built).Base;

    public TrialLibrary Trials => (chosen ?? shelf.Built).Trials;

    public OnDemandFits Fits => (chosen ?? shelf.Built).Fits;

    public void Use(ShelvedEvidence evidence) => chosen = evidence;

    /// <summary>Before a page is made, finds out what it works with.</summary>
    public static async Task Settle(HttpContext context, RequestDelegate next)
    {
        // Files, and the question whether the database answers, need no evidence.
        if (context.GetEndpoint()?.Metadata is not { } endpoint || (endpoint.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is null && endpoint.GetMetadata<IEndpointNameMetadata>()?.EndpointName != nameof(Health.HealthCheck)))
        {
            var inUse = context.RequestServices.GetRequiredService<EvidenceInUse>();
            inUse.Use(await inUse.Newest(context.RequestAborted));
        }
        await next(context);
    }

    /// <summary>The version with these effects, if the clinic has it.</summary>
    public Task<ShelvedEvidence?> OfModel(string model, CancellationToken cancellation) => shelf.OfModel(clinic.Id, model, cancellation);

    private ValueTask<ShelvedEvidence> Newest(CancellationToken cancellation) => shelf.Current(clinic.Id, cancellation);
}

/// <summary>Fits effects to trials for people who wait, one at a time: a fit takes a core.</summary>
internal sealed class EvidenceFitting : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim one = new(1);

    /// <returns>The effects, or the problems of the files; null when others kept it busy for too long.</returns>
    public async Task<Checked<FittedEffects>?> Fit(Knowledge.KnowledgeFiles files, CancellationToken cancellation)
    {
        if (!await one.WaitAsync(LongestWait, cancellation))
        {
            return null;
        }
        try
        {
            return await Task.Run(() => FittedEffects.Fit(files), cancellation);
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();
}
