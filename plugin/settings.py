"""The user's choices that outlive a session."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from qgis.core import QgsSettings

GROUP = "landsketch"


@dataclass(frozen=True)
class Settings:
    """One field per setting; its default is the factory value.

    Attributes:
        interpreter: Python of the engine's environment, ``qgis`` for QGIS's own, empty = look it up.
        cache_folder: Feature cache; empty = the engine's own choice.
        device: A word of ``inner.job.options.DEVICES``.
    """

    interpreter: str = ""
    cache_folder: str = ""
    cache_gb: float = 20.0
    device: str = "auto"
    offline: bool = False

    @classmethod
    def load(cls) -> Settings:
        """Read the stored settings."""
        store = QgsSettings()
        return cls(
            **{
                f.name: store.value(_key(f.name), f.default, type=type(f.default))
                for f in fields(cls)
            }
        )

    def save(self) -> None:
        """Store all settings."""
        store = QgsSettings()
        for name, value in asdict(self).items():
            store.setValue(_key(name), value)


def _key(name: str) -> str:
    return f"{GROUP}/{name}"
