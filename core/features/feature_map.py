"""The feature map of a scene: virtual arrays of features on one tile grid, computed or cached, the same either way.

Training, preview and prediction all read features here. Every token has one value: the backbone's output in the one
tile whose inner window holds it; with 2 or 4 tile grids, the Hann-weighted mean over the grids.
"""

import math
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..imagery.overlap import OverlappingTileGrid
from ..imagery.scene import Scene
from ..imagery.tile_grid import Tile, TileGrid, Window, tile_grids
from ..imagery.token_grid import TokenAxis, TokenGrid
from ..imagery.view import IDENTITY, view_named
from ..imagery.viewed_scene import ViewedScene
from ..job.options import BackboneOptions
from ..runtime.device import torch_threads
from ..version import CACHE_FORMAT
from .backbone import LoadedBackbone
from .cache import FeatureCache, Features
from .pipeline import Clock, TilePipeline
from .position_mean import Means, position_means
from .tile_encoder import TileEncoder, TilePixels, feature_name, window_slices

Pipeline = TilePipeline[TilePixels, list[Features]]
Parts = list[
    tuple[Tile, list[Features]]
]  # tiles that hold a piece of an inner window, and their features
Made = TypeVar("Made")


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
        factors: Per layer, how many of its cells a token has along each side.
        tile_grids: Where tiles lie; the first one says what an inner window is.
        clock: How long encoders waited for readers, those of views included.

    Args:
        scene: What is encoded.
        backbone: Encoder with its layers and tile sizes.
        options: Number of tile grids and whether position means are subtracted.
        cache: Where features are read from and written to; None = nowhere.
        write: Whether computed features are written to the cache.
        base: The map that this one is a view of; its position means and clock are used.
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
        self._store = cache.store(self.key_facts()) if cache else None
        self._encoder = TileEncoder(scene, backbone, self._store, write=write)
        self.token_px, self.factors = self._encoder.token_px, self._encoder.factors
        height, width = scene.scaled_shape
        self.rows, self.columns = (
            math.ceil(height / self.token_px),
            math.ceil(width / self.token_px),
        )
        self.tile_grids = self._place_tiles()
        self.clock: Clock = base.clock if base else Clock()
        self._lock = threading.Lock()
        self._means: Means | None = None
        self._means_known = False
        self._base = base
        self._views: dict[str, FeatureMap] = {}

    def viewed(self, name: str) -> "FeatureMap":
        """Return the features of a view of the scene, by name; ``identity`` is this map itself.

        A view is encoded and cached like any scene. What position adds to features belongs to the
        backbone's tile, not to what it shows, so a view subtracts the position means of this map.

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
        """Return the same features as whole tiles that overlap by so many tokens; a "core" of it is a whole tile.

        They are cached under a key of their own, and position means stay those of this map.
        """
        name = f"overlap {overlap}"
        if name not in self._views:
            self._views[name] = OverlappingFeatureMap(self, overlap)
        return self._views[name]

    @property
    def n_encoded(self) -> int:
        """Tiles that went through the backbone so far, those of views included."""
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
    def stride(self) -> int:
        """Side of an inner window in tokens."""
        return self.tile_grids[0].stride

    @property
    def grid(self) -> TokenGrid:
        """The finest cells under the scene's native pixels."""
        stride = self.token_px // self.fine_factor
        rows, columns = self.rows * self.fine_factor, self.columns * self.fine_factor
        return TokenGrid(
            TokenAxis(rows, stride, self.scene.scale), TokenAxis(columns, stride, self.scene.scale)
        )

    def key_facts(self) -> dict[str, object]:
        """Return everything that changes a feature of this map.

        Layers, labels and paths are not among it.
        """
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
            "tile": (entry.tile_tokens, entry.halo_tokens),
        }

    # -- reading ----------------------------------------------------------------------------------

    def read(self, window: Window) -> list[Features]:
        """Return the features of ``window`` (tokens, inside the map).

        The answer has one array (C, h*f, w*f) per layer.
        """
        shape = [(c, window.height * f, window.width * f) for c, f in self._encoder.shapes]
        arrays = [np.zeros(s, np.float16) for s in shape]
        for inner in self.inner_features(window):
            common = inner.window.intersection(window)
            for array, part, f in zip(arrays, inner.layers, self.factors, strict=True):
                array[window_slices(common, window, f)] = part[
                    window_slices(common, inner.window, f)
                ]
        return arrays

    def inner_features(
        self, region: Window | None = None, wanted: Iterable[Tile] | None = None
    ) -> Generator[InnerFeatures]:
        """Yield the inner windows that meet ``region`` (or exactly the ``wanted`` tiles), row by row, encoding ahead."""
        yield from self.each(lambda inner: inner, region, wanted)

    def each(
        self,
        work: Callable[[InnerFeatures], Made],
        region: Window | None = None,
        wanted: Iterable[Tile] | None = None,
    ) -> Generator[Made]:
        """Yield what ``work`` makes of each inner window, in their order.

        Where a GPU encodes, several threads do the work.
        """
        tiles = iter(wanted) if wanted is not None else self.tile_grids[0].tiles(region)
        device, encoder = self.backbone.device, self._encoder
        with torch_threads(1):
            means = self._position_means()
            with (
                TilePipeline(encoder.read, encoder.encode_batch, device, self.clock) as pipeline,
                ThreadPoolExecutor(device.finishers, "finisher") as pool,
            ):
                made: deque[Future[Made]] = deque()
                for tile, parts in self._stream(
                    tiles, pipeline, (device.workers + 2) * device.batch
                ):
                    made.append(
                        pool.submit(lambda t, p: work(self._blend(t, p, means)), tile, parts)
                    )
                    if len(made) == device.finishers:
                        yield made.popleft().result()
                while made:
                    yield made.popleft().result()

    def is_cached(self, tile: Tile) -> bool:
        """Tell whether everything that makes up an inner window is in the cache.

        That is, all layers in the tiles of all tile grids.
        """
        layers, store = self.backbone.entry.layers, self._store
        return store is not None and all(
            store.has(feature_name(one, layer)) for one in self._needed(tile) for layer in layers
        )

    def position_means(self) -> Means | None:
        """Return, per layer, what is subtracted at each position of a tile, (C, T*f, T*f).

        None = nothing is subtracted.
        """
        with torch_threads(1):
            return self._position_means()

    def use_position_means(self, means: Means) -> None:
        """Subtract these instead of estimating them: those that all who share a map agreed on."""
        with self._lock:
            self._means, self._means_known = means, True

    # -- inside -----------------------------------------------------------------------------------

    def _place_tiles(self) -> tuple[TileGrid, ...]:
        entry, count = self.backbone.entry, self.options.lattices
        return tile_grids(self.rows, self.columns, entry.tile_tokens, entry.halo_tokens, count)

    def _stream(
        self, tiles: Iterator[Tile], pipeline: Pipeline, ahead: int
    ) -> Iterator[tuple[Tile, Parts]]:
        """Request tiles ``ahead`` of use and yield what each inner window is made of, in order."""
        waiting: deque[tuple[Tile, list[Tile]]] = deque()
        for tile in tiles:
            needed = self._needed(tile)
            for one in needed:
                pipeline.request(one)
            waiting.append((tile, needed))
            if len(waiting) > ahead:
                yield self._taken(waiting, pipeline)
        while waiting:
            yield self._taken(waiting, pipeline)

    def _needed(self, tile: Tile) -> list[Tile]:
        """Return the tiles of all tile grids that hold a piece of an inner window, the inner window's own tile first."""
        return [
            tile,
            *(t for tile_grid in self.tile_grids[1:] for t in tile_grid.tiles(tile.inner)),
        ]

    def _taken(
        self, waiting: deque[tuple[Tile, list[Tile]]], pipeline: Pipeline
    ) -> tuple[Tile, Parts]:
        """Take what the first waiting inner window is made of and forget the tiles that no later inner window needs."""
        tile, needed = waiting.popleft()
        parts = [(one, pipeline.take(one)) for one in needed]
        pipeline.drop(tile)
        keep = {one.name for _, later in waiting for one in later}
        if (
            waiting and waiting[0][0].inner.row < tile.inner.row
        ):  # on to the next strip: this one's last row is done with
            pipeline.keep_only(keep)
        pipeline.drop_above(tile.inner.row, keep)
        return tile, parts

    def _blend(self, tile: Tile, parts: Parts, means: Means | None) -> InnerFeatures:
        """Make the one value per token of an inner window from the tiles of all tile grids that hold a piece of it."""
        if len(self.tile_grids) == 1 and means is None:
            return InnerFeatures(tile.inner, parts[0][1])
        return InnerFeatures(
            tile.inner,
            [self._blend_layer(tile, parts, means, layer) for layer in range(len(self.factors))],
        )

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
            here = window_slices(common, tile.inner, f)
            total[here] += values * weight
            weights[here[1:]] += weight
        return (total / weights).astype(np.float16)

    def _position_means(self) -> Means | None:
        """Return the mean feature per position where the options ask for it and the backbone is a ViT."""
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
        self._overlap = overlap  # first: it decides where tiles lie and what the cache key is
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
    """Stack layers (C, h*f, w*f) on the finest grid, coarser ones repeated.

    Shape:
        (sum of C, h*F, w*F) with F the largest of ``factors``.
    """
    finest = max(factors)
    if all(f == finest for f in factors):
        return np.concatenate(layers) if len(layers) > 1 else layers[0]
    repeated = [
        a.repeat(finest // f, axis=1).repeat(finest // f, axis=2)
        for a, f in zip(layers, factors, strict=True)
    ]
    return np.concatenate(repeated)


def _hann(tile: Tile, common: Window, factor: int) -> NDArray[np.float32]:
    """Return Hann weights by a cell's position in its tile, (h, w).

    They are high in the middle and low at the edge.
    """
    side = tile.window.height * factor
    curve = (np.sin(np.pi * (np.arange(side) + 0.5) / side) ** 2).astype(np.float32)
    _, rows, columns = window_slices(common, tile.window, factor)
    weights: NDArray[np.float32] = curve[rows][:, None] * curve[columns][None]
    return weights
