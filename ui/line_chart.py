"""A chart of lines over epochs."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from qgis.PyQt.QtWidgets import QWidget

Points = Sequence[tuple[int, float]]

_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 12, 26, 24  # margins in pixels
_MIN_SIZE = (220, 130)
_COLORS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#e08e45", "#777777")
_LINE_PX, _DOT_PX = 1.6, 2.2


class LineChart(QWidget):
    """Lines of one measure, each with a name.

    Args:
        title: What is measured.
        parent: The parent.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.lines: list[tuple[str, Points]] = []
        self.setMinimumSize(*_MIN_SIZE)

    def show_lines(self, lines: Sequence[tuple[str, Points]]) -> None:
        """Show lines: name, and epoch and value of each point."""
        self.lines = [line for line in lines if line[1]]
        self.setVisible(bool(self.lines))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)
        if not self.lines:
            return
        last = max(points[-1][0] for _, points in self.lines)
        values = [value for _, points in self.lines for _, value in points]
        low, high = _range(values)
        self._paint_axes(painter, area, last, (low, high))
        for number, (_, points) in enumerate(self.lines):
            shown = [_place(point, area, last, (low, high)) for point in points]
            _paint_line(painter, shown, QColor(_COLORS[number % len(_COLORS)]))
        self._paint_names(painter)

    def _paint_axes(
        self, painter: QPainter, area: QRectF, last: int, limits: tuple[float, float]
    ) -> None:
        text = self.palette().color(QPalette.ColorRole.Text)
        painter.setPen(QPen(text, 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.bottomLeft(), area.topLeft())
        painter.drawText(QPointF(4, 16), self._title)
        right = Qt.AlignmentFlag.AlignRight
        for value, y in zip(limits, (area.bottom(), area.top())):
            box = QRectF(0, y - 9, _LEFT - 6, 18)
            place = right | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, place, f"{value:.2g}")  # type: ignore[call-overload] # PyQt takes it
        below = QRectF(area.left(), area.bottom() + 4, area.width(), 18)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, "1")
        painter.drawText(below, right, str(last))

    def _paint_names(self, painter: QPainter) -> None:
        """Write the names of the lines beside the title, from the right."""
        x = self.width() - _RIGHT
        for number, (name, _) in reversed(list(enumerate(self.lines))):
            width = painter.fontMetrics().boundingRect(name).width()
            x -= width + 10
            painter.setPen(QColor(_COLORS[number % len(_COLORS)]))
            painter.drawText(QPointF(x, 16), name)


def _range(values: Sequence[float]) -> tuple[float, float]:
    """Return lower and upper limit of an axis; one value gets a range around it."""
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _place(
    point: tuple[int, float], area: QRectF, last: int, limits: tuple[float, float]
) -> QPointF:
    """Return where an epoch and a value are drawn."""
    (epoch, value), (low, high) = point, limits
    across = (epoch - 1) / max(1, last - 1)
    up = (value - low) / (high - low)
    return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())


def _paint_line(painter: QPainter, points: Sequence[QPointF], color: QColor) -> None:
    painter.setPen(QPen(color, _LINE_PX))
    painter.drawPolyline(QPolygonF(points))
    painter.setBrush(color)
    painter.drawEllipse(points[-1], _DOT_PX, _DOT_PX)
    painter.setBrush(Qt.BrushStyle.NoBrush)
