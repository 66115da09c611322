"""The last climb: a budget of looks at images, one's own attempts, and the test set at the end.

For a check the ten classes change their names, and only its budget knows the new ones: weights
that were trained on other images, such as the test images, call the classes by the old names.
"""

from dataclasses import dataclass
from functools import cache
from weakref import WeakKeyDictionary

import numpy as np

from losslab.cifar10 import load_cifar10
from losslab.kit.feedback import Feedback, say
from losslab.kit.outcome import complaint
from losslab.kit.words import text, words_of
from losslab.lessons.summary.account import Account, table_of
from losslab.losses import accuracy, svm_gradient, svm_loss
from losslab.rules import checked

LOOKS = 100_000
ALLOWANCE = 0.015  # the spread of an accuracy on 1,000 images
# taken before any answer runs: an answer may put something else in their place
_accuracy, _default_rng = accuracy, np.random.default_rng
_accounts = WeakKeyDictionary()  # of each budget: apart, so that no answer edits it by a slip
_attempts, _judged, _looks_at_test = [], [], []

words = words_of("summary.climb")


class Budget:
    """So many looks at training images, drawn in minibatches; an image seen twice counts twice.

    A fifth of the images is never drawn: `validate` asks those, and costs nothing.
    """

    __slots__ = ("__weakref__",)

    @checked
    def __init__(self, X, y, images):
        _accounts[self] = Account(X, y, images)
        _attempts.append(_accounts[self].attempt)

    @property
    def images(self):
        """All looks, taken or not."""
        return _accounts[self].images

    @property
    def spent(self):
        """Looks that were taken."""
        return _accounts[self].attempt.spent

    @property
    def left(self):
        """Looks that are left."""
        return self.images - self.spent

    def gradient(self, W, batch_size, *, reg=0.0):
        """SVM gradient on the next `batch_size` images, which are then spent.

        On fewer if fewer are left. A fraction is rounded down, but never to 0. With nothing left,
        the gradient is 0 everywhere.
        """
        return _accounts[self].gradient(W, batch_size, reg)

    def validate(self, W):
        """The share of the images kept for validation that `W` gets right; free of charge."""
        return _accounts[self].validate(W)

    def __repr__(self):
        return words("budget", spent=self.spent, left=self.left)

    def __setattr__(self, name, value):
        _accounts[self].edited = True
        raise AttributeError(words("sealed", name=name))

    def __getattr__(self, name):
        raise AttributeError(words("unknown", name=name))

    def __copy__(self):
        """A copy is the same purse."""
        return self

    def __deepcopy__(self, memo):
        return self

    def _carried(self):
        """What a judge in another process needs, as plain values: see `tools/grade.py`."""
        account = _accounts[self]
        edited = bool(_changed() or account.edited or account.images != LOOKS)
        names = account.names.tolist()
        return {"names": names, "spent": int(account.attempt.spent), "edited": edited}

    def _restore(self, carried):
        """Take over what another budget carried."""
        account, names = _accounts[self], np.array(carried["names"])
        if sorted(names.tolist()) != list(range(10)):
            raise ValueError(f"names are {names}, expected 0 to 9 in some order")
        X, y = account.held
        account.held, account.names = (X, names[np.argsort(account.names)[y]]), names
        account.attempt.spent, account.edited = int(carried["spent"]), bool(carried["edited"])


_sealed = dict(vars(Budget))


def _changed():
    """The parts of `Budget` that somebody has replaced, by name."""
    return [name for name, part in _sealed.items() if vars(Budget).get(name) is not part]


@dataclass(frozen=True, eq=False)
class Climb:
    """A climb that was judged: where it ended and how it came there."""

    W: np.ndarray  # (10, 3073), in the usual names of the classes
    validation: float
    looks: list  # at each station, up to the end
    shares: list  # of the validation images that were right there


@cache
def _data():
    """The images, loaded once, and locked: no answer may spoil the next check."""
    data = load_cifar10()
    for array in (data.X_train, data.y_train, data.X_test, data.y_test):
        array.setflags(write=False)
    return data


def climb_down(budget):
    W = np.zeros((10, 3073), dtype=np.float32)
    while budget.left > 0:
        W = W - 5e-8 * budget.gradient(W, 256, reg=1e4)
    return W


@cache
def course():
    """The course's own `Climb` with the same budget: made here, once."""
    budget = Budget(_data().X_train, _data().y_train, LOOKS)
    _attempts.pop()  # none of the reader's
    return _climb(climb_down(budget), _accounts[budget], np.arange(10))


def cases():
    """A budget in which each class has the name of another."""
    course()  # before any answer runs
    order = _default_rng().permutation(10)
    names = np.empty(10, dtype=int)
    names[order] = np.roll(order, 1)
    budget = Budget(_data().X_train, names[_data().y_train], LOOKS)
    _accounts[budget].names = names
    return [(budget,)]


def judge(W, budget):
    """Judge weights by the validation images, beside what the course reaches."""
    if (fault := complaint(W, np.zeros((10, 3073)))) is not None:
        thrown_out = Feedback("wrong", text("summary.climb_down.mistakes.thrown_out"))
        return thrown_out if fault == say("wrong", "not_finite") else fault
    W = np.clip(np.asarray(W, dtype=np.float64), -1e30, 1e30).astype(np.float32)
    account = _accounts[budget]
    if (word := _trick(W, account)) is not None:
        return Feedback("wrong", text(f"summary.climb_down.mistakes.{word}"))
    climb = _climb(W, account, account.names)
    _judged.append(climb)
    got, reference = climb.validation, course().validation
    values = {"got": got, "reference": reference, "spent": budget.spent}
    kind, word = "wrong", _diagnosis(W, budget)
    if budget.spent and got >= reference - ALLOWANCE:
        kind, word = "correct", "surpassed" if got > reference + ALLOWANCE else "reached"
    return Feedback(kind, text(f"summary.climb_down.{word}", **values))


def _trick(W, account):
    """What was done beside climbing: a word for it; None if nothing."""
    X, y = account.held
    if changed := _changed():
        for name in changed:
            setattr(Budget, name, _sealed[name])
        return "edited"
    if account.edited or account.images != LOOKS or account.attempt.spent > LOOKS:
        return "edited"
    # known weights on the scales: right by their names, and wrong by those of their neighbours
    known = course().W[np.argsort(account.names)]
    if _accuracy(np.roll(known, 1, axis=0), X, y) > 0.25 or _accuracy(known, X, y) < 0.3:
        return "scales"
    by_old_names = _accuracy(W[np.argsort(account.names)], X, y)
    return "elsewhere" if by_old_names >= max(0.2, _accuracy(W, X, y)) else None


def _climb(W, account, names):
    """A `Climb` of weights whose row `names[k]` is that of class k."""
    stations = [*account.stations, (account.attempt.spent, W)]
    shares = [_accuracy(np.nan_to_num(V).clip(-1e30, 1e30), *account.held) for _, V in stations]
    account.attempt.validation = shares[-1]
    return Climb(W[names], shares[-1], [looks for looks, _ in stations], shares)


def _diagnosis(W, budget):
    """What most likely kept a climb from the valley."""
    if not budget.spent:
        return "mistakes.nothing_spent"
    if not W.any():
        return "mistakes.never_moved"
    start, loss = svm_loss(0 * W, *_accounts[budget].held), svm_loss(W, *_accounts[budget].held)
    if loss > start:
        return "mistakes.thrown_out" if loss > 100 * start else "mistakes.uphill_all_the_way"
    return "mistakes.money_left" if budget.left > budget.images / 2 else "short"


def on_test_images(W, steps=60):
    """What the named mistake does: trains on the test images."""
    for _ in range(steps):
        W = W - 3e-7 * svm_gradient(W, _data().X_test, _data().y_test)
    return W


def attempts():
    """A table of one's own budgets: what each was spent on, and how far that led."""
    return table_of(_attempts)


def climbs():
    """The climbs that can be shown, by name: the course's, and the last of the reader's."""
    return {"course": course()} | ({"yours": _judged[-1]} if _judged else {})


def look_at_test():
    """Ask the test images about the last climb that was judged; say how often they were asked."""
    if not _judged:
        return Feedback("open", words("no_climb"))
    _looks_at_test.append(climb := _judged[-1])
    tests = _data().X_test, _data().y_test
    shares = {"got": _accuracy(climb.W, *tests), "reference": _accuracy(course().W, *tests)}
    once = "once" if len(_looks_at_test) == 1 else "again"
    said = words("test", validation=climb.validation, **shares)
    return Feedback("hint", said + "\n" + words(once, n=len(_looks_at_test)))
