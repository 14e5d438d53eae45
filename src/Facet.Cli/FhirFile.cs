using System.Globalization;
using Facet.Interop.Fhir;
using Facet.Knowledge;
using Facet.Planning;

namespace Facet.Cli;

/// <summary>A FHIR record as the file of one person. By itself, so that an intake file does not wait for the FHIR library to load.</summary>
internal static class FhirFile
{
    public static Checked<PlanCommand.Person> Read(PlanCommand.Request request, string text, KnowledgeFiles files, CarePathway pathway)
    {
        var day = DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime);
        if (request.AsOf is { } given && !DateOnly.TryParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
        {
            return Checked<PlanCommand.Person>.Refused([new("--as-of", "not-a-date", $"'{given}' is not a day; write it as 2026-01-31.")]);
        }
        return FhirReader.Load(files, pathway.Knowledge).TryGet(out var reader, out var problems) && reader.Read(request.File.ToString(), text, day).TryGet(out var record, out problems)
            ? new PlanCommand.Person(record.Answers, record.Remarks)
            : Checked<PlanCommand.Person>.Refused(problems);
    }
}
