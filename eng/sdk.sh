# Sourced by the scripts at the top: stops with one line where the SDK is missing.
if [[ $'\n'$(dotnet --list-sdks 2>/dev/null) != *$'\n'10.* ]]; then
  echo "Facet needs the .NET 10 SDK (https://dotnet.microsoft.com/download/dotnet/10.0); 'dotnet --list-sdks' shows none." >&2
  exit 1
fi
