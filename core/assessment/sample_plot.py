"""A map sample as pictures and paths for the template of the report."""

import base64
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile

from ..class_table import ClassTable
from .map_sample import MapSample, Outline


@dataclass(frozen=True)
class SamplePlot:
    """What the template draws.

    Attributes:
        name: Name of the image.
        width, height: Size in pixels.
        image, classes: Pictures as data URIs.
        outlines: Path data and colour of each label.
    """

    name: str
    width: int
    height: int
    image: str
    classes: str
    outlines: tuple[tuple[str, str], ...]


def sample_plot(sample: MapSample, table: ClassTable) -> SamplePlot:
    """Encode a sample; labels have the colours of their classes."""
    _, height, width = sample.pixels.shape
    colors = [entry.color for entry in table]
    outlines = tuple((_path(each), colors[each.position]) for each in sample.outlines)
    return SamplePlot(
        sample.image, width, height, png_uri(sample.pixels), png_uri(sample.classes), outlines
    )


def _path(outline: Outline) -> str:
    rings = (" ".join(f"{x:.1f},{y:.1f}" for x, y in ring) for ring in outline.rings)
    return " ".join(f"M{ring}Z" for ring in rings)


def png_uri(colors: NDArray[np.uint8]) -> str:
    """Return colours (3, h, w) as a PNG in a data URI."""
    _, height, width = colors.shape
    with warnings.catch_warnings(), MemoryFile() as memory:
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with memory.open(driver="PNG", width=width, height=height, count=3, dtype="uint8") as file:
            file.write(colors)
        content = base64.b64encode(memory.read())
    return f"data:image/png;base64,{content.decode()}"
