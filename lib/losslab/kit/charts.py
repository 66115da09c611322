"""Charts that several lessons draw."""


def draw_seconds(ax, names, seconds, colours, **look):
    """Draw how long each of some ways takes: a bar and its number of seconds for each name."""
    bars = ax.barh(names, seconds, color=colours, **look)
    ax.bar_label(bars, [f" {float(f'{s:.2g}'):,g} s" for s in seconds], size=12)
    ax.invert_yaxis()
    ax.margins(x=0.15)
    ax.grid(axis="y", visible=False)
    return bars
