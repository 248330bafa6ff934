"""The report: self-contained, complete, safe against odd names, and with numbers that match."""

import math
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from landsketch.core.assessment import fold_plot, report_tables, report_words
from landsketch.core.assessment.calibration import Calibration
from landsketch.core.assessment.evaluation_result import Curve
from landsketch.core.assessment.fold_plot import FoldMap
from landsketch.core.assessment.report import ReportData, render
from landsketch.core.assessment.report_tables import Method
from landsketch.core.class_table import ClassTable
from landsketch.core.scores.boundary import BoundaryScores
from landsketch.core.scores.calibration import reliability
from landsketch.core.scores.confusion import Scores
from landsketch.core.scores.intervals import Intervals

TABLE = ClassTable.from_names(["Tree & <bush>", "Wässer", "road"])
MATRIX = np.array([[1200, 300, 0], [500, 1000, 0], [0, 0, 0]])
OTHER = Scores.from_confusion(np.array([[900, 600, 0], [700, 800, 0], [0, 0, 0]]))
SURE, RIGHT, ONES = np.array([0.95, 0.9, 0.7, 0.6]), np.array([True, True, False, True]), np.ones(4)
SQUARE = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)]
DATA = ReportData(
    title="Land cover of <Kampala>",
    created="1 May 2026, 12:00",
    summary={"Scene": "scene.tif", "Head": "linear"},
    class_table=TABLE,
    confusion=MATRIX,
    intervals=Intervals(
        7, (0.41, 0.67), (0.55, 0.75), (0.6, 0.8), ((0.3, 0.71), (0.35, 0.72), None)
    ),
    boundary=BoundaryScores(
        3.0, (0.9, 0.8, math.nan), (0.7, 0.8, math.nan), (0.79, 0.8, math.nan), (90, 80, 0), 0.795
    ),
    calibration=Calibration(
        0.5, reliability(SURE, RIGHT, ONES), reliability(SURE - 0.05, RIGHT, ONES)
    ),
    curves=[Curve("Loss", f"Fold {i}", (1, 2, 3), (0.9, 0.5, 0.4 + i / 10)) for i in (1, 2)],
    folds=[FoldMap(0, [SQUARE]), FoldMap(1, [[(20, 0), (30, 0), (30, 5)]])],
    methods=[Method("Random forest", OTHER, (0.3, 0.32))],
    fold_miou=(0.5, 0.6),
    warnings=["Class 'road' has no labels."],
    settings={"seed": "7"},
    versions={"landsketch": "9.9"},
    command='landsketch train --labels "my labels.gpkg"',
    map_unit="m",
)


class Page(HTMLParser):
    """Collects what a page contains and checks that its tags are balanced."""

    VOID = ("meta", "img", "br")

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text, self._open = [], [], "", []
        self.feed(text)
        assert self._open == []

    @property
    def links(self):
        return [
            a[name]
            for _, a in self.attributes
            for name in ("src", "href", "xlink:href")
            if name in a
        ]

    def all(self, tag):
        return [attributes for name, attributes in self.attributes if name == tag]

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text += data


def page(data=DATA):
    return Page(render(data))


def test_the_report_holds_everything_it_was_given():
    text = page().text
    for words in (
        "Land cover of <Kampala>",
        "1 May 2026",
        "scene.tif",
        "0.58",
        "0.41 – 0.67",
        "73.3\u00a0%",
        "3\u202f000",
        "Tree & <bush>",
        "Wässer",
        "Random forest",
        "0.41",
        "0.38",
        "Class 'road' has no labels.",
        "seed",
        'landsketch train --labels "my labels.gpkg"',
        "Fold 1",
        "Fold 2",
        "10 m",
        "IoU per class",
        "landsketch 9.9",
        "60.0 – 80.0\u00a0%",
        "0.35 – 0.72",
        "7 blocks of labels",
        "With so few",
        "Boundary F1",
        "0.79",
        "temperature of 2.00",
        "Other methods per class",
        "Training curves",
        "Epoch",
        "Reproduce this run",
    ):
        assert words in text, words


def test_the_report_needs_nothing_from_the_net():
    text = render(DATA)
    found = Page(text)
    assert "script" not in found.tags
    assert "link" not in found.tags
    assert found.links == []
    assert "http" not in text
    assert "url(" not in text
    assert "@import" not in text


def test_tables_and_drawings_can_be_read_aloud():
    found = page()
    assert all("scope" in heading for heading in found.all("th"))
    drawings = found.all("svg")
    assert len(drawings) == 3  # reliability, loss, fold map
    assert all(drawing["role"] == "img" and drawing["aria-label"] for drawing in drawings)
    assert found.all("html") == [{"lang": "en"}]


def test_names_cannot_smuggle_in_markup():
    evil = "<script>alert(1)</script>"
    table = ClassTable.from_names([evil, "b", "c"])
    data = replace(
        DATA, title=evil, class_table=table, command=evil, warnings=[evil], summary={evil: evil}
    )
    curves = [Curve(evil, evil, (1, 2), (0.1, 0.2))]
    found = page(
        replace(
            data,
            settings={evil: evil},
            methods=[Method(evil, OTHER)],
            curves=curves,
            versions={evil: evil},
        )
    )
    assert "script" not in found.tags
    assert found.text.count(evil) >= 10


def test_uncertain_places_are_listed():
    area = {"image": "north.tif", "x": 1234.56, "y": 2.5, "pixels": 5321, "classes": ("a", "b")}
    found = page(replace(DATA, uncertain_areas=[area]))
    assert "Where further labels may help" in found.text
    for text in ("north.tif", "1234.6", "2.500000", "a, b"):
        assert text in found.text
    assert "Where further labels may help" not in page().text


def test_a_report_may_be_bare():
    found = page(ReportData("Bare", "today", {}, TABLE, MATRIX))
    assert "svg" not in found.tags
    assert "Comparison with other methods" not in found.text
    assert "Boundary" not in found.text
    assert "Reproduce this run" not in found.text
    assert "There is no interval: fewer than two blocks" in found.text


def test_defaults_are_folded_away():
    found = page(replace(DATA, defaults={"Epochs": "0", "Offline": "no"}))
    assert found.tags.count("details") == 1
    assert "2 options with default values" in found.text
    assert "details" not in page().tags


def test_nothing_labelled_still_gives_a_report():
    empty = replace(DATA, confusion=np.zeros((3, 3), np.int64), intervals=None, boundary=None)
    assert "No labelled pixel was compared" in page(empty).text


@pytest.mark.parametrize(
    ("design", "words"),
    [
        ("blocks", "Spatial cross-validation in 2 folds"),
        ("field", "split field"),
        ("scenes", "Cross-validation by images in 2 folds"),
        ("held_out", "did not train it"),
        ("training", "Nothing was held out"),
    ],
)
def test_the_report_says_what_was_held_out(design, words):
    text = " ".join(page(replace(DATA, design=design)).text.split())
    assert words in text
    assert ("not a design-based accuracy" in text) == (design != "training")


def test_data_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="does not fit 3 classes"):
        replace(DATA, confusion=np.zeros((2, 2), np.int64))
    with pytest.raises(ValueError, match="unknown design"):
        replace(DATA, design="guess")


def test_the_worst_confusions_come_first():
    assert report_words.confusions(TABLE, MATRIX) == [
        "33.3\u00a0% of Wässer was mapped as Tree & <bush>.",
        "20.0\u00a0% of Tree & <bush> was mapped as Wässer.",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "50.0"), (0.9999, "99.9"), (1.0, "100"), (0.0, "0.0"), (0.0312, "3.1")],
)
def test_only_a_perfect_fraction_is_100_percent(value, text):
    assert report_words.percent(value) == f"{text}\u00a0%"


def test_no_score_is_a_dash():
    assert report_words.percent(math.nan) == report_words.score(math.nan) == "–"


def test_matrix_cells_are_fractions_of_their_row():
    rows = report_tables.matrix_rows(TABLE, MATRIX)
    assert [cell["fraction"] for cell in rows[0]["cells"]] == [0.8, 0.2, 0]
    assert [cell["correct"] for cell in rows[1]["cells"]] == [False, True, False]
    assert math.isnan(rows[2]["cells"][0]["fraction"])
    assert [row["sum"] for row in rows] == [1500, 1500, 0]


def test_the_best_method_per_class_is_marked():
    mixed = replace(DATA.scores, iou=(0.9, 0.2, math.nan))
    rows = report_tables.compare_classes(
        TABLE, [Method("ours", DATA.scores), Method("other", mixed)]
    )
    assert [best for _, best in rows[0]["ious"]] == [False, True]
    assert [best for _, best in rows[1]["ious"]] == [True, False]
    assert [best for _, best in rows[2]["ious"]] == [False, False]


def test_north_is_up_and_shape_is_kept():
    figure = fold_plot.fold_plot([FoldMap(0, [[(0, 0), (200, 0), (200, 100)]])])
    assert figure.shapes[0].path == "M14.0,330.0 646.0,330.0 646.0,14.0Z"
    assert (figure.width, figure.height) == (660, 344)


def test_a_tall_area_fits_the_page():
    figure = fold_plot.fold_plot([FoldMap(0, [[(0, 0), (1, 0), (1, 100)]])])
    assert figure.height == 460
    assert figure.width < 100


def test_holes_stay_holes():
    hole = [(2.0, 2.0), (4.0, 2.0), (4.0, 4.0)]
    assert fold_plot.fold_plot([FoldMap(0, [SQUARE, hole])]).shapes[0].path.count("M") == 2


def test_blocks_lie_under_the_labels():
    figure = fold_plot.fold_plot([FoldMap(0, [SQUARE]), FoldMap(0, [SQUARE], "block")])
    assert [shape.outline for shape in figure.shapes] == [True, False]
    assert figure.legend == (("Fold 1", figure.shapes[0].color),)


def test_roles_have_their_own_names():
    figure = fold_plot.fold_plot([FoldMap(0, [SQUARE], "train"), FoldMap(0, [SQUARE], "test")])
    assert [name for name, _ in figure.legend] == ["Training", "Test"]


def test_points_can_be_seen():
    figure = fold_plot.fold_plot([FoldMap(0, [[(5, 5)]])], "m")
    assert figure.shapes[0].path == "M14.0,10.0 18.0,14.0 14.0,18.0 10.0,14.0Z"


def test_the_scale_bar_is_round():
    figure = fold_plot.fold_plot([FoldMap(0, [SQUARE])], "m")
    assert figure.bar == (pytest.approx(43.2 * 2), "2 m")
