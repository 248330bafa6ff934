"""Start the engine from a checkout or an installed plugin: ``python …/core/engine/main.py serve``.

It works under any folder name and under PYTHONSAFEPATH, because only the parent folder of ``core``
is put on the path.
"""

import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[1]


def _set_path() -> None:
    """Replace the script's folder, which Python puts first, by the parent folder of ``core``."""
    others = [entry for entry in sys.path if Path(entry or ".").resolve() != _HERE]
    sys.path[:] = [str(_ROOT), *others]


if __name__ == "__main__":
    _set_path()
    from core.engine.command_line import main

    sys.exit(main())
