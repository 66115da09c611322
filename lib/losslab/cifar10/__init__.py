"""The real CIFAR-10: the embedded part at once, all of it once it has been downloaded."""

from dataclasses import dataclass

import numpy as np

from losslab.checks import check_choice, check_finite

from .download import read_full
from .embedded import read_embedded
from .official import CLASS_NAMES, PIXELS, SIDE

__all__ = ["Cifar10", "load_cifar10", "to_image"]


@dataclass(frozen=True, eq=False)
class Cifar10:
    """Images as columns, and what they show.

    Attributes
    ----------
    X_train, X_test : (3073, n) arrays
        A column is an example: the red plane, the green and the blue, each of 32 rows of 32
        pixels, in 0..255 less the mean image; then a one (the bias trick). The 3,073 numbers of
        an example are contiguous in memory.
    y_train, y_test : (n,) int64 arrays
        The classes, 0 to 9, in the order of the official files: the classes come mixed.
    mean_image : (3072,) array
        Mean of the training images loaded, in the layout of a column; both parts have it
        subtracted.
    class_names : tuple of 10 str
    """

    X_train: np.ndarray
    y_train: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray
    mean_image: np.ndarray
    class_names: tuple[str, ...] = CLASS_NAMES


def load_cifar10(which="embedded", *, dtype=np.float32, folder=None):
    """Load CIFAR-10 in the conventions of the course.

    Parameters
    ----------
    which : {"embedded", "full"}
        5,000 training and 1,000 test images that come with the course, as many of each class;
        or all 50,000 and 10,000.
    dtype : {float32, float64}
    folder : path, optional
        Where to look for the files, instead of the course's ``data`` folder or, for the full data,
        the folder that the environment variable LOSSLAB_DATA names and then the user's cache.

    Returns
    -------
    Cifar10

    Raises
    ------
    FileNotFoundError, ValueError
        If a file is missing or damaged: the message says which and how to mend it.

    Examples
    --------
    >>> data = load_cifar10()
    >>> data.X_train.shape, data.X_test.shape
    ((3073, 5000), (3073, 1000))
    >>> [data.class_names[y] for y in data.y_train[:3]]
    ['frog', 'truck', 'truck']
    """
    # None would equal float64, and an array would be compared number by number
    named = isinstance(dtype, str | type | np.dtype)
    if not named or dtype not in (np.dtype("float32"), np.dtype("float64")):
        raise ValueError(f"dtype is {dtype!r}, expected float32 or float64")
    readers = {"embedded": read_embedded, "full": read_full}
    check_choice(which, "which", list(readers))
    train, test = readers[which](folder)
    mean = train[1].mean(axis=0).astype(dtype)
    return Cifar10(*_columns(*train, mean), *_columns(*test, mean), mean)


def to_image(column, *, mean_image=None, stretch=False):
    """Turn a column of `X`, or a row of `W`, back into a picture.

    Parameters
    ----------
    column : (3073,) or (3072,) array
        The bias, if it is there, is left out.
    mean_image : (3072,) array, optional
        What to add first: the mean image that was subtracted.
    stretch : bool
        Map the smallest value to 0 and the largest to 255, for weights. Otherwise values are
        taken as pixels and cut off at 0 and 255.

    Returns
    -------
    (32, 32, 3) uint8 array
        As matplotlib's `imshow` draws it.

    Raises
    ------
    ValueError
        If a shape is another, or a number is not finite.

    Examples
    --------
    >>> data = load_cifar10()
    >>> to_image(data.X_train[:, 0], mean_image=data.mean_image)[0, 0]
    array([59, 62, 63], dtype=uint8)
    """
    values = np.asarray(column, np.float64)
    if values.shape not in ((PIXELS,), (PIXELS + 1,)):
        raise ValueError(f"column has shape {values.shape}, expected (3073,) or (3072,)")
    check_finite(values, "column")
    values = values[:PIXELS]
    if mean_image is not None:
        if np.shape(mean_image) != (PIXELS,):
            raise ValueError(f"mean_image has shape {np.shape(mean_image)}, expected (3072,)")
        values = values + mean_image
    if stretch:
        low, high = values.min(), values.max()
        values = (values - low) * (255 / (high - low or 1))
    pixels = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return pixels.reshape(3, SIDE, SIDE).transpose(1, 2, 0)


def _columns(labels, planes, mean):
    rows = np.empty((len(labels), PIXELS + 1), mean.dtype)
    # Straight into place: a second copy of the full data would be 600 MB.
    np.subtract(planes, mean, out=rows[:, :PIXELS])
    rows[:, PIXELS] = 1
    return rows.T, labels.astype(np.int64)
