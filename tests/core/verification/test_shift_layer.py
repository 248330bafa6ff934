"""Shifts of blocks as arrows."""

import numpy as np
import pyogrio
import pytest
import shapely

from landsketch.core.progress import Progress
from landsketch.core.verification.label_shift import estimate_shift
from landsketch.core.verification.shift_layer import write_shift


def test_arrows_point_to_where_labels_belong(yard, tmp_path):
    shift = estimate_shift(yard.scene, yard.labels(5, 0), Progress())
    path = tmp_path / "vectors.gpkg"
    assert write_shift(path, shift, yard.scene)
    meta, _, wkb, columns = pyogrio.raw.read(path, layer="vectors")
    fields = dict(zip(meta["fields"], columns, strict=True))
    arrows = shapely.from_wkb(wkb)
    ends = shapely.get_coordinates(arrows).reshape(-1, 2, 2)
    drawn = ends[:, 1] - ends[:, 0]
    assert meta["geometry_type"] == "LineString"
    assert meta["crs"] == "EPSG:32636"
    assert fields["labels"].sum() == 20
    assert np.allclose(drawn[:, 0], fields["dx"] * fields["drawn_times"])
    assert np.median(drawn[:, 0]) < 0
    assert [tuple(place) for place in ends[:, 0]] == [
        pytest.approx((block.x, block.y)) for block in shift.blocks
    ]
    styles = pyogrio.raw.read(path, layer="layer_styles")
    style = next(str(column[0]) for column in styles[3] if "ArrowLine" in str(column[0]))
    times = fields["drawn_times"][0]
    assert 'attr="is_clear"' in style
    assert (
        f'value="true" type="bool" symbol="1" label="where the labels belong, drawn {times:g}'
        in style
    )
    assert 'label="not clear, does not count"' in style


def test_nothing_is_written_without_blocks(open_yard, tmp_path):
    yard = open_yard(np.full((3, 256, 320), 9, np.uint8), [(10, 10, 20, 20)])
    shift = estimate_shift(yard.scene, yard.labels(), Progress())
    assert not write_shift(tmp_path / "none.gpkg", shift, yard.scene)
    assert list(tmp_path.glob("*.gpkg")) == []
