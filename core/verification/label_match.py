"""How well one label polygon fits the image, at its place and at all shifts around it.

The match at a shift is the mutual information between the colour of a pixel and the side of the
outline on which it is (Viola and Wells 1997, for images of different kinds), with one normal
distribution of colours per side. Only a band along each side counts, so that the peak is narrow.
All shifts are computed at once, as correlations by FFT.
"""

from dataclasses import dataclass

import numpy as np
import rasterio.features
import shapely
from numpy.typing import NDArray
from scipy import fft, ndimage

from ..imagery.scene import Scene
from ..imagery.tile_grid import Window
from ..labels.label_set import LabelSet

REACH_PX = 32  # shifts up to so many pixels along rows and columns are tried
_BAND_PX = 3  # width of the bands of pixels inside and outside of an outline
_LARGEST_PX = 256  # of a larger polygon, a window of this side around a part of its outline is used
FEWEST_PX = 9  # in a band; a smaller polygon fits anywhere
_ENOUGH = 0.7  # fraction of the bands that must have data
_NOISE = 2.0  # standard deviation of 8-bit numbers that tells nothing
_FLAT = 0.1  # nats: a match that varies less is the same at all shifts but for rounding
_FLOOR = 0.01  # smallest variance, in units of the window's variance
Image = NDArray[np.float32]


@dataclass(frozen=True)
class _Bands:
    """Pixels along an outline.

    Attributes:
        inside: Inside of the polygon, (h, w).
        outside: On ground of another class or without a label, (h, w).
    """

    inside: NDArray[np.bool_]
    outside: NDArray[np.bool_]


class LabelMatcher:
    """Matches the polygons of a label set, one at a time, with the image."""

    def __init__(self, scene: Scene, labels: LabelSet) -> None:
        self._scene, self._labels = scene, labels
        self._tree = shapely.STRtree(labels.geometries)

    def match(self, number: int) -> Image | None:
        """Return the match of a polygon at all shifts.

        Args:
            number: Number of the polygon.

        Returns:
            (65, 65), shifts of -32..32 pixels along rows and columns, with mean 0 and variance 1,
            so that polygons of all sizes count the same. None if its outline tells nothing: it is
            outside the scene, has ground of its own class all around, or there is no contrast.
        """
        window = self._window(number)
        if window is None:
            return None
        bands = self._bands(number, window)
        if min(bands.inside.sum(), bands.outside.sum()) < FEWEST_PX:
            return None
        pixels, valid = self._scene.read_native(window.grown(REACH_PX))
        if not valid.any():
            return None
        found = _information(_whitened(pixels, valid), valid, bands)
        deviation = float(found.std())
        if deviation < _FLAT:
            return None
        match: Image = (found - found.mean()) / deviation
        return match

    def _window(self, number: int) -> Window | None:
        """Return the pixels under a polygon and its bands, or under a part of its outline."""
        scene = self._scene
        outline = self._labels.geometries[number].boundary
        inside = shapely.intersection(outline, shapely.box(*scene.bounds))
        if shapely.length(inside) == 0:
            return None
        window = _pixels_under(inside, scene)
        if max(window.height, window.width) > _LARGEST_PX:
            window = self._part(inside)
        return window.grown(_BAND_PX + 1)

    def _part(self, outline: shapely.Geometry) -> Window:
        """Return a window around the middle of the longest part of an outline."""
        parts = shapely.get_parts(shapely.line_merge(outline))
        longest = parts[shapely.length(parts).argmax()]
        place = shapely.line_interpolate_point(longest, 0.5, normalized=True)
        column, row = ~self._scene.transform * (place.x, place.y)
        half = _LARGEST_PX // 2
        return Window(int(row) - half, int(column) - half, _LARGEST_PX, _LARGEST_PX)

    def _bands(self, number: int, window: Window) -> _Bands:
        """Return the pixels along the outline that have another class on the other side."""
        own_class = self._labels.classes[number]
        near = self._tree.query(_box(self._scene, window))
        same = near[self._labels.classes[near] == own_class]
        own = self._burn(np.array([number]), window)
        same_class = self._burn(same, window)
        beside = ndimage.distance_transform_edt(~own) <= _BAND_PX
        at_edge = ndimage.distance_transform_edt(same_class) <= _BAND_PX
        return _Bands(own & at_edge, beside & ~same_class)

    def _burn(self, numbers: NDArray[np.int64], window: Window) -> NDArray[np.bool_]:
        """Return which pixels of a window are under polygons, (h, w)."""
        under: NDArray[np.uint8] = rasterio.features.rasterize(
            [(self._labels.geometries[one], 1) for one in numbers],
            out_shape=(window.height, window.width),
            transform=self._scene.window_transform(window),
            dtype="uint8",
        )
        return under.astype(bool)


def _pixels_under(shape: shapely.Geometry, scene: Scene) -> Window:
    """Return the pixels under the bounding box of a shape, at least one."""
    west, south, east, north = shape.bounds
    corners = np.array([~scene.transform * (west, north), ~scene.transform * (east, south)])
    left, top = np.floor(corners.min(axis=0)).astype(int).tolist()
    right, bottom = np.ceil(corners.max(axis=0)).astype(int).tolist()
    return Window(top, left, max(1, bottom - top), max(1, right - left))


def _box(scene: Scene, window: Window) -> shapely.Polygon:
    transform = scene.window_transform(window)
    corners = transform * (0, 0), transform * (window.width, window.height)
    return shapely.box(*np.ravel(corners))


def _whitened(pixels: NDArray[np.uint8], valid: NDArray[np.bool_]) -> Image:
    """Return colours as uncorrelated numbers of variance about 1, 0 without data, (3, h, w)."""
    colors = pixels.astype(np.float32)
    colors -= colors[:, valid].mean(axis=1)[:, None, None]
    variances, axes = np.linalg.eigh(colors[:, valid] @ colors[:, valid].T / valid.sum())
    scales = 1 / np.sqrt(np.maximum(variances, 0) + _NOISE**2)
    turned = np.einsum("ij,jhw->ihw", scales[:, None] * axes.T, colors)
    whitened: Image = (turned * valid).astype(np.float32)
    return whitened


def _information(colors: Image, valid: NDArray[np.bool_], bands: _Bands) -> Image:
    """Return the mutual information of colour and side at all shifts, in nats per band.

    It is half of the number of pixels times the logarithm of the variance of all pixels, less the
    same for both sides, summed over the channels.

    Args:
        colors: Whitened colours around the bands, (3, H, W).
        valid: Which of these pixels have data, (H, W).
        bands: The pixels along the outline, (h, w) each; H - h and W - w are twice the reach.
    """
    planes = np.concatenate([valid[None].astype(np.float32), colors, colors * colors])
    masks = np.stack([bands.inside, bands.outside]).astype(np.float32)
    sums = _correlations(planes, masks)
    both = sums.sum(axis=1)
    apart = sum(_spread(sums[:, side]) for side in range(2))
    is_enough = (sums[0] >= _ENOUGH * masks.sum(axis=(1, 2))[:, None, None]).all(axis=0)
    return np.where(is_enough, (_spread(both) - apart) / 2, np.float32(0))


def _spread(sums: Image) -> Image:
    """Return number of pixels times log variance, summed over channels, from sums (7, h, w)."""
    count = np.maximum(sums[0], 1)
    mean = sums[1:4] / count
    variance = np.maximum(sums[4:] / count - mean * mean, 0) + _FLOOR
    spread: Image = (count * np.log(variance)).sum(axis=0)
    return spread


def _correlations(planes: Image, masks: Image) -> Image:
    """Return the sums of planes (p, H, W) under masks (m, h, w) at all shifts, (p, m, ., .)."""
    height, width = planes.shape[1:]
    n_rows, n_columns = height - masks.shape[1] + 1, width - masks.shape[2] + 1
    shape = (fft.next_fast_len(height, real=True), fft.next_fast_len(width, real=True))
    image, mask = fft.rfft2(planes, shape), fft.rfft2(masks, shape)
    result = np.empty((len(planes), len(masks), n_rows, n_columns), np.float32)
    for number, one in enumerate(mask):
        result[:, number] = fft.irfft2(image * one.conj(), shape)[:, :n_rows, :n_columns]
    return result
