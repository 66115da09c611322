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

SIZES = (1, 4, 16, 64, 256, 1024, 5000)
IMAGES_A_FRAME = 1024
MOST_STEPS_A_FRAME = 256  # of batches of one image: more would slow the film down
FIRST_SHOWN = 64  # thousand images
_MEASURED = 1000  # images that loss and accuracy are measured on, at every frame
_LOSSES = 1.5, 60  # shown
_LEGEND = {"ncols": 2, "loc": "upper right", "borderaxespad": 0.2, "columnspacing": 1.0}
_LEGEND |= {"handlelength": 1.2}

words = words_of("minibatch.film")


class MeasuredTraining(Training):
    """A training from `W`, and what was measured at each of its frames.

    A frame is a tuple: images seen, loss, loss of the last minibatch, accuracy on training and on
    test images.
    """

    def __init__(self, W, data, *, reg):
        self.data = data
        super().__init__(W, data.X_train, data.y_train, reg=reg)

    def reset(self):
        """Go back to the start."""
        super().reset()
        self.frames = ()
        self._measure()

    def next_frame(self, step_size, batch_size):
        """Train on about as many images as a frame has, and measure."""
        steps = int(np.clip(IMAGES_A_FRAME // batch_size, 1, MOST_STEPS_A_FRAME))
        self.train(steps, step_size=step_size, batch_size=batch_size)
        self._measure()

    def _measure(self):
        W, X, y = self.W, self.X[:, :_MEASURED], self.y[:_MEASURED]
        batch_loss = self.losses[-1] if self.losses else np.nan
        shares = accuracy(W, X, y), accuracy(W, self.data.X_test, self.data.y_test)
        self.frames += ((self.images, svm_loss(W, X, y), batch_loss, *shares),)


class TrainingFilm(Film):
    """Play, pause, step; the templates, the loss, and the accuracy on training and test images.

    Training starts at the weights `W`, (10, 3073), on `data`, a Cifar10.
    """

    height = 5.4

    def __init__(self, W, data, *, reg=1e4):
        self.model = MeasuredTraining(W, data, reg=reg)
        for _ in range(60):  # something to see without a kernel
            self.model.next_frame(1e-7, 256)
        super().__init__()

    def controls(self):
        sizes = [(f"{n:,}", n) for n in SIZES if n <= len(self.model.data.y_train)]
        batch = choice_slider(words("batch"), sizes, 256)
        return [{"step": step_slider(1e-7, -9, -5), "batch": batch}, self.player()]

    def begin(self):
        self.model.reset()

    def next_frame(self, step, batch):
        self.model.next_frame(step, batch)

    def ground(self, figure):
        grid = figure.add_gridspec(2, 2, width_ratios=(1.25, 1))
        sheet_ax = figure.add_subplot(grid[:, 0])
        self.templates = draw_templates(sheet_ax, self.model.W, columns=4)
        self.loss_ax, self.accuracy_ax = (figure.add_subplot(grid[k, 1]) for k in (0, 1))
        self._draw_axes()
        return [self.templates]

    def _draw_axes(self):
        self.loss_ax.set(yscale="log", ylim=_LOSSES, title=words("loss"))
        plain_log_axis(self.loss_ax.yaxis, (1, 2, 5))
        self.loss_ax.tick_params(labelbottom=False)
        self.accuracy_ax.set(ylim=(0, 60), xlabel=words("images"), title=words("accuracy"))
        names = words("frames"), text("minibatch.figures.training")
        self.loss_ax.legend(draw_losses(self.loss_ax, [], [], [], []), names, **_LEGEND)
        draw_training_and_test(self.accuracy_ax, [], [], [])
        self.accuracy_ax.legend(**_LEGEND)

    def scene(self, step, batch):
        images, losses, batch_losses, training, test = np.transpose(self.model.frames)
        thousands = images / 1000
        self.templates.set_data(template_sheet(self.model.W, columns=4))
        for ax in (self.loss_ax, self.accuracy_ax):
            ax.set_xlim(0, growing_end(thousands[-1], FIRST_SHOWN))
        dots, curve = np.clip(batch_losses, *_LOSSES), np.clip(losses, *_LOSSES)
        draw_losses(self.loss_ax, thousands, dots, thousands, curve)
        last = {"markevery": [-1], "markersize": 8}
        draw_training_and_test(self.accuracy_ax, thousands, 100 * training, 100 * test, **last)
        return words(
            "sentence", steps=self.model.steps, images=int(images[-1]), loss=losses[-1],
            test=test[-1], training=training[-1], step=step, batch=batch,
        )  # fmt: skip
