"""A student as a program: logs in at the hub, starts a server, and runs a notebook in it."""

import json
import time
import uuid
from dataclasses import dataclass, field

import requests
import websocket
from console import say
from jupyter_server.services.kernels.connection.base import deserialize_binary_message

PATIENCE = 600  # seconds for one step: a whole class may start at once


@dataclass
class Run:
    """What came of running a notebook."""

    cells: int = 0
    failed: list[str] = field(default_factory=list)  # "cell: what it said"
    seconds: float = 0.0


def log_in(hub, name, password):
    """Log in by the hub's form, as a browser does, and start a server: a `Server`.

    `hub` is its address. Raises `RuntimeError` where the hub refuses.
    """
    session = requests.Session()
    session.trust_env = False  # no proxy of the user's stands before the loopback
    answer = session.get(f"{hub}/hub/login")
    form = {"username": name, "password": password, "_xsrf": _xsrf(session)}
    answer = session.post(f"{hub}/hub/login", data=form, allow_redirects=False)
    if answer.status_code != 302:
        raise RuntimeError(say("refused", name, answer.status_code))
    session.get(f"{hub}/hub/token")  # a page of those who are logged in, with a mark of its own
    user = f"{hub}/hub/api/users/{name}"
    token = _checked(session.post(f"{user}/tokens", headers={"X-XSRFToken": _xsrf(session)}))
    authorization = {"Authorization": f"token {token.json()['token']}"}
    _checked(requests.post(f"{user}/server", headers=authorization, timeout=PATIENCE))
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        server = _checked(requests.get(user, headers=authorization)).json()["servers"].get("", {})
        if server.get("ready"):
            return Server(f"{hub}{server['url'].rstrip('/')}", authorization)
        if not server:
            raise RuntimeError(say("no server", name))
        time.sleep(0.5)
    raise RuntimeError(say("not ready", name, PATIENCE))


class Server:
    """A Jupyter server, by its REST interface; `authorization` are the headers that open it."""

    def __init__(self, url, authorization):
        self.url, self.session = url, requests.Session()
        self.session.trust_env = False
        self.session.headers.update(authorization)

    def read(self, path):
        """The notebook at this path, as a dict."""
        return _checked(self.session.get(f"{self.url}/api/contents/{path}")).json()["content"]

    def write(self, path, notebook):
        """Save it there: a student's copy is the student's own."""
        body = {"type": "notebook", "format": "json", "content": notebook}
        _checked(self.session.put(f"{self.url}/api/contents/{path}", json=body))

    def start_kernel(self, path):
        """Start the kernel of the notebook at this path: a `Kernel`."""
        body = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
        answer = _checked(self.session.post(f"{self.url}/api/sessions", json=body))
        address = f"{self.url}/api/kernels/{answer.json()['kernel']['id']}/channels"
        headers = [f"Authorization: {self.session.headers['Authorization']}"]
        channel = websocket.create_connection(
            address.replace("http", "ws", 1), header=headers, timeout=PATIENCE, http_no_proxy=["*"]
        )
        return Kernel(channel)


class Kernel:
    """A kernel behind a websocket."""

    def __init__(self, channel):
        self.channel, self.session = channel, uuid.uuid4().hex

    def run(self, code):
        """Run code to its end; return what it failed with, or None."""
        ident, error, missing = uuid.uuid4().hex, None, {"execute_reply", "idle"}
        self.channel.send(json.dumps(self._request(ident, code)))
        while missing:
            message = self._receive()
            kind, content = message["header"]["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] in ("restarting", "dead"):
                return say("dead")
            if message["parent_header"].get("msg_id") != ident:
                continue
            if kind == "status":
                missing -= {content["execution_state"]}
            elif kind == "execute_reply":
                missing -= {kind}
                if content["status"] != "ok":
                    error = error or content.get("ename", content["status"])
            elif kind == "error":
                error = f"{content['ename']}: {content['evalue']}"
        return error

    def run_notebook(self, notebook):
        """Run all cells, as Run All does but past those that fail: a `Run`."""
        done, start = Run(), time.monotonic()
        for cell in notebook["cells"]:
            code = "".join(cell["source"])
            if cell["cell_type"] != "code" or not code.strip():
                continue
            done.cells += 1
            error = self.run(code)
            if error and "raises-exception" not in cell["metadata"].get("tags", ()):
                done.failed.append(f"{cell.get('id', done.cells)}: {error}")
        done.seconds = time.monotonic() - start
        return done

    def _request(self, ident, code):
        header = {
            "msg_id": ident, "msg_type": "execute_request", "session": self.session,
            "username": "", "version": "5.3", "date": "",
        }  # fmt: skip
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}}
        content |= {"allow_stdin": False, "stop_on_error": False}
        return {
            "channel": "shell", "header": header, "parent_header": {}, "metadata": {},
            "content": content, "buffers": [],
        }  # fmt: skip

    def _receive(self):
        text = self.channel.recv()
        return deserialize_binary_message(text) if isinstance(text, bytes) else json.loads(text)


def _xsrf(session):
    """The hub's mark against forged requests, of this session."""
    return next((c.value for c in session.cookies if c.name == "_xsrf" and "hub" in c.path), "")


def _checked(answer):
    if not answer.ok:
        where = answer.request.url
        raise RuntimeError(say("answered", where, answer.status_code, answer.text[:300]))
    return answer
