"""What stands in the rooms of the lessons: their explorers and their questions."""

import importlib
import pkgutil

import numpy as np

import losslab.lessons
from losslab.kit.explorer import Explorer
from losslab.kit.question import Question

LESSONS = [room.name for room in pkgutil.iter_modules(losslab.lessons.__path__)]


def _things(module, kind):
    for lesson in LESSONS:
        content = vars(importlib.import_module(f"losslab.lessons.{lesson}.{module}"))
        yield from (thing for thing in content.values() if kind(thing))


def _is_explorer(thing):
    is_class = isinstance(thing, type) and issubclass(thing, Explorer)
    return is_class and thing.__module__.startswith("losslab.lessons")


EXPLORERS = {explorer.__name__: explorer for explorer in _things("explorers", _is_explorer)}
QUESTIONS = list(_things("questions", lambda thing: isinstance(thing, Question)))


def make(name, data):
    """An explorer as its notebook makes it, with fewer images where that takes long."""
    rng = np.random.default_rng(0)
    W, U = rng.standard_normal((2, 10, 3073), dtype=np.float32) * np.float32(1e-4)
    X, y = data.X_train[:, :1000], data.y_train[:1000]
    few = X[:, :200], y[:200]
    arguments = {
        "ShapeExplorer": ([W, data], {}),
        "SliceExplorer": ([data], {}),
        "ThreePointExplorer": ([], {}),
        "KinkExplorer": ([W, U, X, y], {"reach": 30}),
        "SecantExplorer": ([W, U, X[:, :100], y[:100]], {}),
        "KinkMicroscope": ([W, X[:, :500], y[:500]], {}),
        "BugMuseum": ([1e-3 * rng.random(W.shape), *few], {}),
        "StepExplorer": ([W, X, y], {}),
        "QuadraticExplorer": ([], {}),
        "MomentumExplorer": ([], {}),
        "RavineExplorer": ([W, *few], {}),
        "DescentExplorer": ([W, *few], {}),
        "TrainingFilm": ([W, data], {}),
        "HikerGame": ([data], {}),
        "SearchPlayer": ([data], {}),
        "DimensionDial": ([10 * W, *few], {"pairs": 20}),
        "DataFlowExplorer": ([W, data], {"reg": 1e4}),
        "LandscapeExplorer": ([lambda W: float(np.sum(W**4) - np.sum(W**2)), U[:3, :4]], {}),
    }
    positional, named = arguments[name]
    return EXPLORERS[name](*positional, **named)
