"""A model hub on this computer: lists of files, files in parts, and what can go wrong."""

import contextlib
import hashlib
import json
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "c" * 40
_WEIGHTS = ".safetensors"
_LIST = re.compile(r"/api/models/(.+)/revision/(\w+)\?blobs=true")
_FILE = re.compile(r"/(.+)/resolve/(\w+)/(.+)")
_RANGE = re.compile(r"bytes=(\d+)-")


@dataclass
class Repository:
    """What a repository holds.

    Attributes:
        files: Content by name.
        gated: Whether files need the token ``secret``.
        commit: Its newest commit.
        cuts: How many bytes each further download of weights gets before the connection breaks.
        stated: Content that the list states instead of what is sent, by name.
        can_resume: Whether a part of a file can be asked for.
        elsewhere: Address of another server that holds the weights.
        refuses_tokens: Whether every token counts as expired.
    """

    files: dict[str, bytes]
    gated: bool = False
    commit: str = COMMIT
    cuts: list[int] = field(default_factory=list)
    stated: dict[str, bytes] = field(default_factory=dict)
    can_resume: bool = True
    elsewhere: str = ""
    refuses_tokens: bool = False

    @property
    def items(self):
        """Names and content of the files."""
        return self.files.items()


class HubServer:
    """A hub with repositories.

    Attributes:
        repositories: By hub id.
        requests: Path and headers of each request.
        busy: How many further requests are answered with 503.
        answer: If set, what each request gets.
        wait_for: If set, weights are sent up to their middle until this event.
    """

    def __init__(self):
        self.repositories, self.requests, self.busy = {}, [], 0
        self.answer = self.wait_for = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.hub = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def paths(self):
        """The paths of the requests for files."""
        return [path for path, _ in self.requests if "/resolve/" in path]

    @contextmanager
    def running(self):
        """Serve inside the block."""
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        hub = self.server.hub
        hub.requests.append((self.path, dict(self.headers)))
        if hub.busy > 0:
            hub.busy -= 1
            return self.send_error(503)
        if hub.answer is not None:
            return self._send(*hub.answer)
        listed, wanted = _LIST.fullmatch(self.path), _FILE.fullmatch(self.path)
        repository = hub.repositories.get((listed or wanted)[1])
        if repository is None:
            return self.send_error(404)
        if repository.refuses_tokens and "Authorization" in self.headers:
            return self.send_error(401)
        if listed:
            return self._send(200, _list_of(repository))
        return self._send_file(repository, wanted[3])

    def _send_file(self, repository, name):
        if repository.gated and self.headers.get("Authorization") != "Bearer secret":
            return self.send_error(401)
        if repository.elsewhere and name.endswith(_WEIGHTS):
            return self._redirect(repository.elsewhere + self.path)
        asked = _RANGE.fullmatch(self.headers.get("Range", ""))
        start = int(asked[1]) if asked and repository.can_resume else 0
        content = repository.files[name][start:]
        cut = repository.cuts.pop(0) if repository.cuts and name.endswith(_WEIGHTS) else None
        return self._send(206 if start else 200, content, cut)

    def _redirect(self, address):
        self.send_response(302)
        self.send_header("Location", address)
        self.end_headers()

    def _send(self, status, body, cut=None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        middle = len(body) // 2 if self.path.endswith(_WEIGHTS) else 0
        self.wfile.write(body[:middle][:cut])
        if middle and self.server.hub.wait_for:
            self.server.hub.wait_for.wait(20)
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body[middle:cut])

    def log_message(self, *_):
        pass


def _list_of(repository):
    rows = [_row(name, repository.stated.get(name, content)) for name, content in repository.items]
    return json.dumps({"sha": repository.commit, "siblings": rows}).encode()


def _row(name, content):
    row = {"rfilename": name, "size": len(content)}
    if name.endswith(_WEIGHTS):
        row["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    return row
