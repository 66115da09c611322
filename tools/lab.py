"""The course in a real JupyterLab in a real Chromium, for tests and for looking at it.

Needs the extra `browser`. The server has its own settings, so a user's are neither read nor
changed, and it serves a copy, so that no tracked file is written.
"""

import json
import os
import secrets
import shutil
import socket
import sys
import tempfile
import time
from contextlib import contextmanager
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
from PIL import Image
from playwright.sync_api import sync_playwright

JUPYTER = Path(__file__).parent / "jupyter"
FLAGS = ["--disable-gpu", "--disable-quic", "--disable-sync", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]
QUIET = {"fetchNews": "false", "checkForUpdates": False}
CELLS = """() => window.jupyterapp.shell.currentWidget.content.widgets.map(({ model }) => ({
  id: model.id, type: model.type, source: model.sharedModel.getSource(),
  count: model.type === "code" ? model.executionCount : null,
  busy: model.type === "code" && model.executionState !== "idle",
  outputs: model.type === "code" ? model.outputs.toJSON() : [],
}))"""
FIGURES = ".jp-OutputArea-output:has(img, figure)"
READY = """() => {
  const panel = window.jupyterapp?.shell.currentWidget;
  return panel?.context?.isReady && panel.sessionContext?.isReady
    && panel.sessionContext.session?.kernel?.status === "idle";
}"""


class Lab:
    """A running JupyterLab.

    Attributes
    ----------
    url, token : str
    process : psutil.Process
    """

    def __init__(self, url, token, process):
        self.url, self.token, self.process = url, token, process

    def kernels(self):
        """The processes of the kernels that run now."""
        children = self.process.children(recursive=True)
        return [p for p in children if "ipykernel_launcher" in " ".join(p.cmdline())]


@contextmanager
def serve(folder):
    """Serve a copy of `folder` in JupyterLab, in English on every system; yields a `Lab`."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        root, home = Path(scratch, "course"), Path(scratch, "home")
        shutil.copytree(folder, root, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}"]
        command += [f"--LabApp.app_settings_dir={JUPYTER.with_name('languages') / 'en'}"]
        with started(command, home) as lab:
            yield lab


@contextmanager
def started(command, home):
    """Start a command that starts JupyterLab, with `home` for its settings; yields a `Lab`."""
    home.mkdir(parents=True, exist_ok=True)
    log, token, port = home / "lab.log", secrets.token_hex(16), _free_port()
    command = [*command, "--no-browser", "--expose-app-in-browser", "--ip=127.0.0.1"]
    command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    command += [f"--IdentityProvider.token={token}", *(["--allow-root"] if _is_root() else [])]
    with log.open("wb") as file:
        process = psutil.Popen(command, env=_own_home(home), stdout=file, stderr=file)
    lab = Lab(f"http://127.0.0.1:{port}", token, process)
    try:
        _wait_for(lab, log)
        yield lab
    finally:
        _stop(process)


@contextmanager
def chromium(*, width=1400, height=900, scale=1):
    """Start the system's Chromium, or Playwright's own; yields a function that opens a page.

    What that function is given, such as `viewport`, holds for its page.
    """
    own = os.environ.get("LOSSLAB_BROWSER", "")
    names = (own, "chromium", "chromium-browser", "google-chrome", "chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    flags = [*FLAGS, "--no-sandbox"] if _is_root() else FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        try:
            size = {"width": width, "height": height}
            look = {"viewport": size, "device_scale_factor": scale}
            yield lambda **other: browser.new_page(**look | other)
        finally:
            browser.close()


class Notebook:
    """A notebook open in the browser.

    Parameters
    ----------
    lab : Lab
    page : playwright.sync_api.Page
    path : str
        Of the notebook, below the folder that is served.
    """

    def __init__(self, lab, page, path):
        self.page = page
        page.goto(f"{lab.url}/lab/workspaces/w{time.time_ns()}/tree/{path}?token={lab.token}")
        page.wait_for_function(READY, timeout=120_000, polling=200)

    def cells(self):
        """What JupyterLab holds now: id, type, source, count, busy and outputs of each cell."""
        return self.page.evaluate(CELLS)

    def run_all(self, *, timeout=120):
        """Run all cells, wait until the last is done, and return them; `timeout` in seconds."""
        end = time.monotonic() + timeout
        # stored counts would look like cells that have been run
        self.page.evaluate("() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
        while not any(cell["count"] or cell["busy"] for cell in self.cells()):
            if time.monotonic() > end:
                raise TimeoutError(f"no cell ran in {timeout} s")
            # before the kernel is connected this does nothing, silently
            self.page.evaluate("() => void jupyterapp.commands.execute('notebook:run-all-cells')")
            self.page.wait_for_timeout(1000)
        while any(cell["busy"] or _waits(cell) for cell in self.cells()):
            if time.monotonic() > end or _errors(self.cells()):
                break
            self.page.wait_for_timeout(200)
        self.settle()
        return self.cells()

    def settle(self):
        """Wait until every picture of the page is loaded and drawn."""
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('.jp-OutputArea img')].every(i => i.complete)"
        )
        self.page.evaluate("() => new Promise(r => requestAnimationFrame(() => setTimeout(r)))")

    def outputs(self, cell_id):
        """The output area of a cell, as a locator."""
        index = [cell["id"] for cell in self.cells()].index(cell_id)
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index).locator(".jp-Cell-outputArea")

    def shut_down(self):
        """End the notebook's kernel."""
        self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown().then(() => null)"
        )

    def shoot(self, folder):
        """Save each output, and the page from top to bottom, as pictures; return their paths."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for number, cell in enumerate(self.cells()):
            if cell["outputs"]:
                paths.append(folder / f"{number:02d}-{cell['id']}.png")
                self.outputs(cell["id"]).screenshot(path=paths[-1])
        return paths + self._slices(folder)

    def contact_sheet(self, path, *, theme, width=600):
        """Save all outputs with pictures as one picture, in the theme "Light" or "Dark"."""
        given = {"theme": f"JupyterLab {theme}"}
        change = "(given) => jupyterapp.commands.execute('apputils:change-theme', given)"
        self.page.evaluate(change, given)
        self.page.wait_for_function(
            "({ theme }) => document.body.dataset.jpThemeName === theme", arg=given
        )
        self.page.wait_for_timeout(1500)
        shown = self.page.locator(f".jp-Notebook {FIGURES}").all()
        pictures = [Image.open(BytesIO(self._screenshot(output))) for output in shown]
        pictures = [p.resize((width, p.height * width // p.width)) for p in pictures]
        columns = [pictures[k::4] for k in range(4)]
        heights = [sum(p.height + 20 for p in column) for column in columns]
        sheet = Image.new("RGB", (4 * (width + 20), max(heights)), "gray")
        for k, column in enumerate(columns):
            tops = accumulate((p.height + 20 for p in column), initial=0)
            for picture, top in zip(column, tops, strict=False):
                sheet.paste(picture, (k * (width + 20), top))
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        sheet.save(path)
        return len(pictures)

    def _screenshot(self, output):
        """A picture of an output at rest: JupyterLab lays out anew what it scrolls."""
        places = [None]
        while len(places) < 4 or places[-1] != places[-4]:
            output.scroll_into_view_if_needed()
            self.page.wait_for_timeout(50)
            places.append(output.bounding_box())
            assert len(places) < 50, "the page does not come to rest"
        return output.screenshot()

    def _slices(self, folder):
        scroller = self.page.locator(".jp-Notebook .jp-WindowedPanel-outer").first
        paths, top = [], 0
        while True:
            scroller.evaluate("(e, top) => { e.scrollTop = top }", top)
            self.page.wait_for_timeout(150)
            paths.append(folder / f"page-{len(paths):02d}.png")
            self.page.screenshot(path=paths[-1])
            reached, high, full = scroller.evaluate(
                "e => [e.scrollTop, e.clientHeight, e.scrollHeight]"
            )
            if reached + high >= full - 1:
                return paths
            top = reached + high - 60


def _waits(cell):
    return cell["type"] == "code" and cell["source"].strip() and cell["count"] is None


def _errors(cells):
    return [o for cell in cells for o in cell["outputs"] if o["output_type"] == "error"]


def _is_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _own_home(home):
    settings = home / "config/lab/user-settings/@jupyterlab/apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(QUIET))
    places = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data"}
    places |= {"JUPYTER_RUNTIME_DIR": "runtime", "IPYTHONDIR": "ipython"}
    # what run.py has put into .venv may be older than what is here
    ours = {"JUPYTER_PATH": "share/jupyter", "JUPYTER_CONFIG_PATH": "etc/jupyter"}
    own = {name: str(home / folder) for name, folder in places.items()}
    for name, folder in ours.items():
        own[name] = os.pathsep.join(filter(None, [str(JUPYTER / folder), os.environ.get(name)]))
    return os.environ | own


def _wait_for(lab, log, *, timeout=90):
    end = time.monotonic() + timeout
    while time.monotonic() < end and lab.process.poll() is None:
        try:
            with urlopen(f"{lab.url}/api/status?token={lab.token}", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(errors='replace')[-4000:]}")


def _stop(process):
    family = [process, *process.children(recursive=True)] if process.is_running() else []
    process.terminate()
    for member in psutil.wait_procs(family, timeout=10)[1]:
        member.kill()
    process.wait()
