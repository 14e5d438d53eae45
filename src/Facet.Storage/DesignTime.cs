using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Facet.Storage;

/// <summary>How <c>dotnet ef</c> gets a SQLite context; it looks at the model and never connects.</summary>
internal sealed class DesignTimeSqlite : IDesignTimeDbContextFactory<SqliteFacetDb>
{
    public SqliteFacetDb CreateDbContext(string[] args) =>
        new(FacetDatabase.SqliteOptions(new DbContextOptionsBuilder<SqliteFacetDb>(), "design-time.db", null));
}

/// <summary>How <c>dotnet ef</c> gets a PostgreSQL context; it looks at the model and never connects.</summary>
internal sealed class DesignTimePostgres : IDesignTimeDbContextFactory<PostgresFacetDb>
{
    public PostgresFacetDb CreateDbContext(string[] args) =>
        new(FacetDatabase.PostgresOptions(new DbContextOptionsBuilder<PostgresFacetDb>(), "Host=design-time", null));
}
