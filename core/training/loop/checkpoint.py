"""Checkpoints of a fit: safetensors files that are written atomically, never with pickle.

A checkpoint belongs to one fit: its signature is a hash of recipe, data, seed and versions. Where a
fit finds a checkpoint that is damaged or of another fit, it warns and starts from the beginning,
because the labels may have been changed.
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
    """Everything that is needed to resume a fit.

    Attributes:
        tensors: Weights, EMA, states of optimisers and random generators, by name. The group of a
            tensor is the part of its name before the first dot.
        facts: Position in the training and further values; plain JSON.
    """

    tensors: dict[str, Tensor]
    facts: dict[str, Any]

    def tensors_of(self, group: str) -> dict[str, Tensor]:
        """Return the tensors of a group, by names without that of the group."""
        prefix = f"{group}."
        return {
            name.removeprefix(prefix): tensor
            for name, tensor in self.tensors.items()
            if name.startswith(prefix)
        }


class Checkpoints:
    """The checkpoints of one fit.

    Args:
        folder: Folder of the files; None = checkpoints are held in memory.
        signature: Hash that identifies the fit.
    """

    def __init__(self, folder: Path | None, signature: str) -> None:
        self.folder, self._signature = folder, signature
        self._in_memory: dict[str, Checkpoint] = {}

    def save(self, name: str, checkpoint: Checkpoint) -> None:
        """Save a checkpoint in place of the one of the same name.

        Raises:
            OutputNotWritable: The file cannot be written; an earlier checkpoint is not changed.
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
        """Return the checkpoint of a name; None where there is none.

        Raises:
            InvalidCheckpoint: The file is damaged, no checkpoint, or of another fit or version.
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
        InvalidCheckpoint: The file is damaged or no checkpoint.
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
