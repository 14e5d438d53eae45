using Facet.Outcomes;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Web.Care;

namespace Facet.Web.Outcomes;

/// <summary>Every version of the plan of whoever is signed in as a patient.</summary>
internal sealed class MyPlans(CarePlanStore plans, PlanShelf shelf, ClinicDay day, MyRecord mine, IHttpContextAccessor http)
{
    /// <summary>The versions, oldest first; none while nothing is signed.</summary>
    public Task<IReadOnlyList<PlanVersion>> All() => Of(mine.Member.Caller, mine.Patient);

    /// <summary>The versions of a patient of the clinic.</summary>
    public async Task<IReadOnlyList<PlanVersion>> Of(Caller caller, PatientId patient) =>
        [.. (await plans.All(caller, patient, http.HttpContext?.RequestAborted ?? default)).Select(signed => new PlanVersion(signed.Version, From(signed), shelf.Open(signed)))];

    /// <summary>The day from which a version holds: the first from its own first day, a later one not before it was signed, and its first day may lie before its day 1.</summary>
    private DateOnly From(SignedPlan signed)
    {
        var at = day.Of(signed.At);
        var first = shelf.Open(signed).FirstDay;
        return signed.Version == 1 || first > at ? first : at;
    }
}
