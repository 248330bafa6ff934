"""The kinds of rasters that Landsketch writes, one row each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RasterKind:
    """Everything that other modules must know about a kind of raster.

    Attributes:
        name: Its name in the tag ``LANDSKETCH_KIND``.
        description: Description of the band; empty = one band per class, named after it.
        dtype: Type of a pixel, as numpy calls it.
        nodata: Value of pixels without data; may be NaN for floating-point numbers.
        ramp: Values at the ends of the colour ramp; empty = pixels have the colours of classes.
        unit: Text behind the values of the colour ramp.
        overviews: How overviews are resampled, "mode" or "average"; empty = there are none.
        level: Of deflate, 1 to 9.
        hidden: Values that QGIS does not draw, so that what is below is seen.
    """

    name: str
    description: str = ""
    dtype: str = "uint8"
    nodata: float = 255
    ramp: tuple[float, ...] = ()
    unit: str = ""
    overviews: str = "average"
    level: int = 1
    hidden: tuple[int, ...] = ()


# In the order in which rasters are opened; the first is published last.
# Levels were measured on 67 Mpx: 6 makes class maps a fifth smaller than 1 in 0.2 to 0.5 s, and
# does nothing for the others.
RASTER_KINDS = {
    kind.name: kind
    for kind in (
        RasterKind("classes", "Class", overviews="mode", level=6),
        RasterKind("confidence", "Confidence (%)", ramp=(0, 100), unit=" %"),
        RasterKind("probabilities", ramp=(0, 100), unit=" %"),
        RasterKind("similarity", "Similarity (%)", ramp=(0, 100), unit=" %"),
        RasterKind("changes", "Change", overviews="mode", level=6, hidden=(0,)),
    )
}
