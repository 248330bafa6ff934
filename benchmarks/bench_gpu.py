"""How fast is mapping on a GPU? DINOv3 ViT-L/16 with random weights, 512-px tiles.

Needs neither QGIS nor a network. Three speeds in Mpx of the map per second, each including the
halos of the tiles:

* model: only the encoder, on one batch that stays on the device;
* backbone: all tiles of the scene, already read, through pinned buffers to features in memory;
* end to end: from the GeoTIFF to the map with overviews, nothing cached except the position means.

Fractions refer to the peak of a large matrix product measured in the same run. Operations follow
the formula 2 L (4 D² + 2 D F) N + 4 L D N² + 2 n D 768 with n tokens and N = n + 5 (L blocks of
width D, hidden width F). ``--small`` runs the same program with a tiny encoder on a CPU: its
results mean nothing, but every line is run.
"""

import argparse
import json
import shutil
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from common import WORK, median, report, table

FOLDER = WORK / "gpu"
CLASSES = 6


@dataclass(frozen=True)
class Setting:
    """What is measured.

    Attributes:
        device: ``cuda`` or ``cpu``.
        width, hidden, blocks, heads: Of the encoder.
        tile: Side of a tile in tokens of 16 px.
        seconds: Work for the backbone, which chooses the scene's size.
        least_mpx, most_mpx: Between these.
        matrix: Side of the matrices whose product is timed.
        batch: Tiles at a time; 0 = found automatically.
    """

    device: str = "cuda"
    width: int = 1024
    hidden: int = 4096
    blocks: int = 24
    heads: int = 16
    tile: int = 32
    seconds: float = 15.0
    least_mpx: float = 16.0
    most_mpx: float = 600.0
    matrix: int = 8192
    batch: int = 0


SMALL = Setting("cpu", 32, 64, 4, 2, 8, 0.1, 0.1, 0.2, 256, 4)


def main() -> None:
    """Measure plain and compiled, and print one row for each."""
    import torch

    options = _arguments()
    setting = SMALL if options.small else Setting()
    if setting.device == "cuda" and not torch.cuda.is_available():
        print("skipped: there is no CUDA device; --small runs the same program on a CPU")
        return
    shutil.rmtree(FOLDER, ignore_errors=True)
    save_backbone(setting)
    rows = [
        measure(setting, compiled=compiled)
        for compiled in ([False] if options.small else [False, True])
    ]
    title = "From a GeoTIFF to a map, DINOv3 ViT-L/16 with random weights, 512-px tiles"
    if options.small:
        table("The same program at small size: no figures worth keeping", sideways(rows))
    else:
        report("gpu", title, sideways(rows))
    if options.json:
        Path(options.json).write_text(json.dumps(rows, indent=1) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tiny encoder on a CPU")
    parser.add_argument("--json", default="", help="also write the rows to this file")
    return parser.parse_args()


def sideways(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Turn a row of many figures into a column."""
    return [
        {"figure": name, **{f"run {i + 1}": row[name] for i, row in enumerate(rows)}}
        for name in rows[0]
    ]


def measure(setting: Setting, *, compiled: bool) -> dict[str, object]:
    """Return everything about one way of computing."""
    import torch

    from core.imagery.scene import Scene
    from core.job.options import SceneOptions

    session = start_engine(setting, compiled=compiled)
    backbone, peak = session.backbone, matrix_peak(setting, session.backbone.device)
    per_tile = flops(setting)
    tiles_per_s = model_speed(session)
    core_mpx = ((backbone.entry.tile_tokens - 2 * backbone.entry.halo_tokens) * 16) ** 2 / 1e6
    mpx = min(max(tiles_per_s * core_mpx * setting.seconds, setting.least_mpx), setting.most_mpx)
    scene = Scene(SceneOptions(write_scene(FOLDER / "scene.tif", mpx)))
    alone_s, n_tiles = backbone_seconds(session, scene)
    model = model_of(session, scene)
    metrics, waited = mapped(session, scene, model, FOLDER / "map")
    mpx = scene.width * scene.height / 1e6
    return {
        "device": torch.cuda.get_device_name() if setting.device == "cuda" else "CPU",
        "torch": torch.__version__,
        "dtype": str(backbone.device.dtype).removeprefix("torch."),
        "compiled": "compiled" in backbone.encoder.identity,
        "batch": backbone.device.batch,
        "batch at the end": backbone.batches.size,
        "Mpx": mpx,
        "tiles": n_tiles,
        "GFLOP per tile": per_tile / 1e9,
        "matrix peak TFLOP/s": peak / 1e12,
        "model Mpx/s": tiles_per_s * mpx / n_tiles,
        "model ÷ peak": tiles_per_s * per_tile / peak,
        "backbone Mpx/s": mpx / alone_s,
        "backbone ÷ peak": n_tiles / alone_s * per_tile / peak,
        "end to end Mpx/s": metrics["mpx_per_second"],
        "end to end ÷ peak": metrics["tiles_encoded"] / metrics["seconds"] * per_tile / peak,
        "end to end ÷ backbone": metrics["seconds"] / alone_s,
        "waited for the image": waited,
        "peak GPU MB": torch.cuda.max_memory_allocated() / 2**20
        if setting.device == "cuda"
        else 0.0,
        **agreement(session, scene, model),
    }


# -- what is measured on -----------------------------------------------------------------


def save_backbone(setting: Setting) -> None:
    """Save a DINOv3 ViT with random weights, seeded."""
    import torch
    from transformers import DINOv3ViTConfig, DINOv3ViTModel

    torch.manual_seed(0)
    config = DINOv3ViTConfig(
        hidden_size=setting.width,
        intermediate_size=setting.hidden,
        num_hidden_layers=setting.blocks,
        num_attention_heads=setting.heads,
        patch_size=16,
        num_register_tokens=4,
    )
    DINOv3ViTModel(config).save_pretrained(FOLDER / "backbone")


def start_engine(setting: Setting, *, compiled: bool):  # noqa: ANN201
    """Load the backbone as a job does; a CPU takes batches here as a GPU would."""
    from core.features.session import open_session
    from core.job.options import BackboneOptions, RunOptions
    from core.progress import Progress

    cache = FOLDER / f"cache{int(compiled)}"
    run = RunOptions(device=setting.device, cache=str(cache), offline=True, compile=compiled)
    options = BackboneOptions(str(FOLDER / "backbone"), tile_tokens=setting.tile, halo_tokens=2)
    session = open_session(options, run, Progress(), setting.batch)
    return in_batches(session, setting.batch) if setting.batch else session


def in_batches(session, batch: int):  # noqa: ANN001, ANN201
    """Return the engine with another batch size."""
    loaded = session.backbone
    return replace(session, backbone=replace(loaded, device=replace(loaded.device, batch=batch)))


def write_scene(path: Path, mpx: float) -> str:
    """Write a square of ground of many sizes, 8 bit, in blocks, uncompressed; return its path."""
    import numpy as np
    import rasterio
    from rasterio.windows import Window

    side = int((mpx * 1e6) ** 0.5)
    random, block = np.random.default_rng(0), 512
    profile = {
        "driver": "GTiff",
        "width": side,
        "height": side,
        "count": 3,
        "dtype": "uint8",
        "crs": "EPSG:32636",
    }
    place = rasterio.transform.from_origin(500_000, 40_000, 1, 1)
    ground = sum(
        random.integers(0, 60, (3, block // size, block // size)).repeat(size, 1).repeat(size, 2)
        for size in (2, 8, 32, 128)
    ).astype(np.uint8)
    with rasterio.open(
        path, "w", transform=place, tiled=True, blockxsize=256, blockysize=256, **profile
    ) as dataset:
        for row in range(0, side, block):
            for column in range(0, side, block):
                height, width = min(block, side - row), min(block, side - column)
                pixels = np.roll(ground, random.integers(0, block, 2), (1, 2))[:, :height, :width]
                dataset.write(pixels, window=Window(column, row, width, height))
    return str(path)


def model_of(session, scene):  # noqa: ANN001, ANN201
    """Return a linear head of random weights on the scene's own standardised features."""
    import numpy as np
    import torch

    from core.class_table import ClassTable, LandClass
    from core.heads.linear import LinearHead
    from core.heads.model_file import Model
    from core.imagery.tile_grid import Window

    features = session.features(scene, write=False)
    window = Window(0, 0, min(features.rows, 40), min(features.columns, 40))
    tokens = np.concatenate([a.reshape(len(a), -1) for a in features.read(window)]).T.astype(
        np.float32
    )
    mean, deviation = (
        torch.from_numpy(tokens.mean(axis=0)),
        torch.from_numpy(tokens.std(axis=0)).clamp(min=1e-3),
    )
    drawn = torch.randn(CLASSES, features.width, generator=torch.Generator().manual_seed(0))
    weight = drawn / (deviation * features.width**0.5)
    head = LinearHead(
        {
            "weight": weight,
            "bias": -weight @ mean,
            "pixel_weight": torch.zeros(CLASSES, 0),
            "sharpness": torch.tensor(3.0),
        }
    )
    classes = ClassTable(
        tuple(LandClass(i + 1, f"class {i + 1}", "#808080") for i in range(CLASSES))
    )
    return Model(head, classes, scene.options, scene.stretch, 1.0, session.options)


# -- the measurements --------------------------------------------------------------------


def flops(setting: Setting) -> float:
    """Return the operations of a tile: two per product and sum."""
    tokens = setting.tile**2
    sequence, width, blocks = tokens + 5, setting.width, setting.blocks
    products = 2 * blocks * (4 * width**2 + 2 * width * setting.hidden) * sequence
    return products + 4 * blocks * width * sequence**2 + 2 * tokens * width * 768


def seconds_of(action: Callable[[], object], device: str, runs: int) -> float:
    """Return the median seconds of an action after a first one that does not count."""
    import torch

    def once() -> float:
        began = time.perf_counter()
        action()
        if device == "cuda":
            torch.cuda.synchronize()
        return time.perf_counter() - began

    once()
    return median([once() for _ in range(runs)])


def matrix_peak(setting: Setting, device) -> float:  # noqa: ANN001
    """Return operations per second of a large product of matrices in the backbone's arithmetic."""
    import torch

    side = setting.matrix
    a, b = (torch.randn(side, side, device=device.kind, dtype=device.dtype) for _ in range(2))
    return 2 * side**3 / seconds_of(lambda: a @ b, device.kind, 20)


def model_speed(session) -> float:  # noqa: ANN001
    """Return tiles per second of the encoder on a batch that is on the device."""
    import torch

    device, entry = session.backbone.device, session.backbone.entry
    side = entry.tile_tokens * max(session.backbone.encoder.strides)
    pixels = torch.randint(
        0, 255, (device.batch, 3, side, side), dtype=torch.uint8, device=device.kind
    )
    valid = torch.ones((device.batch, side, side), dtype=torch.bool, device=device.kind)
    return device.batch / seconds_of(
        lambda: session.backbone.encoder.encode(pixels, valid), device.kind, 10
    )


def backbone_seconds(session, scene) -> tuple[float, int]:  # noqa: ANN001
    """Return seconds and number of tiles, read before; of a large scene, some tiles repeat."""
    from core.features.tile_encoder import TileEncoder
    from core.runtime.device import torch_threads

    encoder, device = (
        TileEncoder(scene, session.backbone, None, write=False),
        session.backbone.device,
    )
    tiles = list(session.features(scene, write=False).tile_grids[0].tiles())
    kept = [encoder.read_pixels(tile) for tile in tiles[: 32 * device.batch]]
    batches = [
        [kept[(first + i) % len(kept)] for i in range(min(device.batch, len(tiles) - first))]
        for first in range(0, len(tiles), device.batch)
    ]

    def one(batch: list[object]) -> None:
        encoder.encode_whole(batch)  # its features are dropped

    with torch_threads(1), ThreadPoolExecutor(device.workers) as pool:
        list(pool.map(one, batches[: device.workers]))
        began = time.perf_counter()
        list(pool.map(one, batches))
    return time.perf_counter() - began, len(tiles)


def mapped(session, scene, model, folder: Path, extent=()):  # noqa: ANN001, ANN201
    """Map the scene, with probabilities if there is an extent; return metrics and waiting time."""
    from core.job.jobs import PredictJob
    from core.job.map_options import MapOptions
    from core.mapping.outputs import outputs_of
    from core.mapping.plan import MapPlan
    from core.mapping.predict import predict
    from core.mapping.rendering import Rendering
    from core.progress import Progress

    features = session.features(scene, write=False)
    shares = str(folder / "shares.tif") if extent else ""
    job = PredictJob(
        scene.options, "-", str(folder / "map.tif"), "", shares, MapOptions(extent=extent)
    )
    window = scene.window_of(extent)
    rendering = Rendering(model.head)
    plan = MapPlan(job, model, features, window, rendering, outputs_of(job, model))
    metrics = predict(plan, Progress())
    return metrics, features.clock.waited_fraction


def agreement(session, scene, model) -> dict[str, float]:  # noqa: ANN001
    """Map a corner of the scene in other batches and return how far its classes agree.

    Pixels may differ only where the two best classes are almost equally likely. The largest
    difference of their probabilities among pixels that differ is returned as well, in per cent.
    """
    import numpy as np
    import rasterio

    side = min(2048, scene.width, scene.height)
    extent = (
        scene.transform.c,
        scene.transform.f - side,
        scene.transform.c + side,
        scene.transform.f,
    )
    shown = []
    for batch in (session.backbone.device.batch, max(1, session.backbone.device.batch // 2), 1):
        folder = FOLDER / f"batch{batch}"
        mapped(in_batches(session, batch), scene, model, folder, extent)
        with (
            rasterio.open(folder / "map.tif") as classes,
            rasterio.open(folder / "shares.tif") as shares,
        ):
            shown.append((classes.read(1), np.sort(shares.read(), axis=0)))
        print(f"batch {batch} mapped", file=sys.stderr, flush=True)
    (expected, likely), halved, single = shown[0], shown[1][0], shown[2][0]
    differs = (halved != expected) | (single != expected)
    margins = likely[-1][differs].astype(int) - likely[-2][differs]
    return {
        "agreement, batch halved": float((halved == expected).mean()),
        "agreement, batch 1": float((single == expected).mean()),
        "margin where they differ, %": float(margins.max()) if margins.size else 0.0,
    }


if __name__ == "__main__":
    main()
