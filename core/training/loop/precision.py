"""Precision of training, and torch.compile."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import torch
from torch import Tensor

from ...progress import Progress
from ...runtime.device import DTYPES, cuda_half_dtype
from .setup import TrainingSetup


def precision_of(name: str, device: torch.device, progress: Progress) -> torch.dtype:
    """Return the type of a PRECISION; bfloat16 for ``float16`` without CUDA, which it needs."""
    if name == "auto":
        return cuda_half_dtype() if device.type == "cuda" else torch.float32
    if name == "float16" and device.type != "cuda":
        progress.info("Training in float16 needs CUDA; bfloat16 is used instead.")
        return torch.bfloat16
    return DTYPES[name]


def autocast(device: torch.device, dtype: torch.dtype) -> AbstractContextManager[None]:
    """Return torch's autocast to ``dtype``; weights stay float32."""
    return torch.autocast(device.type, dtype, enabled=dtype != torch.float32)


def compiled(setup: TrainingSetup, progress: Progress) -> Callable[..., tuple[Tensor, ...]]:
    """Return the compiled network, or the network itself where torch.compile fails."""
    network = setup.network
    batch = next(setup.source.epoch(0, setup.config.options.batch)).to(setup.config.device)
    try:
        fast = torch.compile(network)
        torch.stack([output.sum() for output in fast(*batch.inputs)]).sum().backward()  # type: ignore[no-untyped-call]
    # Errors of dynamo and inductor are RuntimeErrors
    except (RuntimeError, ImportError, OSError) as error:
        progress.info(
            f"torch.compile does not work here ({type(error).__name__}), so training is not "
            "compiled."
        )
        return network
    finally:
        network.zero_grad(set_to_none=True)
    return fast
