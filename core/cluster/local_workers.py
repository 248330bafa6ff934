"""Dask workers on this computer alone: one per GPU, or as many as asked for."""

import contextlib
import os
from collections.abc import Iterator

import torch

_GPUS = "CUDA_VISIBLE_DEVICES"


@contextlib.contextmanager
def local_workers(address: str) -> Iterator[str]:
    """Start a scheduler and workers in processes of their own, and give the scheduler's address.

    Args:
        address: ``local`` or ``local:n``. Each worker sees one GPU, the next one in turn.
    """
    from distributed import Nanny, Scheduler, SpecCluster

    gpus = visible_gpus()
    count = int(address.partition(":")[2] or max(1, len(gpus)))
    scheduler = {
        "cls": Scheduler,
        "options": {"host": "127.0.0.1", "port": 0, "dashboard_address": "127.0.0.1:0"},
    }
    workers = {
        number: {
            "cls": Nanny,
            "options": {
                "host": "127.0.0.1",
                "nthreads": 1,
                "memory_limit": 0,
                "env": {_GPUS: gpus[number % len(gpus)]} if gpus else {},
            },
        }
        for number in range(count)
    }
    with SpecCluster(workers=workers, scheduler=scheduler, silence_logs=True) as cluster:
        yield str(cluster.scheduler_address)


def visible_gpus() -> list[str]:
    """Return the CUDA devices that this process may use, by the names that it was given for them."""
    count = torch.cuda.device_count()
    named = [name.strip() for name in os.environ.get(_GPUS, "").split(",") if name.strip()]
    return named[:count] if named else [str(number) for number in range(count)]
