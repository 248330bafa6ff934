"""Jobs: one frozen dataclass of options per algorithm, checked when made. No torch, no rasters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .assessment_jobs import CompareMapsJob, CompareModelsJob, EvaluateJob
from .cache_jobs import CacheInfoJob, ClearCacheJob
from .dataset_jobs import PrepareDatasetJob, VerifyDatasetJob
from .job import Job
from .label_jobs import ShiftLabelsJob
from .mapping_jobs import PredictJob, PredictManyJob
from .pipeline_jobs import CreatePipelineJob, RunPipelineJob
from .prepare_jobs import InstallJob, PrepareJob
from .result_jobs import CleanJob, ExportJob, VectorizeJob
from .search_jobs import SimilarityJob, SuggestJob
from .training_jobs import FindRateJob, TrainJob

__all__ = [
    "JOBS",
    "JOB_KINDS",
    "CacheInfoJob",
    "CleanJob",
    "ClearCacheJob",
    "CompareMapsJob",
    "CompareModelsJob",
    "CreatePipelineJob",
    "EvaluateJob",
    "ExportJob",
    "FindRateJob",
    "InstallJob",
    "PredictJob",
    "PredictManyJob",
    "PrepareDatasetJob",
    "PrepareJob",
    "Result",
    "RunPipelineJob",
    "ShiftLabelsJob",
    "SimilarityJob",
    "SuggestJob",
    "TrainJob",
    "VectorizeJob",
    "VerifyDatasetJob",
]

JOB_KINDS: tuple[type[Job], ...] = (
    PrepareJob,
    PrepareDatasetJob,
    VerifyDatasetJob,
    ShiftLabelsJob,
    SuggestJob,
    SimilarityJob,
    TrainJob,
    FindRateJob,
    PredictJob,
    PredictManyJob,
    EvaluateJob,
    CompareModelsJob,
    CompareMapsJob,
    CleanJob,
    VectorizeJob,
    ExportJob,
    RunPipelineJob,
    CreatePipelineJob,
    InstallJob,
    CacheInfoJob,
    ClearCacheJob,
)
JOBS = {kind.algorithm_id: kind for kind in JOB_KINDS}


@dataclass(frozen=True)
class Result:
    """What a job made.

    Attributes:
        outputs: Paths by name (``model``, ``report``, ``output``, ``confidence``, ``tiles``).
        metrics: Numbers and small structures by name (``miou``, ``oa``, ``n_tiles``, ``seconds``,
            ``classes``, …).
    """

    outputs: dict[str, str] = field(default_factory=dict)
    metrics: dict[str, Any] = field(default_factory=dict)
