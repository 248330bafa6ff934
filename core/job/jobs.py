"""Every verb's options as frozen dataclasses: checked when made. No torch, no rasters."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Union, get_args

from ..output_names import distinct_stems
from .checks import require, require_choice, require_extent
from .head_kinds import GRADIENT_HEADS
from .map_options import MapOptions
from .options import BackboneOptions, LabelOptions, RunOptions, SceneOptions
from .recipe import Recipe, check_views

VALIDATIONS = ("blocks", "field", "scenes", "none")
EVALUATIONS = ("held_out", "cross_validation")
CONNECTIVITIES = (4, 8)


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
        require(
            self.block_m >= 0 and self.buffer_m >= 0,
            "Block side and buffer are 0 (automatic) or more.",
        )
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
            self.recipe.head in GRADIENT_HEADS,
            f"The head {self.recipe.head} has no learning rate; choose {', '.join(GRADIENT_HEADS)}.",
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
        require(
            len(set(rasters)) == len(rasters),
            "A map, its confidence and its probabilities need different files.",
        )


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
        return tuple(
            self._job(scene, str(Path(self.folder) / stem))
            for scene, stem in zip(self.scenes, stems)
        )

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
        require(
            self.min_pixels >= 0 and 0 <= self.min_area < math.inf,
            "Minimum sizes are 0 (none) or more.",
        )
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
        require(
            self.output.lower().endswith(".gpkg"), "Polygons need a file name that ends in .gpkg."
        )
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
        require(
            self.output.lower().endswith(".onnx"),
            "The export needs a file name that ends in .onnx.",
        )
        require(
            len(self.bands) in (0, 1, 3), f"The backbone takes 1 or 3 bands, got {len(self.bands)}."
        )
        require(
            bool(self.raster) or not self.bands,
            "BANDS are those of a raster; choose one as INPUT as well.",
        )
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
    metrics: dict[str, Any] = field(default_factory=dict)
