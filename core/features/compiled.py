"""torch.compile for a backbone on CUDA, where this computer has a compiler that works.

It is never chosen by itself: compiled features differ from others in their last bits and have a cache key of their own,
so training, preview and map share features only where all of them compile or none does.
"""

import torch

from ..progress import Progress
from .encoder import TransformersBackbone


def compile_blocks(
    encoder: TransformersBackbone, side_px: int, progress: Progress, backend: str = "inductor"
) -> None:
    """Compile the blocks and try them on a blank tile; where that fails, they stay as they were and a line says so."""
    pixels = torch.zeros((1, 3, side_px, side_px), dtype=torch.uint8)
    valid = torch.ones((1, side_px, side_px), dtype=torch.bool)
    encoder.compile(backend)
    try:
        encoder.encode(pixels, valid)
    except (
        RuntimeError,
        ImportError,
        OSError,
    ) as error:  # dynamo's and inductor's errors are RuntimeErrors
        encoder.uncompile()
        progress.info(
            f"torch.compile does not work here ({type(error).__name__}), so the backbone is not compiled."
        )
