"""Load the repository root as the package ``landsketch``, whatever its folder is called."""

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def _load_root(name: str) -> None:
    spec = importlib.util.spec_from_file_location(
        name, ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    if (ROOT / "__init__.py").exists():
        spec.loader.exec_module(module)


if "landsketch" not in sys.modules:
    _load_root("landsketch")
