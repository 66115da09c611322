"""What came of a call to a student's function, beside what should have come of it."""

from dataclasses import dataclass

import numpy as np

from losslab.kit.feedback import kind_of, say, words_of

# taken before any answer runs: an answer may put something else in NumPy's place
_allclose = np.allclose


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of a call: a value and its numbers, a tuple's part by part, or an error."""

    value: object = None
    is_tuple: bool = False
    numbers: tuple = ()  # an array for each part, None where it holds no real numbers
    error: BaseException | None = None


def run(function, arguments, *, like=None):
    """Call a function; never raises. Where `like` has a tuple, a list will do."""
    try:
        value = function(*arguments)
        is_tuple = isinstance(value, tuple) or (like and like.is_tuple and isinstance(value, list))
        numbers = tuple(map(_numbers, value if is_tuple else (value,)))
        return Outcome(value, bool(is_tuple), numbers)
    except KeyboardInterrupt:
        raise  # the reader's own stop
    except BaseException as error:  # an answer may raise anything
        return Outcome(error=error)


def _numbers(value):
    """A copy as an array of real numbers, None if it is something else."""
    try:
        numbers = np.array(value)
    except (ValueError, TypeError):  # a list of lists of several lengths, say
        return None
    return numbers if numbers.dtype.kind in "biuf" else None


def agree(got, wanted, *, tolerance, right=None):
    """Whether two outcomes are the same, as nearly as the `right` one must be met."""
    if got.error is not None or wanted.error is not None:
        same = type(got.error) is type(wanted.error)
        return same and words_of(got.error) == words_of(wanted.error)
    if None in (shapes := _shapes(got)) or shapes != _shapes(wanted):
        return False
    scale = max(_largest(wanted), _largest(right or wanted))
    near = {"rtol": tolerance, "atol": tolerance * scale, "equal_nan": True}
    parts = zip(got.numbers, wanted.numbers, strict=True)
    return all(_allclose(a, b, **near) for a, b in parts)


def complaint(value, expected):
    """What is wrong with the form of a value, whatever its numbers; None if nothing is."""
    right = run(lambda: expected, ())
    return fault(run(lambda: value, (), like=right), right)


def fault(got, right):
    """What is wrong with the form of one outcome beside the right one; None if nothing is."""
    if got.value is ...:
        return say("open", "not_attempted")
    if got.value is None:
        return say("wrong", "returned_none")
    if right.is_tuple and len(got.numbers) != len(right.numbers):
        return say("wrong", "not_a_tuple", expected=len(right.numbers))
    for k, (numbers, wanted) in enumerate(zip(got.numbers, right.numbers, strict=False)):
        part = got.value[k] if got.is_tuple else got.value
        if (found := _fault_of_part(part, numbers, wanted.shape)) is not None:
            return found
    return None


def _fault_of_part(value, numbers, shape):
    if numbers is None:
        is_huge = isinstance(value, int)  # more digits than a float can hold
        return say("wrong", "too_large" if is_huge else "not_numbers", got=kind_of(value))
    if numbers.shape != shape:
        word = "shape" if shape else "single"
        return say("wrong", word, got=numbers.shape, expected=shape)
    return None if np.isfinite(numbers).all() else say("wrong", "not_finite")


def _shapes(outcome):
    return [None if part is None else part.shape for part in outcome.numbers]


def _largest(outcome):
    """The largest finite number of an outcome, without its sign."""
    parts = [part for part in outcome.numbers if part is not None and part.dtype.kind != "b"]
    return max((np.abs(part[np.isfinite(part)]).max(initial=0.0) for part in parts), default=0.0)


def worst_difference(got, right):
    """The number that is furthest from the right one, beside it."""
    is_bool = all(part.dtype == bool for part in right.numbers)
    got, right = (
        np.concatenate([part.ravel().astype(float) for part in outcome.numbers])
        for outcome in (got, right)
    )
    worst = int(np.argmax(np.abs(got - right)))
    shown = {"got": _shown(got[worst], is_bool), "expected": _shown(right[worst], is_bool)}
    return say("wrong", "numbers", **shown)


def _shown(number, is_bool):
    """A number as the student would write it: True or False where that is asked for."""
    return str(bool(number)) if is_bool and number in (0, 1) else f"{number:.6g}"
