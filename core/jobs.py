"""Every verb's options as frozen dataclasses: checked when made. No torch, no rasters."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Union, get_args

from .checks import require, require_choice, require_extent
from .map_options import MapOptions
from .output_files import distinct_stems
from .recipe import BY_DESCENT, Recipe, check_views
from .shard import Shard

UNLABELLED = 255  # in labels: ignored; in maps: nodata
SCALES = (0.25, 0.5, 1.0, 2.0, 4.0)
STRETCHES = ("auto", "none", "percentile", "zscore")
VALIDATIONS = ("blocks", "field", "scenes", "none")
DEVICES = ("auto", "cpu", "cuda", "mps")
DTYPES = ("auto", "float32", "bfloat16", "float16")
EVALUATIONS = ("held_out", "cross_validation")
CONNECTIVITIES = (4, 8)
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
            len(self.bands) in (0, 1, 3), f"The backbone takes 1 or 3 bands, got {len(self.bands)}; choose three BANDS."
        )
        require(all(band >= 1 for band in (*self.bands, *self.extra_bands)), "Band numbers start at 1.")
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
        require(self.tile_tokens == 0 or self.tile_tokens >= 4, "TILE_TOKENS is at least 4 (0 = automatic).")
        require(self.halo_tokens >= -1, "HALO_TOKENS is 0 or more (-1 = automatic).")
        if self.tile_tokens and self.halo_tokens > 0:
            require(self.tile_tokens > 2 * self.halo_tokens, "TILE_TOKENS must be more than twice HALO_TOKENS.")


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
        require(self.given or not self.area, "A FULLY_LABELLED_AREA needs LABELS or LABEL_RASTER inside it.")
        require(bool(self.other.strip()), "OTHER_CLASS needs a name, for example: other.")
        require(0.5 <= self.point_radius < math.inf, "POINT_RADIUS is at least 0.5, which is a point's own pixel.")

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


@dataclass(frozen=True)
class PrepareJob:
    """Encode a scene into the feature cache, everywhere or only where labels or an extent are.

    ``extent`` is (west, south, east, north) in the scene's CRS. ``tiles`` is the GeoPackage written as tile index.
    """

    verb: ClassVar[str] = "prepare"
    scene: SceneOptions
    tiles: str
    backbone: BackboneOptions = field(default_factory=BackboneOptions)
    labels: LabelOptions = field(default_factory=LabelOptions)
    extent: tuple[float, ...] = ()
    run: RunOptions = field(default_factory=RunOptions)

    def __post_init__(self) -> None:
        require_extent(self.extent)
        require(bool(self.tiles), "No output for the tile index was given.")


@dataclass(frozen=True)
class TrainJob:
    """Train a head on cached features and write the model file.

    Attributes:
        scenes: One or several scenes; labels apply to each where they overlap.
        recipe: The head and how it is trained.
        validation: ``blocks`` (5 spatial folds), ``field`` (the labels' split field), ``scenes`` (each scene is a
            fold) or ``none``.
        folds: Number of folds for ``blocks``.
        block_m, buffer_m: Block side and buffer in units of the first scene's CRS; 0 = automatic.
        baselines: Also score random forests on the raw bands on the same folds (slower).
        tta: Views by name: also score probabilities averaged over the scene and these views on the same folds.
        max_samples: Most labelled pixels used per class.
        model: The ``.safetensors`` to write. ``report``: HTML, empty = none.
        checkpoints: Folder that gets the last and best checkpoints of the fit on all labels; empty = none are kept.
        tensorboard: Folder of TensorBoard's curves, one folder in it per fit; empty = none.
    """

    verb: ClassVar[str] = "train"
    scenes: tuple[SceneOptions, ...]
    labels: LabelOptions
    model: str
    report: str = ""
    backbone: BackboneOptions = field(default_factory=BackboneOptions)
    recipe: Recipe = field(default_factory=Recipe)
    validation: str = "blocks"
    folds: int = 5
    block_m: float = 0.0
    buffer_m: float = 0.0
    baselines: bool = False
    max_samples: int = 10000
    run: RunOptions = field(default_factory=RunOptions)
    tta: tuple[str, ...] = ()
    checkpoints: str = ""
    tensorboard: str = ""

    def __post_init__(self) -> None:
        require(bool(self.scenes), "No raster was given; choose one as INPUT.")
        require(self.labels.given, "No labels were given; choose LABELS or LABEL_RASTER.")
        require(bool(self.model), "No output for the model was given.")
        require_choice("VALIDATION", self.validation, VALIDATIONS)
        require(self.folds >= 2, "Cross-validation needs at least 2 folds.")
        require(self.max_samples >= 10, "MAX_SAMPLES is at least 10.")
        check_views(self.tta)
        require(self.block_m >= 0 and self.buffer_m >= 0, "Block side and buffer are 0 (automatic) or more.")
        require(
            self.validation != "field" or bool(self.labels.split_field),
            "VALIDATION by field needs SPLIT_FIELD, the labels' field that names each polygon's fold.",
        )
        require(
            self.validation != "scenes" or len(self.scenes) > 1,
            "VALIDATION by scenes needs at least two rasters as INPUT; with one, choose blocks.",
        )
        parts = {"none": 1, "blocks": self.folds}.get(self.validation, 3)
        require(
            not self.recipe.stops_early or parts >= 3,
            "PATIENCE holds out one more fold to tell when to stop; validate on 3 or more folds or set PATIENCE to 0.",
        )


@dataclass(frozen=True)
class FindRateJob:
    """Find a learning rate for a recipe on labels, by a range test; no model is made.

    ``output`` is an SVG of the loss over the rate. The suggestion is the figure ``learning_rate``. The other fields are
    those of ``TrainJob``.
    """

    verb: ClassVar[str] = "findlearningrate"
    scenes: tuple[SceneOptions, ...]
    labels: LabelOptions
    output: str
    backbone: BackboneOptions = field(default_factory=BackboneOptions)
    recipe: Recipe = field(default_factory=lambda: Recipe(head="mlp"))
    block_m: float = 0.0
    max_samples: int = 10000
    run: RunOptions = field(default_factory=RunOptions)

    def __post_init__(self) -> None:
        require(bool(self.scenes), "No raster was given; choose one as INPUT.")
        require(self.labels.given, "No labels were given; choose LABELS or LABEL_RASTER.")
        require(self.output.lower().endswith(".svg"), "The figure needs a name that ends in .svg.")
        require(
            self.recipe.head in BY_DESCENT,
            f"The head {self.recipe.head} has no learning rate; choose {', '.join(BY_DESCENT)}.",
        )
        require(self.max_samples >= 10, "MAX_SAMPLES is at least 10.")


@dataclass(frozen=True)
class PredictJob:
    """Map a scene with a model.

    The scene's scale is chosen so that its pixels match the model's; its bands and stretch follow the model unless
    ``scene.bands`` is given. ``options`` say how it is mapped. ``confidence`` and ``probabilities`` (a band per class)
    are rasters in per cent, empty = none.
    """

    verb: ClassVar[str] = "predict"
    scene: SceneOptions
    model: str
    output: str
    confidence: str = ""
    probabilities: str = ""
    options: MapOptions = field(default_factory=MapOptions)
    run: RunOptions = field(default_factory=RunOptions)

    def __post_init__(self) -> None:
        require(bool(self.model), "No model was given.")
        require(bool(self.output), "No output for the map was given.")
        rasters = [path for path in (self.output, self.confidence, self.probabilities) if path]
        require(len(set(rasters)) == len(rasters), "A map, its confidence and its probabilities need different files.")


@dataclass(frozen=True)
class PredictManyJob:
    """Map several scenes with one model, whose backbone is loaded once.

    Maps are written into ``folder`` under the names of their scenes; ``confidence`` and ``probabilities`` say whether
    these rasters are written as well. A scene that cannot be mapped does not keep the others from it, and scenes that
    an earlier run of the same job has mapped are skipped.
    """

    verb: ClassVar[str] = "predictmany"
    scenes: tuple[SceneOptions, ...]
    model: str
    folder: str
    confidence: bool = False
    probabilities: bool = False
    options: MapOptions = field(default_factory=MapOptions)
    run: RunOptions = field(default_factory=RunOptions)

    def __post_init__(self) -> None:
        require(bool(self.scenes), "No raster was given; choose one or several as INPUT.")
        paths = [scene.path for scene in self.scenes]
        twice = sorted({path for path in paths if paths.count(path) > 1})
        require(not twice, f"A raster was given twice: {', '.join(twice)}; choose each once.")
        require(bool(self.model), "No model was given.")
        require(bool(self.folder), "No folder for the maps was given.")

    def jobs(self) -> tuple[PredictJob, ...]:
        """Return the job of each scene: ``<name>_map.tif``; scenes of one name get numbers in their order."""
        stems = distinct_stems(scene.path for scene in self.scenes)
        return tuple(self._job(scene, str(Path(self.folder) / stem)) for scene, stem in zip(self.scenes, stems))

    def _job(self, scene: SceneOptions, start: str) -> PredictJob:
        """Return the job of a scene whose rasters' paths begin with ``start``."""
        return PredictJob(
            scene,
            self.model,
            f"{start}_map.tif",
            f"{start}_confidence.tif" if self.confidence else "",
            f"{start}_probabilities.tif" if self.probabilities else "",
            self.options,
            self.run,
        )


@dataclass(frozen=True)
class EvaluateJob:
    """Score a model on labels.

    ``method``: ``held_out`` scores the model on labels minus its training polygons (unless ``include_training``);
    ``cross_validation`` refits the model's head on spatial folds of these labels, and with ``baselines`` also scores
    random forests on the raw bands on the same folds. ``tta`` names views: probabilities averaged over the scene and
    these views are scored as well.
    """

    verb: ClassVar[str] = "evaluate"
    scene: SceneOptions
    model: str
    labels: LabelOptions
    report: str = ""
    method: str = "held_out"
    include_training: bool = False
    baselines: bool = False
    folds: int = 5
    run: RunOptions = field(default_factory=RunOptions)
    tta: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_views(self.tta)
        require(bool(self.model), "No model was given.")
        require(self.labels.given, "No labels were given; choose LABELS or LABEL_RASTER.")
        require_choice("The evaluation method", self.method, EVALUATIONS)
        require(self.folds >= 2, "Cross-validation needs at least 2 folds.")


@dataclass(frozen=True)
class CleanJob:
    """Remove specks from a class map: first the majority filter, then the sieve.

    Attributes:
        map: The class map; 255 and its own nodata value never change.
        min_pixels: Minimum mapping unit: smaller patches take the class of their largest neighbour; 0 = no sieve.
        min_area: The same in m² on the ground, turned into pixels in the middle of the map; the larger of both counts.
        connectivity: 4, or 8 where pixels that touch at a corner are one patch.
        majority: Side of the majority filter in pixels, odd; 0 = none.
    """

    verb: ClassVar[str] = "cleanmap"
    map: str
    output: str
    min_pixels: int = 0
    min_area: float = 0.0
    connectivity: int = 4
    majority: int = 0
    run: RunOptions = field(default_factory=RunOptions)

    def __post_init__(self) -> None:
        require(bool(self.map), "No class map was given; choose one as INPUT.")
        require(bool(self.output), "No output for the map was given.")
        require_choice("CONNECTIVITY", self.connectivity, CONNECTIVITIES)
        require(self.min_pixels >= 0 and 0 <= self.min_area < math.inf, "Minimum sizes are 0 (none) or more.")
        require(
            self.majority == 0 or (self.majority % 2 == 1 and 3 <= self.majority <= 255),
            "MAJORITY is an odd number of pixels from 3 to 255, or 0 for none.",
        )
        require(
            self.min_pixels > 1 or self.min_area > 0 or self.majority > 0,
            "There is nothing to clean; give MIN_PIXELS (2 or more), MIN_AREA or MAJORITY.",
        )


@dataclass(frozen=True)
class VectorizeJob:
    """Turn a class map into polygons in a GeoPackage.

    Attributes:
        map: The class map.
        confidence_map: The raster of its confidence; empty = polygons get no mean confidence.
        leave_out: Classes, by name or value, that get no polygons.
        min_area: Smallest polygon in m² on the ground; smaller ones are left out, as gaps.
        smooth: Round the corners of pixels.
        simplify: Tolerance in pixels: details whose area is below its square go, shared borders stay shared; 0 = none.
    """

    verb: ClassVar[str] = "vectorizemap"
    map: str
    output: str
    confidence_map: str = ""
    leave_out: tuple[str, ...] = ()
    min_area: float = 0.0
    smooth: bool = False
    simplify: float = 0.0
    run: RunOptions = field(default_factory=RunOptions)

    def __post_init__(self) -> None:
        require(bool(self.map), "No class map was given; choose one as INPUT.")
        require(self.output.lower().endswith(".gpkg"), "Polygons need a file name that ends in .gpkg.")
        require(0 <= self.min_area < math.inf, "MIN_AREA is 0 (all) or more.")
        require(0 <= self.simplify <= 100, "SIMPLIFY lies between 0 (none) and 100 pixels.")


@dataclass(frozen=True)
class ExportJob:
    """Write a model and its backbone as one ONNX file for other programs, such as the QGIS plugin Deepness.

    Attributes:
        output: The ``.onnx`` to write; the backbone's licence goes beside it.
        raster: A raster to export for: its stretch, its pixel size and its position means are put into the file, so
            that other programs map it, and others like it, as a prediction does. Empty = the training scene's stretch
            and pixel size, and nothing is subtracted.
        bands: Three 1-based bands of ``raster``; empty = the model's.
        tile_px: Side in native pixels of the tiles that the file takes; 0 = those of the model.
    """

    verb: ClassVar[str] = "exportmodel"
    model: str
    output: str
    raster: str = ""
    bands: tuple[int, ...] = ()
    tile_px: int = 0
    run: RunOptions = field(default_factory=RunOptions)

    def __post_init__(self) -> None:
        require(bool(self.model), "No model was given.")
        require(self.output.lower().endswith(".onnx"), "The export needs a file name that ends in .onnx.")
        require(len(self.bands) in (0, 1, 3), f"The backbone takes 1 or 3 bands, got {len(self.bands)}.")
        require(bool(self.raster) or not self.bands, "BANDS are those of a raster; choose one as INPUT as well.")
        require(self.tile_px >= 0, "TILE_SIZE is a number of pixels, or 0 for the model's own.")


@dataclass(frozen=True)
class InstallJob:
    """Put a backbone on this computer so that it works without a network."""

    verb: ClassVar[str] = "install"
    backbone: str
    run: RunOptions = field(default_factory=RunOptions)


Job = Union[
    PrepareJob,
    TrainJob,
    FindRateJob,
    PredictJob,
    PredictManyJob,
    EvaluateJob,
    CleanJob,
    VectorizeJob,
    ExportJob,
    InstallJob,
]  # QGIS may bring Python 3.9, where types have no |
JOBS: dict[str, type[Job]] = {kind.verb: kind for kind in get_args(Job)}


@dataclass(frozen=True)
class Result:
    """What a job made.

    Attributes:
        outputs: Paths by name (``model``, ``report``, ``output``, ``confidence``, ``tiles``).
        figures: Numbers and small structures by name (``miou``, ``oa``, ``n_tiles``, ``seconds``, ``classes``, …).
    """

    outputs: dict[str, str] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
