"""The algorithm 'exportmodel': a model in, an ONNX file and the backbone's licence out."""

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

_GRAPH_BYTES = 4_000_000  # graph and head, besides the backbone's weights
_TOLERANCE = 0.01  # larger differences of a probability cause a warning
_MIN_TOKENS = 4


@dataclass(frozen=True)
class Target:
    """What the file is made for: a raster, or rasters like the training scene.

    Attributes:
        bands: The three bands, counted from 1.
        ranges: Raw numbers that become 0 and 255, per band.
        scale: Magnification before encoding.
        pixel_size_m: Side of a native pixel in metres.
        scene: The raster, or None.
    """

    bands: tuple[int, ...]
    ranges: tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
    scale: float
    pixel_size_m: float
    scene: Scene | None


def export_model(job: ExportJob, progress: Progress) -> Result:
    """Trace backbone and head as one network and write it as ONNX.

    If onnxruntime is installed, its probabilities on a tile are compared with the engine's.

    Raises:
        InvalidModel: The model uses extra bands, which the file cannot take.
    """
    progress.stage("Open the model", 0, 0.1)
    model, output = load_model(Path(job.model)), Path(job.output)
    for path in (output, licence_file(output)):
        check_writable(path)
    target = _target(model, job, progress)
    session = open_session(
        replace(model.backbone, dtype="float32", lattices=1),
        replace(job.run, device="cpu"),
        progress,
    )
    check_backbone(model, session.backbone, progress)
    onnx_file.check_size(model.backbone.name, session.backbone.encoder.weights_bytes)
    check_writable(output, session.backbone.encoder.weights_bytes + _GRAPH_BYTES)
    backbone = _with_tile(session.backbone, target, job.tile_size)
    session = replace(session, backbone=backbone)
    plan = _plan(backbone, target)
    progress.stage("Find the position means", 0.1, 0.5)
    means = _means(model, session, target, progress)
    progress.stage("Trace the network", 0.5, 0.8)
    network = TileNetwork(backbone, model.head, plan, means).eval()
    metadata = _metadata(model, backbone, target, means)
    properties = deepness.properties(model, backbone, plan, target.pixel_size_m, metadata)
    data = onnx_file.traced(network, plan.side_px, properties)
    progress.stage("Compare with onnxruntime", 0.8, 0.95)
    deviation = onnx_file.deviation(network, data, _test_tile(target, plan))
    _report(deviation, backbone, output, progress)
    if model.sharpening.is_on:
        progress.warning(
            "The exported file does not sharpen: its maps have the borders that SHARPEN=none "
            "leaves, and not the accuracy in the model's report."
        )
    progress.stage("Write the file", 0.95, 1.0)
    _write(output, data, licence.licence_text(backbone, output.name))
    metrics = {
        "mb": len(data) / 1e6,
        "opset": onnx_file.OPSET,
        "tile_px": plan.side_px,
        "largest_deviation": deviation,
    }
    return Result({"output": job.output, "licence": str(licence_file(output))}, metrics)


def _target(model: Model, job: ExportJob, progress: Progress) -> Target:
    """Return bands, stretch and scale of the raster, or of the training scene.

    Raises:
        InvalidModel: The model uses extra bands.
    """
    if model.scene.extra_bands:
        raise InvalidModel(
            f"The model uses {len(model.scene.extra_bands)} extra band(s), which an exported file "
            "cannot take; train a model with EXTRA_BANDS empty."
        )
    if not job.raster:
        scene, bands, stretch = None, model.scene.bands, model.stretch
        scale, pixel_size_m = model.scene.scale, model.pixel_size_m
    else:
        scene = scene_for(model, SceneOptions(job.raster, job.bands), progress)
        bands, stretch = scene.options.bands, scene.stretch
        scale, pixel_size_m = scene.scale, scene.pixel_size_m
    red, green, blue = (stretch.ranges[band] for band in bands)
    return Target(bands, (red, green, blue), scale, pixel_size_m, scene)


def _with_tile(backbone: LoadedBackbone, target: Target, tile_px: int) -> LoadedBackbone:
    """Return the backbone with tiles of ``tile_px`` native pixels; 0 = about its own tile size.

    Raises:
        InvalidJob: A tile of this size is not a whole number of tokens, or is too small.
    """
    token_px = max(backbone.encoder.strides)
    step = tokens_step(token_px, target.scale)
    tokens = backbone.entry.tile_tokens // step * step
    if tile_px:
        wanted = tile_px * Fraction(target.scale) / token_px
        if wanted % step or wanted < _MIN_TOKENS:
            unit_px = round(step * token_px / target.scale)
            smallest_px = -(-_MIN_TOKENS // step) * unit_px
            raise InvalidJob(
                f"TILE_SIZE is {tile_px}; for this model, choose a multiple of {unit_px} pixels, "
                f"at least {smallest_px}."
            )
        tokens = int(wanted)
    return replace(backbone, entry=replace(backbone.entry, tile_tokens=tokens))


def _plan(backbone: LoadedBackbone, target: Target) -> TilePlan:
    token_px = max(backbone.encoder.strides)
    factors = tuple(token_px // stride for stride in backbone.encoder.strides)
    return TilePlan(backbone.entry.tile_tokens, token_px, factors, target.scale, target.ranges)


def _means(
    model: Model, session: EncodingSession, target: Target, progress: Progress
) -> Means | None:
    """Return the position means to subtract; warn if the file's maps will differ from the engine's.

    Maps differ if tile grids or position means cannot be part of the file.
    """
    if model.backbone.lattices > 1:
        progress.warning(
            f"A map of this model averages {model.backbone.lattices} tile grids (LATTICES), but "
            "other programs run one tile at a time, so their maps have stronger seams."
        )
    if target.scene is not None:
        return session.features(target.scene, write=False).position_means()
    if model.backbone.position_mean and session.backbone.entry.kind not in ("builtin", "convnext"):
        progress.warning(
            "A map of this model subtracts position means, which are estimated on the image to "
            "be mapped; give that image as INPUT to put them into the file."
        )
    return None


def _metadata(
    model: Model, backbone: LoadedBackbone, target: Target, means: Means | None
) -> dict[str, Any]:
    """Return Landsketch's own metadata of the file."""
    return {
        "engine": ENGINE,
        "model": str(model.metrics.get("id", "")),
        "head": model.head.kind,
        "classes": model.table.to_list(),
        "bands": target.bands,
        "ranges": target.ranges,
        "scale": target.scale,
        "position_mean": means is not None,
        "sharpen": "none",
        "backbone": backbone.entry.name,
        "licence": backbone.entry.licence,
        "licence_url": backbone.entry.licence_url,
    }


def _test_tile(target: Target, plan: TilePlan) -> NDArray[np.float32]:
    """Return a tile in the form that other programs use, (1, 3, side, side).

    It is the middle of the raster, or random texture if there is no raster.
    """
    side = plan.side_px
    if target.scene is not None:
        scene = target.scene
        middle = Window((scene.height - side) // 2, (scene.width - side) // 2, side, side)
        raw, valid = scene.read_bands(target.bands, middle)
        values = np.nan_to_num(np.where(valid, raw, 0).astype(np.float32))
        return values[None] / np.float32(FULL)
    generator = np.random.default_rng(0)
    low, high = np.array(target.ranges, np.float32).T[:, :, None, None]
    coarse_side = -(-side // 16)
    coarse = generator.random((3, coarse_side, coarse_side), np.float32)
    coarse = coarse.repeat(16, 1).repeat(16, 2)
    fine = generator.random((3, side, side), np.float32)
    texture = low + (0.8 * coarse[:, :side, :side] + 0.2 * fine) * (high - low)
    if (high - low).min() > 2:  # whole numbers, as in most rasters
        texture = np.rint(texture)
    tile: NDArray[np.float32] = texture[None] / np.float32(FULL)
    return tile


def _report(
    deviation: float | None, backbone: LoadedBackbone, output: Path, progress: Progress
) -> None:
    """Report how the file compares with the engine and whether its licence text is complete."""
    if deviation is None:
        progress.info("onnxruntime is not installed, so the file was not compared with the engine.")
    elif deviation > _TOLERANCE:
        progress.warning(
            "On a tile, onnxruntime's probabilities differ from the engine's by up to "
            f"{deviation:.3f}."
        )
    if not licence.has_full_text(backbone):
        progress.warning(
            f"{licence_file(output).name} names the licence of {backbone.entry.name} without its "
            f"text; add a copy from {backbone.entry.licence_url} before you distribute the file."
        )


def _write(output: Path, data: bytes, licence_text: str) -> None:
    """Write the file and its licence; either both files appear or none."""
    licence_path = licence_file(output)
    finished = {temporary_path(licence_path): licence_path, temporary_path(output): output}
    try:
        with explain_os_errors(output):
            output.parent.mkdir(parents=True, exist_ok=True)
            temporary_path(output).write_bytes(data)
            temporary_path(licence_path).write_text(licence_text, encoding="utf-8")
        publish(finished)
    finally:
        discard(finished)
