"""The algorithm 'installbackbone': put a backbone on this computer."""

from ...features.install import install_backbone
from ...job.jobs import InstallJob, Result
from ...progress import Progress


def install(job: InstallJob, progress: Progress) -> Result:
    """Install a backbone, or check and repair it, from a hub, an index or this computer."""
    folder = install_backbone(job, progress)
    return Result({"folder": str(folder)})
