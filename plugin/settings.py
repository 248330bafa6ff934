"""The user's settings, which QGIS shows under Settings > Options > Landsketch."""

from __future__ import annotations

from dataclasses import Field, asdict, dataclass, field, fields
from typing import Any, Union

from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QT_TRANSLATE_NOOP

from ..core.job.option import options_of
from ..core.job.options import RunOptions

GROUP = "landsketch"
Value = Union[str, float, int, bool]
FILE, FOLDER, NEW_FILE, LOGIN = "file", "folder", "new file", "login"  # kinds of settings
ENGINE, BACKBONES, CACHE, DOCK = "engine", "backbones", "cache", "dock"  # pages


def _describe(
    page: str, title: str, help_text: str, *, kind: str = "", choices: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return what the options show of a setting; they translate the texts."""
    return {"page": page, "title": title, "help": help_text, "kind": kind, "choices": choices}


def _like_option(page: str, name: str, kind: str = "") -> dict[str, Any]:
    """Return the same of a setting that is the default of an option of every run."""
    info = next(option.info for option in options_of(RunOptions) if option.path == (name,))
    return _describe(page, info.title, info.help, kind=kind, choices=info.choices)


@dataclass(frozen=True)
class Settings:
    """One field per setting; its default is the factory value."""

    interpreter: str = field(
        default="",
        metadata=_describe(
            ENGINE,
            QT_TRANSLATE_NOOP("Landsketch", "Another Python for the engine"),
            QT_TRANSLATE_NOOP(
                "Landsketch",
                "Python of an environment of your own with the engine's packages. Empty: the one "
                "that 'Set up engine' makes. 'qgis': the Python of QGIS itself.",
            ),
            kind=FILE,
        ),
    )
    cache_folder: str = field(
        default="",
        metadata=_describe(
            CACHE,
            QT_TRANSLATE_NOOP("Landsketch", "Folder of the feature cache"),
            QT_TRANSLATE_NOOP(
                "Landsketch",
                "Folder where features of images are kept for the next run. Empty: the user's "
                "cache folder.",
            ),
            kind=FOLDER,
        ),
    )
    cache_gb: float = field(default=RunOptions.cache_gb, metadata=_like_option(CACHE, "cache_gb"))
    device: str = field(default=RunOptions.device, metadata=_like_option(ENGINE, "device"))
    offline: bool = field(default=RunOptions.offline, metadata=_like_option(BACKBONES, "offline"))
    save_each_edit: bool = field(
        default=False,
        metadata=_describe(
            DOCK,
            QT_TRANSLATE_NOOP("Landsketch", "Save labels after every edit"),
            QT_TRANSLATE_NOOP(
                "Landsketch",
                "Labels drawn in the dock are saved at once; QGIS can then undo nothing. Off: a "
                "copy of unsaved labels is kept, which is offered after a crash.",
            ),
        ),
    )
    live_memory_gb: float = field(
        default=1.0,
        metadata=_describe(
            DOCK,
            QT_TRANSLATE_NOOP("Landsketch", "Memory of the dock's preview (GB)"),
            QT_TRANSLATE_NOOP(
                "Landsketch",
                "What features of the image may take in memory while the dock is used; with more, "
                "larger views are shown completely.",
            ),
        ),
    )
    open_report: bool = field(
        default=True,
        metadata=_describe(
            DOCK,
            QT_TRANSLATE_NOOP("Landsketch", "Open the report"),
            QT_TRANSLATE_NOOP(
                "Landsketch",
                "Show the report in the browser when 'Train head' or 'Evaluate model' has finished "
                "in its dialog.",
            ),
        ),
    )
    threads: int = field(default=RunOptions.threads, metadata=_like_option(ENGINE, "threads"))
    log_file: str = field(
        default=RunOptions.log, metadata=_like_option(ENGINE, "log", kind=NEW_FILE)
    )
    token_login: str = field(
        default="",
        metadata=_describe(
            BACKBONES,
            QT_TRANSLATE_NOOP("Landsketch", "Access token of the model hub"),
            QT_TRANSLATE_NOOP(
                "Landsketch",
                "Needed only for backbones whose original is gated. Choose or add an entry of "
                "the kind 'Basic authentication' with the token as its password: QGIS keeps it "
                "encrypted, and it is never written to settings, jobs or logs.",
            ),
            kind=LOGIN,
        ),
    )

    @classmethod
    def load(cls) -> Settings:
        """Read the stored settings."""
        store = QgsSettings()
        values: dict[str, Any] = {f.name: _stored(store, f) for f in fields(cls)}
        return cls(**values)

    def save(self) -> None:
        """Store all settings."""
        store = QgsSettings()
        for name, value in asdict(self).items():
            store.setValue(_key(name), value)


def _stored(store: QgsSettings, setting: Field[Value]) -> Value:
    value: Value = store.value(_key(setting.name), setting.default, type=type(setting.default))
    return value


def _key(name: str) -> str:
    return f"{GROUP}/{name}"
