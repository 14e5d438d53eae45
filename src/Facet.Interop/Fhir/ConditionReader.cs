using Facet.Intake;
using Facet.Knowledge;
using Hl7.Fhir.Model;

namespace Facet.Interop.Fhir;

/// <summary>Problems and diagnoses. A problem that is not on the list is not a "no".</summary>
internal static class ConditionReader
{
    private const int ChronicDays = 85;
    private static readonly HashSet<string> Live = ["active", "recurrence", "relapse"];
    private static readonly HashSet<string> Ended = ["inactive", "remission", "resolved"];

    public static void Read(Gathering gathering)
    {
        foreach (var found in gathering.Of("Condition").ToList())
        {
            if (gathering.Record.As<Hl7.Fhir.Model.Condition>(found) is { } condition) { Read(gathering, found, condition); }
        }
    }

    private static void Read(Gathering gathering, Found found, Hl7.Fhir.Model.Condition condition)
    {
        var name = Gathering.NameOf(condition.Code);
        if (MustNotBeRead(gathering, found, condition)) { return; }
        switch (Word(condition.VerificationStatus, found, "verificationStatus"))
        {
            case "entered-in-error":
                return;
            case "refuted":
                gathering.Remark(found, "refuted", $"“{name}” is refuted and was not used.");
                return;
            case "unconfirmed" or "provisional" or "differential":
                gathering.Remark(found, "not-confirmed", $"“{name}” is not confirmed, so it stays a question.");
                return;
            default:
                break;
        }
        var meanings = Meanings(gathering.Map, condition.Code, out var isHistory);
        var status = Word(condition.ClinicalStatus, found, "clinicalStatus");
        var isEnded = status is not null ? Ended.Contains(status) : condition.Abatement is not null;
        var isActive = !isHistory && !isEnded;
        if (meanings.Count == 0)
        {
            if (!isEnded) { gathering.Remark(found, "not-used", name.Length > 0 ? $"Facet has no input for “{name}”." : "The problem has neither a code nor a name."); }
            return;
        }
        if (status is null || !(Live.Contains(status) || Ended.Contains(status)))
        {
            gathering.Remark(found, "no-status", $"“{name}” has no clinical status and was read as {(isActive ? "active" : "ended")}.");
        }
        foreach (var meaning in meanings)
        {
            foreach (var set in meaning.Sets)
            {
                if ((isActive ? set.Active : set.Past) is { } answer) { gathering.State(set.Input, answer, found.Place, isActive ? name : $"{name} (ended)"); }
            }
            if (meaning.Days is { } days && isActive) { CountDays(gathering, found, condition, name, days); }
        }
    }

    /// <summary>An extension that changes the meaning and is not known forbids reading the rest.</summary>
    public static bool MustNotBeRead(Gathering gathering, Found found, DomainResource resource)
    {
        if (resource.ModifierExtension.Count == 0 && resource.ImplicitRules is null) { return false; }
        gathering.Remark(found, "modifier", $"A modifier extension or implicit rules change what this {found.Type} means, so it was not used.");
        return true;
    }

    /// <summary>The code of a status; older releases wrote the bare word.</summary>
    private static string? Word(CodeableConcept? concept, Found found, string property) =>
        concept?.Coding.Select(coding => coding.Code).FirstOrDefault(code => code is not null) ?? found.Text(property);

    private static List<MappedProblem> Meanings(FhirMap map, CodeableConcept? code, out bool isHistory)
    {
        isHistory = false;
        var meanings = new List<MappedProblem>();
        var names = Gathering.NamesOf(code).Select(Plain).ToList();
        if (names.Any(name => map.NotWhen.Any(word => name.Contains(word, StringComparison.Ordinal)))) { return meanings; }
        foreach (var coding in code?.Coding ?? [])
        {
            if (coding.System is not null && coding.Code is not null && map.ProblemOf.TryGetValue((coding.System, coding.Code), out var problem) && !meanings.Contains(problem)) { meanings.Add(problem); }
        }
        isHistory = names.Any(name => map.HistoryWhen.Any(word => name.Contains(word, StringComparison.Ordinal)));
        if (meanings.Count > 0) { return meanings; }
        foreach (var problem in map.Problems)
        {
            if (names.Any(name => problem.Displays.Contains(name) || problem.Words.Any(word => name.Contains(word, StringComparison.Ordinal)))) { meanings.Add(problem); }
        }
        return meanings;
    }

    /// <summary>Lower case, single spaces, without a closing "(disorder)" or "(finding)".</summary>
    private static string Plain(string name)
    {
        var plain = string.Join(' ', name.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var bracket = plain.LastIndexOf(" (", StringComparison.Ordinal);
        return bracket > 0 && plain.EndsWith(')') && plain[bracket..] is " (disorder)" or " (finding)" or " (situation)" ? plain[..bracket] : plain;
    }

    private static void CountDays(Gathering gathering, Found found, Hl7.Fhir.Model.Condition condition, string name, InputDefinition days)
    {
        var text = condition.Onset switch { FhirDateTime moment => moment.Value, Period period => period.Start, _ => null };
        if (When.Read(text) is not { } onset)
        {
            gathering.Remark(found, "no-onset", $"“{name}” has no date of onset, so {days.Name} stays unknown.");
            return;
        }
        var (least, most) = (gathering.AsOf.DayNumber - onset.Last.DayNumber, gathering.AsOf.DayNumber - onset.First.DayNumber);
        if (most < 0) { gathering.Remark(found, "begins-later", $"“{name}” begins on {text}, after {gathering.AsOf:yyyy-MM-dd}, so {days.Name} stays unknown."); }
        else if (least != most && least < ChronicDays) { gathering.Remark(found, "imprecise", $"“{name}” began in {text}, which does not say how many days ago, so {days.Name} stays unknown."); }
        else { gathering.State(days, new Answer.Number(least), found.Place, $"{name}, since {text}"); }
    }
}
