"""How visible are tile borders? Feature steps across their borders, and changed classes.

* seam ratio: mean distance between neighbouring tokens across a border of inner windows ÷ inside
  (1 = no seam);
* disagreement: fraction of tokens whose class changes when the tile grid moves by a quarter of an
  inner window.
"""

import sys
from dataclasses import replace

from common import DATA, need, pretrained, report, timed


def main() -> None:
    """Measure every combination of tile grids and position mean for both backbones on Kampala."""
    need(DATA / "kampala" / "scene.tif")
    rows = []
    for name in ("builtin", pretrained()):
        for lattices in (1, 2, 4):
            for position_mean in (False,) if name == "builtin" else (False, True):
                rows.append(measure(name, lattices, position_mean=position_mean))
                print(rows[-1], file=sys.stderr)
    report("seams", "Seams on the Kampala scene (scale 2), linear head on all labels", rows)


def measure(name: str, lattices: int, *, position_mean: bool) -> dict[str, object]:
    """Return seam ratio and disagreement of one backbone and one remedy."""
    import numpy as np

    from core.features.feature_map import FeatureMap
    from core.features.session import open_session
    from core.imagery.scene import Scene
    from core.job.options import BackboneOptions, LabelOptions, RunOptions, SceneOptions
    from core.job.recipe import Recipe
    from core.labels.label_reader import read_labels
    from core.labels.sampling import labelled_pixels
    from core.progress import Progress
    from core.training.dataset import LabelledScene, training_data
    from core.training.fit import fit_head
    from core.training.task import FitTask

    quiet, folder = Progress(), DATA / "kampala"
    options = BackboneOptions(name, lattices=lattices, position_mean=position_mean)
    session = open_session(options, RunOptions(), quiet)
    scene = Scene(SceneOptions(str(folder / "scene.tif"), scale=2.0))
    features = FeatureMap(scene, session.backbone, options, None)
    labels = read_labels(LabelOptions(str(folder / "labels.gpkg"), class_field="class"), scene)
    data = training_data(
        (LabelledScene(features, labels, labelled_pixels(labels, scene, quiet)),), 5000, 0, quiet
    )
    head = fit_head(FitTask(Recipe(), data), quiet)
    shifted = FeatureMap(scene, session.backbone, options, None)
    quarter = features.stride // 4
    moved = (
        replace(one, shift=(one.shift[0] + quarter, one.shift[1] + quarter))
        for one in shifted.tile_grids
    )
    shifted.tile_grids = tuple(moved)
    whole = {}
    seconds = timed(lambda: whole.update(values=_read(features)))
    values, others = whole["values"], _read(shifted)
    flipped = _classes(head, values) != _classes(head, others)
    return {
        "backbone": name,
        "lattices": lattices,
        "position mean": position_mean,
        "seam ratio": round(seam_ratio(values, features.stride * features.fine_factor), 3),
        "disagreement": round(float(np.mean(flipped)), 4),
        "seconds": round(seconds, 2),
    }


def _read(features):  # noqa: ANN001, ANN202
    """Read a whole feature map on its finest grid, (C, h, w) float32."""
    import numpy as np

    from core.features.feature_map import stack_on_finest_grid
    from core.imagery.tile_grid import Window

    return stack_on_finest_grid(
        features.read(Window(0, 0, features.rows, features.columns)), features.factors
    ).astype(np.float32)


def _classes(head, values):  # noqa: ANN001, ANN202
    """Return the class of every token."""
    return head.token_scores(values, values.shape[1] * values.shape[2]).argmax(axis=0)


def seam_ratio(values, step: int) -> float:  # noqa: ANN001
    """Return the mean feature distance across borders of inner windows, divided by that inside."""
    import numpy as np

    across, inside = [], []
    for axis in (1, 2):
        distance = np.sqrt((np.diff(values, axis=axis) ** 2).sum(axis=0))
        lines = distance if axis == 1 else distance.T
        border = (np.arange(len(lines)) + 1) % step == 0
        across.append(lines[border].ravel())
        inside.append(lines[~border].ravel())
    return float(np.concatenate(across).mean() / np.concatenate(inside).mean())


if __name__ == "__main__":
    main()
