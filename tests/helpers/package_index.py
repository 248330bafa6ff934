"""A package index on this computer: pages, wheels, and the faults of real networks."""

import hashlib
import threading
import zipfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def write_wheel(folder: Path, name: str, version: str, extra_bytes: int = 0) -> Path:
    """Write a wheel with one module."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"__version__ = '{version}'\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
    }
    if extra_bytes:
        files[f"{name}_data.txt"] = "x" * extra_bytes
    record = "".join(f"{file},,\n" for file in files) + f"{info}/RECORD,,\n"
    with zipfile.ZipFile(path, "w") as archive:
        for file, content in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(file, content)
    return path


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Index(BaseHTTPRequestHandler):
    """Serves ``server.wheels``; ``server.fault`` spoils answers."""

    protocol_version = "HTTP/1.0"

    def do_GET(self):
        server = self.server
        server.requests.append(self.path)
        name = self.path.rstrip("/").rsplit("/", 1)[-1]
        if server.fault == "proxy":
            return self.answer(407, b"login", {"Proxy-Authenticate": 'Basic realm="p"'})
        if name.endswith(".whl"):
            return self.send_wheel(server.wheels / name)
        files = [file for file in server.wheels.glob("*.whl") if file.name.startswith(f"{name}-")]
        if not files:
            return self.answer(404, b"")
        links = [f'<a href="/files/{file.name}">{file.name}</a>' for file in files]
        return self.answer(200, "".join(links).encode(), {"Content-Type": "text/html"})

    do_CONNECT = do_GET  # noqa: N815

    def do_HEAD(self):
        self.answer(404, b"")

    def send_wheel(self, path):  # a spoiled one is another valid wheel of the same name
        content = path.read_bytes()
        if self.server.fault == "spoiled":
            name, version = path.name.split("-")[:2]
            content = write_wheel(path.parent / "other", name, version, extra_bytes=9).read_bytes()
        if self.server.fault == "broken" and self.server.breaks > 0:
            self.server.breaks -= 1
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
            return None
        self.server.release.wait(self.server.hold_s)
        return self.answer(200, content)

    def answer(self, code, content, headers=None):
        self.send_response(code)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words):
        """Be quiet."""


@contextmanager
def package_index(wheels: Path, fault: str = "", context=None):
    """Serve a folder of wheels.

    Args:
        wheels: The folder.
        fault: ``proxy``, ``spoiled`` or ``broken``.
        context: TLS of the server.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    server.daemon_threads = True
    server.wheels, server.fault, server.requests = wheels, fault, []
    server.breaks, server.hold_s, server.release = 1, 0.0, threading.Event()
    scheme = "http"
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    server.url = f"{scheme}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        server.shutdown()
        server.server_close()
