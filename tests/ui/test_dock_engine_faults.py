"""The dock when its engine is killed, and when it is closed while the engine works."""

import os

import pytest
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QEvent

from landsketch.tests.helpers.dock_user import (
    wait,
    write_chessboard,
)


@pytest.fixture
def encoding(user, tmp_path):
    """Somebody whose engine is encoding a larger image."""
    path = tmp_path / "large.tif"
    write_chessboard(path, 2048)
    user.add_image(path)
    user.dock.tools.width_box.setValue(3)
    user.draw_two_classes()
    assert wait(lambda: user.state.startswith("Reading the image")), user.state
    return user


def test_an_engine_that_is_killed_while_it_encodes_starts_again(encoding):
    encoding.kill_engine()
    assert wait(lambda: not encoding.session.is_running)
    assert encoding.state.startswith("The engine stopped unexpectedly")
    assert "Live" in encoding.state
    assert any("Live" in text for text in encoding.warnings)
    assert encoding.dock.preview.mode == "off"
    assert not encoding.dock.preview.progress.isVisibleTo(encoding.dock)
    n_labels = encoding.n_labels
    encoding.press("landsketchMode_live")
    assert encoding.waits_until_up_to_date(), encoding.state
    assert encoding.n_labels == n_labels > 0


def test_an_engine_that_is_killed_while_it_previews_starts_again(drawing):
    drawing.stroke(2, 2, 0)
    wait(lambda: drawing.state == "Updating…")
    drawing.kill_engine()
    assert wait(lambda: not drawing.session.is_running)
    assert drawing.preview is None
    assert "Live" in drawing.state
    drawing.stroke(2, 3, 1)
    drawing.press("landsketchMode_live")
    assert drawing.waits_until_up_to_date(), drawing.state
    assert drawing.n_labels == 6


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def folders(folder):
    return list(folder.glob("landsketch-live-*"))


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """The folder of temporary files of engines."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def test_a_killed_engine_leaves_no_folder(temporary, drawing):
    assert len(folders(temporary)) == 1
    drawing.kill_engine()
    assert wait(lambda: not drawing.session.is_running)
    assert folders(temporary) == []


def pid_of(user):
    return user.session._engine._process.processId()


def close_dock(user):
    """Unload the plugin."""
    user.dock.close_session()
    user.dock.deleteLater()
    QgsApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_dock_is_closed_while_the_engine_encodes(temporary, encoding, capfd):
    pid = pid_of(encoding)
    close_dock(encoding)
    assert not is_alive(pid)
    assert folders(temporary) == []
    assert "QProcess" not in capfd.readouterr().err


def test_the_dock_is_closed_while_the_engine_previews(temporary, drawing):
    pid = pid_of(drawing)
    drawing.stroke(2, 2, 0)
    assert wait(lambda: drawing.state == "Updating…")
    close_dock(drawing)
    assert not is_alive(pid)
    assert folders(temporary) == []


def test_the_dock_is_closed_just_after_the_engine_was_asked_to_end(temporary, encoding):
    pid = pid_of(encoding)
    encoding.session.stop()
    close_dock(encoding)
    assert not is_alive(pid)
    assert folders(temporary) == []


def test_the_project_is_closed_while_the_engine_encodes(temporary, encoding):
    pid = pid_of(encoding)
    QgsProject.instance().clear()
    assert wait(lambda: not is_alive(pid), 10)
    assert wait(lambda: folders(temporary) == [], 5)
    assert not encoding.session.is_running
    assert encoding.preview is None
    assert encoding.warnings == []


def test_an_engine_that_does_not_even_start_leads_to_its_set_up(user, tmp_path, monkeypatch):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 'ModuleNotFoundError: No module named torch' >&2\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setenv("LANDSKETCH_PYTHON", str(python))
    said = []
    user.dock.engine_missing.connect(said.append)
    path = tmp_path / "image.tif"
    write_chessboard(path, 128)
    user.add_image(path)
    user.press("landsketchMode_live")
    assert wait(lambda: said)
    assert "The engine does not start (ModuleNotFoundError: No module named torch)" in said[0]
    assert "Set up engine" in user.state
    assert user.dock.preview.mode == "off"
