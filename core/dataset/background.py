"""Background tiles of a dataset: those whose labels are background only."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS

from ..class_table import ClassTable
from ..errors import InvalidJob
from ..imagery.label_pixels import erase_labels, open_label_raster
from ..job.dataset_jobs import PrepareDatasetJob
from ..job.options import LabelOptions
from ..labels import coding
from ..labels.label_set import LabelSet
from ..labels.shapes import Geometries, reprojected
from .snapshot import CLASS, write_layer
from .tiles import SceneTiles, outlines


def background_of(job: PrepareDatasetJob, labels: LabelSet) -> int | None:
    """Return the position of the background in the class table; None = there is none.

    Raises:
        InvalidJob: Background tiles are to be left out, but no class is background.
        InvalidLabels: BACKGROUND_CLASS is no class.
    """
    if job.background_class:
        return coding.position_of(job.background_class, labels.table, "BACKGROUND_CLASS")
    if labels.background is None and job.background != "keep":
        raise InvalidJob(
            f"BACKGROUND={job.background} needs a background: choose BACKGROUND_CLASS among "
            f"{', '.join(labels.table.names)}."
        )
    return labels.background


def kept_tiles(
    job: PrepareDatasetJob, tiles: Sequence[SceneTiles], background: int | None
) -> list[SceneTiles]:
    """Return the tiles of all scenes, with those that BACKGROUND leaves out marked as not kept.

    Raises:
        InvalidJob: No labelled tile would be left.
    """
    if background is None or job.background == "keep":
        return list(tiles)
    rng = np.random.default_rng(job.run.seed)
    share = job.background_keep if job.background == "thin" else 0.0
    kept = []
    for one in tiles:
        is_drawn = rng.random(len(one.tiles)) < share
        kept.append(one.keeping(~one.is_background(background) | is_drawn))
    if not sum(int(one.counts[one.is_kept].sum()) for one in kept):
        raise InvalidJob(
            f"BACKGROUND={job.background} leaves no labelled tile, because all labels are "
            "background; choose another BACKGROUND_CLASS, or 'keep'."
        )
    return kept


def choices_text(job: PrepareDatasetJob, tiles: Sequence[SceneTiles], background: int) -> str:
    """Return how many background tiles there are and what each choice of BACKGROUND would keep."""
    n_background = sum(int(one.is_background(background).sum()) for one in tiles)
    n_labelled = sum(int((one.counts.sum(axis=1) > 0).sum()) for one in tiles)
    n_thinned = n_labelled - n_background + round(job.background_keep * n_background)
    return (
        f"{n_background} of {n_labelled} labelled tiles are background only: 'keep' uses "
        f"{n_labelled} tiles, 'thin' about {n_thinned}, 'drop' {n_labelled - n_background}."
    )


def erase_background(
    labels: LabelOptions, tiles: Sequence[SceneTiles], table: ClassTable, background: int
) -> None:
    """Remove the labels of tiles that are not kept from the snapshot of a dataset.

    Args:
        labels: Options that read the snapshot.
        tiles: The tiles.
        table: The classes.
        background: Position of the background, the only class of these tiles.
    """
    left_out = [outlines(one)[~one.is_kept] for one in tiles]
    ground = np.concatenate(left_out)
    if not len(ground):
        return
    crs = tiles[0].labelled.labels.crs
    if labels.raster:
        with open_label_raster(labels.raster) as raster:
            raster_crs = raster.crs
        erase_labels(Path(labels.raster), list(reprojected(ground, crs, raster_crs)))
    entry = table.classes[background]
    names = (entry.name, str(entry.value))
    if labels.path:
        _erase_layers(Path(labels.path), names, ground, crs)
    elif labels.area:
        _erase_layers(Path(labels.area), names, ground, crs)


def _erase_layers(
    path: Path, background: tuple[str, str], ground: Geometries, crs: CRS | None
) -> None:
    """Remove ground from all features without a class or with the background's class."""
    layers = [str(name) for name, _ in pyogrio.list_layers(path)]
    read = {}
    for layer in layers:
        read[layer] = pyogrio.raw.read(path, layer=layer)
    path.unlink()
    for layer, (meta, _, wkb, columns) in read.items():
        fields = dict(zip(map(str, meta["fields"]), columns, strict=True))
        layer_crs = CRS.from_user_input(meta["crs"]) if meta["crs"] else None
        erased = shapely.union_all(reprojected(ground, crs, layer_crs))
        geometries = shapely.from_wkb(wkb)
        is_erased = _is_background(fields.get(CLASS), background, len(geometries))
        geometries[is_erased] = shapely.difference(geometries[is_erased], erased)
        write_layer(path, layer, shapely.to_wkb(geometries), fields, meta["crs"])


def _is_background(
    classes: NDArray[np.object_] | None, background: tuple[str, str], n: int
) -> NDArray[np.bool_]:
    """Tell which features are background, (n,); all of a layer without classes."""
    if classes is None:
        return np.ones(n, bool)
    return np.array([value in background for value in classes], bool)
