"""The index of a dataset's tiles as a styled GeoPackage."""

from collections.abc import Sequence
from pathlib import Path

from ..class_table import ClassTable
from ..imagery.map_style import Legend, outlined_style
from ..postprocess.geopackage import GeoPackageWriter
from .dataset_file import TILES
from .tiles import NO_CLASS, SceneTiles, outlines, tile_columns

_MAIN_CLASS = "main_class"
_UNLABELLED_COLOR = "#8a8a8a"


def write_tiles(tiles: Sequence[SceneTiles], background: int | None, folder: Path) -> None:
    """Write one polygon per tile, coloured by the class that most of its labels have.

    Args:
        tiles: The tiles of every scene and view.
        background: Position of the background in the class table; None = there is none.
        folder: The dataset's folder.

    Raises:
        OutputNotWritable: The file cannot be written.
    """
    labels = tiles[0].labelled.labels
    crs = labels.crs.to_wkt() if labels.crs else None
    style = outlined_style(tile_legend(labels.table), _MAIN_CLASS)
    with GeoPackageWriter(folder / TILES, crs, style) as writer:
        for one in tiles:
            if one.tiles:
                writer.write(outlines(one), tile_columns(one, background))


def tile_legend(table: ClassTable) -> Legend:
    """Return value, name and colour of each kind of tile."""
    classes = [(entry.value, entry.name, entry.color) for entry in table]
    return [*classes, (NO_CLASS, "no labels", _UNLABELLED_COLOR)]
