"""Notices when other programs write files."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.PyQt.QtCore import QFileInfo, QFileSystemWatcher, QObject, QTimer, pyqtSignal


class FileWatch(QObject):
    """Watches files.

    Args:
        pause_ms: How long the files must have rested before a change is told.
        parent: The parent.

    Attributes:
        changed: Emitted after a file was written, replaced or deleted.
    """

    changed = pyqtSignal()

    def __init__(self, pause_ms: int, parent: QObject) -> None:
        super().__init__(parent)
        self._watcher = QFileSystemWatcher(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(pause_ms)
        self._timer.timeout.connect(self.changed)
        self._watcher.fileChanged.connect(lambda _: self._timer.start())

    def watch(self, paths: Iterable[str]) -> list[str]:
        """Watch these files and no others; return those that exist but cannot be watched."""
        wanted, watched = {path for path in paths if QFileInfo(path).isFile()}, set(self.files)
        if watched - wanted:
            self._watcher.removePaths(sorted(watched - wanted))
        missing = sorted(wanted - watched)
        return self._watcher.addPaths(missing) if missing else []

    @property
    def files(self) -> list[str]:
        """The files that are watched; one that was deleted or replaced is not any more."""
        return list(self._watcher.files())
