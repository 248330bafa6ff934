"""JSON lines between the plugin and the engine: one object per line, UTF-8. Used by both sides; no torch.

Engine to plugin (``v`` is the protocol version)::

    {"v":1,"type":"hello","engine":"0.1.0","pid":123}                     first line, before anything heavy is imported
    {"v":1,"type":"progress","stage":"Encode","share":0.415,"left_s":33}  share of the job; left_s may be null
    {"v":1,"type":"log","level":"info","text":"…"}                        or level "warning"
    {"v":1,"type":"metric","values":{…}}
    {"v":1,"type":"result","outputs":{…},"metrics":{…}}                   ends a job
    {"v":1,"type":"error","code":"INVALID_LABELS","text":"one sentence"}  ends a job; code "CANCELLED" after a cancel

Plugin to engine: ``{"type":"run","job":{…}}``, ``{"type":"cancel"}``, ``{"type":"quit"}``;
end of file means cancel and quit.
Unknown types are ignored, so either side may be a little newer.
"""

from __future__ import annotations

import json
from typing import Any

from .version import PROTOCOL


def encode(kind: str, **values: Any) -> str:  # noqa: ANN401 (JSON)
    """Write one message as a line, newline included."""
    return (
        json.dumps({"v": PROTOCOL, "type": kind, **values}, ensure_ascii=False, default=str) + "\n"
    )


def decode(line: str) -> dict[str, Any] | None:
    """Read one line; None for anything that is not a message (a library's print, a blank line)."""
    try:
        message = json.loads(line)
    except ValueError:
        return None
    return message if isinstance(message, dict) and isinstance(message.get("type"), str) else None
