"""A conversation with the engine as a child process."""

import json
import queue
import threading

from landsketch.core.version import PROTOCOL

WAIT_S = 60


class Conversation:
    """An engine that serves; every line it writes must be a message."""

    def __init__(self, process):
        self.process, self._lines = process, queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=process.stderr.read, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def say(self, kind, **values):
        self.raw(json.dumps({"type": kind, **values}, ensure_ascii=False) + "\n")

    def raw(self, text):
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def hear(self):
        line = self._lines.get(timeout=WAIT_S)
        assert line is not None, "the engine ended"
        message = json.loads(line)
        assert message["v"] == PROTOCOL
        return message

    def hear_until(self, *kinds):
        """Return all messages up to the first of a kind."""
        heard = [self.hear()]
        while heard[-1]["type"] not in kinds:
            heard.append(self.hear())
        return heard

    def close(self):
        self.process.stdin.close()
        return self.process.wait(WAIT_S)
