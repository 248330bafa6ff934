"""The engine as a child process: JSON lines in, JSON lines out, and nothing else on that stream."""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from landsketch.core import protocol
from landsketch.core.job.job_json import to_dict
from landsketch.core.job.jobs import PredictJob
from landsketch.core.job.options import SceneOptions
from landsketch.core.version import ENGINE, PROTOCOL
from landsketch.tests.helpers.conversation import WAIT_S, Conversation
from landsketch.tests.helpers.rasters import ground, write_raster


@pytest.fixture(scope="module")
def talk(engine):
    """One engine for the whole module."""
    conversation = Conversation(engine("serve"))
    assert conversation.hear()["type"] == "hello"
    yield conversation
    assert conversation.close() == 0


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    return SceneOptions(
        write_raster(
            tmp_path_factory.mktemp("large") / "s.tif", ground(np.zeros((3000, 3000), int), 0)
        )
    )


@pytest.fixture
def job(town, model, run_options, tmp_path):
    run = replace(run_options, cache=str(tmp_path / "cache"))
    return PredictJob(town.scene, model, str(tmp_path / "Größe # 1" / "map.tif"), run=run)


def test_hello_comes_before_anything_heavy(engine):
    began = time.monotonic()
    conversation = Conversation(engine("serve"))
    hello = conversation.hear()
    assert time.monotonic() - began < 3
    assert hello == {
        "v": PROTOCOL,
        "type": "hello",
        "engine": ENGINE,
        "pid": conversation.process.pid,
    }
    assert conversation.close() == 0


def test_a_job_reports_and_gives_its_result(talk, job):
    talk.say("run", job=to_dict(job))
    heard = talk.hear_until("result", "error")
    result = heard[-1]
    assert result["type"] == "result"
    assert result["outputs"] == {"output": job.output}
    assert result["metrics"]["mpx"] > 0.1
    assert Path(job.output).is_file()
    progress = [m for m in heard if m["type"] == "progress"]
    assert {m["stage"] for m in progress} >= {"Open the model", "Encode", "Write the map"}
    assert progress[-1]["share"] == 1
    assert [m["share"] for m in progress] == sorted(m["share"] for m in progress)
    assert all(m["left_s"] is None or m["left_s"] >= 0 for m in progress)


def test_cancel_stops_a_job_within_two_seconds_and_the_engine_stays(talk, job, large, tmp_path):
    talk.say("run", job=to_dict(replace(job, scene=large)))
    while talk.hear().get("stage") != "Encode":
        pass
    asked = time.monotonic()
    talk.say("cancel")
    error = talk.hear_until("result", "error")[-1]
    assert time.monotonic() - asked < 2
    assert (error["code"], error["text"]) == ("CANCELLED", "Cancelled. No output was left behind.")
    assert list(Path(job.output).parent.iterdir()) == []
    talk.say("run", job=to_dict(job))
    assert talk.hear_until("result", "error")[-1]["type"] == "result"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda job: {**to_dict(job), "model": "/no/such.safetensors"}, "INVALID_MODEL"),
        (lambda job: {**to_dict(job), "input": "nö.tif"}, "INVALID_SCENE"),
        (lambda job: {**to_dict(job), "colour": 1}, "INVALID_JOB"),
        (lambda _: {}, "INVALID_JOB"),
        (lambda _: None, "INVALID_JOB"),
        (lambda _: "predictraster", "INVALID_JOB"),
    ],
)
def test_an_error_is_a_code_and_a_sentence(talk, job, spoil, code):
    talk.say("run", job=spoil(job))
    error = talk.hear_until("result", "error")[-1]
    assert error["code"] == code
    assert error["text"].endswith((".", "?"))
    assert "\n" not in error["text"]
    assert "nö.tif" in error["text"] or code != "INVALID_SCENE"


@pytest.mark.parametrize(
    "noise", ["\n", "hello\n", "[1, 2]\n", '{"type": "dance"}\n', '{"type": 3}\n']
)
def test_what_is_no_message_is_ignored(talk, job, noise):
    talk.raw(noise)
    talk.say("run", job=to_dict(replace(job, model="/no/such.safetensors")))
    assert talk.hear_until("result", "error")[-1]["code"] == "INVALID_MODEL"


def test_end_of_input_cancels_the_job_and_ends_the_engine(engine, job, large):
    conversation = Conversation(engine("serve"))
    conversation.say("run", job=to_dict(replace(job, scene=large)))
    conversation.say("run", job=to_dict(job))  # waits in the queue
    while conversation.hear().get("stage") != "Encode":
        pass
    asked = time.monotonic()
    assert conversation.close() == 0
    assert time.monotonic() - asked < 3
    assert not Path(job.output).exists()
    assert list(Path(job.output).parent.iterdir()) == []


def test_quit_ends_the_engine(engine):
    conversation = Conversation(engine("serve"))
    conversation.hear()
    conversation.say("quit")
    assert conversation.process.wait(10) == 0


def test_names_survive_a_locale_that_is_not_unicode(engine, job):
    conversation = Conversation(
        engine("serve", env={"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"})
    )
    conversation.hear()
    conversation.say("run", job=to_dict(job))
    assert conversation.hear_until("result", "error")[-1]["outputs"] == {"output": job.output}
    assert Path(job.output).is_file()
    assert conversation.close() == 0


NOISY = """
import os, sys
sys.path.insert(0, sys.argv[1])
from core.engine import run, serve
def noisy(job, progress):
    print("a library says hello")
    os.write(1, b"and so does one written in C\\n")
    os.system("echo and a program")
    raise ValueError("a bug")
run.run_job = noisy
sys.exit(serve.serve())
"""


def test_what_libraries_print_never_reaches_the_stream_and_a_bug_is_named(engine, job, tmp_path):
    import subprocess

    root = str(Path(__file__).resolve().parents[3])
    process = subprocess.Popen(
        [sys.executable, "-c", NOISY, root],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    message = json.dumps({"type": "run", "job": to_dict(job)}) + "\n"
    process.stdin.write(message)
    process.stdin.flush()
    lines = [process.stdout.readline() for _ in range(2)]
    rest, said = process.communicate(timeout=WAIT_S)
    hello, error = map(json.loads, lines)
    assert rest == ""
    assert hello["type"] == "hello"
    assert error["code"] == "BUG"
    assert "please report it" in error["text"]
    assert all(
        words in said for words in ("a library says", "written in C", "and a program", "Traceback")
    )


def test_messages_are_lines():
    line = protocol.encode("log", text="zwei\nZeilen ü", path=Path("a"))
    assert line.count("\n") == 1
    assert protocol.decode(line) == {
        "v": PROTOCOL,
        "type": "log",
        "text": "zwei\nZeilen ü",
        "path": "a",
    }
    assert [protocol.decode(text) for text in ("", "x", "[]", '{"v": 1}', '{"type": 1}')] == [
        None
    ] * 5


def test_doctor_tells_what_is_here(engine):
    process = engine("doctor", "--json")
    said = json.loads(process.communicate(timeout=WAIT_S)[0])
    assert process.returncode == 0
    assert said["ok"]
    assert said["engine"] == ENGINE
    assert said["protocol"] == PROTOCOL
    assert said["problems"] == {}
    assert {"torch", "rasterio", "transformers"} <= set(said["versions"])
    assert "builtin" in said["backbones"]
    assert any(device.startswith("cpu") for device in said["devices"])


def test_doctor_names_what_is_missing(monkeypatch):
    from landsketch.core.engine import doctor

    monkeypatch.setitem(sys.modules, "pyogrio", None)
    found = doctor.examine()
    assert not found["ok"]
    assert list(found["problems"]) == ["pyogrio"]


def test_the_engine_says_its_version(engine):
    process = engine("--version")
    assert process.communicate(timeout=WAIT_S)[0].strip() == ENGINE


def test_a_job_may_come_by_standard_input(engine, job):
    process = engine("run", "--json", "-")
    answer, _ = process.communicate(json.dumps(to_dict(job)), timeout=WAIT_S)
    assert json.loads(answer)["outputs"] == {"output": job.output}


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent in another way")
def test_ctrl_c_cancels_a_run(engine, job, large, job_file, tmp_path):
    import signal

    process = engine("run", job_file(tmp_path / "job.json", to_dict(replace(job, scene=large))))
    while "Encode" not in process.stderr.readline():
        pass
    process.send_signal(signal.SIGINT)
    assert (
        "landsketch: Cancelled. No output was left behind."
        in process.communicate(timeout=WAIT_S)[1]
    )
    assert process.returncode == 3
    assert list(Path(job.output).parent.iterdir()) == []
