"""Settings come back as they went."""

from qgis.core import QgsSettings

from landsketch.plugin.settings import GROUP, Settings


def test_settings_survive():
    wanted = Settings(
        interpreter="/a b/python",
        cache_folder="/ü",
        cache_gb=2.5,
        device="cpu",
        offline=True,
        open_report=False,
    )
    try:
        wanted.save()
        assert Settings.load() == wanted
    finally:
        QgsSettings().remove(GROUP)
    assert Settings.load() == Settings()
