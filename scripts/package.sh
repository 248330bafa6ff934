#!/usr/bin/env bash
# Build the plugin's zip from the last commit: one top folder "landsketch", without tests and tools (.gitattributes).
# Usage: scripts/package.sh [output.zip]    (default dist/landsketch-<version>.zip)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=$(git show HEAD:metadata.txt | sed -n 's/^version *= *//p')
[ -n "$version" ] || {
    echo "package: metadata.txt has no version." >&2
    exit 1
}
output=${1:-dist/landsketch-$version.zip}
mkdir -p "$(dirname "$output")"
git archive --format=zip --prefix=landsketch/ --output="$output" HEAD
echo "$output"
