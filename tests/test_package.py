"""The plugin's zip follows the rules of plugins.qgis.org and holds exactly what is listed here.

The engine installs as the package ``landsketch``.
"""

import configparser
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from landsketch.core.version import ENGINE

ROOT = Path(__file__).resolve().parents[1]
NEEDED = ("LICENSE", "metadata.txt", "__init__.py", "README.md", "core/backbones.json")
MAX_BYTES = 25 * 1024 * 1024
ROOT_FILES = {"LICENSE", "metadata.txt", "__init__.py", "README.md", "CHANGELOG.md"}
SUFFIXES = {  # of the files in each folder of the zip; all tracked files of these folders are in it
    "core": {".json", ".py"},
    "core/assessment": {".j2", ".py"},
    "core/cluster": {".py"},
    "core/dataset": {".py"},
    "core/engine": {".py"},
    "core/engine/verbs": {".py"},
    "core/features": {".py"},
    "core/features/licences": {".txt"},
    "core/heads": {".py"},
    "core/imagery": {".py"},
    "core/job": {".py"},
    "core/labels": {".py"},
    "core/live": {".py"},
    "core/losses": {".py"},
    "core/mapping": {".py"},
    "core/pipeline": {".py"},
    "core/postprocess": {".py"},
    "core/runtime": {".py"},
    "core/scores": {".py"},
    "core/similarity": {".py"},
    "core/suggestions": {".py"},
    "core/training": {".py"},
    "core/training/crops": {".py"},
    "core/training/loop": {".py"},
    "core/verification": {".j2", ".py"},
    "plugin": {".py"},
    "plugin/algorithms": {".py"},
    "plugin/engine": {".py"},
    "plugin/live": {".py"},
    "plugin/parameters": {".py"},
    "plugin/setup": {".py"},
    "resources/help": {".md"},
    "resources/help/de": {".md"},
    "resources/i18n": {".qm"},
    "resources/icons": {".svg"},
    "resources/models": {".model3"},
    "resources/locks": {".json", ".txt"},
    "ui": {".py"},
    "resources/sample": {".gpkg", ".json", ".md", ".qgs", ".qml", ".safetensors", ".tif"},
}
REQUIREMENTS = "requirements/engine.txt"  # the only file of its folder
KEYS = (
    "name",
    "description",
    "about",
    "version",
    "qgisMinimumVersion",
    "author",
    "email",
    "tracker",
    "repository",
    "homepage",
    "icon",
    "tags",
    "changelog",
)


def git(*arguments: str) -> str:
    """Run git in the checkout; the test is skipped where there is none."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a checkout")
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> zipfile.ZipFile:
    git("rev-parse", "HEAD")
    path = tmp_path_factory.mktemp("package") / "landsketch.zip"
    subprocess.run([ROOT / "scripts" / "package.sh", path], check=True, capture_output=True)
    assert path.stat().st_size < MAX_BYTES
    return zipfile.ZipFile(path)


@pytest.fixture(scope="module")
def files(package) -> list[PurePosixPath]:
    return [PurePosixPath(name) for name in package.namelist() if not name.endswith("/")]


@pytest.fixture(scope="module")
def metadata(package) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(package.read("landsketch/metadata.txt").decode())
    return parser["general"]


def test_there_is_one_top_folder_with_a_valid_name(files):
    assert {path.parts[0] for path in files} == {"landsketch"}
    assert "landsketch".isidentifier()


@pytest.mark.parametrize("name", NEEDED)
def test_what_a_plugin_needs_is_inside(files, name):
    assert PurePosixPath("landsketch", name) in files


def test_the_zip_holds_only_files_of_known_kinds(files):
    assert [str(path) for path in files if not is_allowed(path)] == []


def test_the_zip_holds_every_tracked_file_of_its_folders(files):
    tracked = git("ls-tree", "-r", "--name-only", "-z", "HEAD").rstrip("\0").split("\0")
    wanted = {f"landsketch/{name}" for name in tracked if belongs_to_the_zip(PurePosixPath(name))}
    assert {str(path) for path in files} == wanted


def belongs_to_the_zip(path: PurePosixPath) -> bool:
    """Whether a file of the repository is packed, by its place alone."""
    if path.suffix == ".ts":  # for translators
        return False
    return str(path) in ROOT_FILES | {REQUIREMENTS} or path.parts[0] in {
        folder.partition("/")[0] for folder in SUFFIXES
    }


def test_every_listed_folder_has_files(files):
    assert {str(PurePosixPath(*path.parts[1:-1])) for path in files} == {
        *SUFFIXES,
        ".",
        "requirements",
    }


@pytest.mark.parametrize(
    "name",
    [
        "labels.gpkg",
        "Makefile",
        ".gitignore",
        "tests/test_package.py",
        "core/labels.gpkg",
        "core/engine/library.so",
        "core/.hidden.py",
        "core/__pycache__/errors.py",
        "plugin/notes.txt",
        "docs/images/desktop.png",
        "core/notes/idea.py",
        "requirements/dev.txt",
        ".github/workflows/test.yml",
        "resources/labels.gpkg",
        "resources/i18n/landsketch_de.ts",
        "resources/icons/labels.gpkg",
        "resources/sample/image.tif.aux.xml",
        "resources/sample/sample.qgs~",
    ],
)
def test_other_files_are_not_allowed(name):
    assert not is_allowed(PurePosixPath("landsketch", name))


def is_allowed(path: PurePosixPath) -> bool:
    """Whether the zip may hold a file, by its folder and its suffix."""
    inside = PurePosixPath(*path.parts[1:])
    if len(inside.parts) == 1:
        return inside.name in ROOT_FILES
    if inside.name.startswith("."):
        return False
    return str(inside) == REQUIREMENTS or inside.suffix in SUFFIXES.get(str(inside.parent), ())


def test_no_file_is_executable(package):
    members = [info for info in package.infolist() if not info.is_dir()]
    assert not [info.filename for info in members if (info.external_attr >> 16) & 0o111]


def test_metadata_is_complete(metadata):
    assert [key for key in KEYS if not metadata.get(key)] == []
    assert "/" not in metadata["author"]
    assert metadata["hasProcessingProvider"] == "yes"
    assert metadata["experimental"] == "True"
    assert metadata["qgisMinimumVersion"] == "3.22"
    assert metadata["qgisMaximumVersion"] == "4.99"


def test_name_and_homepage_follow_the_rules(metadata):
    assert not re.search(r"plugin|qgis", metadata["name"], re.IGNORECASE)
    assert metadata.get("homepage", "") != metadata["repository"]


def test_the_icon_is_inside(files, metadata):
    assert PurePosixPath("landsketch", metadata["icon"]) in files


def test_one_version_everywhere(metadata):
    assert metadata["version"] == ENGINE
    assert f"\nversion: {ENGINE}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_the_forms_of_the_git_host_are_valid_yaml():
    yaml = pytest.importorskip("yaml")
    files = [*(ROOT / ".github").rglob("*.yml"), ROOT / "CITATION.cff"]
    assert len(files) == 6
    assert all(isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict) for path in files)


def test_the_engine_installs_as_a_package(tmp_path):
    """From a copy of the tracked files: the repository root becomes the package ``landsketch``."""
    pytest.importorskip("setuptools", minversion="77")
    source, target = tmp_path / "source", tmp_path / "site"
    for name in git("ls-files", "-z").rstrip("\0").split("\0"):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, source / name)
    pip = f"{sys.executable} -m pip install --quiet --no-deps --no-build-isolation --no-index"
    subprocess.run(
        [*pip.split(), "--target", target, source], check=True, capture_output=True, cwd=tmp_path
    )
    assert (target / "bin" / "landsketch").is_file()
    assert missing_files(target) == []
    code = (
        "import landsketch.core.job.jobs; from landsketch.core import backbones; "
        "print(len(backbones.names()))"
    )
    environment = {"PYTHONPATH": str(target)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True, capture_output=True
    )
    assert int(done.stdout) > 20


def missing_files(target: Path) -> list[str]:
    """Tracked files of core that the installed package lacks."""
    tracked = git("ls-files", "core").split()
    return [
        name
        for name in tracked
        if (ROOT / name).exists() and not (target / "landsketch" / name).is_file()
    ]
