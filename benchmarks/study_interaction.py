"""What is a stroke worth, and does *Suggest labels* save some?

    .venv/bin/python benchmarks/study_interaction.py [--grounds kampala …]
        [--annotators suggested …] [--seeds 3] [--quick] [--folder FOLDER]

A simulated annotator starts from one stroke per class and draws 80 more. After every stroke, later
every second and every fifth, the live head ``lda`` is fitted again, and the annotator chooses
places: in the middle of one of the three largest wrong regions of its map (``errors``; this
annotator knows the truth everywhere), those that *Suggest labels* finds (``suggested``; the
annotator moves up to the side of a stroke to a pure place of the same class and skips a place
without one), or at random. ``suggested, 10 % wrong`` gives every tenth stroke a wrong class, and
``suggested, no borders`` labels nothing within 5 px of another class. Strokes are drawn once per
seed and kept with the runs; every method is trained on the same ones. Maps of all methods are
sharpened, but not those of the forest on raw bands of Sentinel-2. No stroke of a run is scored.
An interrupted run resumes. Results are in ``benchmarks/results/interaction.json``.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import mean

import numpy as np
import study_common as common
from common import table
from numpy.typing import NDArray
from scipy import ndimage
from study_annotator import middle_of
from study_common import QUIET, Runs, clocked
from study_ground import GROUNDS, MOST, STEP, Classes, Ground, Stroke

from core.assessment.baselines import TokenForest, raw_bands_at
from core.features.at_pixels import blocks_under
from core.heads.head import Head
from core.heads.samples import Samples
from core.imagery.tile_grid import Window
from core.job.head_kinds import BY_NAME
from core.job.options import UNLABELLED
from core.job.sharpen_options import DEFAULT_FACTOR, SharpenOptions
from core.labels.sampling import LabelledPixels, training_sample
from core.mapping import edge_filter
from core.mapping.block_scores import ScoreTable
from core.mapping.geometry import cells_of
from core.mapping.rendering import Rendering
from core.mapping.scoring import score_inner_window
from core.suggestions.candidates import Candidates, Labelled
from core.suggestions.suggest import suggest

STROKES = (5, 10, 20, 40, 80)
LIVE, RAW_FOREST, TOKEN_FOREST = "lda", "forest, raw bands", "forest, tokens"
ERRORS, SUGGESTED, RANDOM = "errors", "suggested", "random"
WRONG, NO_BORDERS = "suggested, 10 % wrong", "suggested, no borders"
SLOW_SEEDS, SLOW_STROKES = 1, (10, 40)  # of the forest on tokens
SCORE = "mean IoU of the classes; Kampala: IoU of buildings"
MAX_SKIPPED = 40  # suggestions that the annotator skips at most per fit
N_REGIONS = 3  # the annotator corrects one of so many
MAX_REGIONS = 60  # of which so many are looked at
BORDER_PX = 5
N_TREES = 100
COLOR_STEP = 4  # of 8-bit colours in the forest's table
SHARPENED = SharpenOptions("edges", DEFAULT_FACTOR)
MAX_BLOCKS = 10  # of 512 px that are scored


# -- the annotator -----------------------------------------------------------------------


@dataclass(frozen=True)
class Annotator:
    """Who draws strokes.

    Attributes:
        choice: How places are chosen.
        errs: Fraction of strokes with a wrong class.
        border_px: Distance to other classes within which nothing is labelled.
    """

    choice: str
    errs: float = 0.0
    border_px: int = 0


ANNOTATORS = {
    ERRORS: Annotator(ERRORS),
    SUGGESTED: Annotator(SUGGESTED),
    RANDOM: Annotator(RANDOM),
    WRONG: Annotator(SUGGESTED, errs=0.1),
    NO_BORDERS: Annotator(SUGGESTED, border_px=BORDER_PX),
}


def looks(most: int) -> list[int]:
    """Return the numbers of strokes between two fits."""
    steps: list[int] = []
    while sum(steps) < most:
        done = sum(steps)
        step = 1 if done < 10 else 2 if done < 20 else 5
        steps.append(min(step, most - done))
    return steps


def annotate(ground: Ground, annotator: Annotator, seed: int, most: int) -> list[Stroke]:
    """Return the starting strokes and so many further ones."""
    random = np.random.default_rng([seed, 2])
    strokes = ground.start(seed)
    for count in looks(most):
        head = fit(LIVE, ground.samples(drawn(ground, annotator, strokes), seed), seed)
        chosen = CHOICES[annotator.choice](ground, head, strokes, count, random)
        strokes += [mistaken(ground, one, annotator.errs, random) for one in chosen]
    return strokes


def mistaken(ground: Ground, stroke: Stroke, errs: float, random: np.random.Generator) -> Stroke:
    """Return a stroke with a wrong class that the truth has, in some of the cases."""
    if random.random() >= errs:
        return stroke
    wrong = random.choice(ground.known[ground.known != stroke.drawn])
    return Stroke(stroke.row, stroke.column, int(wrong))


def drawn(ground: Ground, annotator: Annotator, strokes: Sequence[Stroke]) -> LabelledPixels:
    """Return the pixels that an annotator labels with strokes."""
    pixels = ground.squares(strokes)
    if not annotator.border_px:
        return pixels
    keep = inner(ground, annotator.border_px)[pixels.rows, pixels.columns]
    return pixels.take(keep | (pixels.polygons < ground.n_start))


def inner(ground: Ground, border_px: int) -> NDArray[np.bool_]:
    """Return the pixels that have no other class within a distance, (h, w)."""
    side = 2 * border_px + 1
    lowest = ndimage.minimum_filter(ground.truth, side)
    return np.asarray(lowest == ndimage.maximum_filter(ground.truth, side))


# -- choices of places -------------------------------------------------------------------


def by_errors(
    ground: Ground,
    head: Head,
    strokes: Sequence[Stroke],
    count: int,
    random: np.random.Generator,
) -> list[Stroke]:
    """Return strokes in the middle of the largest wrong regions."""
    truth = ground.truth[::STEP, ::STEP]
    wrong = (ground.quick_map(head) != truth) & (truth != UNLABELLED)
    found: list[Stroke] = []
    for _ in range(count):
        free = ground.free([*strokes, *found])
        middles = middles_of(wrong & near_free(ground, [*strokes, *found]), free[::STEP, ::STEP])
        if not middles:
            break
        row, column = middles[random.integers(len(middles))]
        found.append(Stroke(row * STEP, column * STEP, int(truth[row, column])))
    return found


def near_free(ground: Ground, strokes: Sequence[Stroke]) -> NDArray[np.bool_]:
    """Return what is not near strokes, at every second pixel along rows and columns."""
    result = np.ones(ground.truth.shape, bool)
    for stroke in strokes:
        result[ground.around(stroke, ground.gap - 1)] = False
    return result[::STEP, ::STEP]


def middles_of(wrong: NDArray[np.bool_], free: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the middles of the largest wrong regions that have a free pixel."""
    regions, n_regions = ndimage.label(wrong)
    sizes = np.bincount(regions.ravel(), minlength=n_regions + 1)[1:]
    windows, found = ndimage.find_objects(regions), []
    for number in np.argsort(-sizes, kind="stable")[:MAX_REGIONS]:
        window = windows[number]
        middle = middle_of(regions[window] == number + 1, free[window])
        if middle is not None:
            found.append((window[0].start + middle[0], window[1].start + middle[1]))
        if len(found) == N_REGIONS:
            break
    return found


def by_suggestion(
    ground: Ground,
    head: Head,
    strokes: Sequence[Stroke],
    count: int,
    random: np.random.Generator,
) -> list[Stroke]:
    """Return strokes at the places that the product suggests; some are skipped."""
    own = ground.candidates
    places = Candidates(own.tokens, own.rows, own.columns, ground.probabilities(head))
    rows = np.array([stroke.row for stroke in strokes])
    columns = np.array([stroke.column for stroke in strokes])
    classes = np.array([stroke.drawn for stroke in strokes])
    labelled = Labelled(ground.tokens_at(rows, columns), rows, columns, classes)
    found: list[Stroke] = []
    for one in suggest(places, labelled, count + MAX_SKIPPED, ground.gap):
        free = ground.free([*strokes, *found])
        stroke = ground.near(int(own.rows[one.candidate]), int(own.columns[one.candidate]), free)
        found += [stroke] if stroke else []
        if len(found) == count:
            break
    return found


def at_random(
    ground: Ground,
    head: Head,
    strokes: Sequence[Stroke],
    count: int,
    random: np.random.Generator,
) -> list[Stroke]:
    """Return strokes at random places of known truth, moved like those at suggestions."""
    found: list[Stroke] = []
    rows, columns = np.nonzero(ground.truth != UNLABELLED)
    while len(found) < count:
        number = random.integers(len(rows))
        free = ground.free([*strokes, *found])
        stroke = ground.near(int(rows[number]), int(columns[number]), free)
        found += [stroke] if stroke else []
    return found


Choice = Callable[[Ground, Head, Sequence[Stroke], int, np.random.Generator], list[Stroke]]
CHOICES: dict[str, Choice] = {ERRORS: by_errors, SUGGESTED: by_suggestion, RANDOM: at_random}


# -- methods -----------------------------------------------------------------------------


def fit(method: str, samples: Samples, seed: int) -> Head:
    """Fit a head, or a forest on tokens."""
    if method == TOKEN_FOREST:
        return TokenForest(samples, seed)
    head: Head = BY_NAME[method].fit_function()(samples, QUIET)
    return head


def head_map(ground: Ground, method: str, pixels: LabelledPixels, seed: int) -> Classes:
    """Return the scored blocks of a sharpened map, 255 elsewhere, (h, w)."""
    head = fit(method, ground.samples(pixels, seed), seed)
    features, result = ground.features, np.full(ground.truth.shape, UNLABELLED, np.uint8)
    scores = ScoreTable(features, head.n_planes)
    for tokens, values in ground.tiles:
        scores.put(cells_of(features, tokens), score_inner_window(features, head, values))
    rendering = Rendering(head, sharpening=SHARPENED)
    for block in scored_blocks(ground):
        result[block.slices_in(ground.whole)] = rendering.render_block([scores], block).classes
    return result


def scored_blocks(ground: Ground) -> list[Window]:
    """Return the blocks that have a reference, at most ten, evenly spaced."""
    rows, columns = np.nonzero(ground.reference != UNLABELLED)
    blocks = [block for block, _ in blocks_under(ground.scene, rows, columns)]
    return blocks[:: -(-len(blocks) // MAX_BLOCKS)]


def forest_map(ground: Ground, pixels: LabelledPixels, seed: int) -> Classes:
    """Return the same of a forest on all raw bands."""
    from sklearn.ensemble import RandomForestClassifier

    positions, weights = training_sample(pixels, MOST, seed)
    chosen, options = pixels.take(positions), ground.scene.options
    bands = tuple(dict.fromkeys((*options.extra_bands, *options.bands)))
    values = raw_bands_at(ground.scene, bands, chosen)
    trees = RandomForestClassifier(N_TREES, random_state=seed, min_samples_leaf=2, n_jobs=1)
    trees.fit(values, chosen.classes, sample_weight=weights)
    if options.extra_bands:
        return _at_references(ground, trees, bands)
    result = np.full(ground.truth.shape, UNLABELLED, np.uint8)
    for block in scored_blocks(ground):
        result[block.slices_in(ground.whole)] = _sharpened_block(ground, trees, block)
    return result


def _at_references(ground: Ground, trees, bands: tuple[int, ...]) -> Classes:  # noqa: ANN001
    """Return the classes of all pixels that are scored."""
    rows, columns = (axis.astype(np.int32) for axis in np.nonzero(ground.reference != UNLABELLED))
    nothing = np.zeros(len(rows), np.int32)
    values = raw_bands_at(ground.scene, bands, LabelledPixels(rows, columns, nothing, nothing))
    result = np.full(ground.truth.shape, UNLABELLED, np.uint8)
    result[rows, columns] = trees.predict(values)
    return result


def _sharpened_block(ground: Ground, trees, block: Window) -> Classes:  # noqa: ANN001
    """Return the sharpened classes of a block; similar colours are predicted once."""
    around = block.grown(edge_filter.MARGIN_PX)
    image, valid = ground.scene.read_native(around)
    steps = image.astype(np.int64) // COLOR_STEP
    packed, of_pixel = np.unique(steps[0] << 16 | steps[1] << 8 | steps[2], return_inverse=True)
    colors = np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=1) * COLOR_STEP
    probabilities = trees.predict_proba(colors + COLOR_STEP // 2).T.astype(np.float32)
    planes = probabilities[:, of_pixel.reshape(valid.shape)]
    sigma = max(edge_filter.MIN_SIGMA, DEFAULT_FACTOR * ground.scene.color_difference)
    best = edge_filter.EdgeFilter(image, valid, sigma).most_likely(planes)
    return trees.classes_[best].astype(np.uint8)


METHODS = (LIVE, "ridge", RAW_FOREST, TOKEN_FOREST)


def applies(method: str, annotator: str, n_strokes: int, seed: int) -> bool:
    """Tell whether a method runs; baselines get the strokes by errors and at random."""
    if method == LIVE:
        return True
    if method == TOKEN_FOREST and (seed >= SLOW_SEEDS or n_strokes not in SLOW_STROKES):
        return False
    return annotator in (ERRORS, RANDOM)


# -- runs --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawn:
    """The strokes of a run in their order: row, column, class position."""

    places: list[list[int]]


@dataclass(frozen=True)
class MapScore:
    """Mean IoU of the counted classes, and the seconds of a fit and a map."""

    miou: float
    seconds: float


def strokes_of(ground: Ground, runs: Runs, key: dict[str, object], most: int) -> list[Stroke]:
    """Return the strokes of a run; they are drawn once and kept."""
    key = {**key, "strokes": most, "method": "annotator"}
    if not runs.has(**key):
        annotator, seed = ANNOTATORS[str(key["annotator"])], int(str(key["seed"]))
        made = annotate(ground, annotator, seed, most)
        runs.add(Drawn([[s.row, s.column, s.drawn] for s in made]), **key)
    (row,) = [row for row in runs.rows if key.items() <= row.items()]
    return [Stroke(*place) for place in row["places"]]


def run(ground: Ground, runs: Runs, key: dict[str, object], numbers: Sequence[int]) -> None:
    """Score all methods on the strokes of an annotator, as far as it is not done."""
    annotator, seed = str(key["annotator"]), int(str(key["seed"]))
    strokes = strokes_of(ground, runs, key, max(numbers))
    reference = ground.reference.copy()
    for stroke in strokes:
        reference[ground.around(stroke, ground.side // 2)] = UNLABELLED
    for n_strokes in numbers:
        pixels = drawn(ground, ANNOTATORS[annotator], strokes[: ground.n_start + n_strokes])
        for method in METHODS:
            place = {**key, "strokes": n_strokes, "method": method}
            if runs.has(**place) or not applies(method, annotator, n_strokes, seed):
                continue
            make = partial(map_of, ground, method, pixels, seed)
            mapped, seconds = clocked(make)
            score = MapScore(mean_iou(ground, mapped, reference), round(seconds, 1))
            runs.add(score, **place)
            print(place, score, file=sys.stderr, flush=True)


def map_of(ground: Ground, method: str, pixels: LabelledPixels, seed: int) -> Classes:
    """Return the map of a method where it is scored."""
    if method == RAW_FOREST:
        return forest_map(ground, pixels, seed)
    return head_map(ground, method, pixels, seed)


def mean_iou(ground: Ground, mapped: Classes, reference: Classes) -> float:
    """Return the mean IoU of the counted classes where the map and the reference are known."""
    is_known = (reference != UNLABELLED) & (mapped != UNLABELLED)
    found, truth = ground.as_truth(mapped[is_known]), reference[is_known]
    ious = []
    for number in ground.counted:
        either = ((found == number) | (truth == number)).sum()
        ious.append(((found == number) & (truth == number)).sum() / max(1, either))
    return round(float(np.mean(ious)), 4)


# -- tables ------------------------------------------------------------------------------


def show(runs: Runs) -> None:
    """Print a table per scene and keep them in front of the runs."""
    scored = [row for row in runs.rows if row["method"] != "annotator"]
    summaries: dict[str, object] = {}
    for name in GROUNDS:
        own = [row for row in scored if row["ground"] == name]
        if own:
            summaries[name] = rows = summary(own)
            table(f"{runs.title}: {name}", rows)
    summaries["strokes needed"] = needed = [
        {"ground": name, **strokes_needed([r for r in scored if r["ground"] == name])}
        for name in GROUNDS
    ]
    table("Suggested strokes, divided by random strokes of the same score", needed)
    runs.write({"score": SCORE, **summaries})


def strokes_needed(rows: Sequence[dict]) -> dict[str, str]:  # type: ignore[type-arg]
    """Return the share of random strokes that suggested ones need, by the number of random ones.

    Means over seeds are interpolated between the numbers of strokes. A score that the first or
    none of the suggested numbers reach gives a bound.
    """
    curves = {}
    for annotator in (SUGGESTED, RANDOM):
        own = [r for r in rows if (r["annotator"], r["method"]) == (annotator, LIVE)]
        numbers = sorted({row["strokes"] for row in own})
        scores = [mean(r["miou"] for r in own if r["strokes"] == number) for number in numbers]
        curves[annotator] = numbers, np.maximum.accumulate(scores)
    numbers, scores = curves[SUGGESTED]
    result = {}
    for number, score in zip(*curves[RANDOM], strict=True):
        if not len(scores) or score > scores[-1]:
            result[str(number)] = f"> {max(numbers, default=0) / number:.2f}"
        elif score <= scores[0]:
            result[str(number)] = f"<= {numbers[0] / number:.2f}"
        else:
            result[str(number)] = f"{np.interp(score, scores, numbers) / number:.2f}"
    return result


def summary(rows: Sequence[dict]) -> list[dict[str, object]]:  # type: ignore[type-arg]
    """Return a row per annotator and method: the score by the number of strokes."""
    result = []
    for annotator in ANNOTATORS:
        for method in METHODS:
            own = [r for r in rows if (r["annotator"], r["method"]) == (annotator, method)]
            line: dict[str, object] = {"annotator": annotator, "method": method}
            for n_strokes in sorted({row["strokes"] for row in own}):
                values = [row["miou"] for row in own if row["strokes"] == n_strokes]
                line[str(n_strokes)] = common.spread(values)
            if own:
                result.append({**line, "seconds": round(mean(r["seconds"] for r in own), 1)})
    return result


def main() -> None:
    """Run what is missing and print the tables."""
    parser = common.study_parser(__doc__, seeds=3)
    parser.add_argument("--grounds", nargs="+", choices=[*GROUNDS], default=[*GROUNDS])
    parser.add_argument("--annotators", nargs="+", choices=[*ANNOTATORS], default=[*ANNOTATORS])
    options = common.parsed(parser)
    numbers = STROKES[:1] if options.quick else STROKES
    grounds = options.grounds[:1] if options.quick else options.grounds
    runs = Runs("interaction", "What a stroke is worth: mean ± sd over seeds", options.folder)
    for seed in range(options.seeds):
        for name in grounds:
            ground = GROUNDS[name](seed)
            for annotator in options.annotators:
                key = {"ground": name, "annotator": annotator, "seed": seed}
                run(ground, runs, key, numbers)
    show(runs)


if __name__ == "__main__":
    main()
