"""From a job's labels to labelled scenes and their split: what training, evaluation and the search for a rate share."""

from collections.abc import Sequence

import numpy as np

from ..errors import InvalidLabels, InvalidScene
from ..features.session import EncodingSession
from ..imagery.scene import Scene
from ..job.jobs import FindRateJob, TrainJob
from ..job.options import SceneOptions
from ..labels.checks import pixel_warnings, split_warnings
from ..labels.label_set import LabelSet
from ..labels.sampling import labelled_pixels
from ..labels.split import Split, by_field, by_scenes, require_teachable, spatial_blocks
from ..losses.class_weights import own_factors
from ..progress import Progress
from .blocks import block_of, one_tile_warning
from .dataset import NO_PIXEL, TOO_FEW_CLASSES, LabelledScene, TrainingData


def open_scenes(options: tuple[SceneOptions, ...]) -> tuple[Scene, ...]:
    """Open the scenes of one job.

    Raises:
        InvalidScene: Some have a CRS and some have none.
    """
    scenes = tuple(Scene(one) for one in options)
    strangers = [s.name for s in scenes if (s.crs is None) != (scenes[0].crs is None)]
    if strangers:
        raise InvalidScene(
            f"Only one of {strangers[0]} and {scenes[0].name} has a CRS; assign the right CRS to every raster."
        )
    return scenes


def labelled_scenes(
    session: EncodingSession, scenes: tuple[Scene, ...], labels: LabelSet, progress: Progress
) -> tuple[LabelledScene, ...]:
    """Rasterise the labels on every scene."""
    share = 1 / len(scenes)
    return tuple(
        LabelledScene(
            session.features(scene),
            labels,
            labelled_pixels(labels, scene, progress.part(number * share, (number + 1) * share)),
        )
        for number, scene in enumerate(scenes)
    )


def require_views(scenes: tuple[LabelledScene, ...], names: tuple[str, ...]) -> None:
    """Refuse views that do not exist at some scene's scale, before anything is encoded.

    Raises:
        InvalidJob: There is one.
    """
    for scene in scenes:
        for name in names:
            scene.features.viewed(name)


def require_trainable(job: TrainJob | FindRateJob, scenes: Sequence[LabelledScene]) -> None:
    """Refuse, before anything is encoded, what nothing can be learned from.

    Raises:
        InvalidLabels: There are too few classes, or nothing is left to train while a fold validates.
        InvalidJob: A class that is to weigh more is unknown.
    """
    labels = scenes[0].labels
    own_factors(job.recipe.loss, labels.table.names)
    n_classes = len(np.unique(np.concatenate([scene.pixels.classes for scene in scenes])))
    if n_classes < 2:
        why = " ".join(pixel_warnings(labels, [scene.pixels for scene in scenes]))
        raise InvalidLabels(f"{TOO_FEW_CLASSES if n_classes else NO_PIXEL} {why}".strip())
    if isinstance(job, TrainJob) and job.validation != "none":
        require_teachable(
            labels, split_of(scenes, job.validation, job.folds, job.block_m, job.buffer_m)
        )


def split_of(
    scenes: Sequence[LabelledScene],
    validation: str,
    folds: int,
    block: float = 0.0,
    buffer: float = 0.0,
) -> Split:
    """Split the labels by blocks (side and buffer automatic where 0), by the labels' field or by scenes."""
    labels = scenes[0].labels
    side, distance = block_of(scenes[0].features, labels, block)
    distance = buffer or distance
    if validation == "field":
        return by_field(labels, distance)
    if validation == "scenes":
        return by_scenes(labels, [labels.outline(s.scene) for s in scenes], distance)
    return spatial_blocks(labels, folds, side, distance)


def warnings_of(labels: LabelSet, data: TrainingData, split: Split | None = None) -> list[str]:
    """Return what the user should know about the labels and how they are split."""
    found = [*labels.warnings, *pixel_warnings(labels, [s.pixels for s in data.scenes])]
    if split is None:
        return found
    one_tile = [
        one for one in (one_tile_warning(data.scenes[0].features, labels),) if one and split.block
    ]
    return [*found, *split_warnings(labels, split), *one_tile]
