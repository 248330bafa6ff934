#!/usr/bin/env bash
# Lint, the engine's tests in .venv and the tests inside QGIS in .venv-qgis; then a summary.
# Usage: scripts/test.sh [lint|engine|qgis]…    (default: all three; PYTEST_ARGS goes to pytest)
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
read -r -a PYTEST_ARGS <<<"${PYTEST_ARGS:-}"
NO_TESTS=5 # pytest's exit code when it collected nothing

lint() {
    scripts/lint.sh
}

engine() {
    local targets=(tests/test_*.py)
    [ -d tests/core ] && targets+=(tests/core)
    .venv/bin/python -m pytest -q "${targets[@]}" ${PYTEST_ARGS[@]+"${PYTEST_ARGS[@]}"} </dev/null
}

# QGIS takes its Python from the first python3 on PATH and needs a platform to draw on; the tests read English texts.
qgis() {
    local targets=() folder runtime code
    for folder in tests/plugin tests/ui tests/e2e; do
        [ -d "$folder" ] && targets+=("$folder")
    done
    [ ${#targets[@]} -gt 0 ] || return 0
    runtime=$(mktemp -d)
    env -u PYTHONHOME -u PYTHONPATH -u VIRTUAL_ENV -u LANGUAGE LC_ALL=C.UTF-8 PATH=/usr/bin:/bin \
        QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR="$runtime" \
        LANDSKETCH_PYTHON="${LANDSKETCH_PYTHON:-$PWD/.venv/bin/python}" \
        .venv-qgis/bin/python -m pytest -q "${targets[@]}" ${PYTEST_ARGS[@]+"${PYTEST_ARGS[@]}"} </dev/null
    code=$?
    rm -rf "$runtime"
    return $code
}

# The same program as "qgis", but with downloads and without an engine of the checkout.
from_nothing() {
    local runtime code
    runtime=$(mktemp -d)
    env -u PYTHONHOME -u PYTHONPATH -u VIRTUAL_ENV -u LANDSKETCH_PYTHON -u LANGUAGE LC_ALL=C.UTF-8 PATH=/usr/bin:/bin \
        QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR="$runtime" .venv-qgis/bin/python -m pytest -q tests/setup </dev/null
    code=$?
    rm -rf "$runtime"
    return $code
}

stages=("$@")
[ ${#stages[@]} -gt 0 ] || stages=(lint engine qgis)
summary=()
result=0
for stage in "${stages[@]}"; do
    printf '\n== %s ==\n' "$stage"
    start=$SECONDS
    "$stage"
    code=$?
    [ $code -eq $NO_TESTS ] && [ -n "${PYTEST_ARGS[*]-}" ] && code=0
    word=passed
    [ $code -eq 0 ] || { word=FAILED && result=1; }
    summary+=("$(printf '%-8s %s in %d s' "$stage" "$word" $((SECONDS - start)))")
done
printf '\n== summary ==\n'
printf '%s\n' "${summary[@]}"
exit $result
