"""How long does the preview of the dock take to follow an edit, in a real QGIS desktop?

    .venv/bin/python benchmarks/bench_live.py [--edits 20] [--minutes 0] [--backbone name]

QGIS runs on a virtual screen with Kampala. Strokes are painted with the mouse in a view of which
all features are cached; the time is from the press of the mouse to the new preview. The longest
pause is the longest time in which the window did not react. With ``--minutes``, edits go on so
long, and memory is read at the beginning and at the end.
"""

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from common import DATA, ROOT, need, pretrained, report

from tests.helpers.desktop import run_desktop

SCREEN = "1700x1100x24"
LIMIT_S = 600  # beside the minutes


def main() -> None:
    """Measure with the built-in and with the pretrained backbone."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--edits", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--backbone", default="", help="only this one; default: two")
    options = parser.parse_args()
    names = [options.backbone] if options.backbone else ["builtin", pretrained()]
    rows = [measure(name, options) for name in names]
    name = "live_minutes" if options.minutes else "live"
    report(name, "The preview after an edit, Kampala at native resolution", rows)


def measure(backbone: str, options: argparse.Namespace) -> dict[str, Any]:
    """Return the row of a backbone."""
    image = need(DATA / "kampala" / "scene.tif")
    with tempfile.TemporaryDirectory() as home:
        copy = Path(home) / "scene.tif"  # the label layer will lie beside it
        shutil.copy(image, copy)
        settings = {
            "SCENE": copy,
            "FOLDER": home,
            "BACKBONE": backbone,
            "EDITS": options.edits,
            "MINUTES": options.minutes,
        }
        found = run_desktop(
            "benchmarks/live_desktop.py",
            Path(home),
            str(ROOT / ".venv" / "bin" / "python"),
            settings,
            screen=SCREEN,
            timeout_s=LIMIT_S + 60 * options.minutes,
        )
    seconds = np.array(found["edit_s"])
    return {
        "backbone": backbone,
        "canvas": found["canvas"],
        "first view s": found["first_s"],
        "median s": round(float(np.median(seconds)), 2),
        "95 % s": round(float(np.percentile(seconds, 95)), 2),
        "longest pause ms": found["pause_ms"],
        "edits": len(seconds),
        "QGIS MB": found["qgis_mb"],
        "engine MB": found["engine_mb"],
    }


if __name__ == "__main__":
    main()
