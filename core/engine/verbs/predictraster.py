"""The verb 'predict': a model and a scene in, a map out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ...atomic_write import folder_bytes
from ...cluster.dask_cluster import Client, connected, predict_on
from ...cluster.shards import assemble_shards, encode_shard
from ...features.feature_map import FeatureMap
from ...features.session import EncodingSession, open_session
from ...heads.model_file import Model, load_model
from ...imagery.map_writer import MapGrid, check_name
from ...job.jobs import PredictJob, Result
from ...job.map_options import MapOptions
from ...job.options import BackboneOptions, RunOptions
from ...mapping.assemble import Outputs
from ...mapping.mask import Mask
from ...mapping.model_scene import features_for, scene_for
from ...mapping.predict import made_of, outputs_of, parts_bytes, predict
from ...output_checks import check_writable
from ...output_names import work_folder
from ...progress import Progress
from ..output_lock import alone


@dataclass(frozen=True)
class Plan:
    """A map that can be made: everything is open and fits together."""

    job: PredictJob
    model: Model
    features: FeatureMap
    outputs: Outputs

    @property
    def named_outputs(self) -> dict[str, str]:
        """The rasters by the names that jobs give them."""
        job = self.job
        named = {
            "output": job.output,
            "confidence": job.confidence,
            "probabilities": job.probabilities,
        }
        return {name: path for name, path in named.items() if path}

    @property
    def made_of(self) -> str:
        """Hash of all that the pixels of the rasters depend on."""
        return made_of(self.features, self.model, self.job.options)


def predict_scene(job: PredictJob, progress: Progress) -> Result:
    """Open model and scene, check what would fail late, and write the map."""
    progress.stage("Open the model", 0, 0.02)
    model = load_model(Path(job.model))
    backbone = backbone_of(model, job.options)
    with connected(job.run.cluster) as client:
        plan = plan_map(
            job,
            model,
            lambda: open_session(backbone, here(job.run), progress, job.options.batch),
            progress,
        )
        return make_map(plan, progress, client)


def here(run: RunOptions) -> RunOptions:
    """Return how this process runs: one that leaves encoding to others needs no GPU."""
    return replace(run, device="cpu") if run.cluster or run.assemble else run


def plan_map(
    job: PredictJob, model: Model, session: Callable[[], EncodingSession], progress: Progress
) -> Plan:
    """Open the scene as the model wants it; the engine is started last, because that takes longest."""
    scene = scene_for(model, job.scene, progress, use_model_stretch=job.options.use_model_stretch)
    window = scene.window_of(job.options.extent)
    if job.options.mask:
        scene.area = mask = Mask(job.options.mask, job.options.mask_layer, scene)
        mask.require_touch(window)
    outputs = outputs_of(job, model)
    for path in outputs.paths.values():
        check_writable(path)
        check_name(path)
    features = features_for(model, session(), scene, progress, write=job.options.write_cache)
    return Plan(job, model, features, outputs)


def make_map(plan: Plan, progress: Progress, client: Client = None) -> Result:
    """Make sure that there is room, and write the map; of a shard, only its parts.

    Args:
        plan: The map.
        progress: Hears how far it is.
        client: That of the job's cluster.
    """
    job, scene = plan.job, plan.features.scene
    if job.run.shard:
        return Result({}, encode_shard(plan.features, plan.model, job, progress))
    with alone(Path(job.output)):
        room_bytes = _check_room(plan)
        if job.run.assemble:
            metrics = assemble_shards(plan.features, plan.model, job, progress)
        elif client is not None:
            metrics = predict_on(client, plan.features, plan.model, job, progress)
        else:
            metrics = predict(plan.features, plan.model, job, progress, room_bytes)
    facts = {
        "classes": plan.outputs.table.to_list(),
        "scale": scene.scale,
        "backbone": plan.model.backbone.name,
    }
    return Result(plan.named_outputs, {**metrics, **facts, "made_of": plan.made_of})


def _check_room(plan: Plan) -> int:
    """Return how much room the rasters and their parts may take, in bytes; parts that are there take none again."""
    job, scene = plan.job, plan.features.scene
    window = scene.window_of(job.options.extent)
    grid = MapGrid(window.width, window.height, scene.window_transform(window), scene.crs)
    rooms = dict.fromkeys(plan.outputs.paths, (2 if job.options.cog else 1) * grid.expected_bytes)
    if "probabilities" in rooms:
        rooms["probabilities"] *= len(plan.model.table)
    for kind, path in plan.outputs.paths.items():
        check_writable(path, rooms[kind])
    need = sum(rooms.values()) + parts_bytes(plan.features, window, plan.model.head, job.options)
    need -= folder_bytes(work_folder(Path(job.output)))
    check_writable(Path(job.output), need)
    return need


def backbone_of(model: Model, options: MapOptions) -> BackboneOptions:
    """Return how a map takes its features: as in training, but for the number of lattices.

    Averaging changes how much noise a feature has and not what it means; layers, tile and arithmetic would.
    """
    return replace(model.backbone, lattices=options.lattices or model.backbone.lattices)
