"""The checks of notebooks accept a good one, and complain about each thing that can be wrong."""

import re

import nbformat
import pytest
from nbformat.v4 import new_output
from notebook_checks import MARKER, VIEW, hygiene, with_solution
from notebook_parity import banned_words, glossary, parity, prose


def cell(notebook, name):
    return next(c for c in notebook.cells if c.id == name)


def code(source):
    return lambda n: cell(n, "mean-loss").update(source=source)


def shows(*args, **values):
    return lambda n: cell(n, "mean-loss").outputs.append(new_output(*args, **values))


def prints(text):
    return shows("stream", name="stdout", text=text)


def displays(metadata=None, **data):
    data = {kind.replace("_", "/"): text for kind, text in data.items()}
    return shows("display_data", data, metadata=metadata or {})


WRONG = {
    "an old format": (lambda n: n.update(nbformat_minor=4), "format 4.4"),
    "a kernel of its own": (lambda n: n.metadata.kernelspec.update(name="mine"), "metadata"),
    "widget state": (lambda n: n.metadata.update(widgets={}), "metadata"),
    "no setup": (lambda n: cell(n, "setup").metadata.clear(), "0 cells are tagged setup"),
    "timings": (lambda n: n.cells[0].metadata.update(execution={}), "only tags may stay"),
    "a tag": (lambda n: cell(n, "mean-loss").metadata.update(tags=["hide"]), "tags"),
    "asterisks": (
        lambda n: n.cells[0].update(source="数を **率（幅）**という"),
        "asterisks",
    ),
    "slanted Japanese": (lambda n: n.cells[0].update(source="この *損失* は"), "lean"),
    "a marker": (lambda n: n.cells[0].update(source=f"{MARKER} translate"), "still has"),
    "a random id": (lambda n: n.cells[0].update(id="ab12cd34"), "descriptive"),
    "a random id of letters": (lambda n: n.cells[0].update(id="deadbeef"), "descriptive"),
    "a numbered id": (lambda n: n.cells[0].update(id="cell-3"), "descriptive"),
    "the same id": (lambda n: n.cells[0].update(id="setup"), "twice"),
    "a raw cell": (lambda n: n.cells[0].update(cell_type="raw"), "raw cell"),
    "no code": (code("# nothing"), "no code"),
    "a semicolon": (code("f();"), "';'"),
    "long code": (code("f()\n" * 16), "16 lines of code"),
    "a syntax error": (code("def"), "does not parse"),
    "Japanese in code": (code("print('損失')"), "Japanese"),
    "a path in code": (code("open('/home/someone/x')"), "path"),
    "no count": (lambda n: cell(n, "setup").update(execution_count=None), "count None, not 1"),
    "a count out of order": (lambda n: cell(n, "double").update(execution_count=7), "7, not 3"),
    "an error": (shows("error", ename="KeyError", evalue="x"), "KeyError"),
    "a warning": (shows("stream", name="stderr", text="careful"), "stderr"),
    "a missing glyph": (prints("Glyph 25439 (x) missing from font(s) DejaVu"), "missing glyph"),
    "an address": (displays(text_plain="<object at 0x7f12ab>"), "address"),
    "many lines": (prints("x\n" * 31), "lines"),
    "many decimals": (prints("0.12345678"), "decimals"),
    "a bare array": (displays(text_plain="array([1, 2])"), "bare array"),
    "a path in an output": (prints("/Users/someone/course"), "path"),
    "a widget as text": (displays(text_plain="VBox(children=(HBox(),))"), "inner structure"),
    "a dead view": (shows("display_data", {VIEW: {}}), "view"),
    "an SVG": (displays(**{"image_svg+xml": "<svg/>"}), "svg"),
    "a picture without words": (displays(image_png="eA=="), "no description"),
    "empty words": (displays(image_png="eA==", metadata={"image/png": {"alt": " "}}), "no descr"),
    "an explorer without picture": (
        lambda n: cell(n, "mean-loss").metadata.update(tags=["explorer"]),
        "no picture",
    ),
    "an exercise without check": (
        lambda n: cell(n, "double").update(source="def double(x):\n    return ..."),
        "needs a stub",
    ),
    "an exercise with its answer": (
        lambda n: cell(n, "double").update(
            source=cell(n, "double").source.replace("...", "2 * x", 1)
        ),
        "needs a stub",
    ),
    "a use that is not kept": (
        lambda n: cell(n, "double").update(
            source=cell(n, "double").source.replace(".check(", ".use(")
        ),
        "takes the name",
    ),
    "a check that is kept": (
        lambda n: cell(n, "double").update(
            source=cell(n, "double").source.replace("questions.", "double = questions.")
        ),
        "takes the name",
    ),
    "an exercise attempted": (
        lambda n: cell(n, "double").outputs[0].data.update({"text/plain": "✓ Correct."}),
        "not attempted",
    ),
}


def test_a_good_notebook_passes(good, japanese):
    assert hygiene(good) == hygiene(japanese) == []
    assert parity(good, japanese) == []


@pytest.mark.parametrize("name", WRONG)
def test_hygiene_finds(name, good):
    spoil, complaint = WRONG[name]
    spoil(good)
    nbformat.from_dict(good)
    found = hygiene(good)
    assert re.search(re.escape(complaint), "\n".join(found)), found


PARTED = {
    "a missing cell": lambda n: n.cells.pop(),
    "cells in another order": lambda n: n.cells.reverse(),
    "another type": lambda n: cell(n, "title").update(cell_type="code", outputs=[]),
    "other tags": lambda n: cell(n, "double").metadata.clear(),
    "other code": code("print(f'{4:.4f}')"),
    "English": lambda n: cell(n, "setup").update(
        source='import losslab\n\nlosslab.use_language("en")'
    ),
}


@pytest.mark.parametrize("name", PARTED)
def test_parity_finds(name, good, japanese):
    PARTED[name](japanese)
    assert parity(good, japanese)


SAME_PROSE = [
    ("three points, 10 classes, 5,000 images", "3点、10クラス、5000枚の画像"),
    ("a thousand steps", "1000ステップ"),
    ("$a$ and $b = 2$", "$b = 2$ と $a$"),
    (r"$L = 3 \text{ if it rains}$", r"$L = 3 \text{ 雨なら}$"),
    ("[README](../README.md)", "[README](../README.ja.md)"),
    ("```\n1 step\n```", "```\n2\n```"),
    ("about 15.55 %", "約15.55％"),
]
OTHER_PROSE = [
    ("# One", "## 一"),
    ("$a$", "$b$"),
    ("$a$ and $a$", "$a$"),
    ("[here](a.md)", "[ここ](b.md)"),
    ("5,000 images", "500枚の画像"),
    ("10 classes", "クラス"),
    ("about 9", "約9.5"),
    ("a hundred", "1000"),
]


@pytest.mark.parametrize(("en", "ja"), SAME_PROSE)
def test_a_translation_may(en, ja):
    assert list(prose(en, ja)) == []


@pytest.mark.parametrize(("en", "ja"), OTHER_PROSE)
def test_a_translation_may_not(en, ja):
    assert list(prose(en, ja))


def test_the_glossary_is_enforced():
    assert banned_words()["ウェイト"] == "重み"
    assert glossary("ウェイトを") == ["'ウェイト' should be '重み'"]
    assert glossary("重みを") == []


def test_a_solution_takes_the_place_of_the_stub(good):
    class Double:
        @staticmethod
        def solution_source():
            return "def double(x):\n    return 2 * x\n"

        @staticmethod
        def check(answer):
            assert answer(4) == 8

    class Questions:
        double = Double

    with pytest.raises(AssertionError):
        exec(cell(good, "double").source, {"questions": Questions})
    exec(with_solution(cell(good, "double").source), {"questions": Questions})
