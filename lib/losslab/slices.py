"""Cut a line or a plane out of a loss landscape that has 30,730 dimensions.

`W` is the place in the middle, `U` and `V` are directions of its shape, `a` and `b`, shapes (A,)
and (B,), are positions along them. The scores of a linear classifier are linear in the weights:
on ``W + a U + b V`` each hinge of the SVM loss is ``max(0, h + a u + b v)``, and three matrix
products give all ``h``, ``u`` and ``v``. That is `SvmSlice`. The other arguments are those of
`losslab.losses`; errors name the argument.
"""

from dataclasses import dataclass

import numpy as np

from losslab.checks import check_finite, check_value
from losslab.losses import scores_of
from losslab.rules import checked

TERMS_AT_ONCE = 1 << 15  # the working arrays of one block fit into a core's cache


@checked
def slice_line(f, W, U, a):
    """Values of any ``f`` along the line ``W + a U``.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of `W`, which may be any, and returns a number.

    Returns
    -------
    ndarray, shape (A,), float64

    Raises
    ------
    ValueError
        Naming the argument; also if a value is not a finite number.

    Examples
    --------
    >>> slice_line(lambda w: float((w**2).sum()), np.zeros(3), np.ones(3), [0, 1, 2])
    array([ 0.,  3., 12.])
    """
    return _line(f, W, U, a)


@checked
def slice_plane(f, W, U, V, a, b):
    """Values of any ``f`` on the plane ``W + a U + b V``, (B, A): row ``i`` belongs to ``b[i]``.

    Examples
    --------
    >>> east, north = np.eye(2)
    >>> slice_plane(lambda w: w[0] + 10 * w[1], np.zeros(2), east, north, [0, 1], [2])
    array([[20., 21.]])
    """
    return np.stack([_line(f, _place(W, V, t), U, a) for t in b.tolist()])


def _line(f, W, U, a):
    # Python's floats: NumPy's would turn float32 weights into float64, and f would be slow
    return np.array([check_value(f(_place(W, U, t))) for t in a.tolist()])


def _place(W, U, t):
    with np.errstate(over="ignore", invalid="ignore"):
        return check_finite(W + t * U, "W or a direction is so large that the sum")


def svm_slice_line(W, U, X, y, a, *, margin=1.0, reg=0.0):
    """The SVM loss along ``W + a U``: what `slice_line` gives, from the structure.

    Examples
    --------
    >>> X, y = np.array([[1.0], [1.0]]), np.array([0])
    >>> U = np.array([[0.5, 0.0], [0.0, 0.0]])
    >>> svm_slice_line(np.zeros((2, 2)), U, X, y, [-2.0, 0.0, 2.0, 4.0])
    array([2., 1., 0., 0.])
    """
    return svm_slice_plane(W, U, np.zeros_like(U), X, y, a, [0.0], margin=margin, reg=reg)[0]


@checked
def svm_slice_plane(W, U, V, X, y, a, b, *, margin=1.0, reg=0.0):
    """The SVM loss on ``W + a U + b V``: what `slice_plane` gives, from the structure.

    Examples
    --------
    >>> X, y = np.array([[1.0], [1.0]]), np.array([0])
    >>> U, V = np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [1.0, 0.0]])
    >>> svm_slice_plane(np.zeros((2, 2)), U, V, X, y, [0.0, 0.5], [0.0, 2.0])
    array([[1. , 0.5],
           [3. , 2.5]])
    """
    with np.errstate(over="ignore", invalid="ignore"):
        loss = svm_slice(W, U, X, y, V, margin=margin).plane(a, b)
        loss = loss + penalty_plane(W, U, V, a, b, reg)
    if np.isnan(loss).any():  # infinity less infinity
        raise ValueError("W or a direction is so large that the loss overflows")
    return loss


def penalty_plane(W, U, V, a, b, reg):
    """``reg · ΣW²`` on the plane: a quadratic in ``a`` and ``b``, so six dot products give it."""
    if not reg:
        return 0.0

    def dot(first, second):
        return float(np.vdot(first.astype(float), second.astype(float)))

    a, b = a[None, :], b[:, None]
    squares = dot(W, W) + a * a * dot(U, U) + b * b * dot(V, V)
    return reg * (squares + 2 * (a * dot(W, U) + b * dot(W, V) + a * b * dot(U, V)))


@dataclass(frozen=True)
class LineKinks:
    """Where the SVM loss bends along a line, from left to right; arrays (K,)."""

    a: np.ndarray  # positions, sorted
    example: np.ndarray  # column of X, of the hinge that bends there
    label: np.ndarray  # its class, which is not y
    slope_change: np.ndarray  # how much steeper the loss is on the right: convex, so positive


@dataclass(frozen=True)
class LineMinimum:
    """The lowest point of a line: position ``a`` and ``loss``."""

    a: float
    loss: float


def svm_line_kinks(W, U, X, y, *, margin=1.0):
    """Every kink of the SVM loss along ``W + a U``, and the hinge that makes it: a `LineKinks`.

    A hinge that is level along the line has no kink.

    Examples
    --------
    >>> X, y = np.array([[1.0], [1.0]]), np.array([0])
    >>> U = np.array([[0.5, 0.0], [0.0, 0.0]])
    >>> svm_line_kinks(np.zeros((2, 2)), U, X, y).a
    array([2.])
    """
    line = svm_slice(W, U, X, y, margin=margin)
    a, hinge = line.kinks()
    example, label = np.divmod(hinge, len(W) - 1)
    label += label >= y[example]  # the class y has no hinge
    return LineKinks(a, example, label, np.abs(line.u[hinge].astype(float)) / len(y))


def svm_line_minimum(W, U, X, y, *, margin=1.0):
    """The exact minimum of the SVM loss along ``W + a U``, unregularized: a `LineMinimum`.

    Where a whole piece is lowest, its left end; on a line where nothing bends, ``a = 0``.

    Examples
    --------
    >>> X, y = np.array([[1.0], [1.0]]), np.array([0])
    >>> U = np.array([[0.5, 0.0], [0.0, 0.0]])
    >>> svm_line_minimum(np.zeros((2, 2)), U, X, y)
    LineMinimum(a=2.0, loss=0.0)
    """
    return svm_slice(W, U, X, y, margin=margin).minimum()


@dataclass(frozen=True, eq=False)
class SvmSlice:
    """The SVM loss on ``W + a U + b V``: the sum of hinges ``max(0, h + a u + b v)``, over n.

    Examples
    --------
    >>> line = SvmSlice(h=np.array([1.0, 1.0]), u=np.array([-0.5, 0.25]), v=np.zeros(2), n=1)
    >>> line.loss(4.0), line.slope(4.0), line.minimum()
    (2.0, (0.25, 0.0), LineMinimum(a=2.0, loss=1.5))
    """

    h: np.ndarray  # (K,): s_j - s_y + margin at W, C - 1 an image, image by image
    u: np.ndarray  # (K,): what U adds to each
    v: np.ndarray  # (K,): what V adds; 0 will do for a line
    n: int  # images

    def __post_init__(self):
        # the one way to set a field of a frozen class
        object.__setattr__(self, "v", np.broadcast_to(self.v, self.h.shape))

    def first(self, n):
        """The slice of the first `n` images only."""
        some = slice(n * (len(self.h) // self.n))
        return SvmSlice(self.h[some], self.u[some], self.v[some], n)

    def loss(self, a, b=0.0):
        """The loss at one place."""
        return float(np.maximum(0, self.h + a * self.u + b * self.v).sum() / self.n)

    def slope(self, a, b=0.0):
        """The slopes along `a` and `b` at one place; a hinge of exactly 0 adds nothing."""
        active = self.h + a * self.u + b * self.v > 0
        return float(self.u[active].sum() / self.n), float(self.v[active].sum() / self.n)

    @property
    def far_slope(self):
        """The slope along `a` from where every rising hinge is active, and no falling one."""
        return float(self.u[self.u > 0].sum(dtype=float)) / self.n

    def kinks(self):
        """Where hinges bend along `a`, sorted, and which: positions and indices."""
        bends = np.flatnonzero(self.u)
        a = -self.h[bends].astype(float) / self.u[bends].astype(float)
        order = np.argsort(a, kind="stable")
        return a[order], bends[order]

    def minimum(self):
        """The lowest point along `a`: the first kink beyond which the loss no longer falls."""
        h, u = self.h.astype(float), self.u.astype(float)
        kinks, bends = self.kinks()
        slopes = u[u < 0].sum() + np.cumsum(np.abs(u[bends]))
        flat = -1e-12 * np.abs(u).sum()  # rounding leaves this much of a slope that is 0
        lowest = min(int(np.searchsorted(slopes, flat)), len(kinks) - 1)
        a = float(kinks[lowest]) if len(kinks) else 0.0
        return LineMinimum(a, float(np.maximum(0, h + a * u).sum() / self.n))

    def line(self, a):
        """The loss at all of these positions, (A,)."""
        return self.plane(a, [0.0])[0]

    @checked
    def plane(self, a, b):
        """The loss on a grid, (B, A)."""
        order = np.argsort(a, kind="stable")
        total = np.zeros((len(b), len(a)))
        for start in range(0, len(self.h), TERMS_AT_ONCE):
            block = slice(start, start + TERMS_AT_ONCE)
            h, u, v = (np.asarray(part[block], float) for part in (self.h, self.u, self.v))
            total[:, order] += _hinge_sums(h, u, v, a[order], b)
        return total / self.n


@checked
def svm_slice(W, U, X, y, V=None, *, margin=1.0):
    """The `SvmSlice` of ``W + a U + b V``; without `V`, it changes only along ``a``."""
    examples = np.arange(len(y))
    wrong = np.ones((len(y), len(W)), dtype=bool)
    wrong[examples, y] = False

    def relative_scores(weights):
        scores = scores_of(weights, X).T
        return (scores - scores[examples, y][:, None])[wrong]

    with np.errstate(over="ignore", invalid="ignore"):
        h, u = relative_scores(W) + margin, relative_scores(U)
        v = np.zeros_like(u) if V is None else relative_scores(V)
    if not all(np.isfinite(part).all() for part in (h, u, v)):
        check_finite(X, "X")
        raise ValueError("W or a direction is so large that the scores overflow")
    return SvmSlice(h, u, v, len(y))


def _hinge_sums(h, u, v, a, b):
    """Sums of hinges on a grid whose `a` is sorted, (B, A).

    A hinge that is not level is ``|u|`` times the distance of ``a`` to its kink, on one side of
    it. Sorted into the bins of the grid, the kinks give by two cumulative sums how many slopes,
    and with what offset, are active at each ``a``.
    """
    sloped = u != 0
    level_h, level_v = h[~sloped], v[~sloped]
    h, u, v = h[sloped], u[sloped], v[sloped]
    steepness, falling = np.abs(u), u < 0
    crossing, drift = -h / u, -v / u
    slope_at_start = -steepness[falling].sum()
    find_bin, total = _bin_finder(a), np.empty((len(b), len(a)))
    for i, t in enumerate(b):
        kink = crossing + t * drift
        lift = steepness * kink
        bins = find_bin(kink)
        slopes = np.cumsum(np.bincount(bins, steepness, minlength=len(a) + 1))[: len(a)]
        offsets = np.cumsum(np.bincount(bins, lift, minlength=len(a) + 1))[: len(a)]
        # left of its kink a falling hinge is lift - steepness·a; right of it a rising one is the
        # negative of that, so crossing a kink changes the sum by the same amount for both
        sums = (slope_at_start + slopes) * a + (lift[falling].sum() - offsets)
        np.maximum(sums, 0, out=sums)  # rounding can leave -1e-16
        total[i] = sums + np.maximum(0, level_h + t * level_v).sum()
    return total


def _bin_finder(a):
    """How many grid positions lie left of each kink: by arithmetic where the grid is even."""
    n = len(a)
    step = (a[-1] - a[0]) / (n - 1) if n > 1 else 0.0
    if step > 0 and np.allclose(np.diff(a), step, rtol=1e-9, atol=0):
        return lambda kink: np.clip(np.ceil((kink - a[0]) / step), 0, n).astype(np.intp)
    return lambda kink: np.searchsorted(a, kink)
