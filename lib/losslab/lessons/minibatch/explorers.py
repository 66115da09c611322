"""Explorer of notebook 05: ten templates form while the classifier trains before one's eyes."""

import numpy as np

from losslab.kit.controls import choice_slider, step_slider
from losslab.kit.maps import draw_templates, template_sheet
from losslab.kit.player import Film, growing_end
from losslab.kit.style import plain_log_axis
from losslab.kit.training import Training
from losslab.kit.words import text, words_of
from losslab.lessons.minibatch.figures import draw_losses, draw_training_and_test
from losslab.losses import accuracy, svm_loss

IMAGES_A_FRAME = 1024
MOST_STEPS_A_FRAME = 256  # of batches of one image: more would slow the film down
_MEASURED = 1000  # images that loss and accuracy are measured on, at every frame
_MOST = 60  # of the losses shown; above it, up to 150, is the legend
_LEAST = 1.5, 0.15, 0.015  # of the axis: the next one where the loss falls lower

words = words_of("minibatch.film")


class MeasuredTraining(Training):
    """A training from `W`, and what was measured at each of its frames."""

    def __init__(self, W, data, *, reg):
        self.data = data
        super().__init__(W, data.X_train, data.y_train, reg=reg)

    def reset(self):
        super().reset()
        self.frames = ()
        self._measure()

    def next_frame(self, step_size, batch_size, steps=None):
        """Take so many steps, or as many as the images of a frame allow, and measure."""
        a_frame = int(np.clip(IMAGES_A_FRAME // batch_size, 1, MOST_STEPS_A_FRAME))
        self.train(steps or a_frame, step_size=step_size, batch_size=batch_size)
        self._measure()

    def _measure(self):
        """Images seen, loss, that of the last minibatch, accuracy on training and test images."""
        W, X, y = self.W, self.X[:, :_MEASURED], self.y[:_MEASURED]
        batch_loss = self.losses[-1] if self.losses else np.nan
        shares = accuracy(W, X, y), accuracy(W, self.data.X_test, self.data.y_test)
        self.frames += ((self.images, svm_loss(W, X, y), batch_loss, *shares),)


class TrainingFilm(Film):
    """Play, pause, step: templates, loss and accuracy, from weights `W` (C, D) on `data`."""

    height = 5.4

    def __init__(self, W, data, *, reg=1e4):
        self.model = MeasuredTraining(W, data, reg=reg)
        for _ in range(60):  # something to see without a kernel
            self.model.next_frame(1e-7, min(256, len(data.y_train)))
        super().__init__()

    def controls(self):
        n = len(self.model.y)
        sizes = sorted({min(k, n) for k in (1, 4, 16, 64, 256, 1024, 5000)})
        batch = choice_slider(words("batch"), sizes, min(256, n))
        return [{"step": step_slider(1e-7, -9, -5), "batch": batch}, self.player()]

    def go_on(self, steps, step, batch):
        self.model.next_frame(step, batch, steps)

    def ground(self, figure):
        grid = figure.add_gridspec(2, 2, width_ratios=(1.25, 1))
        self.templates = draw_templates(
            figure.add_subplot(grid[:, 0]), self.model.W, self.model.data, columns=4
        )
        self.loss_ax, self.accuracy_ax = (figure.add_subplot(grid[k, 1]) for k in (0, 1))
        self.loss_ax.set(yscale="log", ylim=(_LEAST[0], 150), title=words("loss"))
        plain_log_axis(self.loss_ax.yaxis, (1, 2, 5))
        self.loss_ax.tick_params(labelbottom=False)
        self.accuracy_ax.set(ylim=(0, 60), xlabel=words("images"), title=words("accuracy"))
        look = {"ncols": 2, "loc": "upper right", "borderaxespad": 0.2}
        look |= {"columnspacing": 1.0, "handlelength": 1.2}
        draw_losses(self.loss_ax, [], [], [], [])
        self.loss_ax.legend([words("frames"), text("minibatch.figures.training")], **look)
        draw_training_and_test(self.accuracy_ax, [], [], [])
        self.accuracy_ax.legend(**look)
        return [self.templates]

    def scene(self, step, batch):
        images, losses, batch_losses, training, test = np.transpose(self.model.frames)
        thousands = images / 1000
        self.templates.set_data(template_sheet(self.model.W, self.model.data, columns=4))
        for ax in (self.loss_ax, self.accuracy_ax):
            ax.set_xlim(0, growing_end(thousands[-1], 64))
        least = next((low for low in _LEAST if losses.min() > low), _LEAST[-1])
        self.loss_ax.set_ylim(least, 150)
        self.accuracy_ax.set_ylim(0, 60 if max(*training, *test) < 0.6 else 120)
        dots, curve = (np.clip(some, least, _MOST) for some in (batch_losses, losses))
        draw_losses(self.loss_ax, thousands, dots, thousands, curve)
        last = {"markevery": [-1], "markersize": 8}
        draw_training_and_test(self.accuracy_ax, thousands, 100 * training, 100 * test, **last)
        return words(
            "sentence", steps=self.model.steps, images=int(images[-1]), loss=losses[-1],
            test=test[-1], training=training[-1], step=step, batch=batch,
        )  # fmt: skip
