# Sourced by the scripts at the top.

# fresh <stamp>: whether the stamp is there and newer than every source. One look at the clock of each file: it costs
# milliseconds. Folders count too, so a deleted file is noticed.
fresh() {
  [ -e "$1" ] && [ -z "$(find src knowledge Directory.Build.props Directory.Packages.props global.json -newer "$1" -print -quit)" ]
}

# The runtime that this machine is, where the lock files name it.
rid() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) echo linux-x64 ;;
    Linux-aarch64) echo linux-arm64 ;;
  esac
}

# publish <project> <folder>: builds src/<project> into <folder> unless it is there and newer than every source.
# Compiled ahead of time on Linux, whose runtimes the lock files name; elsewhere the runtime compiles at start.
publish() {
  local project=$1 folder=$2
  fresh "$folder/.published" && return
  . eng/sdk.sh
  local ahead=() log stamp
  if [ -n "$(rid)" ]; then ahead=(-r "$(rid)"); fi
  mkdir -p "$folder"
  log=$(mktemp); stamp=$(mktemp)
  echo "Building $project ..." >&2
  # The restore is told of ahead-of-time compilation but not of one runtime, which would rewrite the libraries' lock files.
  if ! { dotnet restore "src/$project" ${ahead:+-p:PublishReadyToRun=true} && dotnet publish "src/$project" --no-restore -c Release \
      ${ahead:+"${ahead[@]}" -p:PublishReadyToRun=true} --self-contained false -o "$folder"; } >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log" "$stamp"
    return 1
  fi
  # The time before the build, so that a source saved during it is built next time.
  mv "$stamp" "$folder/.published"
  rm -f "$log"
}

# native: builds the command line into artifacts/native/facet as a program that needs no runtime. Says no where there is no C
# compiler to link it, or where it cannot be built; then the build for the runtime does the work.
native() {
  local folder=artifacts/native/facet log stamp
  fresh "$folder/.published" && return
  fresh artifacts/native/.refused && return 1
  [ -n "$(rid)" ] && { command -v clang || command -v gcc; } >/dev/null || return 1
  . eng/sdk.sh
  mkdir -p "$folder"
  log=$(mktemp); stamp=$(mktemp)
  echo "Building facet ..." >&2
  if ! dotnet publish src/Facet.Cli -c Release -r "$(rid)" -p:Native=true --artifacts-path artifacts/native/build -o "$folder" >"$log" 2>&1; then
    mv "$log" artifacts/native/.refused
    rm -f "$stamp"
    return 1
  fi
  mv "$stamp" "$folder/.published"
  rm -f "$log"
}
