"""Progress that records what it is told."""

from landsketch.core.progress import Progress


class Listener(Progress):
    """Records reports and messages; it can be told when to cancel.

    Args:
        stop_after: Number of questions whether the run is cancelled that are answered with no.
        stop_stage: Name of the stage in which the run is cancelled.
    """

    def __init__(self, stop_after=None, stop_stage=None):
        super().__init__()
        self.reports, self.infos, self.warnings, self.metrics = [], [], [], []
        self.times_left, self.checks = [], 0
        self.cancel_when = lambda: False
        self._stop_after, self._stop_stage = stop_after, stop_stage

    def report(self, stage, fraction, left_s):
        self.reports.append((stage, fraction))
        self.times_left.append(left_s)

    def is_cancelled(self):
        self.checks += 1
        if self._stop_stage is not None:
            return self._name == self._stop_stage
        if self._stop_after is not None:
            return self.checks > self._stop_after
        return self.cancel_when()

    def info(self, text):
        self.infos.append(text)

    def warning(self, text):
        self.warnings.append(text)

    def metric(self, values):
        self.metrics.append(dict(values))
