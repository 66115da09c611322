"""An instructor's own arrays in every explorer: other classes, other pictures, other names."""

import importlib
import inspect
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.text import Text
from rooms import EXPLORERS, LESSONS

import losslab
from losslab.cifar10 import to_image
from losslab.cifar10.official import CLASS_NAMES
from losslab.dataset import Dataset
from losslab.kit import maps
from losslab.kit.naming import example_image, names_of
from losslab.kit.words import text
from losslab.lessons.landscape import figures
from losslab.losses import svm_loss
from losslab.slices import svm_line_kinks

NAMES = "quark", "lepton", "boson"
NAMERS = {  # the explorers that say what classes are called
    "ShapeExplorer", "SliceExplorer", "KinkExplorer", "KinkMicroscope", "TrainingFilm",
    "DataFlowExplorer",
}  # fmt: skip
SHAPES = {"digits": (120, 8, 8), "rows": (60, 61), "colours": (60, 6, 9, 3)}


def own(shape, class_names=NAMES):
    rng = np.random.default_rng(0)
    y = np.arange(shape[0]) % 3
    X = rng.normal(size=shape) + 2 * y.reshape(-1, *[1] * (len(shape) - 1))
    return Dataset.from_arrays(X, y, class_names=class_names)


def made_of(data, name, named=True):
    """An explorer as its notebook makes it, on other data; `named`: it is told which."""
    rng = np.random.default_rng(0)
    W, U = rng.standard_normal((2, 3, len(data.X_train)), dtype=np.float32) * np.float32(1e-3)
    X, y = data.X_train, data.y_train
    names = [data] if named else []
    arguments = {
        "ShapeExplorer": ([W, data], {}),
        "SliceExplorer": ([data], {}),
        "ThreePointExplorer": ([], {}),
        "KinkExplorer": ([W, U, X, y, *names], {"reach": 30}),
        "SecantExplorer": ([W, U, X, y], {}),
        "KinkMicroscope": ([W, X, y, *names], {}),
        "BugMuseum": ([W, X, y], {}),
        "StepExplorer": ([W, X, y], {}),
        "QuadraticExplorer": ([], {}),
        "MomentumExplorer": ([], {}),
        "RavineExplorer": ([W, X, y], {}),
        "DescentExplorer": ([W, X, y], {}),
        "TrainingFilm": ([W, data], {}),
        "HikerGame": ([data], {}),
        "SearchPlayer": ([data], {}),
        "DimensionDial": ([W, X, y], {"pairs": 5}),
        "DataFlowExplorer": ([W, data], {"reg": 1e2}),
        "LandscapeExplorer": ([lambda W: svm_loss(W, X, y), W], {}),
    }
    positional, options = arguments[name]
    return EXPLORERS[name](*positional, **options)


def shown(explorer):
    """All that a reader of an explorer meets: its sentence, its controls, its figure."""
    picture, artists = explorer.picture, explorer.figure.findobj(Text)
    words = [picture.sentence, picture.label, *(artist.get_text() for artist in artists)]
    for control in explorer.named.values():
        options = getattr(control, "options", ())
        words += [str(option[0] if isinstance(option, tuple) else option) for option in options]
    return " ".join(words)


def cifar_names():
    both = {*CLASS_NAMES, *text("kit.class_names").values()}
    return both - {"plane"}  # a word of the maps, too


def said_of_cifar(words):
    latin = set(re.findall(r"[A-Za-z]+", words))
    return {name for name in cifar_names() if (name in latin if name.isascii() else name in words)}


@pytest.mark.parametrize("name", EXPLORERS)
def test_an_explorer_shows_own_arrays_and_never_the_names_of_cifar(name, language):
    for data in map(own, SHAPES.values()):
        explorer = made_of(data, name)
        for control in explorer.named.values():  # to both of its ends
            if hasattr(control, "index") and getattr(control, "options", ()):
                for index in (0, len(control.options) - 1):
                    control.index = index
        assert not said_of_cifar(shown(explorer))


@pytest.mark.parametrize("name", EXPLORERS)
def test_the_names_of_the_data_are_shown(name, language):
    words = shown(made_of(own(SHAPES["digits"]), name))
    assert any(called in words for called in NAMES) == (name in NAMERS)


def test_classes_are_named_in_one_place():
    house = Path(losslab.__file__).parent
    asks = [p for p in house.rglob("*.py") if "kit.class_names" in p.read_text(encoding="utf-8")]
    knows = [p for p in house.rglob("*.py") if "CLASS_NAMES" in p.read_text(encoding="utf-8")]
    assert asks == [house / "kit/naming.py"]
    assert {path.parent for path in knows} == {house / "cifar10"}


@pytest.mark.parametrize("name", ["KinkExplorer", "KinkMicroscope"])
def test_without_names_a_class_has_its_number(name, language):
    words = shown(made_of(own(SHAPES["digits"]), name, named=False))
    assert {"en": "class 2", "ja": "クラス 2"}[language] in words
    assert not said_of_cifar(words)


def test_the_names_of_cifar_are_in_the_readers_language(data, language):
    names = names_of(data, 10)
    assert names[3] == {"en": "cat", "ja": "猫"}[language]
    assert len(set(names)) == 10 and said_of_cifar(" ".join(names))


def test_too_few_names_are_refused():
    with pytest.raises(ValueError, match="data names 3 classes, expected 10"):
        names_of(own(SHAPES["digits"]), 10)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_figures_show_own_arrays(shape, figure):
    data, (left, right) = own(shape), figure.subplots(1, 2)
    sheet = figures.draw_examples(left, data, per_class=4).get_array()
    height, width = data.image_shape[:2]
    assert sheet.shape == (4 * (height + 2), 3 * (width + 2), 3)
    maps.draw_templates(right, np.eye(3, len(data.X_train)), data)
    assert [t.get_text() for t in right.texts] == list(NAMES)


def figures_of_data():
    """The figures of all lessons that are told which data they show."""
    rooms = [importlib.import_module(f"losslab.lessons.{room}.figures") for room in LESSONS]
    for module in (maps, *rooms):
        for name, draw in inspect.getmembers(module, inspect.isfunction):
            its_own = draw.__module__ == module.__name__ and name.startswith("draw_")
            if its_own and "data" in inspect.signature(draw).parameters:
                yield name, draw


FIGURES = dict(figures_of_data())


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_shows_the_names_of_the_data(name, figure, language):
    data, ax = own(SHAPES["digits"]), figure.subplots()
    W, U = np.random.default_rng(0).standard_normal((2, 3, len(data.X_train)), dtype=np.float32)
    X, y = data.X_train[:, :4], data.y_train[:4]
    table = (W @ X, y, data)
    arguments = {
        "draw_examples": (data,), "draw_templates": (W, data), "draw_negative_gradient": (W, data),
        "draw_margin_table": table, "draw_coefficients": table,
        "draw_loss_terms": (W[:, 0], 1, data),
    }  # fmt: skip
    if name == "draw_kinks":
        kinks = svm_line_kinks(W, U, X, y)
        ax.set_xlim(-10, 10)
        arguments[name] = (kinks, np.zeros(len(kinks.a)), data)
    FIGURES[name](ax, *arguments[name])
    figure.canvas.draw()
    words = " ".join(artist.get_text() for artist in figure.findobj(Text))
    assert any(called in words for called in NAMES)
    assert not said_of_cifar(words)


def test_a_picture_comes_back_as_it_was():
    pictures = np.random.default_rng(0).integers(0, 256, (10, 4, 5, 3), dtype=np.uint8)
    data = Dataset.from_arrays(pictures, np.arange(10) % 2)
    back = [example_image(data, x) for x in np.hstack([data.X_train, data.X_test]).T]
    assert sorted(map(bytes, back)) == sorted(map(bytes, pictures))
    assert data.class_names == ("0", "1")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"X": np.zeros((10, 2, 2, 4))}, r"^X has shape \(10, 2, 2, 4\), expected \(n, K\)"),
        ({"X": np.full((10, 4), np.nan)}, "^X holds NaN"),
        ({"X": np.full((10, 4), "a")}, "^X holds <U1 values"),
        ({"X": [[1, 2], [3]]}, "^X has rows of several lengths"),
        ({"X": np.ones((4, 4))}, r"^X has shape \(4, 4\), .* n at least 5"),
        ({"y": np.arange(9) % 2}, "^y has 9 labels, but X has 10 rows"),
        ({"y": np.zeros(10, int)}, "^y holds 0 to 0, expected classes 0 to C - 1, two or more"),
        ({"y": np.r_[:9, 10]}, "^y holds 0 to 10, .* not more than examples"),
        ({"y": np.arange(10) / 2}, "^y has shape .* holds float64"),
        ({"y": np.array(list("ab") * 5)}, r"^y has shape .* np.unique"),
        ({"y": np.arange(10) - 1}, "^y holds -1 to 8"),
        ({"class_names": ["a"]}, r"^class_names is \['a'\], expected a list of 2 strings"),
        ({"class_names": "ab"}, "^class_names is 'ab'"),
        ({"rng": 3}, "^rng is a int"),
    ],
)
def test_wrong_arrays_are_named(change, said):
    given = {"X": np.ones((10, 4)), "y": np.arange(10) % 2, **change}
    with pytest.raises(ValueError, match=said):
        Dataset.from_arrays(given.pop("X"), given.pop("y"), **given)


def test_a_column_ends_with_the_bias_whatever_its_picture():
    assert to_image(np.r_[:9], shape=(3, 3))[-1, -1].tolist() == [255] * 3  # 8 pixels, one missing
    assert to_image(np.r_[:10], shape=(3, 3))[-1, -1].tolist() == [8] * 3
    with pytest.raises(ValueError, match=r"column has shape \(11,\), expected \(10,\)"):
        to_image(np.r_[:11], shape=(3, 3))


def test_the_axes_of_the_film_go_as_far_as_the_loss_of_own_data():
    data = own(SHAPES["digits"])
    film = made_of(data, "TrainingFilm")
    film.put(step=1e-5)
    for _ in range(40):
        film.advance(None)
    (_, loss, _, training, _), (low, _) = film.model.frames[-1], film.loss_ax.get_ylim()
    assert low < loss < 1.5
    assert film.accuracy_ax.get_ylim()[1] > 100 * training > 60
