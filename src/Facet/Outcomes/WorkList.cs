using Facet.Knowledge;

namespace Facet.Outcomes;

/// <summary>What kind of thing waits for a clinician. A closed list: among things that are equally urgent and due at once, the earlier kind stands first.</summary>
public enum WorkKind
{
    /// <summary>A warning sign, an adverse event, distress, too high a dose: what a person wrote that cannot wait.</summary>
    RedFlag,

    /// <summary>An intake that triage stopped or limited.</summary>
    HeldIntake,

    /// <summary>A rule that was overridden and waits for a second signature.</summary>
    Override,

    /// <summary>Somebody who gets worse by more than measurement error.</summary>
    Worsening,

    /// <summary>A plan that was proposed and that nobody has signed.</summary>
    Proposal,

    /// <summary>A review of a plan that is due.</summary>
    Review,

    /// <summary>The review half-way through a plan.</summary>
    HalfwayReview,

    /// <summary>Somebody who has stopped checking in.</summary>
    Silent,

    /// <summary>What a patient says against a plan.</summary>
    Objection,

    /// <summary>A message.</summary>
    Message,

    /// <summary>A request for a talk.</summary>
    Consultation,

    /// <summary>A request to erase data.</summary>
    Erasure,

    /// <summary>A reply below an article that seems to tell of harm.</summary>
    Reply,

    /// <summary>A task of a kind that this program does not know.</summary>
    Other,
}

/// <summary>Words of the kinds, as addresses and rows have them.</summary>
public static class WorkKinds
{
    private static readonly (WorkKind Kind, string Word)[] Words =
    [
        (WorkKind.RedFlag, "red-flag"), (WorkKind.HeldIntake, "held-intake"), (WorkKind.Override, "override"), (WorkKind.Worsening, "worsening"), (WorkKind.Proposal, "proposal"),
        (WorkKind.Review, "review"), (WorkKind.HalfwayReview, "halfway-review"), (WorkKind.Silent, "silent"), (WorkKind.Objection, "objection"), (WorkKind.Message, "message"),
        (WorkKind.Consultation, "consultation"), (WorkKind.Erasure, "erasure"), (WorkKind.Reply, "reply"), (WorkKind.Other, "other"),
    ];

    /// <summary>Every kind, in order.</summary>
    public static IReadOnlyList<WorkKind> All { get; } = [.. Words.Select(each => each.Kind)];

    /// <summary>The word of a kind, such as <c>held-intake</c>.</summary>
    public static string Word(this WorkKind kind) => Words.First(each => each.Kind == kind).Word;

    /// <summary>The kind of a word, or <see langword="null"/>.</summary>
    public static WorkKind? Parse(string? word) => Words.FirstOrDefault(each => each.Word == word) is { Word: not null } found ? found.Kind : null;

    /// <summary>The kind of a task by the word that its entry gave it. A word that nobody knows is <see cref="WorkKind.Other"/>, never nothing.</summary>
    /// <param name="task">The word, such as <c>warning</c>.</param>
    public static WorkKind OfTask(string task) => task switch
    {
        "warning" or "adverse" or "distress" or "dose" or "skin" => WorkKind.RedFlag,
        "review" => WorkKind.Worsening,
        "message" => WorkKind.Message,
        "objection" => WorkKind.Objection,
        "consultation" => WorkKind.Consultation,
        Care.ErasureRequested.TaskKind => WorkKind.Erasure,
        _ => WorkKind.Other,
    };
}

/// <summary>Something that waits for a clinician.</summary>
public sealed record WorkItem
{
    /// <summary>Its name: no two things on a list have the same.</summary>
    public required string Key { get; init; }

    /// <summary>What kind of thing.</summary>
    public required WorkKind Kind { get; init; }

    /// <summary>How urgent; <see langword="null"/> for unknown.</summary>
    public required TriageTier? Tier { get; init; }

    /// <summary>Whom it is about; <see langword="null"/> for an intake whom nobody has taken on, and for a visitor.</summary>
    public Guid? Patient { get; init; }

    /// <summary>The intake; <see langword="null"/> where it is not known.</summary>
    public Guid? Intake { get; init; }

    /// <summary>How the team calls the person; empty where they have no name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it is about, for clinicians.</summary>
    public required string Text { get; init; }

    /// <summary>Since when it waits.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Until when somebody must have looked.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>The tier that its place follows from: what is unknown counts as urgent.</summary>
    public TriageTier Urgency => Tier ?? TriageTier.Urgent;
}

/// <summary>Everything that waits for a clinician, in the order in which to look at it: the higher tier first, then the sooner due.</summary>
public sealed record WorkList
{
    private WorkList(IReadOnlyList<WorkItem> items) => Items = items;

    /// <summary>The things, in order.</summary>
    public IReadOnlyList<WorkItem> Items { get; }

    /// <summary>Puts things into order. The order is total: the same things give the same list, however they come in.</summary>
    /// <exception cref="ArgumentException">Two have the same key: one of them would be lost with the other's answer.</exception>
    public static WorkList Of(IEnumerable<WorkItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        List<WorkItem> ordered = [.. items.OrderByDescending(item => item.Urgency).ThenBy(item => item.Due).ThenBy(item => item.Since).ThenBy(item => item.Kind).ThenBy(item => item.Key, StringComparer.Ordinal)];
        return ordered.Select(item => item.Key).Distinct(StringComparer.Ordinal).Count() == ordered.Count ? new(ordered) : throw new ArgumentException("Two things have the same key.", nameof(items));
    }

    /// <summary>The list after one thing was answered: exactly that one is gone.</summary>
    /// <param name="key">Its key; a list without it stays as it is.</param>
    public WorkList Without(string key) => new([.. Items.Where(item => item.Key != key)]);
}
