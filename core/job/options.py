"""What jobs have in common: scene, backbone, labels, how the engine runs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from .. import backbones
from ..output_names import temporary_path
from .checks import Checked, require
from .head_kinds import DENSE_HEADS, HEADS
from .option import option
from .shard import Shard

UNLABELLED = 255  # in labels: ignored; in maps: nodata
SCALES = (0.25, 0.5, 1.0, 2.0, 4.0)
COMPOSITES = ("auto", "rgb", "nir_r_g")
STRETCHES = ("auto", "none", "percentile", "zscore", "range")
HOLES = ("auto", "fill", "keep")
LARGEST_HOLE_PX = 64
DEVICES = ("auto", "cpu", "cuda", "mps")
LOG_LEVELS = ("info", "warning")
DTYPES = ("auto", "float32", "bfloat16", "float16")
LATTICES = (1, 2, 4)
CLUSTERS = r"local(:[1-9]\d{0,3})?|(tcp|tls|ucx|ucxx|ws|wss)://\S+:\d+|\S.*\.json"


@dataclass(frozen=True)
class SceneOptions(Checked):
    """One scene: a raster and how it is read.

    A scale below 1 reads the raster reduced, above 1 magnified, which gives more tokens per pixel.
    """

    path: str = option(
        title="Image",
        help="The raster to work on: a file, VRT or COG, or an address (https, s3, gs). A web "
        "map has to be exported first.",
        name="INPUT",
        kind="raster",
        is_basic=True,
    )
    bands: tuple[int, ...] = option(
        (),
        title="Bands",
        hint="automatic",
        help="Three bands in the order red, green, blue, such as 8,4,3; empty = red, green and "
        "blue where the raster tells them, otherwise the first three, or the only one.",
        kind="bands",
        at_least=1,
    )
    composite: str = option(
        "auto",
        title="Composite",
        help="Which three bands the backbone sees where BANDS is empty. They are found by colour "
        "interpretation, descriptions or wavelengths of the bands.",
        choices=COMPOSITES,
        words={
            "auto": "Automatic: red, green, blue, or the first three",
            "rgb": "Red, green, blue",
            "nir_r_g": "Near infrared, red, green",
        },
    )
    extra_bands: tuple[int, ...] = option(
        (),
        title="Extra bands",
        hint="none",
        help="More bands, such as near infrared or height: the head gets their values, 9x9 means "
        "and deviations beside the backbone's features. They cost little time. Numbers such as "
        "4,5; in QGIS also 'all'.",
        kind="bands",
        at_least=1,
    )
    scale: float = option(
        1.0,
        title="Scale",
        help="2 and 4 magnify the image so that small objects get more detail, at 4 and 16 times "
        "the time; 0.25 and 0.5 reduce it.",
        choices=SCALES,
        words={
            "0.25": "0.25: reduced to a quarter",
            "0.5": "0.5: reduced to a half",
            "1": "1: the pixels of the image",
            "2": "2: magnified, for small objects; 4 times the time",
            "4": "4: magnified, for tiny objects; 16 times the time",
        },
        is_basic=True,
    )
    stretch: str = option(
        "auto",
        title="Stretch",
        help="How the numbers of each band become 0-255 for the backbone; 'auto' leaves 8-bit "
        "images alone and uses 'percentile' otherwise. Scale and offset of a band matter for "
        "'range' only: the other ways are linear.",
        choices=STRETCHES,
        words={
            "auto": "Automatic: 8-bit images as they are, others by percentiles",
            "none": "None: the full range of the data type",
            "percentile": "Percentiles: 0.5 % and 99.5 % of the image",
            "zscore": "Mean and standard deviation of the image",
            "range": "Own numbers: those of the stretch range",
        },
    )
    stretch_range: tuple[float, ...] = option(
        (),
        title="Stretch range",
        hint="automatic",
        help="The numbers that become 0 and 255, such as 0, 0.4, or such a pair for each of the "
        "three bands; in the units that QGIS shows, after scale and offset of the band. They hold "
        "for other images too.",
    )
    holes: str = option(
        "auto",
        title="Nodata holes",
        help="Patches of up to HOLE_SIZE pixels without data inside the image: 'fill' maps them "
        "like the pixels around, 'keep' leaves them nodata; 'auto' fills in 8-bit images with a "
        "nodata value, and is decided for each image.",
        choices=HOLES,
        words={
            "auto": "Automatic: fill in 8-bit images",
            "fill": "Fill: map like the pixels around",
            "keep": "Keep: leave without data",
        },
    )
    hole_size: int = option(
        LARGEST_HOLE_PX,
        title="Largest nodata hole (pixels)",
        help="Larger patches without data are not filled; at most 64.",
        at_least=1,
        at_most=LARGEST_HOLE_PX,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        check_bands(self.bands)
        require(
            not self.bands or self.composite == "auto",
            "BANDS and COMPOSITE both choose the bands of the backbone; give one of them.",
        )
        check_stretch_range(self.stretch, self.stretch_range)


def check_bands(bands: tuple[int, ...]) -> None:
    """Raise ``InvalidJob`` unless there are 0, 1 or 3 bands."""
    require(len(bands) in (0, 1, 3), f"BANDS has {len(bands)} bands; the backbone takes 1 or 3.")


def check_stretch_range(stretch: str, limits: tuple[float, ...]) -> None:
    """Raise ``InvalidJob`` unless the range is one pair or three, given where it is used."""
    require(
        stretch != "range" or bool(limits),
        "STRETCH=range needs STRETCH_RANGE, the numbers that become 0 and 255, such as 0, 0.4.",
    )
    require(
        not limits or stretch in ("auto", "range"),
        f"STRETCH_RANGE and STRETCH={stretch} both say how numbers are scaled; choose "
        "STRETCH=range, or leave STRETCH_RANGE empty.",
    )
    require(
        len(limits) in (0, 2, 6),
        f"STRETCH_RANGE has {len(limits)} number(s); give two, lowest and highest, or such a pair "
        "for each of the three bands.",
    )
    for low, high in zip(limits[::2], limits[1::2]):
        require(
            low < high,
            f"STRETCH_RANGE goes from {low:g} to {high:g}; the first number of a pair is the lower "
            "one.",
        )


@dataclass(frozen=True)
class BackboneOptions(Checked):
    """Which frozen encoder, and how its features are taken."""

    name: str = option(
        "builtin",
        title="Backbone",
        help="The frozen encoder: 'builtin' needs no download; also a folder saved by "
        "save_pretrained.",
        name="BACKBONE",
        suggestions=backbones.names(),
        is_basic=True,
    )
    layers: tuple[int, ...] = option(
        (),
        title="Layers",
        help="Blocks of the backbone (ConvNeXt: stages) whose outputs are used, counted from 0, "
        "such as 5,11,17,23; empty = the backbone's default. More layers cost disk and memory, "
        "later ones also time.",
        at_least=0,
    )
    dtype: str = option(
        "auto",
        title="Arithmetic of the backbone",
        help="'auto' takes the fastest that the device supports.",
        choices=DTYPES,
        is_offered=False,
    )
    lattices: int = option(
        1,
        title="Shifted tile grids",
        help="Average the features of 2 or 4 shifted tile grids: fainter seams between tiles, 2 to "
        "4 times the time.",
        choices=LATTICES,
        words={
            "1": "1: no shifted grid",
            "2": "2: fainter seams; 2 times the time",
            "4": "4: faintest seams; 4 times the time",
        },
    )
    position_mean: bool = option(
        True,
        title="Subtract the position mean",
        help="Subtract from each feature its mean at that position in the tile: fainter seams. "
        "Images of fewer than 16 tiles are left as they are.",
    )
    tile_tokens: int = option(
        0,
        title="Tile side (tokens)",
        help="Side of the square that the backbone sees at once, at least 4; 0 = the backbone's "
        "default.",
        at_least=0,
    )
    halo_tokens: int = option(
        -1,
        title="Tile halo (tokens)",
        help="Tokens at each side of a tile that only give context; -1 = the backbone's default.",
        at_least=-1,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        require(bool(self.name), "BACKBONE (Backbone) is required; 'builtin' needs no download.")
        require(
            self.tile_tokens == 0 or self.tile_tokens >= 4,
            f"TILE_TOKENS is {self.tile_tokens}; choose at least 4, or 0 for the backbone's "
            "default.",
        )
        has_both = bool(self.tile_tokens) and self.halo_tokens > 0
        require(
            not has_both or self.tile_tokens > 2 * self.halo_tokens,
            "TILE_TOKENS must be more than twice HALO_TOKENS.",
        )


@dataclass(frozen=True)
class LabelOptions(Checked):
    """Where labels come from: a vector file or a label raster, and how classes are made of them."""

    path: str = option(
        "",
        title="Labels",
        help="Polygons, points or lines of known classes. In QGIS, selection, filter and unsaved "
        "edits are respected.",
        name="LABELS",
        kind="vector",
        is_basic=True,
        is_expected=True,
    )
    layer: str = option(
        "",
        title="Layer of the labels",
        help="Layer in LABELS; empty = the first.",
        name="LABELS_LAYER",
        is_offered=False,
    )
    class_field: str = option(
        "",
        title="Class field",
        help="The field that holds the class, as text or number.",
        kind="field",
        is_basic=True,
        is_expected=True,
    )
    corrections: str = option(
        "",
        title="Corrections",
        help="Further polygons, points or lines with the same fields, drawn where a map was wrong. "
        "Where they overlap LABELS, they replace them.",
        kind="vector",
    )
    corrections_layer: str = option(
        "",
        title="Layer of the corrections",
        help="Layer in CORRECTIONS; empty = the first.",
        is_offered=False,
    )
    corrections_weight: float = option(
        1.0,
        title="Weight of the corrections",
        help="How much a correction counts, compared with a label of the same size.",
        above=0,
        at_most=100,
        heads=tuple(name for name in HEADS if name not in DENSE_HEADS),
    )
    split_field: str = option(
        "",
        title="Split field",
        help="The field that names each polygon's fold, or train, val and test; used by "
        "VALIDATION=field.",
        kind="field",
    )
    raster: str = option(
        "",
        title="Label raster",
        help="Instead of LABELS: a raster with 0-254 = class; nodata and 255 = unlabelled.",
        name="LABEL_RASTER",
        kind="raster",
    )
    class_table: str = option(
        "",
        title="Class table",
        help="JSON file with value, name and colour (#rrggbb) of every class; empty = made from "
        "the labels.",
        kind="table",
        suffix=".json",
    )
    area: str = option(
        "",
        title="Fully labelled areas",
        help="Polygons inside which everything is labelled: pixels without a label there are "
        "'other', nowhere else.",
        name="FULLY_LABELLED_AREA",
        kind="polygons",
    )
    area_layer: str = option(
        "",
        title="Layer of the fully labelled areas",
        help="Layer in FULLY_LABELLED_AREA; empty = the first.",
        name="FULLY_LABELLED_AREA_LAYER",
        is_offered=False,
    )
    other: str = option(
        "other",
        title="Name of the class 'other'",
        help="Name of the class of pixels without a label in fully labelled areas, and of all "
        "classes but CLASS_OF_INTEREST. It may be a class of the labels or of the class table.",
        name="OTHER_CLASS",
    )
    interest: str = option(
        "",
        title="Class of interest",
        help="Name or value of one class to be mapped; all other classes become 'other'. Empty = "
        "all are mapped.",
        name="CLASS_OF_INTEREST",
    )
    point_radius: float = option(
        0.5,
        title="Point radius (pixels)",
        help="Distance up to which a point or line labels pixels: 0.5 = its own pixel, 1.5 = 3x3 "
        "pixels.",
        at_least=0.5,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        require(not (self.path and self.raster), "Give LABELS or LABEL_RASTER, not both.")
        require(
            self.given or not self.area,
            "FULLY_LABELLED_AREA needs LABELS or LABEL_RASTER inside it.",
        )
        require(
            bool(self.path) or not self.corrections,
            "CORRECTIONS correct LABELS, not a LABEL_RASTER; choose the labels as well, or give "
            "the corrections as LABELS.",
        )
        is_same = (self.path, self.layer) == (self.corrections, self.corrections_layer)
        require(
            not (self.corrections and is_same),
            "CORRECTIONS is the same layer as LABELS; choose the layer with your corrections, or "
            "none.",
        )
        require(bool(self.other.strip()), "OTHER_CLASS needs a name, for example: other.")

    @property
    def given(self) -> bool:
        """Whether there are labels at all."""
        return bool(self.path or self.raster)


def require_labels(labels: LabelOptions) -> None:
    """Raise ``InvalidJob`` unless there are labels."""
    require(labels.given, "No labels were given; choose LABELS or LABEL_RASTER.")


@dataclass(frozen=True)
class RunOptions(Checked):
    """How the engine runs, whatever the job.

    Shards split the work of a map: each run encodes a fraction into the folder beside the map, and
    a last run assembles the map.
    """

    cache: str = option(
        "",
        title="Feature cache",
        help="Folder where features are kept for the next run; empty = the user's cache folder, "
        "in QGIS the one in Settings > Options > Landsketch.",
        kind="folder",
    )
    cache_gb: float = option(
        20.0,
        title="Size of the feature cache (GB)",
        help="When the cache is full, the features not used for longest are deleted.",
        above=0,
        is_offered=False,
    )
    device: str = option(
        "auto",
        title="Device",
        help="Processor that computes features: 'auto' takes CUDA, then Apple's GPU, then the CPU.",
        choices=DEVICES,
        is_offered=False,
    )
    threads: int = option(
        0,
        title="Threads",
        help="Encoders working side by side on a CPU; 0 = one per physical core.",
        at_least=0,
        is_offered=False,
    )
    backbones: str = option(
        "",
        title="Folder of backbones",
        help="Folder of installed backbones; empty = the user's data folder.",
        kind="folder",
        is_offered=False,
    )
    offline: bool = option(
        False,
        title="Work offline",
        help="Never download a backbone; only those on this computer are used.",
        is_offered=False,
    )
    seed: int = option(
        0,
        title="Seed",
        help="Seed of all random numbers; the same seed gives the same model.",
        at_least=0,
        is_offered=False,
    )
    command: str = option(
        "",
        title="Command",
        help="Command that repeats the run, shown in reports; whoever starts a job sets it.",
        is_offered=False,
    )
    log: str = option(
        "",
        title="Log file",
        help="Text file to which stages, messages and metrics are appended; empty = none.",
        kind="file output",
        is_offered=False,
    )
    log_level: str = option(
        "info",
        title="Log level",
        help="What the log file gets: 'info' all messages, 'warning' only warnings, metrics, and "
        "beginning and end of each run.",
        choices=LOG_LEVELS,
        is_offered=False,
    )
    cluster: str = option(
        "",
        title="Cluster",
        help="Dask scheduler whose workers encode the image: tcp://host:8786, a scheduler file "
        "(.json), or local:4 for 4 workers on this computer; empty = none. Workers need image, "
        "model and the map's folder under the same paths.",
        is_offered=False,
    )
    shard: str = option(
        "",
        title="Shard",
        help="i/n with i from 0: encode only this fraction of a map and stop; empty = all.",
        is_offered=False,
    )
    assemble: bool = option(
        False,
        title="Assemble shards",
        help="Make the map from what all shards have encoded.",
        is_offered=False,
    )
    staged: tuple[str, ...] = option(
        (),
        title="Staged inputs",
        help="Inputs that are still in their temporary files beside the output; they get these "
        "names when the job has succeeded. Whoever starts a job sets it.",
        is_offered=False,
    )
    compile: bool = option(
        False,
        title="Compile the backbone",
        help="Compile the backbone by torch.compile (CUDA only): a minute at the start, faster "
        "tiles after it. Compiled features differ in their last bits and are cached separately, "
        "so use it for training and maps or for neither.",
        name="COMPILE_BACKBONE",
        is_offered=False,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        require(
            not self.cluster or re.fullmatch(CLUSTERS, self.cluster) is not None,
            f"CLUSTER is '{self.cluster}'; give the scheduler's address such as tcp://host:8786, "
            "its file (.json), or local.",
        )
        require(
            bool(self.cluster) + bool(self.shard) + self.assemble <= 1,
            "CLUSTER, SHARD and ASSEMBLE are three ways to run a job; choose one of them.",
        )
        if self.shard:
            Shard.parse(self.shard)

    def place_of(self, path: str) -> str:
        """Return where an input is now: in its temporary file while it is staged."""
        if path not in self.staged:
            return path
        temporary = temporary_path(Path(path))
        return str(temporary) if temporary.exists() else path

    def opened(self, labels: LabelOptions) -> LabelOptions:
        """Return labels with the places where their files are now."""
        return replace(
            labels,
            path=self.place_of(labels.path),
            corrections=self.place_of(labels.corrections),
            area=self.place_of(labels.area),
        )

    @property
    def is_distributed(self) -> bool:
        """Whether other processes work on the same map."""
        return bool(self.cluster or self.shard or self.assemble)
