"""Predict, then check: a question with a few answers, asked before the cell that shows it."""

import html

import ipywidgets as widgets

from losslab.kit.controls import bundle_of
from losslab.kit.words import text


class Prediction:
    """A question to answer before looking."""

    def __init__(self, key):
        # the words under the key hold the number of the right option, from 1, as a string
        self.question, self.because = text(f"{key}.question"), text(f"{key}.because")
        self.options, self.answer = text(f"{key}.options"), int(text(f"{key}.answer")) - 1
        numbered = [(option, k) for k, option in enumerate(self.options)]
        style = {"button_width": "auto"}
        self.choice = widgets.ToggleButtons(options=numbered, value=None, style=style)
        self.choice.observe(self._answer, names="value")
        self.verdict = widgets.HTML()
        heading = widgets.HTML(f'<b style="font-size:15px">{html.escape(self.question)}</b>')
        self.widget = widgets.VBox([heading, self.choice, self.verdict])

    def _answer(self, change):
        right = change["new"] == self.answer
        mark, word = ("✓", "right") if right else ("✗", "wrong")
        opening = text(f"kit.exercise.prediction_{word}")
        said = text("kit.between_sentences").join([opening, self.because])
        sentence = html.escape(f"{mark} {said}")
        self.verdict.value = f'<div role="status" style="font-size:15px">{sentence}</div>'

    def _repr_mimebundle_(self, **kwargs):
        choices = "\n".join(f"  {k}. {option}" for k, option in enumerate(self.options, start=1))
        words = f"{self.question}\n{choices}"
        return bundle_of(self.widget, words, text("kit.run_to_answer"))
