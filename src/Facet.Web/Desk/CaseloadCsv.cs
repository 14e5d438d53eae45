using System.Globalization;
using Facet.Outcomes;
using Facet.Web.Evidence;
using Facet.Web.SignIn;

namespace Facet.Web.Desk;

/// <summary><c>GET /clinic/outcomes.csv</c>: the outcomes of the clinic as a file, with nothing that the page does not show.</summary>
internal static class CaseloadCsv
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/clinic/outcomes.csv", Handle).WithName(nameof(CaseloadCsv)).RequireAuthorization(StaffRules.Evidence);

    private static async Task<IResult> Handle(string? instrument, string? moment, HttpContext context, CaseloadDesk desk, CancellationToken cancellation)
    {
        var view = await desk.Read(StaffMember.Demand(context).Caller, instrument, moment, cancellation);
        return Of(view).As($"outcomes-{view.Instrument.Id.ToLowerInvariant()}-{view.Moment.Id}.csv");
    }

    internal static CsvDownload Of(CaseloadView view)
    {
        var file = new CsvDownload("table", "group", "instrument", "moment", "people", "with_outcome", "missing", "responders", "response", "response_low", "response_high", "response_if_missing_none", "response_if_missing_all",
            "mean_improvement", "mean_low", "mean_high", "dropped_out", "drop_out", "drop_out_low", "drop_out_high");
        for (var index = 0; index < view.Table.Rows.Count; index++)
        {
            var row = new CaseloadText(view.Table, index);
            var (response, bounds, mean, gone) = (row.Response, row.Bounds, row.Mean, row.DropOut);
            file.Row(Safe(view.Table.Rows[index].Table), Safe(row.Name), Safe(view.Instrument.Id), Safe(view.Moment.Id), Cell(row, CaseloadCell.People), Cell(row, CaseloadCell.Answered), Cell(row, CaseloadCell.Missing), Cell(row, CaseloadCell.Responders),
                response?.Share, response?.Low, response?.High, bounds?.Worst, bounds?.Best, mean?.Mean, mean?.Low, mean?.High, Cell(row, CaseloadCell.Dropped), gone?.Share, gone?.Low, gone?.High);
        }
        return file;
    }

    /// <summary>A text that no spreadsheet takes for a formula: names of instruments and moments are the clinic's own.</summary>
    internal static string Safe(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? $"'{text}" : text;

    private static string Cell(CaseloadText row, CaseloadCell cell) => row.Count(cell) is { } count ? count.ToString(CultureInfo.InvariantCulture) : row.Words(cell);
}
