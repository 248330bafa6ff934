"""The sections of a pipeline file: which algorithm each one runs, and what its keys are."""

from collections.abc import Collection

from ..job.job import Job
from ..job.jobs import JOBS
from ..job.option import INPUT_KINDS, OUTPUT_KINDS, Option, options_of

RUN, PATHS = "run", "paths"  # sections that are no steps
ENABLED = "enabled"  # key of a step that is no option
DATASET = "dataset"  # the key of a folder that one step makes and others read
MANY = "output_folder"  # the key that tells 'predictrasters' from 'predictraster'

# In the order of work; of several algorithms, the last is meant where MANY is given
ALGORITHMS = {
    "prepare": ("preparedataset",),
    "verify": ("verifydataset",),
    "train": ("trainhead",),
    "evaluate": ("evaluatemodel",),
    "predict": ("predictraster", "predictrasters"),
    "clean": ("cleanmap",),
    "vectorize": ("vectorizemap",),
}
# Where an input comes from if a step does not name it: the first of these that the file has
CHAIN = {
    ("verify", DATASET): (f"prepare.{DATASET}",),
    ("train", DATASET): (f"prepare.{DATASET}",),
    ("evaluate", "model"): ("train.model",),
    ("predict", "model"): ("train.model",),
    ("clean", "input"): ("predict.output",),
    ("vectorize", "input"): ("clean.output", "predict.output"),
}
# A step that is given one of these has an input of its own instead of the key
INSTEAD = {("train", DATASET): ("input", "labels", "label_raster")}
RUN_KEYS = (
    "log", "log_level", "threads", "seed", "device", "cache", "cache_gb", "offline", "backbones",
    "compile_backbone",
)  # fmt: skip
REFUSED = {
    "cluster": "a pipeline runs on this computer; run the job of the map alone with --dask",
    "shard": "a pipeline runs on this computer; run the job of the map alone with --shard",
    "assemble": "a pipeline runs on this computer; run the job of the map alone with --assemble",
    "staged": "only QGIS sets it",
    "command": "only QGIS sets it",
}
_FOLDER_KINDS = ("folder", "folder output")


def known_sections() -> tuple[str, ...]:
    """Return the names of the steps whose algorithms exist, in the order of work."""
    return tuple(name for name, algorithms in ALGORITHMS.items() if algorithms[0] in JOBS)


def job_kind(section: str, keys: Collection[str]) -> type[Job]:
    """Return the kind of job that a step with these keys is."""
    algorithms = ALGORITHMS[section]
    return JOBS[algorithms[-1] if MANY in keys else algorithms[0]]


def section_of(job: Job) -> str:
    """Return the section that a job can be; "" where there is none."""
    for section, algorithms in ALGORITHMS.items():
        if job.algorithm_id in algorithms:
            return section
    return ""


def keys_of(kind: type[Job]) -> dict[str, Option]:
    """Return the options that a step of this kind may set, by key."""
    return {option.key: option for option in options_of(kind) if option.key not in REFUSED}


def is_path(option: Option) -> bool:
    """Tell whether the value of an option is a path, or several."""
    return option.info.kind in (*INPUT_KINDS, *OUTPUT_KINDS, *_FOLDER_KINDS)


def is_input(section: str, option: Option) -> bool:
    """Tell whether an option of a step names what it reads; caches and backbones do not count."""
    is_named = option.key == DATASET or (section, option.key) in CHAIN
    return option.info.kind in INPUT_KINDS or (is_named and not option.is_output)
