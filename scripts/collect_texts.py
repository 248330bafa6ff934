"""Collect the texts that people see in QGIS into a file for translators (Qt Linguist's .ts).

Usage: .venv/bin/python scripts/collect_texts.py [language …]    (default: de)
Texts are the literals given to ``tr`` and ``QT_TRANSLATE_NOOP`` in plugin and ui, and those of
options and backbones in core and of the shipped models, which the plugin translates when it shows
them. Translations that
are in the file stay; those of texts that are gone are dropped.
"""

import ast
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "scripts")]
FOLDER = ROOT / "resources" / "i18n"
CONTEXT = "Landsketch"
MARKERS = {"tr": 0, "QT_TRANSLATE_NOOP": 1}  # position of the text among the arguments
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'


def texts() -> dict[str, str]:
    """Return every text, with the file in which it is first used."""
    found: dict[str, str] = {}
    for text, place in chain(program_texts(), option_texts(), backbone_texts(), model_texts()):
        if text:
            found.setdefault(text, place)
    return found


def program_texts() -> Iterator[tuple[str, str]]:
    """Yield the marked literals of plugin and ui."""
    for top in ("plugin", "ui"):
        for path in sorted((ROOT / top).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for argument in marked_arguments(tree):
                if isinstance(argument, ast.Constant):
                    yield argument.value, path.relative_to(ROOT).as_posix()


def marked_arguments(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield what is marked for translation, literal or not."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            position = MARKERS.get(node.func.id)
            if position is not None:
                yield node.args[position]


def option_texts() -> Iterator[tuple[str, str]]:
    """Yield titles, helps, hints and words of the options that QGIS shows."""
    import conftest  # noqa: F401 (loads the repository as the package landsketch)

    from landsketch.core.job.job import RunOptions
    from landsketch.core.job.jobs import JOBS
    from landsketch.core.job.option import options_of

    for kind in (*JOBS.values(), RunOptions):
        for option in options_of(kind):
            if option.info.is_offered or kind is RunOptions:
                info = option.info
                for text in (info.title, info.help, info.hint, *info.words.values()):
                    yield text, "core/job"


def backbone_texts() -> Iterator[tuple[str, str]]:
    """Yield the titles of the backbones."""
    from landsketch.core import backbones

    for entry in backbones.all_entries():
        yield entry.title, "core/backbones.json"


def model_texts() -> Iterator[tuple[str, str]]:
    """Yield titles and helps of the models that the toolbox shows."""
    from make_models import MODELS

    for model in MODELS.values():
        yield model.title, "scripts/make_models.py"
        yield model.description, "scripts/make_models.py"
        for one in (*model.inputs, *model.outputs):
            yield one.title, "scripts/make_models.py"
            yield one.help, "scripts/make_models.py"


def update(path: Path, language: str) -> int:
    """Write the file of a language; return how many texts have no translation yet."""
    known = translations(path)
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = CONTEXT
    for text, place in texts().items():
        message = ET.SubElement(context, "message")
        ET.SubElement(message, "location", filename=f"../../{place}")
        ET.SubElement(message, "source").text = text
        translation = ET.SubElement(message, "translation")
        translation.text = known.get(text)
        if not translation.text:
            translation.set("type", "unfinished")
    ET.indent(root, space=" ")
    path.parent.mkdir(exist_ok=True)
    text = ET.tostring(root, encoding="unicode", short_empty_elements=False)
    path.write_text(HEAD + text + "\n", encoding="utf-8")
    return sum(1 for text in texts() if not known.get(text))


def translations(path: Path) -> dict[str, str]:
    """Return the translations that a file holds, by their texts."""
    if not path.is_file():
        return {}
    messages = ET.parse(path).iter("message")  # noqa: S314 (our own file)
    pairs = ((m.findtext("source"), m.findtext("translation")) for m in messages)
    return {source: translation for source, translation in pairs if source and translation}


def main(languages: list[str]) -> int:
    """Update the files of some languages."""
    for language in languages or ["de"]:
        path = FOLDER / f"landsketch_{language}.ts"
        left = update(path, language)
        print(f"{path.relative_to(ROOT)}: {len(texts())} texts, {left} not translated yet")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
