using Facet.Treatments;

namespace Facet.Care;

/// <summary>What a person needs on the page on which an item of the plan is done.</summary>
public enum GuideKind
{
    /// <summary>Nothing of its own: what it is, and how it went.</summary>
    Plain,

    /// <summary>Exercises.</summary>
    Exercise,

    /// <summary>A timer with skin checks.</summary>
    HeatCold,

    /// <summary>Guided sessions with a pace for the breath.</summary>
    Breathing,

    /// <summary>Guided sessions.</summary>
    Session,

    /// <summary>A sequence of poses.</summary>
    Yoga,

    /// <summary>Minutes that grow week by week.</summary>
    Walking,

    /// <summary>Breaks from sitting, and a checklist.</summary>
    Workstation,

    /// <summary>A goal and a small step.</summary>
    Goal,

    /// <summary>A log with a guard.</summary>
    Medicine,

    /// <summary>Ratings before and after visits, seen from visit to visit.</summary>
    LaserCourse,

    /// <summary>Ratings before and after visits.</summary>
    ClinicVisit,
}

/// <summary>Chooses by family, technique and kind, never by words that people read.</summary>
public static class GuideKinds
{
    /// <summary>The technique of yoga.</summary>
    public const string Yoga = "yoga";

    /// <summary>What the page of an item needs.</summary>
    public static GuideKind Of(CareItem item) => item switch
    {
        { Kind: InterventionKind.Medicine } => GuideKind.Medicine,
        { Family: TreatmentFamily.HeatCold } => GuideKind.HeatCold,
        { Family: TreatmentFamily.Laser } => GuideKind.LaserCourse,
        { Family: TreatmentFamily.Manipulation or TreatmentFamily.Acupuncture } => GuideKind.ClinicVisit,
        { Technique: Yoga } => GuideKind.Yoga,
        { Technique: "breathing" } => GuideKind.Breathing,
        { Family: TreatmentFamily.MindBody } => GuideKind.Session,
        { Technique: "walking" } => GuideKind.Walking,
        { Exercises.Count: > 0 } => GuideKind.Exercise,
        { Technique: "ergonomics" } => GuideKind.Workstation,
        { Family: TreatmentFamily.Lifestyle } or { Technique: "aquatic" } => GuideKind.Goal,
        _ => GuideKind.Plain,
    };

    /// <summary>Whether the page notes by itself what was done, left out included, so that no other form is needed.</summary>
    public static bool NotesAll(this GuideKind kind) => kind is GuideKind.Breathing or GuideKind.Session or GuideKind.Yoga or GuideKind.Goal;

    /// <summary>Whether the page notes by itself that it was done; leaving it out is noted elsewhere.</summary>
    public static bool NotesDone(this GuideKind kind) => kind is GuideKind.HeatCold or GuideKind.Walking or GuideKind.Medicine or GuideKind.LaserCourse or GuideKind.ClinicVisit;
}
