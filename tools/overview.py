"""Draw the picture of each README: notebooks/images/overview.en.png, overview.ja.png."""

from pathlib import Path

from notebook_pictures import small

import losslab
from losslab.cifar10 import load_cifar10
from losslab.lessons.landscape.explorers import SliceExplorer


def main():
    """Two trained classifiers, the bowl around them, and the templates of the second."""
    folder = Path(__file__).resolve().parent.parent / "notebooks" / "images"
    folder.mkdir(exist_ok=True)
    for language in ("en", "ja"):
        losslab.use_language(language)
        explorer = SliceExplorer(load_cifar10())
        explorer.put(direction="solutions", images=5000, a=10.0)
        (folder / f"overview.{language}.png").write_bytes(small(explorer.stage.png()))


if __name__ == "__main__":
    main()
