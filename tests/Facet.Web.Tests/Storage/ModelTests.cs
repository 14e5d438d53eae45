using Facet.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Facet.Web.Tests.Storage;

public class ModelTests
{
    private const string Remedy = "The model changed: run eng/storage-model.sh with a name for the migration.";

    [Fact]
    public void Migrations_say_all_that_the_model_says()
    {
        using var sqlite = new SqliteFacetDb(Options<SqliteFacetDb>());
        using var postgres = new PostgresFacetDb(Options<PostgresFacetDb>());
        Assert.False(sqlite.Database.HasPendingModelChanges(), Remedy);
        Assert.False(postgres.Database.HasPendingModelChanges(), Remedy);
    }

    [Fact]
    public void Compiled_models_say_what_the_model_says()
    {
        AssertSame(new SqliteFacetDb(Options<SqliteFacetDb>()), new PlainSqlite(Options<PlainSqlite>()));
        AssertSame(new PostgresFacetDb(Options<PostgresFacetDb>()), new PlainPostgres(Options<PlainPostgres>()));
    }

    private static void AssertSame(FacetDb compiled, FacetDb plain)
    {
        using (compiled)
        using (plain)
        {
            Assert.StartsWith("Facet.Storage.Compiled.", compiled.Model.GetType().BaseType == typeof(RuntimeModel) ? compiled.Model.GetType().FullName : "", StringComparison.Ordinal);
            Assert.Equal(Describe(plain), Describe(compiled));
        }
    }

    private static string Describe(FacetDb db) =>
        db.Model.ToDebugString(MetadataDebugStringOptions.LongDefault) + db.Model.GetRelationalModel().ToDebugString(MetadataDebugStringOptions.LongDefault);

    private static DbContextOptions<T> Options<T>() where T : DbContext => typeof(T).IsAssignableTo(typeof(SqliteFacetDb))
        ? FacetDatabase.SqliteOptions(new DbContextOptionsBuilder<T>(), "unused.db", null)
        : FacetDatabase.PostgresOptions(new DbContextOptionsBuilder<T>(), "Host=unused", null);

    // Compiled models are found by the exact type of the context, so these build theirs from the code.
    private sealed class PlainSqlite(DbContextOptions options) : SqliteFacetDb(options);

    private sealed class PlainPostgres(DbContextOptions options) : PostgresFacetDb(options);
}
