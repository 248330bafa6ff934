"""Which interpreter is taken, and what is said when it cannot work."""

import json

import pytest

from landsketch.core.errors import Cancelled
from landsketch.plugin.engine import environment, lookup
from landsketch.plugin.engine.engine import EngineUnavailable
from landsketch.plugin.engine.health import usable_devices
from landsketch.plugin.engine.in_process import InProcessEngine
from landsketch.plugin.engine.worker import WorkerEngine
from landsketch.plugin.settings import Settings


@pytest.fixture(autouse=True)
def _fresh(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("LANDSKETCH_PYTHON", raising=False)


def make_file(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    return str(path)


def test_order_is_setting_variable_managed_environment(tmp_path, monkeypatch):
    managed = make_file(environment.managed_interpreter())
    assert lookup.find_interpreter("") == managed
    monkeypatch.setenv("LANDSKETCH_PYTHON", make_file(tmp_path / "named"))
    assert lookup.find_interpreter("") == str(tmp_path / "named")
    assert lookup.find_interpreter(make_file(tmp_path / "set")) == str(tmp_path / "set")


def test_without_any_the_set_up_is_named():
    with pytest.raises(EngineUnavailable) as caught:
        lookup.find_interpreter("")
    text = str(caught.value)
    assert "Raster > Landsketch > Set up engine" in text
    assert "landsketch:setupengine" in text
    assert "LANDSKETCH_PYTHON" in text


def test_a_named_interpreter_that_is_gone_is_not_replaced_silently(monkeypatch):
    make_file(environment.managed_interpreter())
    monkeypatch.setenv("LANDSKETCH_PYTHON", "/gone/python")
    with pytest.raises(
        EngineUnavailable, match="/gone/python named in LANDSKETCH_PYTHON does not exist"
    ):
        lookup.find_interpreter("")


def test_qgis_itself_can_be_the_engine(heard):
    assert isinstance(lookup.open_engine(Settings(interpreter="qgis"), heard), InProcessEngine)


def test_doctor_is_asked_once(engine_python, heard):
    python = str(
        engine_python("", doctor=json.dumps({"devices": ["cuda:0 NVIDIA H200", "cpu (2 cores)"]}))
    )
    assert usable_devices(python, heard) == ("cuda:0", "cpu")
    assert len(heard.infos) == 1
    assert usable_devices(python, heard) == ("cuda:0", "cpu")
    assert len(heard.infos) == 1
    assert isinstance(lookup.open_engine(Settings(), heard), WorkerEngine)


@pytest.mark.parametrize(
    ("wanted", "devices", "taken"),
    [
        ("auto", ["cuda:0", "cpu"], "cuda:0"),
        ("cuda", ["cuda:0", "cpu"], "cuda:0"),
        ("cpu", ["cuda:0", "cpu"], "cpu"),
        ("auto", ["mps", "cpu"], "mps"),
        ("auto", [], "cpu"),
    ],
)
def test_lease_is_for_the_device_that_the_engine_takes(wanted, devices, taken):
    assert lookup.device_taken(wanted, devices) == taken


def test_broken_environment_says_what_is_missing_and_how_to_repair_it(engine_python, heard):
    python = str(
        engine_python(
            "",
            doctor=json.dumps(
                {"problems": {"rasterio": "ModuleNotFoundError: No module named rasterio"}}
            ),
            doctor_code=1,
        )
    )
    with pytest.raises(EngineUnavailable, match=r"rasterio \(ModuleNotFoundError") as caught:
        lookup.open_engine(Settings(), heard)
    assert python in str(caught.value)
    assert "Set up engine to repair it" in str(caught.value)


def test_an_interpreter_that_is_none(heard):
    with pytest.raises(EngineUnavailable, match="/bin/true does not work: it does not answer"):
        lookup.open_engine(Settings(interpreter="/bin/true"), heard)


def test_looking_can_be_cancelled(engine_python, heard):
    python = engine_python("")
    python.write_text("#!/bin/sh\nexec sleep 60\n")
    heard.cancel_when = lambda: True
    with pytest.raises(Cancelled):
        usable_devices(str(python), heard)
