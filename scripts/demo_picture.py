"""Draw a class map as a PNG: title, image, map, scale bar and legend."""

import io
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from demo_lettering import Lettering
from demo_overview import Overview, read_overview
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from core.atomic_write import write_atomically
from core.errors import InvalidScene

_WIDTH_PX, _MARGIN_PX, _MIN_PANEL_PX = 1600, 28, 640
_TITLE_PX, _TEXT_PX, _SWATCH_PX, _LINE_PX = 30, 20, 24, 38
_PAPER, _INK, _FRAME, _EMPTY = "#ffffff", "#20242a", "#9aa0a8", "#e9ebee"
Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class _Sheet:
    """The parts of a picture, ready to be put on paper."""

    title: str
    panels: tuple[Image.Image, ...]
    legend: tuple[tuple[int, str, str], ...]
    pixel_m: float | None  # ground per panel pixel
    lettering: Lettering


def write_map_picture(
    map_path: Path,
    output: Path,
    title: str,
    image_path: Path | None = None,
    bands: tuple[int, ...] = (),
) -> None:
    """Write a picture of a class map, at most 1600 pixels wide, with its image to the left.

    Args:
        map_path: A map made by Landsketch, or any raster with a colour table.
        output: The PNG; its folder is made.
        title: One line above the map.
        image_path: The image the map was made from; stretched between its 2 and 98 % values.
        bands: 1-based bands of the image; empty = the first three, or the only one.

    Raises:
        InvalidScene: A raster cannot be read, or the map has no classes.
        OutputNotWritable: The PNG cannot be written.
    """
    side_px = _panel_width(2 if image_path else 1)
    classes = read_overview(map_path, side_px, (1,))
    if not classes.legend:
        raise InvalidScene(f"{map_path} has no classes to draw; choose a class map.")
    image = read_overview(image_path, side_px, bands, like=classes) if image_path else None
    picture = _compose(_sheet(title, classes, image, side_px))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    write_atomically(output, buffer.getvalue())


def _panel_width(panels: int) -> int:
    return (_WIDTH_PX - (panels + 1) * _MARGIN_PX) // panels


def _sheet(title: str, classes: Overview, image: Overview | None, side_px: int) -> _Sheet:
    size_px = max(classes.valid.shape)
    zoom = min(math.ceil(_MIN_PANEL_PX / size_px), max(1, side_px // size_px))
    panels = [_enlarged(_class_colors(classes), zoom, Image.Resampling.NEAREST)]
    if image is not None:
        photo = _enlarged(_stretched(image), zoom, Image.Resampling.BICUBIC)
        panels.insert(0, photo.resize(panels[0].size) if photo.size != panels[0].size else photo)
    seen = set(np.unique(classes.pixels[0][classes.valid]).tolist())
    legend = tuple(entry for entry in classes.legend if entry[0] in seen)
    pixel_m = classes.pixel_m / zoom if classes.pixel_m else None
    return _Sheet(
        title, tuple(panels), legend, pixel_m, Lettering([title, *(name for _, name, _ in legend)])
    )


def _class_colors(classes: Overview) -> Bytes:
    """Class values (1, row, column) -> colours (row, column, 3)."""
    table = np.full((256, 3), _rgb(_EMPTY), np.uint8)
    for value, _, color in classes.legend:
        table[value] = _rgb(color)
    table[255] = _rgb(_EMPTY)
    return table[np.where(classes.valid, classes.pixels[0], 255).astype(np.uint8)]


def _stretched(image: Overview) -> Bytes:
    """Stretch bands (band, row, column) of any type to colours (row, column, 3)."""
    bands = [_stretched_band(band, image.valid) for band in image.pixels]
    colors = np.stack((bands * 3)[:3] if len(bands) < 3 else bands[:3], axis=-1)
    colors[~image.valid] = _rgb(_EMPTY)
    return colors


def _stretched_band(band: NDArray[np.generic], valid: NDArray[np.bool_]) -> Bytes:
    values = band.astype(np.float64)
    low, high = np.percentile(values[valid], [2, 98]) if valid.any() else (0.0, 1.0)
    share = (np.where(valid, values, low) - low) / max(high - low, 1e-9)
    return np.asarray(np.clip(share, 0, 1) * 255, dtype=np.uint8)


def _enlarged(colors: Bytes, zoom: int, how: Image.Resampling) -> Image.Image:
    picture = Image.fromarray(colors)
    return (
        picture.resize((picture.width * zoom, picture.height * zoom), how) if zoom > 1 else picture
    )


def _compose(sheet: _Sheet) -> Image.Image:
    """Put title, panels, scale bar and legend on one sheet of paper."""
    width = max(480, _MARGIN_PX + sum(panel.width + _MARGIN_PX for panel in sheet.panels))
    rows = _legend_rows(sheet, width - 2 * _MARGIN_PX)
    top = _MARGIN_PX + _TITLE_PX + 18
    below = top + sheet.panels[0].height + 16
    legend_top = below + (_LINE_PX + 14 if sheet.pixel_m else 0)
    paper = Image.new("RGB", (width, legend_top + len(rows) * _LINE_PX + _MARGIN_PX - 10), _PAPER)
    draw = ImageDraw.Draw(paper)
    _write(draw, sheet, (_MARGIN_PX, _MARGIN_PX - 6), sheet.title, _TITLE_PX)
    _place_panels(paper, draw, sheet, top)
    if sheet.pixel_m:
        _draw_scale_bar(
            draw, sheet, (paper.width - _MARGIN_PX - sheet.panels[-1].width, below), sheet.pixel_m
        )
    _draw_legend(draw, sheet, rows, legend_top)
    return paper


def _place_panels(paper: Image.Image, draw: ImageDraw.ImageDraw, sheet: _Sheet, top: int) -> None:
    left = paper.width
    for panel in reversed(sheet.panels):
        left -= _MARGIN_PX + panel.width
        paper.paste(panel, (left, top))
        draw.rectangle((left - 1, top - 1, left + panel.width, top + panel.height), outline=_FRAME)


def _legend_rows(sheet: _Sheet, width_px: int) -> list[list[tuple[str, str, int]]]:
    """Break the legend into rows of (name, colour, width in pixels)."""
    rows: list[list[tuple[str, str, int]]] = []
    room = 0
    for _, name, color in sheet.legend:
        text = sheet.lettering.fitted(name, _TEXT_PX, width_px - _SWATCH_PX - 40)
        needed = math.ceil(sheet.lettering.font(_TEXT_PX).getlength(text)) + _SWATCH_PX + 40
        if needed > room:
            rows.append([])
            room = width_px + 30
        rows[-1].append((text, color, needed))
        room -= needed
    return rows


def _draw_legend(
    draw: ImageDraw.ImageDraw, sheet: _Sheet, rows: list[list[tuple[str, str, int]]], top: int
) -> None:
    for row in rows:
        left = _MARGIN_PX
        for name, color, width in row:
            draw.rectangle(
                (left, top, left + _SWATCH_PX, top + _SWATCH_PX), fill=color, outline=_FRAME
            )
            draw.text(
                (left + _SWATCH_PX + 10, top), name, fill=_INK, font=sheet.lettering.font(_TEXT_PX)
            )
            left += width
        top += _LINE_PX


def _draw_scale_bar(
    draw: ImageDraw.ImageDraw, sheet: _Sheet, corner: tuple[int, int], pixel_m: float
) -> None:
    left, top = corner
    length_m = _round_length(pixel_m * sheet.panels[-1].width / 4)
    half = round(length_m / pixel_m / 2)
    draw.rectangle((left, top, left + 2 * half, top + 8), fill=_PAPER, outline=_INK)
    draw.rectangle((left, top, left + half, top + 8), fill=_INK)
    label = f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"
    _write(draw, sheet, (left, top + 13), label, _TEXT_PX)


def _round_length(limit_m: float) -> float:
    """Return the largest 1, 2 or 5 times a power of ten that is not above ``limit_m``."""
    power = 10.0 ** math.floor(math.log10(limit_m))
    return power * max(step for step in (1, 2, 5) if step * power <= limit_m)


def _write(
    draw: ImageDraw.ImageDraw, sheet: _Sheet, corner: tuple[int, int], text: str, size_px: int
) -> None:
    room = draw.im.size[0] - corner[0] - _MARGIN_PX
    draw.text(
        corner,
        sheet.lettering.fitted(text, size_px, room),
        fill=_INK,
        font=sheet.lettering.font(size_px),
    )


def _rgb(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color[1:]))
