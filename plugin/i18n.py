"""Text for people in their language."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator

CONTEXT = "Landsketch"
_FOLDER = Path(__file__).resolve().parents[1] / "resources" / "i18n"


def tr(text: str) -> str:
    """Translate a literal; fill in values afterwards with ``.format``."""
    return QCoreApplication.translate(CONTEXT, text)


def language() -> str:
    """Return the code of the user's language, such as ``de``."""
    name: str = QgsSettings().value("locale/userLocale", QLocale.system().name(), type=str)
    return name[:2]


def load_translator() -> QTranslator | None:
    """Install the translation for the user's language, if any; the caller keeps it alive."""
    file = _FOLDER / f"landsketch_{language()}.qm"
    if not file.is_file():
        return None
    translator = QTranslator()
    if not translator.load(str(file)):
        return None
    QCoreApplication.installTranslator(translator)
    return translator
