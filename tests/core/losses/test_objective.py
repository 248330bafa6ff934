"""The sum of losses that training minimises."""

from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F

from landsketch.core.errors import InvalidJob
from landsketch.core.job.recipe import LOSSES, LossOptions
from landsketch.core.losses.objective import Objective

NAMES = ("water", "road", "forest")
COUNTS = torch.tensor([100, 400, 0])
PLAIN = LossOptions(smoothing=0.0)


def batch(seed=0, n=2):
    random = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, 3, (n, 6, 6), generator=random)
    labels[:, :2] = 255
    return (
        torch.randn(n, 3, 6, 6, generator=random),
        labels,
        torch.rand(n, 6, 6, generator=random) + 0.1,
    )


def objective(options, *, dense=True):
    return Objective(options, NAMES, COUNTS, dense=dense)


def equal_terms(weight):
    """All losses with one weight."""
    return LossOptions(", ".join(f"{name}={weight}" for name in LOSSES))


def test_total_is_the_weighted_sum_of_the_parts():
    logits, labels, weights = batch()
    weight_of = {name: 0.5 + number for number, name in enumerate(LOSSES)}
    terms = ", ".join(f"{name}={weight}" for name, weight in weight_of.items())
    found = objective(LossOptions(terms))((logits,), labels, weights)
    assert set(found) == {"total", *LOSSES}
    expected = sum(weight_of[name] * found[name] for name in LOSSES)
    assert found["total"].item() == pytest.approx(expected.item(), rel=1e-6)


def test_parts_are_what_each_loss_gives_alone():
    logits, labels, weights = batch()
    together = objective(equal_terms(2))((logits,), labels, weights)
    for name in LOSSES:
        alone = objective(LossOptions(f"{name}=1"))((logits,), labels, weights)
        assert set(alone) == {"total", name}
        assert alone["total"].item() == pytest.approx(together[name].item(), rel=1e-6)


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("cross_entropy", {"smoothing": 0.3}),
        ("boundary", {"smoothing": 0.3}),
        ("boundary", {"boundary_px": 1.0}),
        ("focal", {"focal_gamma": 1.0}),
    ],
)
def test_options_reach_their_loss(name, changed):
    options = LossOptions(f"{name}=1")
    plain = objective(options)(*_samples(batch()))["total"]
    assert plain.item() != pytest.approx(
        objective(replace(options, **changed))(*_samples(batch()))["total"].item()
    )


def test_tversky_takes_alpha_for_false_positives():
    labels = torch.tensor([0, 1, 1, 1])
    logits = torch.tensor(
        [[99.0, 0, 0], [99.0, 0, 0], [0, 99.0, 0], [0, 99.0, 0]]
    )  # one of class 1 taken for class 0
    options = LossOptions("tversky=1", tversky_alpha=1.0, tversky_beta=0.25)
    found = objective(options)((logits,), labels, torch.ones(4))["total"]
    assert found.item() == pytest.approx(1 - (1 / 2 + 2 / 2.25) / 2)


def test_further_outputs_join_with_the_auxiliary_weight():
    logits, labels, weights = batch()
    second, third = batch(1)[0], batch(2)[0]
    of = objective(LossOptions("cross_entropy=1, dice=0.5", auxiliary=0.3))
    main, *others = (of((one,), labels, weights)["total"].item() for one in (logits, second, third))
    found = of((logits, second, third), labels, weights)
    assert found["auxiliary"].item() == pytest.approx(sum(others) / 2, rel=1e-6)
    assert found["total"].item() == pytest.approx(main + 0.3 * sum(others) / 2, rel=1e-6)


def test_auxiliary_weight_0_leaves_further_outputs_out():
    logits, labels, weights = batch()
    assert set(objective(replace(PLAIN, auxiliary=0.0))((logits, logits), labels, weights)) == {
        "total",
        "cross_entropy",
    }


def test_a_mixed_batch_counts_both_labels_by_their_share():
    logits, labels, weights = batch()
    other = batch(1)[1].flip(1)
    of = objective(LossOptions("cross_entropy=1, dice=1, lovasz=1"))
    first, second = (of((logits,), one, weights)["total"].item() for one in (labels, other))
    found = of((logits,), labels, weights, other, 0.25)
    assert found["total"].item() == pytest.approx(0.25 * first + 0.75 * second, rel=1e-6)


def test_class_weights_and_own_factors_multiply():
    logits, labels, weights = batch()
    options = replace(PLAIN, class_weights="inverse_root", weights="road=3")
    found = objective(options)((logits,), labels, torch.ones_like(weights))
    expected = F.cross_entropy(logits, labels, torch.tensor([4 / 3, 2.0, 1.0]), ignore_index=255)
    assert found["total"].item() == pytest.approx(expected.item(), rel=1e-6)


@pytest.mark.parametrize("name", LOSSES)
def test_own_factors_are_felt_by_every_loss(name):
    options = LossOptions(f"{name}=1")
    plain = objective(options)(*_samples(batch()))["total"]
    weighted = objective(replace(options, weights="road=3"))(*_samples(batch()))["total"]
    assert plain.item() != pytest.approx(weighted.item(), rel=1e-3)


def _samples(given):
    logits, labels, weights = given
    return (logits,), labels, weights


def test_only_the_total_has_slopes():
    logits, labels, weights = batch()
    found = objective(PLAIN)((logits.requires_grad_(), logits), labels, weights)
    assert [name for name, value in found.items() if value.requires_grad] == ["total"]


def test_a_batch_without_labels_moves_nothing():
    logits, labels, weights = batch()
    logits.requires_grad_()
    total = objective(equal_terms(1))((logits, logits), labels.fill_(255), weights)["total"]
    total.backward()
    assert total.item() == 0
    assert logits.grad.count_nonzero() == 0


def test_samples_are_taken_like_maps():
    logits, labels, weights = batch(n=8)
    found = objective(PLAIN, dense=False)((logits[..., 3, 3],), labels[:, 3, 3], weights[:, 3, 3])
    each = F.cross_entropy(logits[..., 3, 3], labels[:, 3, 3], reduction="none")
    assert found["total"].item() == pytest.approx(
        float((each * weights[:, 3, 3]).sum() / weights[:, 3, 3].sum())
    )


def test_the_boundary_loss_refuses_labels_with_gaps():
    with pytest.raises(InvalidJob, match="fully labelled areas"):
        objective(LossOptions("cross_entropy=1, boundary=1"), dense=False)


def test_an_unknown_class_is_refused():
    with pytest.raises(InvalidJob, match="watr"):
        objective(LossOptions(weights="watr=2"))


def test_minimising_lovasz_and_dice_finds_the_labels():
    _, labels, weights = batch()
    logits = torch.zeros(2, 3, 6, 6, requires_grad=True)
    of = objective(LossOptions("dice=1, lovasz=1"))
    optimizer = torch.optim.Adam([logits], lr=0.3)
    for _ in range(60):
        optimizer.zero_grad()
        of((logits,), labels, weights)["total"].backward()
        optimizer.step()
    known = labels != 255
    assert torch.equal(logits.argmax(1)[known], labels[known])
