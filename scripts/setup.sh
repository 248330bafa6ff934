#!/usr/bin/env bash
# Make what the project needs on this computer; a second run takes seconds.
#   .venv       the engine's own Python environment, apart from the system's packages
#   .venv-qgis  the tests that run inside QGIS: the system Python with its QGIS
# Usage: scripts/setup.sh [engine|all]    ("engine" leaves .venv-qgis out)
# PYTHON       the system Python that knows QGIS (/usr/bin/python3)
# TORCH_INDEX  package index for another torch build, for example https://download.pytorch.org/whl/cu128
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

WHAT=${1:-all}
PYTHON=${PYTHON:-/usr/bin/python3}
TORCH_INDEX=${TORCH_INDEX:-}
CPU_INDEX=https://download.pytorch.org/whl/cpu
PACKAGES=(python3-venv qgis python3-qgis qgis-providers xvfb xauth)
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
# An environment that is active here must not leak into the ones made here.
unset PYTHONHOME PYTHONPATH VIRTUAL_ENV

say() { printf 'setup: %s\n' "$*"; }

fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

missing_packages() {
    local name
    for name in "${PACKAGES[@]}"; do
        dpkg-query --show --showformat='${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed || printf '%s ' "$name"
    done
}

has_qgis() {
    "$PYTHON" -c 'import qgis.core' 2>/dev/null
}

install_system_packages() {
    if ! command -v dpkg-query >/dev/null; then
        has_qgis || fail "QGIS and its Python module are missing; install QGIS and set PYTHON to the Python that can import qgis."
        return 0
    fi
    local missing
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        fail "system packages are missing; run this and then the same command again:
    sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing% }"
    fi
    say "installing system packages: ${missing% }"
    local log
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    # One word per package:
    # shellcheck disable=SC2086
    if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        fail "apt-get could not install them."
    fi
    rm -f "$log"
}

pip_install() { # <environment> <arguments of pip install…>
    local environment=$1
    shift
    # pip names local folders of its configuration that lack a package; that is no news.
    "$environment/bin/python" -m pip install --quiet "$@" 2> >(grep -v "^WARNING: Location .* is ignored" >&2)
}

install_torch() { # the version is the one in requirements/engine.txt
    local pin
    pin=$(grep '^torch==' requirements/engine.txt)
    if [ -n "$TORCH_INDEX" ]; then
        pip_install .venv "$pin" --index-url "$TORCH_INDEX"
    elif [ "$(uname -s)" != Linux ]; then
        pip_install .venv "$pin"
    else # plain torch brings gigabytes of CUDA libraries on Linux
        pip_install .venv "$pin+cpu" 2>/dev/null || pip_install .venv "$pin" --index-url "$CPU_INDEX" 2>/dev/null || {
            say "no CPU build of torch within reach; taking the plain one (large)"
            pip_install .venv "$pin"
        }
    fi
}

fingerprint() { # <requirement files…>: changes when an environment must be made anew
    { cat "$@"; "$PYTHON" --version; echo "$TORCH_INDEX"; pwd; } | sha256sum | cut -d' ' -f1
}

is_ready() { # <environment> <fingerprint>
    [ -x "$1/bin/python" ] && [ "$(cat "$1/.landsketch" 2>/dev/null)" = "$2" ]
}

make_engine() {
    local stamp
    stamp=$(fingerprint requirements/engine.txt requirements/dev.txt requirements/dev-alone.txt)
    is_ready .venv "$stamp" && return 0
    say "making .venv, the engine's environment (about 2 GB, a few minutes)"
    "$PYTHON" -m venv --clear .venv
    install_torch
    pip_install .venv -r requirements/engine.txt -r requirements/dev.txt
    pip_install .venv --no-deps -r requirements/dev-alone.txt
    .venv/bin/python -c 'import torch, transformers, rasterio' || fail "the engine's environment does not work."
    echo "$stamp" >.venv/.landsketch
}

make_qgis() {
    local stamp
    stamp=$(fingerprint requirements/qgis.txt)
    is_ready .venv-qgis "$stamp" && return 0
    say "making .venv-qgis, for the tests inside QGIS"
    has_qgis || fail "$PYTHON cannot import qgis; install python3-qgis, or set PYTHON to the Python of your QGIS."
    "$PYTHON" -m venv --clear --system-site-packages .venv-qgis
    pip_install .venv-qgis -r requirements/qgis.txt
    echo "$stamp" >.venv-qgis/.landsketch
}

[ "$WHAT" = engine ] || [ "$WHAT" = all ] || fail "use: scripts/setup.sh [engine|all]"
install_system_packages
make_engine
[ "$WHAT" = engine ] || make_qgis
