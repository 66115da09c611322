"""The recipes of CONTRIBUTING.md, followed to the letter in a copy of the course."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RECIPES = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ROOM = "lib/losslab/lessons/minibatch"


def blocks(language, section):
    (recipe,) = re.findall(rf"^## {section}$(.+?)^## ", RECIPES, re.M | re.S)
    return re.findall(rf"^```{language}\n(.+?)^```", recipe, re.M | re.S)


def add(path, code):
    """Put code at the end of a module, and its imports at the head."""
    imports = [line for line in code.splitlines() if line.startswith("from ")]
    rest = "\n".join(line for line in code.splitlines() if line not in imports)
    head, mark, body = path.read_text(encoding="utf-8").partition("\nfrom ")
    path.write_text("\n".join([head, *imports]) + mark + body + "\n\n" + rest, encoding="utf-8")


@pytest.fixture(scope="module")
def patched(tmp_path_factory):
    """The course with the explorer and the exercise of the recipes in a room."""
    root = tmp_path_factory.mktemp("patched")
    for name in ("lib", "tests", "data", "tools", "notebooks"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", root)
    for section, module in (("Add an explorer", "explorers"), ("Add an exercise", "questions")):
        (code,), (words,) = blocks("python", section), blocks("toml", section)
        add(root / ROOM / f"{module}.py", code)
        for language in ("en", "ja"):
            path = root / ROOM / f"{language}.toml"
            path.write_text(path.read_text(encoding="utf-8") + "\n" + words, encoding="utf-8")
    (line,) = re.findall(r'`("ParabolaExplorer": .+?)`', RECIPES)
    rooms = root / "tests/rooms.py"
    table = rooms.read_text(encoding="utf-8").replace("arguments = {", f"arguments = {{\n{line}", 1)
    rooms.write_text(table, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("tests", "which"),
    [
        (["tests/kit/test_explorers.py"], "Parabola"),
        (["tests/kit/test_questions.py", "tests/kit/test_hostile_answers.py"], "parabola"),
        (["tests/lessons/test_mutants.py"], "parabola"),
        (["tests/test_house.py", "tests/kit/test_words.py"], ""),
    ],
    ids=["explorer", "exercise", "mutants", "house"],
)
def test_the_recipes_work(patched, tests, which):
    environment = {**os.environ, "PYTHONPATH": str(patched / "lib"), "LOSSLAB_WAYS": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, "-k", which]
    run = subprocess.run(
        command, cwd=patched, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-2000:]
    assert re.search(r"\d passed", run.stdout)
