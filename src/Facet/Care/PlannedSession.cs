using Facet.Knowledge;
using Facet.Treatments;

namespace Facet.Care;

/// <summary>A visit as it is planned: what "given as planned" would record.</summary>
/// <param name="Given">The visit; unwanted effects and counts are for whoever gave it to say.</param>
/// <param name="Open">What the plan does not know and nobody has recorded yet, for clinicians; empty when it can be recorded as it is.</param>
public sealed record PlannedSession(SessionGiven Given, IReadOnlyList<string> Open)
{
    /// <summary>Works out what is planned.</summary>
    /// <param name="plan">The signed plan.</param>
    /// <param name="version">Its version.</param>
    /// <param name="item">The item.</param>
    /// <param name="day">The day of the visit.</param>
    /// <param name="intervention">The item in the catalogue; <see langword="null"/> where it is not in it any more.</param>
    /// <param name="guides">The exercise library.</param>
    /// <param name="record">The person's record.</param>
    /// <remarks>
    /// A plan names no segment, no acupuncture point and no wavelength: those are taken from the last visit that was given. The least dose of the catalogue is the plan's dose of a laser.
    /// Exercises go by the library's dose at the percentage that the day-after rule has led to.
    /// </remarks>
    public static PlannedSession Of(CarePlan plan, int version, CareItem item, DateOnly day, Intervention? intervention, IReadOnlyList<ExerciseGuide> guides, IReadOnlyList<Recorded> record)
    {
        var last = SessionLog.Of(record, item.Id).Select(visit => visit.Session).LastOrDefault(visit => visit.HowFar != HowFar.Skipped && visit.Day <= day);
        double? minutes = plan.Days.SelectMany(each => each.Entries).Where(entry => entry.ItemId == item.Id && entry.Kind == Planning.CalendarEntryKind.Session).Select(entry => (double?)entry.Minutes).FirstOrDefault();
        var adverse = new SessionAdverse();
        return item.Family switch
        {
            TreatmentFamily.Manipulation => (last as ManipulationGiven)?.Segments is { Count: > 0 } segments
                ? new(new ManipulationGiven { Day = day, Item = item.Id, Plan = version, Minutes = minutes, Adverse = adverse, Segments = segments, AsPlanned = true }, [])
                : new(new ManipulationGiven { Day = day, Item = item.Id, Plan = version, Minutes = minutes, Adverse = adverse, AsPlanned = true }, ["The plan names no segment. Enter it at the first visit; later visits take it from the last one."]),
            TreatmentFamily.Acupuncture => (last as NeedlesGiven)?.Points is { Count: > 0 } points
                ? new(new NeedlesGiven { Day = day, Item = item.Id, Plan = version, Minutes = minutes, Adverse = adverse, Points = points, AsPlanned = true }, [])
                : new(new NeedlesGiven { Day = day, Item = item.Id, Plan = version, Minutes = minutes, Adverse = adverse, AsPlanned = true }, ["The plan names no points. Enter them at the first visit; later visits take them from the last one."]),
            TreatmentFamily.Laser => new(Laser(intervention?.Laser, last as LaserGiven, minutes) with { Day = day, Item = item.Id, Plan = version }, []),
            TreatmentFamily.Exercise => new(new ExerciseGiven { Day = day, Item = item.Id, Plan = version, Minutes = minutes, Adverse = adverse, AsPlanned = true, Exercises = Exercises(plan, guides, record), HandsOn = (last as ExerciseGiven)?.HandsOn ?? [] }, []),
            _ => new(new VisitGiven { Day = day, Item = item.Id, Plan = version, Minutes = minutes, Adverse = adverse, AsPlanned = true }, []),
        };
    }

    /// <summary>The manual technique that an item of the plan stands for.</summary>
    public static ManualTechnique TechniqueOf(CareItem item) => item.Technique switch { SessionLimits.Thrust => ManualTechnique.Thrust, "soft_tissue" => ManualTechnique.SoftTissue, _ => ManualTechnique.Mobilisation };

    private static LaserGiven Laser(LaserDose? dose, LaserGiven? last, double? minutes) => new()
    {
        Day = default, Item = "", Plan = 1, Adverse = new(), AsPlanned = true, EyeProtection = true, Minutes = dose?.Minutes ?? minutes,
        Nanometres = last?.Nanometres ?? (dose is { Wavelength: var (from, to) } && from == to ? from : null),
        Points = dose?.Points?.From, JoulesPerPoint = dose?.Points is { } range && dose.JoulesPerPoint is { } least ? Math.Max(least, (dose.JoulesInAll ?? 0) / range.From) : null,
    };

    private static List<GivenExercise> Exercises(CarePlan plan, IReadOnlyList<ExerciseGuide> guides, IReadOnlyList<Recorded> record)
    {
        var percent = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in record.OrderBy(each => each.Sequence).Select(each => each.Entry))
        {
            if (entry is ExerciseDone done) { percent[done.Exercise] = done.Percent; }
            if (entry is ExerciseGiven given) { foreach (var each in given.Exercises) { if (each.Percent is { } share) { percent[each.Exercise] = share; } } }
        }
        return [.. plan.Items.SelectMany(item => item.Exercises).Distinct().Select(id => guides.FirstOrDefault(guide => guide.Exercise.Id == id)).OfType<ExerciseGuide>().Take(ExerciseGiven.Most)
            .Select(guide => new GivenExercise(guide.Exercise.Id, guide.Dose.Sets, guide.Dose.Repetitions, percent.GetValueOrDefault(guide.Exercise.Id, 100)))];
    }
}
