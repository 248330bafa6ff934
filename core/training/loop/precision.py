"""In which arithmetic a network is trained, and torch.compile where it works."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import torch
from torch import Tensor

from ...progress import Progress
from ...runtime.device import DTYPES, cuda_half_dtype
from .setup import TrainingSetup


def precision_of(name: str, device: torch.device, progress: Progress) -> torch.dtype:
    """Return the arithmetic of a name; float16 needs a GPU by CUDA, where gradients are scaled."""
    if name == "auto":
        return cuda_half_dtype() if device.type == "cuda" else torch.float32
    if name == "float16" and device.type != "cuda":
        progress.info("Training in float16 needs CUDA; bfloat16 is taken instead.")
        return torch.bfloat16
    return DTYPES[name]


def autocast(device: torch.device, dtype: torch.dtype) -> AbstractContextManager[None]:
    """Compute in ``dtype`` where that is safe; weights stay float32."""
    return torch.autocast(device.type, dtype, enabled=dtype != torch.float32)


def compiled(setup: TrainingSetup, progress: Progress) -> Callable[..., tuple[Tensor, ...]]:
    """Return the network compiled, or as it is where this computer has no compiler that works."""
    network = setup.network
    batch = next(setup.source.epoch(0, setup.config.options.batch)).to(setup.config.device)
    try:
        fast = torch.compile(network)
        torch.stack([output.sum() for output in fast(*batch.inputs)]).sum().backward()  # type: ignore[no-untyped-call]
    except (
        RuntimeError,
        ImportError,
        OSError,
    ) as error:  # dynamo's and inductor's errors are RuntimeErrors
        progress.info(
            f"torch.compile does not work here ({type(error).__name__}), so training is not compiled."
        )
        return network
    finally:
        network.zero_grad(set_to_none=True)
    return fast
