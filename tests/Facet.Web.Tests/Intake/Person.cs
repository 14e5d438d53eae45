using System.Globalization;
using Facet.Web.Tests.Shell;
using Microsoft.Playwright;

namespace Facet.Web.Tests.Intake;

/// <summary>Somebody who answers the questions: "no" and "none of these" everywhere but where told otherwise.</summary>
internal sealed class Person(IPage page)
{
    private readonly Dictionary<string, string[]> answers = new(StringComparer.Ordinal)
    {
        ["age"] = ["45"],
        ["sex"] = ["male"],
        ["where"] = ["low_back"],
        ["how-long"] = ["20"],
        ["began"] = ["lifting_twisting"],
        ["pain-now"] = ["5"],
        ["pain-week"] = ["6"],
        ["worse"] = ["sitting", "bending_forward"],
        ["better"] = ["walking", "changing_position"],
        ["breathing"] = ["nsaid_tolerated_before"],
        ["days"] = ["sustained_posture_work", "has_heat_pack"],
        ["minutes"] = ["30"],
    };

    /// <summary>Ids of the pages answered, in order.</summary>
    public List<string> Met { get; } = [];

    public bool KeyboardOnly { get; init; }

    /// <summary>What to do on each page before it is answered, such as looking at it.</summary>
    public Func<string, Task> Look { get; init; } = _ => Task.CompletedTask;

    public Person Saying(string question, params string[] values)
    {
        answers[question] = values;
        return this;
    }

    public async Task Start()
    {
        await page.GotoAsync("/");
        await Press(page.GetByRole(AriaRole.Button, new() { Name = "Start" }));
        await page.Arrives("**/intake/1");
    }

    /// <summary>Answers until something else than a question comes.</summary>
    public async Task AnswerAll()
    {
        while (await Question() is { } question)
        {
            Assert.True(Met.Count < 100, "The questions do not end.");
            await Look(question);
            await Answer(question);
        }
    }

    /// <summary>Answers, reads what is to be read on the way, and asks for the results.</summary>
    public async Task ReachResults()
    {
        await Start();
        await AnswerAll();
        while (page.Url.EndsWith("/intake/notice", StringComparison.Ordinal))
        {
            await Press(page.GetByRole(AriaRole.Link, new() { Name = "Go on with the questions" }));
            await AnswerAll();
        }
        await Press(page.GetByRole(AriaRole.Button, new() { Name = "See my results" }));
        Assert.EndsWith("/intake/result", page.Url, StringComparison.Ordinal);
    }

    public async Task AnswerUntil(string last)
    {
        while (await Question() is { } question)
        {
            await Answer(question);
            if (question == last)
            {
                return;
            }
        }
    }

    /// <summary>The id of the question on the page; null when there is none.</summary>
    public async Task<string?> Question()
    {
        var hidden = page.Locator("input[name=page]");
        return await hidden.CountAsync() == 0 ? null : await hidden.First.GetAttributeAsync("value");
    }

    private async Task Answer(string question)
    {
        Met.Add(question);
        var values = answers.GetValueOrDefault(question);
        if (question == "medicines")
        {
            await Medicines(values ?? []);
        }
        else if (await page.Locator("input[type=text][name=answer]").CountAsync() > 0)
        {
            await Type(page.Locator("input[type=text][name=answer]"), values?[0] ?? (question == "visits" ? "3" : "0"));
        }
        else
        {
            foreach (var value in values ?? [await Negative()])
            {
                await Choose(page.Locator($"input[name=answer][value='{value}']"));
            }
        }
        await Press(page.GetByRole(AriaRole.Button, new() { Name = "Continue", Exact = true }));
    }

    /// <summary>"slug" or "slug 400": a medicine with its dose.</summary>
    private async Task Medicines(string[] medicines)
    {
        if (medicines.Length == 0)
        {
            await Choose(page.GetByLabel("I take no medicines"));
            return;
        }
        foreach (var medicine in medicines)
        {
            var parts = medicine.Split(' ');
            await page.Locator("select[name=medicine]").SelectOptionAsync(parts[0]);
            if (parts.Length > 1)
            {
                await Type(page.Locator("input[name=dose]"), parts[1]);
            }
            await Press(page.GetByRole(AriaRole.Button, new() { Name = "Add this medicine" }).Last);
            await page.Locator(".facet-medicines li").Nth(Array.IndexOf(medicines, medicine)).WaitForAsync();
        }
    }

    private async Task<string> Negative()
    {
        foreach (var value in (string[])["none-of-these", "none", "no", "0", "none_known", "both"])
        {
            if (await page.Locator($"input[name=answer][value='{value}']").CountAsync() > 0)
            {
                return value;
            }
        }
        throw new InvalidOperationException($"{page.Url} has no negative answer.");
    }

    private async Task Choose(ILocator control)
    {
        if (KeyboardOnly)
        {
            await control.FocusAsync();
            await page.Keyboard.PressAsync("Space");
        }
        else
        {
            await control.CheckAsync(new() { Force = true });
        }
        Assert.True(await control.IsCheckedAsync(), string.Create(CultureInfo.InvariantCulture, $"{page.Url}: the answer was not taken."));
    }

    private async Task Type(ILocator control, string text)
    {
        if (KeyboardOnly)
        {
            await control.FocusAsync();
            await page.Keyboard.TypeAsync(text);
        }
        else
        {
            await control.FillAsync(text);
        }
    }

    private async Task Press(ILocator button)
    {
        var loaded = new TaskCompletionSource();
        void Loaded(object? sender, IPage loadedPage) => loaded.TrySetResult();
        page.Load += Loaded;
        try
        {
            if (KeyboardOnly)
            {
                await button.FocusAsync();
                await page.Keyboard.PressAsync("Enter");
            }
            else
            {
                await button.ClickAsync();
            }
            await loaded.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        }
        finally
        {
            page.Load -= Loaded;
        }
    }
}
