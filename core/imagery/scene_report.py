"""What a run tells about a scene that it has opened: its bands, pixels and scaling."""

from ..errors import InvalidScene
from ..model_header import degrees_in_metres
from ..progress import Progress
from .band_roles import choice_text
from .remote import is_remote
from .scaling_check import scaling_warning
from .scene import Scene


def report_scene(scene: Scene, progress: Progress) -> None:
    """Tell what is not plain about a scene, and warn if it is scaled wrongly."""
    for text in (choice_text(scene.name, scene.band_choice), degrees_text(scene)):
        if text:
            progress.info(text)
    if is_remote(scene.path):  # hundreds of requests for a warning would be too many
        return
    try:
        warning = scaling_warning(scene)
    except InvalidScene:  # a part that cannot be read is told when it is needed
        return
    if warning:
        progress.warning(warning)


def degrees_text(scene: Scene) -> str:
    """Return the size of pixels in metres where their CRS has degrees, "" elsewhere."""
    if scene.crs is None or not scene.crs.is_geographic:
        return ""
    latitude = (scene.bounds[1] + scene.bounds[3]) / 2
    x, y = degrees_in_metres(abs(scene.transform.a), abs(scene.transform.e), latitude)
    return (
        f"{scene.name}: pixels of about {x:.3g} x {y:.3g} m (degrees at latitude {latitude:.1f})."
    )
