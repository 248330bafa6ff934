"""Results appear whole under their final name, and failures are sentences."""

import errno
import os

import pytest

from landsketch.core import atomic_write, output_checks, output_names
from landsketch.core.errors import OutputNotWritable


def test_a_folder_that_does_not_exist_yet_is_fine(tmp_path):
    output_checks.check_writable(tmp_path / "new" / "deep" / "map.tif")
    assert list(tmp_path.iterdir()) == []


def test_checking_leaves_an_existing_file_alone(tmp_path):
    path = tmp_path / "map.tif"
    path.write_text("old")
    output_checks.check_writable(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_where_a_folder_should_be_is_refused(tmp_path):
    (tmp_path / "results").write_text("a file")
    with pytest.raises(OutputNotWritable, match=r"results is a file; choose another folder\.$"):
        output_checks.check_writable(tmp_path / "results" / "map.tif")


def test_a_folder_as_output_is_refused(tmp_path):
    with pytest.raises(OutputNotWritable, match="is a folder; give the output a file name"):
        output_checks.check_writable(tmp_path)


def test_a_disk_that_is_too_full_is_refused(tmp_path):
    with pytest.raises(OutputNotWritable, match="too little disk space"):
        output_checks.check_writable(tmp_path / "map.tif", need_bytes=10**18)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_read_only_folder_is_refused(tmp_path):
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(OutputNotWritable, match="choose another folder"):
            output_checks.check_writable(tmp_path / "map.tif")
    finally:
        tmp_path.chmod(0o755)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EACCES, "close it in other programs"),
        (errno.EIO, "choose another"),
    ],
)
def test_every_system_error_says_what_to_do(tmp_path, number, words):
    with (
        pytest.raises(OutputNotWritable, match=words) as caught,
        atomic_write.explain_os_errors(tmp_path / "map.tif"),
    ):
        raise OSError(number, "the system's words")
    assert "map.tif" in str(caught.value)


def test_a_whole_file_replaces_the_old_one(tmp_path):
    path = tmp_path / "new" / "report.html"
    for content in (b"first", b"second"):
        atomic_write.write_atomically(path, content)
    assert path.read_bytes() == b"second"
    assert list(path.parent.iterdir()) == [path]


def test_a_failed_write_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "report.html"
    path.write_bytes(b"old")

    def fail(self, target):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(type(path), "replace", fail)
    with pytest.raises(OutputNotWritable):
        atomic_write.write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_locked_result_changes_nothing(tmp_path, monkeypatch):
    part, final, side = (tmp_path / name for name in ("map.part.tif", "map.tif", "map.qml"))
    for path in (part, final, side):
        path.write_text(path.name)

    def locked(self, missing_ok=False):
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(type(final), "unlink", locked)
    with pytest.raises(OutputNotWritable, match=r"map\.tif cannot be written; close it"):
        atomic_write.publish({part: final}, stale=[side])
    assert [path.read_text() for path in (part, final, side)] == [
        "map.part.tif",
        "map.tif",
        "map.qml",
    ]


def test_the_result_comes_last(tmp_path, monkeypatch):
    parts = {
        tmp_path / "a.part.qml": tmp_path / "a.qml",
        tmp_path / "a.part.tif": tmp_path / "a.tif",
    }
    for path in (*parts, *parts.values()):
        path.write_text("")
    seen = []
    replace = type(tmp_path).replace

    def watch(self, target):
        seen.append((target.name, (tmp_path / "a.tif").exists()))
        return replace(self, target)

    monkeypatch.setattr(type(tmp_path), "replace", watch)
    atomic_write.publish(parts)
    assert seen == [("a.qml", False), ("a.tif", False)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.qml", "a.tif"]


def test_names_beside_a_map(tmp_path):
    names = [
        path.name
        for path in output_names.map_files(output_names.temporary_path(tmp_path / "a.b.tif"))
    ]
    assert names[:3] == ["a.b.part.tif", "a.b.part.tif.aux.xml", "a.b.part.qml"]


def test_an_output_that_is_an_input_is_refused_even_through_a_link(tmp_path):
    scene = tmp_path / "scene.tif"
    scene.write_bytes(b"pixels")
    link = tmp_path / "link"
    link.symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(OutputNotWritable, match="input of this run"):
        output_checks.check_apart([str(scene)], [str(link / "scene.tif")])
    output_checks.check_apart([str(scene), ""], [str(tmp_path / "map.tif"), ""])


def test_two_outputs_of_one_name_are_refused(tmp_path):
    with pytest.raises(OutputNotWritable, match="Two outputs"):
        output_checks.check_apart([], [str(tmp_path / "map.tif"), str(tmp_path / "." / "map.tif")])


def test_a_write_protected_file_is_never_replaced(tmp_path):
    kept = tmp_path / "map.tif"
    kept.write_bytes(b"old")
    kept.chmod(0o444)
    with pytest.raises(OutputNotWritable, match="write-protected"):
        output_checks.check_writable(kept)
    assert kept.read_bytes() == b"old"


@pytest.mark.parametrize(
    "name",
    [
        "map.part.tif",
        "map.part.tif.aux.xml",
        "map.part.qml",
        "map.part.part.tif",
        "map.part.gpkg-journal",
    ],
)
def test_what_a_killed_engine_left_is_cleared_away(tmp_path, name):
    (tmp_path / name).write_text("half")
    (tmp_path / f"map{name[-4:]}").write_text("old")
    atomic_write.clear_unfinished(tmp_path / ("map.gpkg" if "gpkg" in name else "map.tif"))
    assert [path.name for path in tmp_path.iterdir()] == [f"map{name[-4:]}"]


def test_the_size_of_a_folder_that_changes_meanwhile(tmp_path, monkeypatch):
    """Folders of downloads come and go while they are measured."""
    import os

    from landsketch.core import atomic_write

    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_bytes(b"1234")
    walk = os.walk

    def vanishing(folder):
        for path, folders, names in walk(folder):
            if path == str(tmp_path):
                (tmp_path / "b" / "file").unlink()
                (tmp_path / "b").rmdir()
            else:
                (tmp_path / "a" / "file").unlink(missing_ok=True)
            yield path, folders, names

    monkeypatch.setattr(atomic_write.os, "walk", vanishing)
    assert atomic_write.folder_bytes(tmp_path) == 4
    assert atomic_write.folder_bytes(tmp_path / "gone") == 0


def test_a_file_of_two_names_counts_once(tmp_path):
    from landsketch.core.atomic_write import folder_bytes

    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "file").write_bytes(b"1234")
    (tmp_path / "b" / "file").hardlink_to(tmp_path / "a" / "file")
    assert folder_bytes(tmp_path / "a", tmp_path / "b") == 4
