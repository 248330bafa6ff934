"""Are polygons with a wrong class ranked first by 'verifydataset'?

    .venv/bin/python benchmarks/study_mislabelled.py [--seeds 5] [--backbones builtin …]

A tenth of the polygons get another class at random. Precision is the share of these among the
first tenth of the ranking; reported are how many polygons are flagged as likely mislabelled, how
many of them were changed, and how many are flagged in the labels as they are.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from common import DATA, ROOT, need, pretrained, report, table
from numpy.typing import NDArray

from core.features.session import open_session
from core.imagery.scene import Scene
from core.job.options import BackboneOptions, LabelOptions, RunOptions, SceneOptions
from core.labels.label_reader import read_labels
from core.labels.label_set import LabelSet
from core.progress import Progress
from core.training.dataset import TrainingData, training_data
from core.training.labelled_data import labelled_scenes
from core.verification.mislabelled import LIKELY, Suspicion, most_suspicious, suspicion

SHARE = 0.1
PER_CLASS = 1000


@dataclass(frozen=True)
class Source:
    """Images and labels."""

    scenes: tuple[SceneOptions, ...]
    labels: LabelOptions


def kampala() -> Source:
    """58 polygons, 5 classes."""
    folder = DATA / "kampala"
    labels = LabelOptions(str(need(folder / "labels.gpkg")), class_field="class")
    return Source((SceneOptions(str(need(folder / "scene.tif")), scale=2.0),), labels)


def new_brunswick() -> Source:
    """42 polygons on two images, of which 28 are buildings."""
    folder = DATA / "new_brunswick"
    tiles = sorted(need(folder).glob("*.tif"))
    labels = LabelOptions(str(need(folder / "BakerLake_2017_clipped.gpkg")), class_field="Niveau_2")
    return Source(tuple(SceneOptions(str(tile), scale=2.0) for tile in tiles), labels)


def sentinel2() -> Source:
    """604 polygons of OpenStreetMap, 8 classes; some are wrong as they are."""
    folder = ROOT / "build" / "data"
    scene = SceneOptions(
        str(need(folder / "sentinel2.tif")), bands=(4, 3, 2), extra_bands=(8, 11, 12), scale=2.0
    )
    return Source((scene,), LabelOptions(str(need(folder / "labels.gpkg")), class_field="class"))


SOURCES: dict[str, Callable[[], Source]] = {
    one.__name__: one for one in (kampala, new_brunswick, sentinel2)
}


def main() -> None:
    """Run all sources and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--sources", nargs="+", choices=SOURCES, default=list(SOURCES))
    parser.add_argument("--backbones", nargs="+", default=["builtin", pretrained()])
    options = parser.parse_args()
    rows = [
        _row(name, SOURCES[name](), backbone, options.seeds)
        for name in options.sources
        for backbone in options.backbones
    ]
    table("Mislabelled polygons, 10 % of the labels changed", rows)
    report("mislabelled", "Mislabelled polygons, 10 % of the labels changed", rows)


def _row(name: str, source: Source, backbone: str, seeds: int) -> dict[str, Any]:
    scenes = tuple(Scene(one) for one in source.scenes)
    labels = read_labels(source.labels, scenes[0]).within(*scenes)
    session = open_session(BackboneOptions(backbone), RunOptions(), Progress())
    labelled = labelled_scenes(session, scenes, labels, Progress())
    data = training_data(labelled, PER_CLASS, 0, Progress())
    plain = suspicion(data.samples, data.polygons, labels.classes)
    precisions, found, flagged = [], [], []
    for seed in range(seeds):
        changed, is_changed = _with_changes(labels, seed)
        ranking = _suspicion(data, changed)
        first = most_suspicious(ranking.score)[: round(SHARE * len(labels))]
        precisions.append(is_changed[first].mean())
        is_flagged = np.isin(np.arange(len(labels)), most_suspicious(ranking.score, LIKELY))
        flagged.append(is_flagged.sum())
        found.append((is_flagged & is_changed).sum())
    return {
        "source": name,
        "backbone": backbone,
        "polygons": len(labels),
        "precision at 10 %": float(np.mean(precisions)),
        "worst seed": float(np.min(precisions)),
        "flagged": float(np.mean(flagged)),
        "of these changed": float(np.mean(found)),
        "flagged unchanged labels": len(most_suspicious(plain.score, LIKELY)),
    }


def _with_changes(labels: LabelSet, seed: int) -> tuple[LabelSet, NDArray[np.bool_]]:
    """Return labels of which a tenth have another class, and which ones."""
    random = np.random.default_rng(seed)
    is_changed = np.zeros(len(labels), bool)
    chosen = random.choice(len(labels), round(SHARE * len(labels)), replace=False)
    is_changed[chosen] = True
    n = len(labels.table)
    steps = random.integers(1, n, len(labels))
    classes = np.where(is_changed, (labels.classes + steps) % n, labels.classes)
    return replace(labels, classes=classes), is_changed


def _suspicion(data: TrainingData, labels: LabelSet) -> Suspicion:
    """Return the suspicion of the same samples with the classes of other labels."""
    import torch

    classes = torch.from_numpy(labels.classes[data.polygons])
    return suspicion(replace(data.samples, classes=classes), data.polygons, labels.classes)


if __name__ == "__main__":
    main()
