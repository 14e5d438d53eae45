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

    [Theory, BothEngines]
    public async Task The_plan_that_holds_comes_with_the_oldest_of_the_answers_that_stand(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var plans = node.Services.GetRequiredService<CarePlanStore>();
        var intake = await node.Intakes.Start(node.Patient, null, Cancellation);
        var patient = (await node.Services.GetRequiredService<PatientStore>().Take(node.Patient, intake, "Somebody", Cancellation))!.Id;
        string[] pages = ["saddle", "bladder", "not-answered"];
        Assert.Null(await plans.Holding(node.Patient, patient, pages, Cancellation));
        foreach (var start in (DateOnly[])[new(2026, 1, 5), new(2026, 2, 2)]) { await plans.Sign(node.Patient, patient, new(start, "Dr Example", "As agreed.", "{}"), Cancellation); }
        var newest = (await plans.Newest(node.Patient, patient, Cancellation))!;
        Assert.Equal(new HoldingPlan(newest, null), await plans.Holding(node.Patient, patient, pages, Cancellation));
        foreach (var page in (string[])["age", "saddle", "bladder", "saddle"]) { await node.Intakes.Append(node.Patient, intake, page, "{}", Cancellation); }
        var answers = (await node.Intakes.History(node.Patient, intake, Cancellation))!;
        Assert.Equal(new HoldingPlan(newest, answers[2].At), await plans.Holding(node.Patient, patient, pages, Cancellation));
        Assert.Null(await plans.Holding(Caller.Program(new ClinicId(Guid.CreateVersion7())), patient, pages, Cancellation));
    }
}
