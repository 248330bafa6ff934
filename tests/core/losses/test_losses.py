"""Every loss: what it sees, where it is blind, and whether its slopes are right."""

import math

import pytest
import torch
import torch.nn.functional as F
from kornia.losses import dice_loss, focal_loss, lovasz_softmax_loss, tversky_loss

from landsketch.core.losses.boundary import boundary
from landsketch.core.losses.cross_entropy import cross_entropy, focal
from landsketch.core.losses.lovasz import lovasz
from landsketch.core.losses.pixels import labelled
from landsketch.core.losses.region import dice, jaccard, tversky

N_CLASSES = 4
SKEWED = torch.tensor([0.5, 1.0, 2.0, 3.0], dtype=torch.float64)

LOSSES = {
    "cross_entropy": lambda p: cross_entropy(p, SKEWED.to(p.logits), 0.1),
    "focal": lambda p: focal(p, SKEWED.to(p.logits), 1.5),
    "dice": lambda p: dice(p, SKEWED.to(p.logits)),
    "jaccard": lambda p: jaccard(p, SKEWED.to(p.logits)),
    "tversky": lambda p: tversky(p, SKEWED.to(p.logits), 0.3, 0.7),
    "lovasz": lambda p: lovasz(p, SKEWED.to(p.logits)),
}
ON_MAPS = LOSSES | {"boundary": lambda p: boundary(p, SKEWED.to(p.logits), 0.1, 1.5)}


def maps(seed=0, shape=(2, 7, 9), gaps=0.4, dtype=torch.float64):
    """Logits of two small maps, labels with gaps, uneven weights."""
    random = torch.Generator().manual_seed(seed)
    logits = torch.randn(shape[0], N_CLASSES, *shape[1:], generator=random, dtype=dtype) * 2
    labels = torch.randint(0, N_CLASSES, shape, generator=random)
    labels[torch.rand(shape, generator=random) < gaps] = 255
    return logits, labels, torch.rand(shape, generator=random, dtype=dtype) + 0.5


def value_and_slope(loss, logits, labels, weights):
    logits = logits.clone().requires_grad_()
    value = loss(labelled(logits, labels, weights))
    value.backward()
    return value.detach(), logits.grad


def as_kornia(logits, labels):
    """The labelled pixels as one image of shape (1, C, n, 1) and labels of shape (1, n, 1)."""
    known = labels != 255
    return logits.movedim(1, -1)[known].T[None, :, :, None], labels[known][None, :, None]


EVEN = torch.ones(N_CLASSES, dtype=torch.float64)
REFERENCES = {
    "cross_entropy": (lambda p: cross_entropy(p, EVEN, 0.0), F.cross_entropy),
    "smoothed": (
        lambda p: cross_entropy(p, SKEWED, 0.1),
        lambda x, y: F.cross_entropy(x, y, SKEWED, label_smoothing=0.1),
    ),
    "focal": (
        lambda p: focal(p, EVEN, 2.0),
        lambda x, y: focal_loss(x, y, None, 2.0, "mean") * N_CLASSES,
    ),
    "dice": (lambda p: dice(p, EVEN), lambda x, y: dice_loss(x, y, "macro")),
    "weighted dice": (
        lambda p: dice(p, SKEWED),
        lambda x, y: dice_loss(x, y, "macro", weight=SKEWED),
    ),
    "jaccard": (lambda p: jaccard(p, EVEN), lambda x, y: tversky_loss(x, y, 1.0, 1.0)),
    "tversky": (lambda p: tversky(p, EVEN, 0.3, 0.7), lambda x, y: tversky_loss(x, y, 0.3, 0.7)),
    "lovasz": (lambda p: lovasz(p, EVEN), lovasz_softmax_loss),
}


@pytest.mark.parametrize("gaps", [0.0, 0.4])
@pytest.mark.parametrize("name", REFERENCES)
def test_value_and_slope_are_those_of_a_known_library_on_the_labelled_pixels(name, gaps):
    ours, theirs = REFERENCES[name]
    logits, labels, _ = maps(gaps=gaps)
    expected_input = logits.clone().requires_grad_()
    expected = theirs(*as_kornia(expected_input, labels))
    expected.backward()
    value, slope = value_and_slope(ours, logits, labels, torch.ones(labels.shape))
    assert value.item() == pytest.approx(expected.item(), rel=1e-7)
    torch.testing.assert_close(slope, expected_input.grad, rtol=1e-6, atol=1e-9)


def test_masking_is_that_of_torch_and_of_kornia():
    logits, labels, _ = maps()
    pixels = labelled(logits, labels, torch.ones(labels.shape))
    expected = F.cross_entropy(logits, labels, SKEWED, ignore_index=255, label_smoothing=0.1)
    assert cross_entropy(pixels, SKEWED, 0.1).item() == pytest.approx(expected.item())
    one_image = logits.movedim(1, 0).flatten(1)[None, :, :, None], labels.flatten()[None, :, None]
    expected = tversky_loss(*one_image, 0.3, 0.7, ignore_index=255)
    assert tversky(pixels, EVEN, 0.3, 0.7).item() == pytest.approx(expected.item())


@pytest.mark.parametrize("name", ON_MAPS)
def test_slope_is_that_of_the_value(name):
    logits, labels, weights = maps(shape=(1, 4, 4), gaps=0.2)
    assert torch.autograd.gradcheck(
        lambda x: ON_MAPS[name](labelled(x, labels, weights)), logits.requires_grad_()
    )


@pytest.mark.parametrize("poison", [math.inf, -math.inf, math.nan])
@pytest.mark.parametrize("name", ON_MAPS)
def test_unlabelled_pixels_have_no_say_whatever_their_scores(name, poison):
    logits, labels, weights = maps()
    value, slope = value_and_slope(ON_MAPS[name], logits, labels, weights)
    ignored = (labels == 255)[:, None].expand_as(logits)
    poisoned, poisoned_slope = value_and_slope(
        ON_MAPS[name], logits.masked_fill(ignored, poison), labels, weights
    )
    assert torch.equal(poisoned, value)
    assert torch.equal(poisoned_slope, slope)
    assert torch.count_nonzero(slope[ignored]) == 0
    assert torch.count_nonzero(slope[~ignored]) > 0


@pytest.mark.parametrize("name", ON_MAPS)
def test_weight_0_is_the_same_as_no_label(name):
    logits, labels, weights = maps()
    weights = weights.masked_fill(labels == 255, 0)
    filled = labels.masked_fill(labels == 255, 1) if name != "boundary" else labels
    assert torch.equal(
        value_and_slope(ON_MAPS[name], logits, labels, weights)[1],
        value_and_slope(ON_MAPS[name], logits, filled, weights)[1],
    )


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
@pytest.mark.parametrize("name", ON_MAPS)
def test_a_batch_without_labels_gives_0_and_slopes_of_0(name, dtype):
    logits, labels, weights = maps(dtype=torch.float32)
    labels[:] = 255
    value, slope = value_and_slope(ON_MAPS[name], logits.to(dtype) * math.nan, labels, weights)
    assert value.item() == 0
    assert torch.equal(slope, torch.zeros_like(slope))


@pytest.mark.parametrize("name", LOSSES)
def test_the_order_of_pixels_does_not_matter(name):
    logits, labels, weights = maps(shape=(60, 1, 1))
    logits, labels, weights = logits[..., 0, 0], labels[:, 0, 0], weights[:, 0, 0]
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(1))
    value, slope = value_and_slope(LOSSES[name], logits, labels, weights)
    other, other_slope = value_and_slope(LOSSES[name], logits[order], labels[order], weights[order])
    assert other.item() == pytest.approx(value.item(), rel=1e-12)
    torch.testing.assert_close(other_slope, slope[order], rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("name", LOSSES)
def test_maps_are_samples_side_by_side(name):
    logits, labels, weights = maps()
    value = LOSSES[name](labelled(logits, labels, weights))
    rows = logits.movedim(1, -1).reshape(-1, N_CLASSES)
    assert LOSSES[name](
        labelled(rows, labels.flatten(), weights.flatten())
    ).item() == pytest.approx(value.item())


@pytest.mark.parametrize("name", LOSSES)
def test_a_pixel_of_weight_2_is_two_pixels(name):
    logits, labels, _ = maps(shape=(12, 1, 1))
    logits, labels = logits[..., 0, 0], labels[:, 0, 0]
    doubled = LOSSES[name](
        labelled(logits, labels, torch.full((12,), 1.0).index_fill(0, torch.tensor([0, 3]), 2))
    )
    again = torch.tensor([*range(12), 0, 3])
    assert doubled.item() == pytest.approx(
        LOSSES[name](labelled(logits[again], labels[again], torch.ones(14))).item()
    )


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("name", ON_MAPS)
def test_half_precision_is_counted_in_float32(name, dtype):
    logits, labels, weights = maps(shape=(2, 90, 90), dtype=torch.float32)
    half = logits.to(dtype)
    value, slope = value_and_slope(ON_MAPS[name], half.float(), labels, weights)
    with torch.autocast("cpu", dtype):
        rounded, rounded_slope = value_and_slope(ON_MAPS[name], half, labels, weights)
    assert rounded.dtype == torch.float32
    assert torch.equal(rounded, value)
    assert torch.equal(rounded_slope, slope.to(dtype))


@pytest.mark.parametrize("name", ON_MAPS)
def test_sure_scores_give_finite_slopes(name):
    _, labels, weights = maps(dtype=torch.float32)
    for shift in (0, 1):  # all right, all wrong
        shown = (labels.masked_fill(labels == 255, 0) + shift) % N_CLASSES
        logits = F.one_hot(shown, N_CLASSES).movedim(-1, 1) * 300.0
        value, slope = value_and_slope(ON_MAPS[name], logits, labels, weights)
        assert torch.isfinite(value)
        assert torch.isfinite(slope).all()


@pytest.mark.parametrize("gamma", [0.0, 0.5, 2.0])
def test_focal_loss_stays_finite_where_the_score_is_certain(gamma):
    logits = torch.tensor([[200.0, 0.0], [-200.0, 0.0]])
    value, slope = value_and_slope(
        lambda p: focal(p, torch.ones(2), gamma),
        logits,
        torch.zeros(2, dtype=torch.int64),
        torch.ones(2),
    )
    assert value.item() == pytest.approx(100)
    assert torch.isfinite(slope).all()


@pytest.mark.parametrize("name", ["dice", "jaccard", "tversky", "lovasz"])
def test_regions_are_judged_over_the_batch_by_the_classes_in_its_labels(name):
    right = torch.tensor([0, 0, 1, 1, 255])
    shown = torch.tensor(
        [0, 3, 1, 1, 2]
    )  # one pixel of class 0 taken for class 3, which has no labels
    logits = F.one_hot(shown, N_CLASSES).double() * 1000
    pixels = labelled(logits, right, torch.ones(5))
    of_class_0 = {"dice": 1 / 3, "jaccard": 1 / 2, "tversky": 1 - 1 / 1.7, "lovasz": 1 / 2}[name]
    loss = {"dice": dice, "jaccard": jaccard, "lovasz": lovasz}.get(
        name, lambda p, f: tversky(p, f, 0.3, 0.7)
    )
    assert loss(pixels, EVEN).item() == pytest.approx(of_class_0 / 2)


def test_lovasz_is_the_jaccard_loss_of_hard_predictions():
    _, labels, weights = maps(seed=1)
    shown, _, _ = maps(seed=2)
    pixels = labelled(
        F.one_hot(shown.argmax(1), N_CLASSES).movedim(-1, 1).double() * 1000, labels, weights
    )
    assert lovasz(pixels, SKEWED).item() == pytest.approx(jaccard(pixels, SKEWED).item())


def test_lovasz_keeps_its_digits_in_a_large_batch():
    logits, labels, weights = maps(shape=(4, 160, 160), dtype=torch.float32)
    _, rough = value_and_slope(LOSSES["lovasz"], logits, labels, weights)
    _, exact = value_and_slope(LOSSES["lovasz"], logits.double(), labels, weights.double())
    torch.testing.assert_close(rough.double(), exact, rtol=2e-3, atol=1e-10)


@pytest.mark.parametrize("name", LOSSES)
def test_one_single_class_gives_a_loss_that_pulls_towards_it(name):
    logits, labels, weights = maps()
    labels[labels != 255] = 2
    value, slope = value_and_slope(LOSSES[name], logits / 10, labels, weights)
    assert value > 0
    assert (slope[:, 2][labels == 2] < 0).all()


@pytest.mark.parametrize("name", ["cross_entropy", "focal"])
def test_a_single_pixel_does_not_feel_its_class_weight(name):
    # as in torch: weights weigh the mean, they do not scale it
    loss = {
        "cross_entropy": lambda p, w: cross_entropy(p, w, 0.0),
        "focal": lambda p, w: focal(p, w, 2.0),
    }[name]
    pixels = labelled(torch.tensor([[0.3, -0.2]]), torch.tensor([1]), torch.ones(1))
    assert loss(pixels, torch.tensor([1.0, 5.0])).item() == pytest.approx(
        loss(pixels, torch.ones(2)).item()
    )


def test_tversky_alpha_punishes_false_positives_and_beta_misses():
    # class 0: one pixel found, one false positive, no miss
    pixels = labelled(torch.tensor([[99.0, 0.0], [99.0, 0.0]]), torch.tensor([0, 1]), torch.ones(2))
    only_0 = torch.tensor([1.0, 0.0])
    assert tversky(pixels, only_0, 0.9, 0.1).item() == pytest.approx(1 - 1 / 1.9)
    assert tversky(pixels, only_0, 0.1, 0.9).item() == pytest.approx(1 - 1 / 1.1)
