"""Predict, then check: a question with a few answers, asked before the cell that shows it."""

import html

import ipywidgets as widgets

from losslab.kit.words import text


class Prediction:
    """A question to answer before looking.

    Parameters
    ----------
    key : str
        ``"topic.name"`` holds ``question``, ``options`` (a list), ``answer`` (the number of
        the right one, from 1, as a string) and ``because``.
    """

    def __init__(self, key):
        self.question, self.because = text(f"{key}.question"), text(f"{key}.because")
        self.options, self.answer = text(f"{key}.options"), int(text(f"{key}.answer")) - 1
        self.choice = widgets.ToggleButtons(
            options=[(option, k) for k, option in enumerate(self.options)],
            value=None,
            style={"button_width": "auto"},
        )
        self.choice.observe(self._answer, names="value")
        self.verdict = widgets.HTML()
        heading = widgets.HTML(f'<b style="font-size:15px">{html.escape(self.question)}</b>')
        self.widget = widgets.VBox([heading, self.choice, self.verdict])

    def _answer(self, change):
        right = change["new"] == self.answer
        opening = text(f"kit.exercise.prediction_{'right' if right else 'wrong'}")
        mark = "✓" if right else "✗"
        sentence = html.escape(f"{mark} {opening} {self.because}")
        self.verdict.value = f'<div role="status" style="font-size:15px">{sentence}</div>'

    def _repr_mimebundle_(self, **kwargs):
        bundle = self.widget._repr_mimebundle_(**kwargs)
        bundle = dict(bundle[0] if isinstance(bundle, tuple) else bundle)
        choices = "\n".join(f"  {k}. {option}" for k, option in enumerate(self.options, start=1))
        bundle["text/plain"] = f"{self.question}\n{choices}"
        return bundle
