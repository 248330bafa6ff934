"""The feature cache: one safetensors file per tile and layer, in a folder per key.

The key is a hash of everything that changes a feature, and of nothing else. Files are written under
a temporary name and renamed, so several processes may use a cache. A damaged file counts as missing
and is computed again. The least recently used files are deleted first.
"""

import contextlib
import hashlib
import json
import os
import tempfile
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from ..cache_folder import KEY, ORIGIN
from ..errors import OutputNotWritable

_KEPT_FRACTION = 0.9  # of the quota, after old files were deleted
Features = NDArray[np.float16]


def key_of(facts: dict[str, Any]) -> str:
    """Return the key of everything that changes a feature."""
    text = json.dumps(facts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class FeatureCache:
    """All features under ``folder``, at most ``quota_gb``.

    Raises:
        OutputNotWritable: The folder cannot be made.
    """

    def __init__(self, folder: Path, quota_gb: float) -> None:
        self.folder, self._quota = folder, int(quota_gb * 1e9)
        self._lock = threading.Lock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputNotWritable(
                f"The feature cache {folder} cannot be made ({error.strerror}); choose another "
                "CACHE."
            ) from None
        self._used = sum(_size(file) for file in folder.glob("*/*.safetensors"))

    def store(self, facts: dict[str, Any], origin: dict[str, str]) -> "FeatureStore":
        """Return the store of one combination of scene, backbone and tiling.

        Args:
            facts: Everything that changes a feature.
            origin: For people: ``image``, its path, and ``backbone``, its name.
        """
        folder = self.folder / key_of(facts)
        with self._writing():
            folder.mkdir(exist_ok=True)
            key, names = folder / KEY, folder / ORIGIN
            if not key.is_file():
                _write_atomically(key, _text(facts))
            if not names.is_file() or names.read_bytes() != _text(origin):
                _write_atomically(names, _text(origin))
        return FeatureStore(self, folder)

    def write(self, file: Path, data: bytes) -> None:
        """Write a file of the cache; delete old files if the quota is exceeded."""
        with self._writing():
            file.parent.mkdir(exist_ok=True)  # the cache may have been cleared meanwhile
            _write_atomically(file, data)
        with self._lock:
            self._used += len(data)
            if self._used > self._quota:
                self._evict()

    def _evict(self) -> None:
        """Delete the least recently used files until the cache is below the quota."""
        files = sorted(self.folder.glob("*/*.safetensors"), key=_last_used)
        self._used = sum(_size(file) for file in files)
        for file in files:
            if self._used <= self._quota * _KEPT_FRACTION:
                return
            self._used -= _size(file)
            file.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OutputNotWritable(
                f"The feature cache {self.folder} cannot be written ({error.strerror}); free some "
                "disk space or choose another CACHE."
            ) from None


class FeatureStore:
    """Features of one key; arrays are float16, (channels, rows, columns)."""

    def __init__(self, cache: FeatureCache, folder: Path) -> None:
        self._cache, self.folder = cache, folder

    def has(self, name: str) -> bool:
        """Tell whether a file exists; it may be damaged."""
        return self._file(name).is_file()

    def get(self, name: str) -> Features | None:
        """Return the features stored as ``name``.

        None if the file is missing or damaged; a damaged file is deleted.
        """
        file = self._file(name)
        try:
            features = _read(file)
        except FileNotFoundError:
            return None
        if features is None:
            file.unlink(missing_ok=True)
            return None
        with contextlib.suppress(OSError):  # another process may have deleted it meanwhile
            os.utime(file)
        return features

    def is_damaged(self, name: str) -> bool:
        """Tell whether there is a file ``name`` that cannot be used."""
        try:
            return _read(self._file(name)) is None
        except FileNotFoundError:
            return False

    def remove(self, name: str) -> None:
        """Delete the file ``name`` if there is one."""
        self._file(name).unlink(missing_ok=True)

    def put(self, name: str, features: Features) -> None:
        """Store ``features`` as ``name``."""
        data = save(
            {"features": np.ascontiguousarray(features)}, metadata={"crc32": _checksum(features)}
        )
        self._cache.write(self._file(name), data)

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.safetensors"


def _read(file: Path) -> Features | None:
    """Return the features in a file; None if it is damaged.

    Raises:
        FileNotFoundError: There is no such file.
    """
    try:
        with safe_open(file, framework="numpy") as opened:
            features: Features = opened.get_tensor("features")
            checksum = (opened.metadata() or {}).get("crc32")
    except FileNotFoundError:
        raise
    except (SafetensorError, OSError):
        return None
    return features if checksum == _checksum(features) else None


def _text(content: dict[str, Any]) -> bytes:
    return json.dumps(content, indent=1, sort_keys=True, default=str).encode()


def _checksum(features: Features) -> str:
    form = zlib.crc32(repr((features.dtype.str, features.shape)).encode())
    return f"{zlib.crc32(np.ascontiguousarray(features).data, form):08x}"


def _write_atomically(file: Path, data: bytes) -> None:
    """Write under a unique temporary name, because two processes may write the same tile."""
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _last_used(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
