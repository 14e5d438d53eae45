using System.Globalization;
using Facet.Evidence;
using Facet.Planning;
using Facet.Treatments;
using Microsoft.AspNetCore.WebUtilities;

namespace Facet.Web.Desk;

/// <summary>What a clinician changes about a plan, as the form of the plan builder sends it.</summary>
internal static class ChangesForm
{
    /// <summary>Minutes a day where none are given: no limit to speak of.</summary>
    public const int NoLimit = 240;

    /// <summary>The name of the form, on the builder and on the pages that its buttons lead to.</summary>
    public const string Name = "what-if";

    /// <summary>The most steps that can be gone back.</summary>
    public const int MostSteps = 20;

    /// <summary>The most letters of all steps together as a browser sends them: no form is taken with a field of more than 4096.</summary>
    public const int MostSent = 3500;

    private const string Change = "change-", Dose = "dose-";

    /// <summary>What can be put in or left out for this person: what is safe, and what overrides let in.</summary>
    public static IReadOnlyList<Intervention> Choices(DeskCase desk, bool mayPrescribe) =>
        [.. desk.Pathway.Catalogue.Interventions.Where(each => !each.IsAlways && (Planner.IsSafe(desk.Result.Options, each) || desk.IsLetIn(each)) && (mayPrescribe || each.GivenBy != GivenBy.Prescriber))];

    /// <summary>What holds before a clinician changes anything: what was let in with a reason is in the plan.</summary>
    public static PlanChanges Start(DeskCase desk, bool mayPrescribe) => new()
    {
        Locked = [.. Choices(desk, mayPrescribe).Where(desk.IsLetIn).Select(each => each.Id)],
        Overridden = desk.Counting,
        ByPrescriber = mayPrescribe,
    };

    /// <summary>Reads limits and changes; fields that are no numbers, and what a second clinician refused, go to <paramref name="problems"/>.</summary>
    public static (Preferences Preferences, PlanChanges Changes) Read(IFormCollection form, DeskCase desk, bool mayPrescribe, List<string> problems)
    {
        double? Number(string name, double most)
        {
            var text = form[name].ToString().Trim();
            if (text.Length == 0) { return null; }
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= most) { return number; }
            problems.Add($"{name}: a number from 0 to {most}, or nothing for no limit.");
            return null;
        }
        // A dose that is chosen keeps the item in the plan.
        (string Id, string Value) Of(Intervention each) => (each.Id, form[Change + each.Id].ToString() is "out" ? "out" : form[Dose + each.Id].ToString() is { Length: > 0 } dose ? dose : form[Change + each.Id].ToString());
        var chosen = Choices(desk, mayPrescribe).Select(Of).Where(each => each.Value.Length > 0).ToList();
        foreach (var each in desk.Pathway.Catalogue.Interventions.Where(each => Of(each).Value is not ("" or "out")))
        {
            if (desk.RefusedFor(each) is { Second: { } second } refused) { problems.Add($"{each.Label}: {second.By} refused to go past {refused.What.Rule}: {second.Text} It cannot be in a plan."); }
        }
        return (desk.Result.Preferences with
        {
            MinutesPerDay = (int)(Number("minutes", NoLimit) ?? NoLimit),
            VisitsPerWeek = Number("visits", 7),
            Budget = Number("budget", 100_000),
            TravelMinutes = Number("travel", 600),
            FirstGoal = OutcomeCodes.Find(form["goal"].ToString()),
        }, Start(desk, mayPrescribe) with
        {
            Locked = [.. chosen.Where(each => each.Value != "out").Select(each => each.Id)],
            Forbidden = [.. chosen.Where(each => each.Value == "out").Select(each => each.Id)],
            Doses = chosen.Where(each => each.Value is not ("in" or "out")).ToDictionary(each => each.Id, each => each.Value),
        });
    }

    /// <summary>Limits and changes as the fields of the form, so that they can be sent again: to go back a step, and on to the signature.</summary>
    public static IReadOnlyList<(string Name, string Value)> Fields(Preferences preferences, PlanChanges changes) =>
    [
        .. new (string, string)[]
        {
            ("minutes", Text(preferences.MinutesPerDay)), ("visits", Text(preferences.VisitsPerWeek)), ("budget", Text(preferences.Budget)), ("travel", Text(preferences.TravelMinutes)), ("goal", preferences.FirstGoal?.Code() ?? "both"),
        },
        .. changes.Locked.Select(id => (Change + id, changes.Doses.GetValueOrDefault(id) ?? "in")),
        .. changes.Forbidden.Select(id => (Change + id, "out")),
    ];

    /// <summary>The fields in one line.</summary>
    public static string Line(IEnumerable<(string Name, string Value)> fields) => string.Join('&', fields.Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value)}"));

    /// <summary>The newest of these lines that a field has room for, in their order.</summary>
    public static List<string> Steps(IEnumerable<string> lines)
    {
        var room = MostSent;
        return [.. lines.Reverse().Take(MostSteps).TakeWhile(line => (room -= Uri.EscapeDataString(line).Length + "%0D%0A".Length) >= 0).Reverse()];
    }

    /// <summary>A line as a form.</summary>
    public static FormCollection FormOf(string line) => new(QueryHelpers.ParseQuery(line));

    /// <summary>The fields of the builder that a form holds, as they came.</summary>
    public static IReadOnlyList<(string Name, string Value)> Kept(IFormCollection form) =>
        [.. form.Where(field => field.Key is "minutes" or "visits" or "budget" or "travel" or "goal" || field.Key.StartsWith(Change, StringComparison.Ordinal) || field.Key.StartsWith(Dose, StringComparison.Ordinal)).Select(field => (field.Key, field.Value.ToString()))];

    public static string Text(double? number) => number?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";
}
