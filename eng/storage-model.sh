#!/usr/bin/env bash
# After a change to the storage's model: eng/storage-model.sh <NameOfMigration> adds a migration for both databases and
# rewrites the compiled models. Without a name it rewrites the compiled models only.
set -euo pipefail
cd "$(dirname "$0")/../src/Facet.Storage"
dotnet tool restore >/dev/null
compile() {
  rm -rf "Compiled/$1"
  dotnet ef dbcontext optimize --context "$1FacetDb" --output-dir "Compiled/$1"
}
# A compiled model that no longer fits would be what the tool reads: it goes first.
rm -rf Compiled
if [ $# -gt 0 ]; then
  for database in Sqlite Postgres; do
    dotnet ef migrations add "$1" --context "${database}FacetDb" --output-dir "Migrations/$database"
  done
fi
compile Sqlite
compile Postgres
# The tool writes byte-order marks; the repository has none.
find Migrations Compiled -name '*.cs' -exec sed -i '1s/^\xEF\xBB\xBF//' {} +
