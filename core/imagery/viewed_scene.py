"""A view of a scene, read window by window like the scene itself.

Flipped features are not the features of a flipped image, so the backbone encodes a view like
another scene. Every pixel of the scene has exactly one position in the view; pixels that a shift
adds are nodata.
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
    """A view of a scene, with its own size, transform and fingerprint.

    It reads through the scene's handles and does not close them. A pixel keeps its map coordinates,
    so the transform of a rotated view is not north-up.

    Raises:
        InvalidJob: The view's scale is not one of ``SCALES``.
    """

    def __init__(self, scene: Scene, view: View) -> None:
        scale = scene.scale * view.zoom
        if scale not in SCALES:
            raise InvalidJob(
                f"The view '{view.name}' of {scene.name} has the scale {scale:g}, but scales are "
                "between 0.25 and 4; leave the view out or choose another SCALE."
            )
        super().__init__(replace(scene.options, scale=scale), scene.stretch, scene.file)
        self._scene, self.view = scene, view
        height, width = scene.height + view.shift_px, scene.width + view.shift_px
        self.height, self.width = (width, height) if view.transposed else (height, width)
        self.transform = scene.transform * self._to_scene()
        tones = np.clip(view.gain * np.arange(256) + view.offset, 0, 255)
        self._tones = np.rint(tones).astype(np.uint8)

    def places(
        self, rows: NDArray[Integer], columns: NDArray[Integer]
    ) -> tuple[NDArray[Integer], NDArray[Integer]]:
        """Convert native pixels of the scene to the view, see ``Scene.places``."""
        view = self.view
        rows, columns = rows + view.shift_px, columns + view.shift_px
        rows, columns = (columns, rows) if view.transposed else (rows, columns)
        rows = self.height - 1 - rows if view.rows_flipped else rows
        columns = self.width - 1 - columns if view.columns_flipped else columns
        return rows, columns

    def window_here(self, window: Window) -> Window:
        """Convert a native window of the scene to the view."""
        corner_rows = np.array([window.row, window.row_end - 1])
        corner_columns = np.array([window.column, window.column_end - 1])
        rows, columns = self.places(corner_rows, corner_columns)
        top, bottom = sorted(rows.tolist())
        left, right = sorted(columns.tolist())
        return Window(top, left, bottom + 1 - top, right + 1 - left)

    @property
    def base(self) -> Scene:
        """The scene without the view."""
        return self._scene

    def fingerprint(self) -> str:
        """Return the scene's fingerprint, and the facts of the view."""
        facts = self.view.facts
        if not facts:
            return self._scene.fingerprint()
        return f"{self._scene.fingerprint()} {sorted(facts.items())}"

    def close(self) -> None:
        """Do nothing: the raster belongs to the base scene."""

    def _read(
        self, bands: tuple[int, ...], window: Window
    ) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
        raw, valid = self._scene.read_bands(bands, self.window_there(window))
        return self.view.turned(raw), self.view.turned(valid)

    def _stretched(self, raw: NDArray[np.generic]) -> NDArray[np.uint8]:
        stretched: NDArray[np.uint8] = self._tones[super()._stretched(raw)]
        return stretched

    def window_there(self, window: Window) -> Window:
        """Convert a native window of the view to the scene; it may extend beyond the scene."""
        view = self.view
        row = self.height - window.row_end if view.rows_flipped else window.row
        column = self.width - window.column_end if view.columns_flipped else window.column
        there = Window(row, column, window.height, window.width)
        if view.transposed:
            there = Window(column, row, window.width, window.height)
        return replace(there, row=there.row - view.shift_px, column=there.column - view.shift_px)

    def _to_scene(self) -> Affine:
        """Return the transform from (column, row) of the view to (column, row) of the scene."""
        view, transform = self.view, Affine.identity()
        if view.columns_flipped:
            transform = Affine(-1, 0, self.width, 0, 1, 0)
        if view.rows_flipped:
            transform = Affine(1, 0, 0, 0, -1, self.height) * transform
        if view.transposed:
            transform = Affine(0, 1, 0, 1, 0, 0) * transform
        return Affine.translation(-view.shift_px, -view.shift_px) * transform
