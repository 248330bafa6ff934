"""Jobs that turn maps and models into other products."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..output_names import licence_file
from .checks import require
from .job import Job
from .option import group, option
from .options import RunOptions, check_bands
from .shared_options import map_input_option, model_option, require_suffix

CONNECTIVITIES = (4, 8)


@dataclass(frozen=True)
class CleanJob(Job):
    """Remove small patches from a class map: first the majority filter, then the sieve."""

    algorithm_id = "cleanmap"
    runs = "cleanmap:clean"
    map: str = map_input_option()
    output: str = option(
        title="Clean map",
        help="The map without small patches, with the same names and colours.",
        kind="raster output",
        raster="classes",
        file_name="{input}_clean.tif",
        is_basic=True,
    )
    min_pixels: int = option(
        10,
        title="Smallest patch (pixels)",
        help="Smaller patches take the class of their largest neighbour; 0 = none do.",
        at_least=0,
        is_basic=True,
    )
    min_area: float = option(
        0.0,
        title="Smallest patch (m²)",
        help="The same as an area on the ground; the larger of both counts. 10000 m² are a "
        "hectare; 0 = none.",
        at_least=0,
        is_basic=True,
    )
    connectivity: int = option(
        4,
        title="Connectivity",
        help="4: pixels are one patch when they share a side; 8: also when they touch at a corner.",
        choices=CONNECTIVITIES,
        words={
            "4": "4: pixels that share a side",
            "8": "8: also pixels that touch at a corner",
        },
    )
    majority: int = option(
        0,
        title="Majority filter (pixels)",
        help="First give each pixel the class of most pixels in a square of this odd side, such "
        "as 3; 0 = none.",
        at_least=0,
        at_most=255,
        is_basic=True,
    )
    run: RunOptions = group(RunOptions, hidden=("CACHE",))

    def __post_init__(self) -> None:
        super().__post_init__()
        require(
            self.majority == 0 or (self.majority % 2 == 1 and self.majority >= 3),
            f"MAJORITY is {self.majority}; choose an odd number of pixels from 3 to 255, or 0 for "
            "none.",
        )
        require(
            self.min_pixels > 1 or self.min_area > 0 or self.majority > 0,
            "There is nothing to clean; give MIN_PIXELS (2 or more), MIN_AREA or MAJORITY.",
        )


@dataclass(frozen=True)
class VectorizeJob(Job):
    """Turn a class map into polygons in a GeoPackage."""

    algorithm_id = "vectorizemap"
    runs = "vectorizemap:vectorize"
    map: str = map_input_option()
    output: str = option(
        title="Polygons",
        help="A GeoPackage with the polygons and their style; an earlier file of this name is "
        "replaced.",
        kind="vector output",
        suffix=".gpkg",
        file_name="{input}_polygons.gpkg",
        is_basic=True,
    )
    confidence_map: str = option(
        "",
        title="Confidence",
        help="The confidence raster made with the map; each polygon gets the mean of its pixels.",
        name="CONFIDENCE",
        kind="map",
        is_basic=True,
    )
    leave_out: tuple[str, ...] = option(
        (),
        title="Classes to leave out",
        help="Names or values of classes that get no polygons, separated by commas.",
        is_basic=True,
    )
    min_area: float = option(
        0.0,
        title="Smallest polygon (m²)",
        help="Smaller polygons are left out, which leaves gaps; 'Clean map' fills them instead. "
        "0 = all are kept.",
        at_least=0,
        is_basic=True,
    )
    smooth: bool = option(
        False,
        title="Smooth the corners of pixels",
        help="Replace the stairs of pixel edges by lines; neighbours keep one common border.",
        is_basic=True,
    )
    simplify: float = option(
        0.0,
        title="Simplify (pixels)",
        help="Leave out details of borders smaller than this; neighbours keep one common border. "
        "0 = none.",
        at_least=0,
        at_most=100,
        is_basic=True,
    )
    run: RunOptions = group(RunOptions, hidden=("CACHE",))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_suffix("OUTPUT", self.output, ".gpkg")


@dataclass(frozen=True)
class ExportJob(Job):
    """Write a model and its backbone as one ONNX file for other programs, such as Deepness."""

    algorithm_id = "exportmodel"
    runs = "exportmodel:export_model"
    model: str = model_option()
    output: str = option(
        title="ONNX file",
        help="The exported model. The licence of its backbone is written beside it.",
        kind="file output",
        suffix=".onnx",
        file_name="{model}.onnx",
        is_basic=True,
    )
    raster: str = option(
        "",
        title="Image to be mapped",
        help="Its stretch, pixel size and position means are put into the file; empty = stretch "
        "and pixel size of the training image, and no position means.",
        name="INPUT",
        kind="raster",
        is_basic=True,
    )
    bands: tuple[int, ...] = option(
        (),
        title="Bands",
        help="Three bands of the image in the order red, green, blue, such as 8,4,3; empty = the "
        "model's.",
        kind="bands",
        at_least=1,
    )
    tile_size: int = option(
        0,
        title="Tile size (pixels)",
        help="Side of the square that the file takes at once; 0 = the model's own, which matches "
        "its maps best.",
        at_least=0,
    )
    run: RunOptions = group(RunOptions)

    def __post_init__(self) -> None:
        super().__post_init__()
        require_suffix("OUTPUT", self.output, ".onnx")
        check_bands(self.bands)
        require(
            bool(self.raster) or not self.bands,
            "BANDS are those of a raster; choose one as INPUT as well.",
        )

    def outputs(self) -> list[str]:
        """Return the paths of the files that the job writes."""
        return [*super().outputs(), str(licence_file(Path(self.output)))]
