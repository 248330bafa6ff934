"""The feature map of a scene: all its features on one token grid, computed or read from the cache.

Training and mapping read features here. Every token has one value: the backbone's output in the
tile whose inner window contains the token; with 2 or 4 tile grids, the Hann-weighted mean over the
grids.
"""

import math
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..imagery.overlap import OverlappingTileGrid
from ..imagery.scene import Scene
from ..imagery.tile_grid import Tile, TileGrid, Window, tile_grids
from ..imagery.token_grid import TokenAxis, TokenGrid
from ..imagery.view import IDENTITY, view_named
from ..imagery.viewed_scene import ViewedScene
from ..job.options import LARGEST_HOLE_PX, BackboneOptions
from ..runtime.device import torch_threads
from ..version import CACHE_FORMAT
from .backbone import LoadedBackbone
from .cache import FeatureCache, Features
from .pipeline import Clock, TilePipeline
from .position_mean import Means, position_means
from .tile_encoder import TileEncoder, TilePixels, feature_name, window_slices

Pipeline = TilePipeline[TilePixels, list[Features]]
Parts = list[tuple[Tile, list[Features]]]  # tiles that overlap an inner window, and their features
Result = TypeVar("Result")


@dataclass(frozen=True)
class InnerFeatures:
    """Features of one inner window of the first tile grid.

    Attributes:
        window: Place and size in tokens.
        layers: One array (C, h*f, w*f) per layer.
    """

    window: Window
    layers: list[Features]


class FeatureMap:
    """Features of ``scene`` by ``backbone``.

    Attributes:
        rows, columns: Size of the map in tokens (of the coarsest layer).
        token_px: Side of a token in scaled pixels.
        factors: Per layer, cells per token side.
        tile_grids: Positions of the tiles; the first one defines the inner windows.
        clock: Waiting and working time of the encoders, those of views included.

    Args:
        scene: What is encoded.
        backbone: Encoder with its layers and tile sizes.
        options: Number of tile grids and whether position means are subtracted.
        cache: The feature cache; None = no cache.
        write: Whether computed features are written to the cache.
        base: The map of which this one is a view; its position means and clock are used.
    """

    def __init__(
        self,
        scene: Scene,
        backbone: LoadedBackbone,
        options: BackboneOptions,
        cache: FeatureCache | None,
        *,
        write: bool = True,
        base: "FeatureMap | None" = None,
    ) -> None:
        self.scene, self.backbone, self.options = scene, backbone, options
        self._cache, self._write = cache, write
        self._store = cache.store(self.key_facts(), self._origin) if cache else None
        self._encoder = TileEncoder(scene, backbone, self._store, write=write)
        self.token_px, self.factors = self._encoder.token_px, self._encoder.factors
        height, width = scene.scaled_shape
        self.rows = math.ceil(height / self.token_px)
        self.columns = math.ceil(width / self.token_px)
        self.tile_grids = self._place_tiles()
        self.clock: Clock = base.clock if base else Clock()
        self._lock = threading.Lock()
        self._means: Means | None = None
        self._means_known = False
        self._base = base
        self._views: dict[str, FeatureMap] = {}

    def viewed(self, name: str) -> "FeatureMap":
        """Return the features of a view of the scene, by name; ``identity`` is this map itself.

        A view is encoded and cached like any scene. Position means belong to the backbone, not to
        the content of a tile, so a view subtracts those of this map.

        Raises:
            InvalidJob: The view does not exist at the scene's scale.
        """
        if name == IDENTITY:
            return self
        if name not in self._views:
            view = view_named(name, self.scene.scale, self.token_px, self.stride)
            scene = ViewedScene(self.scene, view)
            self._views[name] = FeatureMap(
                scene, self.backbone, self.options, self._cache, write=self._write, base=self
            )
        return self._views[name]

    def overlapping(self, overlap: int) -> "FeatureMap":
        """Return the same features as whole tiles that overlap by so many tokens.

        Inner windows of this map are whole tiles. It has its own cache key and uses the position
        means of this map.
        """
        name = f"overlap {overlap}"
        if name not in self._views:
            self._views[name] = OverlappingFeatureMap(self, overlap)
        return self._views[name]

    @property
    def n_encoded(self) -> int:
        """Number of tiles encoded so far, those of views included."""
        return self._encoder.n_encoded + sum(view.n_encoded for view in self._views.values())

    @property
    def width(self) -> int:
        """Features per token over all layers."""
        return sum(self.backbone.encoder.widths)

    @property
    def fine_factor(self) -> int:
        """Cells of the finest layer per token side."""
        return max(self.factors)

    @property
    def tile_bytes(self) -> int:
        """Bytes in the cache per tile of the first tile grid, those of shifted grids included."""
        cells = [channels * (self.stride * f) ** 2 for channels, f in self._encoder.shapes]
        return 2 * sum(cells) * len(self.tile_grids)

    @property
    def stride(self) -> int:
        """Side of an inner window in tokens."""
        return self.tile_grids[0].stride

    @property
    def grid(self) -> TokenGrid:
        """The cells of the finest layer relative to the scene's native pixels."""
        stride, scale = self.token_px // self.fine_factor, self.scene.scale
        rows, columns = self.rows * self.fine_factor, self.columns * self.fine_factor
        return TokenGrid(TokenAxis(rows, stride, scale), TokenAxis(columns, stride, scale))

    @property
    def _origin(self) -> dict[str, str]:
        """Image and backbone for the list of the cache; addresses without what follows ``?``."""
        image = self.scene.options.path.split("?")[0]
        if Path(image).exists():
            image = str(Path(image).absolute())
        return {"image": image, "backbone": self.options.name}

    def key_facts(self) -> dict[str, object]:
        """Return everything that changes a feature of this map, for the cache key.

        Paths are not part of it; layers are part of the files' names.
        """
        scene, entry = self.scene, self.backbone.entry
        bands, extra_bands = scene.options.bands, scene.options.extra_bands
        holes: tuple[object, ...] = ()  # as in keys of earlier versions, which filled none
        if scene.fills_holes:
            size = scene.options.hole_size
            holes = ("filled",) if size == LARGEST_HOLE_PX else ("filled", size)
        return {
            "format": CACHE_FORMAT,
            "scene": scene.fingerprint(),
            "bands": bands,
            "stretch": {str(band): scene.stretch.ranges[band] for band in bands},
            "validity": (scene.nodata, sorted({*bands, *extra_bands}), *holes),
            "scale": scene.scale,
            "backbone": self.backbone.encoder.identity,
            "device": self.backbone.device.name,
            "tile": (entry.tile_tokens, entry.halo_tokens),
        }

    # -- reading ----------------------------------------------------------------------------------

    def read(self, window: Window) -> list[Features]:
        """Return the features of a window.

        Args:
            window: In tokens, inside the map.

        Returns:
            One array (C, h*f, w*f) per layer.
        """
        arrays = []
        for channels, f in self._encoder.shapes:
            arrays.append(np.zeros((channels, window.height * f, window.width * f), np.float16))
        for inner in self.inner_features(window):
            common = inner.window.intersection(window)
            for array, layer, f in zip(arrays, inner.layers, self.factors, strict=True):
                source = layer[window_slices(common, inner.window, f)]
                array[window_slices(common, window, f)] = source
        return arrays

    def inner_features(
        self, region: Window | None = None, wanted: Iterable[Tile] | None = None
    ) -> Generator[InnerFeatures]:
        """Yield inner windows row by row, while the next ones are encoded.

        Args:
            region: Only inner windows that overlap it, in tokens; None = all.
            wanted: Exactly these tiles; ``region`` is ignored.
        """
        yield from self.each(lambda inner: inner, region, wanted)

    def each(
        self,
        work: Callable[[InnerFeatures], Result],
        region: Window | None = None,
        wanted: Iterable[Tile] | None = None,
    ) -> Generator[Result]:
        """Yield the result of ``work`` for each inner window, in their order.

        On a GPU, ``work`` is called from several threads. ``region`` and ``wanted`` are those of
        ``inner_features``.
        """
        tiles = iter(wanted) if wanted is not None else self.tile_grids[0].tiles(region)
        device, encoder = self.backbone.device, self._encoder
        ahead = (device.workers + 2) * device.batch
        with torch_threads(1):
            means = self._position_means()

            def finish(tile: Tile, parts: Parts) -> Result:
                return work(self._blend(tile, parts, means))

            with (
                TilePipeline(encoder.read, encoder.encode_batch, device, self.clock) as pipeline,
                ThreadPoolExecutor(device.finishers, "finisher") as pool,
            ):
                results: deque[Future[Result]] = deque()
                for tile, parts in self._stream(tiles, pipeline, ahead):
                    results.append(pool.submit(finish, tile, parts))
                    if len(results) == device.finishers:
                        yield results.popleft().result()
                while results:
                    yield results.popleft().result()

    def is_cached(self, tile: Tile) -> bool:
        """Tell whether all features of a tile's inner window are in the cache.

        These are all layers of all tiles, in all tile grids, that overlap it.
        """
        if self._store is None:
            return False
        for needed in self._needed(tile):
            for layer in self.backbone.entry.layers:
                if not self._store.has(feature_name(needed, layer)):
                    return False
        return True

    def damaged(self, tile: Tile) -> list[str]:
        """Return the names of damaged cache files that a tile's inner window needs."""
        if self._store is None:
            return []
        names = [
            feature_name(needed, layer)
            for needed in self._needed(tile)
            for layer in self.backbone.entry.layers
        ]
        return [name for name in names if self._store.is_damaged(name)]

    def remove_cached(self, names: Iterable[str]) -> None:
        """Delete files from the cache, which are then encoded again when they are needed."""
        for name in names:
            if self._store is not None:
                self._store.remove(name)

    def position_means(self) -> Means | None:
        """Return the position means per layer, (C, T*f, T*f); None = nothing is subtracted."""
        with torch_threads(1):
            return self._position_means()

    def use_position_means(self, means: Means) -> None:
        """Subtract these position means, which all processes of a map use, instead of estimates."""
        with self._lock:
            self._means, self._means_known = means, True

    # -- inside -----------------------------------------------------------------------------------

    def _place_tiles(self) -> tuple[TileGrid, ...]:
        entry, count = self.backbone.entry, self.options.lattices
        return tile_grids(self.rows, self.columns, entry.tile_tokens, entry.halo_tokens, count)

    def _stream(
        self, tiles: Iterator[Tile], pipeline: Pipeline, ahead: int
    ) -> Iterator[tuple[Tile, Parts]]:
        """Request tiles ``ahead`` of their use and yield each tile with its parts."""
        waiting: deque[tuple[Tile, list[Tile]]] = deque()
        for tile in tiles:
            needed = self._needed(tile)
            for other in needed:
                pipeline.request(other)
            waiting.append((tile, needed))
            if len(waiting) > ahead:
                yield self._take_next(waiting, pipeline)
        while waiting:
            yield self._take_next(waiting, pipeline)

    def _needed(self, tile: Tile) -> list[Tile]:
        """Return the tiles of all tile grids that overlap a tile's inner window, the tile first."""
        needed = [tile]
        for tile_grid in self.tile_grids[1:]:
            needed += tile_grid.tiles(tile.inner)
        return needed

    def _take_next(
        self, waiting: deque[tuple[Tile, list[Tile]]], pipeline: Pipeline
    ) -> tuple[Tile, Parts]:
        """Take the parts of the first waiting tile; drop the tiles that no later one needs."""
        tile, needed = waiting.popleft()
        parts = [(other, pipeline.take(other)) for other in needed]
        pipeline.drop(tile)
        keep = {other.name for _, later in waiting for other in later}
        starts_new_strip = bool(waiting) and waiting[0][0].inner.row < tile.inner.row
        if starts_new_strip:  # the last row of this strip is not needed any more
            pipeline.keep_only(keep)
        pipeline.drop_above(tile.inner.row, keep)
        return tile, parts

    def _blend(self, tile: Tile, parts: Parts, means: Means | None) -> InnerFeatures:
        """Return the features of an inner window, averaged over the tiles that overlap it."""
        if len(self.tile_grids) == 1 and means is None:
            return InnerFeatures(tile.inner, parts[0][1])
        numbers = range(len(self.factors))
        layers = [self._blend_layer(tile, parts, means, number) for number in numbers]
        return InnerFeatures(tile.inner, layers)

    def _blend_layer(self, tile: Tile, parts: Parts, means: Means | None, layer: int) -> Features:
        channels, f = self._encoder.shapes[layer]
        total = np.zeros((channels, tile.inner.height * f, tile.inner.width * f), np.float32)
        weights = np.zeros(total.shape[1:], np.float32)
        for other, features in parts:
            common = other.inner.intersection(tile.inner)
            values = features[layer][window_slices(common, other.inner, f)].astype(np.float32)
            if means is not None:
                values -= means[layer][window_slices(common, other.window, f)]
            weight = _hann(other, common, f)
            target = window_slices(common, tile.inner, f)
            total[target] += values * weight
            weights[target[1:]] += weight
        return (total / weights).astype(np.float16)

    def _position_means(self) -> Means | None:
        """Return the position means if POSITION_MEAN is on and the backbone is a ViT."""
        if not self.options.position_mean or self.backbone.entry.kind in ("builtin", "convnext"):
            return None
        if self._base is not None:
            return self._base._position_means()
        with self._lock:
            if not self._means_known:
                layers, device = self.backbone.entry.layers, self.backbone.device
                self._means = position_means(
                    self._encoder, self.tile_grids[0], layers, self._store, device
                )
                self._means_known = True
            return self._means


class OverlappingFeatureMap(FeatureMap):
    """The features of ``base`` as whole tiles that overlap by ``overlap`` tokens."""

    def __init__(self, base: FeatureMap, overlap: int) -> None:
        self._overlap = overlap  # before super(): tile grid and cache key depend on it
        super().__init__(
            base.scene,
            base.backbone,
            replace(base.options, lattices=1),
            base._cache,
            write=base._write,
            base=base,
        )

    def key_facts(self) -> dict[str, object]:
        """Return everything that changes a feature of this map."""
        return {**super().key_facts(), "overlap": self._overlap}

    def _place_tiles(self) -> tuple[TileGrid, ...]:
        side = self.backbone.entry.tile_tokens
        return (OverlappingTileGrid(self.rows, self.columns, side, self._overlap // 2),)


def stack_on_finest_grid(layers: Sequence[Features], factors: Sequence[int]) -> Features:
    """Stack layers (C, h*f, w*f) on the finest grid; coarser ones are repeated.

    Shape:
        (sum of C, h*F, w*F) with F the largest of ``factors``.
    """
    finest = max(factors)
    if len(layers) == 1:
        return layers[0]
    repeated = []
    for layer, factor in zip(layers, factors, strict=True):
        times = finest // factor
        repeated.append(layer if times == 1 else layer.repeat(times, axis=1).repeat(times, axis=2))
    return np.concatenate(repeated)


def _hann(tile: Tile, common: Window, factor: int) -> NDArray[np.float32]:
    """Return Hann weights by a cell's position in its tile, (h, w): high in the middle."""
    side = tile.window.height * factor
    curve = (np.sin(np.pi * (np.arange(side) + 0.5) / side) ** 2).astype(np.float32)
    _, rows, columns = window_slices(common, tile.window, factor)
    weights: NDArray[np.float32] = curve[rows][:, None] * curve[columns][None]
    return weights
