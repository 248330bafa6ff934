"""Shards in a process that does many of them, one at a time: backbone and scene stay open from one to the next."""

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
from ..progress import Progress
from ..runtime.environment import prepare_environment
from .verbs.predictraster import Plan, backbone_of, make_map, plan_map

logger = logging.getLogger(__name__)
_ASK_S = 0.3
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # of glibc's malloc.h
_ONE_AT_A_TIME = (
    threading.Lock()
)  # a second shard beside the first would want the same device and memory


class _Told(Progress):
    """Keeps warnings and asks somebody else whether to stop."""

    def __init__(self, is_cancelled: Callable[[], bool]) -> None:
        super().__init__()
        self.warnings: list[str] = []
        self._ask, self._asked, self._again_at = is_cancelled, False, 0.0

    def is_cancelled(self) -> bool:
        """Tell whether to stop; asked only now and then, because the answer lies on another computer."""
        if not self._asked and time.monotonic() >= self._again_at:
            self._asked, self._again_at = self._ask(), time.monotonic() + _ASK_S
        return self._asked

    def warning(self, text: str) -> None:
        """Keep a message for whoever sent the order."""
        self.warnings.append(text)


def run_shard(order: Mapping[str, Any], is_cancelled: Callable[[], bool]) -> dict[str, Any]:
    """Encode one shard; failures that the user can mend come back as a sentence.

    Args:
        order: ``job`` as JSON, ``shard`` (i/n), the ``run`` it belongs to and ``threads`` for a CPU.
        is_cancelled: Tells whether to stop.

    Returns:
        ``metrics`` or ``error``, and ``warnings``.
    """
    prepare_environment()
    keep_freed_memory()
    progress = _Told(is_cancelled)
    with _ONE_AT_A_TIME:
        try:
            metrics = _encode(order, progress)
        except LandsketchError as error:
            return {"error": str(error), "warnings": progress.warnings}
    return {"metrics": metrics, "warnings": progress.warnings}


def keep_freed_memory() -> None:
    """Undo what Dask's nanny sets for workers: memory that is given back at once makes encoding take twice as long."""
    if sys.platform == "linux" and "MALLOC_TRIM_THRESHOLD_" in os.environ:
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # not every C library has it
        if mallopt is not None:
            mallopt(
                _M_MMAP_THRESHOLD, 32 * 2**20
            )  # what glibc comes to by itself where nobody sets a threshold
            mallopt(_M_TRIM_THRESHOLD, 64 * 2**20)


def _encode(order: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    progress.check()
    job = from_json(order["job"])
    if not isinstance(job, PredictJob):
        raise InvalidJob(f"'{job.verb}' cannot be shared out; run it on one computer.")
    threads = job.run.threads or int(order["threads"])
    plan = _plan(
        replace(job, run=replace(job.run, cluster="", log="", threads=threads)), order["run"]
    )
    progress.check()
    shared = replace(plan.job, run=replace(plan.job.run, shard=order["shard"]))
    return make_map(replace(plan, job=shared), progress).metrics


@lru_cache(maxsize=1)
def _plan(job: PredictJob, run: str) -> Plan:
    """Open a map; once per run, since another one may find another raster under the same name."""
    logger.debug("opening %s for %s", job.scene.path, run)
    model = load_model(Path(job.model))
    backbone = backbone_of(model, job.options)
    return plan_map(job, model, lambda: _session(backbone, job.run, job.options.batch), Progress())


@lru_cache(maxsize=1)
def _session(backbone: BackboneOptions, run: RunOptions, batch: int) -> EncodingSession:
    return open_session(backbone, run, Progress(), batch)
