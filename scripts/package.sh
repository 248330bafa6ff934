#!/usr/bin/env bash
# Build the plugin's zip: one top folder "landsketch", without tests and tools (.gitattributes).
# Usage: scripts/package.sh [output.zip]           of the last commit (default dist/landsketch-<version>.zip)
#        scripts/package.sh --unpacked <folder>    of the files as they are now, not zipped; lint checks these
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

current_tree() { # what a commit of everything would hold; the index stays as it is
    local index
    index=$(mktemp)
    cp "$(git rev-parse --git-path index)" "$index"
    GIT_INDEX_FILE=$index git add --all
    GIT_INDEX_FILE=$index git write-tree
    rm -f "$index"
}

if [ "${1:-}" = --unpacked ]; then
    mkdir -p "$2"
    git archive "$(current_tree)" | tar -x -C "$2"
    exit
fi
version=$(git show HEAD:metadata.txt | sed -n 's/^version *= *//p')
[ -n "$version" ] || {
    echo "package: metadata.txt has no version." >&2
    exit 1
}
output=${1:-dist/landsketch-$version.zip}
mkdir -p "$(dirname "$output")"
git archive --format=zip --prefix=landsketch/ --output="$output" HEAD
files=$(git archive HEAD | tar -t | grep -c '[^/]$')
echo "package: $files files, $(($(wc -c <"$output") / 1024)) kB" >&2
echo "$output"
