"""What classes are called, and how their weights are shown: as the data say, or by numbers."""

from losslab.cifar10 import to_image
from losslab.dataset import picture_shape
from losslab.kit.words import text


def names_of(data, n_classes):
    """What `n_classes` classes are called: as in `data`, a `Dataset`, or "class 3" without it.

    Names that the course has words for, those of CIFAR-10, are in the reader's language.
    """
    if data is None:
        return [text("kit.class_number", label=label) for label in range(n_classes)]
    if len(data.class_names) < n_classes:
        named = f"data names {len(data.class_names)} classes"
        raise ValueError(f"{named}, expected {n_classes}: as many as there are rows of scores")
    known = text("kit.class_names")
    return [known.get(name, name) for name in data.class_names[:n_classes]]


def labels_of(data, n_classes):
    """The names with their numbers, as options of a slider: ("3 cat", 3)."""
    names = enumerate(names_of(data, n_classes))
    if data is None:  # the names are numbers already
        return [(name, k) for k, name in names]
    return [(name if name == str(k) else f"{k} {name}", k) for k, name in names]


def shape_of(data, W):
    """The shape in which a row of `W` is shown."""
    return picture_shape(W.shape[1] - 1) if data is None else data.image_shape


def weights_image(data, W, label):
    """A row of `W` as a picture, from its lowest weight to its highest."""
    return to_image(W[label], stretch=True, shape=shape_of(data, W))


def example_image(data, column):
    """A column of the examples of `data` as a picture."""
    return to_image(column, mean_image=data.mean_image, shape=data.image_shape)
