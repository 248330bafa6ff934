"""JSON lines between the plugin and the engine: one object per line, UTF-8.

Engine to plugin (``v`` is the protocol version)::

    {"v":1,"type":"hello","engine":"0.1.0","pid":123}
    {"v":1,"type":"progress","stage":"Encode","share":0.415,"left_s":33}
    {"v":1,"type":"log","level":"info","text":"…"}
    {"v":1,"type":"metric","values":{…}}
    {"v":1,"type":"result","outputs":{…},"metrics":{…}}
    {"v":1,"type":"error","code":"INVALID_LABELS","text":"…"}

``hello`` is sent before any heavy import. ``share`` is the fraction of the job that is done, and
``left_s`` may be null. ``level`` is ``info`` or ``warning``. ``result`` or ``error`` ends a job;
after a cancel the code is ``CANCELLED``.

Plugin to engine: ``{"type":"run","job":{…}}``, ``{"type":"cancel"}``, ``{"type":"quit"}``;
end of file means cancel and quit. Unknown types are ignored, so one side may be slightly newer.
"""

from __future__ import annotations

import json
from typing import Any

from .version import PROTOCOL


def encode(kind: str, **values: Any) -> str:  # noqa: ANN401 (JSON)
    """Return one message as a line, newline included."""
    message = {"v": PROTOCOL, "type": kind, **values}
    return json.dumps(message, ensure_ascii=False, default=str) + "\n"


def decode(line: str) -> dict[str, Any] | None:
    """Read one line; None if it is no message (output of a library, a blank line)."""
    try:
        message = json.loads(line)
    except ValueError:
        return None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return None
    return message
