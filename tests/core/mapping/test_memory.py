"""The memory of a prediction does not grow with the scene's height or width."""

import json

import numpy as np
import pytest
import rasterio

from landsketch.core.job.job_json import to_json
from landsketch.core.job.jobs import PredictJob
from landsketch.core.job.map_options import MapOptions
from landsketch.core.job.options import BackboneOptions, SceneOptions
from landsketch.tests.helpers.rasters import ground, write_raster

SIDE_PX = 1024
# In repetitions of the scene; the smallest already fills one part file and GDAL's block cache
SHAPES = {"16 Mpx": (1, 16), "40 Mpx, tall": (40, 1), "40 Mpx, wide": (1, 40)}
HONEST = {
    "MALLOC_MMAP_THRESHOLD_": "1000000"
}  # freed arrays go back at once: without it, glibc adds chance, ± 25 MB
SOURCE = """<SimpleSource><SourceFilename relativeToVRT="1">block.tif</SourceFilename>
<SourceBand>{band}</SourceBand>
<SrcRect xOff="0" yOff="0" xSize="{side}" ySize="{side}"/>
<DstRect xOff="{x}" yOff="{y}" xSize="{side}" ySize="{side}"/></SimpleSource>"""


@pytest.fixture(scope="module")
def block(tmp_path_factory):
    """A tiled scene of 1 Mpx in a folder of its own."""
    rows, columns = np.mgrid[:SIDE_PX, :SIDE_PX] // 64
    pixels = ground((rows + columns) % 2, 0)
    path = tmp_path_factory.mktemp("large") / "block.tif"
    write_raster(path, pixels, tiled=True, blockxsize=256, blockysize=256)
    return path


def repeated(block, name, down, across):
    """Write a VRT that shows the block many times and return its path."""
    bands = []
    for band in (1, 2, 3):
        places = [(x * SIDE_PX, y * SIDE_PX) for y in range(down) for x in range(across)]
        sources = "".join(SOURCE.format(band=band, side=SIDE_PX, x=x, y=y) for x, y in places)
        bands.append(f'<VRTRasterBand dataType="Byte" band="{band}">{sources}</VRTRasterBand>')
    path = block.with_name(f"{name}.vrt")
    size = f'rasterXSize="{across * SIDE_PX}" rasterYSize="{down * SIDE_PX}"'
    place = "<SRS>EPSG:32636</SRS><GeoTransform>500000, 1, 0, 40000, 0, -1</GeoTransform>"
    path.write_text(f"<VRTDataset {size}>{place}{''.join(bands)}</VRTDataset>")
    return str(path)


MODES = {
    "plain": MapOptions(),
    "tapered views, all outputs": MapOptions(
        tta=("rot90",), blend="taper", unknown_below=60, cog=True
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
def test_memory_does_not_grow_with_the_scene(
    block, town, train_model, run_options, engine, job_file, tmp_path, mode
):
    model = train_model(tmp_path / "model.safetensors", town, backbone=BackboneOptions("builtin"))
    peaks = {}
    for name, (down, across) in SHAPES.items():
        output = str(tmp_path / name / "map.tif")
        others = [
            str(tmp_path / name / f"{raster}.tif")
            for raster in ("sure", "shares")
            if mode != "plain"
        ]
        scene = SceneOptions(repeated(block, name, down, across))
        job = PredictJob(scene, model, output, *others, options=MODES[mode], run=run_options)
        process = engine(
            "run",
            "--json",
            job_file(tmp_path / "job.json", to_json(job)),
            env=HONEST,
        )
        answer = json.loads(process.communicate(timeout=300)[0])
        peaks[name] = answer["metrics"]["peak_rss_mb"]
        with rasterio.open(output) as dataset:
            assert (dataset.height, dataset.width) == (down * SIDE_PX, across * SIDE_PX)
    small = peaks.pop("16 Mpx")
    assert small > 100
    for name, peak in peaks.items():
        assert peak <= max(1.05 * small, small + 32), (name, peak, small)
