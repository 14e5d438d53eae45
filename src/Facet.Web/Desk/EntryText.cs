using System.Globalization;
using Facet.Care;

namespace Facet.Web.Desk;

/// <summary>An entry of a record in one line, for clinicians.</summary>
internal static class EntryText
{
    public static string Of(CareEntry entry) => entry switch
    {
        CheckIn check => string.Join(", ", new[]
        {
            string.Create(CultureInfo.InvariantCulture, $"pain {check.Pain}/10"), Rating("stopped", check.Stopped), Rating("sleep", check.Sleep), Rating("mood", check.Mood), check.Flare == true ? "flare" : null,
            check.HasWarning ? "said yes to a safe question" : null, check.SameAsYesterday ? "same as yesterday" : null, check.StoppedWhat,
        }.OfType<string>()),
        ItemDone done => $"{done.Item}: {(done.HowFar switch { HowFar.Done => "done", HowFar.InPart => "in part", _ => "left out" })}{Rating(", pain during", done.PainDuring)}{(done.Note is { } note ? $". {note}" : "")}",
        ItemMoved moved => string.Create(CultureInfo.InvariantCulture, $"{moved.Item} moved to {moved.To:yyyy-MM-dd}"),
        WarningAnswers answers => $"warning signs: {answers.Disposition}{(answers.Rules.Count > 0 || answers.Open is not null ? $" ({answers.Why()})" : "")}",
        QuestionnaireAnswers answers => string.Create(CultureInfo.InvariantCulture, $"{answers.Instrument}: {(answers.Score is { } score ? $"score {score:0.#}" : "no score")} ({string.Join(" ", answers.Answers.Select(answer => answer?.ToString(CultureInfo.InvariantCulture) ?? "–"))}){(answers.Rules.Count > 0 ? $", raises {string.Join(", ", answers.Rules)}" : "")}"),
        ReviewAsked review => $"review asked for by {review.Rule}: {review.Because}",
        WarningCleared cleared => $"tier lowered: {cleared.Because}",
        Message message => $"{(message.FromTeam ? "message to the patient" : "message")}: {message.Text}",
        ThermalDone thermal => string.Create(CultureInfo.InvariantCulture, $"{thermal.Item}: {thermal.Mode.ToString().ToLowerInvariant()} {thermal.Minutes:0.#} min, skin {(thermal.SkinFine switch { true => "fine", false => "changed", _ => "not looked at" })}"),
        SkinChange change => $"skin change after {change.Item}: {(change.Signs.Count > 0 ? string.Join(", ", change.Signs) : "not said")}{(change.Note is { } note ? $". {note}" : "")}",
        ItemCleared clear => $"{clear.Item} goes on: {clear.Because}",
        GuidedDone guided => string.Create(CultureInfo.InvariantCulture, $"{guided.Item}: session {guided.Session}{(guided.Seconds is { } seconds ? $", {seconds / 60.0:0.#} min" : "")}{(guided.Distress ? ", DISTRESS" : "")}"),
        WalkDone walk => string.Create(CultureInfo.InvariantCulture, $"walked {walk.Minutes:0.#} min{(walk.LastWasTooMuch switch { true => ", the walk before was too much", false => ", the walk before went well", _ => "" })}"),
        SessionRated rated => string.Create(CultureInfo.InvariantCulture, $"{rated.Item}: pain {rated.Before}/10 before, {rated.After?.ToString(CultureInfo.InvariantCulture) ?? "?"}/10 after; adverse event: {rated.Adverse.ToString().ToLowerInvariant()}{(rated.Signs.Count > 0 ? $" ({string.Join(", ", rated.Signs)})" : "")}{(rated.What is { } what ? $". {what}" : "")}"),
        DoseTaken dose => string.Create(CultureInfo.InvariantCulture, $"took {dose.Ingredient} {(dose.Milligrams is { } mg ? $"{mg:0.#} mg" : "of unknown strength")}{(dose.TakenAt is { } at ? $" at {at:yyyy-MM-dd HH:mm zzz}" : "")}{(dose.IsTooMuch ? ", TOO MUCH" : "")}"),
        DoseWithdrawn withdrawn => string.Create(CultureInfo.InvariantCulture, $"dose {withdrawn.Dose} was not taken"),
        GoalSet goal => $"{goal.Item}: goal “{goal.Goal}”, step “{goal.Step}”",
        GoalProgress progress => string.Create(CultureInfo.InvariantCulture, $"{progress.Item}: step {(progress.HowFar switch { HowFar.Done => "done", HowFar.InPart => "in part", _ => "left out" })}{(progress.Number is { } number ? $", {number:0.#} {progress.Unit}" : "")}{(progress.Note is { } text ? $". {text}" : "")}"),
        BreaksSet breaks => string.Create(CultureInfo.InvariantCulture, $"breaks: {(breaks.Wanted ? $"every {breaks.EveryMinutes} min, {breaks.From:HH:mm} to {breaks.Until:HH:mm}" : "no reminders")}"),
        WorkstationChecked list => $"workstation: {list.Answers.Count(answer => answer.Value)} of {list.Answers.Count} in place",
        MessagesRead => "read the messages",
        ReminderSettings settings => settings.IsOn ? "switched reminders on" : "switched reminders off",
        PlanPaused paused => $"paused the plan{(paused.Because is { } because ? $": {because}" : "")}",
        PlanResumed => "goes on with the plan",
        CalendarWords => "made a calendar address",
        ErasureRequested => "asks for their data to be erased",
        ErasureDeclined declined => $"not erased: {declined.Because}",
        ExerciseDone done => string.Create(CultureInfo.InvariantCulture, $"exercise {done.Exercise} done at {done.Percent} % of the starting dose{(done.Sets is { } sets ? $", {sets} sets" : "")}{Rating(", pain during", done.PainDuring)}{(done.Felt is { } felt ? $", felt {felt.ToString().ToLowerInvariant()}" : "")}"),
        ExerciseStopped stopped => string.Create(CultureInfo.InvariantCulture, $"exercise {stopped.Exercise} stopped: it hurt, {stopped.Pain}/10{(stopped.TellTeam ? ", asks the team" : ", left out for the day")}{(stopped.Note is { } why ? $". {why}" : "")}"),
        PlanRevised revised => string.Create(CultureInfo.InvariantCulture, $"version {revised.Version} of the plan in place of version {revised.Instead}, from {revised.From:yyyy-MM-dd}{Items("added", revised.Added)}{Items("removed", revised.Removed)}{Items("changed", revised.Changed)}{Items("visits called off", [.. revised.CalledOff.Select(visit => string.Create(CultureInfo.InvariantCulture, $"{visit.Item} {visit.Starts:yyyy-MM-dd HH:mm}"))])}{(revised.ToBook > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {revised.ToBook} visits to book") : "")}"),
        PlanAccepted accepted => string.Create(CultureInfo.InvariantCulture, $"is fine with version {accepted.Version} of the plan"),
        PlanObjected objected => string.Create(CultureInfo.InvariantCulture, $"objects to version {objected.Version} of the plan{(objected.Item is { } unwanted ? $", {unwanted}" : "")}: {objected.Because}"),
        OpioidOrdered order => string.Create(CultureInfo.InvariantCulture, $"OPIOID {order.Called}, {OpioidText.Dose(order.Amount, order.Unit)}, {order.From:yyyy-MM-dd} to {order.Until:yyyy-MM-dd}, review {order.ReviewOn:yyyy-MM-dd}; {(order.Equivalents is { } mme ? $"{mme:0.#} MME a day" : "MME not known")}{Items("against", [.. order.Answers.Where(answer => !answer.Yes).Select(answer => $"{answer.Id} ({answer.Because})")])}"),
        OpioidTapered taper => string.Create(CultureInfo.InvariantCulture, $"OPIOID TAPER ({taper.Rule}) {taper.Called} from {OpioidText.Dose(taper.Original, taper.Unit)}: {string.Join(", ", taper.Steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.From:yyyy-MM-dd} {step.Amount:0.##}")))}. {taper.Because}"),
        OpioidCorrected corrected => string.Create(CultureInfo.InvariantCulture, $"entry {corrected.Entry} was a mistake: {corrected.Because}"),
        SessionGiven given => string.Create(CultureInfo.InvariantCulture, $"{given.Item} {given switch { { HowFar: HowFar.Skipped } => "not given", { HowFar: HowFar.InPart } => "given in part", { AsPlanned: true } => "given as planned", _ => "given" }}{(given.HowFar != HowFar.Skipped && given.DoseText is { Length: > 0 } dose ? $": {dose}" : "")}{Rating(", pain before", given.PainBefore)}{Rating(", pain after", given.PainAfter)}; adverse event: {Adverse(given.Adverse)}{(given.Group is null ? "" : ", in a group")}{(given.Note is { } note ? $". {note}" : "")}{(given.Corrects is { } old ? $" (corrects entry {old}: {given.Because})" : "")}"),
        WorkAnswered answered => string.Create(CultureInfo.InvariantCulture, $"work list, {answered.Work.Replace('-', ' ')}: {answered.Text}{(answered.Again is { } again ? $" (again on {again:yyyy-MM-dd})" : "")}"),
        _ => entry.GetType().Name,
    };

    private static string Items(string what, IReadOnlyList<string> items) => items.Count == 0 ? "" : $"; {what}: {string.Join(", ", items)}";

    private static string Adverse(SessionAdverse adverse) => adverse.Known switch
    {
        AdverseKnown.None => "none",
        AdverseKnown.Named => $"{adverse.Severity?.ToString().ToLowerInvariant()}, {adverse.What}; done: {adverse.Action}",
        _ => "not known",
    };

    private static string? Rating(string name, int? rating) => rating is null ? null : string.Create(CultureInfo.InvariantCulture, $"{name} {rating}/10");
}
