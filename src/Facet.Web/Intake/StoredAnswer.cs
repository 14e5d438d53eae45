using Facet.Intake;
using Facet.Interop.Json;

namespace Facet.Web.Intake;

/// <summary>A page's answer as the JSON that is stored: an intake document of one page.</summary>
internal static class StoredAnswer
{
    public static string Write(PageAnswer answer) => IntakeDocument.Write(answer.Values, answer.Medicines);

    public static PageAnswer Read(string json) => IntakeDocument.Read("stored answer", json, LeftOut.IsUnknown).TryGet(out var answers, out _)
        ? new(answers.Values, answers.Medicines)
        : throw new InvalidOperationException("A stored answer cannot be read.");
}
