"""The explorers of notebook 4: one step from `W`, a bowl that can be solved, and a whole walk."""

import numpy as np

from losslab.kit import style
from losslab.kit.controls import choice_slider, slider, step_slider
from losslab.kit.explorer import Explorer
from losslab.kit.maps import draw_plane
from losslab.kit.player import Film, growing_end
from losslab.kit.style import HERE, MINIMUM, TRAINING
from losslab.kit.training import Training
from losslab.kit.words import text, words_of
from losslab.lessons.step_size import figures
from losslab.lessons.step_size.line_search import gradient_line, orthogonal_direction
from losslab.lessons.step_size.momentum_explorers import MomentumExplorer as MomentumExplorer
from losslab.lessons.step_size.momentum_explorers import RavineExplorer as RavineExplorer
from losslab.lessons.step_size.quadratic import quadratic_descent, quadratic_loss, step_factor
from losslab.slices import LineMinimum, svm_slice_plane

words = words_of("step_size")


class StepExplorer(Explorer):
    """A map that holds the whole gradient, and the loss along it; the step is yours."""

    height = 4.6
    drags = {"map_ax": ("step", None), "line_ax": ("step", None)}
    arrows = "step", None
    shortest, longest = -9, -3  # powers of ten
    corners = (-1.1, 3.9), (-1.4, 3.4)  # of the map, in best steps

    def __init__(self, W, X, y):
        self.line = gradient_line(W, X, y)
        self.a, self.b = (np.linspace(*ends, 61) * self.line.best.a for ends in self.corners)
        turn = orthogonal_direction(self.line, W, X, y)
        self.plane = svm_slice_plane(W, -self.line.gradient, turn, X, y, self.a, self.b)
        super().__init__()

    def controls(self):
        return [{"step": step_slider(10**-6.5, self.shortest, self.longest)}]

    def ground(self, figure):
        self.map_ax, self.line_ax = figure.subplots(1, 2, width_ratios=(1, 1.1))
        self._draw_map(self.map_ax)
        self._draw_line(self.line_ax)

    def _draw_map(self, ax):
        best = self.line.best.a
        draw_plane(ax, self.a, self.b, self.plane)
        figures.draw_arrow(ax, (0, 0), (0.75 * best, 0), reach=5)
        style.mark_lowest(ax, best, 0)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(lambda step, _: f"{step / 1e-6:g}")  # as the labels say
        ax.set(xlim=self.a[[0, -1]], ylim=self.b[[0, -1]], aspect="equal")
        style.entitle(ax, words, "explorer.map")

    def _draw_line(self, ax):
        line, steps = self.line, np.geomspace(10.0**self.shortest, 10.0**self.longest, 241)
        ax.set(xscale="log", yscale="log", ylim=(line.best.loss / 5, 4e3))
        figures.draw_gradient_line(ax, steps, line.loss_after(steps), line.best)
        style.plain_log_axis(ax.yaxis)
        promise = line.loss + line.slope * steps
        ax.plot(steps[promise > 0], promise[promise > 0], "--", color=TRAINING, zorder=2)
        look = {"color": TRAINING, "ha": "left", "va": "top"}
        style.say(ax, words("explorer.promise"), (steps[0], line.loss), (8, -10), **look)

    def scene(self, step):
        loss = float(self.line.loss_after([step])[0])
        inside = step <= self.a[-1]
        here, marker = (step, "o") if inside else (0.98 * self.a[-1], ">")
        style.mark_here(self.map_ax, here, 0, marker=marker)
        self.line_ax.plot([step, step], [self.line.loss, loss], color=HERE, linewidth=2.5)
        style.mark_here(self.line_ax, step, loss)
        return self._sentence(step, loss, inside)

    def _sentence(self, step, loss, inside):
        best, start = self.line.best, self.line.loss
        gain = (start - loss) / (start - best.loss)
        if loss > start:
            word = "worse" if inside else "off_the_map"
        elif step > 1.1 * best.a:
            word = "past"
        else:
            word = "best" if gain > 0.99 else "before"
        values = {"step": step, "start": start, "loss": loss, "gain": gain}
        values |= {"times": step / best.a, "grown": loss / start}
        verdict = words(f"explorer.{word}", **values)
        return words("explorer.sentence", verdict=verdict, **values)


class QuadraticExplorer(Explorer):
    """A walk in ``½ (x₁² + k x₂²)``: choose the step size, the curvature `k` and the length."""

    height = 4.6
    start, longest = (1.1, 0.6), 0.5

    def controls(self):
        steep = choice_slider(words("quadratic.steep"), (1, 2, 4, 6, 10, 20), 10)
        count = choice_slider(words("quadratic.count"), (1, 2, 3, 5, 10, 20, 40), 20)
        step = slider(text("kit.step_size"), 0.05, 0.005, self.longest, 0.005, fmt=".3f")
        return [{"steep": steep, "count": count}, {"step": step}]

    def ground(self, figure):
        self.map_ax, self.ax = figure.subplots(1, 2)
        figures.frame_bowl(self.map_ax)
        self.map_ax.set_title(words("quadratic.walk"))
        figures.frame_factors(self.ax, self.longest)

    def scene(self, steep, count, step):
        curvature = 1, steep
        self.keep(figures.draw_bowl, self.map_ax, curvature)
        path = quadratic_descent(curvature, self.start, step, count)
        figures.draw_path(self.map_ax, np.clip(path, -9, 9))  # far outside is outside
        figures.draw_factors(self.ax, curvature, step)
        return self._sentence(curvature, step, path)

    def _sentence(self, curvature, step, path):
        gentle, steep = (step_factor(k, step) for k in curvature)
        if abs(steep) > 1:
            word = "escapes"
        elif abs(steep) > 0.999:
            word = "forever"
        else:
            word = "zigzags" if steep < 0 else "creeps"
        start, end = quadratic_loss(curvature, path[[0, -1]])
        return words(
            f"quadratic.{word}", gentle=gentle, steep=steep, limit=2 / curvature[1],
            start=start, loss=end, count=len(path) - 1,
        )  # fmt: skip


STEPS_A_FRAME = 2


class WatchedTraining(Training):
    """Gradient descent that keeps, beside each step, the best one at the start of its frame."""

    def reset(self):
        super().reset()
        self.best_steps = []
        self.line = gradient_line(self.W, self.X, self.y)

    def go(self, step_size, steps=None):
        """Take so many steps, or those of one frame."""
        self.train(steps or STEPS_A_FRAME, step_size=step_size)
        self.best_steps += [self.line.best.a] * (self.steps - len(self.best_steps))
        self.line = gradient_line(self.W, self.X, self.y)


class DescentExplorer(Film):
    """Play, pause, step, with a few hundred images: the loss, the steps, and the line ahead."""

    height, first_shown = 5.0, 120  # steps
    shortest, longest = -9, -4  # powers of ten
    losses = 0.1, 1e3  # shown

    def __init__(self, W, X, y):
        self.model = WatchedTraining(W, X, y)
        for _ in range(15):  # something to see without a kernel
            self.model.go(1e-7)
        super().__init__()

    def controls(self):
        return [{"step": step_slider(1e-7, self.shortest, self.longest)}, self.player()]

    def go_on(self, steps, step):
        self.model.go(step, steps)

    def ground(self, figure):
        grid = figure.add_gridspec(2, 2, height_ratios=(1.7, 1), width_ratios=(1.15, 1))
        self.loss_ax, self.step_ax = (figure.add_subplot(grid[k, 0]) for k in (0, 1))
        self.line_ax = figure.add_subplot(grid[:, 1])
        steps = 10.0**self.shortest / 2, 10.0**self.longest * 2
        self.loss_ax.tick_params(labelbottom=False)
        self.step_ax.set(yscale="log", ylim=steps, yticks=[1e-8, 1e-6, 1e-4])
        self.step_ax.set(title=words("training.steps"), xlabel=words("figures.iterations"))
        self.line_ax.set(xscale="log", xlim=steps, xlabel=words("figures.step_size"))
        for ax, name in ((self.loss_ax, "curve"), (self.line_ax, "ahead")):
            ax.set(yscale="log", ylim=self.losses, ylabel=text("kit.line_y"))
            ax.set_title(words(f"training.{name}"))
            style.plain_log_axis(ax.yaxis)

    def scene(self, step):
        training, line = self.model, self.model.line
        self.keep(self._draw_way, line)  # each frame makes a line of its own
        taken = [*training.step_sizes, step]
        self.step_ax.plot(taken, color=HERE, linewidth=2.5, drawstyle="steps-post")
        after = float(line.loss_after([step])[0])
        style.mark_here(self.line_ax, step, max(after, self.losses[0]))
        values = {"count": training.steps, "loss": line.loss, "after": after}
        return words(f"training.{_verdict(line, after)}", step=step, best=line.best.a, **values)

    def _draw_way(self, line):
        """Draw the way so far, and the line ahead of it."""
        losses = np.clip([*self.model.losses, line.loss], *self.losses)
        self.loss_ax.plot(losses, color=TRAINING)
        style.mark_here(self.loss_ax, len(losses) - 1, losses[-1])
        best_steps = [*self.model.best_steps, line.best.a]
        self.step_ax.plot(best_steps, ":", color=MINIMUM, drawstyle="steps-post")
        for ax in (self.loss_ax, self.step_ax):
            ax.set_xlim(0, growing_end(self.model.steps, self.first_shown))
        steps = np.geomspace(10.0**self.shortest, 10.0**self.longest, 101)
        best = LineMinimum(line.best.a, max(line.best.loss, self.losses[0]))  # below: at the edge
        losses = np.maximum(line.loss_after(steps), self.losses[0])
        figures.draw_line_and_best(self.line_ax, steps, losses, best)


def _verdict(line, after):
    """The word for a step from the start of a line to a loss."""
    if line.slope == 0:
        return "arrived"
    if f"{after:.3g}" == f"{line.loss:.3g}":  # as they are shown
        return "level"
    return "down" if after < line.loss else "up"
