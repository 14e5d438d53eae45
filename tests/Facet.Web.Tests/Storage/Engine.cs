using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Facet.Web.Tests.Storage;

public enum Engine
{
    Sqlite,
    Postgres,
}

/// <summary>Runs a law on both databases; PostgreSQL only where one was started for the tests.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BothEnginesAttribute : DataAttribute
{
    public static string? Server { get; } = Environment.GetEnvironmentVariable("FACET_TEST_POSTGRES");

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>([
            new TheoryDataRow<Engine>(Engine.Sqlite),
            new TheoryDataRow<Engine>(Engine.Postgres)
            {
                Skip = Server is null ? "No PostgreSQL: run under eng/test-postgres.sh to include it." : null,
            },
        ]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
