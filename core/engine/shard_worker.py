"""Shards in a worker process, one at a time: backbone and scene stay open from one to the next."""

import ctypes
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import InvalidJob, LandsketchError
from ..features.session import EncodingSession, open_session
from ..heads.model_file import load_model
from ..job.job_json import from_json
from ..job.jobs import PredictJob
from ..job.options import BackboneOptions, RunOptions
from ..mapping.model_scene import map_backbone
from ..mapping.plan import MapPlan, plan_map
from ..progress import Progress
from ..runtime.environment import prepare_environment
from .verbs.predictraster import make_map

logger = logging.getLogger(__name__)
_POLL_S = 0.3
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # of glibc's malloc.h
_ONE_AT_A_TIME = threading.Lock()  # two shards at once would compete for device and memory


class _ShardProgress(Progress):
    """Collects warnings, and asks the sender whether to stop."""

    def __init__(self, is_cancelled: Callable[[], bool]) -> None:
        super().__init__()
        self.warnings: list[str] = []
        self._ask, self._is_cancelled, self._next_at = is_cancelled, False, 0.0

    def is_cancelled(self) -> bool:
        """Tell whether to stop; asks rarely, because the answer is on another computer."""
        if not self._is_cancelled and time.monotonic() >= self._next_at:
            self._is_cancelled, self._next_at = self._ask(), time.monotonic() + _POLL_S
        return self._is_cancelled

    def warning(self, text: str) -> None:
        """Collect a message for the sender."""
        self.warnings.append(text)


def run_shard(order: Mapping[str, Any], is_cancelled: Callable[[], bool]) -> dict[str, Any]:
    """Encode one shard; errors that the user can correct are returned as a message.

    Args:
        order: ``job`` as JSON, ``shard`` (i/n), its ``run`` and ``threads`` for a CPU.
        is_cancelled: Tells whether to stop.

    Returns:
        ``metrics`` or ``error``, and ``warnings``.
    """
    prepare_environment()
    keep_freed_memory()
    progress = _ShardProgress(is_cancelled)
    with _ONE_AT_A_TIME:
        try:
            metrics = _encode(order, progress)
        except LandsketchError as error:
            return {"error": str(error), "warnings": progress.warnings}
    return {"metrics": metrics, "warnings": progress.warnings}


def keep_freed_memory() -> None:
    """Undo a setting of Dask's nanny: returning freed memory at once doubles the encoding time."""
    if sys.platform != "linux" or "MALLOC_TRIM_THRESHOLD_" not in os.environ:
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # not every C library has it
    if mallopt is not None:
        # What glibc adapts to by itself if nobody sets a threshold.
        mallopt(_M_MMAP_THRESHOLD, 32 * 2**20)
        mallopt(_M_TRIM_THRESHOLD, 64 * 2**20)


def _encode(order: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    progress.check()
    job = from_json(order["job"])
    if not isinstance(job, PredictJob):
        raise InvalidJob(
            f"'{job.algorithm_id}' cannot be split into shards; run it on one computer."
        )
    threads = job.run.threads or int(order["threads"])
    plan = _plan(job.with_run(cluster="", log="", threads=threads), order["run"])
    progress.check()
    shared = plan.job.with_run(shard=order["shard"])
    return make_map(replace(plan, job=shared), progress).metrics


@lru_cache(maxsize=1)
def _plan(job: PredictJob, run: str) -> MapPlan:
    """Open a map once per run; another run may find another raster of the same name."""
    logger.debug("opening %s for %s", job.scene.path, run)
    model = load_model(Path(job.model))
    backbone = map_backbone(model, job.options)
    return plan_map(job, model, lambda: _session(backbone, job.run, job.options.batch), Progress())


@lru_cache(maxsize=1)
def _session(backbone: BackboneOptions, run: RunOptions, batch: int) -> EncodingSession:
    return open_session(backbone, run, Progress(), batch)
