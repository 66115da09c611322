"""The student's own functions: from a function to code that can be kept, and back.

What a record holds is code of whoever solved the exercises. `losslab.yours` alone runs it, in the
kernel of whoever asks: a record of somebody else's is to be trusted as far as a notebook of theirs.
"""

import ast
import copy
import inspect
import linecache
import math
import textwrap
from functools import wraps

import numpy as np

LONGEST = 20_000  # characters of code that is kept


def source_of(function, name):
    """Code of one statement that defines a function or sets `name` to a lambda; "" without it."""
    if not inspect.isfunction(function):
        return ""
    try:
        source = textwrap.dedent(inspect.getsource(function))
        if function.__name__ == "<lambda>":
            (found,) = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Lambda))
            source = f"{name} = {ast.unparse(found)}\n"
        _defined(source)
    except Exception:  # made by exec, changed since then, two lambdas in a line: no code to keep
        return ""
    return source if len(source) <= LONGEST else ""


def rebuilt(source, name):
    """The function that such code defines. What is wrong with the code is raised."""
    file = f"<your {name}>"
    names = {"np": np, "numpy": np, "math": math, "__name__": file}
    defined = _defined(source)
    exec(compile(source, file, "exec"), names)
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    return names[defined]


def on_copies(function):
    """The same function on copies of arrays and lists: for one that changes what it is given."""

    @wraps(function)
    def careful(*arguments, **named):
        return function(*map(_copied, arguments), **{k: _copied(a) for k, a in named.items()})

    return careful


def _copied(argument):
    is_filled = isinstance(argument, np.ndarray | list | tuple)  # as in `question.same`
    return copy.deepcopy(argument) if is_filled else argument


def _defined(source):
    """The name that the code defines; a ValueError if it is more than one function."""
    (statement,) = ast.parse(source).body
    if isinstance(statement, ast.FunctionDef) and not statement.decorator_list:
        return statement.name
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Lambda):
        (target,) = statement.targets
        return target.id
    raise ValueError("source is expected to define one function")
