"""Lint finds what plugins.qgis.org would refuse, in all that the zip holds and in nothing else."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RULES = re.findall(
    r"\bB\d{3}\b", re.sub("(?m)^#.*", "", (ROOT / "scripts/site_rules.txt").read_text())
)
OFF = {"B404", "B411", "B415"}
PASSWORD = "QWxhZGRpbjpvcGVuIHNlc2FtZSBhbmQgY2xvc2Ugc2VzYW1l"


def test_the_rules_are_all_that_bandit_has_but_three():
    extensions = pytest.importorskip("bandit.core.extension_loader").MANAGER
    known = set(extensions.plugins_by_id) | set(extensions.blacklist_by_id)
    assert len(RULES) == len(set(RULES)) == 72
    assert known - set(RULES) == OFF


@pytest.fixture(scope="module")
def small_checkout(tmp_path_factory):
    """A repository with the lint scripts and a file of each folder."""
    root = tmp_path_factory.mktemp("checkout")
    for name in (
        "scripts/lint.sh",
        "scripts/package.sh",
        "scripts/site_rules.txt",
        ".gitattributes",
    ):
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    for folder in ("core", "tests"):
        (root / folder).mkdir()
        (root / folder / "code.py").write_text('"""Nothing."""\n')
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
    subprocess.run(["git", "add", "."], cwd=root, check=True)
    return root


@pytest.fixture
def lint(small_checkout):
    """A function that lints the repository with one more, untracked file: status and output."""
    pytest.importorskip("bandit")
    environment = os.environ | {"LANDSKETCH_VENV": str(Path(sys.executable).parents[1])}

    def run(name, text, *checks):
        (small_checkout / name).write_text(text)
        done = subprocess.run(
            ["scripts/lint.sh", *checks],
            cwd=small_checkout,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        (small_checkout / name).unlink()
        return done.returncode, done.stdout

    return run


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("B101", "assert True\n"),
        ("B307", "eval('1')\n"),
        ("B311", "import random\nrandom.random()\n"),
        ("B406", "from xml.sax.saxutils import escape\n"),
        ("B603", "import subprocess\nsubprocess.run(['ls', str(1)])\n"),
    ],
)
def test_a_finding_in_core_fails(lint, rule, code):
    status, output = lint("core/more.py", code, "bandit")
    assert status == 1
    assert f"[{rule}:" in output


def test_a_rule_that_the_site_lacks_does_not_fail(lint):
    assert lint("core/more.py", "import subprocess\n", "bandit")[0] == 0


def test_what_is_not_packed_is_not_checked(lint):
    assert lint("tests/more.py", "assert True\n", "bandit")[0] == 0


def test_a_secret_fails(lint):
    status, output = lint("core/more.json", f'{{"password": "{PASSWORD}"}}\n', "detect-secrets")
    assert status == 1
    assert "Secret" in output


def test_without_findings_there_is_one_line_for_each_check(lint):
    status, output = lint("core/more.py", "", "bandit", "detect-secrets")
    assert status == 0
    assert [line.split()[-1] for line in output.splitlines()] == ["ok", "ok"]
