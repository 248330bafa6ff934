"""Dense heads start as the linear head, read only their margin, and score as stored."""

import numpy as np
import pytest
import torch

from landsketch.core.heads.decoder import DecoderHead
from landsketch.core.heads.dense import RGB, DenseNetwork, guide_image, interpolation_matrices
from landsketch.core.heads.dpt import DptHead
from landsketch.core.heads.head import SCORE_STEPS
from landsketch.core.heads.linear import fit_logistic
from landsketch.core.imagery.scene import Scene
from landsketch.core.imagery.tile_grid import Window
from landsketch.core.imagery.token_grid import TokenAxis, TokenGrid
from landsketch.core.job.options import SceneOptions
from landsketch.core.progress import Progress

KINDS = [DecoderHead, DptHead]
GRID = TokenGrid(TokenAxis(60, 16, 1.0), TokenAxis(60, 16, 1.0))


@pytest.fixture(scope="module")
def base(samples):
    return fit_logistic(samples, Progress())


def network_of(kind, samples, base, seed=0):
    torch.manual_seed(seed)
    mean, deviation = (t[:12] for t in samples.statistics)
    return DenseNetwork(kind.stage_kind(3, RGB + 3), base, mean, deviation).eval()


def trained(network):
    """Let the pixel stage say something, as training does."""
    with torch.no_grad():
        torch.nn.init.normal_(network.stage.out.weight)
    return network


def inputs(kind, window, cells, seed=0):
    random = torch.Generator().manual_seed(seed)
    tokens = torch.randn(1, 12, cells.height, cells.width, generator=random)
    image = torch.randn(1, RGB + 3, window.height, window.width, generator=random)
    return (
        tokens,
        image,
        [m[None] for m in interpolation_matrices(GRID, cells, window, kind.stage_kind.STRIDES)],
    )


@pytest.mark.parametrize("kind", KINDS)
def test_training_begins_at_the_linear_head(kind, samples, base):
    network = network_of(kind, samples, base)
    window = Window(256, 256, 128, 128)
    tokens, image, matrices = inputs(kind, window, GRID.cells_under(window))
    scores, linear = network(tokens, image, *matrices)
    assert torch.equal(scores, linear)
    raw = tokens * network.deviation[:, None, None] + network.mean[:, None, None]
    expected = base.token_logits(raw[0].flatten(1).T).T.reshape(3, *tokens.shape[2:])
    down, across = (m[0] for m in matrices[:2])
    pixels = torch.einsum("cp,phw->chw", base.tensors_by_name["pixel_weight"], image[0, RGB:])
    assert torch.allclose(linear[0], down @ expected @ across.T + pixels, atol=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_a_score_depends_on_nothing_beyond_the_margin(kind, samples, base):
    """The score of a pixel changes with inputs inside its margin, not with those outside."""
    network, margin = trained(network_of(kind, samples, base)), kind.stage_kind.MARGIN_PX
    side = 4 * margin
    window = Window(32, 32, side, side)
    cells = GRID.cells_under(window)
    tokens, image, matrices = inputs(kind, window, cells)
    at = side // 2
    with torch.no_grad():
        before = network(tokens, image, *matrices)[0][..., at, at]
        near, far = image.clone(), image.clone()
        keep = torch.zeros_like(image, dtype=torch.bool)
        keep[..., at - margin : at + margin + 1, at - margin : at + margin + 1] = True
        far[~keep] += 5
        cell_px = (torch.arange(cells.height) + cells.row + 0.5) * 16 - window.row
        outside = (cell_px - at).abs() > margin + 16
        changed = tokens.clone()
        changed[:, :, outside] += 5
        changed[:, :, :, outside] += 5
        assert torch.allclose(network(changed, far, *matrices)[0][..., at, at], before, atol=1e-5)
        nudged = tokens + 0.5
        near[..., at - 3, at - 3] += 5
        assert not torch.allclose(
            network(nudged, near, *matrices)[0][..., at, at], before, atol=1e-3
        )


@pytest.mark.parametrize("kind", KINDS)
def test_the_stored_head_scores_as_the_trained_network(kind, samples, base):
    network = trained(network_of(kind, samples, base))
    head = kind(kind.of(network).tensors_by_name)
    window = Window(256, 256, 128, 128)
    cells = GRID.cells_under(window)
    tokens, image, matrices = inputs(kind, window, cells)
    raw = tokens * network.deviation[:, None, None] + network.mean[:, None, None]
    planes = head.token_scores(raw[0].numpy().astype(np.float32), cells.height * cells.width)
    assert planes.shape == (head.n_planes, cells.height, cells.width)
    detail = head.detail_scores(planes[3:], [m[0] for m in matrices], image[0])
    with torch.no_grad():
        scores, linear = network(tokens, image, *matrices)
    found = torch.from_numpy(detail) / SCORE_STEPS
    assert torch.allclose(found, (scores - linear)[0], atol=0.02)
    down, across = (m[0].double() for m in matrices[:2])
    from_tokens = down @ (torch.from_numpy(planes[:3]) / SCORE_STEPS).double() @ across.T
    pixels = torch.einsum("cp,phw->chw", head.tensors_by_name["pixel_weight"], image[0, RGB:])
    assert torch.allclose(from_tokens + pixels, linear[0].double(), atol=0.02)


@pytest.mark.parametrize("kind", KINDS)
def test_sharpness_scales_all_scores_alike(kind, samples, base):
    head = kind.of(trained(network_of(kind, samples, base)))
    sharp = head.with_inverse_temperature(2.0)
    window = Window(256, 256, 128, 128)
    cells = GRID.cells_under(window)
    tokens, image, matrices = inputs(kind, window, cells)
    plain, doubled = (
        h.token_scores(tokens[0].numpy(), cells.height * cells.width) for h in (head, sharp)
    )
    assert np.abs(doubled[:3] - 2 * plain[:3]).max() <= 1
    assert np.array_equal(doubled[3:], plain[3:])
    matrices = [m[0] for m in matrices]
    details = [h.detail_scores(plain[3:], matrices, image[0]) for h in (head, sharp)]
    assert np.abs(details[1] - 2 * details[0]).max() <= 1


def test_the_guide_is_blank_where_there_is_no_data(odd_town):
    scene = Scene(SceneOptions(odd_town.path, bands=(1, 2, 3), extra_bands=(5,)))
    window = Window(-10, -10, 60, 60)
    image = guide_image(scene, window)
    assert image.shape == (6, 60, 60)
    assert image.dtype == np.float32
    valid = scene.read_valid(window)
    assert not valid[:10].any()
    assert (image[:, ~valid][:RGB] == 0).all()
    assert np.abs(image[:RGB]).max() < 2.6
