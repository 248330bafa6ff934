"""Small files from the network, through QGIS's network manager with its proxy and certificates."""

from __future__ import annotations

from qgis.core import QgsBlockingNetworkRequest, QgsFeedback
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkRequest

from ..core.errors import Cancelled, LandsketchError
from ..core.progress import Progress
from .i18n import tr
from .setup.explain import explain_network


class FetchFailed(LandsketchError):
    """An address cannot be read."""

    code = "FETCH_FAILED"
    exit_code = 4


def fetch(address: str, progress: Progress) -> bytes:
    """Return what a server sends; not for the main thread.

    Raises:
        FetchFailed: The server cannot be reached, or refuses.
        Cancelled: The user cancelled.
    """
    request = QgsBlockingNetworkRequest()
    feedback = QgsFeedback()

    def watch(n_received: int, n_total: int) -> None:
        if progress.is_cancelled():
            feedback.cancel()

    request.downloadProgress.connect(watch)
    error = request.get(QNetworkRequest(QUrl(address)), True, feedback)
    if progress.is_cancelled():
        raise Cancelled(tr("Cancelled."))
    if error != QgsBlockingNetworkRequest.ErrorCode.NoError:
        raise FetchFailed(explain_network(address, request.errorMessage()))
    content: bytes = request.reply().content().data()
    return content
