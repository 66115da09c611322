"""The figures of notebook 05 draw what they say, in both languages, with nothing cut off."""

import numpy as np
import pytest

from losslab import figures

SIZES = [1, 4, 16, 64, 256, 1024]


def test_progress_shows_training_and_test(axes):
    lines = figures.draw_progress(axes, [0, 1, 2], [9, 6, 5], [9, 7, 6], title="progress_loss")
    assert [list(line.get_ydata()) for line in lines] == [[9, 6, 5], [9, 7, 6]]


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
    laws = [line for line in axes.lines if line.get_linestyle() == "--" and len(line.get_ydata())]
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
