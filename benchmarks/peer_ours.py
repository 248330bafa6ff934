"""Our prediction in its own process, timed like the others.

Run as: peer_ours.py SCENE MODEL OUTPUT.
"""

import sys
import tempfile

from common import clock, finished


def main() -> None:
    """Map the scene named on the command line; what a job imports is imported before."""
    scene, model, output = sys.argv[1:4]
    from transformers import Dinov2Model  # noqa: F401

    from core.engine.run import run_job
    from core.engine.verbs import predictraster  # noqa: F401
    from core.job.jobs import PredictJob
    from core.job.options import RunOptions, SceneOptions
    from core.progress import Progress

    with tempfile.TemporaryDirectory() as cache:  # nothing is known of the scene
        began = clock()
        run_job(
            PredictJob(SceneOptions(scene), model, output, run=RunOptions(cache=cache)), Progress()
        )
        finished(began)


if __name__ == "__main__":
    main()
