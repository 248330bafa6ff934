"""Calibration is fitted on some folds and measured on others."""

import numpy as np
import pytest
import torch

from landsketch.core.assessment.calibration import cross_calibrate, map_logits, measure
from landsketch.core.features.session import open_session
from landsketch.core.heads.decoder import DecoderHead
from landsketch.core.heads.dense import DenseNetwork
from landsketch.core.imagery.scene import Scene
from landsketch.core.job.recipe import Recipe
from landsketch.core.labels.label_reader import read_labels
from landsketch.core.labels.sampling import labelled_pixels
from landsketch.core.mapping.rendering import Rendering
from landsketch.core.progress import Progress
from landsketch.core.training.dataset import LabelledScene, training_data
from landsketch.core.training.fit import Logits, best_inverse_temperature, fit_head
from landsketch.core.training.task import FitTask


def fold(factor, seed, n=4000):
    """Scores of two classes whose probabilities come true when multiplied by ``factor``."""
    generator = torch.Generator().manual_seed(seed)
    true = torch.rand(n, generator=generator) * 8 - 4
    classes = (torch.rand(n, generator=generator) < torch.sigmoid(true)).long()
    return Logits(torch.stack([torch.zeros(n), true / factor], dim=1), classes, torch.ones(n))


def test_overconfident_folds_are_cured():
    found = cross_calibrate([fold(0.25, seed) for seed in range(3)])
    assert found.temperature == pytest.approx(4, rel=0.2)
    assert found.before.ece > 0.05
    assert found.after.ece < 0.02


def test_what_is_measured_was_not_fitted():
    # each fold needs another temperature: fitted on itself it would look cured
    parts = [fold(0.25, 1), fold(4.0, 2)]
    found = cross_calibrate(parts)
    alone = [cross_calibrate([part, part]) for part in parts]
    assert max(one.after.ece for one in alone) < 0.03
    expected = measure(
        parts, [best_inverse_temperature([parts[1]]), best_inverse_temperature([parts[0]])]
    )
    assert np.array_equal(found.after.accuracy, expected.accuracy, equal_nan=True)
    assert np.array_equal(found.after.confidence, expected.confidence, equal_nan=True)
    assert found.after.ece > 0.1
    assert found.inverse_temperature == best_inverse_temperature(parts)


def test_a_single_fold_leaves_nothing_to_measure_on():
    found = cross_calibrate([fold(0.25, 1)])
    assert found.after is None
    assert found.inverse_temperature == best_inverse_temperature([fold(0.25, 1)])


def test_scores_of_dense_heads_are_those_of_the_map(town, small_tiles, run_options):
    scene = Scene(town.scene)
    labels = read_labels(town.label_options, scene)
    features = open_session(small_tiles, run_options, Progress()).features(scene)
    data = training_data(
        (LabelledScene(features, labels, labelled_pixels(labels, scene, Progress())),),
        40,
        0,
        Progress(),
    )
    linear = fit_head(FitTask(Recipe(head="ridge"), data), Progress())
    own = data.polygons % 3 == 1
    expected = map_logits(Rendering(linear), data, own, Progress())
    assert torch.equal(expected.classes, data.samples.classes[torch.from_numpy(own)])

    mean, deviation = data.samples.statistics
    stage = DecoderHead.stage_kind(2, 3)
    network = DenseNetwork(stage, linear, mean, deviation)  # whose pixel stage adds nothing yet
    scaled = DecoderHead.of(network).with_inverse_temperature(3.0)
    found = map_logits(Rendering(scaled), data, own, Progress())
    assert torch.equal(found.classes, expected.classes)
    assert torch.allclose(found.scores.softmax(dim=1), expected.scores.softmax(dim=1), atol=2e-3)
    torch.nn.init.constant_(stage.out.bias, 0.0)
    with torch.no_grad():
        stage.out.bias[1] = 5.0
    moved = map_logits(Rendering(DecoderHead.of(network)), data, own, Progress())
    assert (moved.scores.softmax(dim=1)[:, 1] >= found.scores.softmax(dim=1)[:, 1] - 1e-6).all()
    assert float(
        (moved.scores - moved.scores[:, :1] - found.scores + found.scores[:, :1])[:, 1].mean()
    ) == pytest.approx(5, abs=0.1)
