"""Checks of images and of their tiles."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..imagery.scaling_check import scaling_warning
from ..imagery.scene import Scene
from .finding import Finding
from .tile_facts import TileFacts
from .tile_table import TileTable

_MUCH_NODATA = 0.5  # share of a tile from which it is reported
_SCALE_FACTOR = 16.0  # mean and deviation of a tile differ by so much from those of its image
_FEWEST_TILES = 5  # of an image, from which tiles are compared with it
_PIXEL_FACTOR = 1.1  # pixel sizes of images that differ by more are reported
_RANGE_FACTOR = 8.0  # so are ranges of raw numbers


def image_findings(
    scenes: Sequence[Scene], images: Sequence[Mapping[str, Any]]
) -> Iterator[Finding]:
    """Yield what is wrong with the images as a whole.

    Args:
        scenes: The images as they are now.
        images: The images as they were when the dataset was prepared, as in ``dataset.json``.
    """
    for scene, facts in zip(scenes, images, strict=True):
        if scene.fingerprint() != facts["fingerprint"]:
            yield Finding(
                "changed_image",
                "error",
                f"{scene.name} has changed since the dataset was prepared; prepare it again.",
            )
        scaling = scaling_warning(scene)
        if scaling:
            yield Finding("scaling", "warning", scaling)
    yield from _same_images(scenes)
    yield from _different_pixels(scenes)
    yield from _different_numbers(scenes)


def _same_images(scenes: Sequence[Scene]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for scene in scenes:
        key = scene.fingerprint()
        if key in seen:
            yield Finding(
                "duplicate_images",
                "error",
                f"{seen[key]} and {scene.name} are the same image, so labels count twice and may "
                "be held out in one and trained in the other; leave one out.",
            )
        seen.setdefault(key, scene.name)


def _different_pixels(scenes: Sequence[Scene]) -> Iterator[Finding]:
    sizes = [scene.pixel_size_m for scene in scenes]
    if max(sizes) > _PIXEL_FACTOR * min(sizes):
        small, large = scenes[int(np.argmin(sizes))], scenes[int(np.argmax(sizes))]
        yield Finding(
            "pixel_sizes",
            "warning",
            f"Pixels of {small.name} are {min(sizes):.3g} m and those of {large.name} "
            f"{max(sizes):.3g} m wide; objects look different to the backbone, so resample the "
            "images to one pixel size.",
        )


def _different_numbers(scenes: Sequence[Scene]) -> Iterator[Finding]:
    first = scenes[0]
    for scene in scenes[1:]:
        dtypes = [one.file.dataset().dtypes[0] for one in (first, scene)]
        ranges = [_range(one) for one in (first, scene)]
        factor = max(ranges) / max(min(ranges), 1e-12)
        if dtypes[0] != dtypes[1] or factor > _RANGE_FACTOR:
            yield Finding(
                "image_scales",
                "warning",
                f"{first.name} ({dtypes[0]}, values up to about {ranges[0]:.4g}) and {scene.name} "
                f"({dtypes[1]}, up to about {ranges[1]:.4g}) have different scales; check that "
                "both are the same kind of image.",
            )


def _range(scene: Scene) -> float:
    """Return the largest number of the backbone's bands that the stretch keeps apart."""
    return max(abs(scene.stretch.ranges[band][1]) for band in scene.options.bands)


def tile_findings(scenes: Sequence[Scene], tiles: TileTable, facts: TileFacts) -> Iterator[Finding]:
    """Yield what is wrong with the pixels of tiles."""
    yield from _not_finite(facts)
    yield from _nodata(facts)
    yield from _constant(facts)
    for number, scene in enumerate(scenes):
        yield from _other_scale(scene, tiles.of_image(number), facts)
    yield from _duplicates(tiles, facts)


def _positions(mask: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(np.flatnonzero(mask).tolist())


def _not_finite(facts: TileFacts) -> Iterator[Finding]:
    is_bad = facts.n_not_finite > 0
    if is_bad.any():
        yield Finding(
            "not_finite",
            "warning",
            f"{int(is_bad.sum())} tiles have {int(facts.n_not_finite.sum())} pixels that are NaN "
            "or infinite though that is not the nodata value; they are not mapped. Repair the "
            "image or declare its nodata value.",
            _positions(is_bad),
        )


def _nodata(facts: TileFacts) -> Iterator[Finding]:
    is_empty = facts.valid_share < 1 - _MUCH_NODATA
    if is_empty.any():
        yield Finding(
            "nodata",
            "note",
            f"{int(is_empty.sum())} tiles have no data in more than {_MUCH_NODATA:.0%} of their "
            "pixels.",
            _positions(is_empty),
        )


def _constant(facts: TileFacts) -> Iterator[Finding]:
    if facts.is_constant.any():
        yield Finding(
            "constant",
            "warning",
            f"{int(facts.is_constant.sum())} tiles are a single colour; if that is not what the "
            "ground looks like, repair the image or declare the value as nodata.",
            _positions(facts.is_constant),
        )


def _other_scale(scene: Scene, positions: NDArray[np.int64], facts: TileFacts) -> Iterator[Finding]:
    """Compare mean and deviation of each tile with the medians over the image's tiles."""
    is_used = (facts.valid_share[positions] > _MUCH_NODATA) & ~facts.is_constant[positions]
    used = positions[is_used]
    if len(used) < _FEWEST_TILES:
        return
    means = np.abs(facts.means[used]).mean(axis=1)
    deviations = facts.deviations[used].mean(axis=1)
    levels = means / max(np.median(means), 1e-12)
    spreads = deviations / max(np.median(deviations), 1e-12)
    is_low = np.maximum(levels, spreads) < 1 / _SCALE_FACTOR
    is_high = np.minimum(levels, spreads) > _SCALE_FACTOR
    is_other = is_low | is_high
    if is_other.any():
        yield Finding(
            "tile_scale",
            "warning",
            f"{int(is_other.sum())} tiles of {scene.name} have values of another scale than the "
            f"rest of the image, by a factor of {_SCALE_FACTOR:.0f} or more; a part of a mosaic "
            "may have other units.",
            tuple(used[is_other].tolist()),
        )


def _duplicates(tiles: TileTable, facts: TileFacts) -> Iterator[Finding]:
    """Find tiles with the same pixels; constant tiles are no duplicates."""
    is_usable = ~facts.is_constant & (facts.valid_share > 0)
    used = np.flatnonzero(is_usable)
    _, numbers, counts = np.unique(facts.digests[used], return_inverse=True, return_counts=True)
    twins = used[counts[numbers] > 1]
    if not len(twins):
        return
    yield Finding(
        "duplicate_tiles",
        "warning",
        f"{len(twins)} tiles have exactly the pixels of another tile, so the same ground counts "
        "several times; leave copies out.",
        tuple(twins.tolist()),
    )
    of_twin = numbers[counts[numbers] > 1]
    leaking = []
    for group in np.unique(of_twin):
        members = twins[of_twin == group]
        if len({fold for fold in tiles.folds[members] if fold}) > 1:
            leaking += members.tolist()
    if leaking:
        yield Finding(
            "leakage",
            "error",
            f"{len(leaking)} tiles have the same pixels as a tile of another fold, so the scores "
            "of a validation are too high; leave copies out.",
            tuple(leaking),
        )
