using Facet.Intake;
using Hl7.Fhir.Model;

namespace Facet.Interop.Fhir;

/// <summary>Scores and measurements: the newest final value of each.</summary>
internal static class ObservationReader
{
    private sealed record Candidate(MappedObservation Mapping, Found Found, string Name, DataType? Value, bool IsAbsent, When? At);

    public static void Read(Gathering gathering)
    {
        var newest = new Dictionary<string, Candidate>(StringComparer.Ordinal);
        var unused = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var found in gathering.Of("Observation").ToList())
        {
            if (gathering.Record.As<Observation>(found) is not { } observation) { continue; }
            var candidates = Candidates(gathering.Map, found, observation).ToList();
            if (candidates.Count == 0) { unused[Gathering.NameOf(observation.Code)] = unused.GetValueOrDefault(Gathering.NameOf(observation.Code)) + 1; continue; }
            if (observation.Status is ObservationStatus.EnteredInError || ConditionReader.MustNotBeRead(gathering, found, observation)) { continue; }
            if (observation.Status is not (ObservationStatus.Final or ObservationStatus.Amended or ObservationStatus.Corrected))
            {
                gathering.Remark(found, "not-final", $"“{Gathering.NameOf(observation.Code)}” is not final and was not used.");
                continue;
            }
            foreach (var candidate in candidates)
            {
                if (candidate.At is null) { gathering.Remark(found, "undated", $"“{candidate.Name}” has no date, so it cannot be taken as today's."); }
                else if (!newest.TryGetValue(candidate.Mapping.Concept, out var other) || candidate.At.Value.Moment >= other.At!.Value.Moment) { newest[candidate.Mapping.Concept] = candidate; }
            }
        }
        foreach (var candidate in newest.Values) { Use(gathering, candidate); }
        if (unused.Count > 0)
        {
            gathering.Record.Remark($"{gathering.Record.Path}: Observation", "not-used", $"Facet has no input for {unused.Count} kinds of observation: {string.Join("; ", unused.Select(pair => $"{pair.Key} ({pair.Value})"))}.");
        }
    }

    private static IEnumerable<Candidate> Candidates(FhirMap map, Found found, Observation observation)
    {
        var at = When.Read(observation.Effective switch { FhirDateTime moment => moment.Value, Period period => period.End ?? period.Start, Instant instant => Iso(instant.Value), _ => null })
            ?? When.Read(Iso(observation.Issued));
        if (Find(map, observation.Code) is { } whole) { yield return new(whole, found, Gathering.NameOf(observation.Code), observation.Value, observation.DataAbsentReason is not null, at); }
        foreach (var component in observation.Component)
        {
            if (Find(map, component.Code) is { } part) { yield return new(part, found, Gathering.NameOf(component.Code), component.Value, component.DataAbsentReason is not null, at); }
        }
    }

    private static string? Iso(DateTimeOffset? moment) => moment?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", System.Globalization.CultureInfo.InvariantCulture);

    private static MappedObservation? Find(FhirMap map, CodeableConcept? code) =>
        code?.Coding.Select(coding => map.ObservationOf.GetValueOrDefault((coding.System ?? "", coding.Code ?? ""))).FirstOrDefault(mapping => mapping is not null);

    private static void Use(Gathering gathering, Candidate candidate)
    {
        var (mapping, found, name, _, _, at) = candidate;
        var input = mapping.Input;
        if (at is not { } when) { return; }
        if (gathering.AsOf.DayNumber - when.First.DayNumber > mapping.WithinDays)
        {
            gathering.Remark(found, "too-old", $"“{name}” is of {when.First:yyyy-MM-dd}, more than {mapping.WithinDays} days before {gathering.AsOf:yyyy-MM-dd}, so {input.Name} stays unknown.");
            return;
        }
        if (Value(candidate, out var why) is { } answer) { gathering.Measure(input, answer, found.Place, $"{name}, {when.First:yyyy-MM-dd}", when.Moment); }
        else { gathering.Remark(found, "not-convertible", $"“{name}” {why}, so {input.Name} stays unknown."); }
    }

    private static Answer? Value(Candidate candidate, out string why)
    {
        var mapping = candidate.Mapping;
        why = candidate.IsAbsent || candidate.Value is null ? "has no value" : "is no number";
        switch (candidate.Value)
        {
            case CodeableConcept concept when concept.Coding.Select(coding => mapping.Answers.GetValueOrDefault((coding.System ?? "", coding.Code ?? ""))).FirstOrDefault(answer => answer is not null) is { } answer:
                return answer;
            case CodeableConcept concept:
                why = $"is given as “{Gathering.NameOf(concept)}”, which cannot be converted";
                return null;
            case Integer { Value: { } whole }:
                return Number(mapping, whole, "", out why);
            case Quantity { Comparator: not null }:
                why = "is only known to lie above or below a limit";
                return null;
            case Quantity { Value: { } amount } quantity:
                return Number(mapping, (double)amount, mapping.Units.ContainsKey(quantity.Code ?? "") ? quantity.Code ?? "" : quantity.Unit ?? quantity.Code ?? "", out why);
            default:
                return null;
        }
    }

    private static Answer.Number? Number(MappedObservation mapping, double value, string unit, out string why)
    {
        why = unit.Length > 0 ? $"is in {unit}, which cannot be converted to {mapping.Input.Unit}" : "has no unit";
        if (!mapping.Units.TryGetValue(unit, out var factor)) { return null; }
        value *= factor;
        return new(mapping.IsRounded ? Math.Round(value, MidpointRounding.AwayFromZero) : value);
    }
}
