using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Facet.Storage;

/// <summary>Settings that SQLite keeps per connection, so that each one gets them.</summary>
internal sealed class SqliteTuning : DbConnectionInterceptor
{
    // secure_delete: what is erased is overwritten in the file.
    // FULL: a committed answer survives a power cut. recursive_triggers: otherwise REPLACE removes rows past their trigger.
    public const string Settings =
        "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA secure_delete = ON;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Tune(connection);

    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Tune(connection);
        return Task.CompletedTask;
    }

    private static void Tune(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Settings;
        command.ExecuteNonQuery();
    }
}
