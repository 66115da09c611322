"""Explorer: ten templates form while the classifier trains; step and batch size are yours."""

import numpy as np

from losslab.kit.explorer import choice_slider
from losslab.kit.player import RunningExplorer
from losslab.lessons.step_size.explorers_step import step_slider
from losslab.kit.maps import draw_templates, template_sheet
from losslab.lessons.step_size.figures import plain_log_axis
from losslab.kit.style import HERE, INK, TEST, TRAINING
from losslab.kit.words import text
from losslab.losses import accuracy, svm_loss
from losslab.trainer import Trainer

SIZES = (1, 4, 16, 64, 256, 1024, 5000)
IMAGES_A_FRAME = 1024
MOST_STEPS_A_FRAME = 256  # of batches of one image: more would slow the film down
_MEASURED = 1000  # images that loss and accuracy are measured on, at every frame
_LOSSES = (1.5, 60)


class TrainingFilm(RunningExplorer):
    """Play, pause, step; the templates, the loss, and the accuracy on training and test images.

    Parameters
    ----------
    W : ndarray, shape (10, 3073)
        Where to start.
    data : Cifar10
    reg : float
    """

    height, first_shown = 5.4, 64  # thousand images

    def __init__(self, W, data, *, reg=1e4):
        self.data = data
        self.trainer = Trainer(W, data.X_train, data.y_train, reg=reg)
        self.begin()
        for _ in range(60):  # something to see without a kernel
            self._train(1e-7, 256)
        super().__init__()

    def controls(self):
        self.step = step_slider(1e-7, -9, -5)
        sizes = [(f"{size:,}", size) for size in SIZES if size <= len(self.data.y_train)]
        self.batch = choice_slider(text("minibatch.film.batch"), sizes, 256)
        return [self.listen(self.step, self.batch), self.player()]

    def growing_axes(self):
        return self.loss_ax, self.accuracy_ax

    def length(self):
        return self.images[-1] / 1000

    def begin(self):
        self.trainer.reset()
        self.images, self.losses, self.training, self.test = [], [], [], []
        self._measure()

    def train(self):
        self._train(self.step.value, self.batch.value)

    def _train(self, step, batch):
        steps = int(np.clip(IMAGES_A_FRAME // batch, 1, MOST_STEPS_A_FRAME))
        self.trainer.train(steps, step_size=step, batch_size=batch)
        self._measure()

    def _measure(self):
        W, data = self.trainer.W, self.data
        X, y = data.X_train[:, :_MEASURED], data.y_train[:_MEASURED]
        self.images.append(self.trainer.images)
        self.losses.append((svm_loss(W, X, y), *self.trainer.losses[-1:]))
        self.training.append(accuracy(W, X, y))
        self.test.append(accuracy(W, data.X_test, data.y_test))

    def build(self, figure):
        grid = figure.add_gridspec(2, 2, width_ratios=(1.25, 1))
        self.sheet_ax = figure.add_subplot(grid[:, 0])
        self.loss_ax, self.accuracy_ax = (figure.add_subplot(grid[k, 1]) for k in (0, 1))
        self.sheet = draw_templates(self.sheet_ax, self.trainer.W, columns=4)
        (self.dots,) = self.loss_ax.semilogy([], [], ".", color=HERE, alpha=0.5, markersize=5)
        (self.curve,) = self.loss_ax.plot([], [], color=INK)
        (self.train_line,) = self.accuracy_ax.plot([], [], color=TRAINING)
        (self.test_line,) = self.accuracy_ax.plot([], [], "--", color=TEST)
        self._label()
        self.show_units(self.first_shown)
        self.ends = [
            self.accuracy_ax.plot([], [], marker, color=colour, markersize=8)[0]
            for marker, colour in (("o", TRAINING), ("s", TEST))
        ]
        curves = [self.dots, self.curve, self.train_line, self.test_line]
        return [self.sheet, *curves, *self.ends]

    def _label(self):
        ax, other = self.loss_ax, self.accuracy_ax
        ax.set(ylim=_LOSSES, title=text("minibatch.film.loss"))
        plain_log_axis(ax.yaxis)
        ax.set_yticks([2, 5, 10, 20, 50], ["2", "5", "10", "20", "50"])
        ax.tick_params(labelbottom=False)
        other.set(ylim=(0, 60), title=text("minibatch.film.accuracy"))
        other.set_xlabel(text("minibatch.film.images"))
        lines = {
            ax: ((self.dots, "minibatch.film.frames"), (self.curve, "minibatch.figures.training")),
            other: (
                (self.train_line, "minibatch.figures.training"),
                (self.test_line, "minibatch.figures.test"),
            ),
        }
        for axes, pairs in lines.items():
            handles, names = zip(*pairs, strict=True)
            axes.legend(handles, [text(name) for name in names], ncols=2, loc="upper right",
                        handlelength=1.2, columnspacing=1.0, borderaxespad=0.2)  # fmt: skip

    def update(self):
        self.sheet.set_data(template_sheet(self.trainer.W, columns=4))
        images = np.array(self.images) / 1000
        losses = [loss for loss, *_ in self.losses]
        dots = [batch for _, *batches in self.losses for batch in batches]
        self.curve.set_data(images, np.clip(losses, *_LOSSES))
        self.dots.set_data(images[-len(dots) :] if dots else [], np.clip(dots, *_LOSSES))
        values = (self.train_line, self.training), (self.test_line, self.test)
        for (line, shares), end in zip(values, self.ends, strict=True):
            line.set_data(images, np.multiply(100, shares))
            end.set_data(images[-1:], [100 * shares[-1]])
        return text(
            "minibatch.film.sentence", steps=self.trainer.steps, images=self.images[-1],
            loss=losses[-1], test=self.test[-1], training=self.training[-1],
            step=self.step.value, batch=self.batch.value,
        )  # fmt: skip
