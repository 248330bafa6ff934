"""Jobs that find places: what looks like examples, and where a label would help."""

from __future__ import annotations

from dataclasses import dataclass

from .checks import require, require_extent
from .job import Job
from .option import group, option
from .options import BackboneOptions, LabelOptions, RunOptions, SceneOptions
from .shared_options import require_suffix

SUGGESTION_METHODS = ("auto", "margin", "novelty", "coverage")


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
    run: RunOptions = group(RunOptions, shown=("COMPILE_BACKBONE",))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_extent(self.extent)
        if self.polygons:
            require_suffix("POLYGONS", self.polygons, ".gpkg")
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
    run: RunOptions = group(RunOptions, shown=("COMPILE_BACKBONE",))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_extent(self.extent)
        require_suffix("OUTPUT", self.output, ".gpkg")
