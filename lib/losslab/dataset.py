"""Labelled examples in the conventions of the course: CIFAR-10, or arrays of your own."""

import math
from dataclasses import dataclass, field

import numpy as np

from losslab.checks import check_finite, check_rng


@dataclass(frozen=True, eq=False)
class Dataset:
    """Examples as columns, the mean subtracted, with a one below (the bias trick); their labels.

    `image_shape` is that of a column as a picture: (height, width), or with 3 for colours, whose
    planes follow each other in the column. Where pixels are missing at its end, it stays empty.
    """

    X_train: np.ndarray  # (D, n): the last row is ones
    y_train: np.ndarray  # (n,) int64: the classes, 0 to C - 1
    X_test: np.ndarray
    y_test: np.ndarray
    mean_image: np.ndarray  # (D - 1,): subtracted from both parts
    class_names: tuple[str, ...] = field(kw_only=True)
    image_shape: tuple[int, ...] = field(kw_only=True)

    @classmethod
    def from_arrays(cls, X, y, *, class_names=None, rng=None):
        """Make a data set of your own arrays; a fifth of them, drawn by lot, is the test.

        Parameters
        ----------
        X : array (n, K), (n, height, width) or (n, height, width, 3)
            An example in each row, numbers of any kind. Unless they are bytes, all are stretched to
            0..255, the range of pixels. Rows of K numbers are shown as a square of cells.
        y : array (n,) of integers 0 to C - 1
        class_names : sequence of C strings, optional
            Without it, the classes are shown by their numbers.
        rng : Generator, optional
            Mixes the examples; without it, in the same way each time.

        Raises
        ------
        ValueError
            Its message names the argument, what came and what was expected.

        Examples
        --------
        >>> y = np.arange(30) % 3
        >>> X = np.random.default_rng(0).normal(size=(30, 8, 8)) + y[:, None, None]
        >>> data = Dataset.from_arrays(X, y, class_names=["low", "middle", "high"])
        >>> data.X_train.shape, data.X_test.shape, data.image_shape
        ((65, 24), (65, 6), (8, 8))
        """
        X, y = _as_array(X, "X"), _as_array(y, "y")
        _check_arrays(X, y)
        names = _checked_names(class_names, int(y.max()) + 1)
        order = check_rng(np.random.default_rng(0) if rng is None else rng).permutation(len(y))
        shape = picture_shape(X.shape[1]) if X.ndim == 2 else X.shape[1:]
        planes = X.transpose(0, 3, 1, 2) if X.ndim == 4 else X
        rows = planes.reshape(len(X), -1)[order].astype(np.float32)
        check_finite(rows, "X")
        if X.dtype != np.uint8:
            low, high = float(rows.min()), float(rows.max())
            rows = (rows - low) * np.float32(255 / (high - low or 1))
        labels, split = y[order].astype(np.int64), len(y) - max(1, len(y) // 5)
        mean = rows[:split].mean(axis=0)
        columns = np.hstack([rows - mean, np.ones((len(rows), 1), np.float32)]).T
        parts = columns[:, :split], labels[:split], columns[:, split:], labels[split:]
        return cls(*parts, mean, class_names=names, image_shape=tuple(shape))


def picture_shape(pixels):
    """The shape in which so many numbers are shown if nothing is known: CIFAR's, or a square."""
    side = math.isqrt(pixels - 1) + 1
    return (32, 32, 3) if pixels == 3072 else (side, side)


def _as_array(rows, name):
    try:
        return np.asarray(rows)
    except ValueError:
        raise ValueError(f"{name} has rows of several lengths, expected an array") from None


def _check_arrays(X, y):
    shapes = "(n, K), (n, height, width) or (n, height, width, 3)"
    if X.dtype.kind not in "iufb":
        raise ValueError(f"X holds {X.dtype} values, expected real numbers")
    if X.ndim not in (2, 3, 4) or X.shape[3:] not in ((), (3,)) or not X.size or len(X) < 5:
        raise ValueError(f"X has shape {X.shape}, expected {shapes}, with n at least 5")
    if y.ndim != 1 or y.dtype.kind not in "iu":
        wanted = "expected integers (n,): np.unique(y, return_inverse=True)[1] makes them of names"
        raise ValueError(f"y has shape {y.shape} and holds {y.dtype} values, {wanted}")
    if len(y) != len(X):
        raise ValueError(f"y has {len(y)} labels, but X has {len(X)} rows")
    if y.min() < 0 or not 1 <= y.max() < len(y):
        wanted = "expected classes 0 to C - 1, two or more, but not more than examples"
        raise ValueError(f"y holds {y.min()} to {y.max()}, {wanted}")


def _checked_names(class_names, n_classes):
    if class_names is None:
        return tuple(str(label) for label in range(n_classes))
    names = () if isinstance(class_names, str) else tuple(class_names)
    if len(names) < n_classes or not all(isinstance(name, str) for name in names):
        wanted = f"expected a list of {n_classes} strings or more: y holds 0 to {n_classes - 1}"
        raise ValueError(f"class_names is {class_names!r:.80}, {wanted}")
    return names
