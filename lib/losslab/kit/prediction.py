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
        places = text(key).get("places")  # a number an option, on the figure that follows
        self.places = [float(place) for place in places] if places else None
        numbered = [(option, k) for k, option in enumerate(self.options)]
        style = {"button_width": "auto"}
        self.choice = widgets.ToggleButtons(options=numbered, value=None, style=style)
        self.choice.observe(self._answer, names="value")
        self.verdict = widgets.HTML()
        heading = widgets.HTML(f'<b style="font-size:15px">{html.escape(self.question)}</b>')
        self.widget = widgets.VBox([heading, self.choice, self.verdict])

    @property
    def guess(self):
        """The place of the chosen option on the figure; None without a choice or a place."""
        if self.places is None or self.choice.value is None:
            return None
        return self.places[self.choice.value]

    def _answer(self, change):
        right = change["new"] == self.answer
        mark, word = ("✓", "right") if right else ("✗", "wrong")
        opening = text(f"kit.exercise.prediction_{word}")
        said = [opening, self.because]
        if self.places is not None:
            said.append(text("kit.exercise.prediction_shown"))
        sentence = html.escape(f"{mark} {text('kit.between_sentences').join(said)}")
        self.verdict.value = f'<div role="status" style="font-size:15px">{sentence}</div>'

    def _repr_mimebundle_(self, **kwargs):
        choices = "\n".join(f"  {k}. {option}" for k, option in enumerate(self.options, start=1))
        words = f"{self.question}\n{choices}"
        return bundle_of(self.widget, words, text("kit.run_to_answer"))
