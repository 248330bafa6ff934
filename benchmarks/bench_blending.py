"""What do the remedies for seams cost, and how do they change a map? One scene, every method.

* seam ratio: mean step of the class probabilities across the borders of tiles ÷ elsewhere (1 = no
  seam). Steps are between neighbouring tokens; borders are those of all tile grids that a method
  uses on the scene itself;
* as large elsewhere: fraction of other positions for a comb of lines like these borders where
  steps are as large. Below .05 the seam is visible and no coincidence;
* cost: CPU seconds of the whole map ÷ those of the plain one, in one run, with nothing cached
  except the position mean (32 tiles, whatever the size of the scene).
"""

import shutil
import sys
import time
from pathlib import Path

from common import DATA, WORK, need, pretrained, report


def main() -> None:
    """Measure both backbones on the Kampala scene."""
    need(DATA / "kampala" / "scene.tif")
    rows = []
    for name in ("builtin", pretrained()):
        rows += measure(name)
    report(
        "blending",
        "Ways to map the Kampala scene (scale 2), linear head on the sparse labels",
        rows,
    )


def measure(name: str) -> list[dict[str, object]]:
    """Return cost and seam ratio of every way for one backbone; the plain way comes first."""
    from core.job.map_options import MapOptions

    ways = {
        "one lattice": MapOptions(),
        "2 lattices": MapOptions(lattices=2),
        "4 lattices": MapOptions(lattices=4),
        "taper, overlap 0.25": MapOptions(blend="taper"),
        "taper, overlap 0.5": MapOptions(blend="taper", overlap=0.5),
        "2 views": MapOptions(tta=("hflip",)),
    }
    shutil.rmtree(WORK / "blending", ignore_errors=True)
    runs = []
    if name != "builtin":
        runs.append(
            ("one lattice, no position mean", train(name, position_mean=False), MapOptions())
        )
    model = train(name, position_mean=name != "builtin")
    runs += [(way, model, options) for way, options in ways.items()]
    rows: list[dict[str, object]] = []
    plain = seconds = 0.0
    for way, path, options in runs:
        seconds, ratio, elsewhere, classes = mapped(path, options)
        if way == "one lattice":
            plain, first = seconds, classes
        rows.append(
            {
                "backbone": name,
                "way": way,
                "processor s": round(seconds, 1),
                "seam ratio": round(ratio, 3),
            }
        )
        rows[-1] |= {"as large elsewhere": round(elsewhere, 2), "classes": classes}
        print(name, way, round(seconds, 1), round(ratio, 3), round(elsewhere, 2), file=sys.stderr)
    for row in rows:
        row["cost"] = round(float(str(row["processor s"])) / plain, 2)
        row["changed"] = round(float((row.pop("classes") != first).mean()), 4)
    return rows


def train(name: str, *, position_mean: bool) -> str:
    """Train a linear head on the scene's polygons and return the model's path."""
    from core.engine.run import run_job
    from core.job.jobs import TrainJob
    from core.job.options import BackboneOptions, LabelOptions, RunOptions
    from core.progress import Progress

    path = WORK / "blending" / f"{name}-{position_mean}.safetensors"
    labels = LabelOptions(str(DATA / "kampala" / "labels.gpkg"), class_field="class")
    backbone = BackboneOptions(name, position_mean=position_mean)
    run = RunOptions(cache=str(WORK / "blending" / "cache"))
    run_job(
        TrainJob((_scene(),), labels, str(path), backbone=backbone, validation="none", run=run),
        Progress(),
    )
    for file in (WORK / "blending" / "cache").rglob("*"):
        if file.is_file() and not file.name.startswith("position"):
            file.unlink()
    return str(path)


def mapped(model: str, options):  # noqa: ANN001, ANN201
    """Map the scene; return CPU seconds, seam ratio, how often steps elsewhere are as large."""
    import rasterio

    from core.engine.run import run_job
    from core.job.jobs import PredictJob
    from core.job.options import RunOptions
    from core.progress import Progress

    folder = WORK / "blending" / "map"
    run = RunOptions(cache=str(WORK / "blending" / "cache"))
    job = PredictJob(
        _scene(), model, str(folder / "map.tif"), "", str(folder / "shares.tif"), options, run
    )
    began = time.process_time()
    run_job(job, Progress())
    seconds = time.process_time() - began
    with rasterio.open(job.probabilities) as dataset:
        shares = dataset.read()
    with rasterio.open(job.output) as dataset:
        classes = dataset.read(1)
    return seconds, *seams(shares, model, options), classes


def seams(shares, model: str, options) -> tuple[float, float]:  # noqa: ANN001
    """Return the seam ratio, and the fraction of shifted combs of lines with steps as large."""
    import numpy as np

    lines, combs = [], []
    features = looked_at(model, options)
    cell_px = features.token_px / features.fine_factor / features.scene.scale
    for axis, length in ((1, features.rows), (2, features.columns)):
        centres = ((np.arange(length * features.fine_factor) + 0.5) * cell_px).astype(int)
        values = shares.take(centres[centres < shares.shape[axis]], axis=axis).astype(np.float32)
        values[values == 255] = np.nan
        step = np.sqrt((np.diff(values, axis=axis) ** 2).sum(axis=0))
        lines.append(np.nanmean(step, axis=2 - axis))
        combs.append(np.array(sorted(borders(features, axis))) - 1)
    ratios = [
        _ratio(lines, combs, shift) for shift in range(features.stride * features.fine_factor)
    ]
    return ratios[0], float(np.mean(np.array(ratios[1:]) >= ratios[0]))


def _ratio(lines, combs, shift: int) -> float:  # noqa: ANN001
    """Return the mean step at shifted combs of lines, divided by the mean of all other lines."""
    import numpy as np

    at = [
        np.isin(np.arange(len(line)), comb + shift) for line, comb in zip(lines, combs, strict=True)
    ]
    here = np.concatenate([line[mask] for line, mask in zip(lines, at, strict=True)])
    elsewhere = np.concatenate([line[~mask] for line, mask in zip(lines, at, strict=True)])
    return float(here.mean() / elsewhere.mean())


def looked_at(model: str, options):  # noqa: ANN001, ANN201
    """Return the features that a way of mapping looks at, those of the scene itself."""
    from core.features.session import open_session
    from core.heads.model_file import load_model
    from core.imagery.scene import Scene
    from core.job.options import RunOptions
    from core.mapping.model_scene import map_backbone
    from core.mapping.plan import mapped_views
    from core.progress import Progress

    session = open_session(map_backbone(load_model(Path(model)), options), RunOptions(), Progress())
    return mapped_views(session.features(Scene(_scene()), write=False), options)[0]


def borders(features, axis: int) -> set[int]:  # noqa: ANN001
    """Return the finest cells at which what tiles contribute begins or ends along an axis."""
    found = set()
    for tile_grid in features.tile_grids:
        tiles = [tile_grid.tile_at(k, 0) for k in tile_grid.tile_rows(0, tile_grid.rows)]
        ends = [(t.inner.row, t.inner.row_end) for t in tiles]
        if axis == 2:
            tiles = [tile_grid.tile_at(0, k) for k in tile_grid.tile_columns(0, tile_grid.columns)]
            ends = [(t.inner.column, t.inner.column_end) for t in tiles]
        found |= {end * features.fine_factor for pair in ends for end in pair}
    return found


def _scene():  # noqa: ANN202
    from core.job.options import SceneOptions

    return SceneOptions(str(DATA / "kampala" / "scene.tif"), scale=2.0)


if __name__ == "__main__":
    main()
