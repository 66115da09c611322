"""The lessons: a room for each notebook, with its figures, explorers, questions and words.

No lesson uses another; what two of them need is in the kit.
"""

from importlib import import_module
from pkgutil import iter_modules

from losslab.kit.question import Question
from losslab.kit.words import text


def questions():
    """The questions of each room by their names, the rooms in the order of the course."""
    rooms = sorted((m.name for m in iter_modules(__path__)), key=lambda r: text(f"{r}.title"))
    found = {}
    for room in rooms:
        space = vars(import_module(f"{__name__}.{room}.questions"))
        found[room] = {name: q for name, q in space.items() if isinstance(q, Question)}
    return found
