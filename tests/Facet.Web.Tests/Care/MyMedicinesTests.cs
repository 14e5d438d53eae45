using System.Globalization;
using Facet.Care;
using Facet.Web.Tests.Shell;

namespace Facet.Web.Tests.Care;

public class MyMedicinesTests(Browser browser, Server server) : BrowserTest(browser, server)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_holds_today_is_shown_and_what_is_dated_ahead_has_a_heading_of_its_own(bool tapers)
    {
        using var patient = await MyPatient.New(Server.Services, Server.Address);
        var today = patient.Day.Today;
        var (from, next) = (today.AddDays(-20), today.AddDays(10));
        CareEntry ahead = tapers
            ? new OpioidTapered { Day = today, Ingredient = "oxycodone", Called = "Oxycodone", Unit = OpioidUnit.MilligramsPerDay, Original = 20, Rule = "TAPER-OPI-LONG", Steps = OpioidTapered.StepsOf(20, 10, 30, next), Because = "agreed", Knowledge = "k" }
            : Order(12, next, today.AddDays(40));
        await patient.Write(Order(20, from, today.AddDays(60)), ahead);
        var html = (await patient.Client.Get("/my/medicines")).Html;
        var places = ((string[])[$"20 mg a day, from {Text(from)} to {Text(next.AddDays(-1))}.", $">From {Text(next)}: {(tapers ? "Coming off Oxycodone" : "Oxycodone")}<", $"{(tapers ? "18" : "12")} mg a day"])
            .Select(words => html.IndexOf(words, StringComparison.Ordinal)).ToList();
        Assert.All(places, place => Assert.True(place > 0));
        Assert.Equal(places.Order(), places);
        Assert.True(Readability.Grade(Readability.Text(html)) <= 6);
        var page = await Open(Phone);
        await patient.SignIn(page);
        await page.GotoAsync("/my/medicines");
        await MustBeAccessible(page);

        OpioidOrdered Order(double amount, DateOnly first, DateOnly last) => new()
        {
            Day = today, Ingredient = "oxycodone", Called = "Oxycodone", Amount = amount, Unit = OpioidUnit.MilligramsPerDay, From = first, Until = last, ReviewOn = first.AddDays(14), Answers = [], Knowledge = "k",
        };
    }

    private static string Text(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
