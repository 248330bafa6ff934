"""The feature map of a scene: virtual arrays of features on one lattice, computed or cached, the same either way.

Training, preview and prediction all read features here. Every token has one value: the backbone's output in the one
tile whose core holds it; with 2 or 4 lattices, the Hann-weighted mean over the lattices.
"""

import math
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from ..device import threads
from ..errors import OutOfMemory
from ..imagery.lattice import Tile, Window, lattices
from ..imagery.scene import Scene
from ..imagery.token_grid import TokenAxis, TokenGrid
from ..jobs import BackboneOptions
from ..version import CACHE_FORMAT
from .backbone import LoadedBackbone
from .cache import FeatureCache, Features, FeatureStore
from .pipeline import TilePipeline

_POSITION_SAMPLE = 32  # tiles from which the mean feature per position is estimated


@dataclass(frozen=True)
class Core:
    """Features of one core of the first lattice: its window in tokens and one array (C, h*f, w*f) per layer."""

    window: Window
    layers: list[Features]


@dataclass(frozen=True)
class Pixels:
    """What was read of a tile: its features from the cache, or pixels (3, H, W) and validity (H, W)."""

    features: list[Features] | None
    pixels: NDArray[np.uint8] | None
    valid: NDArray[np.bool_] | None

    @property
    def has_data(self) -> bool:
        """Whether the backbone must see this tile."""
        return self.valid is not None and bool(self.valid.any())


class FeatureMap:
    """Features of ``scene`` by ``backbone``.

    Attributes:
        rows, columns: Size of the map in tokens (of the coarsest layer).
        token_px: Side of a token in scaled pixels.
        factors: Per layer, how many of its cells a token has along each side.
    """

    def __init__(
        self,
        scene: Scene,
        backbone: LoadedBackbone,
        options: BackboneOptions,
        cache: FeatureCache | None,
        *,
        write: bool = True,
    ) -> None:
        entry = backbone.entry
        self.scene, self.backbone, self.options = scene, backbone, options
        self.token_px = max(backbone.encoder.strides)
        self.factors = tuple(self.token_px // stride for stride in backbone.encoder.strides)
        height, width = scene.scaled_shape
        self.rows, self.columns = math.ceil(height / self.token_px), math.ceil(width / self.token_px)
        self.lattices = lattices(self.rows, self.columns, entry.tile_tokens, entry.halo_tokens, options.lattices)
        self._store: FeatureStore | None = cache.store(self.key_facts()) if cache else None
        self._write = write
        self._position_means: list[NDArray[np.float32]] | None = None
        self._lock = threading.Lock()
        self.n_encoded = 0

    @property
    def width(self) -> int:
        """Features per token over all layers."""
        return sum(self.backbone.encoder.widths)

    @property
    def fine_factor(self) -> int:
        """Cells of the finest layer per token side."""
        return max(self.factors)

    @property
    def step(self) -> int:
        """Side of a core in tokens."""
        return self.lattices[0].step

    @property
    def grid(self) -> TokenGrid:
        """The finest cells under the scene's native pixels."""
        stride = self.token_px // self.fine_factor
        rows, columns = self.rows * self.fine_factor, self.columns * self.fine_factor
        return TokenGrid(TokenAxis(rows, stride, self.scene.scale), TokenAxis(columns, stride, self.scene.scale))

    def key_facts(self) -> dict[str, object]:
        """Return everything that changes a feature of this map; layers, labels and paths are not among it."""
        scene, entry = self.scene, self.backbone.entry
        return {
            "format": CACHE_FORMAT,
            "scene": scene.fingerprint(),
            "bands": scene.options.bands,
            "stretch": {str(b): scene.stretch.ranges[b] for b in scene.options.bands},
            "validity": (scene.nodata, sorted({*scene.options.bands, *scene.options.extra_bands})),
            "scale": scene.scale,
            "backbone": self.backbone.encoder.identity,
            "device": self.backbone.device.name,
            "dtype": str(self.backbone.device.dtype),
            "tile": (entry.tile_tokens, entry.halo_tokens),
        }

    # -- reading ----------------------------------------------------------------------------------

    def read(self, window: Window) -> list[Features]:
        """Return the features of ``window`` (tokens, inside the map): one array (C, h*f, w*f) per layer."""
        shapes = zip(self.backbone.encoder.widths, self.factors, strict=True)
        arrays = [np.zeros((c, window.height * f, window.width * f), np.float16) for c, f in shapes]
        for core in self.cores(window):
            common = core.window.intersection(window)
            for array, part, f in zip(arrays, core.layers, self.factors, strict=True):
                array[_cut(common, window, f)] = part[_cut(common, core.window, f)]
        return arrays

    def cores(self, region: Window | None = None, wanted: Sequence[Tile] | None = None) -> Iterator[Core]:
        """Yield the cores that meet ``region`` (or exactly the ``wanted`` tiles), row by row, encoding ahead in threads."""
        tiles = iter(wanted) if wanted is not None else self.lattices[0].tiles(region)
        if self.options.position_mean:
            self._estimate_position_means()
        device = self.backbone.device
        with (
            threads(1 if device.kind == "cpu" else torch.get_num_threads()),
            TilePipeline(self._read_tile, self._encode_batch, device.workers, device.batch) as pipeline,
        ):
            yield from self._stream(tiles, pipeline, ahead=(device.workers + 2) * device.batch)

    def is_cached(self, tile: Tile) -> bool:
        """Tell whether all layers of a tile are in the cache."""
        return self._store is not None and all(self._store.has(self._name(tile, layer)) for layer in self._layer_ids)

    # -- inside -----------------------------------------------------------------------------------

    @property
    def _layer_ids(self) -> tuple[int, ...]:
        return self.backbone.entry.layers

    def _name(self, tile: Tile, layer: int) -> str:
        return f"{tile.name}_l{layer:02d}"

    def _stream(
        self, tiles: Iterator[Tile], pipeline: TilePipeline[Pixels, list[Features]], ahead: int
    ) -> Iterator[Core]:
        """Request tiles ``ahead`` of use and yield cores in order."""
        waiting: deque[tuple[Tile, list[Tile]]] = deque()
        for tile in tiles:
            needed = [tile, *(t for lattice in self.lattices[1:] for t in lattice.tiles(tile.core))]
            for one in needed:
                pipeline.request(one)
            waiting.append((tile, needed))
            if len(waiting) > ahead:
                yield self._finish(*waiting.popleft(), pipeline)
        while waiting:
            yield self._finish(*waiting.popleft(), pipeline)

    def _finish(self, tile: Tile, needed: list[Tile], pipeline: TilePipeline[Pixels, list[Features]]) -> Core:
        """Make one core and forget the tiles that no later core needs."""
        core = self._blend(tile, [(one, pipeline.take(one)) for one in needed])
        pipeline.drop(tile)
        pipeline.drop_above(tile.core.row)
        return core

    def _read_tile(self, tile: Tile) -> Pixels:
        """Read a tile's features from the cache, or else its pixels."""
        cached = self._cached(tile)
        return (
            Pixels(cached, *self.scene.read_pixels(self._pixel_window(tile.window)))
            if cached is None
            else Pixels(cached, None, None)
        )

    def _cached(self, tile: Tile) -> list[Features] | None:
        if self._store is None:
            return None
        found = [self._store.get(self._name(tile, layer)) for layer in self._layer_ids]
        return None if any(f is None for f in found) else [f for f in found if f is not None]

    def _encode_batch(self, tiles: list[Tile], rows: list[Pixels]) -> list[list[Features]]:
        """Return the core features of each tile; nodata tiles are zeros and never meet the backbone."""
        todo = [(tile, row) for tile, row in zip(tiles, rows, strict=True) if row.has_data]
        encoded = iter(self._encode([row for _, row in todo]) if todo else [])
        return [
            row.features if row.features is not None else self._keep(tile, next(encoded) if row.has_data else None)
            for tile, row in zip(tiles, rows, strict=True)
        ]

    def _encode(self, tiles: list[Pixels]) -> list[list[Features]]:
        """Run the backbone on whole tiles at its fixed batch shape, short batches padded."""
        padded = [*tiles, *[tiles[0]] * (self.backbone.device.batch - len(tiles))]
        pixels = np.stack([t.pixels for t in padded if t.pixels is not None])
        valid = np.stack([t.valid for t in padded if t.valid is not None])
        try:
            maps = self.backbone.encoder.encode(torch.from_numpy(pixels), torch.from_numpy(valid))
        except torch.OutOfMemoryError:
            raise OutOfMemory(
                "The device has too little memory for this backbone; choose a smaller backbone or the CPU."
            ) from None
        self.n_encoded += len(tiles)
        arrays = [m.to(torch.float16).cpu().numpy() for m in maps]
        return [[a[i] for a in arrays] for i in range(len(tiles))]

    def _keep(self, tile: Tile, whole: list[Features] | None) -> list[Features]:
        """Cut the core out of a whole tile and store it."""
        shapes = zip(self.backbone.encoder.widths, self.factors, strict=True)
        if whole is None:
            return [np.zeros((c, tile.core.height * f, tile.core.width * f), np.float16) for c, f in shapes]
        cores = [
            np.ascontiguousarray(w[_cut(tile.core, tile.window, f)]) for w, f in zip(whole, self.factors, strict=True)
        ]
        if self._store is not None and self._write:
            for layer, features in zip(self._layer_ids, cores, strict=True):
                self._store.put(self._name(tile, layer), features)
        return cores

    def _pixel_window(self, window: Window) -> Window:
        side = self.token_px
        return Window(window.row * side, window.column * side, window.height * side, window.width * side)

    def _blend(self, tile: Tile, parts: list[tuple[Tile, list[Features]]]) -> Core:
        """Make the one value per token of a core from the tiles of all lattices that hold a piece of it."""
        if len(self.lattices) == 1 and self._position_means is None:
            return Core(tile.core, parts[0][1])
        layers = []
        for layer, f in enumerate(self.factors):
            total = np.zeros(
                (self.backbone.encoder.widths[layer], tile.core.height * f, tile.core.width * f), np.float32
            )
            weights = np.zeros(total.shape[1:], np.float32)
            for other, features in parts:
                common = other.core.intersection(tile.core)
                values = features[layer][_cut(common, other.core, f)].astype(np.float32)
                if self._position_means is not None:
                    values -= self._position_means[layer][_cut(common, other.window, f)]
                weight = _hann(other, common, f) if len(self.lattices) > 1 else np.float32(1)
                here = _cut(common, tile.core, f)
                total[here] += values * weight
                weights[here[1:]] += weight
            layers.append((total / weights).astype(np.float16))
        return Core(tile.core, layers)

    def _estimate_position_means(self) -> None:
        """Estimate the backbone's mean feature per position in a tile from tiles spread over the scene, once."""
        with self._lock:
            if self._position_means is not None:
                return
            stored = [self._store.get(f"position_l{layer:02d}") if self._store else None for layer in self._layer_ids]
            if all(s is not None for s in stored):
                self._position_means = [s.astype(np.float32) for s in stored if s is not None]
                return
            means = [m.astype(np.float16) for m in self._mean_deviation()]
            if self._store is not None and self._write:
                for layer, mean in zip(self._layer_ids, means, strict=True):
                    self._store.put(f"position_l{layer:02d}", mean)
            self._position_means = [m.astype(np.float32) for m in means]

    def _mean_deviation(self) -> list[NDArray[np.float32]]:
        """Return, per layer, mean feature at each position minus mean over all positions, (C, T*f, T*f)."""
        tile = self.backbone.entry.tile_tokens
        shapes = zip(self.backbone.encoder.widths, self.factors, strict=True)
        sums = [np.zeros((c, tile * f, tile * f), np.float64) for c, f in shapes]
        count = 0
        with threads(1 if self.backbone.device.kind == "cpu" else torch.get_num_threads()):
            for one in self._spread_tiles():
                pixels, valid = self.scene.read_pixels(self._pixel_window(one.window))
                if valid.mean() > 0.99:
                    for total, features in zip(sums, self._encode([Pixels(None, pixels, valid)])[0], strict=True):
                        total += features
                    count += 1
        means = [s / max(1, count) for s in sums]
        return [(m - m.mean(axis=(1, 2), keepdims=True)).astype(np.float32) for m in means]

    def _spread_tiles(self) -> Iterator[Tile]:
        first = self.lattices[0]
        all_rows, all_columns = len(first.tile_rows(0, self.rows)), len(first.tile_columns(0, self.columns))
        total = all_rows * all_columns
        for i in sorted({round(k * (total - 1) / max(1, _POSITION_SAMPLE - 1)) for k in range(_POSITION_SAMPLE)}):
            yield first.tile_at(i // all_columns, i % all_columns)


def to_fine(layers: Sequence[Features], factors: Sequence[int]) -> Features:
    """Stack layers (C, h*f, w*f) on the finest grid, coarser ones repeated: (sum of C, h*F, w*F)."""
    finest = max(factors)
    if all(f == finest for f in factors):
        return np.concatenate(layers) if len(layers) > 1 else layers[0]
    repeated = [a.repeat(finest // f, axis=1).repeat(finest // f, axis=2) for a, f in zip(layers, factors, strict=True)]
    return np.concatenate(repeated)


def _cut(common: Window, frame: Window, factor: int) -> tuple[slice, slice, slice]:
    """Return the slices of ``common`` (tokens) in an array (C, …) that covers ``frame``."""
    row, column = (common.row - frame.row) * factor, (common.column - frame.column) * factor
    return slice(None), slice(row, row + common.height * factor), slice(column, column + common.width * factor)


def _hann(tile: Tile, common: Window, factor: int) -> NDArray[np.float32]:
    """Return Hann weights by a cell's position in its tile, (h, w): high in the middle, low at the edge."""
    side = tile.window.height * factor
    curve = (np.sin(np.pi * (np.arange(side) + 0.5) / side) ** 2).astype(np.float32)
    _, rows, columns = _cut(common, tile.window, factor)
    weights: NDArray[np.float32] = curve[rows][:, None] * curve[columns][None]
    return weights
