"""The algorithm 'exportmodel': a model in, one ONNX file for other programs out, the backbone's licence beside it."""

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...atomic_write import discard, explain_os_errors, publish
from ...errors import InvalidJob, InvalidModel
from ...features import licence
from ...features.backbone import LoadedBackbone
from ...features.position_mean import Means
from ...features.session import EncodingSession, open_session
from ...heads.model_file import Model, load_model
from ...imagery.scene import Scene
from ...imagery.tile_grid import Window
from ...job.jobs import ExportJob, Result
from ...job.options import SceneOptions
from ...mapping import deepness, onnx_file
from ...mapping.model_scene import check_backbone, scene_for
from ...mapping.tile_network import FULL, TileNetwork, TilePlan, tokens_step
from ...output_checks import check_writable
from ...output_names import licence_file, temporary_path
from ...progress import Progress
from ...version import ENGINE

_ROOM = 4_000_000  # bytes of graph and head beside the backbone's weights
_CLOSE = 0.01  # largest difference of a probability that is not worth a warning
_MIN_TOKENS = 4


@dataclass(frozen=True)
class Subject:
    """What the file is made for: a raster, or whatever looks like the training scene.

    Attributes:
        ranges: Raw numbers that the backbone sees as 0 and 255, per band.
        pixel_size_m: Side of a native pixel in metres.
        scene: The raster, or None.
    """

    bands: tuple[int, ...]
    ranges: tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
    scale: float
    pixel_size_m: float
    scene: Scene | None


def export_model(job: ExportJob, progress: Progress) -> Result:
    """Join model and backbone, trace them, compare onnxruntime with us where it is installed, and write the file.

    Raises:
        InvalidModel: The model cannot be one file that takes three bands.
    """
    progress.stage("Open the model", 0, 0.1)
    model, output = load_model(Path(job.model)), Path(job.output)
    for path in (output, licence_file(output)):
        check_writable(path)
    subject = _subject(model, job, progress)
    session = open_session(
        replace(model.backbone, dtype="float32", lattices=1),
        replace(job.run, device="cpu"),
        progress,
    )
    check_backbone(model, session.backbone, progress)
    onnx_file.check_size(model.backbone.name, session.backbone.encoder.weights_bytes)
    check_writable(output, session.backbone.encoder.weights_bytes + _ROOM)
    session = replace(session, backbone=_with_tile(session.backbone, subject, job.tile_size))
    backbone, plan = session.backbone, _plan(session.backbone, subject)
    progress.stage("Find the position means", 0.1, 0.5)
    means = _means(model, session, subject, progress)
    progress.stage("Trace the network", 0.5, 0.8)
    network = TileNetwork(backbone, model.head, plan, means).eval()
    facts = _facts(model, backbone, subject, means)
    told = deepness.properties(model, backbone, plan, subject.pixel_size_m, facts)
    data = onnx_file.traced(network, plan.side_px, told)
    progress.stage("Compare with onnxruntime", 0.8, 0.95)
    deviation = onnx_file.deviation(network, data, _some_tile(subject, plan))
    _tell(deviation, backbone, output, progress)
    progress.stage("Write the file", 0.95, 1.0)
    _write(output, data, licence.licence_text(backbone, output.name))
    metrics = {
        "mb": len(data) / 1e6,
        "opset": onnx_file.OPSET,
        "tile_px": plan.side_px,
        "largest_deviation": deviation,
    }
    return Result({"output": job.output, "licence": str(licence_file(output))}, metrics)


def _subject(model: Model, job: ExportJob, progress: Progress) -> Subject:
    """Settle bands, stretch and scale, and refuse what three bands cannot carry."""
    if model.scene.extra_bands:
        raise InvalidModel(
            f"The model also sees {len(model.scene.extra_bands)} extra bands, which an exported file cannot be given; "
            "train one with EXTRA_BANDS empty."
        )
    if not job.raster:
        bands, stretch, scale, size = (
            model.scene.bands,
            model.stretch,
            model.scene.scale,
            model.pixel_size_m,
        )
        scene = None
    else:
        scene = scene_for(model, SceneOptions(job.raster, job.bands), progress)
        bands, stretch, scale, size = (
            scene.options.bands,
            scene.stretch,
            scene.scale,
            scene.pixel_size_m,
        )
    red, green, blue = (stretch.ranges[band] for band in bands)
    return Subject(bands, (red, green, blue), scale, size, scene)


def _with_tile(backbone: LoadedBackbone, subject: Subject, tile_px: int) -> LoadedBackbone:
    """Return the backbone with tiles of ``tile_px``, or of its own size as far as these are whole native pixels."""
    token_px = max(backbone.encoder.strides)
    step = tokens_step(token_px, subject.scale)
    tokens = backbone.entry.tile_tokens // step * step
    if tile_px:
        wanted, unit_px = (
            tile_px * Fraction(subject.scale) / token_px,
            round(step * token_px / subject.scale),
        )
        if wanted % step or wanted < _MIN_TOKENS:
            least = -(-_MIN_TOKENS // step) * unit_px
            raise InvalidJob(
                f"TILE_SIZE is a multiple of {unit_px} pixels from {least} on for this model."
            )
        tokens = int(wanted)
    return replace(backbone, entry=replace(backbone.entry, tile_tokens=tokens))


def _plan(backbone: LoadedBackbone, subject: Subject) -> TilePlan:
    token_px = max(backbone.encoder.strides)
    factors = tuple(token_px // stride for stride in backbone.encoder.strides)
    return TilePlan(backbone.entry.tile_tokens, token_px, factors, subject.scale, subject.ranges)


def _means(
    model: Model, session: EncodingSession, subject: Subject, progress: Progress
) -> Means | None:
    """Return the position means to subtract, and say where the file cannot do what a map does."""
    if model.backbone.lattices > 1:
        progress.warning(
            f"A map of this model averages {model.backbone.lattices} lattices; the file sees one tile at a time, so "
            "expect stronger seams."
        )
    if subject.scene is not None:
        return session.features(subject.scene, write=False).position_means()
    if model.backbone.position_mean and session.backbone.entry.kind not in ("builtin", "convnext"):
        progress.warning(
            "A map of this model subtracts the backbone's mean feature per position, which a scene has and a model has "
            "not; give the raster to be mapped as INPUT to put it into the file."
        )
    return None


def _facts(
    model: Model, backbone: LoadedBackbone, subject: Subject, means: Means | None
) -> dict[str, Any]:
    """Return what Landsketch remembers in the file beyond what Deepness reads."""
    return {
        "engine": ENGINE,
        "model": str(model.metrics.get("id", "")),
        "head": model.head.kind,
        "classes": model.table.to_list(),
        "bands": subject.bands,
        "ranges": subject.ranges,
        "scale": subject.scale,
        "position_mean": means is not None,
        "backbone": backbone.entry.name,
        "licence": backbone.entry.licence,
        "licence_url": backbone.entry.licence_url,
    }


def _some_tile(subject: Subject, plan: TilePlan) -> NDArray[np.float32]:
    """Return a tile as other programs give it: the middle of the raster, or a made-up one."""
    side = plan.side_px
    if subject.scene is not None:
        scene = subject.scene
        middle = Window((scene.height - side) // 2, (scene.width - side) // 2, side, side)
        raw, valid = scene.read_bands(subject.bands, middle)
        return np.nan_to_num(np.where(valid, raw, 0).astype(np.float32))[None] / np.float32(FULL)
    random = np.random.default_rng(0)
    low, high = np.array(subject.ranges, np.float32).T[:, :, None, None]
    coarse = (
        random.random((3, -(-side // 16), -(-side // 16)), np.float32).repeat(16, 1).repeat(16, 2)
    )
    shares = 0.8 * coarse[:, :side, :side] + 0.2 * random.random((3, side, side), np.float32)
    raw = low + shares * (high - low)
    made: NDArray[np.float32] = (np.rint(raw) if (high - low).min() > 2 else raw) / np.float32(FULL)
    return made[None]


def _tell(
    deviation: float | None, backbone: LoadedBackbone, output: Path, progress: Progress
) -> None:
    """Say what a user should know about the file."""
    if deviation is None:
        progress.info("onnxruntime is not installed, so the file was not compared with the engine.")
    elif deviation > _CLOSE:
        progress.warning(
            f"On a tile, onnxruntime's probabilities differ from the engine's by up to {deviation:.3f}."
        )
    if not licence.has_full_text(backbone):
        progress.warning(
            f"{licence_file(output).name} names the licence of {backbone.entry.name} without its text; add a copy from "
            f"{backbone.entry.licence_url} before you pass the file on."
        )


def _write(output: Path, data: bytes, licence_text: str) -> None:
    """Write the file and its licence; both appear whole or not at all."""
    beside = licence_file(output)
    parts = {temporary_path(beside): beside, temporary_path(output): output}
    try:
        with explain_os_errors(output):
            output.parent.mkdir(parents=True, exist_ok=True)
            temporary_path(output).write_bytes(data)
            temporary_path(beside).write_text(licence_text, encoding="utf-8")
        publish(parts)
    finally:
        discard(parts)
