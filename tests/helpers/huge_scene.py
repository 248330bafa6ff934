"""A raster of 100 000 x 100 000 pixels that takes no space: a small one, enlarged by GDAL."""

SIDE = 100_000
_VRT = (
    '<VRTDataset rasterXSize="{side}" rasterYSize="{side}"><SRS>{crs}</SRS>'
    "<GeoTransform>{west}, 1, 0, {north}, 0, -1</GeoTransform>{bands}</VRTDataset>"
)
_BAND = (
    '<VRTRasterBand dataType="Byte" band="{band}"><SimpleSource>'
    '<SourceFilename relativeToVRT="1">{name}</SourceFilename><SourceBand>{band}</SourceBand>'
    '<SrcRect xOff="0" yOff="0" xSize="{small}" ySize="{small}"/>'
    '<DstRect xOff="0" yOff="0" xSize="{side}" ySize="{side}"/>'
    "</SimpleSource></VRTRasterBand>"
)


def write_huge_scene(small, small_side, crs, west, north):
    """Write the raster beside the small one of three bands, and return its path."""
    facts = {"side": SIDE, "small": small_side, "name": small.name}
    bands = "".join(_BAND.format(band=band, **facts) for band in (1, 2, 3))
    path = small.with_suffix(".vrt")
    text = _VRT.format(side=SIDE, crs=crs, west=west, north=north, bands=bands)
    path.write_text(text, encoding="utf-8")
    return path
