"""What do cached features save in an epoch? One epoch from the cache against one with the backbone in the loop.

Both read the labelled tiles of one scene, interpolate the same samples and take the same MLP steps; the second one
encodes every tile first. Also: seconds of training the linear head and the MLP on 50 000 samples.
"""

import sys

from common import DATA, WORK, median, need, pretrained, report, timed

RUNS, MOST, N_SAMPLES = 3, 2_000, 50_000


def main() -> None:
    """Measure on Kampala with the pretrained backbone."""
    pairs = [(epoch_seconds(cached=False), epoch_seconds(cached=True)) for _ in range(RUNS + 1)][1:]
    print(pairs, file=sys.stderr)
    rows = [
        {
            "what": "one epoch of the MLP, 10 000 samples",
            "backbone in the loop s": median([a for a, _ in pairs]),
            "cached features s": median([b for _, b in pairs]),
            "ratio": median([a / b for a, b in pairs]),
        },
        *({"what": f"{head} on {N_SAMPLES} samples", "cached features s": fit_seconds(head)} for head in HEADS),
    ]
    report("epoch", "Training on cached features, DINOv2-S, CPU", rows)


HEADS = ("lda", "linear", "mlp")


def epoch_seconds(*, cached: bool) -> float:
    """Return the seconds of one epoch: features of the samples, then a step per batch of 512."""
    from core.recipe import OptimizerOptions, Recipe
    from core.training.dataset import training_data
    from core.training.fit import fit_head
    from core.training.task import FitTask

    labelled = kampala(cached=cached)
    if cached:
        training_data((labelled,), MOST, 0, quiet())  # fills the cache where it is empty

    def epoch() -> None:
        data = training_data((labelled,), MOST, 0, quiet())
        fit_head(FitTask(Recipe("mlp", optimizer=OptimizerOptions(epochs=1)), data), quiet())

    return timed(epoch)


def fit_seconds(head: str) -> float:
    """Return the median seconds of training a head on repeated real samples."""
    from dataclasses import replace

    import torch

    from core.recipe import Recipe
    from core.training.dataset import training_data
    from core.training.fit import fit_head
    from core.training.task import FitTask

    data = training_data((kampala(cached=True),), N_SAMPLES // 5, 0, quiet())
    chosen = torch.arange(N_SAMPLES) % len(data.samples)
    index = chosen.numpy()
    many = replace(
        data, samples=data.samples.take(chosen), x=data.x[index], y=data.y[index], polygons=data.polygons[index]
    )
    return median([timed(lambda: fit_head(FitTask(Recipe(head), many), quiet())) for _ in range(RUNS)])


def kampala(*, cached: bool):  # noqa: ANN201
    """Return the labelled scene, with a cache or without one."""
    from core.features.feature_map import FeatureMap
    from core.imagery.scene import Scene
    from core.jobs import BackboneOptions, LabelOptions, RunOptions, SceneOptions
    from core.labels.label_set import read_labels
    from core.labels.sampling import labelled_pixels
    from core.mapping.setup import start
    from core.training.dataset import LabelledScene

    folder = need(DATA / "kampala")
    options = BackboneOptions(pretrained(), position_mean=False)  # its estimate is no part of an epoch
    engine = start(options, RunOptions(cache=str(WORK / "cache")), quiet())
    scene = Scene(SceneOptions(str(folder / "scene.tif"), scale=2.0))
    labels = read_labels(LabelOptions(str(folder / "labels.gpkg"), class_field="class"), scene)
    features = engine.features(scene) if cached else FeatureMap(scene, engine.backbone, options, None)
    return LabelledScene(features, labels, labelled_pixels(labels, scene, quiet()))


def quiet():  # noqa: ANN201
    """Return progress that says nothing."""
    from core.progress import Progress

    return Progress()


if __name__ == "__main__":
    main()
