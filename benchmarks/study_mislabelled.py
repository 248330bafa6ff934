"""Are polygons with a wrong class ranked first by 'verifydataset'?

    .venv/bin/python benchmarks/study_mislabelled.py [--seeds 5] [--backbones builtin …]

A tenth of the polygons get another class at random. Precision is the share of these among the
first tenth of the ranking; reported are how many polygons are flagged as likely mislabelled, how
many of them were changed, and how many are flagged in the labels as they are.

``--variants`` repeats this with other thresholds, ridges and numbers of rounds.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

import numpy as np
from common import DATA, ROOT, need, pretrained, report
from numpy.typing import NDArray

from core.features.session import open_session
from core.imagery.scene import Scene
from core.job.options import BackboneOptions, LabelOptions, RunOptions, SceneOptions
from core.labels.label_reader import read_labels
from core.labels.label_set import LabelSet
from core.progress import Progress
from core.training.dataset import TrainingData, training_data
from core.training.labelled_data import labelled_scenes
from core.verification import mislabelled
from core.verification.mislabelled import (
    Suspicion,
    likely_mislabelled,
    most_suspicious,
    suspicion,
)

SHARE = 0.1
PER_CLASS = 1000
NAMES = ("LIKELY", "_RIDGE", "_ROUNDS")  # constants that variants change
DEFAULTS = tuple(getattr(mislabelled, name) for name in NAMES)
VARIANTS = (
    *((likely, ridge, 2) for ridge in (1.0, 0.1) for likely in (0.2, 0.3, 0.4, 0.5)),
    *((likely, ridge, 2) for ridge in (0.01, 10.0) for likely in (0.2, 0.4)),
    *((0.4, ridge, rounds) for ridge in (1.0, 0.1) for rounds in (1, 3)),
)


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
    parser.add_argument("--variants", action="store_true", help="other constants as well")
    options = parser.parse_args()
    variants = VARIANTS if options.variants else (DEFAULTS,)
    name = "mislabelled_variants" if options.variants else "mislabelled"
    rows: list[dict[str, Any]] = []
    for source in options.sources:
        for backbone in options.backbones:
            known = _known(SOURCES[source](), backbone)
            for variant in variants:
                rows.append(_row(source, backbone, known, variant, options.seeds))
                report(name, "Mislabelled polygons, 10 % of the labels changed", rows)


def _known(source: Source, backbone: str) -> tuple[LabelSet, TrainingData]:
    """Read the labels of a source and the samples under them."""
    scenes = tuple(Scene(one) for one in source.scenes)
    labels = read_labels(source.labels, scenes[0]).within(*scenes)
    session = open_session(BackboneOptions(backbone), RunOptions(), Progress())
    labelled = labelled_scenes(session, scenes, labels, Progress())
    return labels, training_data(labelled, PER_CLASS, 0, Progress())


def _row(
    name: str,
    backbone: str,
    known: tuple[LabelSet, TrainingData],
    variant: tuple[float, float, int],
    seeds: int,
) -> dict[str, Any]:
    """Rank the polygons of all seeds with the constants of a variant."""
    labels, data = known
    likely, ridge, rounds = variant
    precisions, found, flagged = [], [], []
    with patch.multiple(mislabelled, **dict(zip(NAMES, variant, strict=True))):
        plain = suspicion(data.samples, data.polygons, labels.classes)
        reported_unchanged = likely_mislabelled(plain.score, labels.classes)
        for seed in range(seeds):
            changed, is_changed = _with_changes(labels, seed)
            ranking = _suspicion(data, changed)
            first = most_suspicious(ranking.score)[: round(SHARE * len(labels))]
            precisions.append(is_changed[first].mean())
            reported = likely_mislabelled(ranking.score, changed.classes)
            is_flagged = np.isin(np.arange(len(labels)), reported)
            flagged.append(is_flagged.sum())
            found.append((is_flagged & is_changed).sum())
    return {
        "source": name,
        "backbone": backbone,
        "likely": likely,
        "ridge": ridge,
        "rounds": rounds,
        "polygons": len(labels),
        "precision at 10 %": float(np.mean(precisions)),
        "worst seed": float(np.min(precisions)),
        "flagged": float(np.mean(flagged)),
        "of these changed": float(np.mean(found)),
        "flagged unchanged labels": len(reported_unchanged),
        "highest unchanged": float(np.nanmax(plain.score)),
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
