"""Does a dense head draw sharper outlines from dense labels? Buildings of Kampala.

    .venv/bin/python benchmarks/study_outlines.py [--heads lda linear decoder …] [--seeds 3]
        [--folder …]

Every OpenStreetMap building of the scene is a label and the whole scene a fully labelled area.
There are two spatial folds: each half (in blocks) is scored by a head that trained on the other
one. Jobs are the product's own, and so are the scores; boundary F1 has a tolerance of 3 px.
Finished jobs are read from ``outlines.json``.
"""

import argparse
import tempfile
from pathlib import Path
from statistics import mean

import study_common as common
from common import DATA, RESULTS, need, table
from study_common import RGB, Runs, Score

from core.engine.run import run_job
from core.job.jobs import TrainJob
from core.job.options import LabelOptions, RunOptions, SceneOptions
from core.job.recipe import LossOptions, Recipe
from core.progress import Progress

_REGION = LossOptions("cross_entropy=1, dice=0.5")
HEADS = {
    "lda": Recipe("lda"),
    "linear": Recipe("linear"),
    "mlp": Recipe("mlp"),
    "decoder": Recipe("decoder"),
    "decoder, Dice": Recipe("decoder", loss=_REGION),
    "dpt": Recipe("dpt"),
}
MOST = 5_000  # token samples per class; crops of dense heads see every labelled pixel


def main() -> None:
    """Run what is missing and print the table."""
    options = _options()
    runs = Runs(
        "outlines",
        "Dense labels, buildings of Kampala, two folds: mean ± sd over seeds",
        options.folder,
    )
    for seed in range(options.seeds):
        for name in options.heads:
            if not runs.has(head=name, seed=seed):
                metrics = train(HEADS[name], seed)
                score = Score(
                    metrics["miou"],
                    metrics["class_iou"],
                    metrics["oa"],
                    round(metrics["seconds"], 1),
                )
                runs.add(score, head=name, seed=seed, boundary_f1=round(metrics["boundary_f1"], 4))
    rows = summary(runs)
    runs.write({"rows": rows})
    table(runs.title, rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--heads", nargs="+", choices=list(HEADS), default=list(HEADS))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=RESULTS, help="where results are kept")
    return parser.parse_args()


def train(recipe: Recipe, seed: int) -> dict:
    """Train and cross-validate on two folds; returns the job's figures."""
    folder = need(DATA / "kampala")
    scene = SceneOptions(str(folder / "scene.tif"), extra_bands=RGB, scale=2.0)
    with tempfile.TemporaryDirectory(dir=common.WORK) as made:
        labels = LabelOptions(
            str(folder / "buildings_all.gpkg"), class_field="class", area=str(_area(scene, made))
        )
        model, run = (
            f"{made}/model.safetensors",
            RunOptions(cache=str(common.WORK / "cache"), seed=seed),
        )
        job = TrainJob(
            (scene,),
            labels,
            model,
            "",
            common.backbone(),
            recipe,
            folds=2,
            max_samples=MOST,
            run=run,
        )
        return run_job(job, Progress()).metrics


def _area(options: SceneOptions, folder: str) -> Path:
    """Write the scene's outline as a layer and return it."""
    import pyogrio.raw
    import shapely

    from core.imagery.scene import Scene

    scene = Scene(options)
    path = Path(folder) / "area.gpkg"
    outline = shapely.to_wkb([shapely.box(*scene.bounds)])
    pyogrio.raw.write(
        path, outline, field_data=[], fields=[], geometry_type="Polygon", crs=scene.crs.to_wkt()
    )
    return path


def summary(runs: Runs) -> list[dict[str, object]]:
    """Return a row per head."""
    rows = []
    for head in dict.fromkeys(row["head"] for row in runs.rows):
        own = [row for row in runs.rows if row["head"] == head]
        rows.append(
            {
                "head": head,
                "seeds": len(own),
                "IoU building": common.spread([row["class_iou"]["building"] for row in own]),
                "mIoU": common.spread([row["miou"] for row in own]),
                "boundary F1": common.spread([row["boundary_f1"] for row in own]),
                "seconds of a job": round(mean(row["seconds"] for row in own), 1),
            }
        )
    return rows


if __name__ == "__main__":
    main()
