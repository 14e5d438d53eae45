#!/usr/bin/env bash
# Measures Facet's evidence models beside the field's software, each pair back to back, and prints one table.
# bench/peers/run.sh [ROUNDS]: 3 by default; JAGS runs once. Everything it writes is in artifacts/peers.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. eng/sdk.sh
rounds=${1:-3}
packages="r-base-core r-cran-metafor jags r-cran-rjags libopenblas0-serial"
for package in $packages; do
  dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q '^install ok' ||
    { echo "A peer is missing: apt-get install --no-install-recommends $packages" >&2; exit 1; }
done
# One thread a side, so that neither gains by the machine's other core.
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
echo "Building ..." >&2
dotnet build bench/Facet.Benchmarks -c Release -v quiet -nologo >&2
facet=artifacts/bin/Facet.Benchmarks/release/Facet.Benchmarks
folder=artifacts/peers
rm -rf "$folder"
"$facet" peers sets "$folder"
echo "$(date -u +%F\ %R) UTC, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc --all) cores; $(R --version | head -n 1); load average $(cut -d' ' -f1-3 /proc/loadavg)" | tee "$folder/machine.txt" >&2

# pair <round> <task> <set>: one side, then the other.
pair() {
  echo "round $1: $2 $3" >&2
  "$facet" peers fit "$folder" "$1" "$2" "$3"
  Rscript bench/peers/peers.R "$folder" "$1" "$2" "$3"
}
for round in $(seq "$rounds"); do
  for set in stowe2010 baker2009 franchini2012 S200 S400; do pair "$round" nma "$set"; done
  for set in baker2009 artificial_disconnected S200 S400; do pair "$round" cnma "$set"; done
  for set in stowe2010 baker2009 franchini2012 S200; do pair "$round" reml "$set"; done
done
for set in franchini2012 stowe2010 baker2009 S200; do pair 1 bayes-nma "$set"; done
for set in baker2009 S200; do pair 1 bayes-cnma "$set"; done
for set in additive context context-interactions; do pair 1 bayes-shipped "$set"; done
"$facet" peers refit "$folder"

# The command itself, on one core: start, reading, 28 models, writing.
./facet --help >/dev/null
mkdir -p "$folder/data"
cp knowledge/evidence/{trials,components}.csv knowledge/evidence/priors.yaml "$folder/data"
for run in 1 2 3 4 5; do
  TIMEFORMAT='%R %U %S'
  read -r wall user system < <({ time taskset -c 0 ./facet evidence fit --data "$folder/data" --out "$folder/effects.txt" >/dev/null 2>&1; } 2>&1)
  awk -v w="$wall" -v c="$user" -v s="$system" -v r="$run" 'BEGIN { printf "{\"side\":\"facet\",\"task\":\"process\",\"set\":\"facet evidence fit\",\"round\":%d,\"note\":\"\",\"ms\":[%g],\"cpu\":%g,\"answers\":{}}\n", r, w * 1000, (c + s) * 1000 }' >>"$folder/facet.jsonl"
done
bench/peers/compare
