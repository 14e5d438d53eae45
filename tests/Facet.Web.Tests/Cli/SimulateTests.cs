using System.Diagnostics;
using Facet.Care;
using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Web.Care;
using Facet.Web.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Cli;

public class SimulateTests
{
    private static readonly string Program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Facet.Cli", "debug", "Facet.Cli.dll"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_clinic_is_filled_once_and_never_where_there_are_patients(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var truth = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");
        try
        {
            var (code, output, error) = await Facet(["simulate", .. database.Arguments, "--people", "4", "--weeks", "6", "--truth", truth]);
            Assert.True(code == 0, error);
            Assert.StartsWith("Demo clinic: 4 people who do not exist, ", output, StringComparison.Ordinal);
            var node = database.First;
            var staff = Caller.Program(node.Clinic);
            var patients = await node.Services.GetRequiredService<PatientStore>().All(staff, 10, Cancellation);
            Assert.Equal(["Demo 004", "Demo 003", "Demo 002", "Demo 001"], patients.Select(patient => patient.Name));
            var lines = await File.ReadAllLinesAsync(truth, Cancellation);
            foreach (var patient in patients)
            {
                var plan = new PlanShelf().Open((await node.Services.GetRequiredService<CarePlanStore>().Newest(staff, patient.Id, Cancellation))!);
                Assert.Equal(plan.Items.Count, lines.Count(line => line.StartsWith(patient.Id.ToString(), StringComparison.Ordinal)));
                var record = (await node.Services.GetRequiredService<EntryLog>().Read(staff, patient.Id, null, Cancellation))!.Select(MyRecord.Entry).ToList();
                Assert.DoesNotContain(null, record);
                // The audit's clock told the same days as the diaries.
                Assert.All(record, entry => Assert.Equal(entry!.Entry.Day, DateOnly.FromDateTime(entry.At.UtcDateTime)));
                Assert.Contains(record, entry => entry!.Entry is CheckIn);
                // Visits are recorded on days on which the plan has them.
                Assert.All(record.Select(entry => entry!.Entry).OfType<SessionGiven>(), visit => Assert.Contains(plan.VisitsOf(visit.Item), day => day == visit.Day));
            }
            var all = new List<CareEntry>();
            foreach (var patient in patients) { all.AddRange((await node.Services.GetRequiredService<EntryLog>().Read(staff, patient.Id, null, Cancellation))!.Select(entry => MyRecord.Entry(entry)!.Entry)); }
            Assert.Equal(["PEG", "RMDQ24"], all.OfType<QuestionnaireAnswers>().Select(entry => entry.Instrument).Distinct().Order());
            Assert.IsType<AuditVerdict.Whole>(await node.Audit.Verify(node.Clinic, Cancellation));
            Assert.Null(await node.Audit.FindChangedEntry(node.Clinic, Cancellation));

            (code, _, error) = await Facet(["simulate", .. database.Arguments, "--people", "1"]);
            Assert.Equal(2, code);
            Assert.Contains("has-patients", error, StringComparison.Ordinal);
            Assert.Equal(4, (await node.Services.GetRequiredService<PatientStore>().All(staff, 10, Cancellation)).Count);
        }
        finally
        {
            File.Delete(truth);
        }
    }

    private static async Task<(int Code, string Output, string Error)> Facet(IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output, await error);
    }
}
