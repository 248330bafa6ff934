"""Landsketch in a German QGIS: every text and every help page, and English for other languages."""

import configparser
import re

import pytest
from qgis.core import QgsSettings

from landsketch.plugin import i18n
from landsketch.plugin.durations import duration_text
from landsketch.plugin.help import help_html
from landsketch.plugin.shipped_models import shipped_models
from landsketch.tests.helpers.translations import LANGUAGE, ROOT
from landsketch.tests.plugin.test_algorithms import SURFACE

HELP = ROOT / "resources" / "help"
PLACEHOLDER = re.compile(r"\{[^}]*\}")
WORD_OF_OPTION = re.compile(r"'[a-z][a-z0-9_]*'")  # such as 'auto'
FIXED_NAME = re.compile(r"\b[A-Z]+_[A-Z_]+\b|https?://\S+|\blandsketch:\w+|\b\w+\.(?:txt|json|svg)")
END = re.compile(r"[\s.…:?!]*$")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
BOLD = re.compile(r"\*\*(.+?)\*\*")
FIRST_LINES = ["Wählen", "Ergebnis", "Weiter"]


@pytest.fixture(scope="module")
def translations(collect):
    return collect.translations(ROOT / "resources" / "i18n" / "landsketch_de.ts")


def differing(translations, pattern):
    """Return translations in which what a pattern finds differs from the text."""
    return [
        (text, translation)
        for text, translation in translations.items()
        if sorted(pattern.findall(text)) != sorted(pattern.findall(translation))
    ]


# -- texts -----------------------------------------------------------------------------------------


def test_every_text_is_translated(collect, translations):
    missing = [text for text in collect.texts() if not translations.get(text)]
    assert missing == []
    file = ROOT / "resources" / "i18n" / "landsketch_de.ts"
    assert "unfinished" not in file.read_text("utf-8")


def test_values_are_filled_in_in_the_same_order(translations):
    assert [
        (text, translation)
        for text, translation in translations.items()
        if PLACEHOLDER.findall(text) != PLACEHOLDER.findall(translation)
    ] == []


@pytest.mark.parametrize("pattern", [WORD_OF_OPTION, FIXED_NAME, END])
def test_words_of_options_names_and_ends_stay_as_they_are(translations, pattern):
    assert differing(translations, pattern) == []


def test_the_compiled_file_is_up_to_date(in_german, translations):
    old = [text for text in translations if i18n.tr(text) != translations[text]]
    assert old == [], "run scripts/translations.sh release"


def test_texts_name_algorithms_as_the_toolbox_does(provider, translations):
    names = [a.displayName() for a in provider.algorithms()]
    assert [
        (text, name)
        for text, translation in translations.items()
        for name in names
        if f"'{name}'" in text and f"'{translations[name]}'" not in translation
    ] == []


# -- toolbox ---------------------------------------------------------------------------------------


def test_the_toolbox_is_german(provider, in_german):
    names = {algorithm.name(): algorithm.displayName() for algorithm in provider.algorithms()}
    assert names["trainhead"] == "Kopf trainieren"
    assert names["predictraster"] == "Raster klassifizieren"
    assert sorted({algorithm.group() for algorithm in provider.algorithms()}) == [
        "1 Labels",
        "2 Vorbereiten",
        "3 Trainieren",
        "4 Kartieren",
        "5 Bewerten",
        "6 Werkzeuge",
        "7 Engine",
        "8 Modelle",
    ]


def test_german_names_are_different(provider, in_german):
    names = [algorithm.displayName() for algorithm in provider.algorithms()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", SURFACE)
def test_titles_and_helps_of_parameters_are_german(algorithm, in_german, translations, name):
    made = algorithm(name)
    known = set(translations.values())
    assert [d.name() for d in made.parameterDefinitions() if d.description() not in known] == []
    assert made.shortDescription() in known
    outputs = [d.name() for d in made.outputDefinitions() if d.description() not in known]
    assert outputs == []


def test_the_models_of_the_toolbox_are_german(in_german, translations):
    known = set(translations.values())
    models = list(shipped_models())
    assert len(models) == 4
    for model in models:
        assert model.displayName() in known
        shown = (*model.parameterDefinitions(), *model.outputDefinitions())
        assert [one.name() for one in shown if one.description() not in known] == []
        assert [part for part, text in model.helpContent().items() if text not in known] == []


# -- help pages ------------------------------------------------------------------------------------


def test_every_help_page_has_a_german_one_and_none_is_left_over():
    pages = {path.name for path in HELP.glob("*.md")}
    assert {path.name for path in (HELP / "de").glob("*.md")} == pages
    assert pages == {f"{name}.md" for name in SURFACE}


@pytest.mark.parametrize("name", SURFACE)
def test_code_and_names_are_the_same_on_both_pages(name):
    english, german_page = pages_of(name)
    assert sorted(CODE.findall(german_page)) == sorted(CODE.findall(english))


@pytest.mark.parametrize("name", SURFACE)
def test_both_pages_have_the_same_structure(name):
    english, german_page = pages_of(name)
    assert structure(german_page) == structure(english)


def structure(page):
    """Return the kinds of its blocks and of their items."""
    blocks = re.split(r"\n\s*\n|\n(?=- )", page.strip())
    return [(block[:2] if block[:2] in ("- ", "``", "**") else "") for block in blocks]


@pytest.mark.parametrize("name", SURFACE)
def test_german_pages_name_algorithms_as_the_toolbox_does(provider, translations, name):
    english, german_page = pages_of(name)
    names = {a.displayName() for a in provider.algorithms()} & set(BOLD.findall(english))
    assert {translations[one] for one in names} <= set(BOLD.findall(german_page))


def pages_of(name):
    return [(folder / f"{name}.md").read_text("utf-8") for folder in (HELP, HELP / "de")]


@pytest.mark.parametrize("name", SURFACE)
def test_the_help_is_german(algorithm, in_german, name):
    lines = algorithm(name).shortHelpString().split("</ul>")[0].split("<li>")
    assert [line.split("</b>")[0] for line in lines[1:]] == [f"<b>{word}" for word in FIRST_LINES]


# -- other languages -------------------------------------------------------------------------------


def test_a_language_without_translation_gets_english(german, provider):
    QgsSettings().setValue(LANGUAGE, "xx_XX")
    assert i18n.load_translator() is None
    assert i18n.tr("Train head") == "Train head"
    assert "<b>Choose</b>" in help_html("trainhead")
    assert "<i>Pipeline files</i>" in help_html("runpipeline")
    assert "Train head" in {algorithm.displayName() for algorithm in provider.algorithms()}


def test_durations_are_german(in_german):
    assert duration_text(300) == "etwa 5 min"


def test_the_plugin_manager_has_a_german_description():
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "metadata.txt", "utf-8")
    general = parser["general"]
    for key in ("description", "about"):
        assert general[f"{key}[de]"].count("\n") == general[key].count("\n")
