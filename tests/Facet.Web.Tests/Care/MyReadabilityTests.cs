using Facet.Web.SignIn;
using Facet.Web.Tests.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Care;

public class MyReadabilityTests(Server server)
{
    /// <summary>Grade 6 of Flesch–Kincaid is read at 11 years.</summary>
    private const double Eleven = 6;

    /// <summary>Pages whose words are not ours to choose, with the reason and what they may reach.</summary>
    private static readonly Dictionary<string, double> Exceptions = new(StringComparer.Ordinal)
    {
    };

    [Fact]
    public async Task Every_page_of_the_patient_is_read_at_eleven()
    {
        using var patient = await MyPatient.New(server.Services, server.Address);
        var places = Enumerable.Range(1, (await patient.Plan()).Items.Count).ToList();
        var hard = new List<string>();
        foreach (var path in Pages().SelectMany(route => route.Contains("{Place", StringComparison.Ordinal) ? places.Select(place => route.Replace("{Place:int}", $"{place}", StringComparison.Ordinal)) : [route]))
        {
            var (_, to, html) = await patient.Client.Get(path);
            // A file is no page.
            if (to is not null || !html.Contains("<main", StringComparison.Ordinal)) { continue; }
            var text = Readability.Text(html);
            Assert.DoesNotContain("pain free", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("pain-free", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("degenerat", text, StringComparison.OrdinalIgnoreCase);
            if (Readability.Grade(text) is var grade && grade > Exceptions.GetValueOrDefault(path, Eleven)) { hard.Add($"{path}: grade {grade:0.0}"); }
        }
        Assert.True(hard.Count == 0, string.Join("; ", hard));
    }

    /// <summary>Every page below /my, by the server's own list: a new page is read too.</summary>
    private IEnumerable<string> Pages() => server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.OfType<IAuthorizeData>().Any(data => data.Policy == PatientRules.Policy) && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") != false)
        .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/')).Where(route => !route.Contains('{', StringComparison.Ordinal) || route.Contains("{Place:int}", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal);
}
