"""Does the estimate of the labels' shift find known displacements, and nothing else?

    .venv/bin/python benchmarks/study_shift.py [--scenes kampala …] [--directions 8] [--seed 0]

The labels of each scene are moved by 0, 1, 2, 4, 8 and 16 pixels in eight directions. The error is
the distance of the estimated offset to the one that undoes the move: absolutely, and relative to
the estimate for the labels as they are, which may truly be shifted a little. Then 30 % and all of
the polygons are moved at random, each by 4 to 16 pixels in its own direction: not systematic.

Results are written after each scene; those of scenes that were not chosen stay.

A false alarm is "systematic" with at least 1.5 px for labels as they are, or moved at random.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import shapely
from common import DATA, RESULTS, ROOT, need, report
from numpy.typing import NDArray

from core.imagery.scene import Scene
from core.job.options import LabelOptions, SceneOptions
from core.labels.label_reader import read_labels
from core.labels.label_set import LabelSet
from core.progress import Progress
from core.verification.label_shift import LabelShift, estimate_shift

LENGTHS = (1, 2, 4, 8, 16)
RANDOM_PX = (4, 16)
TRIALS = 3  # random displacements of each kind
Moves = NDArray[np.float64]  # to the right and up in pixels, (n, 2) or (1, 2)


@dataclass(frozen=True)
class Case:
    """A scene with its labels."""

    name: str
    scene: Scene
    labels: LabelSet

    def shift(self, moves: Moves) -> LabelShift:
        """Return the estimate after moving each polygon."""
        t = self.scene.transform
        steps = np.broadcast_to(moves * (t.a, -t.e), (len(self.labels), 2))
        shapes, number = shapely.get_coordinates(self.labels.geometries, return_index=True)
        moved = shapely.set_coordinates(self.labels.geometries.copy(), shapes + steps[number])
        return estimate_shift(self.scene, replace(self.labels, geometries=moved), Progress())


def kampala() -> Case:
    """58 sparse polygons in five classes."""
    return _case("kampala", DATA / "kampala/scene.tif", DATA / "kampala/labels.gpkg", "class")


def kampala_buildings() -> Case:
    """All buildings."""
    labels = DATA / "kampala/buildings_all.gpkg"
    return _case("kampala_buildings", DATA / "kampala/scene.tif", labels, "class")


def new_brunswick_1() -> Case:
    """A small tile."""
    return _new_brunswick(1)


def new_brunswick_2() -> Case:
    """A small tile with 13 labels."""
    return _new_brunswick(2)


def dubai_1() -> Case:
    """Dense labels with generalised outlines."""
    return _dubai(1)


def dubai_3() -> Case:
    """The same, tile 3."""
    return _dubai(3)


def dubai_5() -> Case:
    """The same, tile 5."""
    return _dubai(5)


def dubai_6() -> Case:
    """The same, tile 6."""
    return _dubai(6)


def sentinel2() -> Case:
    """The demo's scene of 10 m, if the demo has made it."""
    folder = ROOT / "build" / "data"
    return _case("sentinel2", folder / "sentinel2.tif", folder / "labels.gpkg", "class", (8, 4, 3))


SCENES: dict[str, Callable[[], Case]] = {
    one.__name__: one
    for one in (
        kampala, kampala_buildings, new_brunswick_1, new_brunswick_2,
        dubai_1, dubai_3, dubai_5, dubai_6, sentinel2,
    )
}  # fmt: skip


def main() -> None:
    """Run the scenes and print the tables."""
    options = _options()
    rows = _kept(options.scenes)
    for name in options.scenes:
        case = SCENES[name]()
        rows += list(_rows(case, options.directions, options.seed))
        report("shift", "Estimated shift of displaced labels, in pixels", rows)


def _kept(scenes: list[str]) -> list[dict[str, Any]]:
    """Return the earlier results of other scenes."""
    earlier = RESULTS / "shift.json"
    rows = json.loads(earlier.read_text())["rows"] if earlier.is_file() else []
    return [row for row in rows if row["scene"] not in scenes]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scenes", nargs="+", choices=SCENES, default=list(SCENES))
    parser.add_argument("--directions", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def _rows(case: Case, n_directions: int, seed: int) -> Iterator[dict[str, Any]]:
    """Yield the results of a scene, one row per kind of displacement."""
    began = time.perf_counter()
    still = case.shift(np.zeros((1, 2)))
    seconds = time.perf_counter() - began
    own = _vector(still)
    yield {
        "scene": case.name,
        "moved": "none",
        "n": 1,
        "systematic": int(still.is_systematic),
        "absolute error": float(np.hypot(*own)),
        "labels": still.n_labels,
        "seconds": seconds,
    }
    angles = np.arange(n_directions) * 2 * np.pi / n_directions
    for length in LENGTHS:
        moves = length * np.column_stack([np.cos(angles), np.sin(angles)])
        found = [case.shift(move[None]) for move in moves]
        errors = np.array([_vector(one) for one in found]) + moves
        yield {
            "scene": case.name,
            "moved": f"{length} px",
            "n": len(moves),
            "systematic": sum(one.is_systematic for one in found),
            "absolute error": median(np.hypot(*errors.T).tolist()),
            "relative error": median(np.hypot(*(errors - own).T).tolist()),
            "largest relative error": float(np.hypot(*(errors - own).T).max()),
        }
    for share in (0.3, 1.0):
        found = [case.shift(_random_moves(case, share, seed + trial)) for trial in range(TRIALS)]
        yield {
            "scene": case.name,
            "moved": f"{share:.0%} at random",
            "n": TRIALS,
            "systematic": sum(one.is_systematic for one in found),
        }


def _random_moves(case: Case, share: float, seed: int) -> Moves:
    """Return moves of a random share of the polygons, the others 0, (n, 2)."""
    random, n = np.random.default_rng(seed), len(case.labels)
    angles, lengths = random.uniform(0, 2 * np.pi, n), random.uniform(*RANDOM_PX, n)
    chosen = random.permutation(n) < round(share * n)
    return np.column_stack([np.cos(angles), np.sin(angles)]) * (lengths * chosen)[:, None]


def _vector(shift: LabelShift) -> NDArray[np.float64]:
    return np.array([shift.offset.dx_px, shift.offset.dy_px])


def _case(
    name: str, image: Path, labels: Path, field: str = "", bands: tuple[int, ...] = ()
) -> Case:
    """Open a scene with its labels; ``field`` is empty for a label raster."""
    scene = Scene(SceneOptions(str(need(image)), bands))
    path = str(need(labels))
    options = LabelOptions(path, class_field=field) if field else LabelOptions(raster=path)
    return Case(name, scene, read_labels(options, scene).within(scene))


def _new_brunswick(number: int) -> Case:
    folder = DATA / "new_brunswick"
    image = folder / f"23322E759967N_clipped_1m_{number}of2.tif"
    labels = folder / "BakerLake_2017_clipped.gpkg"
    return _case(f"new_brunswick_{number}", image, labels, "Niveau_2")


def _dubai(number: int) -> Case:
    folder = DATA / "dubai"
    image, labels = folder / f"tile{number}.tif", folder / f"tile{number}_labels.tif"
    return _case(f"dubai_{number}", image, labels)


if __name__ == "__main__":
    main()
