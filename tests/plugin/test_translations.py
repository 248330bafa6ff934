"""Translations: every text can be translated, and help falls back to English."""

import ast
import re
import shutil
import subprocess

import pytest
from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QCoreApplication

from landsketch.core.job.jobs import TrainJob
from landsketch.plugin import help as help_texts
from landsketch.plugin import i18n
from landsketch.plugin.parameters.definitions import definitions
from landsketch.tests.helpers.translations import LANGUAGE, ROOT

TRANSLATES_COLLECTED_TEXTS = {  # of core and of the shipped models
    "plugin/algorithms/run_pipeline.py",
    "plugin/backbone_list.py",
    "plugin/parameters/definitions.py",
    "plugin/shipped_models.py",
    "ui/form.py",
    "ui/setting_form.py",
}
SENTENCE = re.compile(r"[A-Z'{]\S*( \S+){3}")  # the first four words
FOR_REPORTS_OF_BUGS = "plugin/setup/diagnostics.py"  # which are English


def sources():
    for top in ("plugin", "ui"):
        for path in sorted((ROOT / top).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def test_only_literals_are_marked_for_translation(collect):
    others = {
        name
        for name, tree in sources()
        if any(not isinstance(a, ast.Constant) for a in collect.marked_arguments(tree))
    }
    assert others == TRANSLATES_COLLECTED_TEXTS


def is_sentence(text):
    """Tell a sentence from names and from patterns of other programs' messages."""
    return SENTENCE.match(text) and "|" not in text


def untranslated(tree, marked):
    """Yield sentences that are no docstring and not marked for translation."""
    known = {id(node) for argument in marked for node in ast.walk(argument)}
    known |= {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in known and is_sentence(node.value):
            yield node.value


def test_no_sentence_is_left_out(collect):
    found = [
        (name, text)
        for name, tree in sources()
        for text in untranslated(tree, list(collect.marked_arguments(tree)))
        if name != FOR_REPORTS_OF_BUGS
    ]
    assert found == []


def test_a_sentence_that_is_left_out_is_found(collect):
    tree = ast.parse('"""A docstring of this module."""\nbox.setText("Draw some labels first.")')
    assert list(untranslated(tree, [])) == ["Draw some labels first."]


def test_the_file_for_translators_has_all_texts(collect):
    root = collect.ET.parse(ROOT / "resources" / "i18n" / "landsketch_de.ts")
    written = [message.findtext("source") for message in root.iter("message")]
    assert sorted(written) == sorted(collect.texts()), "run scripts/translations.sh update"
    assert len(written) > 500


def test_titles_and_helps_of_options_are_among_them(collect, monkeypatch):
    shown = []

    def translate(text):
        shown.append(text)
        return f"«{text}»"

    monkeypatch.setattr("landsketch.plugin.parameters.definitions.tr", translate)
    made = definitions(TrainJob)
    assert len(made) > 50
    assert [d.name() for d in made if not d.description().startswith("«")] == []
    assert [d.name() for d in made if not d.help().startswith("«")] == []
    assert set(shown) <= set(collect.texts())


def test_an_update_keeps_translations(collect, tmp_path):
    path = tmp_path / "landsketch_de.ts"
    all_texts = len(collect.texts())
    assert collect.update(path, "de") == all_texts
    text = path.read_text("utf-8")
    unfinished = '<source>Train head</source>\n   <translation type="unfinished"></translation>'
    assert unfinished in text
    path.write_text(
        text.replace(unfinished, "<source>Train head</source>\n   <translation>Ja</translation>"),
        "utf-8",
    )
    assert collect.update(path, "de") == all_texts - 1
    assert collect.translations(path) == {"Train head": "Ja"}


def test_a_translation_is_shown(collect, german, tmp_path, monkeypatch):
    lrelease = shutil.which("lrelease")
    if lrelease is None:
        pytest.skip("needs lrelease")
    path = tmp_path / "landsketch_de.ts"
    collect.update(path, "de")
    text = path.read_text("utf-8").replace(
        '<source>Train head</source>\n   <translation type="unfinished">',
        "<source>Train head</source>\n   <translation>Kopf trainieren",
    )
    path.write_text(text, "utf-8")
    subprocess.run([lrelease, "-silent", "-nounfinished", path], check=True)
    monkeypatch.setattr(i18n, "_FOLDER", tmp_path)
    translator = i18n.load_translator()
    try:
        assert i18n.tr("Train head") == "Kopf trainieren"
        assert i18n.tr("Predict raster") == "Predict raster"
    finally:
        QCoreApplication.removeTranslator(translator)


def test_help_is_in_the_language_of_the_user_or_in_english(german, tmp_path, monkeypatch):
    (tmp_path / "de").mkdir()
    (tmp_path / "trainhead.md").write_text("english", "utf-8")
    (tmp_path / "cleanmap.md").write_text("english", "utf-8")
    (tmp_path / "de" / "trainhead.md").write_text("äöü", "utf-8")
    monkeypatch.setattr(help_texts, "_FOLDER", tmp_path)
    assert help_texts.help_html("trainhead") == "<p>äöü</p>"
    assert help_texts.help_html("cleanmap") == "<p>english</p>"
    QgsSettings().setValue(LANGUAGE, "en_US")
    assert help_texts.help_html("trainhead") == "<p>english</p>"
