"""The locks of the engine environment: exact versions with hashes, sizes, and the program uv."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "locks"
PACKAGES = FOLDER / "packages.txt"
CPU, CUDA = "cpu", "cuda"
_UNPACKED = 3.4  # bytes on disk per byte to download; measured on Linux with CPU


@dataclass(frozen=True)
class Wheel:
    """A file of the package index."""

    file: str
    sha256: str
    n_bytes: int


def torch_lock(device: str) -> Path:
    """Return the lock of torch for a device."""
    return FOLDER / f"torch-{device}.txt"


def lock_id(device: str) -> str:
    """Return what changes when the packages of an environment change."""
    digest = hashlib.sha256()
    for file in (PACKAGES, torch_lock(device)):
        digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


def download_bytes(platform: str, device: str, python: str) -> int | None:
    """Return how many bytes an environment downloads; None if there is none for this Python."""
    by_python: dict[str, int | None] = _read("sizes.json").get(platform, {}).get(device, {})
    return by_python.get(python)


def installed_bytes(n_download: int) -> int:
    """Estimate what the environment takes on disk."""
    return round(n_download * _UNPACKED)


def disk_bytes(n_download: int) -> int:
    """Estimate what must be free while it is made: uv keeps unpacked downloads, as links."""
    return round(1.2 * installed_bytes(n_download))


def uv_version() -> str:
    """Return the version of uv that is used."""
    return str(_read("uv.json")["version"])


def uv_wheel(platform: str) -> Wheel | None:
    """Return the wheel of uv for a platform; None if there is none."""
    row = _read("uv.json")["wheels"].get(platform)
    if row is None:
        return None
    return Wheel(row["file"], row["sha256"].replace("sha256:", ""), row["bytes"])


@cache
def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return content
