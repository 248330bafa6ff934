"""The demo's choices and its summary; the whole demo is ``make demo``."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

pytest.importorskip("rich")
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def demo():
    path = list(sys.path)
    spec = importlib.util.spec_from_file_location("landsketch_demo", ROOT / "scripts" / "demo.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    sys.path[:] = path


@pytest.fixture
def task(demo, tmp_path):
    return demo.Task(
        scene=tmp_path / "scene.tif",
        labels=tmp_path / "labels.gpkg",
        class_field="class",
        bands=(8, 4, 3),
        extra_bands=(),
        scale="2",
        backbone="builtin",
        head="linear",
        folder=tmp_path / "out",
    )


def test_names_are_read_in_any_order(demo):
    options = demo.parse(["CLASS_FIELD=kind=of", "SCENE=/a b/ü.tif", "LABELS=l.gpkg"])
    assert (options.scene, options.labels, options.class_field) == (
        "/a b/ü.tif",
        "l.gpkg",
        "kind=of",
    )


@pytest.mark.parametrize(
    "arguments", [["SCENE=a.tif"], ["LABELS=l.gpkg", "CLASS_FIELD=c"], ["COLOUR=red"], ["scene"]]
)
def test_what_does_not_make_sense_is_refused_in_a_sentence(demo, arguments, capsys):
    assert demo.main(arguments) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "bands"), [("8,4,3", (8, 4, 3)), ("8, 4", (8, 4)), ("none", ()), ("", ())]
)
def test_bands_are_lists_of_numbers(demo, text, bands):
    assert demo.numbers(text) == bands


def test_bands_that_are_no_numbers_are_refused(demo):
    with pytest.raises(demo.DemoError):
        demo.numbers("red,green")


def test_bands_keep_their_order_and_none_are_left_out(task):
    assert task.scene_parameters() == [f"INPUT={task.scene}", "BANDS=8,4,3", "SCALE=2"]


@pytest.mark.parametrize(
    ("miou", "word"), [(0.5, "is above"), (0.43, "is NOT above"), (0.4, "is NOT above")]
)
def test_the_verdict_is_plain(demo, miou, word):
    assert word in demo.verdict({"miou": miou, "baseline_miou": 0.43})


def test_the_summary_has_what_others_rely_on(demo, task):
    evaluate = {
        "miou": 0.5,
        "miou_sd": 0.02,
        "class_iou": {"water": 0.9},
        "baseline_miou": 0.43,
        "peak_rss_mb": 900,
    }
    evaluate["baseline_rgb_miou"] = 0.35
    predict = {"seconds": 20.0, "mpx_per_second": 0.06, "peak_rss_mb": 1100}
    values = demo.summary(task, {}, {"seconds": 9.0, "peak_rss_mb": 1000}, predict, evaluate)
    expected = {
        "backbone": "builtin",
        "head": "linear",
        "train_seconds": 9.0,
        "predict_seconds": 20.0,
        "peak_rss_mb": 1100,
        **{
            name: evaluate[name]
            for name in ("miou", "miou_sd", "class_iou", "baseline_miou", "baseline_rgb_miou")
        },
        "mpx_per_second": 0.06,
    }
    assert {name: values[name] for name in expected} == expected
    json.dumps(values)


def test_an_earlier_demo_is_cleared_and_other_files_stay(demo, task):
    task.folder.mkdir()
    for name in ("map.tif", "map.tif.job.json", "mine.txt"):
        (task.folder / name).touch()
    demo.clear(task)
    assert [path.name for path in task.folder.iterdir()] == ["mine.txt"]
