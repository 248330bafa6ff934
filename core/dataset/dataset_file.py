"""A dataset: the folder that holds a snapshot of labels, an index of tiles and ``dataset.json``.

``dataset.json`` holds the job that prepared it, with the labels' paths inside the folder, and what
was found: images with their fingerprints, classes, tiles, where the labels came from.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from ..atomic_write import write_atomically
from ..errors import InvalidJob, InvalidScene
from ..job.dataset_jobs import PrepareDatasetJob
from ..job.job import Job
from ..job.job_json import from_dict, to_dict
from ..job.jobs import EvaluateJob, TrainJob
from ..job.options import LabelOptions, RunOptions, SceneOptions

FILE = "dataset.json"
TILES = "tiles.gpkg"
STACK, STACKED = "stack.vrt", "stack_second.vrt"
LABELS, LABEL_RASTER, CLASS_TABLE = "labels.gpkg", "labels.tif", "classes.json"
FILES = (FILE, LABELS, LABEL_RASTER, CLASS_TABLE, TILES, STACK, STACKED)
_FORMAT = 1


@dataclass(frozen=True)
class Dataset:
    """A dataset.

    Attributes:
        folder: Its folder.
        job: The job that prepared it, reading the snapshot of the labels.
        facts: What was found when it was prepared, as in ``dataset.json``.
    """

    folder: Path
    job: PrepareDatasetJob
    facts: Mapping[str, Any]

    @property
    def tiles(self) -> Path:
        """The index of its tiles."""
        return self.folder / TILES

    def files(self) -> list[str]:
        """Return the paths of its files, of its images and of the labels that it was made from."""
        own = [str(self.folder / name) for name in FILES]
        images = [scene.path for scene in self.job.scenes]
        return [*own, *images, *(str(entry["path"]) for entry in self.facts["labels"])]

    def save(self) -> None:
        """Write ``dataset.json``.

        Raises:
            OutputNotWritable: It cannot be written.
        """
        job = replace(
            self.job,
            scenes=_moved_scenes(self.job.scenes, partial(_relative, self.folder)),
            labels=_moved(self.job.labels, partial(_relative, self.folder)),
            folder=".",
            second="",
            run=RunOptions(seed=self.job.run.seed),
        )
        content = {"format": _FORMAT, "job": to_dict(job), **self.facts}
        text = json.dumps(content, indent=1, ensure_ascii=False, default=str)
        write_atomically(self.folder / FILE, text.encode())


def load_dataset(folder: Path) -> Dataset:
    """Read ``dataset.json`` of a folder.

    Raises:
        InvalidJob: The folder is no dataset, or its ``dataset.json`` is damaged or newer.
    """
    file = folder / FILE
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise InvalidJob(
            f"{folder} is no dataset: it has no {FILE}; choose a folder that 'Prepare dataset' has "
            "finished."
        ) from None
    except (OSError, ValueError) as error:
        raise InvalidJob(f"{file} cannot be read ({error}); prepare the dataset again.") from None
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        raise InvalidJob(
            f"{file} was written by another version of Landsketch; prepare the dataset again."
        )
    facts = {key: value for key, value in content.items() if key not in ("format", "job")}
    job = _job_of(content.get("job"), folder, file)
    if not _are_facts(facts, len(job.scenes)):
        raise InvalidJob(f"{file} is damaged; prepare the dataset again.")
    for scene in job.scenes:
        if Path(scene.path).is_absolute() and not _is_there(scene.path):
            raise InvalidJob(
                f"{scene.path}, an image of the dataset {folder}, does not exist; move it back, or "
                "prepare the dataset again."
            )
    return Dataset(folder, job, facts)


def _is_there(path: str) -> bool:
    """Tell whether a file exists; what GDAL reads without a file on disk is taken as existing."""
    return path.startswith("/vsi") or Path(path).exists()


def _are_facts(facts: Mapping[str, Any], n_scenes: int) -> bool:
    """Tell whether facts have what is read of them: each image's state, and the labels' files."""
    images, labels = facts.get("images"), facts.get("labels")
    return (
        isinstance(images, list)
        and isinstance(labels, list)
        and len(images) == n_scenes
        and all(isinstance(one, dict) and "fingerprint" in one for one in images)
        and all(isinstance(one, dict) and "path" in one for one in labels)
    )


def _job_of(data: object, folder: Path, file: Path) -> PrepareDatasetJob:
    """Return the job in ``dataset.json`` with absolute paths."""
    try:
        job = from_dict(data) if isinstance(data, dict) else None
    except InvalidJob as error:
        raise InvalidJob(f"{file} is damaged ({error}); prepare the dataset again.") from None
    if not isinstance(job, PrepareDatasetJob):
        raise InvalidJob(f"{file} is damaged; prepare the dataset again.")
    return replace(
        job,
        scenes=_moved_scenes(job.scenes, partial(_absolute, folder)),
        labels=_moved(job.labels, partial(_absolute, folder)),
        folder=str(folder),
    )


def dataset_files(folder: Path) -> list[Path]:
    """Return the files of a dataset, without what others have put into its folder.

    Returns:
        Paths of files; none if the folder is no dataset.
    """
    if not (folder / FILE).is_file():
        return []
    return [folder / name for name in FILES if (folder / name).is_file()]


def dataset_images(folder: Path) -> list[str]:
    """Return the paths of a dataset's images; none if the folder is no dataset."""
    try:
        return [scene.path for scene in load_dataset(folder).job.scenes]
    except InvalidJob:
        return []


def with_dataset(job: Job) -> Job:
    """Return a job with images, labels, backbone and folds of its dataset; others unchanged.

    Raises:
        InvalidJob: DATASET is no dataset.
        InvalidScene: One of its images is missing or has changed.
    """
    if not isinstance(job, (TrainJob, EvaluateJob)) or not job.dataset:
        return job
    dataset = load_dataset(Path(job.dataset))
    _require_same_images(dataset)
    source = dataset.job
    if isinstance(job, EvaluateJob):
        return replace(job, dataset="", scenes=source.scenes, labels=source.labels)
    return replace(
        job,
        dataset="",
        scenes=source.scenes,
        labels=source.labels,
        backbone=source.backbone,
        validation=source.validation,
        folds=source.folds,
        block_size=source.block_size,
        buffer=source.buffer,
    )


def _require_same_images(dataset: Dataset) -> None:
    """Check that the images are those that the dataset was prepared with."""
    from ..imagery.scene import Scene  # heavy, and most jobs have no dataset

    for options, facts in zip(dataset.job.scenes, dataset.facts["images"], strict=True):
        scene = Scene(options)
        fingerprint = scene.fingerprint()
        scene.close()
        if fingerprint != facts["fingerprint"]:
            raise InvalidScene(
                f"{scene.name} has changed since the dataset was prepared; prepare it again."
            )


def _moved_scenes(
    scenes: tuple[SceneOptions, ...], move: Callable[[str], str]
) -> tuple[SceneOptions, ...]:
    """Return scenes with other paths."""
    return tuple(replace(scene, path=move(scene.path)) for scene in scenes)


def _moved(labels: LabelOptions, move: Callable[[str], str]) -> LabelOptions:
    """Return labels with other paths; those that are empty stay so."""

    def moved(path: str) -> str:
        return move(path) if path else ""

    return replace(
        labels,
        path=moved(labels.path),
        corrections=moved(labels.corrections),
        area=moved(labels.area),
        raster=moved(labels.raster),
        class_table=moved(labels.class_table),
    )


def _relative(folder: Path, path: str) -> str:
    """Return the name of a file in the folder; the absolute path of any other file."""
    if "://" in path or path.startswith("/vsi"):
        return path
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 (without "..", links are kept)
    inside = absolute.parent == Path(os.path.abspath(folder))  # noqa: PTH100
    return absolute.name if inside else str(absolute)


def _absolute(folder: Path, path: str) -> str:
    """Return the path of a file in the folder; any other path unchanged."""
    return str(folder / path) if "/" not in path and "\\" not in path else path
