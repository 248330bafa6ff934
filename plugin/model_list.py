"""The list of models: which there are, the newest first, and what can be done with which."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .model_entry import ModelEntry, read_entry
from .project_models import model_paths

MAP, RETRAIN, COMPARE = "map", "retrain", "compare"
RENAME, EXPORT, CLASSES, REMOVE = "rename", "export", "classes", "remove"
INFO = "info"
_OF_A_USABLE_ONE = (MAP, RETRAIN, EXPORT, INFO)


class ModelList:
    """The models of the project.

    Attributes:
        entries: The models, the newest first, those that are gone last.
    """

    def __init__(self) -> None:
        self.entries: tuple[ModelEntry, ...] = ()

    def load(self) -> None:
        """Read the models of the project anew."""
        entries = map(read_entry, model_paths())
        self.entries = tuple(sorted(entries, key=lambda entry: -entry.modified))

    def chosen(self, paths: Collection[str]) -> list[ModelEntry]:
        """Return the entries of paths, the newest first."""
        return [entry for entry in self.entries if entry.path in paths]

    def possible(self, chosen: Sequence[ModelEntry], *, has_labels: bool) -> frozenset[str]:
        """Return what can be done with the chosen models.

        Args:
            chosen: Some of the entries.
            has_labels: Whether there is a label layer that can get classes.
        """
        found = {REMOVE} if chosen else set()
        if len(chosen) == 1:
            found |= set() if chosen[0].is_missing else {RENAME}
            if chosen[0].is_usable:
                found.update(_OF_A_USABLE_ONE)
                found |= {CLASSES} if has_labels else set()
        if self.pair(chosen) is not None:
            found.add(COMPARE)
        return frozenset(found)

    def pair(self, chosen: Sequence[ModelEntry]) -> tuple[ModelEntry, ModelEntry] | None:
        """Return the models to be compared, the newer one first.

        Of one chosen model, the other is the one before it in time; None if there is no pair.
        """
        if len(chosen) == 1:
            position = self.entries.index(chosen[0])
            usable = [entry for entry in self.entries[position + 1 :] if entry.is_usable]
            chosen = [chosen[0], *usable[:1]]
        if len(chosen) != 2 or not all(entry.is_usable for entry in chosen):
            return None
        newer, older = sorted(chosen, key=lambda entry: -entry.modified)
        return newer, older


def earlier_model(path: str) -> str:
    """Return the path of the newest model that is older than a model; empty if there is none."""
    models = ModelList()
    models.load()
    pair = models.pair(models.chosen([path])) if path else None
    return pair[1].path if pair is not None else ""
