"""The kinds of rasters that Landsketch writes, one row each."""

from __future__ import annotations

from dataclasses import dataclass

_ITEM_BYTES = {"uint8": 1, "uint16": 2, "int16": 2, "int32": 4, "float32": 4}


@dataclass(frozen=True)
class RasterKind:
    """Everything that other modules must know about a kind of raster.

    Attributes:
        name: Its name in the tag ``LANDSKETCH_KIND``.
        field: Field of a mapping job with the path of the raster.
        description: Description of the band; empty = one band per class, named after it.
        dtype: Type of a pixel.
        nodata: Value of pixels without data; may be NaN for floating-point numbers.
        ramp: Values at the ends of the colour ramp; empty = pixels have the colours of classes.
        unit: Text behind the values of the colour ramp.
        overviews: How overviews are resampled, "mode" or "average"; empty = there are none.
        level: Of deflate, 1 to 9.
    """

    name: str
    field: str
    description: str = ""
    dtype: str = "uint8"
    nodata: float = 255
    ramp: tuple[float, ...] = ()
    unit: str = ""
    overviews: str = "average"
    level: int = 1

    @property
    def has_classes(self) -> bool:
        """Whether its values are those of classes."""
        return not self.ramp

    @property
    def is_float(self) -> bool:
        """Whether pixels are floating-point numbers."""
        return self.dtype.startswith("float")

    @property
    def item_bytes(self) -> int:
        """Size of a pixel in memory."""
        return _ITEM_BYTES[self.dtype]

    @property
    def predictor(self) -> int:
        """TIFF predictor: neighbouring classes are equal or unrelated, other values are similar."""
        if self.has_classes:
            return 1
        return 3 if self.is_float else 2

    def band_names(self, class_names: tuple[str, ...]) -> tuple[str, ...]:
        """Return the description of each band."""
        return (self.description,) if self.description else class_names

    def expected_bytes(self, n_pixels: int, n_classes: int) -> int:
        """Return the disk space to ask for: integers compress to a quarter or less."""
        n_bands = 1 if self.description else n_classes
        packed = n_pixels if self.is_float else n_pixels // 4
        return packed * self.item_bytes * n_bands


# In the order in which rasters are opened; the first is published last.
# Levels were measured on 67 Mpx: 6 makes class maps a fifth smaller than 1 in 0.2 to 0.5 s, and
# does nothing for the others.
RASTER_KINDS = {
    kind.name: kind
    for kind in (
        RasterKind("classes", "output", "Class", overviews="mode", level=6),
        RasterKind("confidence", "confidence", "Confidence (%)", ramp=(0, 100), unit=" %"),
        RasterKind("probabilities", "probabilities", ramp=(0, 100), unit=" %"),
    )
}
