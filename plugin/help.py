"""Help texts: small Markdown files turned into the HTML that Processing shows."""

from __future__ import annotations

import html
import re
from pathlib import Path

from .i18n import language

_FOLDER = Path(__file__).resolve().parents[1] / "resources" / "help"


def help_html(algorithm: str) -> str:
    """Return the help of ``algorithm`` as HTML: in the user's language, else in English."""
    return to_html(_file_of(algorithm).read_text(encoding="utf-8"))


def _file_of(algorithm: str) -> Path:
    translated = _FOLDER / language() / f"{algorithm}.md"
    return translated if translated.is_file() else _FOLDER / f"{algorithm}.md"


def to_html(markdown: str) -> str:
    """Convert paragraphs, ``-`` lists, fenced code, ``**bold**``, ``*italic*`` and `` `code` ``."""
    blocks = re.split(r"\n\s*\n", markdown.strip())
    return "\n".join(_block(block) for block in blocks)


def _block(text: str) -> str:
    if text.startswith("```"):
        return "<pre>{}</pre>".format(html.escape("\n".join(text.split("\n")[1:-1]), quote=False))
    if text.startswith("- "):
        items = re.split(r"\n- ", "\n" + text)[1:]
        return "<ul>{}</ul>".format("".join(f"<li>{_inline(item)}</li>" for item in items))
    return f"<p>{_inline(text)}</p>"


def _inline(text: str) -> str:
    text = html.escape(" ".join(text.split()), quote=False)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    text = re.sub(r"(?<![\w*])\*([^*`\s][^*`]*)\*(?![\w*])", r"<i>\1</i>", text)
    return re.sub(r"`(.+?)`", r"<code>\1</code>", text)
