"""Two runs never make one result at the same time."""

import subprocess
import sys
from pathlib import Path

import pytest

from landsketch.core.engine.output_lock import hold_output_lock
from landsketch.core.engine.run import run_job
from landsketch.core.errors import OutputNotWritable
from landsketch.core.job.jobs import PredictJob
from landsketch.core.job.options import SceneOptions
from landsketch.core.progress import Progress

ROOT = Path(__file__).resolve().parents[3]
HOLD = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from core.engine.output_lock import hold_output_lock
with hold_output_lock(Path(sys.argv[2])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def job(town, model, run_options, tmp_path):
    return PredictJob(SceneOptions(town.path), model, str(tmp_path / "map.tif"), run=run_options)


def test_a_map_that_another_run_is_writing_is_refused_and_left_alone(job, tmp_path):
    work = tmp_path / "map.tif.work"
    work.mkdir()
    (work / "others").touch()
    link = tmp_path / "link"
    link.symlink_to(tmp_path, target_is_directory=True)
    with (
        hold_output_lock(link / "map.tif"),
        pytest.raises(OutputNotWritable, match=r"Another run is writing .*map\.tif"),
    ):
        run_job(job, Progress())
    assert (work / "others").exists()
    run_job(job, Progress())
    assert Path(job.output).is_file()


def test_other_results_are_free_meanwhile(job, tmp_path):
    with hold_output_lock(tmp_path / "other.tif"):
        run_job(job, Progress())


def test_a_killed_run_holds_nothing(job):
    held = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(ROOT), job.output], stdout=subprocess.PIPE, text=True
    )
    assert held.stdout.readline() == "held\n"
    with pytest.raises(OutputNotWritable, match="Another run"):
        run_job(job, Progress())
    held.kill()
    held.wait()
    held.stdout.close()
    run_job(job, Progress())


def test_a_place_without_locks_is_no_obstacle(job, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    run_job(job, Progress())
    assert Path(job.output).is_file()
