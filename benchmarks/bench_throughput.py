"""What does mapping cost beyond the backbone? End to end ÷ backbone on the same tiles.

Backbone: every tile already read and in memory, encoded by the same number of workers, nothing
else. End to end: the map on disk with overviews, from a real scene repeated to 50 Mpx, nothing
cached; once as it is and once sharpened. Runs of all kinds alternate, after a short one. Ratios
are of the seconds of a round, and of its CPU seconds, which other programs on the computer affect
less. ``--quick`` maps the scene once, 4 Mpx, in more rounds.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from common import DATA, WORK, median, need, pretrained, repeated_scene, report

LARGE = (13, 1)
Cost = tuple[float, float]


def main() -> None:
    """Measure the chosen backbones on a Dubai tile, repeated."""
    options = _arguments()
    path = need(DATA / "dubai" / "tile3.tif")
    scene = path if options.quick else repeated_scene(path, WORK / "throughput.vrt", *LARGE)
    names = [pretrained() if name == "pretrained" else name for name in options.backbones]
    rows = [
        measure(name, path, scene, options.rounds or (5 if options.quick else 3)) for name in names
    ]
    report(
        "throughput",
        f"End to end ÷ backbone only, Dubai tile 3, {rows[0]['Mpx']:.0f} Mpx, CPU",
        rows,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the scene once instead of 13 times")
    parser.add_argument("--rounds", type=int, default=0, help="3, or 5 with --quick")
    parser.add_argument(
        "--backbones", nargs="+", default=["builtin", "pretrained"], help="names, or 'pretrained'"
    )
    return parser.parse_args()


def measure(name: str, labelled: Path, path: Path, n_rounds: int) -> dict[str, object]:
    """Return the median ratios of several rounds of runs."""
    from core.features.cache import FeatureCache
    from core.features.feature_map import FeatureMap
    from core.features.session import open_session
    from core.features.tile_encoder import TileEncoder
    from core.imagery.scene import Scene
    from core.job.jobs import PredictJob
    from core.job.options import BackboneOptions, RunOptions, SceneOptions
    from core.job.sharpen_options import DEFAULT_FACTOR, NOT_SHARPENED, SharpenOptions
    from core.mapping.outputs import outputs_of
    from core.mapping.plan import MapPlan
    from core.mapping.predict import predict
    from core.mapping.rendering import Rendering
    from core.progress import Progress
    from core.runtime.device import torch_threads

    quiet, options = Progress(), BackboneOptions(name, position_mean=False)
    session = open_session(options, RunOptions(cache=str(WORK / "cache")), quiet)
    scene = Scene(SceneOptions(str(path)))
    model = train(session, Scene(SceneOptions(str(labelled))), labelled)
    job = PredictJob(SceneOptions(str(path)), "-", str(WORK / "throughput.tif"))
    empty = FeatureCache(WORK / "empty", 1)
    encoder = TileEncoder(scene, session.backbone, None, write=False)
    tiles = list(FeatureMap(scene, session.backbone, options, empty).tile_grids[0].tiles())
    pixels = [encoder.read_pixels(tile) for tile in tiles]

    def backbone_only(count: int = len(pixels)) -> None:
        with torch_threads(1), ThreadPoolExecutor(session.backbone.device.workers) as pool:
            list(pool.map(lambda p: encoder.encode_whole([p]), pixels[:count]))

    def whole(sharpening: SharpenOptions) -> None:
        features = FeatureMap(scene, session.backbone, options, empty, write=False)
        window = scene.window_of(job.options.extent)
        rendering = Rendering(model.head, sharpening=sharpening)
        outputs = outputs_of(job, model, rendering.sharpening_text(scene))
        predict(MapPlan(job, model, features, window, rendering, outputs), quiet)

    edges = SharpenOptions("edges", DEFAULT_FACTOR)
    kinds = {
        "backbone": backbone_only,
        "plain": partial(whole, NOT_SHARPENED),
        "sharpened": partial(whole, edges),
    }
    backbone_only(8)  # what only the first tiles cost is not counted
    rounds = []
    for number in range(n_rounds):
        order = list(kinds)[:: -1 if number % 2 else 1]
        rounds.append({kind: cost(kinds[kind]) for kind in order})
        print(name, rounds[-1], file=sys.stderr, flush=True)
    mpx = scene.width * scene.height / 1e6
    return {
        "backbone": name,
        "dtype": str(session.backbone.device.dtype).removeprefix("torch."),
        "Mpx": round(mpx, 1),
        "tiles": len(tiles),
        "rounds": n_rounds,
        "end to end ÷ backbone": ratio(rounds, "plain", "backbone", 0),
        "processor s ÷ backbone's": ratio(rounds, "plain", "backbone", 1),
        "sharpened ÷ plain": ratio(rounds, "sharpened", "plain", 0),
        "sharpened processor s ÷ plain's": ratio(rounds, "sharpened", "plain", 1),
        "Mpx/s end to end": mpx / median([costs["plain"][0] for costs in rounds]),
        "Mpx/s backbone only": mpx / median([costs["backbone"][0] for costs in rounds]),
    }


def ratio(rounds: Sequence[dict[str, Cost]], kind: str, other: str, which: int) -> float:
    """Return the median ratio of two kinds of runs, in seconds (0) or processor seconds (1)."""
    return median([costs[kind][which] / costs[other][which] for costs in rounds])


def cost(action: Callable[[], object]) -> Cost:
    """Return the seconds and the processor seconds of an action."""
    began, used = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - began, time.process_time() - used


def train(session, scene, path: Path):  # noqa: ANN001, ANN201
    """Train a linear head on the tile's own labels; its quality does not matter here."""
    from core.heads.model_file import Model
    from core.job.options import LabelOptions
    from core.job.recipe import Recipe
    from core.labels.label_reader import read_labels
    from core.labels.sampling import labelled_pixels
    from core.progress import Progress
    from core.training.dataset import LabelledScene, training_data
    from core.training.fit import fit_head
    from core.training.task import FitTask

    quiet = Progress()
    labels = read_labels(LabelOptions(raster=str(path.with_name(f"{path.stem}_labels.tif"))), scene)
    labelled = LabelledScene(session.features(scene), labels, labelled_pixels(labels, scene, quiet))
    data = training_data((labelled,), 1000, 0, quiet)
    head = fit_head(FitTask(Recipe(head="linear"), data), quiet)
    return Model(
        head, labels.table, scene.options, scene.stretch, scene.pixel_size_m, session.options
    )


if __name__ == "__main__":
    main()
