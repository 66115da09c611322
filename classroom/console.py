"""What this folder says comes from the table of messages among the tools."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tools"))

from instructors import parser, say  # noqa: F401  found through the line above
from messages import language  # noqa: F401
