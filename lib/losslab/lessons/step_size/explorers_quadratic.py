"""Explorer: gradient descent in a quadratic bowl, and the two factors that decide it."""

import numpy as np
from matplotlib.ticker import MultipleLocator

from losslab.kit.explorer import Explorer, choice_slider, slider
from losslab.lessons.step_size.figures import draw_bowl, draw_factors, draw_path, ellipses
from losslab.kit.style import TERMS
from losslab.kit.words import text
from losslab.lessons.step_size.quadratic import quadratic_descent, quadratic_loss

START = (1.1, 0.6)
LONGEST = 0.5


class QuadraticExplorer(Explorer):
    """A walk in ``½ (x₁² + k x₂²)``: choose the step size, the curvature `k` and the length."""

    height = 4.6

    def controls(self):
        self.step = slider(text("kit.step_size"), 0.05, 0.005, LONGEST, 0.005, fmt=".3f")
        named = [(str(k), k) for k in (1, 2, 4, 6, 10, 20)]
        self.steep = choice_slider(text("step_size.quadratic.steep"), named, 10)
        named = [(str(k), k) for k in (1, 2, 3, 5, 10, 20, 40)]
        self.count = choice_slider(text("step_size.quadratic.count"), named, 20)
        return [self.listen(self.steep, self.count), self.listen(self.step)]

    def build(self, figure):
        self.map_ax, self.ax = figure.subplots(1, 2)
        self.contours = draw_bowl(self.map_ax, (1, 10))
        self.map_ax.set_title(text("step_size.quadratic.walk"))
        self.path = draw_path(self.map_ax, np.array([START]))
        self.lines = draw_factors(self.ax, (1, 10), np.linspace(0.001, LONGEST, 200))
        self.ax.xaxis.set_major_locator(MultipleLocator(0.1))
        self.dots = [
            self.ax.plot([], [], "o", color=colour, markeredgecolor="white", markersize=12)[0]
            for colour in TERMS[:2]
        ]
        on_map = sorted(self.map_ax.lines, key=lambda line: line.zorder)
        return [*on_map, *self.lines, *self.dots]

    def update(self):
        step, curvature = self.step.value, (1, self.steep.value)
        path = quadratic_descent(curvature, START, step, self.count.value)
        for line, points in zip(self.contours, ellipses(curvature), strict=True):
            line.set_data(*points)
        self.path.set_data(*np.clip(path, -9, 9).T)  # far outside is outside
        steps = self.lines[0].get_xdata()
        for line, dot, k in zip(self.lines, self.dots, curvature, strict=True):
            line.set_ydata(np.abs(1 - steps * k))
            dot.set_data([step], [min(abs(1 - step * k), 1.58)])
        return self._report(step, curvature, path)

    def _report(self, step, curvature, path):
        gentle, steep = (1 - step * k for k in curvature)
        if abs(steep) > 1:
            word = "escapes"
        elif abs(steep) > 0.999:
            word = "forever"
        else:
            word = "zigzags" if steep < 0 else "creeps"
        loss = quadratic_loss(curvature, path[[0, -1]])
        return text(
            f"step_size.quadratic.{word}", gentle=gentle, steep=steep, limit=2 / curvature[1],
            start=loss[0], loss=loss[1], count=self.count.value,
        )  # fmt: skip
