"""Copy tensors from safetensors files to others, block by block: memory does not grow with them."""

import hashlib
import json
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

from safetensors import SafetensorError, safe_open

from ..atomic_write import explain_os_errors
from ..errors import BackboneUnavailable
from ..progress import Progress

SHARD_BYTES = 4_000_000_000
INDEX_FILE = "model.safetensors.index.json"
_LENGTH = struct.Struct("<Q")  # a safetensors file starts with the length of its JSON header
_ALIGNMENT = 8
_BLOCK = 1 << 24


@dataclass(frozen=True)
class StoredTensor:
    """A tensor, or rows of one, in a safetensors file.

    Attributes:
        dtype: Type as in safetensors files, such as ``F32``.
        shape: Its shape.
        size: Its size in bytes.
        file: The file; None for zeros.
        start: Position of its first byte in the file.
    """

    dtype: str
    shape: tuple[int, ...]
    size: int
    file: Path | None = None
    start: int = 0

    def part(self, index: int, count: int) -> "StoredTensor":
        """Return one of ``count`` equal parts along the first dimension, which lie in a row."""
        size = self.size // count
        shape = (self.shape[0] // count, *self.shape[1:])
        return replace(self, shape=shape, size=size, start=self.start + index * size)

    def zeros(self, shape: tuple[int, ...]) -> "StoredTensor":
        """Return zeros of the same type."""
        size = self.size // max(1, prod(self.shape)) * prod(shape)
        return StoredTensor(self.dtype, shape, size)


def read_tensors(files: Iterable[Path]) -> dict[str, StoredTensor]:
    """Return all tensors of safetensors files by name.

    Raises:
        BackboneUnavailable: A file is none, or is incomplete.
    """
    found: dict[str, StoredTensor] = {}
    for file in files:
        found |= _tensors_of(file)
    return found


def write_shards(
    tensors: Mapping[str, StoredTensor],
    folder: Path,
    progress: Progress,
    shard_bytes: int = SHARD_BYTES,
) -> dict[str, str]:
    """Write tensors as ``save_pretrained`` does: one file, or several and an index.

    Args:
        tensors: What to write, by name.
        folder: An existing folder.
        progress: Steps through the bytes.
        shard_bytes: A file is larger only if a single tensor is.

    Returns:
        SHA-256 of the files with tensors, by name.

    Raises:
        OutputNotWritable: A file cannot be written.
        Cancelled: The user cancelled.
    """
    shards = _shards(tensors, shard_bytes)
    names = _file_names(len(shards))
    total, done = sum(tensor.size for tensor in tensors.values()), 0
    hashes = {}
    for name, shard in zip(names, shards, strict=True):
        size = sum(tensor.size for tensor in shard.values())
        with explain_os_errors(folder / name):
            part = progress.subrange(done / total, (done + size) / total)
            hashes[name] = _write_file(shard, folder / name, part)
        done += size
    if len(shards) > 1:
        _write_index(dict(zip(names, shards, strict=True)), total, folder)
    return hashes


def _tensors_of(file: Path) -> dict[str, StoredTensor]:
    try:
        with safe_open(file, "np"):  # checks the header, and that the file is complete
            pass
        with file.open("rb") as stream:
            (length,) = _LENGTH.unpack(stream.read(_LENGTH.size))
            header = json.loads(stream.read(length))
    except (OSError, SafetensorError, struct.error, ValueError) as error:
        raise BackboneUnavailable(
            f"{file} is no complete safetensors file ({error}); get it again."
        ) from None
    header.pop("__metadata__", None)
    first = _LENGTH.size + length
    return {name: _tensor(row, file, first) for name, row in header.items()}


def _tensor(row: Mapping[str, Any], file: Path, first: int) -> StoredTensor:
    start, end = row["data_offsets"]
    return StoredTensor(row["dtype"], tuple(row["shape"]), end - start, file, first + start)


def _shards(tensors: Mapping[str, StoredTensor], most: int) -> list[dict[str, StoredTensor]]:
    shards: list[dict[str, StoredTensor]] = [{}]
    size = 0
    for name, tensor in tensors.items():
        if shards[-1] and size + tensor.size > most:
            shards.append({})
            size = 0
        shards[-1][name] = tensor
        size += tensor.size
    return shards


def _file_names(count: int) -> list[str]:
    if count == 1:
        return ["model.safetensors"]
    return [f"model-{number + 1:05}-of-{count:05}.safetensors" for number in range(count)]


def _write_index(shards: Mapping[str, Mapping[str, Any]], total: int, folder: Path) -> None:
    places = {name: file for file, shard in shards.items() for name in shard}
    content = {"metadata": {"total_size": total}, "weight_map": places}
    with explain_os_errors(folder / INDEX_FILE):
        (folder / INDEX_FILE).write_text(json.dumps(content, indent=1), encoding="utf-8")


def _write_file(tensors: Mapping[str, StoredTensor], path: Path, progress: Progress) -> str:
    """Write one file; return its SHA-256."""
    digest, done = hashlib.sha256(), 0
    total = sum(tensor.size for tensor in tensors.values())
    with path.open("wb") as stream:
        head = _header(tensors)
        stream.write(head)
        digest.update(head)
        for block in _contents(list(tensors.values())):
            stream.write(block)
            digest.update(block)
            done += len(block)
            progress.step(done, total)
    return digest.hexdigest()


def _header(tensors: Mapping[str, StoredTensor]) -> bytes:
    rows: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    start = 0
    for name, tensor in tensors.items():
        end = start + tensor.size
        rows[name] = {"dtype": tensor.dtype, "shape": tensor.shape, "data_offsets": [start, end]}
        start = end
    text = json.dumps(rows, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNMENT)
    return _LENGTH.pack(len(text)) + text


def _contents(tensors: Sequence[StoredTensor]) -> Iterator[bytes]:
    for tensor in tensors:
        if tensor.file is None:
            yield bytes(tensor.size)
        else:
            with tensor.file.open("rb") as stream:
                stream.seek(tensor.start)
                yield from _blocks(stream, tensor.size)


def _blocks(stream: BinaryIO, size: int) -> Iterator[bytes]:
    left = size
    while left:
        block = stream.read(min(left, _BLOCK))
        if not block:
            raise OSError("a file became shorter while it was read")
        left -= len(block)
        yield block
