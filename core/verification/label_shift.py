"""Whether labels are shifted against the image as a whole, and by how much.

The matches of single labels (``label_match``) are summed over blocks of neighbouring labels and
over all labels. The shift of a block or of all labels is where the sum is highest. It is clear if
the sum is higher there than it would be by chance, and systematic if the blocks agree.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from ..imagery.scene import Scene
from ..labels.label_set import LabelSet
from ..progress import Progress
from .label_match import FEWEST_PX, REACH_PX, Image, LabelMatcher

FEWEST_LABELS = 12  # with fewer usable labels there is no verdict
_PER_BLOCK = 6  # labels that a block has at least, if there are so many
_MOST_PER_BLOCK = 8  # of a block's labels, so many are matched
_FEWEST_BLOCKS, _MOST_BLOCKS = 3, 25
_AGREE_PX = 2.0  # largest distance of a block that agrees to the shift of all labels
_AGREEING = 0.6  # fraction of the clear blocks that must agree, and about that of the labels
_SMALLEST_PX = 1.5  # a shorter shift is within the error of the method
_SIDELOBE_PX = 5  # what is closer to a peak belongs to the peak
_DRAWS = 99  # of random displacements: the highest of these is exceeded by chance in 1 of 100 cases
_DIRECTIONS = (
    "east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east",
)  # fmt: skip


@dataclass(frozen=True)
class Offset:
    """What has to be added to the coordinates of labels so that they fit the image.

    Attributes:
        dx, dy: To the east and to the north, in units of the scene's CRS.
        dx_px, dy_px: The same in native pixels.
    """

    dx: float
    dy: float
    dx_px: float
    dy_px: float

    @classmethod
    def of_pixels(cls, scene: Scene, dx_px: float, dy_px: float) -> "Offset":
        """Return an offset that is given in native pixels."""
        t = scene.transform
        width, height = abs(t.a) + abs(t.b), abs(t.d) + abs(t.e)
        return cls(dx_px * width, dy_px * height, dx_px, dy_px)

    @property
    def length_px(self) -> float:
        """Length in native pixels."""
        return math.hypot(self.dx_px, self.dy_px)

    def distance_px(self, other: "Offset") -> float:
        """Return the distance to another offset in native pixels."""
        return math.hypot(self.dx_px - other.dx_px, self.dy_px - other.dy_px)

    @property
    def opposite_direction(self) -> str:
        """Where the labels lie, seen from what the image shows, such as "north-east"."""
        turn = math.atan2(-self.dy_px, -self.dx_px) / (math.pi / 4)
        return _DIRECTIONS[round(turn) % 8]


@dataclass(frozen=True)
class BlockShift:
    """The shift of a block of neighbouring labels.

    Attributes:
        x, y: Mean of the centres of its labels, in the scene's CRS.
        offset: What has to be added to its labels.
        quality: Height of the peak in standard deviations of the other shifts (peak-to-sidelobe
            ratio).
        is_clear: Whether the peak is higher than by chance, and not at the end of the search.
        n_labels: Number of labels that were matched.
    """

    x: float
    y: float
    offset: Offset
    quality: float
    is_clear: bool
    n_labels: int


@dataclass(frozen=True)
class LabelShift:
    """The shift of labels against an image.

    Attributes:
        offset: What has to be added to the labels; 0 where there is no verdict.
        mad_px: Median distance of the clear blocks' offsets to it in pixels, NaN without blocks.
        is_systematic: Whether all labels are to be moved by the offset.
        verdict: The result as a sentence.
        blocks: The shifts of the blocks.
        n_labels: Number of labels that were matched.
    """

    offset: Offset
    mad_px: float
    is_systematic: bool
    verdict: str
    blocks: tuple[BlockShift, ...]
    n_labels: int


def estimate_shift(scene: Scene, labels: LabelSet, progress: Progress, seed: int = 0) -> LabelShift:
    """Estimate the shift of labels against a scene, up to 32 pixels along rows and columns.

    Only windows around some labels of each block are read, so time and memory do not depend on the
    size of the scene.

    Args:
        scene: The image.
        labels: Polygons in the scene's CRS.
        progress: Steps by block.
        seed: Seed of the choice of labels and of the random displacements.
    """
    random = np.random.default_rng(seed)
    matcher = LabelMatcher(scene, labels)
    centres = shapely.get_coordinates(shapely.centroid(labels.geometries))
    usable = _large_enough(scene, labels)
    groups = _groups(centres, usable, min(max(len(usable) // _PER_BLOCK, 3), _MOST_BLOCKS))
    blocks: list[BlockShift] = []
    every: list[Image] = []
    for done, group in enumerate(groups, start=1):
        matches = _matches(matcher, random.permutation(group), progress)
        progress.step(done, len(groups))
        if matches:
            place = centres[list(matches)].mean(axis=0)
            blocks.append(_block(scene, place, list(matches.values()), random))
            every += matches.values()
    if len(every) < FEWEST_LABELS:
        return _too_few(len(every), blocks)
    return _judged(scene, _peak(every, random, 0.01), blocks, len(every))


def _large_enough(scene: Scene, labels: LabelSet) -> NDArray[np.int64]:
    """Return the numbers of the polygons that have enough pixels."""
    pixel_area = abs(scene.transform.determinant)
    return np.flatnonzero(shapely.area(labels.geometries) >= FEWEST_PX * pixel_area)


def _groups(
    centres: NDArray[np.float64], numbers: NDArray[np.int64], n_groups: int
) -> list[NDArray[np.int64]]:
    """Return groups of neighbouring polygons, about equally many in each.

    Args:
        centres: Centres of all polygons, (n, 2).
        numbers: The polygons to be grouped.
        n_groups: How many groups; a set is halved along its longer side again and again.
    """
    if n_groups == 1 or len(numbers) < 2:
        return [numbers] if len(numbers) else []
    axis = int(np.ptp(centres[numbers], axis=0).argmax())
    ordered = numbers[np.argsort(centres[numbers, axis], kind="stable")]
    first = n_groups // 2
    middle = len(numbers) * first // n_groups
    before = _groups(centres, ordered[:middle], first)
    return before + _groups(centres, ordered[middle:], n_groups - first)


def _matches(
    matcher: LabelMatcher, numbers: NDArray[np.int64], progress: Progress
) -> dict[int, Image]:
    """Return the matches of the first polygons that have one, by number."""
    found: dict[int, Image] = {}
    for number in numbers[: 2 * _MOST_PER_BLOCK].tolist():
        progress.check()
        match = matcher.match(number)
        if match is not None:
            found[number] = match
        if len(found) == _MOST_PER_BLOCK:
            break
    return found


# -- peaks ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Peak:
    """The highest point of a sum of matches.

    Attributes:
        column, row: Its shift in native pixels.
        quality: Its peak-to-sidelobe ratio.
        rival: Height of the highest point elsewhere, as a fraction of the peak's.
        is_clear: Whether it is higher than by chance.
    """

    column: float
    row: float
    quality: float
    rival: float
    is_clear: bool


def _peak(matches: Sequence[Image], random: np.random.Generator, chance: float) -> _Peak:
    """Find the peak of the sum of matches and test it against random displacements.

    Args:
        matches: Matches of polygons, (65, 65) each.
        random: Draws the displacements: each match is moved cyclically.
        chance: Probability with which displaced labels have so high a peak.
    """
    total = np.sum(matches, axis=0)
    row, column = divmod(int(total.argmax()), total.shape[1])
    is_inside = 0 < row < 2 * REACH_PX and 0 < column < 2 * REACH_PX
    rows, columns = np.ogrid[: total.shape[0], : total.shape[1]]
    rest = total[np.hypot(rows - row, columns - column) > _SIDELOBE_PX]
    by_chance = np.quantile(_displaced_peaks(matches, random), 1 - chance)
    return _Peak(
        column - REACH_PX + (_vertex(total[row, column - 1 : column + 2]) if is_inside else 0),
        row - REACH_PX + (_vertex(total[row - 1 : row + 2, column]) if is_inside else 0),
        float((total.max() - rest.mean()) / max(rest.std(), 1e-9)),
        float(rest.max() / total.max()),
        bool(is_inside and total.max() > by_chance),
    )


def _displaced_peaks(matches: Sequence[Image], random: np.random.Generator) -> NDArray[np.float64]:
    """Return the highest sums of randomly displaced matches, (99,)."""
    side, peaks = len(matches[0]), np.empty(_DRAWS)
    for draw in range(_DRAWS):
        steps = random.integers(side, size=(len(matches), 2))
        moved = [np.roll(one, step, (0, 1)) for one, step in zip(matches, steps, strict=True)]
        peaks[draw] = np.sum(moved, axis=0).max()
    return peaks


def _vertex(values: NDArray[np.floating]) -> float:
    """Return the vertex of the parabola through values at -1, 0 and 1, the middle one highest."""
    before, middle, after = (float(value) for value in values)
    bend = before - 2 * middle + after
    return 0.5 * (before - after) / bend if bend < 0 else 0.0


# -- results --------------------------------------------------------------------------------------


def _block(
    scene: Scene,
    place: NDArray[np.float64],
    matches: Sequence[Image],
    random: np.random.Generator,
) -> BlockShift:
    peak = _peak(matches, random, 0.05)
    return BlockShift(
        float(place[0]),
        float(place[1]),
        _offset(scene, peak),
        peak.quality,
        peak.is_clear and len(matches) > 1,
        len(matches),
    )


def _offset(scene: Scene, peak: _Peak) -> Offset:
    """Convert a shift in pixels to map directions."""
    t = scene.transform
    dx, dy = peak.column * t.a + peak.row * t.b, peak.column * t.d + peak.row * t.e
    return Offset.of_pixels(scene, dx / (abs(t.a) + abs(t.b)), dy / (abs(t.d) + abs(t.e)))


def _too_few(n_labels: int, blocks: Sequence[BlockShift]) -> LabelShift:
    verdict = (
        f"Too few labels to tell whether they are shifted: the outlines of {n_labels} can be "
        f"compared with the image, and {FEWEST_LABELS} are needed."
    )
    return LabelShift(
        Offset(0, 0, 0, 0),
        math.nan,
        is_systematic=False,
        verdict=verdict,
        blocks=tuple(blocks),
        n_labels=n_labels,
    )


def _judged(scene: Scene, peak: _Peak, blocks: Sequence[BlockShift], n_labels: int) -> LabelShift:
    """Compare the blocks with the shift of all labels, and say what follows."""
    offset = _offset(scene, peak)
    clear = [block.offset.distance_px(offset) for block in blocks if block.is_clear]
    agreeing = sum(distance <= _AGREE_PX for distance in clear)
    mad = float(np.median(clear)) if clear else math.nan
    found = f"{offset.length_px:.1f} px ({_length(scene, offset)})"
    votes = f"{agreeing} of {len(clear)} blocks agree"
    is_systematic = False
    if not peak.is_clear or len(clear) < _FEWEST_BLOCKS:
        verdict = (
            "It cannot be told whether the labels are shifted: their outlines do not follow what "
            f"the image shows within {REACH_PX} px; {len(clear)} of {len(blocks)} blocks are clear."
        )
    elif agreeing < _AGREEING * len(clear) or peak.rival > (1 - _AGREEING) / _AGREEING:
        verdict = f"Blocks disagree about a shift of the labels: not systematic; {votes}."
    elif offset.length_px < _SMALLEST_PX:
        verdict = f"No shift was found: the labels are within {found} of the image; {votes}."
    else:
        is_systematic = True
        verdict = (
            f"Labels are shifted by {found} to the {offset.opposite_direction} of what the image "
            f"shows; systematic: {votes}."
        )
    return LabelShift(offset, mad, is_systematic, verdict, tuple(blocks), n_labels)


def _length(scene: Scene, offset: Offset) -> str:
    """Write the length of an offset in metres, or in map units without a CRS."""
    unit = "m" if scene.crs else "map units"
    return f"{offset.length_px * scene.pixel_size_m:.2g} {unit}"
