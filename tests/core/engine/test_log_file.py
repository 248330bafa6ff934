"""A run leaves a log that people can read, whatever became of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from landsketch.core.engine.run import run_job
from landsketch.core.errors import Cancelled, OutputNotWritable
from landsketch.core.job.jobs import PrepareJob
from landsketch.tests.helpers.listener import Listener


@pytest.fixture
def job(town, small_tiles, run_options, tmp_path):
    run = replace(run_options, log=str(tmp_path / "logs" / "run.log"))
    return PrepareJob(town.scene, str(tmp_path / "tiles.gpkg"), small_tiles, run=run)


def lines(job):
    return [
        line.split(" ", 2)[2] for line in Path(job.run.log).read_text(encoding="utf-8").splitlines()
    ]


def test_a_log_tells_stages_and_the_end_and_hides_nothing_from_the_user(job):
    heard, plain = Listener(), Listener()
    run_job(job, heard)
    run_job(replace(job, run=replace(job.run, log="")), plain)
    assert lines(job)[0] == "Begin preparefeatures"
    assert lines(job)[-1] == "End: done"
    stages = list(dict.fromkeys(stage for stage, _ in heard.reports if stage != "Done"))
    assert [line[5:] for line in lines(job) if line[:5].strip().endswith("%")] == stages
    assert heard.infos
    assert set(heard.infos) <= set(lines(job))
    assert {stage for stage, _ in heard.reports} == {stage for stage, _ in plain.reports}


def test_a_cancelled_run_is_logged_and_the_next_one_below_it(job):
    with pytest.raises(Cancelled):
        run_job(job, Listener(stop_after=1))
    run_job(job, Listener())
    assert "End: Cancelled. No output was left behind." in lines(job)
    assert lines(job).count("Begin preparefeatures") == 2
    assert lines(job)[-1] == "End: done"


def test_a_log_never_replaces_an_input_or_an_output(job, town):
    for path in (town.path, job.tiles):
        with pytest.raises(OutputNotWritable):
            run_job(replace(job, run=replace(job.run, log=path)), Listener())


def test_a_log_of_warnings_has_no_stages_and_no_messages(job):
    heard = Listener()
    run_job(replace(job, run=replace(job.run, log_level="warning")), heard)
    assert heard.infos
    assert lines(job)[0] == "Begin preparefeatures"
    assert lines(job)[-1] == "End: done"
    assert not set(heard.infos) & set(lines(job))
    assert not [line for line in lines(job) if line[:5].strip().endswith("%")]
