"""Which cosine finds a class from one or three examples? Average precision, Kampala and Dubai.

    .venv/bin/python benchmarks/study_similarity.py [--backbone builtin] [--queries 8]

An example is a random label polygon, of Dubai a sketch of 32 px in one. Every sixteenth pixel along
both axes is ranked against the truth: all OpenStreetMap buildings of Kampala (scale 2), the label
rasters of Dubai (tiles 1 and 6). Printed are means over queries, then over classes.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import mean

import numpy as np
from common import DATA, need, pretrained, report
from study_common import QUIET, begin

from core.class_table import ClassTable
from core.features.at_pixels import features_at
from core.features.feature_map import FeatureMap
from core.imagery.scene import Scene
from core.imagery.tile_grid import Window
from core.job.options import UNLABELLED, BackboneOptions, LabelOptions, SceneOptions
from core.labels.label_reader import read_labels
from core.labels.sampling import LabelledPixels, labelled_pixels
from core.similarity.query import make_query, similarity

STEP_PX, SKETCH_PX, MAX_PIXELS = 16, 16, 100
Transform = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Truth:
    """Ranked pixels of a scene and the labels that examples are drawn from.

    Attributes:
        tokens: Features at the ranked pixels, (n, D).
        classes: Their classes, (n,); 255 = unlabelled.
        sketch_px: Half the side of what is drawn of a polygon; 0 = all of it.
    """

    name: str
    features: FeatureMap
    pixels: LabelledPixels
    tokens: np.ndarray
    classes: np.ndarray
    names: tuple[str, ...]
    sketch_px: int = 0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--backbone", default="", help="empty = the pretrained one")
    parser.add_argument("--queries", type=int, default=8)
    options = parser.parse_args()
    backbone = options.backbone or pretrained()
    found: dict[tuple[str, int], list[float]] = defaultdict(list)
    for truth in truths(BackboneOptions(backbone)):
        for key, precision in precisions(truth, options.queries):
            found[key].append(precision)
    names = dict.fromkeys(name for name, _ in found)
    rows = [
        {"cosine": name, **{f"{n} example(s)": round(mean(found[name, n]), 3) for n in (1, 3)}}
        for name in names
    ]
    report(f"similarity_{backbone}", f"Average precision, {backbone}", rows)


def truths(options: BackboneOptions) -> Iterator[Truth]:
    """Yield the scenes; unlabelled pixels of Kampala are no buildings."""
    kampala, dubai = need(DATA / "kampala"), need(DATA / "dubai")
    labels = LabelOptions(str(kampala / "buildings_all.gpkg"), class_field="class")
    yield _truth("kampala", SceneOptions(str(kampala / "scene.tif"), scale=2.0), labels, options)
    table = ClassTable.from_names(["building", "land", "road", "vegetation", "water"], range(1, 6))
    for number in (1, 6):
        path = str(dubai / f"tile{number}")
        labels = LabelOptions(raster=f"{path}_labels.tif")
        scene = SceneOptions(f"{path}.tif")
        yield _truth(f"dubai {number}", scene, labels, options, table, SKETCH_PX)


def _truth(
    name: str,
    scene_options: SceneOptions,
    labels: LabelOptions,
    options: BackboneOptions,
    table: ClassTable | None = None,
    sketch_px: int = 0,
) -> Truth:
    scene = Scene(scene_options)
    features = begin(options).features(scene)
    known = read_labels(labels, scene, table).within(scene)
    pixels = labelled_pixels(known, scene, QUIET)
    classes = np.full((scene.height, scene.width), UNLABELLED, np.uint8)
    classes[pixels.rows, pixels.columns] = pixels.classes
    ranked = np.zeros(classes.shape, bool)
    ranked[STEP_PX // 2 :: STEP_PX, STEP_PX // 2 :: STEP_PX] = True
    ranked &= scene.read_valid(Window(0, 0, scene.height, scene.width))
    if sketch_px:  # labels are dense: what has none is unknown
        ranked &= classes != UNLABELLED
    tokens = features_at(features, *np.nonzero(ranked), QUIET)
    return Truth(name, features, pixels, tokens, classes[ranked], known.table.names, sketch_px)


def precisions(truth: Truth, n_queries: int) -> Iterator[tuple[tuple[str, int], float]]:
    """Yield cosine, number of examples and mean average precision of each class of a scene."""
    from sklearn.metrics import average_precision_score

    random = np.random.default_rng(0)
    spaces = transforms(truth.tokens)
    ranked = {name: _unit(space(truth.tokens)) for name, space in spaces.items()}
    sizes = np.bincount(truth.pixels.polygons)
    for position, name in enumerate(truth.names):
        own = np.unique(truth.pixels.polygons[truth.pixels.classes == position])
        usable = own[sizes[own] >= MAX_PIXELS]
        is_class = truth.classes == position
        for n_examples in (1, 3):
            scores = defaultdict(list)
            for _ in range(n_queries):
                tokens = examples(truth, random.choice(usable, n_examples, replace=False), random)
                for space, transform in spaces.items():
                    query = _unit(transform(tokens)).mean(axis=0)
                    scores[space].append(average_precision_score(is_class, ranked[space] @ query))
                found = similarity(make_query(truth.tokens, tokens), truth.tokens)
                scores["product"].append(average_precision_score(is_class, found))
            print(truth.name, name, n_examples, {k: round(mean(v), 3) for k, v in scores.items()})
            for space, values in scores.items():
                yield (space, n_examples), mean(values)


def examples(truth: Truth, polygons: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return the features of up to 100 pixels of each polygon, (n, D)."""
    pixels, chosen = truth.pixels, []
    for polygon in polygons:
        inside = np.flatnonzero(pixels.polygons == polygon)
        if truth.sketch_px:
            middle = random.choice(inside)
            down = abs(pixels.rows[inside] - pixels.rows[middle])
            across = abs(pixels.columns[inside] - pixels.columns[middle])
            inside = inside[np.maximum(down, across) < truth.sketch_px]
        chosen.append(random.choice(inside, min(MAX_PIXELS, len(inside)), replace=False))
    positions = np.concatenate(chosen)
    return features_at(truth.features, pixels.rows[positions], pixels.columns[positions], QUIET)


def transforms(tokens: np.ndarray) -> dict[str, Transform]:
    """Return what is done to tokens (n, D) before the cosine."""
    centre, deviation = tokens.mean(axis=0), tokens.std(axis=0) + 1e-6
    covariance = np.cov((tokens - centre).T)
    found: dict[str, Transform] = {
        "plain": lambda values: values,
        "centred": lambda values: values - centre,
        "standardised": lambda values: (values - centre) / deviation,
        "standardised, at most 2": lambda values: ((values - centre) / deviation).clip(-2, 2),
    }
    for shrinkage in (0.1, 0.5, 0.9):
        target = np.trace(covariance) / len(covariance) * np.eye(len(covariance))
        shrunk = (1 - shrinkage) * covariance + shrinkage * target
        values, vectors = np.linalg.eigh(shrunk)
        whitening = (vectors / np.sqrt(values)).astype(np.float32)
        found[f"whitened, shrinkage {shrinkage}"] = lambda tokens, w=whitening: (
            (tokens - centre) @ w
        )
    return found


def _unit(values: np.ndarray) -> np.ndarray:
    return values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-9)


if __name__ == "__main__":
    main()
