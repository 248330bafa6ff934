"""A shard: one of several parts of the work of a map."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .checks import require


@dataclass(frozen=True)
class Shard:
    """Shard ``index`` of ``count``, counted from 0 as job arrays count their tasks."""

    index: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read ``i/n``.

        Raises:
            InvalidJob: It is not of this form.
        """
        found = re.fullmatch(r"(\d{1,9})/(\d{1,9})", text.strip(), re.ASCII)
        index, count = (int(number) for number in found.groups()) if found else (0, 0)
        require(
            index < count,
            f"A shard is i/n with i from 0 to n - 1, such as 0/8 to 7/8; '{text}' is not of "
            "this form.",
        )
        return cls(index, count)

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"
