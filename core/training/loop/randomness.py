"""Chance in a fit: seeded inside, untouched outside; its states as tensors, so that a fit can go on."""

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
_CUBLAS = "CUBLAS_WORKSPACE_CONFIG"  # cuBLAS wants a fixed workspace before its results repeat


@contextmanager
def repeatable(seed: int, device: torch.device, *, strict: bool) -> Iterator[None]:
    """Seed torch, NumPy and Python inside the block and give them back as they were; ``strict`` wants exact algorithms.

    Raises:
        InvalidJob: ``strict``, and the network needs an algorithm whose results differ from run to run.
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
    """Return the states of all generators that a network or a library may use."""
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
    """Put the generators back to what ``random_states`` returned."""
    torch.set_rng_state(states["torch"])
    *words, spare = states["python"].tolist()
    random.setstate((3, tuple(int(word) for word in words), None if spare != spare else spare))  # noqa: PLR0124 (nan)
    *keys, position, has_spare, cached = states["numpy"].tolist()
    np.random.set_state((_NUMPY, np.array(keys, np.uint32), int(position), int(has_spare), cached))
    if "cuda" in states:
        torch.cuda.set_rng_state(states["cuda"])
