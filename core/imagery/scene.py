"""A scene: a raster with chosen bands, stretch, nodata rule and scale, read window by window.

The backbone uses pixels of the *scaled* grid; extra bands, validity and maps use the *native* grid.
A scale below 1 averages native pixels and never uses overviews, so features do not depend on a
file's overviews.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.io import DatasetReader
from rasterio.windows import Window as RasterWindow

from ..errors import InvalidScene
from ..job.options import SceneOptions
from ..model_header import metres_of_degrees
from . import resample, stretch
from .band_roles import choose_bands
from .cielab import cielab, color_differences, smoothed
from .fingerprint import sample_windows
from .holes import MARGIN_PX, fill_holes, may_have_holes
from .raster_file import RasterFile
from .scene_check import check_scene, north_up
from .tile_grid import Window
from .view import IDENTITY_VIEW, View

_SAMPLE_GRID, _SAMPLE_PX = 16, 64  # the stretch is estimated from 16 x 16 windows of 64 px: 1 Mpx
_CONTEXT_PX = 4  # native pixels around a window for interpolation and for the 9 x 9 statistics
Integer = TypeVar("Integer", np.int32, np.int64)
_COLOR_DISTANCE_PX = 4  # at which colours are compared
FILL = 114  # 8-bit value of invalid pixels, so that resampling does not mix in black


class OutsideExtent(InvalidScene):
    """An extent does not touch a scene."""


class Scene:
    """An open raster that can be read window by window from any thread.

    Attributes:
        view: The transformation of the raster; the identity unless this is a ``ViewedScene``.
        band_choice: The bands of the backbone and how they were found.
        fills_holes: Whether small patches without data get the numbers around them.
        file: The open raster.

    Args:
        options: Path, bands, extra bands, scale and stretch policy.
        numbers: The stretch to use; None = estimate one.
        file: The raster, if it is open already; its owner closes it.

    Raises:
        InvalidScene: The raster cannot be opened, lacks a band or the bands of COMPOSITE, is
            rotated, or holds complex numbers, or STRETCH_RANGE does not suit its bands.
    """

    view: View = IDENTITY_VIEW

    def __init__(
        self,
        options: SceneOptions,
        numbers: stretch.Stretch | None = None,
        file: RasterFile | None = None,
    ) -> None:
        self.file = file or RasterFile(options.path)
        dataset = self.file.dataset()
        self.band_choice = choose_bands(dataset, options)
        self.options = replace(options, bands=self.band_choice.bands, composite="auto")
        check_scene(dataset, self.options)
        self.width, self.height = dataset.width, dataset.height
        self.crs: CRS | None = dataset.crs
        self.transform: Affine = north_up(dataset.transform)
        self.nodata: tuple[float | None, ...] = dataset.nodatavals
        self.fills_holes = self._resolve_holes(dataset)
        self._masked = any(MaskFlags.per_dataset in flags for flags in dataset.mask_flag_enums)
        # GDAL takes no account of an alpha band where a nodata value is declared as well
        kinds = list(dataset.colorinterp)
        has_alpha = not self._masked and ColorInterp.alpha in kinds
        self._alpha = kinds.index(ColorInterp.alpha) + 1 if has_alpha else 0
        self.stretch = numbers or self._estimate_stretch()

    # -- geometry ---------------------------------------------------------------------------------

    @property
    def path(self) -> str:
        """Path as the user gave it."""
        return self.options.path

    @property
    def name(self) -> str:
        """File name without its folder."""
        return self.file.name

    @property
    def scale(self) -> float:
        """Scaled pixels per native pixel."""
        return self.options.scale

    @property
    def scaled_shape(self) -> tuple[int, int]:
        """Rows and columns of the scaled grid."""
        return math.ceil(self.height * self.scale), math.ceil(self.width * self.scale)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north in the scene's CRS."""
        corners = self.transform * (0, 0), self.transform * (self.width, self.height)
        x, y = zip(*corners, strict=True)
        return min(x), min(y), max(x), max(y)

    @property
    def pixel_size_m(self) -> float:
        """Mean side of a native pixel in metres; in CRS units if the CRS has no length unit."""
        # The grid may be turned by 90°, so one of each two terms is 0
        x = abs(self.transform.a + self.transform.b)
        y = abs(self.transform.d + self.transform.e)
        if self.crs is not None and self.crs.is_geographic:
            latitude = (self.bounds[1] + self.bounds[3]) / 2
            return metres_of_degrees(x, y, latitude)
        side = math.sqrt(x * y)
        if self.crs is not None and self.crs.is_projected:
            side *= self.crs.linear_units_factor[1]
        return side

    def window_of(self, extent: tuple[float, ...]) -> Window:
        """Return the native pixels under an extent.

        Args:
            extent: West, south, east, north in the scene's CRS; empty = the whole scene.

        Raises:
            OutsideExtent: The extent is outside the scene.
        """
        whole = self._whole
        if not extent:
            return whole
        west, south, east, north = extent
        inverse = ~self.transform
        corners = inverse * (west, north), inverse * (east, south)
        (left, right), (top, bottom) = (sorted(axis) for axis in zip(*corners, strict=True))
        row, column = math.floor(top + 1e-6), math.floor(left + 1e-6)
        row_end, column_end = math.ceil(bottom - 1e-6), math.ceil(right - 1e-6)
        inside = Window(row, column, row_end - row, column_end - column).intersection(whole)
        if inside.is_empty:
            raise OutsideExtent(
                f"EXTENT is outside {self.name}; choose one that overlaps it, in the raster's CRS."
            )
        return inside

    def coordinates(
        self, rows: NDArray[np.integer], columns: NDArray[np.integer]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return x and y of the middles of native pixels in the scene's CRS, each (n,)."""
        t, row, column = self.transform, rows + 0.5, columns + 0.5
        return (
            np.float64(t.c) + column * t.a + row * t.b,
            np.float64(t.f) + row * t.e + column * t.d,
        )

    def window_transform(self, window: Window) -> Affine:
        """Return the transform of a native window."""
        return self.transform * Affine.translation(window.column, window.row)

    def fingerprint(self) -> str:
        """Return a hash of the raster's grid and sampled content; it is computed once.

        Where alpha counts beside nodata, which earlier versions passed over, it says so.
        """
        return self.file.fingerprint() + (" alpha" if self._alpha else "")

    @cached_property
    def color_difference(self) -> float:
        """Median CIELAB difference of valid pixels 4 native pixels apart, from sampled windows.

        Colours are smoothed as in the edge filter. It is 0 where nothing can be compared.
        """
        parts = [np.empty(0, np.float32)]
        for window in self._sample_windows():
            pixels, valid = self.read_native(window)
            colors = smoothed(cielab(pixels), valid)
            parts.append(color_differences(colors, valid, _COLOR_DISTANCE_PX))
        differences = np.concatenate(parts)
        return float(np.median(differences)) if len(differences) else 0.0

    # -- view -------------------------------------------------------------------------------------

    @property
    def base(self) -> "Scene":
        """The scene without a view."""
        return self

    def places(
        self, rows: NDArray[Integer], columns: NDArray[Integer]
    ) -> tuple[NDArray[Integer], NDArray[Integer]]:
        """Convert native pixels of the base scene to this scene.

        Args:
            rows: Rows in the base scene, (pixels,).
            columns: Columns in the base scene, (pixels,).

        Returns:
            Rows and columns in this scene, each (pixels,).
        """
        return rows, columns

    def window_here(self, window: Window) -> Window:
        """Convert a native window of the base scene to this scene."""
        return window

    def window_there(self, window: Window) -> Window:
        """Convert a native window of this scene to the base scene."""
        return window

    # -- pixels -----------------------------------------------------------------------------------

    def read_pixels(self, window: Window) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        """Read a window of the scaled grid, padded outside the scene.

        Shape:
            Pixels (3, height, width) 0..255 after the stretch and validity (height, width).
        """
        native = resample.source_window(window, self.scale, _CONTEXT_PX)
        raw, valid = self._read(self.options.bands, native)
        pixels = self._stretched(raw)
        pixels[:, ~valid] = FILL
        return resample.to_scale(pixels, valid, native, window, self.scale)

    def read_native(self, window: Window) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        """Read the backbone's bands in a window of the native grid, for the guide of a dense head.

        Shape:
            Pixels (3, height, width) 0..255 after the stretch and validity (height, width), False
            outside the scene.
        """
        raw, valid = self._read(self.options.bands, window)
        return self._stretched(raw), valid

    def read_valid(self, window: Window) -> NDArray[np.bool_]:
        """Return the validity of a native window, (height, width)."""
        if self._has_invalid:
            return self._read(self._chosen, window)[1]
        valid = np.zeros((window.height, window.width), bool)
        valid[window.intersection(self._whole).slices_in(window)] = True
        return valid

    def read_extra(self, window: Window) -> NDArray[np.float32]:
        """Read the extra-band features of a native window: values, 9x9 means and 9x9 deviations.

        Shape:
            (3 * extra bands, height, width), about 0..1.
        """
        bands = self.options.extra_bands
        grown = window.grown(_CONTEXT_PX)
        raw, valid = self._read(bands, grown)
        values = self.stretch.scaled(raw, bands)
        values[:, ~valid] = 0.0
        return resample.with_local_statistics(values, valid, _CONTEXT_PX)

    def read_bands(
        self, bands: tuple[int, ...], window: Window
    ) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
        """Read any bands in a native window: raw numbers (bands, h, w) and validity (h, w)."""
        return self._read(bands, window)

    @property
    def _whole(self) -> Window:
        return Window(0, 0, self.height, self.width)

    @property
    def _chosen(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys((*self.options.bands, *self.options.extra_bands)))

    def close(self) -> None:
        """Close the raster in all threads."""
        self.file.close()

    # -- inside -----------------------------------------------------------------------------------

    def _read(
        self, bands: tuple[int, ...], window: Window
    ) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
        """Read raw numbers (bands, h, w) and validity (h, w), False outside the scene."""
        inside = window.intersection(self._whole)
        dataset = self.file.dataset()
        chosen = tuple(dict.fromkeys((*bands, *self._chosen)))
        dtype = np.result_type(*(np.dtype(dataset.dtypes[band - 1]) for band in chosen))
        raw = np.zeros((len(bands), window.height, window.width), dtype)
        valid = np.zeros((window.height, window.width), bool)
        if inside.is_empty:
            return raw, valid
        data, has_data = self._read_inside(chosen, inside)
        if self.fills_holes and may_have_holes(has_data):
            data, has_data = self._without_holes(chosen, inside)
        rows, columns = inside.slices_in(window)
        valid[rows, columns] = has_data
        raw[:, rows, columns] = data[[chosen.index(band) for band in bands]]
        return raw, valid

    def _read_inside(
        self, bands: tuple[int, ...], window: Window
    ) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
        """Read raw numbers and validity, holes included, of a window inside the scene."""
        area = RasterWindow(window.column, window.row, window.width, window.height)
        data = self.file.read(bands, area)
        return data, self._valid(data, bands, area)

    def _without_holes(
        self, bands: tuple[int, ...], window: Window
    ) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
        """Read raw numbers and validity of a window inside the scene, holes filled."""
        grown = window.grown(MARGIN_PX).intersection(self._whole)
        raw = self._read_inside(bands, grown)
        data, valid = fill_holes(*raw, self.options.hole_size)
        rows, columns = window.slices_in(grown)
        return data[:, rows, columns], valid[rows, columns]

    def _stretched(self, raw: NDArray[np.generic]) -> NDArray[np.uint8]:
        """Return raw numbers of the backbone's bands as 0..255, (3, h, w)."""
        return self.stretch.apply(raw, self.options.bands)

    def _valid(
        self, data: NDArray[np.generic], bands: tuple[int, ...], area: RasterWindow
    ) -> NDArray[np.bool_]:
        """Apply the nodata rule, (h, w).

        A pixel is invalid if all bands are nodata, if a band is not finite, if it is masked, or if
        its alpha is 0.
        """
        missing = np.ones(data.shape[1:], bool)
        for band, values in zip(bands, data, strict=True):
            nodata = self.nodata[band - 1]
            missing &= (values == nodata) if nodata is not None else False
        valid = ~missing
        if data.dtype.kind == "f":
            valid &= np.isfinite(data).all(axis=0)
        if self._masked:
            valid &= self.file.read_mask(area)
        if self._alpha:
            valid &= self.file.read((self._alpha,), area)[0] > 0
        return valid

    @cached_property
    def _has_invalid(self) -> bool:
        """Whether the nodata rule can make a pixel invalid, so that pixels have to be read."""
        dtypes = [self.file.dataset().dtypes[band - 1] for band in self._chosen]
        may_be_nodata = all(self.nodata[band - 1] is not None for band in self._chosen)
        is_float = any(np.dtype(dtype).kind == "f" for dtype in dtypes)
        return may_be_nodata or is_float or bool(self._masked) or bool(self._alpha)

    def _resolve_holes(self, dataset: DatasetReader) -> bool:
        """Tell whether holes are filled."""
        if self.options.holes != "auto":
            return self.options.holes == "fill"
        is_8_bit = all(dataset.dtypes[band - 1] == "uint8" for band in self._chosen)
        return is_8_bit and any(nodata is not None for nodata in self.nodata)

    @cached_property
    def histogram(self) -> NDArray[np.int64]:
        """How often the backbone sees each of 0..255 in sampled windows, (3, 256)."""
        return self._count(self._sample())

    def _count(self, sample: NDArray[np.generic]) -> NDArray[np.int64]:
        """Count the values 0..255 in raw numbers of the chosen bands (chosen bands, pixels)."""
        rows = [self._chosen.index(band) for band in self.options.bands]
        seen = self._stretched(sample[rows][:, None])[:, 0]
        return np.stack([np.bincount(values, minlength=256) for values in seen])

    def _estimate_stretch(self) -> stretch.Stretch:
        """Estimate the stretch from windows spread over the whole scene."""
        dataset = self.file.dataset()
        dtypes = [np.dtype(dataset.dtypes[band - 1]) for band in self._chosen]
        dtype = str(np.result_type(*dtypes))
        policy = stretch.resolve_policy(self.options.stretch, dtype, self.options.stretch_range)
        if policy == "none":
            return stretch.Stretch(policy, dict.fromkeys(self._chosen, stretch.full_range(dtype)))
        given = self._given_ranges(dataset) if policy == "range" else {}
        if len(given) == len(self._chosen):
            return stretch.Stretch(policy, given)
        estimated = "percentile" if policy == "range" else policy
        sample = self._sample()
        ranges = [stretch.estimate(estimated, values) for values in sample]
        found = stretch.Stretch(policy, dict(zip(self._chosen, ranges, strict=True)) | given)
        self.stretch = found
        self.histogram = self._count(sample)  # the sample is not read again
        return found

    def _given_ranges(self, dataset: DatasetReader) -> dict[int, tuple[float, float]]:
        """Return STRETCH_RANGE in raw numbers, by band of the backbone."""
        limits, bands = self.options.stretch_range, self.options.bands
        pairs = list(zip(limits[::2], limits[1::2], strict=True)) * (1 if len(limits) > 2 else 3)
        found: dict[int, tuple[float, float]] = {}
        for band, pair in zip(bands, pairs, strict=True):
            scale, offset = dataset.scales[band - 1], dataset.offsets[band - 1]
            limits_here = stretch.raw_range(pair, scale, offset)
            if found.setdefault(band, limits_here) != limits_here:
                raise InvalidScene(
                    f"STRETCH_RANGE gives band {band} of {self.name} two ranges; the backbone sees "
                    "this band several times, so give one pair of numbers."
                )
        return found

    def _sample(self) -> NDArray[np.generic]:
        """Return raw numbers of valid pixels all over the scene, (chosen bands, pixels)."""
        parts = []
        for window in self._sample_windows():
            raw, valid = self._read(self._chosen, window)
            parts.append(raw[:, valid])
        return np.concatenate(parts, axis=1)

    def _sample_windows(self) -> Iterator[Window]:
        """Yield windows spread over the whole scene."""
        for area in sample_windows(self.width, self.height, _SAMPLE_GRID, _SAMPLE_PX):
            yield Window(int(area.row_off), int(area.col_off), int(area.height), int(area.width))
