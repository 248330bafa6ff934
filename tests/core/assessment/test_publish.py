"""What a run publishes: a page for people, JSON and CSV with the same numbers beside it."""

import csv
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely

from landsketch.core.assessment.calibration import Calibration
from landsketch.core.assessment.evaluate import FoldCounts
from landsketch.core.assessment.evaluation_result import Curve, EvaluationResult, ReportContext
from landsketch.core.assessment.metrics import summary_metrics
from landsketch.core.assessment.publish import publish
from landsketch.core.class_table import ClassTable
from landsketch.core.errors import OutputNotWritable
from landsketch.core.job.jobs import EvaluateJob, TrainJob
from landsketch.core.job.options import LabelOptions, SceneOptions
from landsketch.core.labels.label_set import LabelSet
from landsketch.core.labels.split import spatial_blocks
from landsketch.core.scores.boundary import BoundaryScores
from landsketch.core.scores.calibration import reliability
from landsketch.core.scores.confusion import Scores

TABLE = ClassTable.from_names(["Wässer", "road; wide", "none"])
BOXES = np.array(
    [shapely.box(c * 10, r * 10, c * 10 + 4, r * 10 + 4) for r in range(4) for c in range(6)],
    object,
)
LABELS = LabelSet(BOXES, np.arange(24) % 2, ("",) * 24, TABLE, None)
SPLIT = spatial_blocks(LABELS, 3, 20.0, 2.0)


def counts(seed):
    """Counts per polygon: its class's pixels, right and wrong ones."""
    random, result = np.random.default_rng(seed), np.zeros((24, 3, 3), np.int64)
    for polygon, own in enumerate(LABELS.classes):
        result[polygon, own] = (random.integers(0, 9), random.integers(0, 9), 0)
        result[polygon, own, own] += 12
    return result


def fold_counts(seed=0, boundary=None):
    per_polygon = counts(seed)
    folds = tuple(per_polygon[SPLIT.folds == fold].sum(axis=0) for fold in range(3))
    return FoldCounts(per_polygon, folds, (10, 20, 30), boundary)


CALIBRATION = Calibration(
    0.8, *(reliability(np.array([0.9, 0.6]), np.array([True, False]), np.ones(2)) for _ in "12")
)
BOUNDARY = BoundaryScores(
    3.0, (0.5, 0.5, math.nan), (0.5, 0.5, math.nan), (0.5, 0.5, math.nan), (9, 9, 0), 0.5
)
RESULT = EvaluationResult(
    "blocks",
    LABELS,
    fold_counts(boundary=BOUNDARY),
    SPLIT,
    {"baseline": fold_counts(1), "baseline_tokens": fold_counts(2)},
    CALIBRATION,
    (Curve("Loss", "Fold 1", (1, 2), (0.5, math.nan)),),
    ("Mind the gap.",),
)
JOB = TrainJob(
    (SceneOptions("scene.tif"),),
    LabelOptions("labels.gpkg", class_field="kind"),
    "my model.safetensors",
)


def published(tmp_path, result=RESULT, job=JOB, name="my.report.html"):
    found = summary_metrics(result)
    return found, publish(
        result, ReportContext("Report", {"Head": "linear"}, job, found), str(tmp_path / name)
    )


def text_of(path):
    return Path(path).read_text(encoding="utf-8")


def rows_of(path):
    return list(csv.reader(text_of(path).removeprefix("\ufeff").splitlines()))


def test_all_files_stand_beside_the_page_and_share_its_stem(tmp_path):
    _, files = published(tmp_path)
    names = ["my.report.classes.csv", "my.report.csv", "my.report.html", "my.report.metrics.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert sorted(files) == ["class_scores", "matrix", "metrics", "report"]
    assert all(str(tmp_path) in file for file in files.values())


def test_the_matrix_as_csv_is_the_confusion_matrix(tmp_path):
    rows = rows_of(published(tmp_path)[1]["matrix"])
    assert rows[0] == ["reference \\ predicted", *TABLE.names]
    assert [[int(cell) for cell in row[1:]] for row in rows[1:]] == RESULT.counts.pooled.tolist()


def test_the_classes_as_csv_have_all_scores_and_gaps_where_there_are_none(tmp_path):
    header, *rows = rows_of(published(tmp_path)[1]["class_scores"])
    scores = Scores.from_confusion(RESULT.counts.pooled)
    by_name = [dict(zip(header, row, strict=True)) for row in rows]
    assert [row["class"] for row in by_name] == list(TABLE.names)
    for i, row in enumerate(by_name[:2]):
        assert float(row["iou"]) == pytest.approx(scores.iou[i], rel=1e-5)
        assert float(row["iou_low"]) < scores.iou[i] < float(row["iou_high"])
        assert float(row["users_accuracy"]) == pytest.approx(scores.users_accuracy[i], rel=1e-5)
        assert (int(row["pixels"]), row["boundary_f1"]) == (scores.pixels[i], "0.5")
    assert by_name[2] == {**dict.fromkeys(header, ""), "class": "none", "pixels": "0"}


def test_the_metrics_are_strict_json_and_hold_the_figures(tmp_path):
    def refuse(constant):
        raise AssertionError(constant)

    found, files = published(tmp_path)
    metrics = json.loads(text_of(files["metrics"]), parse_constant=refuse)
    assert metrics["metrics"] == found
    assert metrics["confusion"]["counts"] == RESULT.counts.pooled.tolist()
    assert [c["iou"] for c in metrics["classes"]] == list(found["class_iou"].values())
    assert [f["miou"] for f in metrics["folds"]] == found["fold_miou"]
    assert [f["training_samples"] for f in metrics["folds"]] == [10, 20, 30]
    assert metrics["methods"]["baseline"]["miou"] == found["baseline_miou"]
    assert metrics["methods"]["baseline_tokens"]["name"] == "Random forest, tokens"
    assert metrics["calibration"]["after"]["ece"] == found["ece_after"]
    assert metrics["curves"] == [
        {"measure": "Loss", "name": "Fold 1", "epochs": [1, 2], "values": [0.5, None]}
    ]
    assert metrics["settings"]["class_field"] == "kind"
    assert {"landsketch", "torch", "python"} <= set(metrics["versions"])
    assert metrics["warnings"] == ["Mind the gap."]


def test_figures_have_the_names_that_programs_know():
    found = summary_metrics(RESULT)
    low, high = found["miou_interval"]
    assert low < found["miou"] < high
    assert found["oa_interval"][0] < found["oa"] < found["oa_interval"][1]
    assert found["macro_f1_interval"][0] < found["macro_f1"] < found["macro_f1_interval"][1]
    assert found["class_iou_interval"]["none"] is None
    assert found["class_iou"]["none"] is None
    assert found["temperature"] == 1.25
    assert found["ece_before"] == found["ece_after"] == pytest.approx((0.1 + 0.6) / 2)
    assert found["boundary_f1"] == 0.5
    assert (found["block"], found["buffer"]) == (SPLIT.block, SPLIT.buffer)
    assert len(found["baseline_fold_miou"]) == 3


def test_the_interval_draws_the_blocks_of_the_split():
    assert (
        summary_metrics(RESULT)["interval_draws"],
        summary_metrics(RESULT)["interval_drawn"],
    ) == (
        "blocks",
        6,
    )
    alone = replace(RESULT, split=None)
    assert (summary_metrics(alone)["interval_draws"], summary_metrics(alone)["interval_drawn"]) == (
        "polygons",
        24,
    )
    assert summary_metrics(alone)["miou_interval"] != summary_metrics(RESULT)["miou_interval"]


def test_a_method_by_two_names_is_shown_once(tmp_path):
    one, tokens = fold_counts(1), fold_counts(2)
    twice = replace(
        RESULT, others={"baseline": one, "baseline_rgb": one, "baseline_tokens": tokens}
    )
    found, files = published(tmp_path, twice)
    assert found["baseline_rgb_miou"] == found["baseline_miou"]
    page = text_of(files["report"])
    assert "Random forest, all bands" in page
    assert "Random forest, tokens" in page
    assert "backbone&#39;s bands" not in page


def test_sparse_labels_have_no_boundary_figures():
    assert "boundary_f1" not in summary_metrics(replace(RESULT, counts=fold_counts()))


def test_the_page_names_a_command_that_runs_it_again(tmp_path):
    _, files = published(tmp_path)
    assert "landsketch run &#34;my model.safetensors.job.json&#34;" in text_of(files["report"])
    given = replace(JOB, run=replace(JOB.run, command="qgis_process run landsketch:trainhead"))
    _, files = published(tmp_path, job=given)
    page = text_of(files["report"])
    assert "qgis_process run landsketch:trainhead" in page
    assert "landsketch run" not in page
    scoring = EvaluateJob(
        (SceneOptions("s.tif"),),
        "m.safetensors",
        LabelOptions("l.gpkg", class_field="k"),
        "out.html",
    )
    _, files = published(tmp_path, replace(RESULT, design="held_out"), scoring)
    assert json.loads(text_of(files["metrics"]))["command"] == 'landsketch run "out.html.job.json"'


def test_a_failed_write_leaves_the_old_report(tmp_path, monkeypatch):
    _, files = published(tmp_path)
    before = text_of(files["report"])

    def fail(self, target):
        raise OSError("disk gone")

    monkeypatch.setattr(type(tmp_path), "replace", fail)
    with pytest.raises(OutputNotWritable):
        published(tmp_path, replace(RESULT, warnings=("New.",)))
    monkeypatch.undo()
    assert text_of(files["report"]) == before
    assert len(list(tmp_path.iterdir())) == 4


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputNotWritable):
        published(tmp_path, name="file/report.html")
