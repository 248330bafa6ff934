"""Start the engine from a checkout or an installed plugin: ``python …/core/engine/main.py serve``.

Works under any folder name and under PYTHONSAFEPATH: only the folder that holds ``core`` is put on the path.
"""

import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[1]


def _set_path() -> None:
    """Replace the script's own folder, which Python puts first, by the folder that holds ``core``."""
    sys.path[:] = [
        str(_ROOT),
        *(entry for entry in sys.path if Path(entry or ".").resolve() != _HERE),
    ]


if __name__ == "__main__":
    _set_path()
    from core.engine.command_line import main

    sys.exit(main())
