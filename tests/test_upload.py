"""The upload of the zip, against a service on this computer."""

import base64
import os
import subprocess
import sys
import threading
import xmlrpc.client
from pathlib import Path
from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "upload.py"
USER, PASSWORD = "some one", "p@ss/w:rd"


class Handler(SimpleXMLRPCRequestHandler):
    rpc_paths = ("/plugins/RPC2/",)

    def do_POST(self):
        login = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers["Authorization"] == f"Basic {login}":
            super().do_POST()
        else:
            self.send_error(401, "Unauthorized")


@pytest.fixture
def service(monkeypatch):
    """What the service received; it refuses a text that is no zip."""
    received = []

    def upload(data):
        if not data.data.startswith(b"PK"):
            raise xmlrpc.client.Fault(1, "no zip")
        received.append(data.data)
        return [7, 42]

    server = SimpleXMLRPCServer(("127.0.0.1", 0), Handler, logRequests=False)
    server.register_function(upload, "plugin.upload")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}/plugins/RPC2/"
    monkeypatch.setenv("PLUGIN_REPOSITORY", address)
    yield received
    server.shutdown()
    server.server_close()


@pytest.fixture
def upload(service, tmp_path):
    def run(content=b"PK zip", user=USER, password=PASSWORD):
        path = tmp_path / "landsketch.zip"
        path.write_bytes(content)
        login = {"OSGEO_USER": user, "OSGEO_PASSWORD": password}
        return subprocess.run(
            [sys.executable, SCRIPT, path],
            env={**os.environ, **login},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_the_zip_arrives_whole(upload, service):
    done = upload()
    assert done.returncode == 0, done.stderr
    assert service == [b"PK zip"]
    assert done.stdout == "uploaded as version 42 of plugin 7\n"


def test_a_refusal_says_why(upload):
    done = upload(b"text")
    assert done.returncode == 1
    assert done.stderr == "upload: refused: no zip\n"


def test_a_wrong_password_is_not_shown(upload):
    done = upload(password="secret")
    assert done.returncode == 1
    assert done.stderr == "upload: the service answered 401 Unauthorized.\n"


def test_without_a_login_nothing_is_sent(upload, service):
    done = upload(user="")
    assert done.returncode == 2
    assert service == []
