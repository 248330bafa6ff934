"""Jobs that map images with a model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..output_names import distinct_stems
from .checks import require
from .job import Job
from .map_options import MapOptions
from .option import group, option
from .options import RunOptions, SceneOptions
from .shared_options import MAPPED_IMAGES, OF_MODEL, model_option, require_suffix


@dataclass(frozen=True)
class PredictJob(Job):
    """Map an image with a model.

    The scene's scale is chosen so that its pixels match the model's; its bands and stretch follow
    the model unless ``scene.bands`` is given.
    """

    algorithm_id = "predictraster"
    runs = "predictraster:predict_scene"
    distribution = ("cluster", "shard")
    scene: SceneOptions = group(hidden=OF_MODEL)
    model: str = model_option()
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
    run: RunOptions = group(RunOptions, shown=("CLUSTER", "COMPILE_BACKBONE"))

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
    scenes: tuple[SceneOptions, ...] = group(hidden=OF_MODEL, INPUT=MAPPED_IMAGES)
    model: str = model_option()
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
    )
    options: MapOptions = group(
        MapOptions,
        EXTENT={
            "is_basic": False,
            "help": "Only this part of the images, in any CRS; images that it does not touch are "
            "left out. Empty = all. In job files: west, south, east, north in EXTENT_CRS.",
        },
    )
    run: RunOptions = group(RunOptions, shown=("CLUSTER", "COMPILE_BACKBONE"))
    polygons: str = option(
        "",
        title="Polygons of all maps",
        help="One GeoPackage with the polygons of all maps: class, area, mean confidence and the "
        "name of the image. Where images overlap, polygons do too.",
        kind="vector output",
        suffix=".gpkg",
        is_basic=True,
    )
    extent_crs: str = option(
        "",
        title="CRS of the extent",
        help="CRS of EXTENT, such as EPSG:4326; empty = that of each image.",
        is_offered=False,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        paths = [scene.path for scene in self.scenes]
        twice = sorted({path for path in paths if paths.count(path) > 1})
        require(not twice, f"INPUT names a raster twice: {', '.join(twice)}; name each once.")
        if self.polygons:
            require_suffix("POLYGONS", self.polygons, ".gpkg")

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
