"""Notebook 5: what it says of steps that shrink is so, also with other batches."""

from pathlib import Path

import nbformat
import numpy as np
import pytest

from losslab.descent import minibatches
from losslab.lessons.minibatch import figures
from losslab.losses import svm_loss, svm_loss_and_gradient

NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks/en/05_minibatch.ipynb"
REG = 1e4


@pytest.fixture(scope="module")
def cells():
    return {cell.id: cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells}


@pytest.mark.parametrize("seed", [0, 5])
def test_schedules_end_below_every_constant_step(cells, data, seed):
    rng = np.random.default_rng(0)
    names = {"np": np, "X": data.X_train, "y": data.y_train, "reg": REG, "svm_loss": svm_loss}
    names["W0"] = rng.standard_normal((10, 3073), dtype=np.float32) * np.float32(1e-4)
    names["loss_and_gradient"] = lambda W, X, y: svm_loss_and_gradient(W, X, y, reg=REG)
    exec(cells["scheduled"].replace("default_rng(0)", f"default_rng({seed})"), names)
    names["minibatches"] = minibatches
    exec(cells["constant-steps"], names)
    exec(cells["schedules-figure"].splitlines()[0], names)
    constants, bold, calm = names["constants"], names["bold"], names["calm"]
    assert min(constants) < calm < bold == max(constants)  # neither end of the row is best
    lowest = min(heights[-1] for heights in constants.values())
    shrinks, scheduled = names["shrinks"], names["scheduled"]
    for shrink in shrinks.values():
        heights = scheduled(shrink, bold)
        assert heights[-1] < lowest - 0.03
        assert heights[1] < constants[calm][1] - 0.5  # as quick as the bold one
    assert np.ptp(constants[bold][4:]) > 5 * np.ptp(heights[-4:])  # it trembles, the cosine rests
    assert min(constants[bold]) > lowest  # on a floor that lies higher
    assert scheduled(shrinks["cosine"], calm)[-1] > constants[calm][-1] + 0.1


@pytest.fixture
def ax(figure):
    return figure.add_subplot()


def test_schedules_begin_alike_and_shrink(ax):
    t = np.linspace(0, 1, 11)
    sizes = {"bold": np.full(11, 4e-7), "calm": np.full(11, 1e-7), "inverse": 4e-7 / (1 + 9 * t)}
    lines = figures.draw_schedules(ax, 10 * t, sizes)
    assert [line.get_ydata()[-1] for line in lines] == pytest.approx([4, 1, 0.4])


def test_the_ends_of_all_walks_are_shown(ax):
    heights = {"bold": [9, 5.8, 5.1], "calm": [9, 6, 4.6], "inverse": [9, 5.8, 4.5]}
    lines = figures.draw_floors(ax, heights | {"cosine": [9, 5.8, 4.4]})
    low, high = ax.get_ylim()
    assert len(lines) == 4 and all(low < line.get_ydata()[-1] < high for line in lines)
