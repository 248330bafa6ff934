"""The log of set-ups: commands and what they said, without passwords, tokens and user names."""

from __future__ import annotations

import re
import time
from pathlib import Path

from ..engine.environment import data_folder

_NAME = "setup.log"
_MAX_BYTES = 1_000_000
_LOGIN = re.compile(r"(://)[^/\s@]+@")
_TOKEN = re.compile(r"\b(hf_|ghp_|glpat-)[A-Za-z0-9_-]{8,}|(?i:(token|password|key)[=:])\S+")


class SetupLog:
    """Appends to the log file; a folder that cannot be written costs only the log."""

    def __init__(self) -> None:
        self.path = data_folder() / _NAME

    def start(self) -> None:
        """Begin a set-up; an old log that has grown large is begun anew."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.path.is_file() and self.path.stat().st_size > _MAX_BYTES:
                self.path.unlink()
        except OSError:
            return
        self.write("== " + time.strftime("%Y-%m-%d %H:%M:%S"))

    def write(self, line: str) -> None:
        """Append a line."""
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(clean_text(line) + "\n")
        except OSError:
            return

    def tail(self, n_lines: int = 60) -> str:
        """Return the last lines."""
        try:
            text = self.path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-n_lines:])


def clean_text(text: str) -> str:
    """Take logins, tokens and the user's home folder out of a text."""
    text = _LOGIN.sub(r"\1***@", text)
    text = _TOKEN.sub("***", text)
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text
