"""Write the locks of the engine's environment to resources/locks: exact versions with hashes.

    packages.txt    everything but torch, for every platform and Python from 3.11
    torch-cpu.txt   torch for CPU (on macOS with MPS)
    torch-cuda.txt  torch for NVIDIA GPUs, with its CUDA libraries on Linux
    sizes.json      bytes to download, by platform, device and Python
    uv.json         the program uv that installs them, by platform

The versions come from requirements/engine.txt. PyTorch's own index is asked for the builds that
are not on the Python package index; where it cannot be reached, the wheels listed in
requirements/pytorch_wheels.json are used, if they have the version that is wanted.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from packaging.markers import Marker
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ROOT / "resources" / "locks"
REQUIREMENTS = ROOT / "requirements" / "engine.txt"
WHEELS = ROOT / "requirements" / "pytorch_wheels.json"
INDEX = "https://pypi.org/simple"
TORCH_INDEX = "https://download.pytorch.org/whl"
CUDA = "cu130"
OLDEST_PYTHON = "3.11"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
_TORCH_PARTS = ("torch", "triton", "nvidia-", "cuda-")
_MACHINES = {"linux-x86_64": "x86_64", "linux-arm64": "aarch64"}
_UV_WHEELS = {
    "linux-x86_64": "manylinux_2_17_x86_64.manylinux2014_x86_64",
    "linux-arm64": "manylinux_2_28_aarch64",
    "windows-x86_64": "win_amd64",
    "macos-arm64": "macosx_11_0_arm64",
}
_MARKERS = {  # of packaging, by platform
    "linux-x86_64": {"sys_platform": "linux", "platform_machine": "x86_64"},
    "linux-arm64": {"sys_platform": "linux", "platform_machine": "aarch64"},
    "windows-x86_64": {"sys_platform": "win32", "platform_machine": "AMD64"},
    "macos-arm64": {"sys_platform": "darwin", "platform_machine": "arm64"},
}


def main() -> None:
    """Write all files."""
    LOCKS.mkdir(parents=True, exist_ok=True)
    locked = resolve()
    wheels = pytorch_wheels(torch_version())
    texts = {
        "packages.txt": "".join(block for block in locked if not is_torch(block)),
        "torch-cpu.txt": torch_cpu(locked, wheels),
        "torch-cuda.txt": torch_cuda(locked, wheels),
    }
    for name, text in texts.items():
        write(LOCKS / name, "# Written by 'make lock'; do not edit.\n" + text)
    write(LOCKS / "sizes.json", json.dumps(sizes(texts, wheels), indent=1) + "\n")
    write(LOCKS / "uv.json", json.dumps(uv_wheels(), indent=1) + "\n")


def write(path: Path, text: str) -> None:
    """Write a file and say so."""
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{path.relative_to(ROOT)}: {len(text) / 1000:.0f} kB")


def torch_version() -> str:
    """Return the version of torch in requirements/engine.txt."""
    return re.search(r"^torch==(\S+)", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE)[1]


def resolve() -> list[str]:
    """Return one block per requirement: name, version, marker, hashes."""
    options = ["--universal", "--generate-hashes", "--no-annotate", "--no-header", "--no-config"]
    options += ["--python-version", OLDEST_PYTHON, "--only-binary", ":all:"]
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", *options, REQUIREMENTS]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return re.findall(r"^\S.*\\\n(?: +--hash.*\n?)+", done.stdout, re.MULTILINE)


def is_torch(block: str) -> bool:
    """Tell whether a requirement is torch or one of its CUDA libraries."""
    return block.startswith(_TORCH_PARTS)


def torch_cpu(locked: list[str], wheels: list[dict]) -> str:
    """Return torch for CPU: PyTorch's own build on Linux, elsewhere that of the package index."""
    own = block("torch", f"{torch_version()}+cpu", "sys_platform == 'linux'", wheels)
    files = [file for file in index_files("torch") if is_version(file["filename"], torch_version())]
    others = [as_wheel(file) for file in files if "linux" not in file["filename"]]
    return own + block("torch", torch_version(), "sys_platform != 'linux'", others)


def torch_cuda(locked: list[str], wheels: list[dict]) -> str:
    """Return torch for CUDA: that of the package index on Linux, PyTorch's own on Windows."""
    libraries = [b for b in locked if is_torch(b) and not b.startswith("torch==")]
    files = [file for file in index_files("torch") if is_version(file["filename"], torch_version())]
    linux = [as_wheel(file) for file in files if "linux" in file["filename"]]
    return (
        "".join(libraries)
        + block("torch", torch_version(), "sys_platform == 'linux'", linux)
        + block("torch", f"{torch_version()}+{CUDA}", "sys_platform == 'win32'", wheels)
    )


def block(name: str, version: str, marker: str, wheels: list[dict]) -> str:
    """Return a requirement with the hashes of its wheels."""
    hashes = sorted(wheel["sha256"] for wheel in wheels if is_version(wheel["file"], version))
    lines = [f"{name}=={version} ; {marker}", *(f"    --hash=sha256:{digest}" for digest in hashes)]
    return " \\\n".join(lines) + "\n"


def is_version(file: str, version: str) -> bool:
    """Tell whether a wheel of a CPython that is supported has a version."""
    tags = tuple(f"-cp{python.replace('.', '')}-" for python in PYTHONS)
    is_supported = any(tag in file for tag in tags) and "t-" not in file.split("-")[3] + "-"
    return file.endswith(".whl") and file.split("-")[1] == version and is_supported


def as_wheel(file: dict) -> dict:
    """Return a file of the package index like one of PyTorch's index."""
    return {
        "file": file["filename"],
        "sha256": file["hashes"]["sha256"],
        "bytes": file.get("size"),
    }


def pytorch_wheels(version: str) -> list[dict]:
    """Return the wheels of PyTorch's own index, or those known from before.

    Raises:
        SystemExit: The index cannot be reached and no wheel of the version is known.
    """
    known = json.loads(WHEELS.read_text(encoding="utf-8"))
    try:
        found = [*pytorch_index("cpu", version), *pytorch_index(CUDA, version)]
    except OSError as error:
        if not any(wheel["file"].startswith(f"torch-{version}+") for wheel in known):
            sys.exit(f"lock: {TORCH_INDEX} cannot be reached and torch {version} is not known.")
        print(f"lock: {TORCH_INDEX} cannot be reached ({error}); its known wheels are used")
        return known
    write(WHEELS, "[\n" + ",\n".join(" " + json.dumps(wheel) for wheel in found) + "\n]\n")
    return found


def pytorch_index(build: str, version: str) -> Iterator[dict]:
    """Yield the wheels of a build that are needed: CPU for Linux, CUDA for Windows."""
    page = download(f"{TORCH_INDEX}/{build}/torch/").decode("utf-8")
    system = "manylinux" if build == "cpu" else "win_amd64"
    for link, digest in re.findall(r'href="([^"#]+)#sha256=([0-9a-f]{64})"', page):
        file = urllib.parse.unquote(link.rsplit("/", 1)[-1])
        if system in file and is_version(file, f"{version}+{build}"):
            url = urllib.parse.urljoin(f"{TORCH_INDEX}/{build}/torch/", link)
            yield {"file": file, "sha256": digest, "bytes": content_length(url)}


def content_length(url: str) -> int:
    """Return the bytes of a file on a server."""
    request = urllib.request.Request(url, method="HEAD")  # noqa: S310 (https, from constants)
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return int(answer.headers["Content-Length"])


def download(url: str, accept: str = "text/html") -> bytes:
    """Return the content of an address."""
    request = urllib.request.Request(url, headers={"Accept": accept})  # noqa: S310
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return answer.read()


@cache
def index_files(name: str) -> list[dict]:
    """Return the files of a project on the package index."""
    accept = "application/vnd.pypi.simple.v1+json"
    return json.loads(download(f"{INDEX}/{name}/", accept))["files"]


def uv_wheels() -> dict:
    """Return version, address, hash and size of the wheel of uv of each platform."""
    version = subprocess.run(
        [sys.executable, "-m", "uv", "--version"], check=True, stdout=subprocess.PIPE, text=True
    ).stdout.split()[1]
    by_name = {file["filename"]: file for file in index_files("uv")}
    wheels = {}
    for platform, tag in _UV_WHEELS.items():
        name = f"uv-{version}-py3-none-{tag}.whl"
        if name not in by_name:
            name = next(n for n in by_name if n.startswith(f"uv-{version}-") and tag in n)
        wheel = as_wheel(by_name[name])
        wheels[platform] = wheel | {"sha256": "sha256:" + wheel["sha256"]}
    return {"version": version, "wheels": wheels}


def sizes(texts: dict[str, str], wheels: list[dict]) -> dict:
    """Return the bytes to download, by platform, device and Python."""
    return {
        platform: {
            device: {python: total(texts, platform, device, python, wheels) for python in PYTHONS}
            for device in devices(platform)
        }
        for platform in _MARKERS
    }


def devices(platform: str) -> tuple[str, ...]:
    """Return the devices that a platform has builds of torch for."""
    return ("cpu",) if platform.startswith("macos") else ("cpu", "cuda")


def total(
    texts: dict[str, str], platform: str, device: str, python: str, wheels: list[dict]
) -> int | None:
    """Return the bytes of all wheels; None if one has no wheel for this Python."""
    environment = {"python_full_version": f"{python}.0", "python_version": python}
    environment |= _MARKERS[platform]
    tags = ranks(platform, python)
    bytes_total = 0
    for line in (texts["packages.txt"] + texts[f"torch-{device}.txt"]).splitlines():
        if "==" not in line or line.startswith((" ", "#")):
            continue
        requirement, _, marker = line.rstrip(" \\").partition(" ; ")
        if marker and not Marker(marker).evaluate(environment):
            continue
        name, _, version = requirement.partition("==")
        size = wheel_bytes(name, version, tags, wheels)
        if size is None:
            return None
        bytes_total += size
    return bytes_total


def wheel_bytes(name: str, version: str, tags: dict[Tag, int], wheels: list[dict]) -> int | None:
    """Return the bytes of the wheel that an installer takes; None if there is none."""
    own = [wheel for wheel in wheels if wheel["file"].split("-")[1] == version]
    files = own or [as_wheel(file) for file in index_files(canonicalize_name(name))]
    fitting = []
    for wheel in files:
        if not wheel["file"].endswith(".whl") or wheel["file"].split("-")[1] != version:
            continue
        ranked = [tags[tag] for tag in parse_wheel_filename(wheel["file"])[3] if tag in tags]
        if ranked:
            fitting.append((min(ranked), wheel))
    if not fitting:
        return None
    best = min(fitting, key=lambda pair: pair[0])[1]
    return best["bytes"] or max(wheel["bytes"] or 0 for wheel in own)


def ranks(platform: str, python: str) -> dict[Tag, int]:
    """Return the rank of each tag that a Python on a platform accepts; 0 is best."""
    version = tuple(int(part) for part in python.split("."))
    if platform.startswith("windows"):
        names = ["win_amd64"]
    elif platform.startswith("macos"):
        names = list(mac_platforms((14, 0), "arm64"))
    else:
        machine = _MACHINES[platform]
        names = [f"manylinux_2_{minor}_{machine}" for minor in range(28, 4, -1)]
        names += [f"{name}_{machine}" for name in ("manylinux2014", "manylinux2010", "manylinux1")]
    tags = [*cpython_tags(version, platforms=names), *compatible_tags(version, platforms=names)]
    return {tag: rank for rank, tag in reversed(list(enumerate(tags)))}


if __name__ == "__main__":
    main()
