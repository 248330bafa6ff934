"""A map on a Dask cluster: its shards as tasks, many more than workers, and the assembly in this process.

Dask gives shards to workers as they get free, and to another one when a worker dies. What it need not know: a part that
stands is done, so a repeated shard makes only what is missing.
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
from ..features.feature_map import FeatureMap
from ..heads.model_file import Model
from ..job.job_json import to_json
from ..job.jobs import PredictJob
from ..job.shard import Shard
from ..mapping.chunk_marker import check, is_begun, make_ready
from ..mapping.predict import ASSEMBLY, folders_of
from ..mapping.score_chunks import ChunkStore, is_part
from ..output_names import work_folder
from ..progress import Progress
from .local_workers import local_workers
from .shards import assemble_shards, count_parts
from .worker_task import make_worker_task

_PER_WORKER, _MIN = 8, 32  # shards: so many that nobody waits long for the last one
_ANSWER_S, _POLL_S, _STOP_S = 20, 0.1, 1.0
_RETRIES = 2  # of shards that failed for no reason we know; those whose worker died, Dask counts for itself
_UNDER_WAY = (
    "pending",
    "lost",
)  # lost: the worker that held the answer died, so the scheduler has it made again
_PACKAGE, _ROOT = __name__.rsplit(".", 2)[0], Path(__file__).resolve().parents[2]
Client = Any  # of Dask, which an engine may lack
Future = Any


@contextlib.contextmanager
def connected(address: str) -> Iterator[Client]:
    """Give a client of a Dask cluster; workers of this computer alone are started and ended.

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
        import distributed
    except ImportError:
        raise DependencyMissing(
            "distributed", f"{sys.executable} -m pip install distributed"
        ) from None
    with contextlib.ExitStack() as stack:
        if address == "local" or address.startswith("local:"):
            address = stack.enter_context(local_workers(address))
        where = {"scheduler_file" if address.endswith(".json") else "address": address}
        if (
            "scheduler_file" in where and not Path(address).is_file()
        ):  # Dask would wait for it for ever
            raise ClusterFailed(
                f"The scheduler file {address} is not there; start the Dask scheduler or correct the path."
            )
        try:
            client = stack.enter_context(
                distributed.Client(**where, timeout=_ANSWER_S, set_as_default=False)
            )
        except (OSError, ValueError) as error:  # a time-out is an OSError
            raise ClusterFailed(
                f"The Dask scheduler {address} does not answer; check that it runs, that this computer reaches it, and "
                "that both have the same version of distributed."
            ) from error
        yield client


def predict_on(
    client: Client, features: FeatureMap, model: Model, job: PredictJob, progress: Progress
) -> dict[str, Any]:
    """Let workers encode the map's shards, and assemble it here.

    Workers must see model, raster and output under the same paths. A cancelled run leaves nothing; one that meets a
    fault keeps its parts, and the same run goes on from them, on a cluster or without one.

    Raises:
        ClusterFailed: A shard failed on a worker, or the cluster is gone.
    """
    began, work = time.monotonic(), work_folder(Path(job.output))
    folders = folders_of(features, model.head, job)
    for folder in folders:
        make_ready(folder.folder, folder.facts)
    try:
        progress.stage("Encode on the cluster", 0.02, ASSEMBLY)
        encoded = _encode(client, to_json(job), folders, progress)
        metrics = assemble_shards(features, model, job, progress)
    except LandsketchError as error:
        if isinstance(error, Cancelled) or not any(is_part(file) for file in work.rglob("*")):
            remove_folder(work)
        raise (Cancelled() if isinstance(error, Cancelled) else error) from None
    seconds = time.monotonic() - began
    return {**metrics, **encoded, "seconds": seconds, "mpx_per_second": metrics["mpx"] / seconds}


def _encode(
    client: Client, job: str, folders: Sequence[ChunkStore], progress: Progress
) -> dict[str, int]:
    """Have a map's shards encoded; returns tiles encoded, shards, and workers that took part."""
    from distributed import Event

    run, workers = f"landsketch-{uuid.uuid4().hex}", client.nthreads()
    _check_workers(workers, progress)
    hosts = Counter(urlsplit(address).hostname for address in workers)
    errand = make_worker_task(_PACKAGE, str(_ROOT), run, max(hosts.values(), default=1))
    count = max(1, min(count_parts(folders), max(_MIN, _PER_WORKER * len(workers))))
    progress.info(f"{count} shards for {len(workers)} workers.")
    futures = {}
    for shard in (str(Shard(index, count)) for index in range(count)):
        order = {"job": job, "shard": shard}
        futures[
            client.submit(errand, order, key=f"{run}-{shard}", pure=False, retries=_RETRIES)
        ] = shard
    try:
        answers = list(_gather(futures, folders, progress))
    except BaseException:
        if client.status == "running":
            Event(run, client=client).set()  # to shards under way, which ask for it at every tile
            _wait_for_the_end(futures)
            client.cancel(list(futures), force=True)
        raise
    encoded = sum(int(answer["metrics"]["tiles_encoded"]) for answer in answers)
    return {
        "tiles_encoded": encoded,
        "shards": count,
        "workers": len({answer["worker"] for answer in answers}),
    }


def _check_workers(workers: dict[str, int], progress: Progress) -> None:
    """Say what keeps a cluster from working as it could."""
    if not workers:
        progress.warning("The cluster has no workers yet; the map begins when one joins.")
    if any(n_threads > 1 for n_threads in workers.values()):
        progress.warning(
            "Some Dask workers take several shards at a time, but encode one after the other; start them with "
            "--nthreads 1, one per GPU or computer."
        )


def _gather(
    futures: dict[Future, str], folders: Sequence[ChunkStore], progress: Progress
) -> Iterator[dict[str, Any]]:
    """Yield answers as they come, in a way that hears at once when somebody cancels."""
    left, told = dict(futures), set[str]()
    while left:
        progress.step(len(futures) - len(left), len(futures))
        for future in [future for future in left if future.status not in _UNDER_WAY]:
            answer = _answer_of(future, left[future])
            if len(left) == len(futures):
                _check_parts(folders)
            del left[future]
            for text in (text for text in answer["warnings"] if text not in told):
                progress.warning(text)
                told.add(text)
            yield answer
        time.sleep(_POLL_S)


def _check_parts(folders: Sequence[ChunkStore]) -> None:
    """Make sure, after the first shard, that what workers make can be assembled here.

    Raises:
        ClusterFailed: Workers write elsewhere.
        ForeignParts: They have other versions or files.
    """
    for folder in folders:
        if not is_begun(folder.folder):
            raise ClusterFailed(
                f"Workers do not write into {folder.folder.parent} of this computer; put the map on a disk that all of "
                "them share under the same path."
            )
        check(folder.folder, folder.facts)


def _answer_of(future: Future, shard: str) -> dict[str, Any]:
    """Return what a worker answered.

    Raises:
        ClusterFailed: It could not do it, workers died of it again and again, or the scheduler is gone.
    """
    from distributed import KilledWorker

    if future.status not in ("finished", "error"):
        raise ClusterFailed(
            "The Dask scheduler ended or cannot be reached any more; start it and the same run again."
        )
    try:
        answer: dict[str, Any] = future.result()
    except KilledWorker:
        raise ClusterFailed(
            f"Every worker that took shard {shard} died; look for want of memory in their logs, then start the same "
            "run again, which goes on from the finished parts."
        ) from None
    if "error" in answer:
        raise ClusterFailed(f"Shard {shard} failed on {answer['worker']}: {answer['error']}")
    return answer


def _wait_for_the_end(futures: dict[Future, str]) -> None:
    """Give shards under way a moment to stop by themselves; Dask cannot stop them."""
    until = time.monotonic() + _STOP_S
    while time.monotonic() < until and any(future.status == "pending" for future in futures):
        time.sleep(_POLL_S)
