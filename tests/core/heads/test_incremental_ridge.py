"""Polygons come and go, and the head is always the one that fits those that are there."""

import random
from dataclasses import replace

import numpy as np
import pytest
import torch

from landsketch.core.errors import InvalidLabels
from landsketch.core.heads.incremental_ridge import IncrementalRidge
from landsketch.core.heads.ridge import fit_ridge
from landsketch.core.heads.samples import joined
from landsketch.core.labels.sampling import LabelledPixels, training_sample
from landsketch.core.progress import Progress


@pytest.fixture(scope="module")
def polygons(samples):
    """Forty polygons of one class each, with 3 to 20 samples that stand for up to 2000 pixels."""
    chance, found = random.Random(1), []
    positions = [torch.nonzero(samples.classes == c).ravel().tolist() for c in range(3)]
    for name in range(40):
        of_class = positions[name % 3]
        own = torch.tensor(
            [of_class.pop() for _ in range(min(len(of_class), chance.randint(3, 20)))]
        )
        part = samples.take(own)
        found.append((name, part.tokens, part.pixels, name % 3, chance.randint(len(own), 2000)))
    return found


def held(polygons):
    ridge = IncrementalRidge(3)
    for one in polygons:
        ridge.add(*one)
    return ridge


def difference(one, other):
    """Compare weights and biases relative to the largest of each."""
    names = ("weight", "pixel_weight", "bias")
    pairs = [(one.tensors_by_name[n].double(), other.tensors_by_name[n].double()) for n in names]
    return max(float((a - b).abs().max() / b.abs().max()) for a, b in pairs)


def test_the_order_of_polygons_does_not_matter(polygons):
    expected = held(polygons).head()
    for seed in range(3):
        assert difference(held(random.Random(seed).sample(polygons, 40)).head(), expected) < 1e-6


def test_a_hundred_random_edits_leave_what_a_fit_from_scratch_gives(polygons):
    chance, ridge, inside = (
        random.Random(5),
        held(polygons[:20]),
        dict(zip(range(20), polygons[:20], strict=True)),
    )
    for _ in range(100):
        one = chance.choice(polygons)
        if one[0] in inside and len(inside) > 8:
            ridge.remove(one[0])
            del inside[one[0]]
        else:
            ridge.add(*one)
            inside[one[0]] = one
        ridge.head()
    scratch = list(inside.values())
    chance.shuffle(scratch)
    assert difference(ridge.head(), held(scratch).head()) < 1e-6


def test_a_huge_polygon_leaves_no_trace(polygons):
    ridge = held(polygons)
    _, tokens, pixels, position, _ = polygons[0]
    ridge.add("lake", tokens * 1000, pixels * 1000, position, 10**9)
    ridge.head()
    ridge.remove("lake")
    assert difference(ridge.head(), held(polygons).head()) < 1e-6


@pytest.mark.parametrize(
    "sizes", [(1, 3, 9), range(1, 41)]
)  # fewer samples than features, and more
def test_polygons_count_as_in_training(samples, sizes):
    """All at once, with the sampler's weights, the same samples give the same head."""
    ends = np.cumsum(sizes)
    parts = [
        replace(samples.take(torch.arange(end - size, end) % 600), classes=torch.full((size,), name % 3),
                polygons=torch.full((size,), name))
        for name, (size, end) in enumerate(zip(sizes, ends, strict=True))
    ]  # fmt: skip
    together = joined(parts)
    numbers, classes = together.polygons.numpy(), together.classes.numpy()
    order, weights = training_sample(LabelledPixels(numbers, numbers, classes, numbers), 10**6, 0)
    expected = fit_ridge(
        replace(together.take(torch.from_numpy(order)), weights=torch.from_numpy(weights)),
        Progress(),
    )
    ridge = held([(name, s.tokens, s.pixels, name % 3, len(s)) for name, s in enumerate(parts)])
    assert (len(together) > together.width) == (len(sizes) > 3)
    assert difference(ridge.head(), expected) < 1e-5


def test_a_polygon_of_the_same_name_takes_the_others_place(polygons):
    ridge = held(polygons)
    ridge.add(*polygons[7][:3], 2, 50)
    changed = [*polygons[:7], (*polygons[7][:3], 2, 50), *polygons[8:]]
    assert difference(ridge.head(), held(changed).head()) < 1e-6
    assert difference(ridge.head(), held(polygons).head()) > 1e-3


def test_what_was_removed_is_gone_and_a_stranger_is_no_trouble(polygons):
    ridge = held(polygons)
    ridge.remove("never seen")
    ridge.remove(3)
    assert 3 not in ridge
    assert 4 in ridge
    assert difference(ridge.head(), held([p for p in polygons if p[0] != 3]).head()) < 1e-6


def test_one_class_is_refused_in_words(polygons):
    ridge = held(polygons[:1])
    with pytest.raises(InvalidLabels, match="at least two classes"):
        ridge.head()
    ridge.remove(0)
    with pytest.raises(InvalidLabels, match="at least two classes"):
        ridge.head()
