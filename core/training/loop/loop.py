"""The training loop, for any network, batches and objective; it can be stopped and resumed."""

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

SAVE_EVERY_S = 20.0  # a killed training loses at most so much
_METRIC_EVERY_S = 2.0

Forward = Callable[..., tuple[Tensor, ...]]


@dataclass(frozen=True)
class Position:
    """The position in a training; part of a checkpoint.

    Attributes:
        epoch: Number of finished epochs.
        done: Batches of the current epoch that were used for steps.
        step: Number of steps.
        batch: Samples per batch; it is halved if memory runs out.
        accumulate: Batches per step; it is doubled if memory runs out.
        best: Best scores of the monitoring set so far by checkpoint; higher is better.
        stale: Epochs since the best mIoU.
        finished: Whether the training is complete.
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
    """Train a network and return it in eval mode on the CPU, with the weights that KEEP selects.

    With a folder, the checkpoint ``last`` is written every 20 s, after a cancel and at the end. A
    later call with the same signature resumes from it; on a CPU its weights are those of a training
    that was never stopped, bit for bit. If memory runs out, the batch is halved and twice as many
    batches are accumulated. Global random generators do not change.

    Raises:
        TrainingDiverged: Loss or gradient is not finite; ``last`` keeps the last finite weights.
        Cancelled: The user cancelled.
        OutOfMemory: The memory does not suffice for a single sample.
        InvalidJob: DETERMINISTIC is on and not possible.
    """
    config = setup.config
    with repeatable(config.seed, config.device, strict=config.options.deterministic):
        training = _Training(setup, progress)
        with EventLog(config.folder, config.tensorboard, training.at.epoch) as log:
            training.run(log)
        return training.selected_network().cpu().eval()


def losses_of(
    forward: Forward, batch: Batch, setup: TrainingSetup, dtype: torch.dtype
) -> dict[str, Tensor]:
    """Return the losses of a batch by name; the network is computed in ``dtype``."""
    batch = batch.to(setup.config.device)
    with autocast(setup.config.device, dtype):
        outputs = forward(*batch.inputs)
    outputs = tuple(output.float() for output in outputs)
    return setup.objective(outputs, batch.labels, batch.weights, batch.mixed_labels, batch.fraction)


class _Training:
    """A training: its state, its position, and the steps that change them."""

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
        self.saved_at = self.reported_at = time.monotonic()
        self._resume()
        self.forward: Forward = self.state.network
        if self.options.compile:
            self.forward = compiled(setup, progress)

    def run(self, log: EventLog) -> None:
        """Train until the end."""
        try:
            while not self.at.finished:
                self._epoch(log)
        except (Cancelled, TrainingDiverged):
            self._save(LAST)
            raise
        self.progress.step(1, 1)

    def selected_network(self) -> nn.Module:
        """Return the network with the weights that KEEP selects."""
        name = self.options.keep if self.config.selects_weights else LAST
        if name != LAST and (best := self.checkpoints.load(name)) is not None:
            self.state.take_weights(best)
        return self.state.evaluated

    def _resume(self) -> None:
        """Resume from the last checkpoint, if it belongs to this training."""
        try:
            checkpoint = self.checkpoints.load(LAST)
        except InvalidCheckpoint as error:
            self.progress.warning(f"{error} Training starts from the beginning.")
            return
        if checkpoint is not None:
            self.state.restore(checkpoint)
            self.at = Position(**checkpoint.facts["position"])
            if not self.at.finished:
                self.progress.info(f"Training resumes in epoch {self.at.epoch + 1}.")

    def _save(self, name: str) -> None:
        self.checkpoints.save(name, self.state.checkpoint(asdict(self.at)))
        self.saved_at = time.monotonic()

    # -- an epoch ----------------------------------------------------------------------------------

    def _epoch(self, log: EventLog) -> None:
        """Train to the end of the epoch, in smaller batches if memory runs out; score and log."""
        meter = Meter(self.config.device)
        while not self._try_epoch(meter):
            self._halve()
        event = {**meter.event(), "rates": self._rates(), **self._scores()}
        self.at = replace(self.at, epoch=self.at.epoch + 1, done=0)
        self.state.snapshot()
        self._update_best(event)
        log.write({"epoch": self.at.epoch, "step": self.at.step, **event})
        self._report(event)
        if self.at.finished:
            self._save(LAST)

    def _try_epoch(self, meter: Meter) -> bool:
        """Train through the rest of the epoch; return whether the memory sufficed."""
        try:
            self._rest_of_epoch(meter)
        except torch.OutOfMemoryError:
            return False  # the error refers to tensors; here it is released
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

        The sum over a step's batches, divided by their weights, is the gradient of a larger batch.
        """
        labelled = batch.weights * (batch.labels != UNLABELLED)
        size = float(labelled.sum()) / (self.at.batch * labelled[0].numel())
        losses = losses_of(self.forward, batch, self.setup, self.dtype)
        if not bool(torch.isfinite(losses["total"])):
            raise self._diverged("loss")
        self.state.scaler.scale(losses["total"] * size).backward()  # type: ignore[no-untyped-call]
        meter.add(losses, len(batch.labels))
        return size

    def _step(self, size: float, number: int, meter: Meter) -> None:
        """Take an optimiser step with the gradient of the batches up to ``number``.

        Args:
            size: Weight of these batches, relative to full batches.
            number: Number of the last batch in the epoch.
            meter: Records the norm of the gradient.
        """
        state = self.state
        norm = self._clip_gradient(size)
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

    def _clip_gradient(self, size: float) -> Tensor:
        """Divide the gradient by the batches' weight and clip it; return its norm before.

        Raises:
            TrainingDiverged: The gradient is not finite.
        """
        scaler, parameters = self.state.scaler, list(self.state.network.parameters())
        for optimizer in self.state.optimizers:
            scaler.unscale_(optimizer)
        gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
        if size > 0 and gradients:
            torch._foreach_div_(gradients, size)
        norm = torch.nn.utils.clip_grad_norm_(parameters, self.options.clip or math.inf)
        # With float16 the scaler itself skips steps with infinite gradients
        if not scaler.is_enabled() and not bool(torch.isfinite(norm)):
            raise self._diverged("gradient")
        return norm

    def _halve(self) -> None:
        """Halve the batch; the number of samples per step does not change."""
        at, batch = self.at, self.at.batch // 2
        self.state.clear_gradients()
        if batch == 0:
            raise OutOfMemory(
                "There is too little memory to train with even one sample at a time; close other "
                "programs, choose a smaller head, or train on the CPU."
            )
        if self.config.device.type == "cuda":
            torch.cuda.empty_cache()
        self.at = replace(
            at, batch=batch, accumulate=2 * at.accumulate, done=at.done * at.batch // batch
        )
        self.progress.warning(
            f"Memory ran out; training continues with batches of {batch} instead of {at.batch}."
        )

    def _diverged(self, what: str) -> TrainingDiverged:
        text = (
            f"The {what} is not finite in epoch {self.at.epoch + 1}; lower LEARNING_RATE or "
            "choose PRECISION float32."
        )
        if self.config.folder:
            text += f" The last finite weights are in {self.config.folder}."
        return TrainingDiverged(text)

    # -- after an epoch ----------------------------------------------------------------------------

    def _scores(self) -> dict[str, Any]:
        """Return the scores on the monitoring set."""
        if self.monitor is None:
            return {}
        with torch.no_grad():
            scores = self.monitor(self.state.evaluated.eval())
        return {
            "monitored_loss": scores["loss"],
            "miou": scores["miou"],
            "class_iou": scores["class_iou"],
        }

    def _update_best(self, event: dict[str, Any]) -> None:
        """Save the best weights and decide whether the training ends."""
        selects = self.config.selects_weights
        if selects and "miou" in event:
            stale = self.at.stale + 1
            for name, value in ((BEST_MIOU, event["miou"]), (BEST_LOSS, -event["monitored_loss"])):
                if value > self.at.best.get(name, -math.inf):
                    stale = 0 if name == BEST_MIOU else stale
                    self.at = replace(self.at, best={**self.at.best, name: value}, stale=stale)
                    self._save(name)
            self.at = replace(self.at, stale=stale)
        stops_early = selects and 0 < self.options.patience <= self.at.stale
        self.at = replace(self.at, finished=stops_early or self.at.epoch >= self.options.epochs)

    def _rates(self) -> dict[str, float]:
        """Return the learning rate of each group."""
        rates = {}
        for optimizer in self.state.optimizers:
            for group in optimizer.param_groups:
                rates[group["name"]] = group["lr"]
        return rates

    def _report(self, event: dict[str, Any]) -> None:
        """Report metrics at the end, and every 2 s before."""
        now = time.monotonic()
        if self.at.finished or now - self.reported_at > _METRIC_EVERY_S:
            self.reported_at = now
            metrics = {"epoch": self.at.epoch, "loss": event["losses"]["total"]}
            if "miou" in event:
                metrics["miou"] = event["miou"]
            self.progress.metric(metrics)
