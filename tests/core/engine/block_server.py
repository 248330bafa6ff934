"""A web server on localhost that serves byte ranges of files, as object stores do.

It runs in a process of its own: GDAL holds Python's lock during some requests. Paths below
``/-/`` are commands:
``stumble/first/count`` answers 503 to ``count`` requests for bytes after the first ``first`` ones,
``vanish/after`` answers 404 from then on, ``asked`` returns the number of requests for bytes.
"""

import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

state = {"asked": 0, "refused": range(0), "gone_after": None}


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.answer(body=False)

    def do_GET(self):
        if self.path.startswith("/-/"):
            self.obey(*self.path[3:].split("/"))
        else:
            self.answer(body=True)

    def obey(self, word, *numbers):
        numbers = [int(number) for number in numbers]
        if word == "stumble":
            state.update(asked=0, refused=range(numbers[0], sum(numbers)))
        if word == "vanish":
            state.update(asked=0, gone_after=numbers[0])
        self.send(200, str(state["asked"]).encode(), body=True)

    def answer(self, *, body):
        number = state["asked"]
        state["asked"] += body  # a failed question about the size would be forgiven
        file = Path(sys.argv[1]) / self.path.lstrip("/")
        if body and number in state["refused"]:
            self.send_error(503)
        elif (
            state["gone_after"] is not None and number >= state["gone_after"]
        ) or not file.is_file():
            self.send_error(404)
        else:
            self.send_range(file.read_bytes(), body=body)

    def send_range(self, content, *, body):
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        start, end = (
            (int(asked[1]), int(asked[2] or len(content) - 1)) if asked else (0, len(content) - 1)
        )
        part = content[start : end + 1]
        place = (
            {"Content-Range": f"bytes {start}-{start + len(part) - 1}/{len(content)}"}
            if asked
            else {}
        )
        self.send(206 if asked else 200, part, body=body, **place)

    def send(self, code, content, *, body, **headers):
        self.send_response(code)
        for name, value in {
            "Accept-Ranges": "bytes",
            "Content-Length": str(len(content)),
            **headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(content)

    def log_message(self, *_):
        """Say nothing."""


class Listener(ThreadingHTTPServer):
    """Many connections at once, as GDAL makes them."""

    request_queue_size = 64
    daemon_threads = True


if __name__ == "__main__":
    with Listener(("127.0.0.1", 0), Handler) as server:
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever()
