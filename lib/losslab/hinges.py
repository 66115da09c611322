"""The SVM loss as a sum of hinges ``max(0, h + a u + b v)``, and that sum on a whole grid.

The scores of a linear classifier are linear in ``W``: three matrix products give ``h``, ``u``
and ``v`` for every example and class. Along ``a`` each hinge is straight but for one kink.
"""

import numpy as np

from losslab import _validate

TERMS_AT_ONCE = 1 << 15  # the working arrays of one block fit into a core's cache


def svm_hinges(X, y, *weights, margin=1.0):
    """The hinge arguments at ``W``, and their change along each further direction.

    Parameters
    ----------
    X : ndarray, shape (D, N), float
    y : ndarray, shape (N,), integer
    *weights : ndarrays, shape (C, D)
        The point ``W``, then the directions.
    margin : float

    Returns
    -------
    list of ndarrays, shape (N (C - 1),)
        ``s_j - s_y + margin`` for the first, ``s_j - s_y`` for the others, example by example,
        the class ``y`` of each left out.

    Examples
    --------
    >>> W = np.array([[1.0], [0.5], [2.0]])
    >>> svm_hinges(np.array([[1.0]]), np.array([0]), W)[0]
    array([0.5, 2. ])
    """
    W, *directions = weights
    margin = _validate.check_number(margin, "margin", low=0)
    _validate.check_problem(W, X, y)
    for name, U in zip("UV", directions, strict=False):
        _validate.check_weights(U, name)
        _validate.check_same_shape(U, name, W, "W")
    n, n_classes = len(y), len(W)
    wrong = np.ones((n, n_classes), dtype=bool)
    wrong[np.arange(n), y] = False
    hinges = []
    for matrix in weights:
        with np.errstate(over="ignore", invalid="ignore"):
            scores = X.T @ matrix.T
            relative = scores - scores[np.arange(n), y][:, None]
        hinges.append(relative[wrong])
    hinges[0] += hinges[0].dtype.type(margin)
    if not all(np.isfinite(h).all() for h in hinges):
        _validate.check_finite(X, "X")
        raise ValueError("W or a direction is so large that the scores overflow")
    return hinges


def hinge_plane(h, u, v, a, b):
    """The sum over all terms of ``max(0, h + a u + b v)``, on a grid.

    Parameters
    ----------
    h, u, v : ndarray, shape (K,)
        The terms, as `svm_hinges` gives them.
    a, b : ndarray, shapes (A,) and (B,)

    Returns
    -------
    ndarray, shape (B, A), float64

    Notes
    -----
    A term with ``u ≠ 0`` is ``|u|`` times the distance of ``a`` to its breakpoint ``t``, on
    one side of it. Sorted into the bins of the grid, the breakpoints give by two cumulative
    sums how many slopes, and with what offset, are active at each ``a``.

    Examples
    --------
    >>> one = np.ones(1)
    >>> hinge_plane(one, one, one, np.array([-3.0, 0.0, 3.0]), np.array([0.0, 1.0]))
    array([[0., 1., 4.],
           [0., 2., 5.]])
    """
    order = np.argsort(a, kind="stable")
    total = np.zeros((len(b), len(a)))
    for start in range(0, len(h), TERMS_AT_ONCE):
        block = slice(start, start + TERMS_AT_ONCE)
        terms = [np.asarray(part[block], dtype=float) for part in (h, u, v)]
        total += _sloped_terms(*terms, a[order], b) + _level_terms(*terms, b)[:, None]
    unsorted = np.empty_like(total)
    unsorted[:, order] = total
    return unsorted


def _level_terms(h, u, v, b):
    level = u == 0
    return np.array([np.maximum(0, h[level] + t * v[level]).sum() for t in b])


def _sloped_terms(h, u, v, a, b):
    sloped = u != 0
    h, u, v = h[sloped], u[sloped], v[sloped]
    steepness = np.abs(u)
    falling = u < 0
    crossing, drift = -h / u, -v / u
    total = np.empty((len(b), len(a)))
    slope_at_start = -steepness[falling].sum()
    find_bin = _bin_finder(a)
    for i, t in enumerate(b):
        kink = crossing + t * drift
        lift = steepness * kink
        bins = find_bin(kink)
        slopes = np.cumsum(np.bincount(bins, steepness, minlength=len(a) + 1))[: len(a)]
        offsets = np.cumsum(np.bincount(bins, lift, minlength=len(a) + 1))[: len(a)]
        # left of its kink a falling term is lift - steepness·a; right of it a rising one is the
        # negative of that, so crossing a kink changes the sum by the same amount for both
        total[i] = (slope_at_start + slopes) * a + (lift[falling].sum() - offsets)
    return np.maximum(total, 0, out=total)  # rounding can leave -1e-16


def _bin_finder(a):
    """How many grid positions lie left of each kink: by arithmetic where the grid is even."""
    n = len(a)
    step = (a[-1] - a[0]) / (n - 1) if n > 1 else 0.0
    even = step > 0 and np.allclose(np.diff(a), step, rtol=1e-9, atol=0)
    if not even:
        return lambda kink: np.searchsorted(a, kink)

    def by_arithmetic(kink):
        return np.clip(np.ceil((kink - a[0]) / step), 0, n).astype(np.intp)

    return by_arithmetic
