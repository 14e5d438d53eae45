using Facet.Evidence;

namespace Facet.Web.LivingEvidence;

/// <summary>What would change if rows were added to a version of the evidence; nothing is stored.</summary>
public sealed record EvidencePreview(ShelvedEvidence Base, TrialAmendment Amendment, FittedEffects Effects)
{
    /// <summary>The most bytes of a file of rows: some 600 rows.</summary>
    public const int MostBytes = 256 * 1024;

    private static readonly string[] Texts = ["study_id", "doi_or_pmid", "arm", "arm_text", "instrument", "followup_text", "source", "imputation_note", "suspect_reason", "risk_of_bias_detail"];

    /// <summary>Checks rows, puts them in and fits.</summary>
    /// <returns>The preview, or every problem with the place in the rows where it stands.</returns>
    internal static async Task<Checked<EvidencePreview>> Of(ShelvedEvidence from, TrialRows rows, EvidenceFitting fitting, CancellationToken cancellation)
    {
        var files = from.Pathway.Files;
        // A cell that a spreadsheet would take for a formula does not come in: files with it are handed on.
        List<Problem> formulas = [.. rows.Rows.SelectMany(row => Texts.Where(column => row[column] is ['=' or '+' or '-' or '@', ..])
            .Select(column => new Problem($"{rows.Name}:{row.Line}:{rows.Columns.ToList().IndexOf(column) + 1}", "formula", $"{column}: A text must not begin with '{row[column][0]}'.")))];
        if (formulas.Count > 0) { return Checked<EvidencePreview>.Refused(formulas); }
        if (!TrialRows.Read(TrialRows.File, files.Read(TrialRows.File)).TryGet(out var old, out var problems)
            || !old.With(rows).TryGet(out var amendment, out problems) || !amendment.Check(files).TryGet(out _, out problems)) { return Checked<EvidencePreview>.Refused(problems); }
        if (amendment.Added.Count + amendment.Corrected.Count == 0) { return Refuse("no-change", "These rows say what is there already: nothing would change."); }
        if (await fitting.Fit(amendment.In(files), cancellation) is not { } fitted) { return Refuse("busy", "The server is busy with other fits. Try again in a minute."); }
        return fitted.TryGet(out var effects, out problems) ? new EvidencePreview(from, amendment, effects) : Checked<EvidencePreview>.Refused(problems);

        Checked<EvidencePreview> Refuse(string code, string message) => Checked<EvidencePreview>.Refused([new(rows.Name, code, message)]);
    }
}
