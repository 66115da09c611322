"""Notebook 05: minibatches train as it says, its figures draw what they say, and its film plays."""

import copy
import tracemalloc
from pathlib import Path

import nbformat
import numpy as np
import pytest
from drive_explorer import seen

from losslab.descent import gradient_descent
from losslab.kit.maps import template_sheet
from losslab.lessons.minibatch import figures
from losslab.lessons.minibatch.explorers import MOST_STEPS_A_FRAME, TrainingFilm
from losslab.losses import accuracy, svm_gradient, svm_loss, svm_loss_and_gradient

NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks/en/05_minibatch.ipynb"
REG = 1e4
SIZES = [1, 4, 16, 64, 256, 1024]


# -- training


@pytest.fixture(scope="module")
def start():
    rng = np.random.default_rng(0)
    return rng.standard_normal((10, 3073), dtype=np.float32) * np.float32(1e-4)


def regularized(W, X, y):
    return svm_loss_and_gradient(W, X, y, reg=REG)


def descend(start, data, *, steps, step_size=1e-7, batch_size=None):
    return gradient_descent(
        regularized, start, data.X_train, data.y_train, step_size=step_size, steps=steps,
        batch_size=batch_size, rng=np.random.default_rng(0),
    ).W  # fmt: skip


def test_minibatches_reach_34_percent(data, start):
    W = descend(start, data, steps=2000, batch_size=256)
    assert accuracy(W, data.X_test, data.y_test) >= 0.34


@pytest.mark.parametrize("step_size", [1e-7, 3e-7, 1e-6])
def test_all_images_get_less_far_for_the_same_images(data, start, step_size):
    few = descend(start, data, steps=200, batch_size=256)
    full = descend(start, data, steps=10, step_size=step_size)
    tests = data.X_test, data.y_test
    assert accuracy(few, *tests) - accuracy(full, *tests) > 0.03
    images = data.X_train, data.y_train
    assert svm_loss(full, *images) - svm_loss(few, *images) > 0.5


def test_the_error_halves_with_four_times_the_images(data, start):
    rng, X, y = np.random.default_rng(3), data.X_train, data.y_train
    whole = svm_gradient(start, X, y)

    def error(size):
        draws = [rng.integers(0, len(y), size) for _ in range(20)]
        parts = [svm_gradient(start, X[:, chosen], y[chosen]) for chosen in draws]
        return np.mean([np.linalg.norm(part - whole) for part in parts])

    errors = [error(size) for size in (16, 64, 256)]
    assert errors[0] / errors[1] == pytest.approx(2, rel=0.15)
    assert errors[1] / errors[2] == pytest.approx(2, rel=0.15)


@pytest.fixture
def copies(data, start):
    """What the notebook's own cell computes, and the memory it took."""
    cells = {cell.id: cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells}
    names = {"np": np, "X": data.X_train, "y": data.y_train, "W0": start}
    tracemalloc.start()
    exec(cells["copies-sum"], names)
    names["peak"] = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return names


def test_copies_change_neither_loss_nor_gradient(copies, data, start):
    X, y = data.X_train[:, :1000].astype(float), data.y_train[:1000]
    loss, gradient = svm_loss_and_gradient(start.astype(float), X, y)
    assert len(copies["index"]) == 1_200_000
    assert copies["copies_loss"] == pytest.approx(loss, rel=1e-6)
    difference = np.linalg.norm(copies["copies_gradient"] - gradient)
    assert difference < 1e-6 * np.linalg.norm(gradient)
    assert copies["peak"] < 100e6


# -- the figures


def test_progress_shows_training_and_test(axes):
    lines = figures.draw_progress(axes, [0, 1, 2], [9, 6, 5], [9, 7, 6], title="progress_loss")
    assert [list(line.get_ydata()) for line in lines] == [[9, 6, 5], [9, 7, 6]]


def test_training_and_test_are_told_apart_without_colour(axes):
    lines = figures.draw_training_and_test(axes, [0, 1], [9, 6], [9, 7], markersize=8)
    assert [list(line.get_ydata()) for line in lines] == [[9, 6], [9, 7]]
    looks = [(line.get_linestyle(), line.get_marker(), line.get_markersize()) for line in lines]
    assert looks == [("-", "o", 8), ("--", "s", 8)]


def test_minibatches_are_dots_around_a_line(axes):
    dots, line = figures.draw_losses(axes, [0, 1, 2], [9, 5, 7], [0, 2], [9, 6])
    assert dots.get_linestyle() == "None" and list(dots.get_ydata()) == [9, 5, 7]
    assert line.get_linestyle() == "-" and line.get_xydata().tolist() == [[0, 9], [2, 6]]


def test_each_minibatch_is_a_dot(axes):
    dots, line = figures.draw_batch_losses(axes, np.linspace(9, 4, 50), [0, 25, 50], [9, 6, 4])
    assert len(dots.get_ydata()) == 50 and len(line.get_ydata()) == 3


def test_images_are_counted_in_thousands(axes):
    images = {"full": np.array([0, 5000, 10000]), "minibatch": np.array([0, 256, 512])}
    losses = {"full": [9, 8, 7], "minibatch": [9, 8.5, 8]}
    lines = figures.draw_race_for_images(axes, images, losses)
    assert lines[0].get_xdata()[-1] == 10 and lines[1].get_xdata()[-1] == 0.512


def test_the_law_goes_through_the_points(axes):
    errors = {"start": 10 / np.sqrt(SIZES), "later": 50 / np.sqrt(SIZES)}
    figures.draw_noise(axes, SIZES, errors)
    laws = [line for line in axes.lines if line.get_linewidth() == 1.2 and len(line.get_ydata())]
    for law, values in zip(laws, errors.values(), strict=True):
        np.testing.assert_allclose(law.get_ydata(), values)


def test_angles_leave_room_for_uphill(axes):
    angles = {"start": np.linspace(85, 20, 6), "later": np.linspace(90, 60, 6)}
    assert len(figures.draw_angles(axes, SIZES, angles)) == 2
    assert axes.get_ylim()[1] > 90


@pytest.mark.parametrize("unit", [1e-6, 1e-4])
def test_the_time_of_a_hundred_is_compared(axes, unit):
    sizes = [1, 10, 100, 1000]
    figures.draw_time_per_example(axes, sizes, np.array([50, 10, 2, 2]) * unit)
    assert "25" in axes.texts[0].get_text()


def test_powers_of_two_are_stars(axes):
    sizes = [63, 64, 65, 96, 100, 128]
    stars, dots = figures.draw_powers(axes, sizes, np.full((6, 5), 4e-6))
    assert list(stars.get_xdata()) == [1, 5]
    assert list(dots.get_xdata()) == [0, 2, 3, 4]


def test_each_path_ends_in_a_marker(axes):
    a = np.linspace(-1, 1, 21)
    names = ("full", "minibatch", "single")
    paths = {name: np.array([[0, 0], [0.1 * k, 0.5]]) for k, name in enumerate(names)}
    lines = figures.draw_paths(axes, a, a, a[:, None] ** 2 + a**2, paths)
    assert len(lines) == 3 and lines[2].get_xydata()[-1].tolist() == [0.2, 0.5]


def test_results_stand_beside_the_published_ones(axes):
    accuracies = {"random": 0.16, "local": 0.2, "full": 0.32, "minibatch": 0.36, "single": 0.31}
    bars = figures.draw_results(axes, accuracies)
    assert [bar.get_width() for bar in bars] == pytest.approx([16, 20, 32, 36, 31])
    words = " ".join(label.get_text() for label in axes.texts)
    assert "15.55" in words and "21.4" in words


@pytest.mark.parametrize("by", ["evaluations", "images", "seconds"])
def test_a_budget_has_a_curve_for_each_method(axes, by):
    runs = {"random": ([1, 10], [0.1, 0.12]), "single": ([1, 100], [0.1, 0.3])}
    lines = figures.draw_budgets(axes, runs, by=by)
    assert lines[1].get_ydata()[-1] == pytest.approx(30)


# -- the film


@pytest.fixture
def film(data):
    rng = np.random.default_rng(0)
    return TrainingFilm(rng.standard_normal((10, 3073), dtype=np.float32) * 1e-5, data, reg=1e4)


def test_a_tick_is_one_frame_however_many_were_missed(film):
    before = film.model.steps, len(film.model.frames)
    film.play.value = 7  # the kernel was busy: six ticks went by
    assert (film.model.steps, len(film.model.frames)) == (before[0] + 4, before[1] + 1)


def test_the_button_takes_one_step(film):
    """A frame of the player has four of them."""
    before = film.model.steps
    film.named["advance"].click()
    assert film.model.steps == before + 1


def test_nothing_moves_between_ticks(film):
    film.play.value = 1
    before = film.model.W, film.model.steps
    film.play.playing = False
    film.put(batch=16, step=1e-8)
    assert film.model.W is before[0] and film.model.steps == before[1]


@pytest.mark.parametrize(("batch", "steps"), [(1, MOST_STEPS_A_FRAME), (64, 16), (5000, 1)])
def test_the_batch_size_acts_on_the_way(film, batch, steps):
    before = film.model.steps, film.model.images
    film.put(batch=batch)
    film.advance(None)
    assert film.model.steps == before[0] + steps
    assert film.model.images == before[1] + steps * batch


def test_the_step_size_acts_on_the_way(film):
    film.put(step=1e-5)  # far too long
    for _ in range(5):
        film.advance(None)
    film.put(step=1e-7)
    for _ in range(30):
        film.advance(None)
    losses = [loss for _, loss, *_ in film.model.frames]
    assert min(losses[-35:-30]) > losses[-1]


def test_the_sentence_tells_what_these_weights_can_do(film, data):
    film.play.value = 1
    right = accuracy(film.model.W, data.X_test, data.y_test)
    assert f"{100 * right:.1f} %" in film.picture.sentence
    assert f"{film.model.images:,}" in film.picture.sentence
    assert right > 0.3  # the film has begun when one first sees it


def test_back_to_the_start(film):
    first = seen(film)
    film.play.value, film.play.playing = 3, True
    film.named["restart"].click()
    assert film.play.value == 0 and not film.play.playing
    assert [images for images, *_ in film.model.frames] == [0] and film.model.steps == 0
    assert seen(film) != first
    film.advance(None)
    assert film.model.steps == 4


def test_the_axis_grows_with_the_images(film):
    film.put(batch=5000)
    for _ in range(3):
        film.advance(None)
    assert film.model.images > 64_000
    assert film.loss_ax.get_xlim() == film.accuracy_ax.get_xlim() == (0, 128)


def test_the_templates_are_those_of_the_weights(film):
    film.advance(None)
    shown = film.templates.get_array()
    np.testing.assert_array_equal(shown, template_sheet(film.model.W, columns=4))


def test_each_curve_is_what_was_measured(film):
    film.advance(None)
    images, losses, batch_losses, training, test = np.transpose(film.model.frames)
    dots, curve = film.loss_ax.lines[-2:]
    shares, test_shares = film.accuracy_ax.lines[-2:]
    for line, values in (
        (dots, batch_losses), (curve, losses), (shares, 100 * training), (test_shares, 100 * test)
    ):  # fmt: skip
        np.testing.assert_array_equal(line.get_xdata(), images / 1000)
        np.testing.assert_array_equal(line.get_ydata(), values)


def test_a_copy_of_the_film_s_model_shares_the_images_and_goes_its_own_way(film):
    before = film.model.W, film.model.frames
    twin = copy.deepcopy(film.model)
    twin.next_frame(1e-7, 256)
    assert twin.data is film.model.data and len(twin.frames) == len(before[1]) + 1
    assert film.model.W is before[0] and film.model.frames == before[1]


def test_a_loss_that_is_off_the_scale_runs_below_the_legend(film):
    film.put(step=1e-5)
    for _ in range(40):
        film.advance(None)
    film.stage.canvas.draw()
    legend = film.loss_ax.get_legend().get_window_extent()
    drawn = [line for line in film.loss_ax.lines if len(line.get_xdata())]
    assert len(drawn) == 2
    for line in drawn:
        places = film.loss_ax.transData.transform(line.get_xydata())
        assert np.nanmax(places[:, 1]) < legend.y0
