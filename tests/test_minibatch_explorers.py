"""The training film: it plays, pauses, steps, goes back, and never falls behind."""

import numpy as np
import pytest
from losslab.explorers import TrainingFilm

from losslab.lessons.minibatch.explorers import MOST_STEPS_A_FRAME
from losslab.losses import accuracy


@pytest.fixture
def film(data):
    rng = np.random.default_rng(0)
    return TrainingFilm(rng.standard_normal((10, 3073), dtype=np.float32) * 1e-5, data, reg=1e4)


def test_a_tick_is_one_frame_however_many_were_missed(film):
    before = film.trainer.steps, len(film.images)
    film.play.value = 7  # the kernel was busy: six ticks went by
    assert (film.trainer.steps, len(film.images)) == (before[0] + 4, before[1] + 1)


def test_nothing_moves_between_ticks(film):
    film.play.value = 1
    before = film.trainer.W, film.trainer.steps
    film.play.playing = False
    film.batch.value = 16
    film.step.value = 1e-8
    assert film.trainer.W is before[0] and film.trainer.steps == before[1]


@pytest.mark.parametrize(("batch", "steps"), [(1, MOST_STEPS_A_FRAME), (64, 16), (5000, 1)])
def test_the_batch_size_acts_on_the_way(film, batch, steps):
    before = film.trainer.steps, film.trainer.images
    film.batch.value = batch
    film.once.click()
    assert film.trainer.steps == before[0] + steps
    assert film.trainer.images == before[1] + steps * batch


def test_the_step_size_acts_on_the_way(film):
    film.step.value = 1e-5  # far too long
    losses = []
    for _ in range(5):
        film.once.click()
        losses.append(film.losses[-1][0])
    film.step.value = 1e-7
    for _ in range(30):
        film.once.click()
    assert min(losses) > film.losses[-1][0]


def test_the_sentence_tells_what_these_weights_can_do(film, data):
    film.play.value = 1
    right = accuracy(film.trainer.W, data.X_test, data.y_test)
    assert f"{right:.1%}" in film.picture.sentence
    assert f"{film.trainer.images:,}" in film.picture.sentence
    assert right > 0.3  # the film has begun when one first sees it


def test_back_to_the_start(film):
    first = film.picture.png
    film.play.value, film.play.playing = 3, True
    film.back.click()
    assert film.play.value == 0 and not film.play.playing
    assert film.images == [0] and film.trainer.steps == 0
    assert film.picture.png != first
    film.once.click()
    assert film.trainer.steps == 4


def test_the_axis_grows_with_the_images(film):
    film.batch.value = 5000
    for _ in range(3):
        film.once.click()
    assert film.images[-1] > 64_000
    assert film.loss_ax.get_xlim() == film.accuracy_ax.get_xlim() == (0, 128)


def test_the_templates_are_those_of_the_weights(film):
    from losslab.kit.maps import template_sheet

    film.once.click()
    shown = film.sheet.get_array()
    np.testing.assert_array_equal(shown, template_sheet(film.trainer.W, columns=4))
