"""Jobs about datasets: images and labels that were prepared and checked together."""

from __future__ import annotations

from dataclasses import dataclass

from .checks import require, require_extent
from .job import Job
from .option import group, option
from .options import (
    BackboneOptions,
    LabelOptions,
    RunOptions,
    SceneOptions,
    require_labels,
)
from .recipe import VIEWS, VIEWS_TEXT, check_views
from .shared_options import (
    TRAINING_IMAGES,
    block_size_option,
    buffer_option,
    folds_option,
    require_suffix,
    validation_option,
)

ENCODE = ("labels", "extent", "all", "none")
BACKGROUNDS = ("keep", "thin", "drop")
_REPORT_FILE = "{dataset}_verification.html"


@dataclass(frozen=True)
class PrepareDatasetJob(Job):
    """Write a dataset: a snapshot of labels, an index of tiles, and their features in the cache."""

    algorithm_id = "preparedataset"
    runs = "preparedataset:prepare_dataset"
    resumes_after_cancel = True
    scenes: tuple[SceneOptions, ...] = group(INPUT={**TRAINING_IMAGES, "is_expected": False})
    labels: LabelOptions = group()
    folder: str = option(
        title="Dataset",
        help="The folder of the dataset: dataset.json, labels.gpkg and tiles.gpkg. 'Verify "
        "dataset', 'Train head' and 'Evaluate model' take it.",
        name="DATASET",
        kind="folder output",
        file_name="{input}_dataset",
        is_basic=True,
    )
    second: str = option(
        "",
        title="Image of a second date",
        help="An image of the same place at another date, whose bands become extra bands. It is "
        "resampled where its pixels are others. Only with one image.",
        name="SECOND_INPUT",
        kind="raster",
    )
    backbone: BackboneOptions = group(BackboneOptions)
    encode: str = option(
        "labels",
        title="Encode",
        help="Which features are put into the cache now; those that are missing later are encoded "
        "when they are needed.",
        choices=ENCODE,
        words={
            "labels": "The tiles under labels",
            "extent": "The tiles under an extent",
            "all": "All tiles of the images",
            "none": "None now",
        },
        is_basic=True,
    )
    extent: tuple[float, ...] = option(
        (),
        title="Extent",
        help="The part of the images that ENCODE=extent encodes. In job files: west, south, east, "
        "north in the CRS of the first image.",
        kind="extent",
    )
    views: tuple[str, ...] = option(
        (),
        title="Views",
        help="Changed images that are encoded as well, for trainings with these VIEWS or TTA, such "
        f"as hflip, rot90. {VIEWS_TEXT}",
        choices=VIEWS,
    )
    validation: str = validation_option()
    folds: int = folds_option()
    block_size: float = block_size_option()
    buffer: float = buffer_option()
    background: str = option(
        "keep",
        title="Background tiles",
        help="What becomes of tiles whose labels are background only: kept, thinned to the "
        "fraction BACKGROUND_KEEP, or dropped. The log tells how many there are.",
        choices=BACKGROUNDS,
        words={
            "keep": "Keep all",
            "thin": "Thin: keep a random fraction",
            "drop": "Drop all",
        },
    )
    background_class: str = option(
        "",
        title="Background class",
        hint="the class 'other'",
        help="The class that is background; empty = OTHER_CLASS, where labels have it.",
    )
    background_keep: float = option(
        0.15,
        title="Background tiles to keep",
        help="Fraction of background tiles that BACKGROUND=thin keeps, 0 to 1.",
        at_least=0,
        at_most=1,
    )
    run: RunOptions = group(RunOptions, shown=("SEED", "COMPILE_BACKBONE"))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_labels(self.labels)
        require_extent(self.extent)
        check_views("VIEWS", self.views)
        require(
            self.encode != "extent" or bool(self.extent), "ENCODE=extent needs EXTENT, the part."
        )
        require(
            self.validation != "field" or bool(self.labels.split_field),
            "VALIDATION=field needs SPLIT_FIELD, the field of the labels that names each "
            "polygon's fold.",
        )
        require(
            self.validation != "scenes" or len(self.scenes) > 1,
            "VALIDATION=scenes needs at least two rasters as INPUT; with one, choose blocks.",
        )
        require(
            not self.second or len(self.scenes) == 1,
            "SECOND_INPUT belongs to one image; give one raster as INPUT.",
        )
        require(
            not self.second or self.second != self.scenes[0].path,
            "SECOND_INPUT is the same image as INPUT; choose that of another date.",
        )


@dataclass(frozen=True)
class VerifyDatasetJob(Job):
    """Look for faults in a dataset before a training, and report them."""

    algorithm_id = "verifydataset"
    runs = "verifydataset:verify_dataset"
    folder: str = option(
        title="Dataset",
        help="The folder that 'Prepare dataset' wrote.",
        name="DATASET",
        kind="folder",
        is_basic=True,
    )
    report: str = option(
        title="Report",
        help="What was found, with pictures of the worst cases, as a page for the browser; a JSON "
        "file of the same name lies beside it.",
        kind="file output",
        suffix=".html",
        file_name=_REPORT_FILE,
        is_basic=True,
    )
    tiles: str = option(
        "",
        title="Flagged tiles",
        help="The tiles with what was found in each.",
        name="FLAGGED_TILES",
        kind="vector output",
        suffix=".gpkg",
        file_name="{dataset}_flagged_tiles.gpkg",
        is_basic=True,
        is_proposed=True,
    )
    labels: str = option(
        "",
        title="Flagged labels",
        help="The labels with what was found in each, and how likely each is mislabelled.",
        name="FLAGGED_LABELS",
        kind="vector output",
        suffix=".gpkg",
        file_name="{dataset}_flagged_labels.gpkg",
        is_basic=True,
        is_proposed=True,
    )
    vectors: str = option(
        "",
        title="Shift vectors",
        help="Arrows from the labels to where the image shows them, one per block.",
        name="SHIFT_VECTORS",
        kind="vector output",
        suffix=".gpkg",
        is_basic=True,
    )
    find_shift: bool = option(
        True,
        title="Estimate the shift of the labels",
        help="Compare outlines of labels with edges in the image.",
    )
    find_mislabelled: bool = option(
        True,
        title="Look for mislabelled polygons",
        help="Predict each polygon by a head that is fitted on the other polygons; features that "
        "are not in the cache are encoded.",
    )
    repair: bool = option(
        False,
        title="Repair the cache",
        help="Delete damaged features from the cache, which are then encoded again when needed.",
        is_basic=True,
    )
    min_polygons: int = option(
        3,
        title="Fewest polygons per class",
        help="A class with fewer polygons is reported.",
        at_least=1,
    )
    workers: int = option(
        0,
        title="Processes",
        help="Processes that read the images; 0 = one per physical core.",
        at_least=0,
    )
    run: RunOptions = group(RunOptions)

    def __post_init__(self) -> None:
        super().__post_init__()
        require_suffix("REPORT", self.report, ".html")
        for name, path in (
            ("FLAGGED_TILES", self.tiles),
            ("FLAGGED_LABELS", self.labels),
            ("SHIFT_VECTORS", self.vectors),
        ):
            if path:
                require_suffix(name, path, ".gpkg")
