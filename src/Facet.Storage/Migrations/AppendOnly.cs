using Microsoft.EntityFrameworkCore.Migrations;

namespace Facet.Storage.Migrations;

/// <summary>Makes the database itself refuse to change or remove a fact, whoever asks.</summary>
/// <remarks>
/// Migrations that have run use these words: add new ones beside them, never change them. Where SQLite has to rebuild a
/// table (a dropped or altered column) its triggers are lost: call <see cref="ProtectInSqlite"/> again in that migration.
/// </remarks>
internal static class AppendOnly
{
    public static void ProtectInSqlite(MigrationBuilder migration, params ReadOnlySpan<string> tables)
    {
        foreach (var table in tables)
        {
            migration.Sql($"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;");
            migration.Sql($"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;");
        }
    }

    public static void PrepareInPostgres(MigrationBuilder migration) =>
        migration.Sql("""
            CREATE FUNCTION facet_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
            END
            $$;
            """);

    public static void ForgetInPostgres(MigrationBuilder migration) => migration.Sql("DROP FUNCTION facet_append_only();");

    public static void ProtectInPostgres(MigrationBuilder migration, params ReadOnlySpan<string> tables)
    {
        foreach (var table in tables)
        {
            migration.Sql($"CREATE TRIGGER {table}_no_rewriting BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION facet_append_only();");
            migration.Sql($"CREATE TRIGGER {table}_no_emptying BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION facet_append_only();");
        }
    }

    /// <summary>For what a person wrote themselves: never changed, and removed only once their erasure was decided.</summary>
    public static void ProtectUntilErasedInSqlite(MigrationBuilder migration, string table)
    {
        migration.Sql($"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;");
        migration.Sql($"""
            CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT EXISTS (SELECT 1 FROM patient WHERE id = OLD.patient AND erased IS NOT NULL)
            BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
            """);
    }

    /// <inheritdoc cref="ProtectUntilErasedInSqlite"/>
    public static void ProtectUntilErasedInPostgres(MigrationBuilder migration, string table)
    {
        migration.Sql("""
            CREATE FUNCTION facet_append_only_until_erased() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM patient WHERE id = OLD.patient AND erased IS NOT NULL) THEN
                    RETURN OLD;
                END IF;
                RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
            END
            $$;
            """);
        migration.Sql($"CREATE TRIGGER {table}_no_rewriting BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION facet_append_only_until_erased();");
        migration.Sql($"CREATE TRIGGER {table}_no_emptying BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION facet_append_only();");
    }
}
