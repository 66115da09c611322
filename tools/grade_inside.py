"""Runs in the kernel of a submission: what a student's function makes of the cases of a question.

Nothing in that kernel can be trusted, so nothing is judged here: only numbers leave it.
"""

import copy
import json
from importlib import import_module

from losslab.kit.outcome import run
from losslab.kit.question import same


def transcript(room, name, namespace):
    """What the function called `name` does in each case, as JSON; null if there is none."""
    question = vars(import_module(f"losslab.lessons.{room}.questions"))[name]
    function = namespace.get(name)
    if function is question.solution_function:  # what `use` gives until an answer is right
        function = question.last_answer
    if not callable(function):
        return json.dumps(None)
    return json.dumps([_tried(question, function, case) for case in question.cases()])


def _tried(question, function, case):
    given = copy.deepcopy(case)
    # of a question with a judge there is one case, and its right answer takes long
    like = None if question.judge else run(question, copy.deepcopy(case))
    outcome = run(function, given, like=like)
    return {
        "error": outcome.error is not None,
        "empty": outcome.value is ...,
        "tuple": outcome.is_tuple,
        "parts": [None if part is None else _packed(part) for part in outcome.numbers],
        "touched": not same(given, case),
        "left": [argument._carried() for argument in given] if question.judge else [],
    }


def _packed(numbers):
    return {"type": str(numbers.dtype), "shape": numbers.shape, "data": numbers.ravel().tolist()}
