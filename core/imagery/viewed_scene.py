"""A scene as a view shows it, read by windows like the scene itself.

Flipped features are not the features of a flipped image, so the backbone encodes a view like a
scene of its own. Every pixel of the scene has exactly one place in a view; what moving adds around
the scene is nodata.
"""

from dataclasses import replace

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from ..errors import InvalidJob
from ..job.options import SCALES
from .scene import Integer, Scene
from .tile_grid import Window
from .view import View


class ViewedScene(Scene):
    """A scene as a view shows it: the same interface, its own size, grid and fingerprint.

    It reads through the scene's handles and leaves them open. Its transform is the truth, so the
    place of a pixel in map coordinates does not change; for a turned view it is no longer north-up.

    Raises:
        InvalidJob: The view's scale lies outside 1/4 to 4.
    """

    def __init__(self, scene: Scene, view: View) -> None:
        scale = scene.scale * view.zoom
        if scale not in SCALES:
            raise InvalidJob(
                f"The view '{view.name}' would show {scene.name} at scale {scale:g}, but scales lie "
                "between 0.25 and 4; leave the view out or choose another SCALE."
            )
        super().__init__(replace(scene.options, scale=scale), scene.stretch, scene.file)
        self._scene, self.view = scene, view
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
        """The scene without the view."""
        return self._scene

    def fingerprint(self) -> str:
        """Return the scene's fingerprint and what the view does to it."""
        facts = self.view.facts
        if not facts:
            return self._scene.fingerprint()
        return f"{self._scene.fingerprint()} {sorted(facts.items())}"

    def close(self) -> None:
        """Leave the raster open: it belongs to the base scene."""

    def _read(
        self, bands: tuple[int, ...], window: Window
    ) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
        raw, valid = self._scene.read_bands(bands, self.window_there(window))
        return self.view.turned(raw), self.view.turned(valid)

    def _as_seen(self, raw: NDArray[np.generic]) -> NDArray[np.uint8]:
        seen: NDArray[np.uint8] = self._tones[super()._as_seen(raw)]
        return seen

    def window_there(self, window: Window) -> Window:
        """Return the native window of the scene that a window of the view shows.

        It may reach beyond the scene.
        """
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
