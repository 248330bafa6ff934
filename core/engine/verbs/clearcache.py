"""The algorithm 'clearcache': delete features from the feature cache."""

from ...cache_folder import chosen, contents, delete, folder_of
from ...errors import OutputNotWritable
from ...job.cache_jobs import ClearCacheJob
from ...job.jobs import Result
from ...progress import Progress
from .cacheinfo import GB, line_of


def clear_cache(job: ClearCacheJob, progress: Progress) -> Result:
    """Delete the chosen features; they are computed again when they are needed.

    Raises:
        OutputNotWritable: A folder of the cache cannot be deleted.
    """
    progress.stage("Delete features", 0, 1)
    folder = folder_of(job.run.cache)
    found = chosen(contents(folder), job.image, job.backbone, job.unused_days)
    freed = 0
    try:
        for number, one in enumerate(delete(found)):
            freed += one.size
            progress.info(f"Deleted: {line_of(one)}")
            progress.step(number + 1, len(found))
    except OSError as error:
        raise OutputNotWritable(
            f"The feature cache {folder} cannot be cleared ({error.strerror}); check the rights of "
            "its folders."
        ) from None
    if not found:
        progress.info("Nothing in the cache is of this kind; 'Feature cache' lists what is there.")
    return Result({}, {"gigabytes": freed / GB, "n_sets": len(found)})
