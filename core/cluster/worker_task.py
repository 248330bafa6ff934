"""The function that a Dask worker gets: find the engine there and let it encode one shard.

The worker may know the engine under another name, or only see the folder that the sender runs from.
So nothing of the engine is imported here, and only plain values are exchanged.
"""

from collections.abc import Callable
from typing import Any

WorkerTask = Callable[[dict[str, Any]], dict[str, Any]]
Finder = Callable[[], Any]


def make_worker_task(package: str, root: str, run: str, neighbours: int) -> WorkerTask:
    """Return a function for workers.

    It is defined inside another one, so that it is sent as code and not by name.

    Args:
        package: How the sender imports ``core``.
        root: Folder in which the sender's ``core`` lies; workers may see it as well.
        run: Name of the run, and of the Dask event that asks to stop.
        neighbours: Most workers that share one computer.
    """
    find_engine = _finder(package, root)

    def encode(order: dict[str, Any]) -> dict[str, Any]:
        from dask.system import CPU_COUNT
        from distributed import Event, get_worker

        engine, worker = find_engine(), get_worker().address
        if engine is None:
            error = f"{worker} has no Landsketch; install this version of it there."
            return {"error": error, "worker": worker}
        threads = max(1, CPU_COUNT // neighbours)  # Dask tells torch to use one
        answer = engine.run_shard({**order, "run": run, "threads": threads}, Event(run).is_set)
        return {**answer, "worker": worker}

    return encode


def _finder(package: str, root: str) -> Finder:
    """Return a function that imports the engine's module for workers, None if there is none."""

    def find_engine() -> Any:  # noqa: ANN401 (a module)
        import importlib
        import sys

        for name in dict.fromkeys((package, "core", "landsketch.core")):
            if name == "core" and root not in sys.path:
                sys.path.append(root)
            module = f"{name}.engine.shard_worker"
            try:
                return importlib.import_module(module)
            except ModuleNotFoundError as error:
                if not module.startswith(str(error.name)):  # a library of the engine is missing
                    raise
        return None

    return find_engine
