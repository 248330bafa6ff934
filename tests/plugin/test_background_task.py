"""Work in the task manager: its result, its failures, its cancel."""

import time

import pytest
from qgis.core import QgsApplication

from landsketch.core.errors import Cancelled, InvalidScene
from landsketch.plugin.background_task import BackgroundTask


@pytest.fixture
def run(qgis_app):
    """Run work to its end; return the task and what it said."""

    def start(work, *, cancel=False):
        task, said = BackgroundTask("Test", work), []
        task.stage_changed.connect(lambda text: said.append(("stage", text)))
        task.line_added.connect(lambda text: said.append(("line", text)))
        task.ended.connect(lambda text: said.append(("end", text)))
        QgsApplication.taskManager().addTask(task)
        if cancel:
            task.cancel()
        latest = time.monotonic() + 10
        while "end" not in dict(said) and time.monotonic() < latest:
            qgis_app.processEvents()
            time.sleep(0.01)
        return task, said

    return start


def test_progress_and_result_reach_the_owner(run):
    def work(progress):
        progress.stage("Read", 0.0, 1.0)
        progress.report("Read", 0.5, 300.0)
        progress.info("one line")
        return 42

    task, said = run(work)
    assert task.result == 42
    assert said == [
        ("stage", "Read"),
        ("stage", "Read, about 5 min left"),
        ("line", "one line"),
        ("end", ""),
    ]


def test_a_failure_is_a_sentence(run):
    def work(progress):
        raise InvalidScene("The image is gone.")

    task, said = run(work)
    assert said == [("end", "The image is gone.")]
    assert not task.was_cancelled


def test_an_unexpected_failure_does_not_reach_qgis(run):
    _, said = run(lambda progress: 1 / 0)
    assert said == [("end", "ZeroDivisionError: division by zero")]


def test_cancel_reaches_the_work(run):
    def work(progress):
        while True:
            progress.check()
            time.sleep(0.01)

    task, said = run(work, cancel=True)
    assert task.was_cancelled
    assert len(said) == 1
    assert said[0][1] in {str(Cancelled()), "Cancelled."}
    assert task.result is None
