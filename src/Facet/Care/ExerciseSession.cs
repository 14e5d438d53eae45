using Facet.Knowledge;

namespace Facet.Care;

/// <summary>What a stretch of an exercise is for.</summary>
public enum SessionPhaseKind
{
    /// <summary>Getting into position.</summary>
    GetReady,

    /// <summary>One repetition of a movement.</summary>
    Move,

    /// <summary>One repetition that is held, or minutes of keeping still.</summary>
    Hold,

    /// <summary>A rest between repetitions.</summary>
    Rest,

    /// <summary>Changing from one side to the other.</summary>
    ChangeSides,

    /// <summary>A rest between sets.</summary>
    SetRest,

    /// <summary>The end; it takes no time.</summary>
    Done,
}

/// <summary>The side that a repetition is on.</summary>
public enum BodySide
{
    /// <summary>Both at once, or the middle.</summary>
    Both,

    /// <summary>The side that comes first; which one is the person's choice.</summary>
    First,

    /// <summary>The other side.</summary>
    Other,
}

/// <summary>A stretch of time in an exercise.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Seconds">How long, 0 or more.</param>
/// <param name="Set">The set that it belongs to, from 1.</param>
/// <param name="Repetition">The repetition that it is, or that comes next, from 1; of its side where there are sides.</param>
/// <param name="Side">The side.</param>
public readonly record struct SessionPhase(SessionPhaseKind Kind, int Seconds, int Set, int Repetition, BodySide Side)
{
    /// <summary>Whether the exercise itself is done in it.</summary>
    public bool IsWork => Kind is SessionPhaseKind.Move or SessionPhaseKind.Hold;
}

/// <summary>One go at an exercise, second by second: the same dose gives the same phases.</summary>
/// <param name="Dose">The dose.</param>
/// <param name="Phases">The phases in order; the last is <see cref="SessionPhaseKind.Done"/>.</param>
public sealed record ExerciseSession(ExerciseDose Dose, IReadOnlyList<SessionPhase> Phases)
{
    /// <summary>Seconds of the whole go.</summary>
    public int Seconds => Phases.Sum(phase => phase.Seconds);

    /// <summary>Seconds of the exercise itself.</summary>
    public int WorkSeconds => Phases.Where(phase => phase.IsWork).Sum(phase => phase.Seconds);

    /// <summary>Minutes of the whole go, rounded up.</summary>
    public int Minutes => (Seconds + 59) / 60;

    /// <summary>Lays a dose out in time.</summary>
    public static ExerciseSession Of(ExerciseDose dose)
    {
        var phases = new List<SessionPhase>();
        Add(SessionPhaseKind.GetReady, dose.GetReadySeconds, 1, 1, dose.Sides == ExerciseSides.Together ? BodySide.Both : BodySide.First);
        for (var set = 1; set <= dose.Sets; set++)
        {
            if (set > 1) { Add(SessionPhaseKind.SetRest, dose.SetRestSeconds, set, 1, dose.Sides == ExerciseSides.Together ? BodySide.Both : BodySide.First); }
            switch (dose.Sides)
            {
                case ExerciseSides.Together:
                    Run(set, BodySide.Both);
                    break;
                case ExerciseSides.OneThenOther:
                    Run(set, BodySide.First);
                    Add(SessionPhaseKind.ChangeSides, dose.ChangeSidesSeconds, set, 1, BodySide.Other);
                    Run(set, BodySide.Other);
                    break;
                default:
                    Run(set, BodySide.First, BodySide.Other);
                    break;
            }
        }
        phases.Add(new(SessionPhaseKind.Done, 0, dose.Sets, dose.Repetitions, BodySide.Both));
        return new(dose, phases);

        void Run(int set, params ReadOnlySpan<BodySide> sides)
        {
            for (var repetition = 1; repetition <= dose.Repetitions; repetition++)
            {
                foreach (var side in sides)
                {
                    // A movement carries its own pause: only what is held is rested from.
                    if (dose.IsHold && phases.Count > 0 && phases[^1].IsWork) { Add(SessionPhaseKind.Rest, dose.RestSeconds, set, repetition, side); }
                    phases.Add(new(dose.IsHold ? SessionPhaseKind.Hold : SessionPhaseKind.Move, dose.Seconds, set, repetition, side));
                }
            }
        }

        void Add(SessionPhaseKind kind, int seconds, int set, int repetition, BodySide side)
        {
            if (seconds > 0) { phases.Add(new(kind, seconds, set, repetition, side)); }
        }
    }
}
