# Until all import from checks.
from losslab.checks import *  # noqa: F403
