"""Fonts for a picture: Pillow's own for ASCII, one of the system for all other letters."""

import contextlib
import unicodedata
from collections.abc import Iterable

from PIL import ImageFont

# On most Linux, Windows and Apple systems one of these is there; Pillow knows the folders.
_SYSTEM_FONTS = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "arial.ttf", "Arial Unicode.ttf")
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


class Lettering:
    """One font that can write all of ``texts``; where the system has none, accents are left out."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._plain = all(text.isascii() for text in texts)
        self._name = None if self._plain else _system_font()

    def font(self, size_px: int) -> Font:
        """Return the font at a size."""
        return (
            ImageFont.truetype(self._name, size_px)
            if self._name
            else ImageFont.load_default(size_px)
        )

    def spelled(self, text: str) -> str:
        """Return ``text`` as the font can write it."""
        if self._plain or self._name:
            return text
        return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode() or "?"

    def fitted(self, text: str, size_px: int, width_px: int) -> str:
        """Return ``text``, cut short with dots where it is wider than ``width_px``."""
        text, font = self.spelled(text), self.font(size_px)
        if font.getlength(text) <= width_px:
            return text
        while text and font.getlength(text + "...") > width_px:
            text = text[:-1]
        return text + "..."


def _system_font() -> str | None:
    for name in _SYSTEM_FONTS:
        with contextlib.suppress(OSError):
            ImageFont.truetype(name, 12)
            return name
    return None
