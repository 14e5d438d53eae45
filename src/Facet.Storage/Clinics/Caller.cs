namespace Facet.Storage.Clinics;

/// <summary>On whose behalf the store is asked: the clinic that bounds every query, and the actor the audit names.</summary>
public sealed record Caller
{
    internal const int LongestActor = 64;

    private Caller(ClinicId clinic, string actor) => (Clinic, Actor) = (clinic, actor);

    /// <summary>The only clinic whose rows this caller can see or add to.</summary>
    public ClinicId Clinic { get; }

    /// <summary><c>patient</c>, <c>facet</c> for the program itself, <c>nobody</c> before sign-in, or a user's id; becomes author and audit actor.</summary>
    public string Actor { get; }

    /// <summary>The person who answers, before or without an account.</summary>
    public static Caller Patient(ClinicId clinic) => new(clinic, "patient");

    /// <summary>The program itself, as when a proposal is computed.</summary>
    public static Caller Program(ClinicId clinic) => new(clinic, "facet");

    /// <summary>Somebody who has not shown who they are, as when a sign-in fails.</summary>
    public static Caller Nobody(ClinicId clinic) => new(clinic, "nobody");

    /// <summary>Somebody signed in.</summary>
    public static Caller User(ClinicId clinic, Guid user) => new(clinic, user.ToString());
}
