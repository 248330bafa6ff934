"""A map on a Dask cluster: shards as tasks, many more than workers; assembly in this process.

Dask gives shards to workers as they become free, and to another one when a worker dies. A chunk
that exists is complete, so a repeated shard makes only what is missing.
"""

import contextlib
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..atomic_write import remove_folder
from ..errors import Cancelled, ClusterFailed, DependencyMissing, LandsketchError
from ..job.job_json import to_json
from ..job.shard import Shard
from ..mapping.chunk_marker import has_marker, prepare_shared, verify_assemblable
from ..mapping.plan import MapPlan
from ..mapping.predict import ASSEMBLY, has_chunks
from ..mapping.score_chunks import ChunkStore
from ..progress import Progress
from .local_workers import local_workers
from .shards import assemble_shards, count_chunks
from .worker_task import make_worker_task

_PER_WORKER, _MIN = 8, 32  # shards: so many that nobody waits long for the last one
_ANSWER_S, _POLL_S, _STOP_S = 20, 0.1, 1.0
_RETRIES = 2  # of shards that failed for an unknown reason; Dask itself counts workers that died
# "lost": the worker that held the answer died, so the scheduler has it made again
_UNFINISHED = ("pending", "lost")
_PACKAGE, _ROOT = __name__.rsplit(".", 2)[0], Path(__file__).resolve().parents[2]
Client = Any  # of Dask, which an engine may lack
Future = Any


@contextlib.contextmanager
def connected(address: str) -> Iterator[Client]:
    """Give a client of a Dask cluster; local workers are started and ended.

    Args:
        address: As ``RunOptions.cluster``; empty = there is no cluster, and the client is None.

    Raises:
        DependencyMissing: dask.distributed is not installed.
        ClusterFailed: The scheduler does not answer.
    """
    if not address:
        yield None
        return
    try:
        import distributed  # noqa: F401 (a missing one is reported before any worker starts)
    except ImportError:
        raise DependencyMissing(
            "distributed", f"{sys.executable} -m pip install distributed"
        ) from None
    with contextlib.ExitStack() as stack:
        if address == "local" or address.startswith("local:"):
            address = stack.enter_context(local_workers(address))
        yield stack.enter_context(_connect(address))


def _connect(address: str) -> Client:
    """Return a client of the scheduler at an address or in a scheduler file."""
    import distributed

    where = {"address": address}
    if address.endswith(".json"):
        where = {"scheduler_file": address}
        if not Path(address).is_file():  # Dask would wait for it for ever
            raise ClusterFailed(
                f"The scheduler file {address} does not exist; start the Dask scheduler or "
                "correct the path."
            )
    try:
        return distributed.Client(**where, timeout=_ANSWER_S, set_as_default=False)
    except (OSError, ValueError) as error:  # a time-out is an OSError
        raise ClusterFailed(
            f"The Dask scheduler {address} does not answer; check that it runs, that this "
            "computer reaches it, and that both have the same version of distributed."
        ) from error


def predict_on_cluster(client: Client, plan: MapPlan, progress: Progress) -> dict[str, Any]:
    """Let workers encode the map's shards, and assemble it here.

    Workers must see model, raster and output under the same paths. A cancelled run leaves nothing.
    One that fails keeps its chunks, and the same run continues from them, on a cluster or without.

    Raises:
        ClusterFailed: A shard failed on a worker, or the cluster is gone.
    """
    began, work = time.monotonic(), plan.work_folder
    for store in plan.stores:
        prepare_shared(store.folder, store.facts)
    try:
        progress.stage("Encode on the cluster", 0.02, ASSEMBLY)
        encoded = _encode(client, plan, progress)
        metrics = assemble_shards(plan, progress)
    except Cancelled:
        remove_folder(work)
        raise Cancelled from None
    except LandsketchError:
        if not has_chunks(work):
            remove_folder(work)
        raise
    seconds = time.monotonic() - began
    return {**metrics, **encoded, "seconds": seconds, "mpx_per_second": metrics["mpx"] / seconds}


def _encode(client: Client, plan: MapPlan, progress: Progress) -> dict[str, int]:
    """Have a map's shards encoded; returns tiles encoded, shards, and workers that took part."""
    from distributed import Event

    run = f"landsketch-{uuid.uuid4().hex}"
    futures = _submit(client, plan, run, progress)
    try:
        answers = list(_gather(futures, plan.stores, progress))
    except BaseException:
        if client.status == "running":
            Event(run, client=client).set()  # running shards check it at every tile
            _wait_until_stopped(futures)
            client.cancel(list(futures), force=True)
        raise
    n_encoded = sum(int(answer["metrics"]["tiles_encoded"]) for answer in answers)
    workers = {answer["worker"] for answer in answers}
    return {"tiles_encoded": n_encoded, "shards": len(futures), "workers": len(workers)}


def _submit(client: Client, plan: MapPlan, run: str, progress: Progress) -> dict[Future, str]:
    """Submit the shards of a map; returns the futures with the shards they compute."""
    workers = client.nthreads()
    _check_workers(workers, progress)
    n_on_host = Counter(urlsplit(address).hostname for address in workers)
    task = make_worker_task(_PACKAGE, str(_ROOT), run, max(n_on_host.values(), default=1))
    count = max(1, min(count_chunks(plan.stores), max(_MIN, _PER_WORKER * len(workers))))
    progress.info(f"{count} shards for {len(workers)} workers.")
    job, futures = to_json(plan.job), {}
    for index in range(count):
        shard = str(Shard(index, count))
        order = {"job": job, "shard": shard}
        key = f"{run}-{shard}"
        future = client.submit(task, order, key=key, pure=False, retries=_RETRIES)
        futures[future] = shard
    return futures


def _check_workers(workers: dict[str, int], progress: Progress) -> None:
    """Warn about what slows a cluster down."""
    if not workers:
        progress.warning("The cluster has no workers yet; the map begins when one joins.")
    if any(n_threads > 1 for n_threads in workers.values()):
        progress.warning(
            "Some Dask workers take several shards at a time, but encode one after the other; "
            "start them with --nthreads 1, one per GPU or computer."
        )


def _gather(
    futures: dict[Future, str], stores: Sequence[ChunkStore], progress: Progress
) -> Iterator[dict[str, Any]]:
    """Yield answers as they arrive; checks for a cancel in between."""
    left, shown = dict(futures), set[str]()
    while left:
        progress.step(len(futures) - len(left), len(futures))
        finished = [future for future in left if future.status not in _UNFINISHED]
        for future in finished:
            answer = _answer_of(future, left[future])
            if len(left) == len(futures):
                _check_first_chunks(stores)
            del left[future]
            _show_warnings(answer["warnings"], shown, progress)
            yield answer
        time.sleep(_POLL_S)


def _show_warnings(texts: Sequence[str], shown: set[str], progress: Progress) -> None:
    """Show each warning once, however many workers report it."""
    for text in texts:
        if text not in shown:
            progress.warning(text)
            shown.add(text)


def _check_first_chunks(stores: Sequence[ChunkStore]) -> None:
    """Make sure, after the first shard, that the workers' chunks can be assembled here.

    Raises:
        ClusterFailed: Workers write elsewhere.
        ChunkMismatch: They have other versions or files.
    """
    for store in stores:
        if not has_marker(store.folder):
            raise ClusterFailed(
                f"Workers do not write into {store.folder.parent} of this computer; put the map "
                "on a disk that all of them share under the same path."
            )
        verify_assemblable(store.folder, store.facts)


def _answer_of(future: Future, shard: str) -> dict[str, Any]:
    """Return the answer of a worker.

    Raises:
        ClusterFailed: The shard failed, workers died of it repeatedly, or the scheduler is gone.
    """
    from distributed import KilledWorker

    if future.status not in ("finished", "error"):
        raise ClusterFailed(
            "The Dask scheduler ended or cannot be reached any more; start it and the same run "
            "again."
        )
    try:
        answer: dict[str, Any] = future.result()
    except KilledWorker:
        raise ClusterFailed(
            f"Every worker that took shard {shard} died; check their logs for out-of-memory "
            "errors, then start the same run again, which continues from the finished chunks."
        ) from None
    if "error" in answer:
        raise ClusterFailed(f"Shard {shard} failed on {answer['worker']}: {answer['error']}")
    return answer


def _wait_until_stopped(futures: dict[Future, str]) -> None:
    """Give running shards a moment to stop by themselves; Dask cannot stop them."""
    until = time.monotonic() + _STOP_S
    while time.monotonic() < until and any(future.status == "pending" for future in futures):
        time.sleep(_POLL_S)
