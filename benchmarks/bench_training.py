"""What does the feature cache save? Training data and head with features computed against features cached."""

import shutil

from common import DATA, WORK, median, need, pretrained, report, timed

RUNS = 3


def main() -> None:
    """Measure on Kampala with the pretrained backbone."""
    name = pretrained()
    folder = need(DATA / "kampala")
    cache = WORK / "training-cache"
    pairs = []
    for _ in range(RUNS):
        shutil.rmtree(cache, ignore_errors=True)
        pairs.append((timed(lambda: train(name, folder, cache)), timed(lambda: train(name, folder, cache))))
    rows = [
        {
            "backbone": name,
            "labels": "58 polygons",
            "uncached s": median([a for a, _ in pairs]),
            "cached s": median([b for _, b in pairs]),
            "uncached ÷ cached": median([a / b for a, b in pairs]),
        }
    ]
    report("training", "Training a linear head on Kampala (scale 2), without validation", rows)


def train(name, folder, cache) -> None:  # noqa: ANN001
    """Run one training job as the plugin would, in this process."""
    from core.engine.run import run_job
    from core.jobs import BackboneOptions, LabelOptions, RunOptions, SceneOptions, TrainJob
    from core.progress import Progress

    job = TrainJob(
        scenes=(SceneOptions(str(folder / "scene.tif"), scale=2.0),),
        labels=LabelOptions(str(folder / "labels.gpkg"), class_field="class"),
        model=str(WORK / "training.safetensors"),
        backbone=BackboneOptions(name),
        validation="none",
        run=RunOptions(cache=str(cache)),
    )
    run_job(job, Progress())


if __name__ == "__main__":
    main()
