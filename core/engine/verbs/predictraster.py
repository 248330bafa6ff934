"""The algorithm 'predictraster': a model and a scene in, a map out."""

from pathlib import Path

from ...cluster.dask_cluster import Client, connected, predict_on_cluster
from ...cluster.shards import assemble_shards, encode_shard
from ...heads.model_file import load_model
from ...job.jobs import PredictJob, Result
from ...mapping.estimate import check_disk_space
from ...mapping.model_scene import open_map_session
from ...mapping.plan import MapPlan, plan_map
from ...mapping.predict import predict
from ...progress import Progress
from ..output_lock import hold_output_lock


def predict_scene(job: PredictJob, progress: Progress) -> Result:
    """Open model and scene, check what would fail late, and write the map."""
    progress.stage("Open the model", 0, 0.02)
    model = load_model(Path(job.model))
    with connected(job.run.cluster) as client:
        plan = plan_map(
            job, model, lambda: open_map_session(model, job.options, job.run, progress), progress
        )
        return make_map(plan, progress, client)


def make_map(plan: MapPlan, progress: Progress, client: Client = None) -> Result:
    """Check the disk space and write the map; of a shard, only its chunks.

    Args:
        plan: The map.
        progress: Gets stages and steps.
        client: That of the job's cluster.
    """
    if plan.job.run.shard:
        return Result({}, encode_shard(plan, progress))
    with hold_output_lock(Path(plan.job.output)):
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
