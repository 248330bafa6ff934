"""The verb 'predict': a model and a scene in, a map out."""

from dataclasses import replace
from pathlib import Path

from ...cluster.dask_cluster import Client, connected, predict_on_cluster
from ...cluster.shards import assemble_shards, encode_shard
from ...features.session import EncodingSession, open_session
from ...heads.model_file import Model, load_model
from ...job.jobs import PredictJob, Result
from ...job.map_options import MapOptions
from ...job.options import BackboneOptions, RunOptions
from ...mapping.estimate import check_disk_space
from ...mapping.plan import MapPlan, plan_map
from ...mapping.predict import predict
from ...progress import Progress
from ..output_lock import alone


def predict_scene(job: PredictJob, progress: Progress) -> Result:
    """Open model and scene, check what would fail late, and write the map."""
    progress.stage("Open the model", 0, 0.02)
    model = load_model(Path(job.model))
    with connected(job.run.cluster) as client:
        plan = plan_map(
            job, model, lambda: open_map_session(model, job.options, job.run, progress), progress
        )
        return make_map(plan, progress, client)


def open_map_session(
    model: Model, options: MapOptions, run: RunOptions, progress: Progress
) -> EncodingSession:
    """Load the backbone for maps; a process that leaves encoding to others needs no GPU."""
    if run.cluster or run.assemble:
        run = replace(run, device="cpu")
    return open_session(map_backbone(model, options), run, progress, options.batch)


def map_backbone(model: Model, options: MapOptions) -> BackboneOptions:
    """Return the model's backbone with the map's number of shifted tile grids.

    Their number changes the noise of a feature but not its meaning; layers, tile and arithmetic
    would.
    """
    return replace(model.backbone, lattices=options.lattices or model.backbone.lattices)


def make_map(plan: MapPlan, progress: Progress, client: Client = None) -> Result:
    """Check the disk space and write the map; of a shard, only its chunks.

    Args:
        plan: The map.
        progress: Gets stages and steps.
        client: That of the job's cluster.
    """
    if plan.job.run.shard:
        return Result({}, encode_shard(plan, progress))
    with alone(Path(plan.job.output)):
        metrics = _write(plan, progress, client)
    facts = {
        "classes": plan.outputs.table.to_list(),
        "scale": plan.scene.scale,
        "backbone": plan.model.backbone.name,
        "made_of": plan.provenance_hash,
    }
    return Result(plan.outputs.named, {**metrics, **facts})


def _write(plan: MapPlan, progress: Progress, client: Client) -> dict[str, float]:
    """Write the map from chunks that are made here, by shards, or on the cluster."""
    disk_bytes = check_disk_space(plan)
    if plan.job.run.assemble:
        return assemble_shards(plan, progress)
    if client is not None:
        return predict_on_cluster(client, plan, progress)
    return predict(plan, progress, disk_bytes)
