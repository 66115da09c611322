"""JupyterLab as `run.py lab --lang` opens it: in the reader's language, at the reader's notebooks.

With LOSSLAB_SHOTS, a picture of each language is left in that folder, to be looked at.
"""

import importlib.util
import os
import re
import shutil
import sys
import time
from pathlib import Path

import pytest
from conftest import NOTEBOOKS, ROOT
from lab import Notebook, started

SHOTS = os.environ.get("LOSSLAB_SHOTS")
MENUS = {
    "en": ["File", "Edit", "View", "Run", "Kernel"],
    "ja": ["ファイル", "編集", "表示", "実行", "カーネル"],
}
BEGINS = {"en": {"en", "ja", "images"}, "ja": {path.name for path in NOTEBOOKS.glob("ja/*.ipynb")}}
DOCUMENTS = {
    "en": ["README.md", "docs/instructors.en.md"],
    "ja": ["README.ja.md", "docs/instructors.ja.md"],
}
BAR = "#jp-MainMenu .lm-MenuBar-itemLabel"
ITEMS = ".lm-Menu .lm-Menu-itemLabel"
LISTED = ".jp-DirListing-item .jp-DirListing-itemName"


def lab_options(root, language):
    """What run.py tells JupyterLab."""
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    run = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run)
    return run.lab_options(str(root), language)


@pytest.fixture(scope="module", params=["en", "ja"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def in_language(language, tmp_path_factory):
    """JupyterLab with the options of one language, on a copy of the notebooks."""
    folder = tmp_path_factory.mktemp(language)
    shutil.copytree(
        NOTEBOOKS, folder / "course", ignore=shutil.ignore_patterns(".ipynb_checkpoints")
    )
    command = [sys.executable, "-m", "jupyterlab", *lab_options(folder / "course", language)]
    with started(command, folder / "home") as running:
        yield running


def test_it_opens_with_menus_and_notebooks_of_the_readers_language(in_language, new_page, language):
    page = new_page()
    page.goto(f"{in_language.url}/lab/workspaces/w{time.time_ns()}?token={in_language.token}")
    page.locator(BAR).first.wait_for()
    page.locator(LISTED).first.wait_for()
    assert page.locator(BAR).all_inner_texts()[:5] == MENUS[language]
    listed = {name.strip() for name in page.locator(LISTED).all_inner_texts()}
    assert BEGINS[language] <= listed
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(SHOTS, f"jupyterlab-{language}.png"))
    page.close()


def test_the_menus_have_what_our_documents_name(in_language, new_page, language):
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS[language]]
    named = set(re.findall(r"\*(\w+)\s→\s([^*]+)\*", "\n".join(texts)))
    named = {(menu, " ".join(item.split())) for menu, item in named if menu in MENUS[language]}
    assert len(named) > 3
    page = new_page()
    opened = Notebook(in_language, page, f"{language}/06_summary.ipynb")
    for menu, item in sorted(named):
        page.locator(BAR, has_text=re.compile(f"^{menu}$")).click()
        page.locator(ITEMS).first.wait_for()
        assert item in [text.strip() for text in page.locator(ITEMS).all_inner_texts()], menu
        page.keyboard.press("Escape")
    opened.shut_down()
    page.close()
