# Until all import from training.
from losslab.training import Diary, Training as Trainer, recorded_descent  # noqa: F401, I001
