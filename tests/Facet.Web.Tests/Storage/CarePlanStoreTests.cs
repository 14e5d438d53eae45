using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Storage;

public class CarePlanStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Weeks_are_counted_from_the_first_plan_whatever_was_signed_since(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var plans = node.Services.GetRequiredService<CarePlanStore>();
        var intake = await node.Intakes.Start(node.Patient, null, Cancellation);
        var patient = (await node.Services.GetRequiredService<PatientStore>().Take(node.Patient, intake, "Somebody", Cancellation))!.Id;
        Assert.Null(await plans.FirstDay(node.Patient, patient, Cancellation));
        foreach (var start in (DateOnly[])[new(2026, 1, 5), new(2026, 2, 2)]) { await plans.Sign(node.Patient, patient, new(start, "Dr Example", "", "{}"), Cancellation); }
        Assert.Equal(new DateOnly(2026, 1, 5), await plans.FirstDay(node.Patient, patient, Cancellation));
        Assert.Equal(new DateOnly(2026, 2, 2), (await plans.Newest(node.Patient, patient, Cancellation))!.Plan.StartsOn);
        Assert.Null(await plans.FirstDay(Caller.Program(new ClinicId(Guid.CreateVersion7())), patient, Cancellation));
    }
}
