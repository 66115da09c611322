"""What a student does to an explorer's picture, without a browser."""


def press(explorer, x, y, kind="press"):
    """Press or drag at pixels from the top left."""
    explorer._on_message(explorer.picture, {"kind": kind, "x": x, "y": y}, [])


def press_at(explorer, ax, x, y, kind="press"):
    """Press or drag at a place of the axes, in their own coordinates."""
    across, up = ax.transData.transform((x, y))
    press(explorer, across, explorer.picture.height - up, kind)


def key(explorer, name, shift=False):
    """Press an arrow key on the picture."""
    explorer._on_message(explorer.picture, {"kind": "key", "key": name, "shift": shift}, [])
