using Facet.Intake;
using Facet.Knowledge;
using Facet.Web.Tests.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Intake;

public class QuestionCoverageTests(Server server)
{
    private Questionnaire Questions => server.Services.GetRequiredService<Questionnaire>();

    private DataDictionary Dictionary => server.Services.GetRequiredService<ClinicalKnowledge>().Dictionary;

    /// <summary>What a clinic sets for all its patients, and a score that has a questionnaire of its own.</summary>
    private static readonly string[] NotAsked = ["laser_device_class", "laser_eyewear_available", "plan_region", "phq4_total"];

    [Fact]
    public void Every_mandatory_input_that_a_person_can_answer_has_a_page()
    {
        foreach (var input in Dictionary.Inputs.Where(input => (input.IsAsked || input.MandatoryIf is not null) && input.Source == "patient" && !NotAsked.Contains(input.Name)))
        {
            Assert.True(Questions.PageFor(input.Name) is not null, $"No page asks {input.Name}.");
        }
        Assert.NotNull(Questions.PageFor(Condition.MedicineList));
    }

    [Fact]
    public void Danger_is_asked_first()
    {
        string[] first = ["saddle_numbness", "bladder_change", "bowel_change", "sexual_sensation_loss", "bilateral_leg_neuro"];
        Assert.Equal(first, Questions.Pages.Take(5).Select(page => page.Input!.Name));
        Assert.All(Questions.Pages.TakeWhile(page => page.Id != "thoughts-plan"), page => Assert.Equal("safety", page.Section.Id));
    }

    [Fact]
    public void Every_page_about_danger_says_why_or_gives_help_with_the_answer() =>
        Assert.All(Questions.Pages.Where(page => page.Section.Id == "safety" && page.Kind != PageKind.Number && page.When is null), page => Assert.True(page.Hint is not null || page.Why is not null));
}
