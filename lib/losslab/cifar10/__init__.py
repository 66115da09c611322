"""The real CIFAR-10: the embedded part at once, all of it once it has been downloaded."""

import math
from dataclasses import dataclass

import numpy as np

from losslab.checks import check_choice, check_finite
from losslab.dataset import Dataset

from .download import read_full
from .embedded import FOLDER, read_embedded
from .official import CLASS_NAMES, PIXELS, SIDE
from .shared import read_shared, shared_folder, write_shared

_ARRAYS = "X_train", "y_train", "X_test", "y_test", "mean_image"


@dataclass(frozen=True, eq=False)
class Cifar10(Dataset):
    """Images as columns, and what they show; the classes come mixed, as in the official files.

    A column is an example, contiguous in memory: the red plane, the green and the blue, each of 32
    rows of 32 pixels, in 0..255 less the mean image; then a one (the bias trick).
    """

    class_names: tuple[str, ...] = CLASS_NAMES
    image_shape: tuple[int, ...] = (SIDE, SIDE, 3)


def load_cifar10(which="embedded", *, dtype=np.float32, folder=None):
    """Load CIFAR-10 in the conventions of the course.

    Parameters
    ----------
    which : {"embedded", "full"}
        5,000 training and 1,000 test images, as many of each class, or all 50,000 and 10,000.
    dtype : {float32, float64}
    folder : path, optional
        Where to look, instead of the course's ``data`` folder or, for the full data, the folder
        that the environment variable LOSSLAB_DATA names and then the user's cache. Where the
        variable LOSSLAB_SHARED names a folder, the embedded part is mapped from there.

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
    check_choice(which, "which", ["embedded", "full"])
    shared = shared_folder()
    if shared and which == "embedded" and folder is None and dtype == np.dtype("float32"):
        return Cifar10(*read_shared(shared, _ARRAYS))
    train, test = read_full(folder) if which == "full" else read_embedded(folder)
    mean = train[1].mean(axis=0).astype(dtype)
    return Cifar10(*_columns(*train, mean), *_columns(*test, mean), mean)


def share_cifar10(folder):
    """Write the embedded part (float32) where a class on one server can share it: 74 MB.

    Whose variable LOSSLAB_SHARED names the folder gets it from `load_cifar10`, in no time and
    without memory of their own.
    """
    data = load_cifar10(folder=FOLDER)
    write_shared(folder, {name: getattr(data, name) for name in _ARRAYS})


def to_image(column, *, mean_image=None, stretch=False, shape=(SIDE, SIDE, 3)):
    """Turn a column of `X`, or a row of `W`, into a picture (32, 32, 3) uint8, without the bias.

    A `shape` (height, width, 3), or (height, width) for greys, is that of other pictures than
    those of CIFAR-10: the last number of their columns is the bias, and pixels that are missing
    before it are white. The `mean_image` (3072,) that was subtracted is added first. `stretch`
    maps the smallest value to 0 and the largest to 255, for weights; else values are cut off there.
    """
    values = np.asarray(column, np.float64)
    cells = math.prod(shape)
    if shape == (SIDE, SIDE, 3):
        pixels, fits = PIXELS, values.shape in ((PIXELS,), (PIXELS + 1,))
        expected = "(3073,) or (3072,)"
    else:
        pixels, fits = values.size - 1, values.ndim == 1 and 0 < values.size - 1 <= cells
        expected = f"({cells + 1},), or less for a picture that is not full"
    if not fits:
        raise ValueError(f"column has shape {values.shape}, expected {expected}")
    check_finite(values, "column")
    values = values[:pixels]
    if mean_image is not None:
        if np.shape(mean_image) != (pixels,):
            raise ValueError(f"mean_image has shape {np.shape(mean_image)}, expected ({pixels},)")
        values = values + mean_image
    if stretch:
        low, high = values.min(), values.max()
        values = (values - low) * (255 / (high - low or 1))
    shown = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    height, width = shape[:2]
    white = np.full(cells - pixels, 255, np.uint8)
    planes = np.r_[shown, white].reshape(-1, height, width)
    return np.broadcast_to(planes, (3, height, width)).transpose(1, 2, 0)


def _columns(labels, planes, mean):
    rows = np.empty((len(labels), PIXELS + 1), mean.dtype)
    # Straight into place: a second copy of the full data would be 600 MB.
    np.subtract(planes, mean, out=rows[:, :PIXELS])
    rows[:, PIXELS] = 1
    return rows.T, labels.astype(np.int64)
