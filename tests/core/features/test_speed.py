"""The speed of a backbone is measured on tiles, by the command ``landsketch speed`` too."""

import json
import time

import pytest

from landsketch.core.engine.command_line import main
from landsketch.core.features import backbone, speed
from landsketch.core.job.options import BackboneOptions
from landsketch.core.progress import Progress
from landsketch.core.runtime.device import choose_device


@pytest.fixture
def builtin(run_options):
    options = BackboneOptions(name="builtin", tile_tokens=48, halo_tokens=16)
    return backbone.load(options, run_options, choose_device("cpu", "float32"), Progress())


@pytest.mark.parametrize("workers", [1, 2])
def test_speed_is_that_of_the_inner_windows(builtin, monkeypatch, workers):
    """Each tile of 64 px without its halo takes a fifth of a second."""
    object.__setattr__(builtin.device, "workers", workers)

    def encode(pixels, valid):
        assert pixels[0].shape == (3, 192, 192)
        assert valid[0].all()
        time.sleep(0.2)

    monkeypatch.setattr(builtin.batches, "encode", encode)
    measured = speed.measure_speed(builtin)
    assert measured == pytest.approx(workers * 64**2 / 1e6 / 0.2, rel=0.3)


def test_a_real_backbone_has_a_speed(builtin):
    assert speed.measure_speed(builtin) > 0


def test_the_command_prints_json(capsys):
    assert main(["speed", "builtin", "--json", "--device", "cpu"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["backbone"], result["device"]) == ("builtin", "cpu")
    assert result["mpx_per_s"] > 0


def test_the_command_prints_a_sentence(capsys, tiny_backbones):
    folder = str(tiny_backbones["dinov3"])
    assert main(["speed", folder, "--device", "cpu"]) == 0
    assert f"Mpx/s with {folder} on cpu" in capsys.readouterr().out


def test_a_backbone_that_is_not_installed_is_an_error_and_not_a_download(capsys, tmp_path):
    assert main(["speed", "dinov2-base", "--backbones", str(tmp_path)]) == 2
    assert "dinov2-base is not installed" in capsys.readouterr().err


def test_an_unknown_backbone_is_an_error(capsys):
    assert main(["speed", "dinov9"]) == 2
    assert "BACKBONE 'dinov9' is unknown" in capsys.readouterr().err
