"""Live figures: controls above a picture. Each shows itself as the last line of a cell."""

from losslab.explorers.kinks import KinkExplorer
from losslab.explorers.shapes import ShapeExplorer
from losslab.explorers.slices import SliceExplorer
from losslab.explorers.three_points import ThreePointExplorer

__all__ = ["KinkExplorer", "ShapeExplorer", "SliceExplorer", "ThreePointExplorer"]
