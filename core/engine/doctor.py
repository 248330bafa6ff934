"""Examine whether this Python can run the engine: versions, devices, backbones, problems."""

import importlib
import sys
from typing import Any

from .. import backbones
from ..errors import LandsketchError
from ..job.options import RunOptions
from ..version import ENGINE, PROTOCOL

PACKAGES = (
    "torch",
    "transformers",
    "rasterio",
    "numpy",
    "safetensors",
    "pyogrio",
    "shapely",
    "sklearn",
    "jinja2",
    "PIL",
)


def examine(*, with_map: bool = False) -> dict[str, Any]:
    """Return versions by package, import errors, devices and installed backbones.

    Args:
        with_map: Train and map a small image as well; what goes wrong is a problem named 'map'.
    """
    versions: dict[str, str] = {}
    problems: dict[str, str] = {}
    for name in PACKAGES:
        try:
            versions[name] = str(getattr(importlib.import_module(name), "__version__", "?"))
        except Exception as error:  # a damaged package may raise anything
            problems[name] = f"{type(error).__name__}: {error}"
    if with_map and not problems:
        wrong = _map_problem()
        if wrong:
            problems["map"] = wrong
    return {
        "engine": ENGINE,
        "protocol": PROTOCOL,
        "python": sys.version.split()[0],
        "executable": sys.executable,
        "ok": not problems,
        "versions": versions,
        "problems": problems,
        "devices": _devices() if "torch" in versions else [],
        "backbones": list(backbones.names()),
        "installed": _installed() if not problems else [],
    }


def _map_problem() -> str:
    """Return what goes wrong when a small image is mapped; empty if nothing does."""
    from .self_check import check_with_map

    return check_with_map()


def _devices() -> list[str]:
    import torch

    cuda = [f"cuda:{i} {torch.cuda.get_device_name(i)}" for i in range(torch.cuda.device_count())]
    mps = ["mps"] if torch.backends.mps.is_available() else []
    return [*cuda, *mps, f"cpu ({torch.get_num_threads()} cores)"]


def _installed() -> list[str]:
    from ..features.backbone import backbone_folder

    try:
        folder = backbone_folder(RunOptions())
    except LandsketchError:
        return []
    return sorted(file.parent.name for file in folder.glob("*/config.json"))
