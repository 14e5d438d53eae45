using System.Globalization;
using Facet.Care;
using Facet.Knowledge;

namespace Facet.Web.Care;

/// <summary>A phase as the player on the page takes it.</summary>
/// <param name="K">Its kind: <c>ready</c>, <c>move</c>, <c>hold</c>, <c>rest</c> or <c>done</c>.</param>
/// <param name="S">Seconds.</param>
/// <param name="T">What it says in large letters.</param>
/// <param name="W">Where in the exercise it is.</param>
/// <param name="V">What the voice says.</param>
/// <param name="D">Sets that are done when it begins.</param>
public sealed record PlayerPhase(string K, int S, string T, string W, string V, int D);

/// <summary>The words of the exercise player.</summary>
internal static class PlayerText
{
    /// <summary>How much, in words.</summary>
    public static string Dose(ExerciseDose dose)
    {
        var each = dose.Sides == ExerciseSides.Together ? "" : " on each side";
        var amount = dose.Metres is { } metres ? $"Walk {metres} metres"
            : dose.IsMinutes && dose.Repetitions == 1 ? Length(dose.Seconds)
            : dose.IsHold ? $"Hold for {Length(dose.Seconds)}, {Times(dose.Repetitions)}{each}"
            : $"{Times(dose.Repetitions)}{each}";
        return $"{Capital(amount)}{(dose.Sets == 1 ? "" : dose.Metres is null ? $", in {dose.Sets} rounds" : $", {Times(dose.Sets)}")}.";
    }

    /// <summary>How often, in words.</summary>
    public static string HowOften(ExerciseDose dose)
    {
        var day = dose.EveryHours is { } hours ? hours == 1 ? "Every hour while you are up" : $"Every {hours} hours while you are up" : $"{Capital(Times(dose.TimesADay ?? 1))} a day";
        return $"{day}{(dose.DaysAWeek < 7 ? $", {dose.DaysAWeek} days a week" : "")}.";
    }

    /// <summary>What to do next time where it was too much and there is no less.</summary>
    public const string Least = "There is no smaller amount";

    /// <summary>Why, and what else can be done.</summary>
    public const string WhyLeast = "Last time was too much, and this is the smallest amount. Try the easier way below. Or leave it out, and ask your team.";

    /// <summary>What to do next time.</summary>
    public static string Change(DoseSuggestion suggestion) => suggestion switch
    {
        { Reason: DoseReason.Start } => "Start here",
        { Change: DoseChange.Less } => "A little less for now",
        { Change: DoseChange.More } => "You can do a little more",
        _ => "Do the same as last time",
    };

    /// <summary>Why.</summary>
    public static string Why(DoseReason reason) => reason switch
    {
        DoseReason.Start => "This is a small amount to begin with. You can always do less.",
        DoseReason.MorningAfterUp => $"The day after last time, your pain was up by more than {DayAfterRule.Rise}. Half of it is right for now. Then you build up again.",
        DoseReason.NotSettled => "The extra pain did not settle by the next day. Half of it is right for now. Then you build up again.",
        DoseReason.Stopped => "Last time you stopped, because it hurt. Half of it is right for now.",
        DoseReason.NotKnown => "We do not know how your pain was that day and the day after. Check in each day. Then we can say more.",
        DoseReason.FeltHard => "It went well, but it felt hard. Stay here until it feels easier.",
        DoseReason.NotYet => $"It goes well. After {DayAfterRule.GoodDays} good days in a row you can do a little more.",
        DoseReason.WentWell => $"It went well {DayAfterRule.GoodDays} times in a row. It is up to you.",
        _ => "It goes well, and this is plenty. Ask your team what could come next.",
    };

    /// <summary>The phases of a go, in words.</summary>
    public static IReadOnlyList<PlayerPhase> Phases(ExerciseSession session) => [.. session.Phases.Select(phase => Phase(session.Dose, phase))];

    private static PlayerPhase Phase(ExerciseDose dose, SessionPhase phase)
    {
        var side = phase.Side switch { BodySide.First => "first side", BodySide.Other => "other side", _ => "" };
        var where = string.Join(", ", new[]
        {
            dose.Repetitions > 1 ? $"{phase.Repetition} of {dose.Repetitions}" : "", side, dose.Sets > 1 ? $"round {phase.Set} of {dose.Sets}" : "",
        }.Where(part => part.Length > 0));
        var finished = phase.Kind == SessionPhaseKind.Done ? dose.Sets : phase.Set - 1;
        var number = phase.Repetition.ToString(CultureInfo.InvariantCulture);
        return phase.Kind switch
        {
            SessionPhaseKind.GetReady => new("ready", phase.Seconds, "Get ready", where, "Get ready.", finished),
            SessionPhaseKind.Move when dose.IsMinutes || dose.Metres is not null => new("move", phase.Seconds, "Keep going", where, "Go.", finished),
            SessionPhaseKind.Move => new("move", phase.Seconds, dose.Sides == ExerciseSides.InTurn ? Capital(side) : "Move", where, dose.Sides == ExerciseSides.InTurn && phase.Side == BodySide.Other ? "Other side." : $"{number}.", finished),
            SessionPhaseKind.Hold => new("hold", phase.Seconds, "Hold", where, dose.Repetitions > 1 ? $"Hold, {number}." : "Hold.", finished),
            SessionPhaseKind.Rest => new("rest", phase.Seconds, "Rest", where, "Rest.", finished),
            SessionPhaseKind.ChangeSides => new("rest", phase.Seconds, "Change sides", where, "Change sides.", finished),
            SessionPhaseKind.SetRest => new("rest", phase.Seconds, "Rest", where, $"Rest. Then round {phase.Set}.", finished),
            _ => new("done", 0, "Done", "", "Done.", finished),
        };
    }

    private static string Times(int number) => number switch { 1 => "once", 2 => "twice", _ => $"{number} times" };

    /// <summary>Seconds in words.</summary>
    public static string Length(int seconds)
    {
        var (minutes, rest) = (seconds / 60, seconds % 60);
        return minutes == 0 || seconds == 90 ? $"{seconds} seconds" : rest == 0 ? Minutes(minutes) : $"{Minutes(minutes)} {rest} seconds";
    }

    private static string Minutes(int minutes) => minutes == 1 ? "1 minute" : $"{minutes} minutes";

    private static string Capital(string text) => text.Length > 0 ? $"{char.ToUpperInvariant(text[0])}{text[1..]}" : text;
}
