using Facet.Treatments;

namespace Facet.Care;

/// <summary>What a step of a guided session is.</summary>
public enum TimedStepKind
{
    /// <summary>Words, then quiet.</summary>
    Say,

    /// <summary>Breathing to a pace.</summary>
    Breathe,

    /// <summary>Something warm is on the skin.</summary>
    Warm,

    /// <summary>Something cold is on the skin.</summary>
    Cold,

    /// <summary>The skin is looked at: the person answers, or the session ends.</summary>
    Check,

    /// <summary>Moving.</summary>
    Move,
}

/// <summary>A step of a guided session.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Seconds">How long, 1 or more; for a check, the time to answer.</param>
/// <param name="Text">What is said at its start.</param>
public sealed record TimedStep(TimedStepKind Kind, int Seconds, string Text)
{
    /// <summary>Seconds to breathe in; <see langword="null"/> for no pace.</summary>
    public int? In { get; init; }

    /// <summary>Seconds to breathe out; <see langword="null"/> for no pace.</summary>
    public int? Out { get; init; }

    /// <summary>A short heading; <see langword="null"/> for none.</summary>
    public string? Title { get; init; }

    /// <summary>Whether a pack is on the skin during it.</summary>
    public bool OnSkin { get; init; }
}

/// <summary>A guided session as timed steps: the same on paper, on a page without script, and when it runs.</summary>
/// <param name="Id">Its word.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Stop">When to stop.</param>
/// <param name="Steps">The steps, in order.</param>
public sealed record GuidedSession(string Id, string Title, string Stop, IReadOnlyList<TimedStep> Steps)
{
    /// <summary>Seconds of the whole session.</summary>
    public int Seconds => Steps.Sum(step => step.Seconds);

    /// <summary>Minutes of the whole session, rounded up.</summary>
    public int Minutes => (Seconds + 59) / 60;

    /// <summary>A script of the files as timed steps.</summary>
    public static GuidedSession Of(GuidedScript script) => new(script.Id, script.Title, script.Stop,
        [.. script.Lines.Select(line => new TimedStep(line.In is null ? TimedStepKind.Say : TimedStepKind.Breathe, line.Seconds, line.Say) { In = line.In, Out = line.Out })]);

    /// <summary>The yoga sequence for somebody: without the poses that something bars.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="barred">Flags that hold for the person or that nobody could decide; <see langword="null"/> when that was not worked out: then only poses that no flag bars.</param>
    public static GuidedSession Of(YogaSequence sequence, IReadOnlyList<string>? barred)
    {
        var steps = new List<TimedStep>();
        foreach (var pose in PosesFor(sequence, barred))
        {
            foreach (var side in pose.HasSides ? (IReadOnlyList<string>)["First side. ", "Now the other side. "] : [""])
            {
                if (sequence.GetReadySeconds > 0) { steps.Add(new(TimedStepKind.Say, sequence.GetReadySeconds, $"{side}{string.Join(' ', pose.Steps)}") { Title = pose.Name }); }
                steps.Add(new(TimedStepKind.Move, pose.Seconds, "Go on like this, and breathe.") { Title = pose.Name });
            }
        }
        return new(GuideKinds.Yoga, sequence.Title, sequence.Stop, steps);
    }

    /// <summary>The poses that nothing bars.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="barred">As for <see cref="Of(YogaSequence, IReadOnlyList{string}?)"/>.</param>
    public static IReadOnlyList<YogaPose> PosesFor(YogaSequence sequence, IReadOnlyList<string>? barred) =>
        [.. sequence.Poses.Where(pose => barred is null ? pose.Avoid.Count == 0 : !pose.Avoid.Any(barred.Contains))];

    /// <summary>A walk of so many minutes, with a slow start, a half-way mark and a slow end.</summary>
    /// <param name="plan">The programme.</param>
    /// <param name="minutes">Minutes, 1 or more.</param>
    public static GuidedSession Walk(WalkingPlan plan, int minutes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minutes, 1);
        // A walk too short for them has no slow start and end of its own.
        var (start, end) = minutes > plan.StartMinutes + plan.EndMinutes + 1 ? (plan.StartMinutes, plan.EndMinutes) : (0, 0);
        var half = (minutes * 60 / 2) - (start * 60);
        List<TimedStep> steps = [];
        Add(start * 60, plan.Words.Start);
        Add(half, plan.Words.On);
        Add((minutes * 60) - (start * 60) - half - (end * 60), plan.Words.Half);
        Add(end * 60, plan.Words.End);
        return new("walk", "Your walk", "", steps);

        void Add(int seconds, string text)
        {
            if (seconds > 0) { steps.Add(new(TimedStepKind.Move, seconds, text)); }
        }
    }

    /// <summary>Work and breaks in turn, each break with another thing to do. The page begins again at the end.</summary>
    /// <param name="breaks">What the files say.</param>
    /// <param name="everyMinutes">Minutes between breaks.</param>
    public static GuidedSession Breaks(MovementBreaks breaks, int everyMinutes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(everyMinutes, 1);
        return new("breaks", "Breaks", "", [.. breaks.Prompts.SelectMany(prompt => (IEnumerable<TimedStep>)[new(TimedStepKind.Say, everyMinutes * 60, breaks.Wait), new(TimedStepKind.Move, breaks.MoveSeconds, prompt)])]);
    }
}
