"""Jobs about labels alone."""

from dataclasses import dataclass

from .checks import require
from .job import Job
from .option import group, option
from .options import RunOptions, check_bands

UNITS = ("map", "pixels")


@dataclass(frozen=True)
class ShiftLabelsJob(Job):
    """Move labels by a given offset, or by the one at which they fit the image."""

    algorithm_id = "shiftlabels"
    runs = "shiftlabels:shift_labels"
    labels: str = option(
        title="Labels",
        help="Polygons, points or lines to be moved; the layer itself is not changed. In QGIS, "
        "selection, filter and unsaved edits are respected.",
        kind="vector",
        is_basic=True,
        keeps_fields=True,
    )
    output: str = option(
        title="Shifted labels",
        help="The moved labels with all their fields, a GeoPackage.",
        kind="vector output",
        suffix=".gpkg",
        file_name="{labels}_shifted.gpkg",
        is_basic=True,
    )
    image: str = option(
        "",
        title="Image",
        help="The raster that the labels were drawn for. It is needed to estimate the offset, and "
        "to give it in pixels.",
        name="INPUT",
        kind="raster",
        is_basic=True,
        is_expected=True,
    )
    class_field: str = option(
        "",
        title="Class field",
        help="The field that holds the class: outlines between labels of one class are not looked "
        "for in the image. Empty = all labels are of one class.",
        kind="field",
        is_basic=True,
    )
    dx: float = option(
        0.0,
        title="Offset to the east",
        help="What is added to the x coordinates of the labels; 0 in DX and DY = estimate it.",
        is_basic=True,
    )
    dy: float = option(
        0.0,
        title="Offset to the north",
        help="What is added to the y coordinates of the labels; 0 in DX and DY = estimate it.",
        is_basic=True,
    )
    units: str = option(
        "map",
        title="Units of the offset",
        help="'map': units of the image's CRS, without an image those of the labels' CRS; "
        "'pixels': pixels of the image, to the right and up.",
        choices=UNITS,
        words={"map": "Units of the CRS", "pixels": "Pixels of the image"},
        is_basic=True,
    )
    estimate: bool = option(
        True,
        title="Estimate the offset",
        help="Where DX and DY are 0: find the offset at which the outlines fit the image, up to 32 "
        "pixels. Nothing is moved unless the shift is systematic.",
        is_basic=True,
    )
    bands: tuple[int, ...] = option(
        (),
        title="Bands",
        hint="automatic",
        help="Three bands of the image that show the outlines, such as 8,4,3; empty = red, "
        "green and blue where the raster tells them, otherwise the first three, or the only one.",
        kind="bands",
        at_least=1,
    )
    vectors: str = option(
        "",
        title="Vectors",
        help="The estimated offset of each block of labels as an arrow, drawn longer than it is; "
        "a GeoPackage.",
        kind="vector output",
        suffix=".gpkg",
        is_basic=True,
    )
    layer: str = option(
        "",
        title="Layer of the labels",
        help="Layer in LABELS; empty = the first.",
        name="LABELS_LAYER",
        is_offered=False,
    )
    run: RunOptions = group(RunOptions, hidden=("CACHE",))

    def __post_init__(self) -> None:
        super().__post_init__()
        check_bands(self.bands)
        for name, path in (("OUTPUT", self.output), ("VECTORS", self.vectors)):
            require(
                not path or path.lower().endswith(".gpkg"),
                f"{name} needs a file name that ends in .gpkg.",
            )
        require(
            not self.is_given or self.units != "pixels" or bool(self.image),
            "UNITS=pixels needs INPUT, the image whose pixels are meant.",
        )
        require(
            self.is_given or (self.estimate and bool(self.image)),
            "There is no offset: give DX and DY, or the image as INPUT with ESTIMATE on.",
        )
        require(
            not (self.is_given and self.vectors),
            "VECTORS shows an estimated offset, but DX and DY are given; leave one of them out.",
        )

    @property
    def is_given(self) -> bool:
        """Whether the offset is given, and not estimated."""
        return bool(self.dx or self.dy)
