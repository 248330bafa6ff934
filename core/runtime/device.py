"""Device, floating-point type and number of parallel encoders."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import torch

from ..errors import InvalidJob

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
PHYSICAL_CORES = torch.get_num_threads()  # torch's default is the number of physical cores
_MAX_READERS = 8
_NO_MEMORY = (
    "out of memory",  # Apple
    "not enough memory",  # CPU
    "can't allocate memory",  # CPU
    "alloc_failed",  # cuBLAS
)


@dataclass(frozen=True)
class Device:
    """Where and how the backbone runs.

    On a CPU, each of ``workers`` encoders uses one thread and one tile at a time. This is as fast
    as one encoder with all threads (measured 0.50 against 0.46 Mpx/s, DINOv2-S on 2 cores), and
    results cannot depend on the number of threads. On CUDA, two threads take turns: one prepares
    a batch while the batch of the other is computed.

    Attributes:
        kind: ``cpu``, ``cuda`` or ``mps``.
        dtype: Floating-point type of the backbone.
        workers: Encoders that run in parallel.
        batch: Tiles per batch; 0 = not measured yet.
    """

    kind: str
    dtype: torch.dtype
    workers: int
    batch: int

    @property
    def name(self) -> str:
        """Kind of device in cache keys."""
        return self.kind

    @property
    def readers(self) -> int:
        """Threads that read tiles; a GPU needs more than two of them."""
        if self.kind == "cpu":
            return max(2, self.workers)
        return max(2, min(_MAX_READERS, PHYSICAL_CORES))

    @property
    def finishers(self) -> int:
        """Threads that process encoded tiles; on a CPU one, since the encoders use the cores."""
        return 1 if self.kind == "cpu" else PHYSICAL_CORES


def choose_device(
    kind: str = "auto", dtype: str = "auto", threads: int = 0, batch: int = 0
) -> Device:
    """Choose a device; ``auto`` takes CUDA, then Apple's GPU, then the CPU.

    On a CPU a batch is always one tile, whatever ``batch`` is, so that a tile's features never
    depend on the other tiles of its batch. On CUDA, products of float32 matrices may use TF32
    afterwards, in the whole process.

    Args:
        kind: ``auto``, ``cuda``, ``mps`` or ``cpu``.
        dtype: ``auto`` or a key of ``DTYPES``.
        threads: Threads on a CPU; 0 = physical cores.
        batch: Tiles per batch on a GPU; 0 = to be measured.

    Raises:
        InvalidJob: The device is not available.
    """
    kind = _auto_kind() if kind == "auto" else kind
    _check_available(kind)
    number = _auto_dtype(kind) if dtype == "auto" else DTYPES[dtype]
    if kind == "cpu":
        return Device(kind, number, threads or PHYSICAL_CORES, 1)
    if kind == "mps":
        return Device(kind, number, 1, batch)
    torch.set_float32_matmul_precision("high")
    return Device(kind, number, 2, batch)


def _auto_kind() -> str:
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _check_available(kind: str) -> None:
    if kind == "cuda" and not torch.cuda.is_available():
        raise InvalidJob(
            "The engine finds no CUDA device; set the device to 'cpu' or install the CUDA build "
            "of torch."
        )
    if kind == "mps" and not torch.backends.mps.is_available():
        raise InvalidJob("The engine finds no Apple GPU; set the device to 'cpu'.")


def _auto_dtype(kind: str) -> torch.dtype:
    """Return the fastest floating-point type that the device supports in hardware."""
    if kind == "cuda":
        return cuda_half_dtype()
    if kind == "cpu" and _cpu_has_bfloat16():
        return torch.bfloat16
    return torch.float32


def cuda_half_dtype() -> torch.dtype:
    """Return the 16-bit type that the current CUDA device computes in hardware."""
    return torch.bfloat16 if torch.cuda.get_device_capability() >= (8, 0) else torch.float16


def ran_out_of_memory(error: RuntimeError) -> bool:
    """Tell whether torch ran out of memory; only CUDA has an error type for it."""
    if isinstance(error, torch.OutOfMemoryError):
        return True
    text = str(error).lower()
    return any(words in text for words in _NO_MEMORY)


def _cpu_has_bfloat16() -> bool:
    """Tell whether bfloat16 products run in hardware (AVX512-BF16 or AMX), not emulated."""
    try:
        has_avx512 = bool(torch.cpu._is_avx512_bf16_supported())
        has_amx = bool(torch.cpu._is_amx_tile_supported())
    except AttributeError:  # another version of torch
        return False
    return has_avx512 or has_amx


@contextlib.contextmanager
def torch_threads(count: int) -> Iterator[None]:
    """Let torch use ``count`` threads per operation inside the block."""
    before = torch.get_num_threads()
    torch.set_num_threads(max(1, count))
    try:
        yield
    finally:
        torch.set_num_threads(before)
