"""Run the steps of a pipeline file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
    QgsProcessingOutputRasterLayer,
    QgsProcessingOutputVectorLayer,
    QgsProcessingUtils,
)

from ...core.job.job import Job
from ...core.job.job_json import from_dict
from ...core.job.jobs import PredictManyJob, Result
from ...core.job.option import Option
from ...core.job.pipeline_jobs import RunPipelineJob
from ..algorithm import LandsketchAlgorithm, drop_empty
from ..i18n import tr
from ..styling import LayerToLoad, layer_name, load_result

MODEL, OUTPUT, POLYGONS, REPORT = "MODEL", "OUTPUT", "POLYGONS", "REPORT"
N_RUN, N_UP_TO_DATE = "N_RUN", "N_UP_TO_DATE"
_RASTER, _VECTOR, _FILE = "raster output", "vector output", "file output"
# The option that an output shows: its name and kind
_SHOWN = {
    MODEL: ("MODEL", _FILE),
    OUTPUT: ("OUTPUT", _RASTER),
    POLYGONS: ("OUTPUT", _VECTOR),
    REPORT: ("REPORT", _FILE),
}


class RunPipeline(LandsketchAlgorithm):
    """Bring the results of a pipeline file up to date."""

    JOB = RunPipelineJob
    GROUP = "tools"

    def displayName(self) -> str:
        return tr("Run pipeline")

    def shortDescription(self) -> str:
        return tr(
            "Runs the steps of a pipeline file, such as training, mapping and vectorising; steps "
            "that are up to date are skipped."
        )

    def tags(self) -> list[str]:
        return ["workflow", "yaml", "batch", "chain", "automation", "reproduce", "server"]

    def load_switch(self) -> tuple[str, str]:
        return (
            tr("Load the results"),
            tr("Show maps and polygons in the project when all steps are done."),
        )

    def add_outputs(self) -> None:
        self.addOutput(QgsProcessingOutputFile(MODEL, tr("Model")))
        self.addOutput(QgsProcessingOutputRasterLayer(OUTPUT, tr("Map")))
        self.addOutput(QgsProcessingOutputVectorLayer(POLYGONS, tr("Polygons")))
        self.addOutput(QgsProcessingOutputFile(REPORT, tr("Report")))
        self.addOutput(QgsProcessingOutputNumber(N_RUN, tr("Number of steps that were run")))
        self.addOutput(
            QgsProcessingOutputNumber(N_UP_TO_DATE, tr("Number of steps that were up to date"))
        )

    def publish(
        self, job: RunPipelineJob, result: Result, context: QgsProcessingContext
    ) -> dict[str, Any]:
        counts = {
            N_RUN: result.metrics["n_run"],
            N_UP_TO_DATE: result.metrics["n_up_to_date"],
        }
        if job.only_check:
            return counts
        outputs: dict[str, str] = {}
        for step in _jobs(result.metrics["steps"]):
            for option, path in _written(step):
                outputs.update({n: path for n, s in _SHOWN.items() if s == _key(option)})
                if self.loads_results:
                    _load_on_completion(context, step, option, path)
        return {**drop_empty(outputs), **counts}

    def closing_lines(self, job: RunPipelineJob, result: Result) -> list[str]:
        if not job.only_check:
            return []
        lines = [f"{step['name']}: {step['text']}" for step in result.metrics["steps"]]
        return [*lines, tr("Next: run it without 'Only check'.")]


def _jobs(steps: list[Mapping[str, Any]]) -> Iterator[Job]:
    """Yield the jobs of steps; of many images, a job of each."""
    for step in steps:
        job = from_dict(step["job"])
        if isinstance(job, PredictManyJob):
            yield from job.jobs()
        else:
            yield job


def _written(job: Job) -> Iterator[tuple[Option, str]]:
    """Yield the outputs of a job that exist, with their options."""
    for option, value in job.values():
        if option.is_output and option.name != "LOG" and value and Path(value).exists():
            yield option, value


def _key(option: Option) -> tuple[str, str]:
    return option.name, option.info.kind


def _load_on_completion(context: QgsProcessingContext, job: Job, option: Option, path: str) -> None:
    """Let QGIS load a raster or polygons of a step."""
    hints = QgsProcessingUtils.LayerHint
    hint = {_RASTER: hints.Raster, _VECTOR: hints.Vector}.get(option.info.kind)
    if hint is None:
        return
    source = next(iter(job.inputs()), "")
    name = layer_name(tr(option.info.title), source, path)
    load_result(context, path, LayerToLoad(name, option.name, hint), source)
