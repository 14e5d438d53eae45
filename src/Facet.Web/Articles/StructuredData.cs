using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Facet.Web.Languages;
using Microsoft.AspNetCore.Components;

namespace Facet.Web.Articles;

/// <summary>What search engines read of an article: schema.org, MedicalWebPage.</summary>
internal static class StructuredData
{
    public static MarkupString Of(ShelvedArticle shelved, string address)
    {
        var article = shelved.Article;
        var page = new JsonObject
        {
            ["@context"] = "https://schema.org", ["@type"] = "MedicalWebPage", ["name"] = article.Title, ["description"] = article.Summary, ["url"] = address, ["inLanguage"] = article.Language,
            ["audience"] = new JsonObject { ["@type"] = "MedicalAudience", ["audienceType"] = "Patient" },
            ["about"] = new JsonObject { ["@type"] = "MedicalCondition", ["name"] = ArticleWords.BackPain },
        };
        // Nobody is named who did not look: what the program ships has no reviewer.
        if (shelved is { Reviewer.Length: > 0, Reviewed: { } day })
        {
            page["reviewedBy"] = new JsonObject { ["@type"] = "Person", ["name"] = shelved.Reviewer };
            page["lastReviewed"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }
        // The default encoder writes < and & as escapes, so that no text can end the element.
        return new(page.ToJsonString(JsonSerializerOptions.Default));
    }
}
