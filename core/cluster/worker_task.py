"""What travels to a Dask worker, by value: find the engine there and let it encode one shard.

The worker may know the engine under another name than we do, or only see the folder that we run from. So nothing of the
engine is imported here, and plain values alone go there and back.
"""

from collections.abc import Callable
from typing import Any

WorkerTask = Callable[[dict[str, Any]], dict[str, Any]]
Finder = Callable[[], Any]


def make_worker_task(package: str, root: str, run: str, neighbours: int) -> WorkerTask:
    """Return a function for workers; being made inside another one, it is sent as code and not as a name.

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

        engine, stop, worker = find_engine(), Event(run), get_worker().address
        if engine is None:
            return {
                "error": f"{worker} has no Landsketch; install this version of it there.",
                "worker": worker,
            }
        threads = max(1, CPU_COUNT // neighbours)  # Dask tells torch to use one
        return {
            **engine.run_shard({**order, "run": run, "threads": threads}, stop.is_set),
            "worker": worker,
        }

    return encode


def _finder(package: str, root: str) -> Finder:
    """Return a function that imports the engine's module for workers, or returns None where there is no engine."""

    def find_engine() -> Any:  # noqa: ANN401 (a module)
        import importlib
        import sys

        for name in dict.fromkeys((package, "core", "landsketch.core")):
            if name == "core" and root not in sys.path:
                sys.path.append(root)
            wanted = f"{name}.engine.shard_worker"
            try:
                return importlib.import_module(wanted)
            except ModuleNotFoundError as error:
                if not wanted.startswith(
                    str(error.name)
                ):  # the engine is there, and what it needs is not
                    raise
        return None

    return find_engine
