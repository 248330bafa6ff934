"""The verb 'predict': a model and a scene in, a map out."""

from pathlib import Path

from ..heads.model_file import load_model
from ..imagery.map_writer import MapGrid, check_name
from ..jobs import PredictJob, Result
from ..mapping.predict import parts_bytes, predict
from ..mapping.setup import features_for, scene_for, start
from ..output_files import check_writable
from ..progress import Progress


def predict_scene(job: PredictJob, progress: Progress) -> Result:
    """Open model and scene, check what would fail late, and write the map."""
    progress.stage("Open the model", 0, 0.02)
    model = load_model(Path(job.model))
    scene = scene_for(model, job.scene, progress, use_model_stretch=job.options.use_model_stretch)
    window = scene.window_of(job.options.extent)
    grid = MapGrid(window.width, window.height, scene.window_transform(window), scene.crs)
    for output in (job.output, job.confidence):
        if output:
            check_writable(Path(output), grid.expected_bytes)
            check_name(Path(output))
    engine = start(model.backbone, job.run, progress, job.options.batch)
    features = features_for(model, engine, scene, progress, write=job.options.write_cache)
    check_writable(Path(job.output), grid.expected_bytes + parts_bytes(features, window, model.head))
    figures = predict(features, model, job, progress)
    outputs = {"output": job.output} | ({"confidence": job.confidence} if job.confidence else {})
    return Result(
        outputs, {**figures, "classes": model.table.to_list(), "scale": scene.scale, "backbone": model.backbone.name}
    )
