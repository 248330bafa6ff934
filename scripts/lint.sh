#!/usr/bin/env bash
# Every check that runs no code of the project. All of them run, whatever fails before.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# What plugins.qgis.org refuses in a plugin, and for the QGIS side also what it only warns about.
REFUSED=B102,B103,B105,B106,B107,B202,B301,B307,B501,B506,B602,B604,B605,B615
WARNED=$REFUSED,B101,B110,B310,B603,B607
# QGS105: QGIS itself hands iface over, and a global one would be a hidden input; QGS202 guesses from a method's name.
QGIS_IGNORED=QGS105,QGS202
failed=()

check() { # <name> <command…>: quiet when all is well
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        printf 'lint: %-22s ok\n' "$name"
    else
        printf '%s\nlint: %-22s FAILED\n' "$output" "$name"
        failed+=("$name")
    fi
}

secrets() {
    local found
    found=$(git ls-files -z -- core plugin ui resources '*.py' metadata.txt | xargs -0 .venv/bin/detect-secrets-hook 2>&1) && return 0
    printf '%s\n' "$found"
    return 1
}

qgis_side=()
for path in __init__.py plugin ui; do
    [ -e "$path" ] && qgis_side+=("$path")
done

check "ruff" .venv/bin/ruff check --quiet .
check "ruff format" .venv/bin/ruff format --check --quiet .
check "mypy (strict, core)" .venv/bin/mypy
check "import directions" .venv/bin/python -m pytest -q --no-header tests/test_architecture.py
check "bandit (core)" .venv/bin/bandit --quiet --recursive core -t "$REFUSED"
[ ${#qgis_side[@]} -eq 0 ] || check "bandit (QGIS side)" .venv/bin/bandit --quiet --recursive "${qgis_side[@]}" -t "$WARNED"
check "detect-secrets" secrets
if [ -x .venv-qgis/bin/flake8 ] && [ ${#qgis_side[@]} -gt 0 ]; then
    check "flake8-qgis" .venv-qgis/bin/flake8 --select=QGS --extend-ignore="$QGIS_IGNORED" --max-line-length=120 "${qgis_side[@]}"
fi
[ ${#failed[@]} -eq 0 ]
