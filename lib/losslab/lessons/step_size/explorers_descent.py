"""Explorer: gradient descent that runs while you change its step."""

import numpy as np

from losslab.descent import gradient_descent
from losslab.kit.player import RunningExplorer
from losslab.lessons.step_size.explorers_step import step_slider
from losslab.lessons.step_size.figures import plain_log_axis, words
from losslab.kit.style import HERE, INK, MINIMUM, QUIET, TRAINING
from losslab.kit.words import text
from losslab.losses import svm_loss_and_gradient
from losslab.lessons.step_size.line_search import descent_ray

STEPS_A_FRAME = 2
SHORTEST, LONGEST = -9, -4
_RAY = np.geomspace(10.0**SHORTEST, 10.0**LONGEST, 101)
_LOSSES = (0.1, 1e3)


class Walk:
    """Gradient descent in pieces, each with its own step; remembers how it went.

    Parameters
    ----------
    W : ndarray, shape (10, D)
    X, y : ndarrays, shapes (D, N) and (N,)
    """

    def __init__(self, W, X, y):
        self.start, self.X, self.y = W, X, y
        self.reset()

    def reset(self):
        """Go back to the start."""
        self.W, self.losses, self.steps, self.bests = self.start, [], [], []
        self.ray = descent_ray(self.W, self.X, self.y)

    def go(self, step_size, steps):
        """Take `steps` steps of this size."""
        down = gradient_descent(
            svm_loss_and_gradient, self.W, self.X, self.y, step_size=step_size, steps=steps
        )
        self.W = down.W
        self.losses += down.losses.tolist()
        self.steps += [step_size] * len(down.losses)
        self.bests += [self.ray.best.a] * len(down.losses)
        self.ray = descent_ray(self.W, self.X, self.y)


class DescentExplorer(RunningExplorer):
    """Play, pause, step; the curve of the loss, the steps taken, and the ray ahead.

    Parameters
    ----------
    W : ndarray, shape (10, D)
        Where to start.
    X, y : ndarrays, shapes (D, N) and (N,)
        A few hundred images, so that a frame takes tens of milliseconds.
    """

    height, first_shown = 5.0, 120  # steps

    def __init__(self, W, X, y):
        self.walk = Walk(W, X, y)
        for _ in range(15):  # something to see without a kernel
            self.walk.go(1e-7, STEPS_A_FRAME)
        super().__init__()

    def controls(self):
        self.step = step_slider(1e-7, SHORTEST, LONGEST)
        return [self.listen(self.step), self.player()]

    def growing_axes(self):
        return self.loss_ax, self.step_ax

    def length(self):
        return len(self.walk.losses)

    def begin(self):
        self.walk.reset()

    def train(self):
        self.walk.go(self.step.value, STEPS_A_FRAME)

    def build(self, figure):
        grid = figure.add_gridspec(2, 2, height_ratios=(1.7, 1), width_ratios=(1.15, 1))
        self.loss_ax, self.step_ax = (figure.add_subplot(grid[k, 0]) for k in (0, 1))
        self.ray_ax = figure.add_subplot(grid[:, 1])
        (self.curve,) = self.loss_ax.semilogy([], [], color=TRAINING, linewidth=2)
        look = {"drawstyle": "steps-post"}
        (self.best,) = self.step_ax.semilogy([], [], ":", color=MINIMUM, **look)
        (self.steps,) = self.step_ax.semilogy([], [], color=HERE, linewidth=2.5, **look)
        (self.ray,) = self.ray_ax.loglog([], [], color=INK)
        (self.level,) = self.ray_ax.plot([], [], ":", color=QUIET)
        (self.star,) = self.ray_ax.plot([], [], "*", color=MINIMUM, markersize=17)
        edge = {"markeredgecolor": "white", "markersize": 12}
        (self.here,) = self.ray_ax.plot([], [], "o", color=HERE, **edge)
        (self.hiker,) = self.loss_ax.plot([], [], "o", color=HERE, **edge)
        self._label()
        self.show_units(self.first_shown)
        ahead = [self.ray, self.level, self.star, self.here]
        return [self.curve, self.hiker, self.best, self.steps, *ahead]

    def _label(self):
        names = {self.loss_ax: "curve", self.step_ax: "steps", self.ray_ax: "ray"}
        for ax, name in names.items():
            ax.set_title(text(f"step_size.training.{name}"))
        self.step_ax.set_xlabel(words("iterations"))
        self.ray_ax.set_xlabel(words("ray_x"))
        for ax in (self.loss_ax, self.ray_ax):
            ax.set(ylabel=text("kit.line_y"), ylim=_LOSSES)
            plain_log_axis(ax.yaxis)
        limits = 10.0**SHORTEST / 2, 10.0**LONGEST * 2
        self.ray_ax.set_xlim(limits)
        self.loss_ax.tick_params(labelbottom=False)
        self.step_ax.set(ylim=limits, yticks=[1e-8, 1e-6, 1e-4])

    def update(self):
        walk, step = self.walk, self.step.value
        losses = np.clip([*walk.losses, walk.ray.loss], *_LOSSES)
        times = np.arange(len(losses))
        self.curve.set_data(times, losses)
        self.hiker.set_data(times[-1:], losses[-1:])
        self.steps.set_data(times, [*walk.steps, step])
        self.best.set_data(times, [*walk.bests, walk.ray.best.a])
        after = float(walk.ray.loss_after([step])[0])
        self.ray.set_data(_RAY, walk.ray.loss_after(_RAY))
        self.level.set_data(_RAY[[0, -1]], [walk.ray.loss] * 2)
        self.star.set_data([walk.ray.best.a], [max(walk.ray.best.loss, _LOSSES[0])])
        self.here.set_data([step], [after])
        word = "down" if after < walk.ray.loss else "up"
        return text(
            f"step_size.training.{word}", count=len(walk.losses), loss=walk.ray.loss, step=step,
            best=walk.ray.best.a, after=after,
        )  # fmt: skip
