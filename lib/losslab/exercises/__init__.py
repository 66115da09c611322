"""Questions that answer back: a module per notebook."""

from losslab.exercises.prediction import Prediction
from losslab.exercises.question import Feedback, Question, question

__all__ = ["Feedback", "Prediction", "Question", "question"]
