"""A preview as the engine sent it, and the pictures of it that can be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qgis.core import QgsRectangle

CLASSES, CONFIDENCE, MARGIN, THRESHOLD = "classes", "confidence", "margin", "threshold"
NOT_ENCODED, NODATA = 254, 255  # in place of a class, see core/protocol.py
_N_DETAILS = 3


@dataclass(frozen=True)
class Reading:
    """What is known of one pixel.

    Attributes:
        first, second: Positions of the two most likely classes.
        first_percent, second_percent: Their probabilities.
    """

    first: int
    first_percent: int
    second: int
    second_percent: int


@dataclass(frozen=True)
class PreviewImage:
    """A preview; planes have one byte per pixel, row by row.

    Attributes:
        labels: Number of the labels that it shows.
        width, height: Size in pixels.
        extent: Its place in the CRS of the image.
        colors: Colours of the classes by their position.
        is_complete: Whether everything in view is encoded.
        classes: Positions of classes, ``NOT_ENCODED`` or ``NODATA``.
        confidence: Probability of the class in per cent; this and the next are empty as long as
            they are not computed.
        second: Position of the second most likely class.
        second_confidence: Its probability in per cent.
    """

    labels: int
    width: int
    height: int
    extent: QgsRectangle
    colors: tuple[str, ...]
    is_complete: bool
    classes: bytes
    confidence: bytes = b""
    second: bytes = b""
    second_confidence: bytes = b""

    @property
    def has_details(self) -> bool:
        """Whether more than the classes is known."""
        return bool(self.confidence)

    def reading_at(self, x: float, y: float) -> Reading | None:
        """Return what is known at a place in the CRS of the image; None if nothing is."""
        e = self.extent
        if not (e.xMinimum() <= x < e.xMaximum() and e.yMinimum() < y <= e.yMaximum()):
            return None
        column = int((x - e.xMinimum()) / e.width() * self.width)
        row = int((e.yMaximum() - y) / e.height() * self.height)
        position = min(row, self.height - 1) * self.width + min(column, self.width - 1)
        if not self.has_details or self.classes[position] >= NOT_ENCODED:
            return None
        return Reading(
            self.classes[position],
            self.confidence[position],
            self.second[position],
            self.second_confidence[position],
        )


def read_preview(
    message: dict[str, Any], content: bytes, colors: tuple[str, ...]
) -> PreviewImage | None:
    """Return the preview of a message and its file; None if they do not fit together."""
    width, height = int(message["width"]), int(message["height"])
    size, n_planes = width * height, int(message["planes"])
    if len(content) != size * n_planes or n_planes not in (1, 1 + _N_DETAILS):
        return None
    planes = [content[start : start + size] for start in range(0, len(content), size)]
    return PreviewImage(
        int(message["labels"]),
        width,
        height,
        QgsRectangle(*message["bounds"]),
        colors,
        bool(message["is_complete"]),
        *planes,
    )
