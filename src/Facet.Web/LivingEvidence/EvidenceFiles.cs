using System.Text;
using Facet.Evidence;
using Facet.Web.Evidence;
using Facet.Web.SignIn;

namespace Facet.Web.LivingEvidence;

/// <summary><c>GET /clinic/evidence/version/1/effects.csv</c> and <c>trials.csv</c>: a version of the evidence as files.</summary>
internal static class EvidenceFiles
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/clinic/evidence/version/{number:int}/effects.csv", Effects).WithName($"{nameof(EvidenceFiles)}.{nameof(Effects)}").RequireAuthorization(StaffRules.Evidence);
        routes.MapGet("/clinic/evidence/version/{number:int}/trials.csv", Trials).WithName($"{nameof(EvidenceFiles)}.{nameof(Trials)}").RequireAuthorization(StaffRules.Evidence);
    }

    private static async Task<IResult> Effects(int number, HttpContext context, EvidenceShelf shelf, CancellationToken cancellation) =>
        await shelf.Find(StaffMember.Demand(context).Clinic, number, cancellation) is { } evidence
            ? Csv(EffectsFile.Text(evidence.Pathway.Effects.Fitted, evidence.Trials.Vocabulary), $"effects-version-{number}.csv")
            : Results.NotFound();

    private static async Task<IResult> Trials(int number, HttpContext context, EvidenceShelf shelf, CancellationToken cancellation) =>
        await shelf.Find(StaffMember.Demand(context).Clinic, number, cancellation) is { } evidence
            ? Csv(evidence.Pathway.Files.Read(TrialRows.File), $"trials-version-{number}.csv")
            : Results.NotFound();

    private static IResult Csv(string text, string name) => Results.File(Encoding.UTF8.GetBytes(text), "text/csv; charset=utf-8", name);
}
