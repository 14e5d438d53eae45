using System.Text.Json.Serialization;
using Facet.Knowledge;

namespace Facet.Care;

/// <summary>Something that the team must look at because of an entry.</summary>
/// <param name="Kind">What kind, as a word.</param>
/// <param name="Tier">How urgent.</param>
/// <param name="Text">What it is about, for clinicians.</param>
/// <param name="Within">Until when somebody must have looked.</param>
public sealed record TeamTask(string Kind, TriageTier Tier, string Text, TimeSpan Within);

/// <summary>One thing that a person, or their team, writes down about a day. Entries are appended and never changed: a correction is a later entry.</summary>
/// <remarks>A new kind is a record in a file of its own, and a word for it here. The words stand in databases and on phones: they never change their meaning.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CheckIn), CheckIn.Word)]
[JsonDerivedType(typeof(ItemDone), ItemDone.Word)]
[JsonDerivedType(typeof(ItemMoved), ItemMoved.Word)]
[JsonDerivedType(typeof(WarningAnswers), WarningAnswers.Word)]
[JsonDerivedType(typeof(WarningCleared), WarningCleared.Word)]
[JsonDerivedType(typeof(Message), Message.Word)]
[JsonDerivedType(typeof(ThermalDone), ThermalDone.Word)]
[JsonDerivedType(typeof(SkinChange), SkinChange.Word)]
[JsonDerivedType(typeof(ItemCleared), ItemCleared.Word)]
[JsonDerivedType(typeof(GuidedDone), GuidedDone.Word)]
[JsonDerivedType(typeof(WalkDone), WalkDone.Word)]
[JsonDerivedType(typeof(SessionRated), SessionRated.Word)]
[JsonDerivedType(typeof(DoseTaken), DoseTaken.Word)]
[JsonDerivedType(typeof(DoseWithdrawn), DoseWithdrawn.Word)]
[JsonDerivedType(typeof(GoalSet), GoalSet.Word)]
[JsonDerivedType(typeof(GoalProgress), GoalProgress.Word)]
[JsonDerivedType(typeof(BreaksSet), BreaksSet.Word)]
[JsonDerivedType(typeof(WorkstationChecked), WorkstationChecked.Word)]
[JsonDerivedType(typeof(MessagesRead), MessagesRead.Word)]
[JsonDerivedType(typeof(ReminderSettings), ReminderSettings.Word)]
[JsonDerivedType(typeof(PlanPaused), PlanPaused.Word)]
[JsonDerivedType(typeof(PlanResumed), PlanResumed.Word)]
[JsonDerivedType(typeof(CalendarWords), CalendarWords.Word)]
[JsonDerivedType(typeof(ErasureRequested), ErasureRequested.Word)]
[JsonDerivedType(typeof(ErasureDeclined), ErasureDeclined.Word)]
[JsonDerivedType(typeof(ExerciseDone), ExerciseDone.Word)]
[JsonDerivedType(typeof(ExerciseStopped), ExerciseStopped.Word)]
[JsonDerivedType(typeof(QuestionnaireAnswers), QuestionnaireAnswers.Word)]
[JsonDerivedType(typeof(ReviewAsked), ReviewAsked.Word)]
[JsonDerivedType(typeof(PlanRevised), PlanRevised.Word)]
[JsonDerivedType(typeof(PlanAccepted), PlanAccepted.Word)]
[JsonDerivedType(typeof(PlanObjected), PlanObjected.Word)]
[JsonDerivedType(typeof(OpioidOrdered), OpioidOrdered.Word)]
[JsonDerivedType(typeof(OpioidTapered), OpioidTapered.Word)]
[JsonDerivedType(typeof(OpioidCorrected), OpioidCorrected.Word)]
[JsonDerivedType(typeof(ExerciseGiven), ExerciseGiven.Word)]
[JsonDerivedType(typeof(ManipulationGiven), ManipulationGiven.Word)]
[JsonDerivedType(typeof(LaserGiven), LaserGiven.Word)]
[JsonDerivedType(typeof(NeedlesGiven), NeedlesGiven.Word)]
[JsonDerivedType(typeof(VisitGiven), VisitGiven.Word)]
[JsonDerivedType(typeof(WorkAnswered), WorkAnswered.Word)]
public abstract record CareEntry
{
    /// <summary>The most characters of anything a person types.</summary>
    public const int LongestText = 1000;

    /// <summary>The most characters of an id or a word of the knowledge.</summary>
    public const int LongestWord = 64;

    /// <summary>The day that it is about, as the person's own calendar says.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>When the person wrote it, by their own device's clock; <see langword="null"/> where that was not noted. The server notes its own time beside it.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>Whether a person's own device may send it. What the program works out, or the team writes, it may not.</summary>
    public virtual bool MayComeFromDevice => true;

    /// <summary>Whether it is a decision of the clinic, which stays when the person's own entries are erased.</summary>
    public virtual bool OutlivesErasure => false;

    /// <summary>What the team must look at because of it; <see langword="null"/> for nothing.</summary>
    public virtual TeamTask? ForTeam() => null;

    /// <summary>Everything that is wrong with it, each with the name of its field; empty for nothing.</summary>
    public abstract IEnumerable<Problem> Problems();

    /// <summary>A rating from 0 to 10, or not given.</summary>
    private protected static IEnumerable<Problem> Rating(string field, int? rating) =>
        rating is null or >= 0 and <= 10 ? [] : [new(field, "rating", "Choose a number from 0 to 10.")];

    /// <summary>A text that is not too long.</summary>
    private protected static IEnumerable<Problem> Length(string field, string? text, int most = LongestText) =>
        text is null || text.Length <= most ? [] : [new(field, "too-long", $"Write at most {most} letters.")];

    /// <summary>An id or a word of the knowledge: there, and not too long.</summary>
    private protected static IEnumerable<Problem> Name(string field, string? word) =>
        string.IsNullOrWhiteSpace(word) ? [new(field, "missing", "Say which.")] : Length(field, word, LongestWord);

    /// <summary>A number within bounds, or not given.</summary>
    private protected static IEnumerable<Problem> Within(string field, double? number, double least, double most) =>
        number is null || (number >= least && number <= most) ? [] : [new(field, "out-of-range", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Give a number from {least} to {most}."))];
}
