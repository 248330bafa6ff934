"""What does the edge filter change in whole maps? Rims, specks and borders, plain and sharpened.

* rim: a class between two others along their border, such as forest around lakes. Counted are
  pixels of parts of a class at most 6 px wide that touch two other classes, ÷ all pixels within 3
  px of a border.
* speck: a patch of less than 10 pixels, per megapixel of the map.
* on an edge: the image's mean colour difference (CIELAB) across the map's borders ÷ that of all
  neighbouring pixels. Higher = borders lie on edges of the image.

One head per scene, `lda` on all labels; DINOv2-S.
"""

import sys
from pathlib import Path

import numpy as np
from common import DATA, ROOT, WORK, need, pretrained, report
from scipy import ndimage

RIM_PX = 3
SPECK_PX = 10
CROSS = ndimage.generate_binary_structure(2, 1)


def main() -> None:
    """Map three scenes, plain and sharpened."""
    rows = []
    for name, (scene, labels) in scenes().items():
        model = train(name, scene, labels)
        for sharpen in ("none", "edges"):
            rows.append(measure(name, scene, model, sharpen))
            print(rows[-1], file=sys.stderr, flush=True)
    report("sharpen_maps", "Whole maps, plain and sharpened", rows)


def scenes() -> dict[str, tuple[dict, dict]]:
    """Return options of scene and labels for each data set."""
    kampala, dubai = need(DATA / "kampala"), need(DATA / "dubai")
    sys.path.insert(0, str(ROOT / "scripts"))
    import demo_data

    sentinel, polygons = demo_data.prepare(ROOT / "build" / "data")
    return {
        "Kampala": (
            {"path": str(kampala / "scene.tif"), "scale": 2.0},
            {"path": str(kampala / "labels.gpkg"), "class_field": "class"},
        ),
        "Sentinel-2": (
            {"path": str(sentinel), "bands": demo_data.NIR_RED_GREEN, "scale": 2.0},
            {"path": str(polygons), "class_field": demo_data.CLASS_FIELD},
        ),
        "Dubai": (
            {"path": str(dubai / "tile3.tif")},
            {"raster": str(dubai / "tile3_labels.tif")},
        ),
    }


def train(name: str, scene: dict, labels: dict) -> str:
    """Train a head on all labels and return the model's path."""
    from core.engine.run import run_job
    from core.job.jobs import TrainJob
    from core.job.options import BackboneOptions, LabelOptions, SceneOptions
    from core.job.recipe import Recipe
    from core.progress import Progress

    path = str(WORK / f"sharpen_{name}.safetensors")
    job = TrainJob(
        (SceneOptions(**scene),),
        LabelOptions(**labels),
        path,
        backbone=BackboneOptions(pretrained()),
        recipe=Recipe("lda"),
        validation="none",
        max_samples=2000,
        run=run_options(),
    )
    run_job(job, Progress())
    return path


def run_options():  # noqa: ANN201
    """Return the options of all runs."""
    from core.job.options import RunOptions

    return RunOptions(cache=str(WORK / "cache"))


def measure(name: str, scene: dict, model: str, sharpen: str) -> dict[str, object]:
    """Map a scene and measure the map."""
    from core.engine.run import run_job
    from core.job.jobs import PredictJob
    from core.job.map_options import MapOptions
    from core.job.options import SceneOptions
    from core.job.sharpen_options import SharpenOptions
    from core.progress import Progress

    output = str(WORK / f"sharpen_{name}_{sharpen}.tif")
    seen = SceneOptions(scene["path"], scene.get("bands", ()))
    options = MapOptions(write_cache=True, sharpening=SharpenOptions(sharpen))
    run_job(PredictJob(seen, model, output, options=options, run=run_options()), Progress())
    classes, differences = read(Path(output), seen)
    return {
        "scene": name,
        "SHARPEN": sharpen,
        "rims": round(rims(classes), 4),
        "specks per Mpx": round(specks(classes)),
        "on an edge": round(on_an_edge(classes, differences), 2),
    }


def read(path: Path, seen) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:  # noqa: ANN001
    """Return a map (h, w), and the image's colour differences between neighbours."""
    import rasterio

    from core.imagery.cielab import cielab
    from core.imagery.scene import Scene
    from core.imagery.tile_grid import Window

    with rasterio.open(path) as dataset:
        classes = dataset.read(1)
    scene = Scene(seen)
    lab = cielab(scene.read_native(Window(0, 0, scene.height, scene.width))[0])
    return classes, (
        np.linalg.norm(np.diff(lab, axis=1), axis=0),
        np.linalg.norm(np.diff(lab, axis=2), axis=0),
    )


def rims(classes: np.ndarray) -> float:
    """Return the fraction of pixels near a border that are rims."""
    near = ndimage.binary_dilation(is_border(classes), CROSS, RIM_PX) & (classes != 255)
    found = np.zeros(classes.shape, bool)
    for number in np.unique(classes[classes != 255]):
        own = classes == number
        thick = ndimage.binary_opening(own, CROSS, RIM_PX)
        found |= own & ~thick & touches_two(classes, number)
    return float((found & near).sum() / near.sum())


def touches_two(classes: np.ndarray, number: int) -> np.ndarray:
    """Return the pixels within 6 px of at least two classes other than ``number``, (h, w)."""
    count = np.zeros(classes.shape, np.uint8)
    for other in np.unique(classes[(classes != 255) & (classes != number)]):
        count += ndimage.binary_dilation(classes == other, CROSS, 2 * RIM_PX)
    return count >= 2


def is_border(classes: np.ndarray) -> np.ndarray:
    """Return the pixels with a neighbour of another class, (h, w)."""
    border = np.zeros(classes.shape, bool)
    down, right = classes[1:] != classes[:-1], classes[:, 1:] != classes[:, :-1]
    border[1:] |= down
    border[:-1] |= down
    border[:, 1:] |= right
    border[:, :-1] |= right
    return border


def specks(classes: np.ndarray) -> float:
    """Return the number of patches of less than 10 pixels per megapixel."""
    count = 0
    for number in np.unique(classes[classes != 255]):
        patches, n_patches = ndimage.label(classes == number)
        sizes = np.bincount(patches.ravel(), minlength=n_patches + 1)[1:]
        count += int((sizes < SPECK_PX).sum())
    return count / (classes.size / 1e6)


def on_an_edge(classes: np.ndarray, differences: tuple[np.ndarray, np.ndarray]) -> float:
    """Return the mean colour difference across borders ÷ that of all neighbours."""
    down, right = differences
    across = np.concatenate(
        [down[classes[1:] != classes[:-1]], right[classes[:, 1:] != classes[:, :-1]]]
    )
    return float(across.mean() / np.concatenate([down.ravel(), right.ravel()]).mean())


if __name__ == "__main__":
    main()
