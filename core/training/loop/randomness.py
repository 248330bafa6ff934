"""Random generators of a fit: seeding, and their states as tensors for checkpoints."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ...errors import InvalidJob

_NUMPY = "MT19937"
_CUBLAS = "CUBLAS_WORKSPACE_CONFIG"  # cuBLAS is only deterministic with a fixed workspace


@contextmanager
def repeatable(seed: int, device: torch.device, *, strict: bool) -> Iterator[None]:
    """Context manager that seeds torch, NumPy and Python, and restores their states at the end.

    Args:
        seed: Random seed.
        device: Device whose generator is restored too.
        strict: Use only deterministic algorithms inside the block.

    Raises:
        InvalidJob: ``strict`` is set, and the network needs an algorithm that is not deterministic.
    """
    before, was_strict = random_states(device), torch.are_deterministic_algorithms_enabled()
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)
    if strict:
        os.environ.setdefault(_CUBLAS, ":4096:8")
        torch.use_deterministic_algorithms(mode=True)
    try:
        yield
    except RuntimeError as error:
        if strict and "determinis" in str(error):
            raise InvalidJob(
                f"DETERMINISTIC training is not possible here ({error}); switch it off."
            ) from error
        raise
    finally:
        torch.use_deterministic_algorithms(mode=was_strict)
        restore_states(before)


def random_states(device: torch.device) -> dict[str, Tensor]:
    """Return the states of the generators of torch, Python, NumPy and CUDA, by name."""
    _, words, spare = random.getstate()
    state: dict[str, Any] = np.random.get_state(legacy=False)
    states = {
        "torch": torch.get_rng_state(),
        "python": torch.tensor(
            [*words, float("nan") if spare is None else spare], dtype=torch.float64
        ),
        "numpy": torch.tensor(
            [
                *state["state"]["key"].tolist(),
                state["state"]["pos"],
                state["has_gauss"],
                state["gauss"],
            ],
            dtype=torch.float64,
        ),
    }
    if device.type == "cuda":
        states["cuda"] = torch.cuda.get_rng_state(device)
    return states


def restore_states(states: dict[str, Tensor]) -> None:
    """Restore the states that ``random_states`` returned."""
    torch.set_rng_state(states["torch"])
    *words, spare = states["python"].tolist()
    random.setstate((3, tuple(int(word) for word in words), None if spare != spare else spare))  # noqa: PLR0124 (nan)
    *keys, position, has_spare, cached = states["numpy"].tolist()
    np.random.set_state((_NUMPY, np.array(keys, np.uint32), int(position), int(has_spare), cached))
    if "cuda" in states:
        torch.cuda.set_rng_state(states["cuda"])
