"""A small map from start to end: a synthetic image, two polygons, training, prediction."""

import tempfile
from pathlib import Path

import numpy as np
import pyogrio
import shapely

from ..errors import LandsketchError
from ..imagery.check_image import write_two_halves
from ..imagery.class_map import ClassMap
from ..imagery.tile_grid import Window
from ..job.job_json import from_dict
from ..progress import Progress
from .run import run_job

_SIDE = 64  # pixels
_LEAST_AGREEMENT = 0.9


def check_with_map() -> str:
    """Train with the built-in backbone and map the same image.

    Returns:
        What is wrong, empty if the map shows the image's two halves.
    """
    with tempfile.TemporaryDirectory(prefix="landsketch-check-") as folder:
        try:
            agreement = _map_agreement(Path(folder))
        except LandsketchError as error:
            return str(error)
    if agreement < _LEAST_AGREEMENT:
        return f"The map agrees with its image in only {agreement:.0%} of the pixels."
    return ""


def _map_agreement(folder: Path) -> float:
    """Return the share of pixels whose class is that of their half."""
    image, labels = folder / "image.tif", folder / "labels.gpkg"
    model, output = folder / "model.safetensors", folder / "map.tif"
    write_two_halves(image, _SIDE)
    _write_labels(labels)
    cache = {"cache": str(folder / "cache"), "device": "cpu", "threads": 1}
    training = {
        "algorithm": "trainhead",
        "input": [str(image)],
        "labels": str(labels),
        "class_field": "class",
        "model": str(model),
        "validation": "none",
    }
    mapping = {
        "algorithm": "predictraster",
        "input": str(image),
        "model": str(model),
        "output": str(output),
    }
    run_job(from_dict({**training, **cache}), Progress())
    run_job(from_dict({**mapping, **cache}), Progress())
    with ClassMap(str(output)) as found:
        classes = found.read(Window(0, 0, _SIDE, _SIDE))
    left, right = classes[:, : _SIDE // 2], classes[:, _SIDE // 2 :]
    left_one, right_one = np.bincount(left.ravel()).argmax(), np.bincount(right.ravel()).argmax()
    is_left_one, is_right_one = left == left_one, right == right_one
    are_apart = bool(left_one != right_one)
    return float(np.concatenate([is_left_one, is_right_one]).mean()) if are_apart else 0.0


def _write_labels(path: Path) -> None:
    """Write a polygon in each half."""
    half = _SIDE / 2
    polygons = [shapely.box(4, 8, half - 8, _SIDE - 8), shapely.box(half + 8, 8, _SIDE - 4, 56)]
    pyogrio.raw.write(
        path,
        geometry=np.array(shapely.to_wkb(polygons), dtype=object),
        field_data=[np.array(["dark", "bright"], dtype=object)],
        fields=["class"],
        geometry_type="Polygon",
        crs="EPSG:32633",
        driver="GPKG",
    )
