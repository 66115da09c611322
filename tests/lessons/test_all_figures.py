"""Every figure of a lesson is drawn in its tests, in both languages, with nothing cut off.

The fixtures `axes` and `figure` look after that; here it is seen that no figure is left out.
"""

import inspect
from importlib import import_module
from pathlib import Path

import pytest
from rooms import LESSONS


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_figure_is_drawn_in_a_test(lesson):
    figures = import_module(f"losslab.lessons.{lesson}.figures")
    functions = inspect.getmembers(figures, inspect.isfunction)
    drawn = {n for n, f in functions if n.startswith("draw_") and f.__module__ == figures.__name__}
    tests = Path(__file__).parent.glob(f"test_{lesson}*.py")
    tested = "".join(path.read_text(encoding="utf-8") for path in tests)
    assert drawn
    assert not {name for name in drawn if f"{name}(" not in tested}
