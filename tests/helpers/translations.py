"""QGIS in German, and the script that collects texts."""

import importlib.util
from pathlib import Path

import pytest
from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QCoreApplication

from landsketch.plugin import i18n

ROOT = Path(__file__).resolve().parents[2]
LANGUAGE = "locale/userLocale"


def load(name):
    """Return a script of the repository as a module."""
    spec = importlib.util.spec_from_file_location(
        f"scripts_{name}", ROOT / "scripts" / f"{name}.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def collect():
    """The script that collects texts for translators."""
    return load("collect_texts")


@pytest.fixture
def german():
    """German is the language of the user."""
    settings = QgsSettings()
    before = settings.value(LANGUAGE)
    settings.setValue(LANGUAGE, "de_DE")
    yield
    settings.remove(LANGUAGE) if before is None else settings.setValue(LANGUAGE, before)


@pytest.fixture
def in_german(german):
    """The translator, installed as the plugin does it in a German QGIS."""
    translator = i18n.load_translator()
    assert translator is not None, "run scripts/translations.sh release"
    yield translator
    QCoreApplication.removeTranslator(translator)
