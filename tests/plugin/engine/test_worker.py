"""The worker against engines that behave, crash, talk too much and do not listen."""

import threading
import time

import pytest

from landsketch.core.errors import Cancelled
from landsketch.core.job.jobs import InstallJob
from landsketch.plugin.engine.engine import EngineFailed, EngineUnavailable
from landsketch.plugin.engine.worker import WorkerEngine, stop_all

JOB = InstallJob(backbone="builtin")

GOOD = """
say("hello", engine="0.1.0", pid=os.getpid())
while (message := hear()) is not None and message["type"] != "quit":
    if message["type"] == "run":
        print("a library says something")
        print('{"json": "but no message"}')
        say("progress", stage="Encode", share=0.5, left_s=12)
        say("log", level="info", text="half way")
        say("log", level="warning", text="careful")
        say("metric", values={"loss": 0.25})
        say("something newer", x=1)
        metrics = {"pid": os.getpid(), "job": message["job"]}
        say("result", outputs={"folder": "/there"}, metrics=metrics)
"""


def test_result_progress_and_messages_arrive(engine_command, heard):
    result = WorkerEngine(engine_command(GOOD)).run(JOB, heard)
    assert result.outputs == {"folder": "/there"}
    assert result.metrics["job"]["algorithm"] == "installbackbone"
    assert result.metrics["job"]["backbone"] == "builtin"
    assert heard.reports == [("Encode", 0.5)]
    assert heard.times_left == [12]
    assert (heard.infos, heard.warnings, heard.metrics) == (
        ["half way"],
        ["careful"],
        [{"loss": 0.25}],
    )


def test_warm_worker_keeps_its_process_and_a_cold_one_does_not(engine_command, heard):
    warm, cold = (
        WorkerEngine(engine_command(GOOD), keep_warm=True),
        WorkerEngine(engine_command(GOOD)),
    )
    assert len({warm.run(JOB, heard).metrics["pid"] for _ in range(2)}) == 1
    assert len({cold.run(JOB, heard).metrics["pid"] for _ in range(2)}) == 2
    warm.close()


def test_an_error_is_the_engines_sentence(engine_command, heard):
    engine = WorkerEngine(
        engine_command(
            'say("hello"); hear(); say("error", code="INVALID_LABELS", text="Draw more.")'
        )
    )
    with pytest.raises(EngineFailed, match=r"^Draw more\.$") as caught:
        engine.run(JOB, heard)
    assert caught.value.code == "INVALID_LABELS"


def test_killed_engine_probably_ran_out_of_memory(engine_command, heard):
    last_words = 'sys.stderr.write("loading 7B\\n"); sys.stderr.flush()'
    body = f'say("hello"); hear(); {last_words}; os.kill(os.getpid(), signal.SIGKILL)'
    with pytest.raises(
        EngineFailed, match=r"probably by the system because memory ran out.*loading 7B"
    ):
        WorkerEngine(engine_command(body)).run(JOB, heard)


def test_crashed_engine_shows_the_last_line_of_its_log(engine_command, heard):
    with pytest.raises(EngineFailed, match=r"exit code 1.*ValueError: no luck"):
        WorkerEngine(engine_command('say("hello"); hear(); raise ValueError("no luck")')).run(
            JOB, heard
        )


def test_engine_that_dies_before_hello(engine_command, heard):
    with pytest.raises(EngineUnavailable, match="ModuleNotFoundError"):
        WorkerEngine(engine_command("import no_such_module")).run(JOB, heard)


def test_other_protocol_is_refused(engine_command, heard):
    with pytest.raises(EngineUnavailable, match="protocol 99 and this plugin protocol 1"):
        WorkerEngine(engine_command('say("hello", v=99); hear()')).run(JOB, heard)


def test_missing_interpreter(heard):
    with pytest.raises(EngineUnavailable, match="cannot be started"):
        WorkerEngine(["/no/such/python", "main.py"]).run(JOB, heard)


def test_cancel_is_asked_politely_first(engine_command, heard, tmp_path):
    body = f"""
    say("hello"); hear(); say("progress", stage="Encode", share=0.1)
    assert hear()["type"] == "cancel"
    open({str(tmp_path / "asked")!r}, "w").close()
    say("error", code="CANCELLED", text="Cancelled.")
    """
    heard.cancel_when = lambda: bool(heard.reports)
    with pytest.raises(Cancelled):
        WorkerEngine(engine_command(body)).run(JOB, heard)
    assert (tmp_path / "asked").exists()


@pytest.mark.parametrize(
    "before", ["", 'say("hello")', 'say("hello"); hear(); say("progress", stage="E", share=0.1)']
)
def test_engine_that_ignores_cancel_is_gone_within_two_seconds(engine_command, heard, before):
    started = time.monotonic()
    engine = WorkerEngine(engine_command(f"{before}\nwhile True: time.sleep(60)"))
    heard.cancel_when = lambda: time.monotonic() - started > 0.5
    with pytest.raises(Cancelled):
        engine.run(JOB, heard)
    assert time.monotonic() - started < 0.5 + 2.0 + 0.3


def test_engine_that_writes_without_pause_can_be_cancelled(engine_command, heard):
    started = time.monotonic()
    heard.cancel_when = lambda: time.monotonic() - started > 0.5
    with pytest.raises(Cancelled):
        WorkerEngine(engine_command('say("hello"); hear()\nwhile True: print("x" * 1000)')).run(
            JOB, heard
        )
    assert time.monotonic() - started < 3.5


def test_unloading_the_plugin_stops_a_job_in_another_thread(engine_command, heard):
    engine = WorkerEngine(
        engine_command('say("hello"); hear(); say("progress", stage="E", share=0)\ntime.sleep(60)')
    )
    ended = []

    def work():
        try:
            engine.run(JOB, heard)
        except Cancelled:
            ended.append(time.monotonic())

    thread = threading.Thread(target=work)
    thread.start()
    while not heard.reports:
        time.sleep(0.01)
    stop_all()
    thread.join(5)
    assert len(ended) == 1


def test_engine_starts_in_a_clean_environment(engine_command, heard, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/usr/share/qgis/python")
    monkeypatch.setenv("GDAL_DATA", "/somewhere")
    monkeypatch.setenv("CURL_CA_BUNDLE", "/not/there")
    monkeypatch.setenv("HF_TOKEN", "kept")
    body = 'say("hello"); hear(); say("result", metrics=dict(os.environ))'
    seen = WorkerEngine(engine_command(body)).run(JOB, heard).metrics
    assert not {"PYTHONPATH", "GDAL_DATA", "CURL_CA_BUNDLE"} & set(seen)
    assert (seen["PYTHONSAFEPATH"], seen["PYTHONNOUSERSITE"], seen["HF_TOKEN"]) == (
        "1",
        "1",
        "kept",
    )
