"""The server's part of the course, in real servers: asked over HTTP, with a kernel each."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import websocket

ROOT = Path(__file__).resolve().parents[2]
TOKEN = secrets.token_hex(8)
PATIENCE = 60  # seconds
# a connection that says whether its socket waits for acknowledgements, when it is open
PROBE = """
import socket
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

class Probe(ZMQChannelsWebsocketConnection):
    def connect(self):
        stream = self.websocket_handler.ws_connection.stream
        set = stream.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        print("nodelay is", "on" if set else "off", flush=True)
        return super().connect()
"""


class Server:
    """A Jupyter server in a process of its own; `said` is what it has written."""

    def __init__(self, folder, **environment):
        (folder / "probe.py").write_text(PROBE)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--ip=127.0.0.1"]
        command += [f"--ServerApp.port={self.port}", f"--IdentityProvider.token={TOKEN}"]
        command += [f"--ServerApp.root_dir={folder}", "--ServerApp.port_retries=0"]
        command += ["--ServerApp.kernel_websocket_connection_class=probe.Probe", "--allow-root"]
        own = {f"JUPYTER_{kind}_DIR": str(folder / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
        own |= {"IPYTHONDIR": str(folder / "ipython")}
        self.log = folder / "log.txt"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, env=os.environ | own | environment, stdout=log, stderr=log, cwd=folder
            )

    @property
    def said(self):
        return self.log.read_text(encoding="utf-8", errors="replace")

    def ask(self, path, method="GET"):
        url, headers = (
            f"http://127.0.0.1:{self.port}/api/{path}",
            {"Authorization": f"token {TOKEN}"},
        )
        request = urllib.request.Request(url, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or "null")

    def wait(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            try:
                return self.ask("status")
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
        pytest.fail(f"the server did not start\n{self.said}")

    def computes(self, code):
        """What a new kernel prints, over its websocket."""
        kernel = self.ask("kernels", method="POST")["id"]
        url = f"ws://127.0.0.1:{self.port}/api/kernels/{kernel}/channels?token={TOKEN}"
        line = websocket.create_connection(url, timeout=PATIENCE)
        header = {"msg_id": "1", "session": "s", "username": "", "version": "5.3"}
        message = {"header": {**header, "msg_type": "execute_request"}, "parent_header": {}}
        message |= {"metadata": {}, "channel": "shell", "buffers": []}
        line.send(json.dumps({**message, "content": {"code": code, "silent": False}}))
        try:
            while (answer := json.loads(line.recv()))["header"]["msg_type"] != "stream":
                pass
            return answer["content"]["text"]
        finally:
            line.close()
            self.ask(f"kernels/{kernel}", method="DELETE")


@pytest.fixture
def server(tmp_path):
    """A function that starts a server with an environment of its own."""
    started = []

    def start(**environment):
        started.append(Server(tmp_path, **environment))
        started[0].wait()
        return started[0]

    yield start
    for each in started:
        each.process.terminate()
        each.process.wait(30)


OURS = {"JUPYTER_CONFIG_PATH": str(ROOT / "tools/jupyter/etc/jupyter")}


def test_answers_of_a_kernel_do_not_wait_for_acknowledgements(server, tmp_path):
    path = os.pathsep.join([str(tmp_path), str(ROOT / "lib")])
    running = server(PYTHONPATH=path, **OURS)
    assert running.computes("print(6 * 7)") == "42\n"
    assert "nodelay is on" in running.said


def test_a_default_server_works_and_waits(server, tmp_path):
    # JUPYTER_NO_CONFIG: what run.py has put into the environment is not read either
    running = server(PYTHONPATH=str(tmp_path), JUPYTER_NO_CONFIG="1")
    assert running.computes("print(6 * 7)") == "42\n"
    assert "nodelay is off" in running.said


def test_a_server_without_the_library_works_all_the_same(server, tmp_path):
    # a package of the same name that has no kit stands before the library, installed or not
    (tmp_path / "losslab").mkdir()
    (tmp_path / "losslab/__init__.py").touch()
    running = server(PYTHONPATH=str(tmp_path), **OURS)
    assert running.computes("print(6 * 7)") == "42\n"
    assert "nodelay is off" in running.said


def test_the_servers_part_needs_nothing_else_of_the_library():
    code = "import sys, losslab.kit.server; print(*(set(sys.modules) & {'numpy', 'ipywidgets'}))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT / "lib")},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == ""
