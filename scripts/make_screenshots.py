"""Make the pictures of the documentation: the tutorial in a QGIS desktop, reduced, and a tour.

Usage: .venv/bin/python scripts/make_screenshots.py [--keep]
Needs qgis and xvfb-run. With --keep, the pictures of an earlier run are taken from
build/screenshots.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
SHOTS, IMAGES = ROOT / "build" / "screenshots", ROOT / "docs" / "images"
MAX_BYTES, MAX_TOUR_BYTES = 150_000, 2_000_000
CHOSEN = {  # name in docs/images: picture of the desktop, and the part of it that is shown
    "tutorial_open": ("sample_1_open", None),
    "tutorial_classes": ("sample_2_classes", None),
    "tutorial_two_classes": ("sample_3_two_classes", None),
    "tutorial_preview": ("sample_4_preview", None),
    "tutorial_menu": ("sample_5_menu", None),
    "tutorial_where_next": ("sample_6_where_next", None),
    "tutorial_train": ("sample_7_train", None),
    "tutorial_map": ("sample_8_map", None),
    "tutorial_result": ("sample_9_result", None),
    "dock": ("sample_4_preview", (930, 140, 1280, 770)),
}
SIZES = (1280, 1120, 1000, 880, 760)  # widths in pixels that are tried, from the widest down
COLORS = 160
TOUR_WIDTH, TOUR_COLORS = 880, 128
FRAME_MS, LAST_FRAME_MS = 900, 3500


def main(arguments: list[str]) -> int:
    """Make all pictures."""
    if "--keep" not in arguments:
        follow_tutorial()
    IMAGES.mkdir(exist_ok=True)
    for name, (shot, box) in CHOSEN.items():
        picture = Image.open(SHOTS / f"{shot}.png").convert("RGB")
        write_small(picture.crop(box) if box else picture, IMAGES / f"{name}.png")
    write_tour(sorted(SHOTS.glob("sample_tour_*.png")), IMAGES / "tour.gif")
    return 0


def follow_tutorial() -> None:
    """Run the tutorial in a desktop, in a folder that QGIS does not show as temporary."""
    import conftest  # noqa: F401 (loads the repository as the package landsketch)

    from landsketch.tests.helpers.desktop import run_desktop

    for path in SHOTS.glob("sample_*.png"):
        path.unlink()
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        documents = Path(folder, "documents")
        documents.mkdir()
        places = {"FOLDER": documents}
        run_desktop("tests/e2e/desktop_sample.py", Path(folder), sys.executable, places)
    shutil.rmtree(folder, ignore_errors=True)


def write_small(picture: Image.Image, output: Path) -> None:
    """Write a picture with a palette, as wide as the size of the file allows."""
    for width in [picture.width, *(size for size in SIZES if size < picture.width)]:
        height = round(picture.height * width / picture.width)
        reduced = picture.resize((width, height), Image.Resampling.LANCZOS)
        with_palette(reduced, COLORS).save(output, "PNG", optimize=True)
        if output.stat().st_size <= MAX_BYTES:
            return
    sys.exit(f"{output} is larger than {MAX_BYTES} bytes.")


def with_palette(picture: Image.Image, colors: int) -> Image.Image:
    """Reduce the colours of a picture, without dots."""
    # An octree keeps the colours of the classes, which cover few pixels of a legend
    method = Image.Quantize.FASTOCTREE
    return picture.quantize(colors, method=method, dither=Image.Dither.NONE)


def write_tour(frames: list[Path], output: Path) -> None:
    """Write the pictures of the tour as one animation, all with the palette of the last one."""
    pictures = [Image.open(path).convert("RGB") for path in frames]
    size = (TOUR_WIDTH, round(pictures[0].height * TOUR_WIDTH / pictures[0].width))
    small = [picture.resize(size, Image.Resampling.LANCZOS) for picture in pictures]
    palette = with_palette(small[-2], TOUR_COLORS)
    reduced = [p.quantize(palette=palette, dither=Image.Dither.NONE) for p in small]
    times = [FRAME_MS] * (len(reduced) - 1) + [LAST_FRAME_MS]
    first, *others = reduced
    first.save(output, save_all=True, append_images=others, duration=times, loop=0, optimize=False)
    if output.stat().st_size > MAX_TOUR_BYTES:
        sys.exit(f"{output} is larger than {MAX_TOUR_BYTES} bytes.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
