"""The choice of backbones in the dock knows what is installed."""

from landsketch.core import backbones
from landsketch.ui.backbone_box import BackboneBox


def test_what_was_installed_in_the_meantime_is_offered(qgis_app, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    box, changes = BackboneBox(), []
    box.currentTextChanged.connect(changes.append)
    assert [box.itemText(row) for row in range(box.count())] == ["builtin"]
    folder = backbones.default_folder() / "dinov2-small"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    box.showPopup()
    box.hidePopup()
    assert box.findText("dinov2-small") == 1
    assert box.currentText() == "builtin"
    assert changes == []
    box.setCurrentText("dinov2-small")
    (folder / "config.json").unlink()
    box.showPopup()
    box.hidePopup()
    assert box.currentText() == "dinov2-small"
