namespace Facet.Treatments;

/// <summary>A line of a guided session: said at its start, quiet for the rest of its time.</summary>
/// <param name="Seconds">How long, 1 or more.</param>
/// <param name="Say">The words.</param>
/// <param name="In">Seconds to breathe in; <see langword="null"/> for no pace.</param>
/// <param name="Out">Seconds to breathe out; <see langword="null"/> for no pace.</param>
public sealed record GuidedLine(int Seconds, string Say, int? In, int? Out);

/// <summary>A guided session as the files have it.</summary>
/// <param name="Id">Its word.</param>
/// <param name="Techniques">The techniques of the catalogue that it belongs to.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Week">The week of a course that it belongs to; <see langword="null"/> for any.</param>
/// <param name="Stop">When to stop.</param>
/// <param name="Lines">The lines, in order.</param>
public sealed record GuidedScript(string Id, IReadOnlyList<string> Techniques, string Title, int? Week, string Stop, IReadOnlyList<GuidedLine> Lines);

/// <summary>A pose of the yoga sequence.</summary>
/// <param name="Id">Its word.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Seconds">How long, for each side where there are two.</param>
/// <param name="HasSides">Whether it is done on one side and then on the other.</param>
/// <param name="Steps">How to do it.</param>
/// <param name="Easier">An easier form.</param>
/// <param name="Avoid">Flags that bar it: those of the exercise library.</param>
public sealed record YogaPose(string Id, string Name, int Seconds, bool HasSides, IReadOnlyList<string> Steps, string Easier, IReadOnlyList<string> Avoid);

/// <summary>The yoga sequence.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Intro">What to know first.</param>
/// <param name="Stop">When to stop.</param>
/// <param name="GetReadySeconds">Time to get into each pose.</param>
/// <param name="Poses">The poses, in order.</param>
public sealed record YogaSequence(string Title, string Intro, string Stop, int GetReadySeconds, IReadOnlyList<YogaPose> Poses);

/// <summary>The words of heat or of cold.</summary>
/// <param name="LeastMinutes">A round is at least so long.</param>
/// <param name="Prepare">Before.</param>
/// <param name="During">While it is on the skin.</param>
/// <param name="Check">What to look for when the skin is looked at.</param>
/// <param name="After">At the end.</param>
/// <param name="Move">What to do afterwards; empty for nothing.</param>
public sealed record ThermalWords(int LeastMinutes, string Prepare, string During, string Check, string After, string Move);

/// <summary>A sign of harm to the skin that can be ticked.</summary>
/// <param name="Id">Its word in records.</param>
/// <param name="Text">What it says.</param>
public sealed record SkinSign(string Id, string Text);

/// <summary>How heat and cold are done.</summary>
public sealed record ThermalProtocol
{
    /// <summary>Heat.</summary>
    public required ThermalWords Heat { get; init; }

    /// <summary>Cold.</summary>
    public required ThermalWords Cold { get; init; }

    /// <summary>Seconds to get ready.</summary>
    public required int PrepareSeconds { get; init; }

    /// <summary>Seconds to answer when the skin is looked at; without an answer it comes off.</summary>
    public required int AnswerSeconds { get; init; }

    /// <summary>Minutes to move afterwards.</summary>
    public required int MoveMinutes { get; init; }

    /// <summary>Minutes from the end of one round to the next.</summary>
    public required int PauseMinutes { get; init; }

    /// <summary>Hours from the first use of cold within which it is used at all.</summary>
    public required int ColdHours { get; init; }

    /// <summary>Minutes between warm and cold.</summary>
    public required int RestMinutes { get; init; }

    /// <summary>What to do between warm and cold.</summary>
    public required string Rest { get; init; }

    /// <summary>Signs of harm to the skin.</summary>
    public required IReadOnlyList<SkinSign> Signs { get; init; }
}

/// <summary>A week of the walking programme that the file names.</summary>
/// <param name="Week">Which, from 1.</param>
/// <param name="Sessions">Walks in the week.</param>
/// <param name="Least">Minutes of a walk, at least.</param>
/// <param name="Most">Minutes of a walk, at most.</param>
/// <param name="Intensity">How brisk; empty for as before.</param>
public sealed record WalkingWeek(int Week, int Sessions, int Least, int Most, string Intensity);

/// <summary>The walking programme as the files have it.</summary>
public sealed record WalkingPlan
{
    /// <summary>The weeks that are named, in order.</summary>
    public required IReadOnlyList<WalkingWeek> Weeks { get; init; }

    /// <summary>Minutes at most for a level of the catalogue; a level that is not named has no cap.</summary>
    public required IReadOnlyDictionary<string, int> Caps { get; init; }

    /// <summary>Days after a flare on which less is walked.</summary>
    public required int FlareDays { get; init; }

    /// <summary>Minutes of a slow start.</summary>
    public required int StartMinutes { get; init; }

    /// <summary>Minutes of a slow end.</summary>
    public required int EndMinutes { get; init; }

    /// <summary>The words of start, walk, half-way and end.</summary>
    public required (string Start, string On, string Half, string End) Words { get; init; }

    /// <summary>What helps, in the order of the file.</summary>
    public required IReadOnlyList<string> Coaching { get; init; }
}

/// <summary>Breaks from sitting, and the workstation checklist.</summary>
/// <param name="EveryMinutes">Minutes between breaks that can be chosen.</param>
/// <param name="MoveSeconds">Length of a break.</param>
/// <param name="Wait">What is said while working.</param>
/// <param name="Prompts">What to do in a break, one after the other.</param>
/// <param name="Checklist">Questions by the id of the entry of <c>delivery.yaml</c>, with that entry's text.</param>
public sealed record MovementBreaks(IReadOnlyList<int> EveryMinutes, int MoveSeconds, string Wait, IReadOnlyList<string> Prompts, IReadOnlyList<ChecklistItem> Checklist);

/// <summary>A question of the workstation checklist.</summary>
/// <param name="Id">Its word.</param>
/// <param name="Ask">The question.</param>
/// <param name="Advice">What helps where the answer is no, for clinicians and readers who want it.</param>
public sealed record ChecklistItem(string Id, string Ask, string Advice);

/// <summary>How a goal is asked for.</summary>
public sealed record GoalGuideWords
{
    /// <summary>The item of the catalogue.</summary>
    public required string Item { get; init; }

    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>The question for the goal.</summary>
    public required string Ask { get; init; }

    /// <summary>An example of a goal.</summary>
    public required string Example { get; init; }

    /// <summary>The question for the small step.</summary>
    public required string Step { get; init; }

    /// <summary>An example of a step.</summary>
    public required string StepExample { get; init; }

    /// <summary>Things to try.</summary>
    public required IReadOnlyList<string> Ideas { get; init; }

    /// <summary>The unit of a number that can be noted along with it; <see langword="null"/> for none.</summary>
    public string? Unit { get; init; }

    /// <summary>The question for the number; <see langword="null"/> for none.</summary>
    public string? Number { get; init; }

    /// <summary>The least number.</summary>
    public double Least { get; init; }

    /// <summary>The greatest number.</summary>
    public double Most { get; init; }
}

/// <summary>What people hear and read while they do an item of their plan.</summary>
public sealed record DeliveryContent
{
    /// <summary>Guided sessions.</summary>
    public required IReadOnlyList<GuidedScript> Sessions { get; init; }

    /// <summary>The yoga sequence.</summary>
    public required YogaSequence Yoga { get; init; }

    /// <summary>Heat and cold.</summary>
    public required ThermalProtocol Thermal { get; init; }

    /// <summary>Walking.</summary>
    public required WalkingPlan Walking { get; init; }

    /// <summary>Breaks and the workstation.</summary>
    public required MovementBreaks Breaks { get; init; }

    /// <summary>Goals, by the item of the catalogue.</summary>
    public required IReadOnlyList<GoalGuideWords> Goals { get; init; }

    /// <summary>Reads and checks <c>treatments/sessions.yaml</c> and what it refers to.</summary>
    /// <returns>The content, or every problem with file, line, column and entry.</returns>
    public static Checked<DeliveryContent> Load(Knowledge.KnowledgeFiles files)
    {
        var reader = new Knowledge.KnowledgeReader(files, []);
        var content = new DeliveryContentLoader(reader).Load();
        return reader.Problems is { Count: > 0 } problems || content is null ? Checked<DeliveryContent>.Refused(reader.Problems) : content;
    }
}
