"""Jobs: one frozen dataclass of options per algorithm, checked when made. No torch, no rasters."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import backbones
from ..output_names import distinct_stems, licence_file, report_files
from .cache_jobs import CacheInfoJob, ClearCacheJob
from .checks import require, require_extent
from .head_kinds import GRADIENT_HEADS
from .job import Job
from .map_options import MapOptions
from .option import group, option
from .options import (
    BackboneOptions,
    LabelOptions,
    RunOptions,
    SceneOptions,
    check_bands,
    require_labels,
)
from .pipeline_jobs import CreatePipelineJob, RunPipelineJob
from .recipe import VIEWS, VIEWS_TEXT, Recipe, check_views, head_help
from .sharpen_options import (
    DEFAULT_FACTOR,
    FACTOR_HELP,
    SHARPEN,
    SHARPEN_HELP,
    SharpenOptions,
)

VALIDATIONS = ("blocks", "field", "scenes", "none")
EVALUATIONS = ("held_out", "cross_validation")
CONNECTIVITIES = (4, 8)
SUGGESTION_METHODS = ("auto", "margin", "novelty", "coverage")
INSTALLABLE = tuple(name for name in backbones.names() if name != BackboneOptions.name)

_CLASS_OPTIONS = (
    "CLASS_FIELD", "CORRECTIONS", "CORRECTIONS_WEIGHT", "SPLIT_FIELD", "LABEL_RASTER",
    "CLASS_TABLE", "FULLY_LABELLED_AREA", "OTHER_CLASS", "CLASS_OF_INTEREST", "POINT_RADIUS",
)  # fmt: skip
_OF_MODEL = ("EXTRA_BANDS", "SCALE", "HOLES")  # options of a scene that follow the model
_LOOP = (
    "LEARNING_RATE", "EPOCHS", "SCHEDULE", "WARMUP", "ACCUMULATE", "EMA", "PATIENCE", "KEEP",
    "COMPILE", "DETERMINISTIC",
)  # fmt: skip
_TRAINING_IMAGES = {
    "title": "Images",
    "kind": "rasters",
    "help": "One or several rasters; labels apply to each image where they overlap.",
}
_MAPPED_IMAGES = {
    "title": "Images",
    "kind": "rasters",
    "help": "The rasters to map, each by itself: files, VRTs or COGs. A web map has to be "
    "exported first.",
}


def _model() -> Any:  # noqa: ANN401 (a field)
    return option(
        title="Model",
        help="The model that 'Train head' wrote.",
        kind="model",
        suffix=".safetensors",
        is_basic=True,
    )


def _report(file_name: str, *, is_basic: bool) -> Any:  # noqa: ANN401 (a field)
    return option(
        "",
        title="Report",
        help="Accuracy with its uncertainty, per class, as a page for the browser; tables for "
        "programs lie beside it.",
        kind="file output",
        suffix=".html",
        file_name=file_name,
        is_basic=is_basic,
        is_proposed=True,
    )


def _map_input() -> Any:  # noqa: ANN401 (a field)
    return option(
        title="Map",
        help="The map that 'Predict raster' made, or any raster with one band of class values "
        "from 0 to 254.",
        name="INPUT",
        kind="map",
        is_basic=True,
    )


def _max_samples() -> Any:  # noqa: ANN401 (a field)
    return option(
        10000,
        title="Pixels per class",
        help="Most labelled pixels of a class that are used for training; at least 10.",
        at_least=10,
    )


def _block_size() -> Any:  # noqa: ANN401 (a field)
    return option(
        0.0,
        title="Validation: block size",
        help="Side of a validation block in units of the image's CRS; 0 = automatic.",
        at_least=0,
    )


def _folds() -> Any:  # noqa: ANN401 (a field)
    return option(
        5,
        title="Validation: folds",
        help="Number of folds of spatial blocks; at least 2.",
        at_least=2,
    )


def _baselines() -> Any:  # noqa: ANN401 (a field)
    return option(
        False,
        title="Validation: compare with random forests",
        help="Also score random forests on the raw bands on the same folds; slower.",
    )


def _scored_views() -> Any:  # noqa: ANN401 (a field)
    return option(
        (),
        title="Validation: views to average",
        help="Also score probabilities averaged over the image and these views, such as hflip, "
        "rot90. " + VIEWS_TEXT,
        choices=VIEWS,
    )


@dataclass(frozen=True)
class PrepareJob(Job):
    """Encode an image into the feature cache, all of it or only under labels or an extent."""

    algorithm_id = "preparefeatures"
    runs = "preparefeatures:prepare"
    scene: SceneOptions = group(BANDS={"is_basic": True})
    tiles: str = option(
        title="Tiles",
        help="The index of the encoded tiles, a GeoPackage.",
        kind="vector output",
        suffix=".gpkg",
        file_name="{input}_tiles.gpkg",
        is_basic=True,
    )
    backbone: BackboneOptions = group(
        BackboneOptions, hidden=("LAYERS", "LATTICES", "POSITION_MEAN")
    )
    labels: LabelOptions = group(
        LabelOptions,
        hidden=_CLASS_OPTIONS,
        LABELS={
            "is_expected": False,
            "help": "Encode only the tiles that these polygons or points touch.",
        },
    )
    extent: tuple[float, ...] = option(
        (),
        title="Extent",
        help="Encode only this part of the image; empty = all of it. In job files: west, south, "
        "east, north in the image's CRS.",
        kind="extent",
        is_basic=True,
    )
    run: RunOptions = group(RunOptions)

    def __post_init__(self) -> None:
        super().__post_init__()
        require_extent(self.extent)


@dataclass(frozen=True)
class SimilarityJob(Job):
    """Find what looks like examples: a raster of similarity, and polygons above a threshold."""

    algorithm_id = "similarity"
    runs = "similarity:find_similar"
    scene: SceneOptions = group(hidden=("EXTRA_BANDS",))
    examples: str = option(
        title="Examples",
        help="Points, lines or polygons on what is to be found, one or a few.",
        kind="vector",
        is_basic=True,
    )
    output: str = option(
        title="Similarity",
        help="How similar every pixel is to the examples, 0-100 %; 0 is no more than the average "
        "of the image.",
        kind="raster output",
        raster="similarity",
        file_name="{input}_similarity.tif",
        is_basic=True,
    )
    negatives: str = option(
        "",
        title="Negative examples",
        help="Points, lines or polygons on what looks similar but is not meant.",
        kind="vector",
        is_basic=True,
    )
    threshold: float = option(
        0.0,
        title="Threshold (% similarity)",
        help="Polygons are made of pixels that are at least so similar; 0 = automatic (Otsu's "
        "method). The log names the threshold.",
        at_least=0,
        at_most=100,
        is_basic=True,
    )
    polygons: str = option(
        "",
        title="Polygons",
        help="A GeoPackage with polygons around the pixels above the threshold.",
        kind="vector output",
        suffix=".gpkg",
        is_basic=True,
    )
    min_area: float = option(
        0.0,
        title="Smallest polygon (m²)",
        help="Smaller polygons are left out; 0 = all are kept.",
        at_least=0,
        is_basic=True,
    )
    extent: tuple[float, ...] = option(
        (),
        title="Extent",
        help="Only this part of the image; empty = all of it. The part has the same pixels as the "
        "whole. In job files: west, south, east, north in the image's CRS.",
        kind="extent",
        is_basic=True,
    )
    backbone: BackboneOptions = group(BackboneOptions)
    write_cache: bool = option(
        False,
        title="Keep the features",
        help="Store the features of the whole image in the cache, which takes disk space: further "
        "searches and training are faster.",
    )
    examples_layer: str = option(
        "",
        title="Layer of the examples",
        help="Layer in EXAMPLES; empty = the first.",
        is_offered=False,
    )
    negatives_layer: str = option(
        "",
        title="Layer of the negative examples",
        help="Layer in NEGATIVES; empty = the first.",
        is_offered=False,
    )
    run: RunOptions = group(RunOptions)

    def __post_init__(self) -> None:
        super().__post_init__()
        require_extent(self.extent)
        if self.polygons:
            _require_suffix("POLYGONS", self.polygons, ".gpkg")
        require(
            (self.examples, self.examples_layer) != (self.negatives, self.negatives_layer),
            "NEGATIVES is the same layer as EXAMPLES; choose another layer, or none.",
        )


@dataclass(frozen=True)
class SuggestJob(Job):
    """Suggest places where a further label is expected to help most."""

    algorithm_id = "suggestlabels"
    runs = "suggestlabels:suggest_labels"
    scene: SceneOptions = group()
    output: str = option(
        title="Suggestions",
        help="A GeoPackage of points, the best place first, with the two most likely classes, "
        "their margin and a reason.",
        kind="vector output",
        suffix=".gpkg",
        file_name="{input}_suggestions.gpkg",
        is_basic=True,
    )
    labels: LabelOptions = group(
        LabelOptions,
        hidden=("SPLIT_FIELD", "CORRECTIONS_WEIGHT"),
        LABELS={
            "hint": "",
            "help": "What is labelled so far: places are chosen away from it. Empty = nothing, "
            "and representative places are suggested.",
        },
    )
    model: str = option(
        "",
        title="Model",
        help="A model that 'Train head' wrote, whose doubts are asked for; scale and backbone "
        "follow it. Empty = a head 'lda' is fitted to the labels.",
        kind="model",
        suffix=".safetensors",
        is_basic=True,
    )
    backbone: BackboneOptions = group(
        BackboneOptions, hidden=("LAYERS", "LATTICES", "POSITION_MEAN")
    )
    count: int = option(
        10,
        title="Number of places",
        help="How many places are suggested; fewer if there is no more room.",
        at_least=1,
        at_most=1000,
        is_basic=True,
    )
    min_distance: float = option(
        0.0,
        title="Smallest distance",
        help="Distance of a place to labels and to other places, in units of the image's CRS; "
        "0 = three tokens.",
        at_least=0,
    )
    method: str = option(
        "auto",
        title="Method",
        help="'margin': where two classes are about as likely; 'novelty': unlike all labels; "
        "'coverage': representative of the image; 'auto': margin, or coverage without labels of "
        "two classes.",
        choices=SUGGESTION_METHODS,
        words={
            "auto": "Automatic: margin, or coverage without labels of two classes",
            "margin": "Margin: where two classes are about as likely",
            "novelty": "Novelty: unlike all labels",
            "coverage": "Coverage: representative of the image",
        },
    )
    extent: tuple[float, ...] = option(
        (),
        title="Extent",
        help="Suggest places only here; empty = in the whole image. In job files: west, south, "
        "east, north in the image's CRS.",
        kind="extent",
        is_basic=True,
    )
    run: RunOptions = group(RunOptions)

    def __post_init__(self) -> None:
        super().__post_init__()
        require_extent(self.extent)
        _require_suffix("OUTPUT", self.output, ".gpkg")


@dataclass(frozen=True)
class TrainJob(Job):
    """Train a head on cached features and write the model file."""

    algorithm_id = "trainhead"
    runs = "trainhead:train"
    resumes_after_cancel = True
    scenes: tuple[SceneOptions, ...] = group(INPUT=_TRAINING_IMAGES)
    labels: LabelOptions = group()
    model: str = option(
        title="Model",
        help="The model, one file.",
        kind="file output",
        suffix=".safetensors",
        file_name="{input}_model.safetensors",
        is_basic=True,
    )
    report: str = _report("{model}_report.html", is_basic=False)
    backbone: BackboneOptions = group(BackboneOptions)
    recipe: Recipe = group(Recipe, HEAD={"is_basic": False})
    validation: str = option(
        "blocks",
        title="Validation",
        help="How the accuracy is measured: on spatial blocks, on folds of the split field, on "
        "whole images, or not at all.",
        choices=VALIDATIONS,
        words={
            "blocks": "Spatial blocks that the training does not see",
            "field": "Folds that the split field names",
            "scenes": "Whole images that the training does not see",
            "none": "None: quick, but without a report",
        },
    )
    sharpening: SharpenOptions = group(
        lambda: SharpenOptions("edges", DEFAULT_FACTOR),
        SHARPEN={"choices": SHARPEN, "help": SHARPEN_HELP},
        SHARPEN_FACTOR={"above": 0, "at_least": None, "help": FACTOR_HELP},
    )
    folds: int = _folds()
    block_size: float = _block_size()
    buffer: float = option(
        0.0,
        title="Validation: buffer",
        help="No label closer than this to a validation block is used for training, in units of "
        "the image's CRS; 0 = automatic.",
        at_least=0,
    )
    baselines: bool = _baselines()
    tta: tuple[str, ...] = _scored_views()
    max_samples: int = _max_samples()
    run: RunOptions = group(RunOptions, shown=("SEED",))
    checkpoints: str = option(
        "",
        title="Checkpoints",
        help="Folder that gets the last and the best weights of the training.",
        kind="folder output",
        heads=GRADIENT_HEADS,
    )
    tensorboard: str = option(
        "",
        title="TensorBoard",
        help="Folder that gets the curves of all trainings for TensorBoard.",
        kind="folder output",
        heads=GRADIENT_HEADS,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        require_labels(self.labels)
        check_views("TTA", self.tta)
        require(
            self.validation != "field" or bool(self.labels.split_field),
            "VALIDATION=field needs SPLIT_FIELD, the field of the labels that names each "
            "polygon's fold.",
        )
        require(
            self.validation != "scenes" or len(self.scenes) > 1,
            "VALIDATION=scenes needs at least two rasters as INPUT; with one, choose blocks.",
        )
        n_folds = {"none": 1, "blocks": self.folds}.get(self.validation, 3)
        require(
            not self.recipe.stops_early or n_folds >= 3,
            "PATIENCE holds out one more fold to tell when to stop; validate on 3 or more folds "
            "or set PATIENCE to 0.",
        )

    def outputs(self) -> list[str]:
        """Return the paths of the files that the job writes."""
        return super().outputs() + _beside_report(self.report)


@dataclass(frozen=True)
class FindRateJob(Job):
    """Find a learning rate for a recipe on labels, by a range test; no model is made."""

    algorithm_id = "findlearningrate"
    runs = "findlearningrate:find_rate"
    scenes: tuple[SceneOptions, ...] = group(INPUT=_TRAINING_IMAGES)
    labels: LabelOptions = group(hidden=("SPLIT_FIELD",))
    curve: str = option(
        title="Curve",
        help="The loss at each learning rate, as a drawing.",
        kind="file output",
        suffix=".svg",
        file_name="{input}_learning_rate.svg",
        is_basic=True,
    )
    backbone: BackboneOptions = group(BackboneOptions)
    recipe: Recipe = group(
        lambda: Recipe(head=GRADIENT_HEADS[0]),
        hidden=_LOOP,
        HEAD={"choices": GRADIENT_HEADS, "help": head_help(GRADIENT_HEADS)},
    )
    block_size: float = _block_size()
    max_samples: int = _max_samples()
    run: RunOptions = group(RunOptions, shown=("SEED",))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_labels(self.labels)
        _require_suffix("CURVE", self.curve, ".svg")


@dataclass(frozen=True)
class PredictJob(Job):
    """Map an image with a model.

    The scene's scale is chosen so that its pixels match the model's; its bands and stretch follow
    the model unless ``scene.bands`` is given.
    """

    algorithm_id = "predictraster"
    runs = "predictraster:predict_scene"
    distribution = ("cluster", "shard")
    scene: SceneOptions = group(hidden=_OF_MODEL)
    model: str = _model()
    output: str = option(
        title="Map",
        help="The map: one value per class.",
        kind="raster output",
        raster="classes",
        file_name="{input}_map.tif",
        is_basic=True,
    )
    confidence: str = option(
        "",
        title="Confidence",
        help="How sure the model is at every pixel, 0-100 %.",
        kind="raster output",
        raster="confidence",
        is_basic=True,
    )
    probabilities: str = option(
        "",
        title="Probabilities",
        help="How likely each class is at every pixel, 0-100 %, one band per class.",
        kind="raster output",
        raster="probabilities",
        is_basic=True,
    )
    options: MapOptions = group(MapOptions)
    run: RunOptions = group(RunOptions, shown=("CLUSTER",))

    def __post_init__(self) -> None:
        super().__post_init__()
        rasters = [path for path in (self.output, self.confidence, self.probabilities) if path]
        require(
            len(set(rasters)) == len(rasters),
            "OUTPUT, CONFIDENCE and PROBABILITIES need different files.",
        )


@dataclass(frozen=True)
class PredictManyJob(Job):
    """Map several images with one model, whose backbone is loaded once.

    A scene that cannot be mapped does not stop the others, and scenes that an earlier run of the
    same job has mapped are skipped.
    """

    algorithm_id = "predictrasters"
    runs = "predictrasters:predict_many"
    distribution = ("cluster",)
    scenes: tuple[SceneOptions, ...] = group(hidden=_OF_MODEL, INPUT=_MAPPED_IMAGES)
    model: str = _model()
    folder: str = option(
        title="Folder of the maps",
        help="Maps are named after their images. Those that the same run has made before are not "
        "made again.",
        name="OUTPUT_FOLDER",
        kind="folder output",
        file_name="maps",
        is_basic=True,
    )
    confidence: bool = option(
        False,
        title="Confidence",
        help="Also write how sure the model is at every pixel, 0-100 %.",
        is_basic=True,
    )
    probabilities: bool = option(
        False,
        title="Probabilities",
        help="Also write how likely each class is at every pixel, 0-100 %, one band per class.",
        is_offered=False,
    )
    options: MapOptions = group(MapOptions, hidden=("EXTENT",))
    run: RunOptions = group(RunOptions, shown=("CLUSTER",))

    def __post_init__(self) -> None:
        super().__post_init__()
        paths = [scene.path for scene in self.scenes]
        twice = sorted({path for path in paths if paths.count(path) > 1})
        require(not twice, f"INPUT names a raster twice: {', '.join(twice)}; name each once.")

    def jobs(self) -> tuple[PredictJob, ...]:
        """Return the job of each scene: ``<name>_map.tif``, numbered where names are equal."""
        stems = distinct_stems(scene.path for scene in self.scenes)
        return tuple(
            self._job(scene, str(Path(self.folder) / stem))
            for scene, stem in zip(self.scenes, stems)
        )

    def outputs(self) -> list[str]:
        """Return the paths of the files that the job writes."""
        found = super().outputs()
        for job in self.jobs():
            found += [path for path in job.outputs() if path not in found]
        return found

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
class EvaluateJob(Job):
    """Score a model on labels."""

    algorithm_id = "evaluatemodel"
    runs = "evaluatemodel:evaluate"
    scene: SceneOptions = group(hidden=_OF_MODEL)
    model: str = _model()
    labels: LabelOptions = group(
        hidden=("SPLIT_FIELD", "CLASS_TABLE", "CORRECTIONS", "CORRECTIONS_WEIGHT")
    )
    report: str = _report("{model}_evaluation.html", is_basic=True)
    method: str = option(
        "held_out",
        title="Method",
        help="'held_out' scores the model as it is; 'cross_validation' trains its head again on "
        "spatial folds.",
        choices=EVALUATIONS,
        words={
            "held_out": "The model as it is, on labels it has not seen",
            "cross_validation": "Cross-validation: its head is trained again",
        },
        is_basic=True,
    )
    include_training: bool = option(
        False,
        title="Include the training polygons",
        help="Also score where the model was trained; the scores are then too high.",
    )
    folds: int = _folds()
    baselines: bool = _baselines()
    tta: tuple[str, ...] = _scored_views()
    sharpening: SharpenOptions = group(SharpenOptions)
    run: RunOptions = group(RunOptions)

    def __post_init__(self) -> None:
        super().__post_init__()
        require_labels(self.labels)
        check_views("TTA", self.tta)

    def outputs(self) -> list[str]:
        """Return the paths of the files that the job writes."""
        return super().outputs() + _beside_report(self.report)


@dataclass(frozen=True)
class CompareMapsJob(Job):
    """Show where two class maps of the same pixels differ, and how large each change is."""

    algorithm_id = "comparemaps"
    runs = "comparemaps:compare_maps"
    map: str = _map_input()
    previous: str = option(
        title="Earlier map",
        help="The map to compare with: of an earlier model or an earlier image, with the same "
        "pixels. Classes are matched by name.",
        kind="map",
        is_basic=True,
    )
    output: str = option(
        title="Changes",
        help="A raster of the changes: 0 = no change, one value per pair of classes, the largest "
        "change first.",
        kind="raster output",
        raster="changes",
        file_name="{input}_changes.tif",
        is_basic=True,
    )
    table: str = option(
        "",
        title="Table",
        help="Pixels, area and share of each pair of classes, as CSV.",
        kind="file output",
        suffix=".csv",
        file_name="{output}.csv",
        is_basic=True,
        is_proposed=True,
    )
    run: RunOptions = group(RunOptions, hidden=("CACHE",))

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.map != self.previous, "PREVIOUS is the same map as INPUT; choose another.")
        if self.table:
            _require_suffix("TABLE", self.table, ".csv")


@dataclass(frozen=True)
class CompareModelsJob(Job):
    """Tell which of two models is better, by the scores of their trainings on the same folds."""

    algorithm_id = "comparemodels"
    runs = "comparemodels:compare_models"
    model: str = _model()
    previous: str = option(
        title="Earlier model",
        help="The model to compare with.",
        kind="model",
        suffix=".safetensors",
        is_basic=True,
    )
    run: RunOptions = group(RunOptions, hidden=("CACHE",))

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.model != self.previous, "PREVIOUS is the same model as MODEL; choose another.")


@dataclass(frozen=True)
class CleanJob(Job):
    """Remove small patches from a class map: first the majority filter, then the sieve."""

    algorithm_id = "cleanmap"
    runs = "cleanmap:clean"
    map: str = _map_input()
    output: str = option(
        title="Clean map",
        help="The map without small patches, with the same names and colours.",
        kind="raster output",
        raster="classes",
        file_name="{input}_clean.tif",
        is_basic=True,
    )
    min_pixels: int = option(
        10,
        title="Smallest patch (pixels)",
        help="Smaller patches take the class of their largest neighbour; 0 = none do.",
        at_least=0,
        is_basic=True,
    )
    min_area: float = option(
        0.0,
        title="Smallest patch (m²)",
        help="The same as an area on the ground; the larger of both counts. 10000 m² are a "
        "hectare; 0 = none.",
        at_least=0,
        is_basic=True,
    )
    connectivity: int = option(
        4,
        title="Connectivity",
        help="4: pixels are one patch when they share a side; 8: also when they touch at a corner.",
        choices=CONNECTIVITIES,
        words={
            "4": "4: pixels that share a side",
            "8": "8: also pixels that touch at a corner",
        },
    )
    majority: int = option(
        0,
        title="Majority filter (pixels)",
        help="First give each pixel the class of most pixels in a square of this odd side, such "
        "as 3; 0 = none.",
        at_least=0,
        at_most=255,
        is_basic=True,
    )
    run: RunOptions = group(RunOptions, hidden=("CACHE",))

    def __post_init__(self) -> None:
        super().__post_init__()
        require(
            self.majority == 0 or (self.majority % 2 == 1 and self.majority >= 3),
            f"MAJORITY is {self.majority}; choose an odd number of pixels from 3 to 255, or 0 for "
            "none.",
        )
        require(
            self.min_pixels > 1 or self.min_area > 0 or self.majority > 0,
            "There is nothing to clean; give MIN_PIXELS (2 or more), MIN_AREA or MAJORITY.",
        )


@dataclass(frozen=True)
class VectorizeJob(Job):
    """Turn a class map into polygons in a GeoPackage."""

    algorithm_id = "vectorizemap"
    runs = "vectorizemap:vectorize"
    map: str = _map_input()
    output: str = option(
        title="Polygons",
        help="A GeoPackage with the polygons and their style; an earlier file of this name is "
        "replaced.",
        kind="vector output",
        suffix=".gpkg",
        file_name="{input}_polygons.gpkg",
        is_basic=True,
    )
    confidence_map: str = option(
        "",
        title="Confidence",
        help="The confidence raster made with the map; each polygon gets the mean of its pixels.",
        name="CONFIDENCE",
        kind="map",
        is_basic=True,
    )
    leave_out: tuple[str, ...] = option(
        (),
        title="Classes to leave out",
        help="Names or values of classes that get no polygons, separated by commas.",
        is_basic=True,
    )
    min_area: float = option(
        0.0,
        title="Smallest polygon (m²)",
        help="Smaller polygons are left out, which leaves gaps; 'Clean map' fills them instead. "
        "0 = all are kept.",
        at_least=0,
        is_basic=True,
    )
    smooth: bool = option(
        False,
        title="Smooth the corners of pixels",
        help="Replace the stairs of pixel edges by lines; neighbours keep one common border.",
        is_basic=True,
    )
    simplify: float = option(
        0.0,
        title="Simplify (pixels)",
        help="Leave out details of borders smaller than this; neighbours keep one common border. "
        "0 = none.",
        at_least=0,
        at_most=100,
        is_basic=True,
    )
    run: RunOptions = group(RunOptions, hidden=("CACHE",))

    def __post_init__(self) -> None:
        super().__post_init__()
        _require_suffix("OUTPUT", self.output, ".gpkg")


@dataclass(frozen=True)
class ExportJob(Job):
    """Write a model and its backbone as one ONNX file for other programs, such as Deepness."""

    algorithm_id = "exportmodel"
    runs = "exportmodel:export_model"
    model: str = _model()
    output: str = option(
        title="ONNX file",
        help="The exported model. The licence of its backbone is written beside it.",
        kind="file output",
        suffix=".onnx",
        file_name="{model}.onnx",
        is_basic=True,
    )
    raster: str = option(
        "",
        title="Image to be mapped",
        help="Its stretch, pixel size and position means are put into the file; empty = stretch "
        "and pixel size of the training image, and no position means.",
        name="INPUT",
        kind="raster",
        is_basic=True,
    )
    bands: tuple[int, ...] = option(
        (),
        title="Bands",
        help="Three bands of the image in the order red, green, blue, such as 8,4,3; empty = the "
        "model's.",
        kind="bands",
        at_least=1,
    )
    tile_size: int = option(
        0,
        title="Tile size (pixels)",
        help="Side of the square that the file takes at once; 0 = the model's own, which matches "
        "its maps best.",
        at_least=0,
    )
    run: RunOptions = group(RunOptions)

    def __post_init__(self) -> None:
        super().__post_init__()
        _require_suffix("OUTPUT", self.output, ".onnx")
        check_bands(self.bands)
        require(
            bool(self.raster) or not self.bands,
            "BANDS are those of a raster; choose one as INPUT as well.",
        )

    def outputs(self) -> list[str]:
        """Return the paths of the files that the job writes."""
        return [*super().outputs(), str(licence_file(Path(self.output)))]


@dataclass(frozen=True)
class InstallJob(Job):
    """Put a backbone on this computer so that it works without a network."""

    algorithm_id = "installbackbone"
    runs = "installbackbone:install"
    backbone: str = option(
        INSTALLABLE[0],
        title="Backbone",
        help="The frozen encoder whose weights are downloaded. If they are there, they are checked "
        "and repaired.",
        suggestions=INSTALLABLE,
        is_basic=True,
    )
    source: str = option(
        "auto",
        title="Source",
        help="'public' is an open copy that needs no account, 'original' the publisher's own "
        "repository, which for DINOv3 needs an account; 'auto' tries them in this order.",
        choices=backbones.SOURCES,
        words={
            "auto": "Automatic: the public copy first",
            "public": "Public copy, without an account",
            "original": "Original, with an account where it is gated",
        },
    )
    accept_licence: bool = option(
        False,
        title="I accept the licence of the weights",
        help="Needed to download DINOv3; read its licence first: "
        "https://ai.meta.com/resources/models-and-libraries/dinov3-license/.",
        is_basic=True,
    )
    import_from: str = option(
        "",
        title="Import from",
        hint="download",
        help="Instead of a download: a folder written by save_pretrained, or DINOv3 weights of "
        "timm as a .safetensors file.",
    )
    run: RunOptions = group(RunOptions, hidden=("CACHE",))


JOB_KINDS: tuple[type[Job], ...] = (
    PrepareJob,
    SuggestJob,
    SimilarityJob,
    TrainJob,
    FindRateJob,
    PredictJob,
    PredictManyJob,
    EvaluateJob,
    CompareModelsJob,
    CompareMapsJob,
    CleanJob,
    VectorizeJob,
    ExportJob,
    InstallJob,
    CacheInfoJob,
    ClearCacheJob,
    RunPipelineJob,
    CreatePipelineJob,
)
JOBS = {kind.algorithm_id: kind for kind in JOB_KINDS}


@dataclass(frozen=True)
class Result:
    """What a job made.

    Attributes:
        outputs: Paths by name (``model``, ``report``, ``output``, ``confidence``, ``tiles``).
        metrics: Numbers and small structures by name (``miou``, ``oa``, ``n_tiles``, ``seconds``,
            ``classes``, …).
    """

    outputs: dict[str, str] = field(default_factory=dict)
    metrics: dict[str, Any] = field(default_factory=dict)


def _beside_report(report: str) -> list[str]:
    """Return the files beside a report."""
    return [path for path in report_files(report).values() if path != report] if report else []


def _require_suffix(name: str, path: str, suffix: str) -> None:
    require(path.lower().endswith(suffix), f"{name} needs a file name that ends in {suffix}.")
