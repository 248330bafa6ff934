"""A job in the task manager ends with a result or a sentence, never with an exception."""

import time

import pytest
from qgis.core import QgsApplication

from landsketch.core.errors import Cancelled, InvalidJob
from landsketch.core.job.jobs import InstallJob, Result
from landsketch.plugin.engine.task import EngineTask

JOB = InstallJob(backbone="builtin")


class Scripted:
    """An engine that does what a function says."""

    def __init__(self, behave):
        self.behave = behave

    def run(self, job, progress):
        return self.behave(progress)

    def close(self):
        pass


def run_task(behave, meanwhile=lambda task: None):
    finished = []
    task = EngineTask("Test", Scripted(behave), JOB, finished.append)
    QgsApplication.taskManager().addTask(task)
    meanwhile(task)
    deadline = time.monotonic() + 10
    while not finished and time.monotonic() < deadline:
        QgsApplication.processEvents()
        time.sleep(0.01)
    assert finished == [task]
    return task


def test_result_is_there_when_finished():
    assert run_task(lambda progress: Result(metrics={"n": 1})).result.metrics == {"n": 1}


def fail_with(error):
    def behave(progress):
        raise error

    return behave


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (InvalidJob("Choose three BANDS."), "Choose three BANDS."),
        (ZeroDivisionError("x"), "ZeroDivisionError: x"),
    ],
)
def test_errors_are_kept(error, text):
    task = run_task(fail_with(error))
    assert task.result is None
    assert str(task.error) == text


def test_cancelling_reaches_the_engine():
    def behave(progress):
        while True:
            progress.check()
            time.sleep(0.01)

    def cancel(task):
        time.sleep(0.2)
        task.cancel()

    assert isinstance(run_task(behave, cancel).error, Cancelled)
