"""What do cached features save in an epoch? Epochs from the cache against the backbone in the loop.

With the backbone in the loop, every epoch encodes the labelled tiles of one scene, interpolates the
samples and takes the steps of the MLP. From the cache, the first epoch reads the features of the
tiles and interpolates the same samples. They stay in memory, so further epochs are only the steps.
The seconds to train heads on 50 000 samples are measured as well.
"""

import sys
from typing import Any

from common import DATA, WORK, median, need, pretrained, report, timed

RUNS, MOST, N_SAMPLES = 3, 2_000, 50_000


def main() -> None:
    """Measure on Kampala with the pretrained backbone."""
    runs = [epochs() for _ in range(RUNS + 1)][1:]
    print(runs, file=sys.stderr)
    rows = [
        {
            "what": f"{which} epoch of the MLP, 10 000 samples",
            "backbone in the loop s": median([run["backbone"] for run in runs]),
            "cached features s": median([run[which] for run in runs]),
            "ratio": median([run["backbone"] / run[which] for run in runs]),
        }
        for which in ("first", "further")
    ]
    rows += [
        {"what": f"{head} on {N_SAMPLES} samples", "cached features s": fit_seconds(head)}
        for head in HEADS
    ]
    report("epoch", "Training on cached features, DINOv2-S, CPU", rows)


HEADS = ("lda", "linear", "mlp")


def epochs() -> dict[str, float]:
    """Return the seconds of epochs: backbone in the loop, first and further ones from the cache.

    A further epoch is a quarter of four more.
    """
    from core.training.dataset import training_data

    uncached, cached = kampala(cached=False), kampala(cached=True)
    training_data((cached,), MOST, 0, quiet())  # fills the cache where it is empty
    first = timed(lambda: train(cached, 1))
    return {
        "backbone": timed(lambda: train(uncached, 1)),
        "first": first,
        "further": (timed(lambda: train(cached, 5)) - first) / 4,
    }


def train(labelled: Any, n_epochs: int) -> None:  # noqa: ANN401 (imported late)
    """Read the samples' features and take an epoch's steps, a batch of 512 each, so many times."""
    from core.job.recipe import OptimizerOptions, Recipe
    from core.training.dataset import training_data
    from core.training.fit import fit_head
    from core.training.task import FitTask

    data = training_data((labelled,), MOST, 0, quiet())
    fit_head(FitTask(Recipe("mlp", optimizer=OptimizerOptions(epochs=n_epochs)), data), quiet())


def fit_seconds(head: str) -> float:
    """Return the median seconds of training a head on repeated real samples."""
    from dataclasses import replace

    import torch

    from core.job.recipe import Recipe
    from core.training.dataset import training_data
    from core.training.fit import fit_head
    from core.training.task import FitTask

    data = training_data((kampala(cached=True),), N_SAMPLES // 5, 0, quiet())
    chosen = torch.arange(N_SAMPLES) % len(data.samples)
    index = chosen.numpy()
    many = replace(
        data,
        samples=data.samples.take(chosen),
        x=data.x[index],
        y=data.y[index],
        polygons=data.polygons[index],
    )
    return median(
        [timed(lambda: fit_head(FitTask(Recipe(head), many), quiet())) for _ in range(RUNS)]
    )


def kampala(*, cached: bool):  # noqa: ANN201
    """Return the labelled scene, with a cache or without one."""
    from core.features.feature_map import FeatureMap
    from core.features.session import open_session
    from core.imagery.scene import Scene
    from core.job.options import BackboneOptions, LabelOptions, RunOptions, SceneOptions
    from core.labels.label_reader import read_labels
    from core.labels.sampling import labelled_pixels
    from core.training.dataset import LabelledScene

    folder = need(DATA / "kampala")
    options = BackboneOptions(
        pretrained(), position_mean=False
    )  # its estimate is no part of an epoch
    session = open_session(options, RunOptions(cache=str(WORK / "cache")), quiet())
    scene = Scene(SceneOptions(str(folder / "scene.tif"), scale=2.0))
    labels = read_labels(LabelOptions(str(folder / "labels.gpkg"), class_field="class"), scene)
    features = (
        session.features(scene) if cached else FeatureMap(scene, session.backbone, options, None)
    )
    return LabelledScene(features, labels, labelled_pixels(labels, scene, quiet()))


def quiet():  # noqa: ANN201
    """Return progress that says nothing."""
    from core.progress import Progress

    return Progress()


if __name__ == "__main__":
    main()
