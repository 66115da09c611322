"""Predictions: the place of a guess, and its mark on the figure that follows."""

import html
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from matplotlib.figure import Figure

from losslab.kit import words
from losslab.kit.charts import mark_guess
from losslab.kit.prediction import Prediction
from losslab.lessons.gradients import figures as gradients
from losslab.lessons.minibatch import figures as minibatch
from losslab.lessons.search import figures as search
from losslab.lessons.step_size import figures as step_size

NOTEBOOKS = Path(__file__).parents[2] / "notebooks" / "en"
STEPS = 10.0 ** np.arange(-10, 0)
LOSSES = np.array([9.8, 9.8, 9.7, 9.4, 7.6, 33, 300, 3e3, 3e4, 3e5])

# by hand, not from the words: what each option means on the axis of its figure
PLACES = {
    "search.predict_better": {"random search": 1, "local search": 2, "both the same": 1.5},
    "gradients.predict_h": {"1e-1": 0.1, "1e-5": 1e-5, "1e-9": 1e-9, "1e-15": 1e-15},
    "gradients.predict_cost": {
        "a second": 1,
        "minutes, perhaps an hour": 15 * 60,
        "days": 3 * 24 * 3600,
    },
    "step_size.predict_decade": {"the shortest": 1e-10, "one in between": 3e-6, "the longest": 0.1},
    "step_size.predict_greed": {
        "the one who always goes to the star": 0,
        "the one who goes half as far": 1,
        "both stand equally high": 0.5,
    },
    "minibatch.predict_images": {
        "ten steps with all 5,000": 0,
        "200 steps with 256 each": 1,
        "both equally low": 0.5,
    },
    "minibatch.predict_noise": {
        "it stays the same": 1,
        "it is halved": 1 / 2,
        "it falls to a quarter": 1 / 4,
    },
}


def every_key():
    rooms = (words.HOUSE / "lessons").glob("*/en.toml")
    return sorted(
        f"{path.parent.name}.{table}"
        for path in rooms
        for table in re.findall(r"^\[(predict_\w+)\]", path.read_text("utf-8"), re.M)
    )


@pytest.fixture
def axes():
    return Figure().subplots()


def marks(ax):
    """The labels of guesses on these axes, and the dotted lines of their kind."""
    labels = [note for note in ax.texts if note.get_text() == words.text("kit.guess")]
    return labels, [line for line in ax.lines if line.get_gid() == "guess"]


def test_the_table_knows_each_prediction_that_has_places():
    assert sorted(PLACES) == [key for key in every_key() if Prediction(key).places is not None]


@pytest.mark.parametrize("key", PLACES)
def test_the_guess_is_the_place_of_the_chosen_option(key):
    question = Prediction(key)
    assert question.guess is None
    for k, (option, place) in enumerate(PLACES[key].items()):
        question.choice.value = k
        assert question.options[k] == option
        assert question.guess == pytest.approx(place)


@pytest.mark.parametrize("key", every_key())
def test_places_are_as_many_as_options_and_alike_in_both_languages(key, language):
    question = Prediction(key)
    words.set_language("en")
    assert question.places == Prediction(key).places
    if question.places is not None:
        assert len(question.places) == len(question.options)


@pytest.mark.parametrize("key", every_key())
def test_the_verdict_promises_a_mark_where_there_is_one(key, language):
    question = Prediction(key)
    question.choice.value = question.answer
    promised = words.text("kit.exercise.prediction_shown") in question.verdict.value
    assert promised == (key in PLACES)
    assert question.places is not None or question.guess is None


@pytest.mark.parametrize("key", every_key())
def test_one_option_is_right_and_each_answer_hears_why(key, language):
    question = Prediction(key)
    assert question.verdict.value == ""
    because = html.escape(words.text(f"{key}.because"))
    for k in (*range(len(question.options)), 0):  # one may change one's mind
        question.choice.value = k
        is_right = k + 1 == int(words.text(f"{key}.answer"))
        word = "right" if is_right else "wrong"
        opening = words.text(f"kit.exercise.prediction_{word}")
        assert f"{'✓' if is_right else '✗'} {opening}" in question.verdict.value
        assert because in question.verdict.value


def test_what_is_said_is_text_and_no_markup(monkeypatch):
    table = {"question": "Is a < b?", "because": "<b> is bold.", "options": ["a", "b"]}
    said = {"x.y": table, **{f"x.y.{k}": v for k, v in table.items()}, "x.y.answer": "2"}
    monkeypatch.setattr("losslab.kit.prediction.text", lambda key: said.get(key, " "))
    question = Prediction("x.y")
    question.choice.value = 1
    assert "&lt;b&gt; is bold." in question.verdict.value
    assert "Is a &lt; b?" in question.widget.children[0].value
    plain = question._repr_mimebundle_()["text/plain"]
    assert plain.splitlines() == ["Is a < b?", "  1. a", "  2. b"]


@pytest.mark.parametrize("key", PLACES)
def test_a_cell_that_follows_takes_the_guess(key):
    room = key.split(".")[0]
    (path,) = NOTEBOOKS.glob(f"*_{room}.ipynb") if room != "search" else NOTEBOOKS.glob("02_*")
    cells = [c.source for c in nbformat.read(path, 4).cells if c.cell_type == "code"]
    (at,) = [k for k, cell in enumerate(cells) if f'Prediction("{key}")' in cell]
    name = re.match(rf'(\w+) = Prediction\("{key}"\)\n\1$', cells[at])[1]
    assert any(f"{name}.guess" in cell for cell in cells[at + 1 : at + 7])


def test_nothing_is_marked_without_a_guess(axes):
    assert mark_guess(axes) is None
    assert marks(axes) == ([], [])


@pytest.mark.parametrize("place", [0.02, 0.3, 7.0])
def test_the_mark_stands_at_the_place(axes, place, language):
    across, up = mark_guess(axes, x=place), mark_guess(axes, y=place)
    curve = mark_guess(axes, np.array([1, 2]), np.array([place, 5]))
    assert set(across.get_xdata()) == {place}
    assert set(up.get_ydata()) == {place}
    assert curve.get_xydata().tolist() == [[1, place], [2, 5]]
    labels, lines = marks(axes)
    assert [label.xy for label in labels] == [(place, 0), (0, place), (2, 5)]
    assert len(lines) == 3


def noise(ax, guess):
    minibatch.draw_noise(ax, [1, 4, 16], {"start": np.array([8.0, 4.1, 2.0])}, guess=guess)


DRAWN = {
    "search.predict_better": lambda ax, guess: search.draw_accuracies(ax, 0.13, 0.2, guess=guess),
    "gradients.predict_h": lambda ax, guess: gradients.draw_errors(
        ax, STEPS, {("forward", 64): STEPS}, title="errors_softmax", guess=guess
    ),
    "gradients.predict_cost": lambda ax, guess: gradients.draw_cost(
        ax, [1, 2, 4], [0.02, 0.03, 0.05], structured=0.5, guess=guess
    ),
    "step_size.predict_decade": lambda ax, guess: step_size.draw_steps(
        ax, STEPS, LOSSES, LOSSES / 4, guess=guess
    ),
    "step_size.predict_greed": lambda ax, guess: step_size.draw_exact_line_search(
        ax, [9, 5, 4], [9, 6, 2], guess=guess
    ),
    "minibatch.predict_images": lambda ax, guess: minibatch.draw_race_for_images(
        ax,
        {"full": [0, 5000], "minibatch": [0, 5000]},
        {"full": [9, 8], "minibatch": [9, 4]},
        guess=guess,
    ),
    "minibatch.predict_noise": noise,
}

# where a guess of each option is on those figures: x of a line, y of a line, or y at the ends
SEEN = {
    "search.predict_better": ("y", [1, 2, 1.5]),
    "gradients.predict_h": ("x", [1e-1, 1e-5, 1e-9, 1e-15]),
    "gradients.predict_cost": ("y", [1, 900, 259200]),
    "step_size.predict_decade": ("x", [1e-10, 3e-6, 1e-1]),
    "step_size.predict_greed": ("y", [4, 2, 3]),
    "minibatch.predict_images": ("y", [8, 4, 6]),
    "minibatch.predict_noise": ("ends", [(8, 8), (8, 2), (8, 0.5)]),  # 16 images: twice fourfold
}


@pytest.mark.parametrize("key", PLACES)
def test_each_figure_shows_the_guess_at_its_place_and_in_view(key, language):
    question, (way, places) = Prediction(key), SEEN[key]
    for k, place in enumerate(places):
        ax = Figure().subplots()
        question.choice.value = k
        DRAWN[key](ax, question.guess)
        labels, (line,) = marks(ax)
        assert len(labels) == 1
        data = line.get_xdata() if way == "x" else line.get_ydata()
        wanted = place if way == "ends" else (place, place)
        assert (data[0], data[-1]) == pytest.approx(wanted)
        low, high = sorted(ax.get_xlim() if way == "x" else ax.get_ylim())
        assert low <= min(data) and max(data) <= high
    ax = Figure().subplots()
    DRAWN[key](ax, None)
    assert marks(ax) == ([], [])


@pytest.mark.parametrize("key", PLACES)
def test_the_right_option_is_nearest_to_what_is_measured(key, data):
    """In decades, where the axis is logarithmic."""
    places = np.array(Prediction(key).places)
    if key == "gradients.predict_h":
        f, slope = np.exp, np.exp(0.3)  # any smooth function of size 1
        h = 10.0 ** np.arange(-1, -16, -0.25)
        errors = np.abs((f(0.3 + h) - f(0.3)) / h - slope)
        # the best h scatters: take the middle of those within ten times of the least
        truth = np.exp(np.median(np.log(h[errors < 10 * errors.min()])))
    elif key == "step_size.predict_decade":
        truth = _best_step(data)
    elif key == "minibatch.predict_noise":
        draws = np.random.default_rng(0).standard_normal((4000, 16))
        truth = np.std(draws.mean(axis=1)) / np.std(draws[:, :4].mean(axis=1))
    else:
        pytest.skip("the truth is one of two walks, or a time of this machine")
    assert np.argmin(np.abs(np.log(places / truth))) == Prediction(key).answer


def _best_step(data):
    from losslab.losses import svm_gradient, svm_loss

    W = np.random.default_rng(0).standard_normal((10, 3073), dtype=np.float32) * 1e-3
    X, y = data.X_train[:, :500], data.y_train[:500]
    gradient = svm_gradient(W, X, y)
    return STEPS[np.argmin([svm_loss(W - np.float32(s) * gradient, X, y) for s in STEPS])]
