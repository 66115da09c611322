"""Cut a line or a plane out of a loss landscape that has 30,730 dimensions.

The scores of a linear classifier are linear in ``W``. Along ``W + a U + b V`` they are
``S0 + a S1 + b S2``: three matrix products serve every point of the slice. Each hinge is then
``max(0, p + a q)``, a straight piece with one breakpoint, and a histogram of the breakpoints
gives a whole row of the grid at once.
"""

from dataclasses import dataclass

import numpy as np

from losslab import _validate
from losslab.hinges import hinge_plane, svm_hinges


def slice_line(f, W, U, a):
    """Values of any ``f`` along the line ``W + a U``.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of `W`, returns a number.
    W, U : ndarray, the same shape
        The point where ``a = 0``, and the direction.
    a : array_like, shape (A,)
        Positions along the line.

    Returns
    -------
    ndarray, shape (A,), float64

    Raises
    ------
    ValueError
        If the shapes disagree, or a value is not a finite number.

    Examples
    --------
    >>> slice_line(lambda w: float((w**2).sum()), np.zeros(3), np.ones(3), [0, 1, 2])
    array([ 0.,  3., 12.])
    """
    _direction(U, "U", W)
    a = _positions(a, "a")
    # Python's floats: NumPy's would turn float32 weights into float64, and f would be slow
    return np.array([_validate.check_value(f(W + t * U)) for t in a.tolist()])


def slice_plane(f, W, U, V, a, b):
    """Values of any ``f`` on the plane ``W + a U + b V``.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of `W`, returns a number.
    W, U, V : ndarray, the same shape
    a, b : array_like, shapes (A,) and (B,)

    Returns
    -------
    ndarray, shape (B, A), float64
        Row ``i`` belongs to ``b[i]``, column ``j`` to ``a[j]``.

    Raises
    ------
    ValueError
        If the shapes disagree, or a value is not a finite number.

    Examples
    --------
    >>> east, north = np.eye(2)
    >>> slice_plane(lambda w: w[0] + 10 * w[1], np.zeros(2), east, north, [0, 1], [2])
    array([[20., 21.]])
    """
    _direction(V, "V", W)
    b = _positions(b, "b")
    return np.stack([slice_line(f, W + t * V, U, a) for t in b.tolist()])


def svm_slice_line(W, U, X, y, a, *, margin=1.0, reg=0.0):
    """The SVM loss along ``W + a U``: what `slice_line` gives, from the structure.

    Parameters
    ----------
    W, U : ndarray, shape (C, D), float
    X : ndarray, shape (D, N), float
        One example a column.
    y : ndarray, shape (N,), integer
    a : array_like, shape (A,)
    margin, reg : float

    Returns
    -------
    ndarray, shape (A,), float64

    Raises
    ------
    ValueError
        If shapes disagree, labels are out of range or a value is not finite.

    Examples
    --------
    >>> X, y = np.array([[1.0], [1.0]]), np.array([0])
    >>> U = np.array([[0.5, 0.0], [0.0, 0.0]])
    >>> svm_slice_line(np.zeros((2, 2)), U, X, y, [-2.0, 0.0, 2.0, 4.0])
    array([2., 1., 0., 0.])
    """
    return svm_slice_plane(W, U, np.zeros_like(U), X, y, a, [0.0], margin=margin, reg=reg)[0]


def svm_slice_plane(W, U, V, X, y, a, b, *, margin=1.0, reg=0.0):
    """The SVM loss on ``W + a U + b V``: what `slice_plane` gives, from the structure.

    Parameters
    ----------
    W, U, V : ndarray, shape (C, D), float
    X : ndarray, shape (D, N), float
        One example a column.
    y : ndarray, shape (N,), integer
    a, b : array_like, shapes (A,) and (B,)
    margin, reg : float

    Returns
    -------
    ndarray, shape (B, A), float64
        Row ``i`` belongs to ``b[i]``, column ``j`` to ``a[j]``.

    Raises
    ------
    ValueError
        If shapes disagree, labels are out of range or a value is not finite.

    Examples
    --------
    >>> X, y = np.array([[1.0], [1.0]]), np.array([0])
    >>> U, V = np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [1.0, 0.0]])
    >>> svm_slice_plane(np.zeros((2, 2)), U, V, X, y, [0.0, 0.5], [0.0, 2.0])
    array([[1. , 0.5],
           [3. , 2.5]])
    """
    reg = _validate.check_number(reg, "reg", low=0)
    hinges = svm_hinges(X, y, W, U, V, margin=margin)
    a, b = _positions(a, "a"), _positions(b, "b")
    return hinge_plane(*hinges, a, b) / len(y) + penalty_plane(W, U, V, a, b, reg)


def penalty_plane(W, U, V, a, b, reg):
    """``reg · ΣW²`` on the plane: a quadratic in ``a`` and ``b``, so six dot products give it."""
    if not reg:
        return 0.0
    dot = {
        name: float(np.vdot(first.astype(float), second.astype(float)))
        for name, first, second in (
            ("WW", W, W), ("WU", W, U), ("WV", W, V), ("UU", U, U), ("UV", U, V), ("VV", V, V),
        )
    }  # fmt: skip
    a, b = a[None, :], b[:, None]
    squares = dot["WW"] + a * a * dot["UU"] + b * b * dot["VV"]
    return reg * (squares + 2 * (a * dot["WU"] + b * dot["WV"] + a * b * dot["UV"]))


@dataclass(frozen=True)
class LineKinks:
    """Where the loss of an SVM bends along a line, from left to right.

    Attributes
    ----------
    a : ndarray, shape (K,)
        Positions, sorted.
    example, label : ndarray, shape (K,)
        Column of ``X``, and class ``j ≠ y``, of the hinge that bends there.
    slope_change : ndarray, shape (K,)
        How much steeper the mean loss is on the right: always positive, as the loss is convex.
    """

    a: np.ndarray
    example: np.ndarray
    label: np.ndarray
    slope_change: np.ndarray


@dataclass(frozen=True)
class LineMinimum:
    """The lowest point of a line: position ``a`` and ``loss``."""

    a: float
    loss: float


def svm_line_kinks(W, U, X, y, *, margin=1.0):
    """Every kink of the SVM loss along ``W + a U``, and the hinge that makes it.

    Parameters
    ----------
    W, U : ndarray, shape (C, D), float
    X : ndarray, shape (D, N), float
    y : ndarray, shape (N,), integer
    margin : float

    Returns
    -------
    LineKinks
        A hinge that is level along the line has no kink.

    Raises
    ------
    ValueError
        If shapes disagree, labels are out of range or a value is not finite.

    Examples
    --------
    >>> X, y = np.array([[1.0], [1.0]]), np.array([0])
    >>> U = np.array([[0.5, 0.0], [0.0, 0.0]])
    >>> svm_line_kinks(np.zeros((2, 2)), U, X, y).a
    array([2.])
    """
    h, u = (part.astype(float) for part in svm_hinges(X, y, W, U, margin=margin))
    n, n_classes = len(y), len(W)
    labels = np.broadcast_to(np.arange(n_classes), (n, n_classes))
    label = labels[labels != np.asarray(y)[:, None]]
    example = np.repeat(np.arange(n), n_classes - 1)
    bends = np.flatnonzero(u)
    a = -h[bends] / u[bends]
    bends, a = bends[order := np.argsort(a, kind="stable")], a[order]
    return LineKinks(a, example[bends], label[bends], np.abs(u[bends]) / n)


def svm_line_minimum(W, U, X, y, *, margin=1.0):
    """The exact minimum of the SVM loss along ``W + a U``, without regularization.

    The loss is convex and piecewise linear, so it is lowest at a kink: the first one from the
    left beyond which it no longer falls. Where a whole piece is lowest, its left end is given.

    Parameters
    ----------
    W, U : ndarray, shape (C, D), float
    X : ndarray, shape (D, N), float
    y : ndarray, shape (N,), integer
    margin : float

    Returns
    -------
    LineMinimum
        On a line where nothing bends, ``a = 0``.

    Raises
    ------
    ValueError
        If shapes disagree, labels are out of range or a value is not finite.

    Examples
    --------
    >>> X, y = np.array([[1.0], [1.0]]), np.array([0])
    >>> U = np.array([[0.5, 0.0], [0.0, 0.0]])
    >>> svm_line_minimum(np.zeros((2, 2)), U, X, y)
    LineMinimum(a=2.0, loss=0.0)
    """
    return line_minimum(*svm_hinges(X, y, W, U, margin=margin), len(y))


def line_minimum(h, u, n):
    """`svm_line_minimum` of hinges ``max(0, h + a u)`` of `n` images, as `svm_hinges` gives them.

    Examples
    --------
    >>> line_minimum(np.array([1.0, 1.0]), np.array([-0.5, 0.25]), 1)
    LineMinimum(a=2.0, loss=1.5)
    """
    h, u = h.astype(float), u.astype(float)
    bends = np.flatnonzero(u)
    if not len(bends):
        return LineMinimum(0.0, float(np.maximum(0, h).sum() / n))
    kinks = -h[bends] / u[bends]
    order = np.argsort(kinks, kind="stable")
    slopes = u[u < 0].sum() + np.cumsum(np.abs(u[bends][order]))
    flat = -1e-12 * np.abs(u).sum()  # rounding leaves this much of a slope that is 0
    lowest = min(int(np.searchsorted(slopes, flat)), len(order) - 1)
    a = float(kinks[order[lowest]])
    return LineMinimum(a, float(np.maximum(0, h + a * u).sum() / n))


def _direction(U, name, W):
    _validate.check_floating(W, "W")
    _validate.check_same_shape(U, name, W, "W")
    _validate.check_floating(U, name)


def _positions(a, name):
    a = np.asarray(a, dtype=float)
    if a.ndim != 1 or not a.size or not np.isfinite(a).all():
        raise ValueError(f"{name} must be a row of finite numbers, got {a!r:.60}")
    return a
