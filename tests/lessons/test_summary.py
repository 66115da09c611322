"""Notebook 06: the data flow, its explorer, and the figures of the ledger."""

import json
import re
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from drive_explorer import seen
from figure_checks import assert_readable
from PIL import Image

from losslab.gradients import numerical_gradient
from losslab.lessons.summary import figures
from losslab.lessons.summary.dataflow import data_flow
from losslab.lessons.summary.explorers import DataFlowExplorer
from losslab.lessons.summary.ledger import Entry, read_ledger
from losslab.losses import svm_loss, svm_loss_and_gradient


@pytest.fixture(scope="module")
def W():
    rng = np.random.default_rng(0)
    return rng.standard_normal((10, 3073), dtype=np.float32) * np.float32(1e-4)


# -- forward and back


@pytest.mark.parametrize("image", range(5))
def test_the_flow_is_that_of_the_loss_and_its_gradient(data, W, image):
    X, y = data.X_train[:, [image]].astype(float), data.y_train[[image]]
    flow = data_flow(W.astype(float), X[:, 0], int(y[0]), reg=1e4)
    loss, gradient = svm_loss_and_gradient(W.astype(float), X, y, reg=1e4)
    assert flow.loss == pytest.approx(loss)
    assert flow.loss == flow.data_loss + flow.reg_loss
    np.testing.assert_allclose(flow.weight_gradient, gradient, rtol=1e-12)
    np.testing.assert_allclose(flow.data_gradient + flow.reg_gradient, flow.weight_gradient)


def test_slopes_of_the_scores_are_slopes():
    scores = np.random.default_rng(1).normal(size=10)
    W = np.diag(scores)
    flow = data_flow(W, np.ones(10), 4)
    slopes = numerical_gradient(
        lambda s: svm_loss(np.diag(s), np.ones((10, 1)), np.array([4])), scores, h=1e-6
    )
    np.testing.assert_allclose(flow.score_gradient, slopes, atol=1e-6)


def test_the_flow_refuses_what_is_no_image(W):
    with pytest.raises(ValueError, match=r"^x has shape"):
        data_flow(W, np.ones((3073, 2)), 0)
    with pytest.raises(ValueError, match=r"^label is 10"):
        data_flow(W, np.ones(3073), 10)


# -- the explorer


@pytest.fixture
def explorer(language, data, W):
    return DataFlowExplorer(W, data, reg=1e4)


def column(explorer, x):
    """The texts at a place of the diagram, from the top."""
    found = [text for text in explorer.ax.texts if text.get_position()[0] == x]
    return [text.get_text() for text in sorted(found, key=lambda text: -text.get_position()[1])]


def slopes(explorer):
    return [int(text) for text in column(explorer, 64.5)]


def test_the_way_back_is_hidden_until_it_is_asked_for(explorer):
    names = explorer.back_ax.texts
    assert len(names) == 5 and len(explorer.back_ax.patches) == 3
    assert not explorer.back_ax.get_visible()
    assert not slopes(explorer) and not column(explorer, 26)
    forward = seen(explorer)
    explorer.put(way="backward")
    assert explorer.back_ax.get_visible() and len(slopes(explorer)) == 10
    explorer.put(way="forward")
    assert not explorer.back_ax.get_visible() and seen(explorer) == forward


def test_the_numbers_shown_are_those_of_the_image(explorer, data, W):
    explorer.put(way="backward", image=4, label=1)
    y = data.y_train[[4]]
    loss, gradient = svm_loss_and_gradient(W, data.X_train[:, [4]], y, reg=1e4)
    assert f"{loss:.3f}" in column(explorer, 79.3)[-1]
    assert f"{gradient[1, 0]:.2f}" in column(explorer, 26)[-1]
    assert f"{gradient[1, 0]:.2f}" in explorer.picture.sentence
    shown = slopes(explorer)
    assert sum(shown) == 0 and shown[y[0]] == min(shown)
    assert column(explorer, 57) == [f"{score:.2f}" for score in W @ data.X_train[:, 4]]


def test_each_kind_of_slope_has_its_sentence(explorer, data):
    explorer.put(way="backward")
    sentences = {}
    for label in range(10):
        explorer.put(label=label)
        slope = slopes(explorer)[label]
        kind = "truth" if label == data.y_train[0] else "wrong" if slope else "none"
        sentences.setdefault(kind, explorer.picture.sentence)
    assert len(set(sentences.values())) == len(sentences) >= 2


def test_the_diagram_is_crisp_and_nothing_is_cut_off(explorer):
    explorer.put(way="backward")
    with Image.open(BytesIO(explorer.stage.png())) as picture:
        assert picture.width >= 2 * explorer.picture.width
    assert_readable(explorer.figure)


# -- the figures


def entry(quantity, published, low, high, pixels="mean-subtracted"):
    return Entry(quantity, published, f"embedded, {pixels}", (low + high) / 2, low, high, 5)


def test_the_table_marks_what_is_inside(axes):
    axes.figure.set_size_inches(9, 5.4)
    verdicts = figures.draw_ledger(axes, read_ledger()[14:24])
    marks = [verdict.get_text() for verdict in verdicts]
    inside = ["✓" if e.gap == 0 else "✗" for e in read_ledger()[14:24]]
    assert marks == inside and len(set(marks)) == 2


def test_what_was_not_published_has_no_mark(axes):
    (verdict,) = figures.draw_ledger(axes, [entry("minibatch_accuracy", None, 0.3, 0.4)])
    assert verdict.get_text() == "–"


def test_methods_are_bars_with_what_was_published(axes):
    entries = [entry("chance_accuracy", 0.1, 0.09, 0.11), entry("descent_accuracy", None, 0.3, 0.3)]
    bars = figures.draw_methods(axes, entries)
    assert [bar.get_width() for bar in bars] == pytest.approx([10, 30])
    (diamond,) = [line for line in axes.lines if line.get_marker() == "D"]
    assert diamond.get_xdata() == pytest.approx([10])


def test_published_values_outside_of_the_range_are_hollow(axes):
    entries = [entry("random_loss_0", p, 1.0, 2.0) for p in (1.5, 3.0, 0.5)]
    ranged = figures.draw_ranges(axes, [1.0, 2.0, 3.0], entries, title="table", xlabel="step")
    for inside, outside in (ranged, figures.draw_pooled(axes, entries)):
        assert inside.get_ydata().tolist() == [1.5]
        assert outside.get_ydata().tolist() == [3.0, 0.5]
        assert outside.get_markerfacecolor() == "white"


def test_pooled_attempts_have_one_range_and_no_line_joins_them(axes):
    entries = [entry("random_loss_0", p, 1.0, 2.0) for p in (1.5, 3.0, 0.5)]
    figures.draw_pooled(axes, entries)
    (band,) = axes.patches
    assert (band.get_y(), band.get_y() + band.get_height()) == (1.0, 2.0)
    (median,) = (line for line in axes.lines if line.get_linestyle() == "-")
    assert set(median.get_ydata()) == {1.5}


def test_slopes_along_a_chain_are_multiplied(axes):
    names, rules = ("w", "h", "s", "L"), ("2 w", "-3 h", "1 - s")
    totals = figures.draw_chain(axes, names, (0.5, 1, -3, 4), (2, -3, -1), rules)
    assert [float(total.get_text().split("\n")[1]) for total in totals] == [6, 3, -1, 1]


# -- the notebook


@pytest.mark.parametrize("language", ["en", "ja"])
def test_links_to_figures_lead_to_cells_that_draw(language):
    folder = Path(__file__).parents[2] / "notebooks" / language
    text = (folder / "06_summary.ipynb").read_text(encoding="utf-8")
    links = re.findall(r"\((\w+\.ipynb)#cell-id=([\w-]+)\)", text)
    assert len(links) > 15
    for name, cell in links:
        book = json.loads((folder / name).read_text(encoding="utf-8"))
        found = [c for c in book["cells"] if c["id"] == cell]
        assert found and found[0]["cell_type"] == "code", f"{name} has no figure {cell}"
