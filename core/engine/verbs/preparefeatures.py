"""The algorithm 'preparefeatures': encode a scene into the feature cache and write the tile index."""

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
from ...imagery.tile_grid import Tile, Window
from ...job.jobs import PrepareJob, Result
from ...labels.label_set import read_labels
from ...labels.sampling import labelled_pixels
from ...mapping.assemble import no_valid_pixel
from ...mapping.geometry import grow_to_blocks, tokens_under
from ...output_checks import check_writable
from ...progress import Progress


def prepare(job: PrepareJob, progress: Progress) -> Result:
    """Encode what the job asks for; tiles already in the cache are skipped."""
    check_writable(Path(job.tiles))
    progress.stage("Open the scene", 0, 0.02)
    scene = Scene(job.scene)
    region = scene.window_of(job.extent)
    session = open_session(job.backbone, job.run, progress)
    features = session.features(scene)
    progress.stage("Find tiles", 0.02, 0.1)
    tiles = _tiles(job, features, region, progress)
    missing = [tile for tile in tiles if not features.is_cached(tile)]
    progress.info(f"{len(tiles)} tiles, {len(tiles) - len(missing)} of them cached already")
    progress.stage("Encode", 0.1, 0.98)
    for done, _ in enumerate(features.inner_features(wanted=missing)):
        progress.step(done + 1, len(missing))
    write_tile_index(features, tiles, {t.name for t in missing}, Path(job.tiles))
    metrics = {
        "n_tiles": len(tiles),
        "n_cached": len(tiles) - len(missing),
        "tiles_encoded": features.n_encoded,
    }
    return Result({"tiles": job.tiles}, metrics)


def _tiles(job: PrepareJob, features: FeatureMap, region: Window, progress: Progress) -> list[Tile]:
    """Return the tiles under the extent, only those under labels where labels are given."""
    tiles = list(
        features.tile_grids[0].tiles(tokens_under(features, grow_to_blocks(features.scene, region)))
    )
    if not job.labels.given:
        return tiles
    labels = read_labels(job.run.opened(job.labels), features.scene, places_only=True).within(
        features.scene
    )
    pixels = labelled_pixels(labels, features.scene, progress)
    under = {tile.name for tile in tiles_under(features, pixels.rows, pixels.columns)}
    return [tile for tile in tiles if tile.name in under]


def write_tile_index(features: FeatureMap, tiles: list[Tile], fresh: set[str], path: Path) -> None:
    """Write one polygon per inner window of a tile: extent, resolution, whether it was cached, and its share of valid pixels."""
    part = path.with_name(f"{path.stem}.part{path.suffix or '.gpkg'}")
    scene = features.scene
    boxes = np.array([_outline(features, tile) for tile in tiles], object)
    columns = {
        "tile": np.array([t.name for t in tiles], object),
        "resolution_m": np.full(len(tiles), features.scene.pixel_size_m),
        "token_m": np.full(
            len(tiles), features.scene.pixel_size_m * features.token_px / features.scene.scale
        ),
        "valid_share": np.array(
            [features.scene.read_valid(_native(features, t)).mean() for t in tiles]
        ),
        "share_cached": np.array([0.0 if t.name in fresh else 1.0 for t in tiles]),
    }
    if not columns["valid_share"].any():
        raise InvalidScene(no_valid_pixel(scene))
    try:
        with explain_os_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(part, boxes, columns, scene.crs.to_wkt() if scene.crs else None, path)
        others = [file for file in _siblings(part) if file != part]  # a shapefile has several files
        publish({file: path.with_name(path.stem + file.suffix) for file in others} | {part: path})
    finally:
        discard(_siblings(part))


def _write(
    part: Path,
    boxes: NDArray[np.object_],
    columns: dict[str, NDArray[Any]],
    crs: str | None,
    path: Path,
) -> None:
    """Write a vector file; GDAL's failures become the operating system's."""
    try:
        pyogrio.raw.write(
            str(part), shapely.to_wkb(boxes), list(columns.values()), list(columns),
            geometry_type="Polygon", crs=crs, driver=_driver(path), layer=path.stem,
        )  # fmt: skip
    except RuntimeError as error:
        raise OSError(str(error)) from error


def _siblings(part: Path) -> list[Path]:
    """Return the files that belong to a vector file, itself included."""
    return sorted(
        file for file in part.parent.glob(f"{glob.escape(part.stem)}.*") if file.is_file()
    )


def _driver(path: Path) -> str:
    return {
        ".geojson": "GeoJSON",
        ".json": "GeoJSON",
        ".shp": "ESRI Shapefile",
        ".fgb": "FlatGeobuf",
    }.get(path.suffix.lower(), "GPKG")


def _native(features: FeatureMap, tile: Tile) -> Window:
    """Return the native pixels under a tile's inner window."""
    side, scene = features.token_px / features.scene.scale, features.scene
    row, column = int(tile.inner.row * side), int(tile.inner.column * side)
    window = Window(
        row,
        column,
        round(tile.inner.row_end * side) - row,
        round(tile.inner.column_end * side) - column,
    )
    return window.intersection(Window(0, 0, scene.height, scene.width))


def _outline(features: FeatureMap, tile: Tile) -> shapely.Polygon:
    window = _native(features, tile)
    west, north = features.scene.transform * (window.column, window.row)
    east, south = features.scene.transform * (window.column_end, window.row_end)
    return shapely.box(west, south, east, north)
