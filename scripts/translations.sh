#!/usr/bin/env bash
# Translations of what people see in QGIS.
# Usage: scripts/translations.sh update [language …]   collects all texts into resources/i18n/landsketch_<language>.ts
#        scripts/translations.sh release               makes the .qm files that QGIS loads; needs lrelease (qttools5-dev-tools)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case ${1:-} in
update)
    "${PYTHON:-.venv/bin/python}" scripts/collect_texts.py "${@:2}"
    ;;
release)
    command -v lrelease >/dev/null || {
        echo "translations: lrelease is missing; install qttools5-dev-tools." >&2
        exit 1
    }
    lrelease -nounfinished resources/i18n/*.ts
    ;;
*)
    sed -n '2,4s/^# //p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
