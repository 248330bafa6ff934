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

**Live sessions** (``landsketch live``) have further messages. Plugin to engine; the latest of a
kind counts, and ``number`` is any number that answers repeat::

    {"type":"open","job":{…},"memory_mb":1000}
    {"type":"labels","number":3,"classes":[{"value":1,"name":"roof","color":"#d1453b"}],
     "polygons":[[1,"0103…"]],"crs":"EPSG:32636"}
    {"type":"view","number":8,"bounds":[w,s,e,n],"width":1200,"height":800}
    {"type":"suggest","number":1,"count":5}
    {"type":"why","number":2,"x":500.0,"y":800.0}
    {"type":"similar","number":4,"shapes":["0103…"],"crs":"EPSG:32636"}

``job`` is one of trainhead, whose labels are those of the messages. A polygon is the value of its
class and well-known binary in hexadecimal digits. ``bounds`` are in the CRS of the image. Engine to
plugin::

    {"v":1,"type":"opened","bounds":[w,s,e,n],"crs":"…"}
    {"v":1,"type":"encoded","what":"view","left":12,"left_s":9.5}
    {"v":1,"type":"waiting","labels":3,"outside":0}
    {"v":1,"type":"fitted","labels":3,"seconds":0.2}
    {"v":1,"type":"preview","labels":3,"view":8,"file":"…","planes":1,"width":900,"height":700,
     "bounds":[w,s,e,n],"is_native":true,"is_complete":false,"shares":{"0":0.4},"outside":0,
     "seconds":0.3}
    {"v":1,"type":"limited","labels":3,"view":8}
    {"v":1,"type":"scores","labels":3,"miou":0.6,"class_iou":[0.5,0.7],"intervals":[[0.4,0.6],null]}
    {"v":1,"type":"unscored","labels":3,"text":"…"}
    {"v":1,"type":"suggestions","number":1,"places":[{"x":500.0,"y":800.0,"side":8.0,"predicted":0,
     "second":1,"margin":0.1,"reason":"…"}]}
    {"v":1,"type":"reason","number":2,"labels":3,"label":17,"similarity":0.8}
    {"v":1,"type":"similarity","number":4,"file":"…","width":900,"height":700,"bounds":[w,s,e,n],
     "threshold":62}

``hello`` of a live session also has ``folder``, where its files are; whoever kills the engine
removes it.

``waiting``: fewer than two classes have labels. ``outside``: polygons of labels beside the image.
``limited``: the view needs more memory than there
is, so only its middle is encoded; previews of it stay incomplete.

The file of a preview has ``height`` rows of ``width`` bytes: positions of classes in the table,
254 = not encoded yet, 255 = nodata. The same preview is sent again with four planes when nothing is
more urgent; the other planes are the probability of the class in per cent, the position of the
second most likely class, and its probability. A file is deleted when there are four newer ones. A
view that is damaged is ignored, and one beside the image has no preview. An ``error`` ends the work
on the requests so far; the next request begins anew.

``suggest`` asks for places in view where a label is expected to help; classes are positions, -1
without a head. ``why`` asks for the label that is most similar to a place: its position in the
message ``labels``, -1 if unknown. ``similar`` asks how similar the ground in view is to shapes: per
cent in one plane, 254 and 255 as above, and the automatic threshold of the algorithm
``similarity``. Questions are answered from ground that is encoded.
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
    except (ValueError, RecursionError):  # nested too deeply
        return None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return None
    return message
