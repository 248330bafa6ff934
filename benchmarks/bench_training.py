"""What does the feature cache save? Training data and head, with features computed or cached."""

import shutil

from common import DATA, WORK, median, need, pretrained, report, timed

RUNS = 3


def main() -> None:
    """Measure on a Dubai tile with the pretrained backbone."""
    name = pretrained()
    folder = need(DATA / "dubai")
    cache = WORK / "training-cache"
    pairs = []
    for _ in range(RUNS):
        shutil.rmtree(cache, ignore_errors=True)
        pairs.append(
            (timed(lambda: train(name, folder, cache)), timed(lambda: train(name, folder, cache)))
        )
    rows = [
        {
            "backbone": name,
            "scene": "Dubai tile 1, 4.6 Mpx",
            "uncached s": median([a for a, _ in pairs]),
            "cached s": median([b for _, b in pairs]),
            "uncached ÷ cached": median([a / b for a, b in pairs]),
        }
    ]
    report("training", "Training a linear head on a label raster, without validation", rows)


def train(name, folder, cache) -> None:  # noqa: ANN001
    """Run one training job as the plugin would, in this process."""
    from core.engine.run import run_job
    from core.job.jobs import TrainJob
    from core.job.options import BackboneOptions, LabelOptions, RunOptions, SceneOptions
    from core.progress import Progress

    job = TrainJob(
        scenes=(SceneOptions(str(folder / "tile1.tif")),),
        labels=LabelOptions(raster=str(folder / "tile1_labels.tif")),
        model=str(WORK / "training.safetensors"),
        backbone=BackboneOptions(name),
        validation="none",
        run=RunOptions(cache=str(cache)),
    )
    run_job(job, Progress())


if __name__ == "__main__":
    main()
