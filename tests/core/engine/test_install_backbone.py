"""A backbone of real size is installed by the command line from a hub, and then encodes."""

import json

import pytest
import torch
from safetensors.torch import save

from landsketch.core import backbones
from landsketch.core.features.architectures import architecture_of
from landsketch.tests.helpers.hub_server import HubServer, Repository

NAME = "dinov3-vits16"


@pytest.fixture
def server():
    generator = torch.Generator().manual_seed(0)
    tensors = {}
    for row in architecture_of(backbones.get(NAME)).rows(has_bias=False):
        if row.source:
            shape = (row.shape[0] * row.parts, *row.shape[1:])
            noise = 0.02 * torch.randn(shape, generator=generator)
            tensors[row.source] = noise.bfloat16()
    with HubServer().running() as running:
        files = {"model.safetensors": save(tensors), "LICENSE.md": b"DINOv3 License"}
        running.repositories[backbones.get(NAME).public_repository] = Repository(files)
        yield running


@pytest.mark.slow
def test_installed_by_a_job_file_and_measured(engine, job_file, server, tmp_path):
    base = tmp_path / "backbones"
    job = {
        "algorithm": "installbackbone",
        "backbone": NAME,
        "accept_licence": True,
        "backbones": str(base),
    }
    environment = {"HF_ENDPOINT": server.url, "HF_HUB_OFFLINE": "", "no_proxy": "127.0.0.1"}
    path = job_file(tmp_path / "job.json", job)
    done = engine("run", path, "--json", env=environment)
    out, err = done.communicate(timeout=120)
    assert done.returncode == 0, err
    assert json.loads(out)["outputs"]["folder"] == str(base / NAME)
    assert "Downloading 43 MB" in err
    measured = engine("speed", NAME, "--json", "--device", "cpu", "--backbones", base)
    out, err = measured.communicate(timeout=120)
    assert measured.returncode == 0, err
    assert json.loads(out)["mpx_per_s"] > 0
