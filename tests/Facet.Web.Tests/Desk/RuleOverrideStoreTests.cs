using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Triage;
using Facet.Web.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Desk;

public class RuleOverrideStoreTests
{
    private static readonly NewOverride Hard = new("ELG-SMT-02", "manipulation", OverrideReason.SpecialistAdvice, "Seen by the spinal team.", true);
    private static readonly NewOverride Soft = Hard with { Rule = "ELG-SMT-09", NeedsSecond = false };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task An_override_waits_for_another_clinician_is_answered_once_and_is_never_lost(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var store = node.Services.GetRequiredService<RuleOverrideStore>();
        var (first, second) = (Caller.User(node.Clinic, Guid.CreateVersion7()), Caller.User(node.Clinic, Guid.CreateVersion7()));
        var intake = await node.Intakes.Start(node.Patient, null, Cancellation);
        Assert.True(await store.Add(first, intake, [Hard, Soft], Cancellation));
        // The same again is not another one.
        Assert.True(await store.Add(second, intake, [Hard], Cancellation));
        var both = await store.Of(first, intake, Cancellation);
        Assert.Equal([OverrideState.Waits, OverrideState.Holds], both.Select(each => each.State));
        var (hard, soft) = (both[0], both[1]);
        Assert.Equal(hard, Assert.Single(await store.Waiting(second, Cancellation)));

        Assert.Equal(OverrideAnswer.NotYours, await store.Answer(first, hard.Id, true, "I say so.", Cancellation));
        Assert.Equal(OverrideAnswer.NotYours, await store.Withdraw(second, hard.Id, "Not mine.", Cancellation));
        Assert.Equal(OverrideAnswer.TooLate, await store.Answer(second, soft.Id, true, "Nobody asked.", Cancellation));
        Assert.Equal(OverrideAnswer.Stored, await store.Answer(second, hard.Id, true, "Agreed after the scan.", Cancellation));
        Assert.Equal(OverrideAnswer.TooLate, await store.Answer(second, hard.Id, false, "Changed my mind.", Cancellation));
        Assert.Empty(await store.Waiting(first, Cancellation));
        Assert.Equal(second.Actor, (await store.Find(first, hard.Id, Cancellation))!.ToOverride().AgreedBy);

        // What was agreed to, and what needed nobody, is taken back all the same; nothing of it goes away.
        foreach (var id in (Guid[])[hard.Id, soft.Id]) { Assert.Equal(OverrideAnswer.Stored, await store.Withdraw(first, id, "No longer needed.", Cancellation)); }
        Assert.Equal(OverrideAnswer.TooLate, await store.Withdraw(first, hard.Id, "Again.", Cancellation));
        var after = await store.Of(first, intake, Cancellation);
        Assert.Equal([OverrideState.Withdrawn, OverrideState.Withdrawn], after.Select(each => each.State));
        Assert.All(after, each => Assert.Equal("No longer needed.", each.WhyWithdrawn));
        Assert.Equal("Agreed after the scan.", after[0].Second!.Text);
        Assert.True(await store.Add(first, intake, [Hard], Cancellation));
        Assert.Equal([OverrideState.Withdrawn, OverrideState.Withdrawn, OverrideState.Waits], (await store.Of(first, intake, Cancellation)).Select(each => each.State));
    }

    [Theory, BothEngines]
    public async Task What_is_taken_back_after_an_agreement_is_one_override_with_its_end_to_every_reader(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var store = node.Services.GetRequiredService<RuleOverrideStore>();
        var (first, second) = (Caller.User(node.Clinic, Guid.CreateVersion7()), Caller.User(node.Clinic, Guid.CreateVersion7()));
        var intake = await node.Intakes.Start(node.Patient, null, Cancellation);
        var patient = (await node.Services.GetRequiredService<PatientStore>().Take(first, intake, "Somebody", Cancellation))!.Id;
        Assert.True(await store.Add(first, intake, [Hard, Soft], Cancellation));
        var both = await store.Of(first, intake, Cancellation);
        Assert.Equal(OverrideAnswer.Stored, await store.Answer(second, both[0].Id, true, "Agreed.", Cancellation));
        foreach (var each in both) { Assert.Equal(OverrideAnswer.Stored, await store.Withdraw(first, each.Id, "No longer needed.", Cancellation)); }
        Assert.True(await store.Add(first, intake, [Hard], Cancellation));

        var chart = (await node.Services.GetRequiredService<ChartStore>().Read(first, intake, Cancellation))!.Overrides;
        Assert.Equal([(Hard.Rule, "agrees", "No longer needed."), (Soft.Rule, "", "No longer needed."), (Hard.Rule, "", "")], chart.Select(each => (each.Rule, each.Answer ?? "", each.Withdrawal?.Text ?? "")));
        Assert.All(chart.Take(2), each => Assert.True(each.Withdrawal!.Author == first.Actor && each.Withdrawal.At > each.At));
        var signed = await node.Services.GetRequiredService<CarePlanStore>().Overrides(first, patient, Cancellation);
        Assert.Equal(chart.Select(each => (each.Rule, each.At, each.Answer, each.Withdrawal?.At)), signed.Select(each => (each.Rule, each.At, each.Answer, each.WithdrawnAt)));
        Assert.Equal([true, false, false], signed.Select(each => each.AnsweredAt is not null));
        Assert.Empty(await node.Services.GetRequiredService<CarePlanStore>().Overrides(Caller.Program(await node.Services.GetRequiredService<ClinicStore>().Add("Elsewhere", Cancellation)), patient, Cancellation));
    }

    [Theory, BothEngines]
    public async Task Another_clinic_sees_nothing_and_two_who_answer_at_once_give_one_answer(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var store = node.Services.GetRequiredService<RuleOverrideStore>();
        var first = Caller.User(node.Clinic, Guid.CreateVersion7());
        var elsewhere = Caller.User(await node.Services.GetRequiredService<ClinicStore>().Add("Elsewhere", Cancellation), Guid.CreateVersion7());
        var intake = await node.Intakes.Start(node.Patient, null, Cancellation);
        Assert.False(await store.Add(elsewhere, intake, [Hard], Cancellation));
        Assert.True(await store.Add(first, intake, [Hard], Cancellation));
        var id = Assert.Single(await store.Of(first, intake, Cancellation)).Id;
        Assert.Empty(await store.Of(elsewhere, intake, Cancellation));
        Assert.Empty(await store.Waiting(elsewhere, Cancellation));
        Assert.Null(await store.Find(elsewhere, id, Cancellation));
        Assert.Equal(OverrideAnswer.Unknown, await store.Answer(elsewhere, id, true, "Yes.", Cancellation));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => store.Answer(Caller.User(node.Clinic, Guid.CreateVersion7()), id, index % 2 == 0, "Answered.", Cancellation)));
        Assert.Single(answers, OverrideAnswer.Stored);
        Assert.Equal(7, answers.Count(answer => answer == OverrideAnswer.TooLate));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.Add(first, intake, [Hard with { Text = " " }], Cancellation));
    }
}
