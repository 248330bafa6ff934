"""A live session on a scene of 100 000 x 100 000 pixels: previews of all of it and of a part."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely

from landsketch.core.job.job_json import to_dict
from landsketch.core.job.jobs import TrainJob
from landsketch.core.job.options import BackboneOptions, SceneOptions
from landsketch.core.job.recipe import Recipe
from landsketch.core.live.preview import NOT_ENCODED
from landsketch.tests.helpers.conversation import Conversation
from landsketch.tests.helpers.huge_scene import SIDE, write_huge_scene
from landsketch.tests.helpers.rasters import CRS, NORTH, WEST, ground, write_raster

CLASSES = [
    {"value": 1, "name": "meadow", "color": "#9acd5a"},
    {"value": 2, "name": "stone", "color": "#6e6e78"},
]
_MEMORY_MB = 100
_MOST_MB = 1000  # of it a third is Python and torch


@pytest.fixture
def talk(engine, town, run_options, tmp_path):
    truth = np.indices((256, 256))[1] // 128 % 2
    small = Path(write_raster(tmp_path / "small.tif", ground(truth, 1)))
    job = TrainJob(
        scenes=(SceneOptions(str(write_huge_scene(small, 256, CRS, WEST, NORTH))),),
        labels=town.label_options,
        model=str(tmp_path / "model.safetensors"),
        backbone=BackboneOptions("builtin"),
        recipe=Recipe("lda"),
        max_samples=500,
        run=replace(run_options, cache=str(tmp_path / "cache")),
    )
    conversation = Conversation(engine("live"))
    conversation.say("open", job=to_dict(job), memory_mb=_MEMORY_MB)
    assert conversation.hear_until("opened", "error")[-1]["type"] == "opened"
    yield conversation
    conversation.process.kill()


def box(x, y):
    return shapely.to_wkb(shapely.box(WEST + x, NORTH - y, WEST + x + 300, NORTH - y + 300)).hex()


def view(talk, number, west, south, east, north):
    bounds = [WEST + west, NORTH + south, WEST + east, NORTH + north]
    talk.say("view", number=number, bounds=bounds, width=600, height=600)


def test_all_of_it_has_a_preview_of_its_middle_and_a_part_has_a_whole_one(talk):
    polygons = [[1, box(20_000, 50_000)], [2, box(80_000, 50_000)]]
    talk.say("labels", number=1, classes=CLASSES, polygons=polygons)
    view(talk, 1, 0, -SIDE, SIDE, 0)
    heard = talk.hear_until("limited", "error")
    assert heard[-1] == {"v": 1, "type": "limited", "labels": 1, "view": 1}
    preview = [message for message in heard if message["type"] == "preview"][-1]
    classes = np.fromfile(preview["file"], np.uint8).reshape(-1, 600, 600)[0]
    assert not preview["is_complete"]
    assert set(classes[295:305, 295:305].flat) == {0, 1}
    assert classes[0, 0] == NOT_ENCODED
    assert peak_mb(talk) < _MOST_MB
    view(talk, 2, 49_700, -50_300, 50_300, -49_700)
    heard = talk.hear_until("preview", "error")
    while heard[-1]["type"] != "error" and not heard[-1]["is_complete"]:
        heard += talk.hear_until("preview", "error")
    assert (heard[-1]["type"], heard[-1]["view"], heard[-1]["is_native"]) == ("preview", 2, True)
    assert peak_mb(talk) < _MOST_MB


def peak_mb(talk):
    """What the engine has taken at most, where the system tells it."""
    status = Path(f"/proc/{talk.process.pid}/status")
    if not status.exists():
        return 0
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) / 1000
