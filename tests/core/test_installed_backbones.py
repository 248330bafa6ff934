"""Installed backbones are listed, compared with their checksums and removed."""

import json
from dataclasses import replace

import pytest

from landsketch.core import installed_backbones as installed
from landsketch.core.errors import BackboneUnavailable, Cancelled
from landsketch.core.installed_backbones import Source
from landsketch.core.progress import Progress

SOURCE = Source(
    repository="timm/vit_small_patch16_dinov3.lvd1689m",
    revision="a" * 40,
    format="timm",
    date="2026-01-31T12:00:00+00:00",
    licence="DINOv3 License",
    licence_url="https://example.org/licence",
    licence_accepted="2026-01-31T11:59:00+00:00",
    files=(),
)


@pytest.fixture
def backbone(tmp_path):
    """A folder with two files and their checksums."""
    folder = tmp_path / "dinov3-vits16"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(bytes(range(256)) * 5000)
    installed.write_source(folder, replace(SOURCE, files=installed.described_files(folder)))
    return folder


def test_size_source_and_date_are_listed(backbone, tmp_path):
    (tmp_path / "dinov2-small").mkdir()
    (tmp_path / "dinov2-small" / "config.json").write_text("{}")
    (tmp_path / "unfinished").mkdir()
    older, found = installed.installed_backbones(tmp_path)
    assert (older.name, older.source, older.size) == ("dinov2-small", None, 2)
    assert (found.name, found.folder) == ("dinov3-vits16", backbone)
    assert found.size == sum(file.stat().st_size for file in backbone.iterdir())
    assert found.source.date == SOURCE.date
    assert (
        found.source.identity == f"timm/vit_small_patch16_dinov3.lvd1689m@{SOURCE.revision} (timm)"
    )


def test_the_users_folder_is_the_default(backbone, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert installed.installed_backbones() == []
    target = tmp_path / "data" / "landsketch" / "backbones"
    target.mkdir(parents=True)
    backbone.rename(target / backbone.name)
    assert [one.name for one in installed.installed_backbones()] == ["dinov3-vits16"]


def test_an_intact_backbone_has_no_damaged_files(backbone):
    assert installed.damaged_files(backbone) == []


def _flip(folder):
    path = folder / "model.safetensors"
    content = bytearray(path.read_bytes())
    content[777_777] ^= 1
    path.write_bytes(content)


DAMAGE = {
    "a bit flipped": (_flip, ["model.safetensors"]),
    "cut off": (lambda f: (f / "model.safetensors").write_bytes(b"0"), ["model.safetensors"]),
    "missing": (lambda f: (f / "config.json").unlink(), ["config.json"]),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_files_are_named(backbone, damage):
    harm, expected = DAMAGE[damage]
    harm(backbone)
    assert installed.damaged_files(backbone) == expected


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": [{"name": "../x"}]}'])
def test_without_checksums_the_check_says_what_to_do(backbone, text):
    (backbone / "source.json").write_text(text)
    assert installed.read_source(backbone) is None
    with pytest.raises(BackboneUnavailable, match=r"source.json.*install the backbone again"):
        installed.damaged_files(backbone)


def test_a_name_outside_the_folder_is_not_read(backbone):
    content = json.loads((backbone / "source.json").read_text())
    content["files"][0]["name"] = "../secret"
    (backbone / "source.json").write_text(json.dumps(content))
    assert installed.read_source(backbone) is None


def test_the_check_is_cancelled(backbone):
    class Stopped(Progress):
        def is_cancelled(self):
            return True

    with pytest.raises(Cancelled):
        installed.damaged_files(backbone, Stopped())


def test_removal_frees_the_size_and_takes_unfinished_downloads_along(backbone, tmp_path):
    partial = installed.download_folder("dinov3-vits16", "public", tmp_path)
    partial.mkdir(parents=True)
    (partial / "model.safetensors.part").write_bytes(b"12345")
    (size,) = [one.size for one in installed.installed_backbones(tmp_path)]
    assert installed.remove_backbone("dinov3-vits16", tmp_path) == size + 5
    assert installed.installed_backbones(tmp_path) == []
    assert not backbone.exists()
    assert not partial.exists()


@pytest.mark.parametrize("name", ["dinov2-small", "..", ".downloads", ""])
def test_what_is_not_installed_is_not_removed(backbone, tmp_path, name):
    with pytest.raises(BackboneUnavailable, match="is installed in"):
        installed.remove_backbone(name, tmp_path)
    assert installed.damaged_files(backbone) == []
