"""Pictures of a preview: classes, with confidence as opacity, the margin, or grey where unsure."""

from __future__ import annotations

from qgis.PyQt.QtGui import QColor, QImage

from ..plugin.live.preview_image import (
    CLASSES,
    CONFIDENCE,
    MARGIN,
    NOT_ENCODED,
    THRESHOLD,
    PreviewImage,
)

_TRANSPARENT = 0x00000000
_FADE_FROM, _FADE_TO = 40, 95  # per cent of confidence from nearly transparent to opaque
_GREY = (120, 120, 120, 255)  # blue, green, red, alpha
_UNSURE = (200, 40, 170)  # the same without alpha: a tint that no default class has


def class_picture(preview: PreviewImage, display: str, threshold: int) -> QImage:
    """Return a picture of a preview, as large as it.

    Args:
        preview: The preview. As long as it has no details, its classes are shown.
        display: One of ``CLASSES``, ``CONFIDENCE``, ``MARGIN``, ``THRESHOLD``.
        threshold: Confidence in per cent below which pixels are grey, for ``THRESHOLD``.
    """
    if display == CLASSES or not preview.has_details:
        return _indexed(preview, _class_colors(preview))
    return _shaded(preview, display, threshold)


def unknown_picture(preview: PreviewImage) -> QImage | None:
    """Return a picture that is black where the ground is not encoded; None if all of it is."""
    if preview.is_complete:
        return None
    table = [_TRANSPARENT] * 256
    table[NOT_ENCODED] = QColor(0, 0, 0).rgba()
    return _indexed(preview, table)


def _class_colors(preview: PreviewImage) -> list[int]:
    colors = [QColor(color).rgba() for color in preview.colors]
    return [*colors, *[_TRANSPARENT] * (256 - len(colors))]


def _indexed(preview: PreviewImage, table: list[int]) -> QImage:
    size = (preview.width, preview.height, preview.width)
    image = QImage(preview.classes, *size, QImage.Format.Format_Indexed8).copy()
    image.setColorTable(table)
    return image


def _shaded(preview: PreviewImage, display: str, threshold: int) -> QImage:
    """Return a picture whose pixels depend on class and probabilities."""
    import numpy as np

    classes = np.frombuffer(preview.classes, np.uint8)
    percent = np.frombuffer(preview.confidence, np.uint8).astype(np.int16)
    table = np.zeros((256, 4), np.uint8)
    for number, color in enumerate(preview.colors):
        rgb = QColor(color)
        table[number] = rgb.blue(), rgb.green(), rgb.red(), 255
    pixels = table[classes]
    is_mapped = pixels[:, 3] > 0
    if display == CONFIDENCE:
        opacity = np.clip((percent - _FADE_FROM) / (_FADE_TO - _FADE_FROM), 0.1, 1)
        pixels[:, 3] = np.where(is_mapped, 255 * opacity, 0)
    elif display == THRESHOLD:
        pixels[is_mapped & (percent < threshold)] = _GREY
    elif display == MARGIN:
        second = np.frombuffer(preview.second_confidence, np.uint8)
        unsure = 255 - np.clip(percent - second, 0, 100) * 255 // 100
        pixels[:, :3] = _UNSURE
        pixels[:, 3] = np.where(is_mapped, unsure, 0)
    size = (preview.width, preview.height, 4 * preview.width)
    return QImage(pixels.tobytes(), *size, QImage.Format.Format_ARGB32).copy()
