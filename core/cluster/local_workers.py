"""Dask workers on this computer: one per GPU, or as many as asked for."""

import contextlib
import os
from collections.abc import Iterator
from typing import Any

import torch

_GPUS = "CUDA_VISIBLE_DEVICES"


@contextlib.contextmanager
def local_workers(address: str) -> Iterator[str]:
    """Start a scheduler and worker processes, and give the scheduler's address.

    Args:
        address: ``local`` or ``local:n``. Each worker sees one GPU, the next one in turn.
    """
    from distributed import Nanny, Scheduler, SpecCluster

    gpus = visible_gpus()
    count = int(address.partition(":")[2] or max(1, len(gpus)))
    network = {"host": "127.0.0.1", "port": 0, "dashboard_address": "127.0.0.1:0"}
    scheduler = {"cls": Scheduler, "options": network}
    workers = {}
    for number in range(count):
        options: dict[str, Any] = {"host": "127.0.0.1", "nthreads": 1, "memory_limit": 0}
        if gpus:
            options["env"] = {_GPUS: gpus[number % len(gpus)]}
        workers[number] = {"cls": Nanny, "options": options}
    with SpecCluster(workers=workers, scheduler=scheduler, silence_logs=True) as cluster:
        yield str(cluster.scheduler_address)


def visible_gpus() -> list[str]:
    """Return the names of the CUDA devices that this process may use."""
    count = torch.cuda.device_count()
    listed = os.environ.get(_GPUS, "").split(",")
    names = [name.strip() for name in listed if name.strip()]
    return names[:count] if names else [str(number) for number in range(count)]
