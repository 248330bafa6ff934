#!/usr/bin/env bash
# Run a command in another Debian release, which has another QGIS: trixie 3.40, forky 3.44. Needs root and debootstrap.
# Usage: scripts/in_debian.sh <suite> [command…]    (default: the tests inside QGIS)
#
# The release's folder is made once and used again. The checkout is mounted at the same path as outside. QGIS and its
# Python are those of the release; the engine is the checkout's .venv, which runs on this computer's own system.
# LANDSKETCH_DEBIAN  the folder of the releases (build/debian)
# LANDSKETCH_PYTHON  the engine's interpreter (.venv/bin/python)
# LANDSKETCH_MOUNTS  more folders to show inside, separated by colons
# PYTEST_ARGS        more arguments for pytest
# MIRROR             the Debian mirror (http://deb.debian.org/debian)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

SUITE=${1:?use: scripts/in_debian.sh <suite> [command…]}
shift
CHECKOUT=$PWD
ROOT=$(realpath -m "${LANDSKETCH_DEBIAN:-build/debian}")/$SUITE
ENGINE=${LANDSKETCH_PYTHON:-$CHECKOUT/.venv/bin/python}
MIRROR=${MIRROR:-http://deb.debian.org/debian}
PACKAGES=(ca-certificates git python3-venv qgis python3-qgis qgis-providers xvfb xauth procps)
TESTS=/opt/landsketch/tests
INNER_ENGINE=/opt/landsketch/python

say() { printf 'in_debian: %s\n' "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

inside() { # <command…>: in the release, with nothing of this shell's environment
    env -i HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "${PASSED[@]}" \
        chroot "$ROOT" "$@"
}

make_root() {
    [ -e "$ROOT/etc/debian_version" ] && return 0
    command -v debootstrap >/dev/null || fail "debootstrap is missing: apt-get install debootstrap"
    say "making $ROOT"
    local script=/usr/share/debootstrap/scripts/$SUITE
    [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
    mkdir -p "$(dirname "$ROOT")"
    debootstrap --variant=minbase "$SUITE" "$ROOT.part" "$MIRROR" "$script" >&2 || fail "debootstrap failed."
    mv "$ROOT.part" "$ROOT"
}

mount_system() {
    mount -t proc proc "$ROOT/proc"
    mount --rbind /dev "$ROOT/dev"
    mount --bind /sys "$ROOT/sys"
    cp -L /etc/resolv.conf "$ROOT/etc/resolv.conf"
}

install_packages() {
    inside dpkg-query --show "${PACKAGES[@]}" >/dev/null 2>&1 && return 0
    say "installing QGIS in $ROOT"
    inside apt-get -o Acquire::Check-Valid-Until=false update -qq >&2 # a mirror of testing may be weeks old
    inside apt-get install -y -qq --no-install-recommends "${PACKAGES[@]}" >"$ROOT/var/log/landsketch-apt.log" 2>&1 ||
        { tail -n 20 "$ROOT/var/log/landsketch-apt.log" >&2; fail "apt-get could not install them."; }
}

make_test_environment() { # numpy is the release's own: its GDAL is built for it
    local wanted=$ROOT$TESTS/requirements.txt
    mkdir -p "$ROOT/opt/landsketch"
    [ -x "$ROOT$TESTS/bin/python" ] || inside python3 -m venv --system-site-packages "$TESTS"
    grep -v '^numpy' requirements/qgis.txt | cmp --silent - "$wanted" && return 0
    grep -v '^numpy' requirements/qgis.txt >"$wanted.new"
    inside "$TESTS/bin/python" -m pip install --quiet -r "$TESTS/requirements.txt.new" >&2
    mv "$wanted.new" "$wanted"
}

show() { # <folder>: the same path inside and outside
    mkdir -p "$ROOT$1"
    mount --rbind "$1" "$ROOT$1"
}

offer_engine() { # a script inside that steps out to this computer's system
    mkdir -p "$ROOT/host"
    mount --rbind / "$ROOT/host"
    cat >"$ROOT$INNER_ENGINE" <<END
#!/bin/sh
exec /usr/sbin/chroot /host /usr/bin/env -C "\$PWD" "$ENGINE" "\$@"
END
    chmod +x "$ROOT$INNER_ENGINE"
}

main() {
    local folder folders
    PASSED=()
    mount_system
    install_packages
    mount --bind /etc/ssl/certs "$ROOT/etc/ssl/certs" # a proxy's certificate counts inside as well
    PASSED=(PIP_DISABLE_PIP_VERSION_CHECK=1)
    make_test_environment
    IFS=: read -r -a folders <<<"${LANDSKETCH_MOUNTS:-}"
    for folder in "$CHECKOUT" "$SCRATCH" ${folders[@]+"${folders[@]}"}; do
        show "$folder"
    done
    offer_engine
    PASSED=(TMPDIR="$SCRATCH" XDG_RUNTIME_DIR="$SCRATCH" LANDSKETCH_PYTHON="$INNER_ENGINE" QT_QPA_PLATFORM=offscreen
        PYTHONDONTWRITEBYTECODE=1 LANDSKETCH_TESTS="$TESTS/bin/python")
    inside env -C "$CHECKOUT" "$@"
}

if [ -z "${IN_DEBIAN_SCRATCH:-}" ]; then # start again where mounts end with the command
    [ "$(id -u)" -eq 0 ] || fail "needs root."
    make_root
    [ -x "$ENGINE" ] || say "there is no engine at $ENGINE; tests that need one are skipped."
    IN_DEBIAN_SCRATCH=$(mktemp -d /tmp/landsketch-XXXXXX)
    export IN_DEBIAN_SCRATCH
    trap 'rm -rf "$IN_DEBIAN_SCRATCH"' EXIT
    unshare --mount --pid --fork --kill-child "$CHECKOUT/scripts/in_debian.sh" "$SUITE" "$@"
    exit
fi
SCRATCH=$IN_DEBIAN_SCRATCH
# One word per argument:
# shellcheck disable=SC2086
[ $# -gt 0 ] || set -- "$TESTS/bin/python" -m pytest -q -p no:cacheprovider tests/plugin tests/ui tests/e2e ${PYTEST_ARGS:-}
main "$@"
