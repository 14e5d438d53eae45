using Facet.Care;
using Facet.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace Facet.Web.Care;

/// <summary>What every guide of an item has: the plan and record, the item, and the way to write entries.</summary>
public abstract class GuideBase : WholePart
{
    /// <summary>Plan and record.</summary>
    [Parameter, EditorRequired] public MyState State { get; set; } = null!;

    /// <summary>The item that is done.</summary>
    [Parameter, EditorRequired] public CareItem Item { get; set; } = null!;

    /// <summary>The request.</summary>
    [CascadingParameter] public HttpContext HttpContext { get; set; } = null!;

    [Inject] private MyRecord Mine { get; set; } = null!;

    [Inject] private protected NavigationManager Navigation { get; set; } = null!;

    [Inject] private protected ClinicDay Clock { get; set; } = null!;

    /// <summary>What is wrong with what was sent.</summary>
    protected string? Problem { get; set; }

    /// <summary>Where on the page it is.</summary>
    protected string ProblemLink { get; set; } = "#guide";

    /// <summary>What was sent.</summary>
    protected IFormCollection Form => HttpContext.Request.Form;

    /// <summary>A trimmed text field; null for empty.</summary>
    protected string? Text(string name) => Form[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A number field; null for empty or none.</summary>
    protected double? Number(string name) =>
        double.TryParse(Text(name)?.Replace(',', '.'), System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A whole number; null for none.</summary>
    protected int? Whole(string name) => int.TryParse(Text(name), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>That the item was done today, at its next time that is still open.</summary>
    protected ItemDone Done(HowFar howFar, double? minutes = null) => new()
    {
        Day = State.Today, Item = Item.Id, HowFar = howFar, Minutes = minutes,
        Time = State.On(State.Today).Occurrences.FirstOrDefault(each => each.Item.Id == Item.Id && each.HowFar is null)?.Time ?? 1,
    };

    /// <summary>Writes and goes on to a page; or says what is wrong.</summary>
    protected async Task Save(string to, params CareEntry[] entries)
    {
        if (entries.SelectMany(entry => entry.Problems()).FirstOrDefault() is { } wrong) { Problem = wrong.Message; return; }
        await Mine.Write(FormId.Of(Form), entries);
        Navigation.NavigateTo(to);
    }

    /// <summary>As <see cref="Save"/>, of what the program worked out from the form: under a stream of the form's words it is stored once, whatever comes out when it is sent again.</summary>
    protected async Task SaveOnce(Guid stream, string to, params CareEntry[] entries)
    {
        if (entries.SelectMany(entry => entry.Problems()).FirstOrDefault() is { } wrong) { Problem = wrong.Message; return; }
        await Mine.WriteOnce(stream, entries);
        Navigation.NavigateTo(to);
    }

    /// <summary>Whether anything of a stream is stored.</summary>
    protected Task<bool> IsStored(Guid stream) => Mine.Has(stream);

    /// <summary>This page.</summary>
    protected string Here => CareAddress.Do(State.Plan, Item);
}
