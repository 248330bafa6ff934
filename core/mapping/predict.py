"""Map a scene: encode and score core by core into part files, then assemble the map; both in bounded memory."""

import hashlib
import json
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..device import threads
from ..errors import Cancelled, InvalidScene, LandsketchError
from ..features.feature_map import Core, FeatureMap, to_fine
from ..heads.head import Head
from ..heads.model_file import Model
from ..imagery.lattice import Window
from ..imagery.map_writer import MapGrid, MapWriter
from ..imagery.scene import Scene
from ..jobs import UNLABELLED, PredictJob
from ..labels.sampling import BLOCK_PX
from ..output_files import work_folder
from ..progress import Progress
from .render import cells_of, core_scores, render_block
from .score_parts import Part, PartFolder, signature_of

_ASSEMBLY = 0.9  # share of the job at which assembly begins


@dataclass(frozen=True)
class Outputs:
    """Where a map goes: classes, and confidence or None."""

    classes: Path
    confidence: Path | None
    tags: dict[str, str]


def predict(features: FeatureMap, model: Model, job: PredictJob, progress: Progress) -> dict[str, float]:
    """Write the map of the job's extent; returns ``mpx``, ``seconds`` and ``mpx_per_second``.

    A run that was killed is resumed: its finished parts are used. On cancel or error nothing is left behind.
    """
    began = time.monotonic()
    window = features.scene.window_of(job.options.extent)
    outputs = Outputs(Path(job.output), Path(job.confidence) if job.confidence else None, _tags(model, job))
    region = tokens_under(features, window, model.head.margin_px)
    signature = signature_of(features.key_facts(), asdict(features.options), _hash_of(model.head), asdict(region))
    parts = PartFolder(work_folder(outputs.classes), signature, features, region, model.head.n_planes)
    try:
        progress.stage("Encode", 0.02, _ASSEMBLY)
        score_parts(features, model.head, parts, progress)
        progress.stage("Write the map", _ASSEMBLY, 1.0)
        assemble(features, model, parts, window, outputs, progress)
    except (LandsketchError, Cancelled):
        parts.remove()
        raise
    parts.remove()
    seconds = time.monotonic() - began
    mpx = window.height * window.width / 1e6
    return {"mpx": mpx, "seconds": seconds, "mpx_per_second": mpx / seconds, "tiles_encoded": features.n_encoded}


def _hash_of(head: Head) -> str:
    """Hash everything that changes a head's scores; a model's id does not know its sharpness."""
    digest = hashlib.sha256(head.kind.encode())
    for name, tensor in sorted(head.tensors_by_name.items()):
        digest.update(name.encode() + tensor.numpy().tobytes())
    return digest.hexdigest()


def tokens_under(features: FeatureMap, window: Window, margin_px: int = 0) -> Window:
    """Return the tokens needed to render a native window, grown to whole blocks of the rendering grid and a margin."""
    row, column = window.row // BLOCK_PX * BLOCK_PX, window.column // BLOCK_PX * BLOCK_PX
    whole = Window(0, 0, features.scene.height, features.scene.width)
    end_row, end_column = -(-window.row_end // BLOCK_PX) * BLOCK_PX, -(-window.column_end // BLOCK_PX) * BLOCK_PX
    blocks = Window(row, column, end_row - row, end_column - column)
    cells = features.grid.cells_under(blocks.grown(margin_px).intersection(whole))
    f = features.fine_factor
    top, left = cells.row // f, cells.column // f
    return Window(top, left, (cells.row_end - 1) // f + 1 - top, (cells.column_end - 1) // f + 1 - left)


def parts_bytes(features: FeatureMap, window: Window, head: Head) -> int:
    """Return the room that the part files of a native window take."""
    cells = cells_of(features, tokens_under(features, window, head.margin_px))
    return cells.height * cells.width * head.n_planes * np.dtype(np.int32).itemsize


def score_parts(features: FeatureMap, head: Head, parts: PartFolder, progress: Progress) -> None:
    """Encode and score every part that is not there yet; encoding runs ahead across parts, writing behind."""
    missing = {part.name for part in parts.plan() if not parts.is_done(part)}
    total, done = sum(len(part.tiles) for part in parts.plan() if part.name in missing), 0

    def planned() -> Iterator[Part]:
        return (part for part in parts.plan() if part.name in missing)

    tiles = (tile for part in planned() for tile in part.tiles)
    with closing(features.cores(wanted=tiles)) as cores, ThreadPoolExecutor(1, "part-writer") as writer:
        writing: Future[None] | None = None
        for part in planned():
            scores = np.zeros((head.n_planes, part.cells.height, part.cells.width), np.int32)
            for _ in part.tiles:
                _score_core(features, head, next(cores), part, scores)
                done += 1
                progress.step(done, total)
            if writing is not None:
                writing.result()
            writing = writer.submit(parts.write, part, scores)
        if writing is not None:
            writing.result()


def _score_core(features: FeatureMap, head: Head, core: Core, part: Part, scores: NDArray[np.int32]) -> None:
    """Score one core into its place in the part."""
    cells = cells_of(features, core.window)
    row, column = cells.row - part.cells.row, cells.column - part.cells.column
    values = core_scores(features, head, to_fine(core.layers, features.factors))
    scores[:, row : row + cells.height, column : column + cells.width] = values


def assemble(
    features: FeatureMap, model: Model, parts: PartFolder, window: Window, outputs: Outputs, progress: Progress
) -> None:
    """Render all blocks of the window from the parts and write the map (and confidence) under their final names."""
    scene = features.scene
    grid = MapGrid(window.width, window.height, scene.window_transform(window), scene.crs)
    legend = [(c.value, c.name, c.color) for c in model.table]
    values = np.full(256, UNLABELLED, np.uint8)
    values[: len(model.table)] = model.table.values
    with ExitStack() as stack:
        classes = stack.enter_context(MapWriter(outputs.classes, grid, "classes", legend, outputs.tags))
        confidence = None
        if outputs.confidence is not None:
            confidence = stack.enter_context(MapWriter(outputs.confidence, grid, "confidence", legend, outputs.tags))
        found = False
        for block, best, share in rendered(features, model.head, parts, window, progress):
            found = found or bool((best != UNLABELLED).any())
            classes.write(block.row - window.row, block.column - window.column, values[best])
            if confidence is not None:
                confidence.write(block.row - window.row, block.column - window.column, share)
        if not found:
            raise InvalidScene(no_valid_pixel(scene))


def no_valid_pixel(scene: Scene) -> str:
    """Say that there is nothing to map."""
    return (
        f"{scene.name} has no valid pixel here: all are nodata, masked or no numbers; "
        "check its bands and nodata value, or choose another extent."
    )


def rendered(
    features: FeatureMap, head: Head, parts: PartFolder, window: Window, progress: Progress
) -> Iterator[tuple[Window, NDArray[np.uint8], NDArray[np.uint8]]]:
    """Render the blocks of a window side by side and yield them in order, cut to the window."""
    whole = Window(0, 0, features.scene.height, features.scene.width)
    rows = range(window.row // BLOCK_PX, (window.row_end - 1) // BLOCK_PX + 1)
    columns = range(window.column // BLOCK_PX, (window.column_end - 1) // BLOCK_PX + 1)
    total = len(rows) * len(columns)
    workers = features.backbone.device.workers if features.backbone.device.kind == "cpu" else 4
    with threads(1), ThreadPoolExecutor(workers, "renderer") as pool:
        waiting: deque[tuple[Window, Future[tuple[NDArray[np.uint8], NDArray[np.uint8]]]]] = deque()
        done = 0
        for row in rows:
            for column in columns:
                block = Window(row * BLOCK_PX, column * BLOCK_PX, BLOCK_PX, BLOCK_PX).intersection(whole)
                waiting.append((block, pool.submit(render_block, features, head, parts, block)))
                if len(waiting) > workers + 2:
                    yield _cut(*waiting.popleft(), window)
                    done += 1
                    progress.step(done, total)
        while waiting:
            yield _cut(*waiting.popleft(), window)
            done += 1
            progress.step(done, total)


def _cut(
    block: Window, future: "Future[tuple[NDArray[np.uint8], NDArray[np.uint8]]]", window: Window
) -> tuple[Window, NDArray[np.uint8], NDArray[np.uint8]]:
    """Cut a rendered block to the window asked for."""
    common = block.intersection(window)
    inside = np.s_[
        common.row - block.row : common.row_end - block.row,
        common.column - block.column : common.column_end - block.column,
    ]
    best, share = future.result()
    return common, best[inside], share[inside]


def _tags(model: Model, job: PredictJob) -> dict[str, str]:
    """Return what a map says about its making."""
    return {
        "LANDSKETCH_MODEL": str(model.figures.get("id", "")),
        "LANDSKETCH_BACKBONE": model.backbone.name,
        "LANDSKETCH_HEAD": model.head.kind,
        "LANDSKETCH_JOB": json.dumps({"scene": asdict(job.scene), "model": job.model, "options": asdict(job.options)}),
    }
