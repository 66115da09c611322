"""The course's notebooks, run in a real JupyterLab, one after the other."""

import json
import sys
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
sys.path[:0] = [str(ROOT / "tools"), str(Path(__file__).parent)]

from driver import PLAY, explorers_of  # noqa: E402  found through the line above
from lab import Notebook, chromium, serve  # noqa: E402

PATHS = sorted(p.relative_to(NOTEBOOKS).as_posix() for p in NOTEBOOKS.glob("??/*.ipynb"))


class ByNotebook(LoadScopeScheduling):
    """Of two processes, one gets all tests of a notebook, or else of a file."""

    def _split_scope(self, nodeid):
        return next((path for path in PATHS if path in nodeid), nodeid.split("::")[0])


def pytest_xdist_make_scheduler(config, log):
    return ByNotebook(config, log)


@pytest.fixture(scope="session")
def lab():
    with serve(NOTEBOOKS) as running:
        yield running


@pytest.fixture(scope="session")
def new_page():
    with chromium(scale=2) as opener:
        yield opener


@pytest.fixture(scope="session", params=PATHS)
def notebook(request, lab, new_page):
    """A notebook whose cells have all been run; `name` and its `kernel`'s process are added."""
    before = {process.pid for process in lab.kernels()}
    page = new_page()
    opened = Notebook(lab, page, request.param)
    opened.name = request.param
    opened.ran = opened.run_all()
    (opened.kernel,) = (p for p in lab.kernels() if p.pid not in before)
    yield opened
    opened.shut_down()
    page.close()


@pytest.fixture
def one_language(notebook):
    """For what no word changes: the code, and so its speed, is the same in both languages."""
    if not notebook.name.startswith("en/"):
        pytest.skip("tried in English")


@pytest.fixture
def explorers(notebook):
    """The explorers of the notebook, by the id of their cell."""
    return explorers_of(notebook, notebook.ran)


@pytest.fixture
def clickable(explorers):
    pairs = explorers.items()
    return {name: live for name, live in pairs if live.image.get_attribute("tabindex") is not None}


@pytest.fixture
def films(explorers):
    return {name: live for name, live in explorers.items() if live.all(PLAY)}


@pytest.fixture(scope="session")
def build():
    """The folder for what is to be looked at."""
    return ROOT / "build"


@pytest.fixture(scope="session")
def measured(build):
    """What was measured, by notebook: each is written to a file of its own in build/browser."""
    found = {}
    yield found
    for name, figures in found.items():
        path = build / "browser" / f"{name.replace('/', '-')}.json"
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
