"""The algorithm 'preparefeatures': encode a scene into the feature cache, write a tile index."""

import glob
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray

from ...atomic_write import discard, explain_os_errors, publish
from ...errors import InvalidScene
from ...features.at_pixels import tiles_under
from ...features.feature_map import FeatureMap
from ...features.session import open_session
from ...imagery.scene import Scene
from ...imagery.scene_report import report_scene
from ...imagery.tile_grid import Tile, Window
from ...job.jobs import PrepareJob, Result
from ...labels.label_reader import read_labels
from ...labels.sampling import labelled_pixels
from ...mapping.assemble import no_valid_pixel
from ...mapping.geometry import grow_to_blocks, native_window, tile_outline, tokens_under
from ...output_checks import check_writable
from ...progress import Progress


def prepare(job: PrepareJob, progress: Progress) -> Result:
    """Encode the tiles that are not in the cache yet."""
    check_writable(Path(job.tiles))
    progress.stage("Open the scene", 0, 0.02)
    scene = Scene(job.scene)
    report_scene(scene, progress)
    region = scene.window_of(job.extent)
    session = open_session(job.backbone, job.run, progress)
    features = session.features(scene)
    progress.stage("Find tiles", 0.02, 0.1)
    tiles = _tiles(job, features, region, progress)
    missing = [tile for tile in tiles if not features.is_cached(tile)]
    n_cached = len(tiles) - len(missing)
    progress.info(f"{len(tiles)} tiles, {n_cached} of them in the cache")
    progress.stage("Encode", 0.1, 0.98)
    for done, _ in enumerate(features.inner_features(wanted=missing), start=1):
        progress.step(done, len(missing))
    write_tile_index(features, tiles, {tile.name for tile in missing}, Path(job.tiles))
    metrics = {
        "n_tiles": len(tiles),
        "n_cached": n_cached,
        "tiles_encoded": features.n_encoded,
    }
    return Result({"tiles": job.tiles}, metrics)


def _tiles(job: PrepareJob, features: FeatureMap, region: Window, progress: Progress) -> list[Tile]:
    """Return the tiles under the extent; with labels, only those under labels."""
    blocks = grow_to_blocks(features.scene, region)
    tiles = list(features.tile_grids[0].tiles(tokens_under(features, blocks)))
    if not job.labels.given:
        return tiles
    labels = read_labels(job.run.opened(job.labels), features.scene, places_only=True).within(
        features.scene
    )
    pixels = labelled_pixels(labels, features.scene, progress)
    wanted = {tile.name for tile in tiles_under(features, pixels.rows, pixels.columns)}
    return [tile for tile in tiles if tile.name in wanted]


def write_tile_index(features: FeatureMap, tiles: list[Tile], fresh: set[str], path: Path) -> None:
    """Write one polygon per tile, the outline of its inner window, as a vector file.

    Args:
        features: The feature map of the tiles.
        tiles: The tiles.
        fresh: Names of the tiles that were not in the cache.
        path: The vector file; its suffix sets the format.

    Raises:
        InvalidScene: No pixel under the tiles is valid.
        OutputNotWritable: The file cannot be written.
    """
    crs = features.scene.crs
    temporary = path.with_name(f"{path.stem}.part{path.suffix or '.gpkg'}")
    columns = _columns(features, tiles, fresh)
    if not columns["valid_share"].any():
        raise InvalidScene(no_valid_pixel(features.scene))
    boxes = np.array([tile_outline(features, tile) for tile in tiles], object)
    try:
        with explain_os_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(temporary, boxes, columns, crs.to_wkt() if crs else None, path)
        finished = {}
        for file in _siblings(temporary):  # a shapefile has several files
            finished[file] = path.with_name(path.stem + file.suffix)
        finished.pop(temporary, None)
        publish({**finished, temporary: path})
    finally:
        discard(_siblings(temporary))


def _columns(features: FeatureMap, tiles: list[Tile], fresh: set[str]) -> dict[str, NDArray[Any]]:
    """Return the fields of the tile index, each (tiles,)."""
    scene, n = features.scene, len(tiles)
    is_fresh = np.array([tile.name in fresh for tile in tiles])
    valid = [scene.read_valid(native_window(features, tile)).mean() for tile in tiles]
    return {
        "tile": np.array([tile.name for tile in tiles], object),
        "resolution_m": np.full(n, scene.pixel_size_m),
        "token_m": np.full(n, scene.pixel_size_m * features.token_px / scene.scale),
        "valid_share": np.array(valid),
        "share_cached": np.where(is_fresh, 0.0, 1.0),
    }


def _write(
    temporary: Path,
    boxes: NDArray[np.object_],
    columns: dict[str, NDArray[Any]],
    crs: str | None,
    path: Path,
) -> None:
    """Write a vector file; GDAL's errors become ``OSError``."""
    try:
        pyogrio.raw.write(
            str(temporary), shapely.to_wkb(boxes), list(columns.values()), list(columns),
            geometry_type="Polygon", crs=crs, driver=_driver(path), layer=path.stem,
        )  # fmt: skip
    except RuntimeError as error:
        raise OSError(str(error)) from error


def _siblings(file: Path) -> list[Path]:
    """Return the files that belong to a vector file, itself included."""
    candidates = file.parent.glob(f"{glob.escape(file.stem)}.*")
    return sorted(candidate for candidate in candidates if candidate.is_file())


def _driver(path: Path) -> str:
    return {
        ".geojson": "GeoJSON",
        ".json": "GeoJSON",
        ".shp": "ESRI Shapefile",
        ".fgb": "FlatGeobuf",
    }.get(path.suffix.lower(), "GPKG")
