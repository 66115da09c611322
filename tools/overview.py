"""Draw the picture of the README: notebooks/images/overview.png."""

from pathlib import Path

import losslab
from losslab.cifar10 import load_cifar10
from losslab.lessons.landscape.explorers import SliceExplorer


def main():
    """Two trained classifiers, the bowl around them, and the templates of the second."""
    losslab.use_language("en")
    explorer = SliceExplorer(load_cifar10())
    explorer.put(direction="solutions", images=5000, a=10.0)
    folder = Path(__file__).resolve().parent.parent / "notebooks" / "images"
    folder.mkdir(exist_ok=True)
    (folder / "overview.png").write_bytes(explorer.stage.png())


if __name__ == "__main__":
    main()
