"""Live figures: controls above a picture. Each shows itself as the last line of a cell."""

from losslab.explorers.bug_museum import BugMuseum
from losslab.explorers.dataflow import DataFlowExplorer
from losslab.explorers.descent import DescentExplorer
from losslab.explorers.dimensions import DimensionDial
from losslab.explorers.film import TrainingFilm
from losslab.explorers.hiker import HikerGame
from losslab.explorers.kink_microscope import KinkMicroscope
from losslab.explorers.kinks import KinkExplorer
from losslab.explorers.quadratic import QuadraticExplorer
from losslab.explorers.search_player import SearchPlayer
from losslab.explorers.secant import SecantExplorer
from losslab.explorers.shapes import ShapeExplorer
from losslab.explorers.slices import SliceExplorer
from losslab.explorers.step import StepExplorer
from losslab.explorers.three_points import ThreePointExplorer

__all__ = [
    "BugMuseum",
    "DataFlowExplorer",
    "DescentExplorer",
    "DimensionDial",
    "HikerGame",
    "KinkExplorer",
    "KinkMicroscope",
    "QuadraticExplorer",
    "SearchPlayer",
    "SecantExplorer",
    "ShapeExplorer",
    "SliceExplorer",
    "StepExplorer",
    "ThreePointExplorer",
    "TrainingFilm",
]
