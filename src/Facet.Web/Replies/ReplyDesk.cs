using System.Text.RegularExpressions;
using Facet.Storage.Clinics;
using Facet.Storage.Site;
using Facet.Web.Languages;
using Facet.Web.Shell;

namespace Facet.Web.Replies;

/// <summary>Takes replies in and shows their writers what became of them.</summary>
internal sealed partial class ReplyDesk(ReplyStore store, HomeClinic home, TimeProvider clock)
{
    private const int MostDropped = 200;

    // What a program sent is not stored. For a while its page says what everybody's page says, so that it learns nothing.
    private readonly Dictionary<string, ReplyCase> dropped = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();
    private readonly Lock gate = new();

    /// <summary>Stores a reply; one that fell into the trap is dropped without a word, but never where it tells of harm: behind a filled field may still be a person.</summary>
    /// <param name="slug">The article.</param>
    /// <param name="parent">The reply that it answers; null for none.</param>
    /// <param name="form">What was filled in; nothing is wrong with it.</param>
    /// <param name="isTrapped">Whether it fell into the trap.</param>
    /// <param name="secret">The secret that came with the form.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<ReplyStored> Send(string slug, Guid? parent, ReplyForm form, bool isTrapped, string secret, CancellationToken cancellation)
    {
        var draft = new ReplyDraft(slug, SiteLanguage.Now, parent, form.Name, form.Text, form.TellsOfHarm);
        if (!isTrapped || draft.TellsOfHarm) { return await store.Add(Caller.Nobody(home.Id), draft, form.Email, secret, cancellation); }
        lock (gate)
        {
            if (dropped.TryAdd(secret, new(new(Guid.Empty, slug, draft.Language, parent, draft.Name, draft.Text, clock.GetUtcNow(), false), draft.TellsOfHarm, [], []))) { order.Enqueue(secret); }
            if (order.Count > MostDropped) { dropped.Remove(order.Dequeue()); }
        }
        return ReplyStored.Stored;
    }

    /// <summary>What became of a writer's reply.</summary>
    /// <returns>Null for a secret that belongs to none.</returns>
    public async Task<ReplyCase?> Mine(string secret, CancellationToken cancellation)
    {
        if (!IsSecret(secret)) { return null; }
        lock (gate)
        {
            if (dropped.TryGetValue(secret, out var known)) { return known; }
        }
        return await store.Mine(home.Id, secret, cancellation);
    }

    /// <summary>Takes a writer's reply back.</summary>
    public async Task TakeBack(string secret, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (dropped.TryGetValue(secret, out var known))
            {
                dropped[secret] = known with { Decisions = [new(false, ReplyStore.TakenBack, "", clock.GetUtcNow(), "")] };
                return;
            }
        }
        if (IsSecret(secret)) { await store.TakeBack(Caller.Nobody(home.Id), secret, cancellation); }
    }

    /// <summary>Whether a text is a secret as the form makes them.</summary>
    public static bool IsSecret(string? text) => text is not null && Secret().IsMatch(text);

    [GeneratedRegex(@"^[A-Za-z0-9_-]{43}\z")]
    private static partial Regex Secret();
}
