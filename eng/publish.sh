# Sourced by the scripts at the top. publish <project> <folder>: builds src/<project> into <folder> unless it is there and newer
# than every source. Compiled ahead of time on Linux, whose runtimes the lock files name; elsewhere the runtime compiles at start.
publish() {
  local project=$1 folder=$2 sources
  sources=(src knowledge Directory.Build.props Directory.Packages.props global.json)
  # One look at the clock of each file: an up-to-date build costs milliseconds. Folders count too, so a deleted file is noticed.
  if [ -e "$folder/.published" ] && [ -z "$(find "${sources[@]}" -newer "$folder/.published" -print -quit)" ]; then
    return
  fi
  . eng/sdk.sh
  local ahead=() log stamp
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) ahead=(-r linux-x64) ;;
    Linux-aarch64) ahead=(-r linux-arm64) ;;
  esac
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
