using Facet.Intake;
using Facet.Knowledge;
using Hl7.Fhir.Model;

namespace Facet.Interop.Fhir;

/// <summary>Medicines taken now. Where none is, nobody said that none is taken: there is no list. A medicine that is not recognised stays on the list by name.</summary>
internal static class MedicineReader
{
    private sealed record Current(Found Found, NamedProduct Product, IReadOnlyList<Dosage> Dosages, When? At);

    /// <summary>The medicines, or <see langword="null"/> when the record has no list of them.</summary>
    public static IReadOnlyList<MedicineAnswer>? Read(Gathering gathering)
    {
        var current = new List<Current>();
        var isOver = false;
        foreach (var found in gathering.Record.Resources.Where(found => found.Type is "MedicationRequest" or "MedicationStatement").ToList())
        {
            var (counts, item) = found.Type == "MedicationRequest" ? Request(gathering, found) : Statement(gathering, found);
            if (item is not null) { current.Add(item); }
            else { isOver |= counts; }
        }
        if (current.Count > 0) { return [.. current.GroupBy(item => item.Product.Name, StringComparer.OrdinalIgnoreCase).SelectMany(same => Answers(gathering, [.. same]))]; }
        if (isOver) { gathering.Record.Remark(gathering.Record.Path, "none-taken-now", "No medicine on the record is taken now, and it does not say that none is, so what is taken is unknown."); }
        return null;
    }

    private static (bool Counts, Current? Item) Request(Gathering gathering, Found found)
    {
        if (gathering.Record.As<MedicationRequest>(found) is not { } request) { return (true, Unreadable(found)); }
        if (request.Status is MedicationRequest.MedicationrequestStatus.EnteredInError || request.DoNotPerform == true) { return (false, null); }
        var isCurrent = request.Status switch
        {
            MedicationRequest.MedicationrequestStatus.Active => request.Intent is not (MedicationRequest.MedicationRequestIntent.Proposal or MedicationRequest.MedicationRequestIntent.Option),
            MedicationRequest.MedicationrequestStatus.Completed or MedicationRequest.MedicationrequestStatus.Stopped or MedicationRequest.MedicationrequestStatus.Cancelled
                or MedicationRequest.MedicationrequestStatus.Draft or MedicationRequest.MedicationrequestStatus.OnHold => false,
            _ => true,
        };
        if (!isCurrent || IsHospitalOnly(gathering, found, request)) { return (true, null); }
        var product = Product(gathering, found, request, request.Medication);
        if (request.Status is null or MedicationRequest.MedicationrequestStatus.Unknown) { gathering.Remark(found, "no-status", $"“{product.Name}” has no known status and was read as taken now."); }
        if (When.Read(request.DispenseRequest?.ValidityPeriod?.End) is { } end && end.Last < gathering.AsOf) { gathering.Remark(found, "validity-ended", $"“{product.Name}” was valid until {end.Last:yyyy-MM-dd} but is recorded as active, and was read as taken now."); }
        return (true, new(found, product, request.DosageInstruction, When.Read(request.AuthoredOn)));
    }

    private static (bool Counts, Current? Item) Statement(Gathering gathering, Found found)
    {
        if (gathering.Record.As<MedicationStatement>(found) is not { } statement) { return (true, Unreadable(found)); }
        switch (statement.Status)
        {
            case MedicationStatement.MedicationStatusCodes.EnteredInError:
                return (false, null);
            case MedicationStatement.MedicationStatusCodes.Completed or MedicationStatement.MedicationStatusCodes.Stopped or MedicationStatement.MedicationStatusCodes.NotTaken
                or MedicationStatement.MedicationStatusCodes.OnHold or MedicationStatement.MedicationStatusCodes.Intended:
                return (true, null);
            default:
                break;
        }
        var product = Product(gathering, found, statement, statement.Medication);
        if (statement.Status is null or MedicationStatement.MedicationStatusCodes.Unknown) { gathering.Remark(found, "no-status", $"“{product.Name}” has no known status and was read as taken now."); }
        return (true, new(found, product, statement.Dosage, When.Read(statement.DateAsserted)));
    }

    /// <summary>A medicine of a hospital stay that is over is not taken at home.</summary>
    private static bool IsHospitalOnly(Gathering gathering, Found found, MedicationRequest request)
    {
        if (!request.Category.Any(category => category.Coding.Any(coding => coding.Code == "inpatient"))) { return false; }
        var isOver = gathering.Record.IsFinished(request.Encounter?.Reference);
        gathering.Remark(found, isOver ? "hospital-only" : "hospital", isOver
            ? $"“{Gathering.NameOf(request.Medication as CodeableConcept)}” was for a hospital stay that is over, and was not read as taken now."
            : $"“{Gathering.NameOf(request.Medication as CodeableConcept)}” is for use in hospital; nothing says that the stay is over, so it was read as taken now.");
        return isOver;
    }

    private static Current Unreadable(Found found) => new(found, new($"a medicine that could not be read ({found.Type}/{found.Id})", [new("", null, null)], false, null), [], null);

    private static NamedProduct Product(Gathering gathering, Found found, DomainResource resource, DataType? medication)
    {
        if (ConditionReader.MustNotBeRead(gathering, found, resource)) { return Unreadable(found).Product; }
        var concept = medication as CodeableConcept;
        if (medication is ResourceReference reference)
        {
            var target = reference.Reference?.StartsWith('#') == true
                ? resource.Contained.OfType<Medication>().FirstOrDefault(contained => $"#{contained.Id}" == reference.Reference)
                : gathering.Record.Find(reference.Reference) is { Type: "Medication" } held ? gathering.Record.As<Medication>(held) : null;
            concept = target?.Code ?? new CodeableConcept { Text = reference.Display };
            if (target is null) { gathering.Remark(found, "no-medication", $"The Medication {reference.Reference} is not in the file."); }
            else if (Gathering.NameOf(concept).Length == 0)
            {
                concept = new() { Text = string.Join(" / ", target.Ingredient.Select(ingredient => Gathering.NameOf(ingredient.Item as CodeableConcept)).Where(name => name.Length > 0)) };
            }
        }
        return Product(gathering.Map, concept) ?? Unreadable(found).Product with { Name = $"a medicine without a name ({found.Type}/{found.Id})" };
    }

    /// <summary>The first of the concept's names in which an ingredient is recognised, or the ingredient of a code, or the first name.</summary>
    private static NamedProduct? Product(FhirMap map, CodeableConcept? concept)
    {
        NamedProduct? first = null;
        foreach (var name in Gathering.NamesOf(concept))
        {
            var product = MedicineNames.Read(map, name);
            if (product.Ingredients.Any(ingredient => ingredient.Ingredient is not null)) { return product; }
            first ??= product;
        }
        foreach (var coding in concept?.Coding ?? [])
        {
            if (MedicineNames.Find(map, coding.System ?? "", coding.Code ?? "", Gathering.NameOf(concept)) is { } ingredient)
            {
                return new(Gathering.NameOf(concept), [new(ingredient.Slug, ingredient, null)], false, null);
            }
        }
        return first ?? (Gathering.NameOf(concept) is { Length: > 0 } code ? MedicineNames.Read(map, code) : null);
    }

    /// <summary>Several active records of the same product at the same dose are renewals. At different doses they may be taken beside each other or one after the other: the dose is unknown.</summary>
    private static IEnumerable<MedicineAnswer> Answers(Gathering gathering, IReadOnlyList<Current> same)
    {
        var newest = same.OrderBy(item => item.At?.Moment ?? DateTimeOffset.MinValue).Last();
        var (product, isRenewed) = (newest.Product, true);
        foreach (var ingredient in product.Ingredients)
        {
            var name = product.Ingredients.Count == 1 || ingredient.Ingredient is not null ? product.Name : ingredient.Text;
            if (ingredient.Ingredient is not { } known)
            {
                gathering.Remark(newest.Found, "not-recognised", $"“{name}” is not in the formulary; it stays on the list by name.");
                yield return new(name, null, null);
                continue;
            }
            var dose = DoseOf(newest);
            if (same.Any(item => !DoseOf(item).IsAsMuchAs(dose))) { (dose, isRenewed) = (DailyDose.Differing(same.Count), false); }
            if (dose.Remark is not null) { gathering.Remark(newest.Found, dose.MilligramsPerDay is null ? "dose-unknown" : "as-needed", $"“{name}” {dose.Remark}."); }
            gathering.Used.Add($"{gathering.Short(newest.Found.Place)}: {name} → {known.Slug}{(dose.MilligramsPerDay is { } mg ? FormattableString.Invariant($" {mg:0.##} mg per day") : dose.MicrogramsPerHour is { } ug ? FormattableString.Invariant($" {ug:0.##} µg per hour") : "")}");
            yield return new(known.Slug, dose.MilligramsPerDay, dose.MicrogramsPerHour);

            DailyDose DoseOf(Current item) => DailyDose.From(item.Dosages, product, ingredient, known.Slug == Facts.FentanylPatch);
        }
        if (same.Count > 1 && isRenewed) { gathering.Remark(newest.Found, "renewals", $"“{product.Name}” is active {same.Count} times; the newest was read, the others as the same medicine ordered again."); }
    }
}
