"""The verb 'predict': a model and a scene in, a map out."""

from dataclasses import replace
from pathlib import Path

from ..heads.model_file import Model, load_model
from ..imagery.map_writer import MapGrid, check_name
from ..jobs import BackboneOptions, PredictJob, Result
from ..map_options import MapOptions
from ..mapping.mask import Mask
from ..mapping.predict import outputs_of, parts_bytes, predict
from ..mapping.setup import features_for, scene_for, start
from ..output_files import check_writable, folder_bytes, work_folder
from ..progress import Progress


def predict_scene(job: PredictJob, progress: Progress) -> Result:
    """Open model and scene, check what would fail late, and write the map."""
    progress.stage("Open the model", 0, 0.02)
    model = load_model(Path(job.model))
    scene = scene_for(model, job.scene, progress, use_model_stretch=job.options.use_model_stretch)
    window = scene.window_of(job.options.extent)
    if job.options.mask:
        scene.area = mask = Mask(job.options.mask, job.options.mask_layer, scene)
        mask.require_touch(window)
    grid = MapGrid(window.width, window.height, scene.window_transform(window), scene.crs)
    outputs = outputs_of(job, model)
    copies = 2 if job.options.cog else 1
    rooms = dict.fromkeys(outputs.paths, copies * grid.expected_bytes)
    if "probabilities" in rooms:
        rooms["probabilities"] *= len(model.table)
    for kind, path in outputs.paths.items():
        check_writable(path, rooms[kind])
        check_name(path)
    engine = start(backbone_of(model, job.options), job.run, progress, job.options.batch)
    features = features_for(model, engine, scene, progress, write=job.options.write_cache)
    need = sum(rooms.values()) + parts_bytes(features, window, model.head, job.options)
    output = Path(job.output)
    check_writable(output, need - folder_bytes(work_folder(output)))
    figures = predict(features, model, job, progress, need)
    named = {"output": job.output, "confidence": job.confidence, "probabilities": job.probabilities}
    return Result(
        {name: path for name, path in named.items() if path},
        {**figures, "classes": outputs.table.to_list(), "scale": scene.scale, "backbone": model.backbone.name},
    )


def backbone_of(model: Model, options: MapOptions) -> BackboneOptions:
    """Return how a map takes its features: as in training, but for the number of lattices.

    Averaging changes how much noise a feature has and not what it means; layers, tile and arithmetic would.
    """
    return replace(model.backbone, lattices=options.lattices or model.backbone.lattices)
