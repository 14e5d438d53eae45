using Facet.Interop.Json;
using Facet.Intake;
using Facet.Planning;
using Facet.Storage;
using Facet.Storage.Planning;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Cli;

/// <summary>The database of a server, for a command that runs beside it.</summary>
internal static class OpenedDatabase
{
    public static StoredForms Forms { get; } = new(
        json => IntakeDocument.Read("stored answer", json, LeftOut.IsUnknown).TryGet(out var answers, out _)
            ? new(answers.Values, answers.Medicines)
            : throw new InvalidOperationException("A stored answer cannot be read."),
        ProposalDocument.Doses,
        (pathway, result) => PathwayDocument.Write(pathway, result));

    /// <summary>Opens the database and the knowledge, and does the work.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> Use(DatabaseOptions.Asked asked, DirectoryInfo? knowledge, Func<IServiceProvider, CarePathway, CancellationToken, Task<int>> work, CancellationToken cancellation, TimeProvider? clock = null)
    {
        if (asked.Problem is { } problem) { return Input.Refuse([problem]); }
        if (!Input.Pathway(asked.Knowledge(knowledge)).TryGet(out var pathway, out var problems)) { return Input.Refuse(problems); }
        await using var host = new ServiceCollection().AddSingleton(clock ?? TimeProvider.System).AddFacetStorage(asked.Postgres, asked.Folder?.FullName ?? ".").BuildServiceProvider();
        try
        {
            await host.OpenFacetStorage(cancellation);
        }
        catch (InvalidOperationException newer)
        {
            return Input.Refuse([new("--database", "not-opened", newer.Message)]);
        }
        catch (System.Data.Common.DbException refused)
        {
            return Input.Refuse([new("--database", "not-opened", refused.Message)]);
        }
        return await work(host, pathway, cancellation);
    }
}
