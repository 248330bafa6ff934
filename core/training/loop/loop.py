"""The training loop: any network, any batches, any objective. It stops and goes on anywhere as if nothing happened."""

import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import torch
from torch import Tensor, nn

from ...errors import Cancelled, InvalidCheckpoint, OutOfMemory, TrainingDiverged
from ...job.options import UNLABELLED
from ...progress import Progress
from .batch import Batch
from .checkpoint import BEST_LOSS, BEST_MIOU, LAST, Checkpoints
from .events import EventLog
from .meter import Meter
from .precision import autocast, compiled, precision_of
from .randomness import repeatable
from .schedules import rate_factor, set_rates
from .setup import TrainingSetup
from .trainer_state import TrainerState

SAVE_EVERY_S = 20.0  # what a killed fit loses at most
_METRIC_EVERY_S = 2.0

Forward = Callable[..., tuple[Tensor, ...]]


@dataclass(frozen=True)
class Position:
    """Where a fit is; a checkpoint holds it.

    Attributes:
        epoch: Number of finished epochs.
        done: Batches of the running epoch that steps were made of.
        step: Number of steps.
        batch, accumulate: Samples of a batch and batches of a step, changed where memory runs out.
        best: Best figures of the monitor so far, higher is better, by checkpoint.
        stale: Epochs since the best mIoU.
        finished: Whether nothing is left to do.
    """

    epoch: int = 0
    done: int = 0
    step: int = 0
    batch: int = 1
    accumulate: int = 1
    best: dict[str, float] = field(default_factory=dict)
    stale: int = 0
    finished: bool = False


def train_network(setup: TrainingSetup, progress: Progress) -> nn.Module:
    """Train a network and return it in eval mode on the CPU, with the weights that the options keep.

    With a folder, ``last`` is written every 20 s, on cancel and at the end, and a later call with the same signature
    goes on from it: on a CPU the weights are those of a run that was never stopped, bit for bit. Where memory runs out
    the batch is halved and twice as many are accumulated. Global generators are left as they were.

    Raises:
        FitFailed: Loss or gradient is not finite; the last good weights stay in ``last``.
        Cancelled: The user asked to stop.
        OutOfMemory: There is no room for even one sample.
        InvalidJob: Strict determinism is asked for and not possible.
    """
    config = setup.config
    with repeatable(config.seed, config.device, strict=config.options.deterministic):
        fit = _Fit(setup, progress)
        with EventLog(config.folder, config.tensorboard, fit.at.epoch) as log:
            fit.run(log)
        return fit.kept().cpu().eval()


def losses_of(
    forward: Forward, batch: Batch, setup: TrainingSetup, dtype: torch.dtype
) -> dict[str, Tensor]:
    """Return the objective's losses of a batch, computed in ``dtype`` as far as the network goes."""
    batch = batch.to(setup.config.device)
    with autocast(setup.config.device, dtype):
        outputs = forward(*batch.inputs)
    outputs = tuple(output.float() for output in outputs)
    return setup.objective(outputs, batch.labels, batch.weights, batch.mixed_labels, batch.share)


class _Fit:
    """A fit on its way: its state and position, and what moves them on."""

    def __init__(self, setup: TrainingSetup, progress: Progress) -> None:
        self.source, self.monitor, self.config = setup.source, setup.monitor, setup.config
        self.setup, self.options, self.progress = setup, setup.config.options, progress
        self.dtype = precision_of(self.options.precision, self.config.device, progress)
        scales = self.config.device.type == "cuda" and self.dtype == torch.float16
        self.state = TrainerState(setup.network, self.config, progress, scales=scales)
        self.checkpoints = Checkpoints(self.config.folder, self.config.signature)
        self.at = Position(batch=self.options.batch, accumulate=self.options.accumulate)
        per_epoch = math.ceil(self.source.n_batches(self.at.batch) / self.at.accumulate)
        self.steps = self.options.epochs * per_epoch
        self.saved_at = self.told_at = time.monotonic()
        self._resume()
        self.forward: Forward = (
            compiled(setup, progress) if self.options.compile else self.state.network
        )

    def run(self, log: EventLog) -> None:
        """Train to the end."""
        try:
            while not self.at.finished:
                self._epoch(log)
        except (Cancelled, TrainingDiverged):
            self._save(LAST)
            raise
        self.progress.step(1, 1)

    def kept(self) -> nn.Module:
        """Return the network with the weights that the options keep."""
        name = self.options.keep if self.config.selects_weights else LAST
        if name != LAST and (best := self.checkpoints.load(name)) is not None:
            self.state.take_weights(best)
        return self.state.evaluated

    def _resume(self) -> None:
        """Go on from the last checkpoint; one that is not of this fit is passed over."""
        try:
            found = self.checkpoints.load(LAST)
        except InvalidCheckpoint as error:
            self.progress.warning(f"{error} Training starts from the beginning.")
            return
        if found is not None:
            self.state.restore(found)
            self.at = Position(**found.facts["position"])
            if not self.at.finished:
                self.progress.info(f"Training goes on in epoch {self.at.epoch + 1}.")

    def _save(self, name: str) -> None:
        self.checkpoints.save(name, self.state.checkpoint(asdict(self.at)))
        self.saved_at = time.monotonic()

    # -- an epoch ----------------------------------------------------------------------------------

    def _epoch(self, log: EventLog) -> None:
        """Train to the end of the epoch, in smaller batches where memory runs out, then score and log it."""
        meter = Meter(self.config.device)
        while not self._memory_suffices(meter):
            self._halve()
        event = {**meter.event(), "rates": self._rates(), **self._scores()}
        self.at = replace(self.at, epoch=self.at.epoch + 1, done=0)
        self.state.snapshot()
        self._judge(event)
        log.write({"epoch": self.at.epoch, "step": self.at.step, **event})
        self._tell(event)
        if self.at.finished:
            self._save(LAST)

    def _memory_suffices(self, meter: Meter) -> bool:
        """Train through the rest of the epoch; tell whether that worked."""
        try:
            self._rest_of_epoch(meter)
        except torch.OutOfMemoryError:
            return False  # and the error, which holds what filled the memory, is gone
        return True

    def _rest_of_epoch(self, meter: Meter) -> None:
        first, total, size = self.at.done, self.source.n_batches(self.at.batch), 0.0
        batches = self.source.epoch(self.at.epoch, self.at.batch)
        for _ in range(first):
            next(batches)
        self.state.network.train()
        self.state.rollback()
        for number, batch in enumerate(batches, start=first + 1):
            self.progress.step(self.at.epoch + (number - 1) / total, self.options.epochs)
            size += self._accumulate(batch, meter)
            if (number - first) % self.at.accumulate == 0 or number == total:
                self._step(size, number, meter)
                size = 0.0

    def _accumulate(self, batch: Batch, meter: Meter) -> float:
        """Add a batch's gradient times its weight relative to a full batch; return that weight.

        The sum over a step's batches, divided by their weights, is the gradient of one big batch.
        """
        known = batch.weights * (batch.labels != UNLABELLED)
        size = float(known.sum()) / (self.at.batch * known[0].numel())
        losses = losses_of(self.forward, batch, self.setup, self.dtype)
        if not bool(torch.isfinite(losses["total"])):
            raise self._astray("loss")
        self.state.scaler.scale(losses["total"] * size).backward()  # type: ignore[no-untyped-call]
        meter.add(losses, len(batch.labels))
        return size

    def _step(self, size: float, number: int, meter: Meter) -> None:
        """Take an optimiser step with the gradient of the batches up to ``number``."""
        state = self.state
        for optimizer in state.optimizers:
            state.scaler.unscale_(optimizer)
        gradients = [p.grad for p in state.network.parameters() if p.grad is not None]
        if size > 0 and gradients:
            torch._foreach_div_(gradients, size)
        norm = torch.nn.utils.clip_grad_norm_(
            state.network.parameters(), self.options.clip or math.inf
        )
        if not state.scaler.is_enabled() and not bool(torch.isfinite(norm)):
            raise self._astray("gradient")
        set_rates(state.optimizers, rate_factor(self.options, self.at.step, self.steps))
        for optimizer in state.optimizers:
            state.scaler.step(optimizer)
        state.scaler.update()
        state.clear_gradients()
        state.follow(self.at.step)
        state.snapshot()
        meter.step(norm)
        self.at = replace(self.at, done=number, step=self.at.step + 1)
        if self.config.folder and time.monotonic() - self.saved_at > SAVE_EVERY_S:
            self._save(LAST)

    def _halve(self) -> None:
        """Make the batch smaller; the samples of a step stay as many."""
        at, batch = self.at, self.at.batch // 2
        self.state.clear_gradients()
        if batch == 0:
            raise OutOfMemory(
                "There is too little memory to train with even one sample at a time; close other programs, choose a "
                "smaller head, or train on the CPU."
            )
        if self.config.device.type == "cuda":
            torch.cuda.empty_cache()
        self.at = replace(
            at, batch=batch, accumulate=2 * at.accumulate, done=at.done * at.batch // batch
        )
        self.progress.warning(
            f"Memory ran out; training goes on with batches of {batch} instead of {at.batch}."
        )

    def _astray(self, what: str) -> TrainingDiverged:
        where = f" The last good weights are in {self.config.folder}." if self.config.folder else ""
        return TrainingDiverged(
            f"The {what} is no finite number in epoch {self.at.epoch + 1}; lower LEARNING_RATE or choose PRECISION "
            f"float32.{where}"
        )

    # -- after an epoch ----------------------------------------------------------------------------

    def _scores(self) -> dict[str, Any]:
        """Return the monitor's figures."""
        if self.monitor is None:
            return {}
        with torch.no_grad():
            found = self.monitor(self.state.evaluated.eval())
        return {
            "monitored_loss": found["loss"],
            "miou": found["miou"],
            "class_iou": found["class_iou"],
        }

    def _judge(self, event: dict[str, Any]) -> None:
        """Keep the best weights and decide whether the fit ends here."""
        if self.config.selects_weights and "miou" in event:
            stale = self.at.stale + 1
            for name, value in ((BEST_MIOU, event["miou"]), (BEST_LOSS, -event["monitored_loss"])):
                if value > self.at.best.get(name, -math.inf):
                    stale = 0 if name == BEST_MIOU else stale
                    self.at = replace(self.at, best={**self.at.best, name: value}, stale=stale)
                    self._save(name)
            self.at = replace(self.at, stale=stale)
        tired = self.config.selects_weights and 0 < self.options.patience <= self.at.stale
        self.at = replace(self.at, finished=tired or self.at.epoch >= self.options.epochs)

    def _rates(self) -> dict[str, float]:
        return {
            group["name"]: group["lr"]
            for optimizer in self.state.optimizers
            for group in optimizer.param_groups
        }

    def _tell(self, event: dict[str, Any]) -> None:
        now = time.monotonic()
        if self.at.finished or now - self.told_at > _METRIC_EVERY_S:
            self.told_at = now
            scores = {"miou": event["miou"]} if "miou" in event else {}
            self.progress.metric(
                {"epoch": self.at.epoch, "loss": event["losses"]["total"], **scores}
            )
