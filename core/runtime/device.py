"""Which device computes, in which arithmetic, and how many encoders work side by side."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import torch

from ..errors import InvalidJob

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
PHYSICAL_CORES = (
    torch.get_num_threads()
)  # torch's default at import: the physical cores this process may use
_MAX_READERS = 8
_NO_MEMORY = (
    "out of memory",
    "not enough memory",
    "can't allocate memory",
    "alloc_failed",
)  # Apple, CPU, CPU, cuBLAS


@dataclass(frozen=True)
class Device:
    """Where and how the backbone runs.

    On a CPU ``workers`` encoders each use one thread and one tile: as fast as one encoder with all
    threads (measured 0.50 against 0.46 Mpx/s, DINOv2-S on 2 cores), and results cannot depend on
    the number of threads. On a GPU two threads feed it ``batch`` tiles at once in turn: while one's
    batch is computed, the other's is made ready. 0 = not found yet.
    """

    kind: str
    dtype: torch.dtype
    workers: int
    batch: int

    @property
    def name(self) -> str:
        """Device class as it stands in cache keys."""
        return self.kind

    @property
    def readers(self) -> int:
        """Threads that read tiles: a GPU is faster than two of them."""
        return (
            max(2, self.workers)
            if self.kind == "cpu"
            else max(2, min(_MAX_READERS, PHYSICAL_CORES))
        )

    @property
    def finishers(self) -> int:
        """Threads that go on with encoded tiles.

        On a CPU one, which the encoders' own take turns with.
        """
        return 1 if self.kind == "cpu" else PHYSICAL_CORES


def choose_device(
    kind: str = "auto", dtype: str = "auto", threads: int = 0, batch: int = 0
) -> Device:
    """Pick a device; ``auto`` takes CUDA, then Apple's GPU, then the CPU.

    On a CPU a batch is always one tile, whatever is asked for: its features never depend on its
    company. On CUDA, products of float32 matrices may use TF32 from now on, in the whole process.

    Raises:
        InvalidJob: The device is not available.
    """
    kind = _auto_kind() if kind == "auto" else kind
    _check_available(kind)
    number = _auto_dtype(kind) if dtype == "auto" else DTYPES[dtype]
    if kind == "cpu":
        return Device(kind, number, threads or PHYSICAL_CORES, 1)
    if kind == "cuda":
        torch.set_float32_matmul_precision("high")
    return Device(kind, number, 2 if kind == "cuda" else 1, batch)


def _auto_kind() -> str:
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _check_available(kind: str) -> None:
    if kind == "cuda" and not torch.cuda.is_available():
        raise InvalidJob(
            "No CUDA device is available to this engine; choose 'cpu' or install the CUDA build "
            "of torch."
        )
    if kind == "mps" and not torch.backends.mps.is_available():
        raise InvalidJob("Apple's GPU is not available to this engine; choose 'cpu'.")


def _auto_dtype(kind: str) -> torch.dtype:
    """Return the fastest arithmetic that the device really supports."""
    if kind == "cuda":
        return cuda_half_dtype()
    if kind == "cpu" and _cpu_has_bfloat16():
        return torch.bfloat16
    return torch.float32


def cuda_half_dtype() -> torch.dtype:
    """Return the half precision that the current CUDA device computes in hardware."""
    return torch.bfloat16 if torch.cuda.get_device_capability() >= (8, 0) else torch.float16


def ran_out_of_memory(error: RuntimeError) -> bool:
    """Tell whether torch found no memory, on whichever device.

    Only CUDA has a type of error for it.
    """
    text = str(error).lower()
    return isinstance(error, torch.OutOfMemoryError) or any(words in text for words in _NO_MEMORY)


def _cpu_has_bfloat16() -> bool:
    """Tell whether bfloat16 products run in hardware (AVX512-BF16 or AMX), not emulated."""
    try:
        flags = [torch.cpu._is_avx512_bf16_supported(), torch.cpu._is_amx_tile_supported()]
    except AttributeError:
        return False
    return any(flags)


@contextlib.contextmanager
def torch_threads(count: int) -> Iterator[None]:
    """Let torch use ``count`` threads per operation inside the block."""
    before = torch.get_num_threads()
    torch.set_num_threads(max(1, count))
    try:
        yield
    finally:
        torch.set_num_threads(before)
