"""The dock when the disk is full, as far as a limit on the size of files is like a full disk."""

import contextlib
import resource
import shutil

from qgis.core import QgsProject

from landsketch.plugin.live import recovery
from landsketch.tests.helpers.dock_user import wait

_LIMIT_BYTES = 4096


@contextlib.contextmanager
def full_disk(pid):
    """Let a process, 0 = this one, write no file beyond a size."""
    _, most = limits = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (_LIMIT_BYTES, most))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def pid_of(user):
    return user.session._engine._process.processId()


def test_a_preview_that_cannot_be_written_is_told_and_the_next_one_comes(drawing):
    assert wait(lambda: drawing.preview.has_details)
    with full_disk(pid_of(drawing)):
        drawing.stroke(2, 2, 0)
        assert wait(lambda: drawing.state.startswith("The disk is full"), 10), drawing.state
        assert "free some space" in drawing.state
        assert drawing.session.is_running
    drawing.stroke(2, 3, 1)
    assert drawing.waits_until_up_to_date(), drawing.state


def test_features_that_cannot_be_written_are_told_and_the_next_edit_goes_on(user, chessboard):
    user.add_image(chessboard)
    user.press("landsketchNew")
    assert wait(lambda: user.state.startswith("Draw labels")), user.state
    with full_disk(pid_of(user)):
        user.stroke(0, 0, 0)
        user.stroke(0, 1, 1)
        assert wait(lambda: "cannot be written" in user.state, 20), user.state
        assert "free some disk space" in user.state
    user.stroke(1, 1, 0)
    assert user.waits_until_up_to_date(), user.state


def test_previews_go_on_after_their_folder_was_tidied_away(drawing):
    shutil.rmtree(drawing.session._engine._folder)
    drawing.stroke(2, 2, 0)
    assert wait(lambda: drawing.state == "Updating…")
    assert drawing.waits_until_up_to_date(), drawing.state


def test_labels_that_cannot_be_saved_or_copied_stay_and_are_told_once(drawing):
    copy = recovery.copy_path(drawing.labels)
    drawing.labels.commitChanges(False)
    assert wait(lambda: not copy.exists())
    with full_disk(0):
        for column in (2, 3):
            drawing.stroke(2, column, column % 2)
            assert wait(lambda n=column + 3: len(drawing.session.drawn.polygons) == n)
        assert not drawing.labels.commitChanges(False)
    assert list(copy.parent.glob("*.unsaved*")) == []
    assert len(drawing.warnings) == 1
    assert "cannot be copied" in drawing.warnings[0]
    assert "free some space, and save the labels" in drawing.warnings[0]
    assert drawing.n_labels == 6
    assert drawing.labels.commitChanges(False), drawing.labels.commitErrors()
    drawing.stroke(3, 3, 0)
    assert wait(copy.exists)


def test_a_label_layer_that_cannot_be_made_is_told(user, chessboard):
    user.add_image(chessboard)
    with full_disk(0):
        user.press("landsketchNew")
    assert len(user.warnings) == 1
    assert "cannot be written" in user.warnings[0]
    assert len(QgsProject.instance().mapLayers()) == 1
    user.draw_two_classes()
    assert user.waits_until_up_to_date(), user.state
