"""What jobs have in common: scene, backbone, labels, how the engine runs; checked when made. No torch, no rasters."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from .checks import require, require_choice
from .shard import Shard

UNLABELLED = 255  # in labels: ignored; in maps: nodata
SCALES = (0.25, 0.5, 1.0, 2.0, 4.0)
STRETCHES = ("auto", "none", "percentile", "zscore")
DEVICES = ("auto", "cpu", "cuda", "mps")
DTYPES = ("auto", "float32", "bfloat16", "float16")
LATTICES = (1, 2, 4)
CLUSTERS = r"local(:[1-9]\d{0,3})?|(tcp|tls|ucx|ucxx|ws|wss)://\S+:\d+|\S.*\.json"


@dataclass(frozen=True)
class SceneOptions:
    """One scene: a raster and how to look at it.

    Attributes:
        path: Anything GDAL reads: a file, VRT, COG, ``/vsicurl/…``; also ``https://…``, ``s3://…``, ``gs://…``.
        bands: Three 1-based bands for the backbone; empty = the first three (or the only one, three times).
        extra_bands: 1-based bands that join at the head as pixel values and 9x9 mean and deviation.
        scale: ¼, ½ (read reduced), 1, 2 or 4 (magnified: more tokens per pixel).
        stretch: Radiometric policy. ``auto`` leaves 8-bit imagery alone and uses ``percentile`` otherwise.
    """

    path: str
    bands: tuple[int, ...] = ()
    extra_bands: tuple[int, ...] = ()
    scale: float = 1.0
    stretch: str = "auto"

    def __post_init__(self) -> None:
        require(bool(self.path), "No raster was given; choose one as INPUT.")
        require(
            len(self.bands) in (0, 1, 3),
            f"The backbone takes 1 or 3 bands, got {len(self.bands)}; choose three BANDS.",
        )
        require(
            all(band >= 1 for band in (*self.bands, *self.extra_bands)), "Band numbers start at 1."
        )
        require_choice("SCALE", self.scale, SCALES)
        require_choice("The stretch", self.stretch, STRETCHES)


@dataclass(frozen=True)
class BackboneOptions:
    """Which frozen encoder, and how its features are taken.

    Attributes:
        name: A name from the registry (``landsketch doctor`` lists them) or a folder saved by ``save_pretrained``.
        layers: 0-based blocks (ConvNeXt: stages); empty = the registry's choice.
        dtype: Arithmetic of the encoder; ``auto`` takes what the device really supports.
        lattices: 1, 2 or 4 shifted lattices averaged per token (2-4 times the cost, fainter seams).
        position_mean: Subtract a ViT's mean feature per position in the tile: fainter seams at no cost worth
            mentioning. Scenes of fewer than 16 tiles are left as they are.
        tile_tokens: Tile side in tokens; 0 = the registry's choice.
        halo_tokens: Tokens at each tile side that only give context; -1 = the registry's choice.
    """

    name: str = "builtin"
    layers: tuple[int, ...] = ()
    dtype: str = "auto"
    lattices: int = 1
    position_mean: bool = True
    tile_tokens: int = 0
    halo_tokens: int = -1

    def __post_init__(self) -> None:
        require(bool(self.name), "No backbone was given; 'builtin' needs no download.")
        require(all(layer >= 0 for layer in self.layers), "LAYERS count from 0.")
        require_choice("The number of lattices", self.lattices, LATTICES)
        require_choice("The backbone's dtype", self.dtype, DTYPES)
        require(
            self.tile_tokens == 0 or self.tile_tokens >= 4,
            "TILE_TOKENS is at least 4 (0 = automatic).",
        )
        require(self.halo_tokens >= -1, "HALO_TOKENS is 0 or more (-1 = automatic).")
        if self.tile_tokens and self.halo_tokens > 0:
            require(
                self.tile_tokens > 2 * self.halo_tokens,
                "TILE_TOKENS must be more than twice HALO_TOKENS.",
            )


@dataclass(frozen=True)
class LabelOptions:
    """Where labels come from: a vector file or a label raster, and how classes are made of them.

    Attributes:
        path: Any OGR file with polygons, points or lines.
        layer: Layer in ``path``; empty = the first.
        class_field: Field with the class, text or number.
        split_field: Field with the fold or ``train``/``val``/``test``, for validation ``field``.
        raster: A label raster instead of ``path`` (0-254 = class, nodata and 255 = unlabelled).
        class_table: JSON file ``[{"value":…, "name":…, "color":"#rrggbb"}, …]``; empty = made from the labels.
        area: Any OGR file with polygons inside which everything is labelled: what no label covers there is ``other``.
        area_layer: Layer in ``area``; empty = the first.
        other: Name of the class of the ground between the labels and of all classes that are not of ``interest``.
        interest: Name or value of the one class of interest; empty = all classes are.
        point_radius: A point labels the pixels whose centres are at most so many pixels away along rows and columns
            (0.5 = its own pixel, 1.5 = 3x3), a line those within this distance. Pixels of the first scene.
    """

    path: str = ""
    layer: str = ""
    class_field: str = ""
    split_field: str = ""
    raster: str = ""
    class_table: str = ""
    area: str = ""
    area_layer: str = ""
    other: str = "other"
    interest: str = ""
    point_radius: float = 0.5

    def __post_init__(self) -> None:
        require(not (self.path and self.raster), "Give LABELS or LABEL_RASTER, not both.")
        require(
            self.given or not self.area,
            "A FULLY_LABELLED_AREA needs LABELS or LABEL_RASTER inside it.",
        )
        require(bool(self.other.strip()), "OTHER_CLASS needs a name, for example: other.")
        require(
            0.5 <= self.point_radius < math.inf,
            "POINT_RADIUS is at least 0.5, which is a point's own pixel.",
        )

    @property
    def given(self) -> bool:
        """Whether there are labels at all."""
        return bool(self.path or self.raster)


@dataclass(frozen=True)
class RunOptions:
    """How the engine runs, whatever the verb.

    Attributes:
        cache: Folder of the feature cache; empty = the user's cache folder.
        cache_gb: Quota; the least recently used features leave first.
        device: ``auto`` takes CUDA, then Apple's GPU, then the CPU.
        threads: CPU encoders working side by side; 0 = all physical cores.
        backbones: Folder where installed backbones lie; empty = the user's data folder.
        offline: Never ask the model hub.
        seed: For everything random.
        command: The command that reproduces the run, shown in reports; filled in by whoever starts the job.
        log: Text file that gets stages, messages and figures, after those of earlier runs; empty = none.
        cluster: Dask scheduler whose workers encode a map: ``tcp://host:8786``, the path of a scheduler file (.json),
            ``local`` or ``local:4`` for workers on this computer; empty = this process.
        shard: ``i/n``, i from 0: encode only this share of a map into the folder beside it, and stop; empty = all.
        assemble: Make the map from the parts that shards have made.
        compile: Compile the backbone by torch.compile (CUDA only): a minute at the start, faster tiles after it.
            Compiled features differ in their last bits and are cached apart, so training and maps should agree on it.
    """

    cache: str = ""
    cache_gb: float = 20.0
    device: str = "auto"
    threads: int = 0
    backbones: str = ""
    offline: bool = False
    seed: int = 0
    command: str = ""
    log: str = ""
    cluster: str = ""
    shard: str = ""
    assemble: bool = False
    compile: bool = False

    def __post_init__(self) -> None:
        require_choice("The device", self.device, DEVICES)
        require(
            not self.cluster or re.fullmatch(CLUSTERS, self.cluster) is not None,
            f"'{self.cluster}' is no cluster; give the scheduler's address such as tcp://host:8786, its file (.json), "
            "or local.",
        )
        require(
            bool(self.cluster) + bool(self.shard) + self.assemble <= 1,
            "A cluster, a shard and assembling are three ways to run a job; choose one of them.",
        )
        if self.shard:
            Shard.parse(self.shard)
        require(self.cache_gb > 0, "The cache quota must be above 0 GB.")
        require(self.threads >= 0, "The number of threads is 0 (automatic) or more.")

    @property
    def shares(self) -> bool:
        """Whether other processes work at the same map."""
        return bool(self.cluster or self.shard or self.assemble)
