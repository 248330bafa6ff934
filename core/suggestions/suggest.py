"""Choose the places where a further label is expected to help most. Arrays only.

With a head, a place counts by its ambiguity, that is how near the two most likely classes are
(margin sampling; Scheffer, Decomain and Wrobel 2001), or by its novelty, that is how far its
features are from all labelled ones (the criterion of k-center; Sener and Savarese 2018). Without a
head, places are chosen that represent the scene: facility location (Wei, Iyer and Bilmes 2015),
greedily.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .ambiguity import ambiguity
from .candidates import Candidates, Labelled
from .room import Room
from .space import Space, spread, squared_distances

AUTO, MARGIN, NOVELTY, COVERAGE = "auto", "margin", "novelty", "coverage"
TYPICAL = "typical of unlabelled ground"
UNLIKE = "unlike all labels"
BETWEEN = "between {} and {}"
Points = NDArray[np.float32]
_MAX_LABELLED = 500  # labelled pixels that each candidate is compared with
_MAX_REPRESENTED = 2000  # candidates that stand for the scene where representatives are chosen
_WIDTH = 0.05  # of the similarity, as fraction of the median squared distance


@dataclass(frozen=True)
class Suggestion:
    """A place where a label is expected to help.

    Attributes:
        candidate: Position among the candidates.
        predicted, second: Positions of the two most likely classes, -1 without a head.
        margin: Difference of their probabilities, 0 without a head.
        reason: One of the reasons above.
    """

    candidate: int
    predicted: int
    second: int
    margin: float
    reason: str

    def explained(self, names: Sequence[str]) -> str:
        """Return the reason with the names of the classes, which are given by position."""
        if self.reason != BETWEEN:
            return self.reason
        return BETWEEN.format(names[self.predicted], names[self.second])


def suggest(
    candidates: Candidates,
    labelled: Labelled,
    count: int,
    min_distance_px: float,
    method: str = AUTO,
) -> list[Suggestion]:
    """Return the best places, best first; fewer than ``count`` if there is no more room.

    Predicted classes share the places: what a candidate counts is divided by one plus the number
    of places chosen before with the same class.

    Args:
        candidates: Where labels could be drawn.
        labelled: What is labelled already; may be empty.
        count: Number of places.
        min_distance_px: Least distance of a place to labelled pixels and to other places.
        method: ``margin`` (most ambiguous), ``novelty``, or ``coverage`` (representative places);
            ``auto`` is ``margin``. Without a head, both are ``coverage``.
    """
    room = Room(candidates, labelled, min_distance_px)
    if not room.is_free.any():
        return []
    signals = _signals(candidates, labelled)
    if method == COVERAGE or (signals.ambiguity is None and method != NOVELTY):
        chosen = list(_representatives(signals, room, count))
    else:
        chosen = list(_best(signals, room, count, method))
    return list(_explained(candidates, signals, chosen))


@dataclass(frozen=True)
class _Signals:
    """What is known of the candidates.

    Attributes:
        points, known: Candidates (n, d) and labelled pixels (m, d) in the same space.
        novelty: Distance of each candidate to the nearest labelled pixel in this space, (n,).
        predicted: Most likely class, 0 without a head, (n,).
        ambiguity: 1 - margin around each candidate, (n,); None without a head.
    """

    points: Points
    known: Points
    novelty: NDArray[np.float32]
    predicted: NDArray[np.integer]
    ambiguity: NDArray[np.float32] | None


def _signals(candidates: Candidates, labelled: Labelled) -> _Signals:
    space = Space(candidates.tokens)
    points = space.project(candidates.tokens)
    known = space.project(labelled.tokens[spread(len(labelled), _MAX_LABELLED)])
    probabilities = candidates.probabilities
    predicted = np.zeros(len(candidates), np.int64)
    if probabilities is not None:
        predicted = probabilities.argmax(axis=1)
    return _Signals(
        points,
        known,
        _distances(points, known),
        predicted,
        None if probabilities is None else ambiguity(candidates, probabilities),
    )


# -- choices -------------------------------------------------------------------------------------


def _best(signals: _Signals, room: Room, count: int, method: str) -> Iterator[int]:
    """Yield the candidates that count most; what is like a chosen one is not novel any more."""
    novelty = signals.novelty
    turns = np.ones(signals.predicted.max() + 1, np.float32)
    for _ in range(count):
        if not room.is_free.any():
            return
        values = novelty
        if signals.ambiguity is not None and method != NOVELTY:
            values = signals.ambiguity
        worth = values / turns[signals.predicted]
        chosen = int(np.where(room.is_free, worth, -1).argmax())
        yield chosen
        room.take(chosen)
        turns[signals.predicted[chosen]] += 1
        novelty = np.minimum(novelty, _distances(signals.points, signals.points[[chosen]]))


def _representatives(signals: _Signals, room: Room, count: int) -> Iterator[int]:
    """Yield the candidates that make the scene most similar to a label or a chosen place.

    Evenly spaced candidates stand for the scene, and places are chosen among them.
    """
    spaced = spread(len(signals.points), _MAX_REPRESENTED)
    points = signals.points[spaced]
    squares = squared_distances(points, points)
    width = max(_WIDTH * float(np.median(squares)), float(np.finfo(np.float32).tiny))
    similarity = np.exp(-squares / width)
    covered = np.exp(-squared_distances(points, signals.known) / width).max(axis=1, initial=0)
    for _ in range(count):
        is_free = room.is_free[spaced]
        if not is_free.any():
            return
        gains = np.maximum(similarity - covered, 0).sum(axis=1)
        best = int(np.where(is_free, gains, -1).argmax())
        yield int(spaced[best])
        room.take(int(spaced[best]))
        covered = np.maximum(covered, similarity[best])


def _distances(points: Points, known: Points) -> NDArray[np.float32]:
    """Return the distance of points (n, d) to the nearest of known ones (m, d), (n,).

    Without known ones, it is that to the middle of the space.
    """
    if not len(known):
        known = np.zeros((1, points.shape[1]), np.float32)
    nearest: NDArray[np.float32] = squared_distances(points, known).min(axis=1)
    return np.sqrt(nearest)


# -- reasons -------------------------------------------------------------------------------------


def _explained(
    candidates: Candidates, signals: _Signals, chosen: Sequence[int]
) -> Iterator[Suggestion]:
    """Yield the chosen candidates, each with its reason."""
    probabilities = candidates.probabilities
    ambiguities = signals.ambiguity
    if probabilities is None or ambiguities is None:
        for one in chosen:
            yield Suggestion(one, -1, -1, 0.0, TYPICAL)
        return
    for one in chosen:
        second, first = (int(position) for position in probabilities[one].argsort()[-2:])
        margin = float(probabilities[one, first] - probabilities[one, second])
        yield Suggestion(one, first, second, margin, _reason(signals.novelty, ambiguities, one))


def _reason(novelty: NDArray[np.float32], ambiguities: NDArray[np.float32], one: int) -> str:
    """Return what distinguishes a candidate most from the others."""
    is_novel = _rank(novelty, one) > _rank(ambiguities, one)
    return UNLIKE if is_novel else BETWEEN


def _rank(values: NDArray[np.float32], one: int) -> float:
    """Return the fraction of values that are smaller than that at a position."""
    return float((values < values[one]).mean())
