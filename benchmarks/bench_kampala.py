"""Roofs of Kampala from 58 sparse polygons: building IoU of the scene without training polygons.

Every OpenStreetMap building of the scene is known, so false positives count too: a pixel outside
all buildings that the map classifies as building is an error. If only buildings are labelled, IoU
equals recall. The forest gets the same training pixels, with raw bands only.
"""

from common import DATA, WORK, need, pretrained, report

CLASS = "building"


def main() -> None:
    """Compare heads on the pretrained and the built-in backbone with the raw-band forest."""
    folder = need(DATA / "kampala")
    rows = [forest(folder)]
    for name in ("builtin", pretrained()):
        rows += [head_row(folder, name, kind) for kind in ("lda", "ridge", "linear", "mlp")]
    for row in rows:
        row["IoU − forest"] = row["building IoU"] - rows[0]["building IoU"]
        row["recall − forest"] = row["recall"] - rows[0]["recall"]
    report(
        "kampala",
        "Building IoU on all buildings of Kampala minus the training polygons (scale 2)",
        rows,
    )


def forest(folder) -> dict[str, object]:  # noqa: ANN001
    """Score a 300-tree random forest on the three raw bands."""
    import numpy as np

    from core.assessment.baselines import forest

    data = prepare(folder, "builtin")
    scene = data.scenes[0].scene
    raw, valid = scene.read_bands((1, 2, 3), whole(scene))
    chosen = data.scenes[0].pixels.take(data.chosen[0])
    values = raw[:, chosen.rows, chosen.columns].T.astype(np.float32)
    predict = forest(values, chosen.classes, data.samples.weights.numpy(), 0)
    classes = predict(raw.reshape(3, -1).T.astype(np.float32)).reshape(valid.shape)
    return row_of(folder, data, classes, valid, "raw bands", "random forest")


def head_row(folder, name: str, kind: str) -> dict[str, object]:  # noqa: ANN001
    """Train a head, map the whole scene and score it."""
    import numpy as np
    import rasterio

    from core.engine.run import run_job
    from core.job.jobs import PredictJob, TrainJob
    from core.job.options import BackboneOptions, LabelOptions, RunOptions, SceneOptions
    from core.job.recipe import Recipe
    from core.progress import Progress

    run = RunOptions(cache=str(WORK / "cache"))
    scene = SceneOptions(str(folder / "scene.tif"), scale=2.0)
    labels = LabelOptions(str(folder / "labels.gpkg"), class_field="class")
    model, output = str(WORK / "kampala.safetensors"), str(WORK / f"kampala_{name}_{kind}.tif")
    run_job(
        TrainJob(
            (scene,), labels, model, "", BackboneOptions(name), Recipe(head=kind), "none", run=run
        ),
        Progress(),
    )
    run_job(PredictJob(scene, model, output, run=run), Progress())
    with rasterio.open(output) as dataset:
        values = dataset.read(1)
    data = prepare(folder, "builtin")
    classes = np.searchsorted(np.array(data.labels.table.values), values)
    return row_of(folder, data, classes, values != 255, name, kind)


def row_of(folder, data, classes, valid, name: str, kind: str) -> dict[str, object]:  # noqa: ANN001
    """Score one map against all buildings outside the training polygons."""
    import rasterio.features
    import shapely

    from core.job.options import LabelOptions
    from core.labels.label_reader import read_labels

    scene = data.scenes[0].scene
    every = read_labels(
        LabelOptions(str(folder / "buildings_all.gpkg"), class_field="class"), scene
    )

    def burn(geometries):  # noqa: ANN001, ANN202
        return rasterio.features.rasterize(
            geometries.tolist(), out_shape=valid.shape, transform=scene.transform, dtype="uint8"
        )

    truth = burn(every.geometries).astype(bool)
    counted = valid & ~burn(shapely.make_valid(data.labels.geometries)).astype(bool)
    mapped = classes == data.labels.table.index_of(CLASS)
    both, either = (truth & mapped & counted).sum(), ((truth | mapped) & counted).sum()
    return {
        "features": name,
        "method": kind,
        "building IoU": float(both / either),
        "recall": float(both / (truth & counted).sum()),
        "precision": float(both / (mapped & counted).sum()),
    }


def prepare(folder, name: str):  # noqa: ANN001, ANN201
    """Return the training data of the sparse labels."""
    from core.features.session import open_session
    from core.imagery.scene import Scene
    from core.job.options import BackboneOptions, LabelOptions, RunOptions, SceneOptions
    from core.labels.label_reader import read_labels
    from core.labels.sampling import labelled_pixels
    from core.progress import Progress
    from core.training.dataset import LabelledScene, training_data

    quiet = Progress()
    session = open_session(BackboneOptions(name), RunOptions(cache=str(WORK / "cache")), quiet)
    scene = Scene(SceneOptions(str(folder / "scene.tif"), scale=2.0))
    labels = read_labels(LabelOptions(str(folder / "labels.gpkg"), class_field="class"), scene)
    labelled = LabelledScene(session.features(scene), labels, labelled_pixels(labels, scene, quiet))
    return training_data((labelled,), 10_000, 0, quiet)


def whole(scene):  # noqa: ANN001, ANN201
    """Return the window of all native pixels."""
    from core.imagery.tile_grid import Window

    return Window(0, 0, scene.height, scene.width)


if __name__ == "__main__":
    main()
