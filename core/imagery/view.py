"""Views: a scene turned, moved, magnified or brightened, read by windows like the scene itself.

Flipped features are not the features of a flipped image, so a view is a scene of its own for the backbone to encode.
Every pixel of the scene has exactly one place in a view: what a view adds by moving is nodata, and nothing falls out.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from ..errors import InvalidJob
from ..job.options import SCALES
from .scene import Scene
from .tile_grid import Window

IDENTITY = "identity"
# Transposed first, then rows flipped, then columns flipped: the eight symmetries of a square
_SYMMETRIES = {
    "hflip": (False, False, True),
    "vflip": (False, True, False),
    "rot90": (True, True, False),  # counter-clockwise, as numpy.rot90
    "rot180": (False, True, True),
    "rot270": (True, False, True),
    "transpose": (True, False, False),
    "antitranspose": (True, True, True),
}
_ZOOMS = {"half": 0.5, "double": 2.0}
_GREY = 127.5  # contrast turns about the middle of 0..255
# Of the stretched 8-bit values v: gain * v + offset
_TONES = {
    "brighter": (1.2, 0.0),
    "darker": (0.8, 0.0),
    "more_contrast": (1.25, -0.25 * _GREY),
    "less_contrast": (0.8, 0.2 * _GREY),
}
Values = TypeVar("Values", bound=np.generic)
Integer = TypeVar("Integer", np.int32, np.int64)


@dataclass(frozen=True)
class View:
    """How a scene is looked at.

    Attributes:
        name: For people and messages; two views that do the same are the same to the feature cache.
        shift_px: Native pixels by which the scene moves down and right, before it is turned.
        transposed, rows_flipped, columns_flipped: The symmetry, applied in this order.
        zoom: Factor on the scene's scale.
        gain, offset: Of the 8-bit values v that the backbone sees: gain * v + offset, rounded and clipped.
    """

    name: str
    shift_px: int = 0
    transposed: bool = False
    rows_flipped: bool = False
    columns_flipped: bool = False
    zoom: float = 1.0
    gain: float = 1.0
    offset: float = 0.0

    def turned(self, values: NDArray[Values]) -> NDArray[Values]:
        """Apply the symmetry to the last two axes."""
        turned = values.swapaxes(-1, -2) if self.transposed else values
        turned = turned[..., ::-1, :] if self.rows_flipped else turned
        turned = turned[..., ::-1] if self.columns_flipped else turned
        return np.ascontiguousarray(turned)

    def turned_back(self, values: NDArray[Values]) -> NDArray[Values]:
        """Undo the symmetry on the last two axes."""
        values = values[..., ::-1] if self.columns_flipped else values
        values = values[..., ::-1, :] if self.rows_flipped else values
        return np.ascontiguousarray(values.swapaxes(-1, -2) if self.transposed else values)

    @property
    def facts(self) -> dict[str, object]:
        """What changes a feature apart from the scale, which scenes have themselves; empty for a mere zoom."""
        plain = View(self.name)
        named = {
            name: getattr(self, name)
            for name in self.__dataclass_fields__
            if name not in ("name", "zoom")
        }
        return {name: value for name, value in named.items() if value != getattr(plain, name)}


def view_named(name: str, scene: Scene, token_px: int, core_tokens: int) -> View:
    """Return the view of a scene by name.

    ``shift`` moves by half a token, so that patches cut the image elsewhere; ``offset`` by half an inner window and half a
    token, so that tiles do as well. ``token_px`` is the side of a token in scaled pixels.

    Raises:
        InvalidJob: At the scene's scale, half a token is less than a pixel.
    """
    if name in _SYMMETRIES:
        transposed, rows, columns = _SYMMETRIES[name]
        return View(name, transposed=transposed, rows_flipped=rows, columns_flipped=columns)
    if name in _ZOOMS:
        return View(name, zoom=_ZOOMS[name])
    if name in _TONES:
        gain, offset = _TONES[name]
        return View(name, gain=gain, offset=offset)
    tokens = Fraction(1, 2) + (core_tokens // 2 if name == "offset" else 0)
    shift = round(tokens * token_px / Fraction(scene.scale))
    if (shift * Fraction(scene.scale)) % token_px == 0:
        raise InvalidJob(
            f"The view '{name}' moves by half a token, less than a pixel at scale {scene.scale:g}; leave it out."
        )
    return View(name, shift_px=shift)


class ViewedScene(Scene):
    """A scene as a view shows it: the same interface, its own size, grid and fingerprint.

    It reads through the scene's handles and leaves them open. Its transform is the truth, so the place of a pixel in
    map coordinates does not change; for a turned view it is no longer north-up.

    Raises:
        InvalidJob: The view's scale lies outside 1/4 to 4.
    """

    def __init__(self, scene: Scene, view: View) -> None:
        scale = scene.scale * view.zoom
        if scale not in SCALES:
            raise InvalidJob(
                f"The view '{view.name}' would look at {scene.name} at scale {scale:g}, but scales lie between 0.25 "
                "and 4; leave the view out or choose another SCALE."
            )
        self._scene, self.view = scene, view
        self._path = scene.path
        self.options = replace(scene.options, scale=scale)
        self.crs, self.nodata, self.stretch = scene.crs, scene.nodata, scene.stretch
        height, width = scene.height + view.shift_px, scene.width + view.shift_px
        self.height, self.width = (width, height) if view.transposed else (height, width)
        self.transform = scene.transform * self._to_scene()
        self._tones = np.rint(np.clip(view.gain * np.arange(256) + view.offset, 0, 255)).astype(
            np.uint8
        )

    def places(
        self, rows: NDArray[Integer], columns: NDArray[Integer]
    ) -> tuple[NDArray[Integer], NDArray[Integer]]:
        """Return row and column in the view of the scene's native pixels; all lie inside."""
        view = self.view
        rows, columns = rows + view.shift_px, columns + view.shift_px
        rows, columns = (columns, rows) if view.transposed else (rows, columns)
        rows = self.height - 1 - rows if view.rows_flipped else rows
        columns = self.width - 1 - columns if view.columns_flipped else columns
        return rows, columns

    def window_here(self, window: Window) -> Window:
        """Return where a native window of the scene lies in the view; all of it lies inside."""
        rows, columns = self.places(
            np.array([window.row, window.row_end - 1]),
            np.array([window.column, window.column_end - 1]),
        )
        (top, bottom), (left, right) = sorted(rows.tolist()), sorted(columns.tolist())
        return Window(top, left, bottom + 1 - top, right + 1 - left)

    @property
    def base(self) -> Scene:
        """The scene that is looked at."""
        return self._scene

    def fingerprint(self) -> str:
        """Return the scene's fingerprint and what the view does to it."""
        facts = self.view.facts
        return (
            f"{self._scene.fingerprint()} {sorted(facts.items())}"
            if facts
            else self._scene.fingerprint()
        )

    def close(self) -> None:
        """Leave the scene's handles to the scene."""

    def _read(
        self, bands: tuple[int, ...], window: Window
    ) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
        raw, valid = self._scene.read_bands(bands, self.window_there(window))
        return self.view.turned(raw), self.view.turned(valid)

    def _as_seen(self, raw: NDArray[np.generic]) -> NDArray[np.uint8]:
        seen: NDArray[np.uint8] = self._tones[super()._as_seen(raw)]
        return seen

    def window_there(self, window: Window) -> Window:
        """Return the native window of the scene that a window of the view shows; it may reach beyond the scene."""
        view = self.view
        row = self.height - window.row_end if view.rows_flipped else window.row
        column = self.width - window.column_end if view.columns_flipped else window.column
        there = Window(row, column, window.height, window.width)
        if view.transposed:
            there = Window(column, row, window.width, window.height)
        return replace(there, row=there.row - view.shift_px, column=there.column - view.shift_px)

    def _to_scene(self) -> Affine:
        """Return what maps (column, row) of the view to (column, row) of the scene."""
        view = self.view
        across = Affine(-1, 0, self.width, 0, 1, 0) if view.columns_flipped else Affine.identity()
        down = Affine(1, 0, 0, 0, -1, self.height) if view.rows_flipped else Affine.identity()
        turn = Affine(0, 1, 0, 1, 0, 0) if view.transposed else Affine.identity()
        return Affine.translation(-view.shift_px, -view.shift_px) * turn * down * across
