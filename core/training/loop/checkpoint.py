"""Checkpoints of a fit: one safetensors file each, written whole or not at all. Never pickle.

A checkpoint belongs to one fit: its signature hashes recipe, data, seed, and versions. Where a fit finds a checkpoint
that is damaged or of something else, it says so and begins afresh: the labels may simply have changed in between.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from ...atomic_write import write_atomically
from ...errors import InvalidCheckpoint

LAST, BEST_MIOU, BEST_LOSS = "last", "best_miou", "best_loss"
FORMAT = 1
_KEY = "landsketch_checkpoint"


@dataclass(frozen=True)
class Checkpoint:
    """Everything a fit needs to go on.

    Attributes:
        tensors: Weights, their average, states of optimisers and generators; a part's name stands before the first dot.
        facts: Where the fit was; plain JSON.
    """

    tensors: dict[str, Tensor]
    facts: dict[str, Any]

    def part(self, name: str) -> dict[str, Tensor]:
        """Return the tensors of one part, without its name."""
        return {
            key.partition(".")[2]: tensor
            for key, tensor in self.tensors.items()
            if key.startswith(f"{name}.")
        }


class Checkpoints:
    """The checkpoints of one fit, in a folder, or in memory where there is none."""

    def __init__(self, folder: Path | None, signature: str) -> None:
        self.folder, self._signature = folder, signature
        self._in_memory: dict[str, Checkpoint] = {}

    def save(self, name: str, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint in place of the one of the same name.

        Raises:
            OutputNotWritable: The folder or the disk refuses; the earlier checkpoint is as it was.
        """
        copies = {
            key: tensor.detach().cpu().clone().contiguous()
            for key, tensor in checkpoint.tensors.items()
        }
        if self.folder is None:
            self._in_memory[name] = Checkpoint(copies, checkpoint.facts)
            return
        header = json.dumps({"format": FORMAT, "signature": self._signature, **checkpoint.facts})
        write_atomically(self._file(self.folder, name), save(copies, metadata={_KEY: header}))

    def load(self, name: str) -> Checkpoint | None:
        """Return a checkpoint; None where there is none.

        Raises:
            InvalidCheckpoint: The file is damaged, foreign, or of another fit or version.
        """
        if self.folder is None:
            return self._in_memory.get(name)
        path = self._file(self.folder, name)
        return self._checked(path) if path.is_file() else None

    def _checked(self, path: Path) -> Checkpoint:
        found = read_checkpoint(path)
        if found.facts.get("format") != FORMAT or found.facts.get("signature") != self._signature:
            raise InvalidCheckpoint(
                f"{path} belongs to other labels, options or versions; delete it."
            )
        return found

    @staticmethod
    def _file(folder: Path, name: str) -> Path:
        return folder / f"{name}.safetensors"


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint of any fit.

    Raises:
        InvalidCheckpoint: The file is damaged or foreign.
    """
    try:
        with safe_open(path, framework="pt") as opened:
            header = (opened.metadata() or {}).get(_KEY)
            tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118 (not a dict)
    except (SafetensorError, OSError):
        raise InvalidCheckpoint(f"{path} is damaged; delete it.") from None
    if header is None:
        raise InvalidCheckpoint(f"{path} is no checkpoint of Landsketch; give another folder.")
    return Checkpoint(tensors, json.loads(header))
