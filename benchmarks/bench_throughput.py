"""What does mapping cost beyond the backbone? End to end ÷ the backbone alone on the same tiles, in one process.

The backbone alone: every tile already read and in memory, encoded by the same number of workers, nothing else done.
End to end: the map on disk with overviews, from a GeoTIFF, nothing cached.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from common import DATA, WORK, median, need, pretrained, report, timed

RUNS = 5


def main() -> None:
    """Measure both backbones on a Dubai tile."""
    rows = [measure(name) for name in ("builtin", pretrained())]
    report("throughput", "End to end ÷ backbone alone, Dubai tile 3, linear head, CPU", rows)


def measure(name: str) -> dict[str, object]:
    """Return the median ratio of several pairs of runs."""
    from core.device import threads
    from core.features.cache import FeatureCache
    from core.features.feature_map import FeatureMap
    from core.features.tile_encoder import TileEncoder
    from core.imagery.scene import Scene
    from core.jobs import BackboneOptions, PredictJob, RunOptions, SceneOptions
    from core.mapping.predict import predict
    from core.mapping.setup import start
    from core.progress import Progress

    path = need(DATA / "dubai" / "tile3.tif")
    quiet, options = Progress(), BackboneOptions(name, position_mean=False)
    engine = start(options, RunOptions(cache=str(WORK / "cache")), quiet)
    scene = Scene(SceneOptions(str(path)))
    model = train(engine, scene, path)
    job = PredictJob(SceneOptions(str(path)), "-", str(WORK / "throughput.tif"))
    empty = FeatureCache(WORK / "empty", 1)
    encoder = TileEncoder(scene, engine.backbone, None, write=False)
    tiles = list(FeatureMap(scene, engine.backbone, options, empty).lattices[0].tiles())
    pixels = [encoder.read_pixels(tile) for tile in tiles]

    def alone() -> None:
        with threads(1), ThreadPoolExecutor(engine.backbone.device.workers) as pool:
            list(pool.map(lambda p: encoder.encode_whole([p]), pixels))

    def whole() -> None:
        predict(FeatureMap(scene, engine.backbone, options, empty, write=False), model, job, quiet)

    pairs = [(timed(whole), timed(alone)) for _ in range(RUNS + 1)][1:]  # the first pair warms up
    print(name, pairs, file=sys.stderr)
    mpx = scene.width * scene.height / 1e6
    return {
        "backbone": name,
        "dtype": str(engine.backbone.device.dtype).removeprefix("torch."),
        "tiles": len(tiles),
        "end to end ÷ backbone": median([a / b for a, b in pairs]),
        "Mpx/s end to end": mpx / median([a for a, _ in pairs]),
        "Mpx/s backbone alone": mpx / median([b for _, b in pairs]),
    }


def train(engine, scene, path: Path):  # noqa: ANN001, ANN201
    """Train a linear head on the tile's own labels; its quality does not matter here."""
    from core.heads.model_file import Model
    from core.jobs import LabelOptions
    from core.labels.label_set import read_labels
    from core.labels.sampling import labelled_pixels
    from core.progress import Progress
    from core.recipe import Recipe
    from core.training.dataset import LabelledScene, training_data
    from core.training.fit import fit_head
    from core.training.task import FitTask

    quiet = Progress()
    labels = read_labels(LabelOptions(raster=str(path.with_name(f"{path.stem}_labels.tif"))), scene)
    labelled = LabelledScene(engine.features(scene), labels, labelled_pixels(labels, scene, quiet))
    data = training_data((labelled,), 1000, 0, quiet)
    head = fit_head(FitTask(Recipe(), data), quiet)
    return Model(head, labels.table, scene.options, scene.stretch, scene.pixel_size_m, engine.options)


if __name__ == "__main__":
    main()
