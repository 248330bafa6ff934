"""A set-up makes an environment, checks it and uses it; whatever fails leaves the old one alone."""

import os
import shutil
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from landsketch.core.errors import Cancelled
from landsketch.core.progress import Progress
from landsketch.plugin.engine import environment
from landsketch.plugin.engine.engine_record import EngineRecord, read_record, write_record
from landsketch.plugin.setup import plan as plans
from landsketch.plugin.setup import set_up as set_ups
from landsketch.plugin.setup.errors import SetupFailed
from landsketch.plugin.setup.installed import engine_state, remove_engine, remove_old_engines
from landsketch.plugin.setup.set_up import set_up
from landsketch.plugin.setup.setup_lock import setup_lock
from landsketch.plugin.setup.setup_log import SetupLog
from landsketch.tests.helpers.package_index import package_index, write_wheel


def environments():
    return sorted(plans.default_folder().glob("engine-*"))


def version_of(record, package):
    code = f"import {package}; print({package}.__version__)"
    done = subprocess.run([record.interpreter, "-c", code], stdout=subprocess.PIPE, check=True)
    return done.stdout.decode().strip()


def test_the_environment_has_the_locked_packages_and_is_used(plan, index, doctor, heard):
    record = set_up(plan(), heard)
    assert version_of(record, "maps") == "1.0"
    assert version_of(record, "torch") == "2.0"
    assert environment.managed_interpreter() == Path(record.interpreter)
    assert engine_state().record == record
    assert not engine_state().is_outdated
    assert not (plans.default_folder() / "downloads").exists()


def test_paths_with_spaces_and_umlauts(plan, index, doctor, heard, tmp_path):
    folder = tmp_path / "Dürers Karten & Co"
    record = set_up(plan(folder=str(folder)), heard)
    assert Path(record.interpreter).is_relative_to(folder)
    assert version_of(record, "maps") == "1.0"


def test_a_folder_of_wheels_needs_no_network(plan, wheels, doctor, heard, monkeypatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:1/simple")
    assert version_of(set_up(plan(wheels=str(wheels)), heard), "torch") == "2.0"


def test_without_uv_pip_does_the_same(plan, wheels, doctor, heard, monkeypatch):
    monkeypatch.setattr(set_ups, "uv_program", lambda plan, progress: "")
    record = set_up(plan(wheels=str(wheels)), heard)
    assert version_of(record, "maps") == "1.0"
    assert "-m pip install" in SetupLog().tail()


def test_a_second_set_up_replaces_the_first_which_goes_at_the_next_start(
    plan, index, doctor, heard
):
    first = set_up(plan(), heard)
    time.sleep(1.1)  # their names hold the second
    second = set_up(plan(), heard)
    assert environment.managed_interpreter() == Path(second.interpreter)
    assert version_of(first, "maps") == "1.0"  # for what still runs in it
    remove_old_engines()
    assert [str(path) for path in environments()] == [second.folder]


def test_old_engines_stay_while_a_set_up_is_at_work(plan, index, doctor, heard):
    set_up(plan(), heard)
    time.sleep(1.1)
    set_up(plan(), heard)
    with setup_lock(environment.data_folder(), Progress()):
        remove_old_engines()
    assert len(environments()) == 2


def test_removal_frees_everything(plan, index, doctor, heard):
    set_up(plan(), heard)
    notes = plans.default_folder() / "notes.txt"
    notes.write_text("mine")
    assert remove_engine(Progress()) > 1000
    assert environments() == []
    assert read_record(environment.data_folder()) is None
    assert notes.read_text() == "mine"


def test_newer_locks_make_an_engine_outdated(plan, index, doctor, heard, lock):
    set_up(plan(), heard)
    with (lock / "packages.txt").open("a") as file:
        file.write("# newer\n")
    assert engine_state().is_outdated


# -- faults: each with a message, and with the old engine in place ---------------------------------


@pytest.fixture
def old(plan, index, doctor, heard):
    """An engine that is there already."""
    record = set_up(plan(), heard)
    time.sleep(1.1)
    return record


def check_failure(plan, heard, old, words):
    """The set-up fails with words of advice, and everything is as before."""
    with pytest.raises(SetupFailed) as caught:
        set_up(plan, heard)
    assert words in str(caught.value)
    assert "Traceback" not in str(caught.value)
    assert read_record(environment.data_folder()) == old
    assert [str(path) for path in environments()] == [old.folder]
    assert version_of(old, "maps") == "1.0"


def test_no_network(plan, old, heard, monkeypatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:1/simple")
    check_failure(plan(), heard, old, "Check the connection and the proxy")


def test_a_proxy_that_asks_for_a_password(plan, old, heard, wheels, monkeypatch):
    with package_index(wheels, fault="proxy") as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("UV_DEFAULT_INDEX", "http://packages.invalid/simple")
        monkeypatch.setenv("NO_PROXY", "")
        check_failure(plan(), heard, old, "The proxy asks for a user name and password")


def test_a_foreign_certificate(plan, old, heard, wheels, monkeypatch, tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    files = ["-keyout", key, "-out", certificate]
    subprocess.run([*command, *subject, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with package_index(wheels, context=context) as server:
        monkeypatch.setenv("UV_DEFAULT_INDEX", f"{server.url}/simple")
        check_failure(plan(), heard, old, "The certificate of the server is not trusted")


def test_an_index_without_the_version(plan, old, heard, wheels):
    (wheels / "maps-1.0-py3-none-any.whl").unlink()
    write_wheel(wheels, "maps", "1.1")
    check_failure(plan(), heard, old, "The package index lacks a version that is needed")


def test_another_file_than_the_locked_one_is_refused(plan, old, heard, index):
    index.fault = "spoiled"
    check_failure(plan(), heard, old, "its SHA-256 differs, so it was refused")


def test_a_full_disk_is_noticed_before_anything_is_downloaded(plan, old, heard, index, monkeypatch):
    n_requests = len(index.requests)
    usage = shutil.disk_usage(plans.default_folder())._replace(free=100)
    monkeypatch.setattr(plans.shutil, "disk_usage", lambda folder: usage)
    check_failure(plan(), heard, old, "free some space or choose another folder")
    assert len(index.requests) == n_requests


def test_a_folder_that_cannot_be_written(plan, old, heard, tmp_path):
    folder = tmp_path / "folder"
    made = plan(folder=str(folder))
    shutil.rmtree(folder)
    folder.write_text("a file is in the way")
    check_failure(made, heard, old, "cannot be written")


def test_an_engine_that_does_not_work_is_not_used(plan, old, heard, doctor):
    doctor({"ok": False, "problems": {"rasterio": "ImportError: libexpat"}}, code=1)
    check_failure(plan(), heard, old, "rasterio: ImportError: libexpat")


def test_a_connection_that_breaks_is_taken_up_again(plan, old, heard, wheels, monkeypatch):
    monkeypatch.setenv("UV_HTTP_RETRIES", "3")
    with package_index(wheels, fault="broken") as server:
        monkeypatch.setenv("UV_DEFAULT_INDEX", f"{server.url}/simple")
        assert version_of(set_up(plan(), heard), "maps") == "1.0"
        assert server.breaks == 0


def test_a_moment_of_a_virus_scanner_is_waited_for(plan, index, doctor, heard, monkeypatch):
    replace, n_refused = Path.replace, []

    def refuse(self, target):
        if Path(target).name == "engine.json" and len(n_refused) < 2:
            n_refused.append(target)
            raise PermissionError(13, "The process cannot access the file", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(set_ups, "_RENAME_PAUSES_S", (0.01, 0.01, 0.01))
    record = set_up(plan(), heard)
    assert len(n_refused) == 2
    assert read_record(environment.data_folder()) == record


class Impatient(Progress):
    """Cancels when ``must_stop`` says so."""

    def __init__(self, must_stop):
        super().__init__()
        self._must_stop = must_stop

    def is_cancelled(self):
        return self._must_stop()

    def report(self, stage, fraction, left_s):
        pass


def test_cancel_keeps_the_old_engine_and_what_has_arrived(plan, old, index, heard):
    index.hold_s = 30.0
    begun = time.monotonic()

    def must_stop():
        asked = [path for path in index.requests if path.endswith("torch-2.0-py3-none-any.whl")]
        return len(asked) > 1 or (len(index.requests) > 8 and time.monotonic() - begun > 5)

    index.requests.clear()
    threading.Timer(2.0, index.release.set).start()
    with pytest.raises(Cancelled):
        set_up(plan(), Impatient(lambda: must_stop() or time.monotonic() - begun > 1.0))
    assert read_record(environment.data_folder()) == old
    assert [str(path) for path in environments()] == [old.folder]
    index.release.set()
    assert set_up(plan(), heard).folder != old.folder


def test_a_second_window_waits_for_the_first(plan, index, doctor, heard):
    said = []

    class Waiting(Progress):
        def info(self, text):
            said.append(text)

        def report(self, stage, fraction, left_s):
            pass

    release = threading.Event()

    def hold():
        with setup_lock(environment.data_folder(), Progress()):
            release.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    time.sleep(0.3)
    threading.Timer(1.0, release.set).start()
    record = set_up(plan(), Waiting())
    holder.join()
    assert said[0] == "Waiting: another QGIS is setting up the engine."
    assert version_of(record, "torch") == "2.0"


def test_one_that_waited_takes_the_engine_that_the_first_has_made(
    plan, index, doctor, heard, monkeypatch
):
    made, n_before = [], []

    def hold():
        with setup_lock(environment.data_folder(), Progress()):
            time.sleep(1.0)
            folder = plans.default_folder() / "engine-first"
            python = folder / "bin" / "python"
            python.parent.mkdir(parents=True)
            python.touch()
            record = EngineRecord(str(folder), str(python), "cpu", plan().lock, "3.11", "now")
            write_record(environment.data_folder(), record)
            made.append(record)
            n_before.append(len(index.requests))

    holder = threading.Thread(target=hold)
    holder.start()
    time.sleep(0.3)
    record = set_up(plan(), heard)
    holder.join()
    assert record == made[0]
    assert len(index.requests) == n_before[0]


def test_the_log_holds_no_password_and_no_home(plan, old, heard, monkeypatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://eva:secret@127.0.0.1:1/simple")
    with pytest.raises(SetupFailed) as caught:
        set_up(plan(), heard)
    assert "secret" not in SetupLog().path.read_text()
    assert "secret" not in str(caught.value)
    if len(str(Path.home())) > 1:
        assert str(Path.home()) + os.sep not in SetupLog().path.read_text()


def test_the_python_of_the_set_up_is_not_changed(plan, index, doctor, heard):
    before = sorted(Path(sys.prefix).glob("lib/python3*/site-packages/maps*"))
    set_up(plan(), heard)
    assert sorted(Path(sys.prefix).glob("lib/python3*/site-packages/maps*")) == before
