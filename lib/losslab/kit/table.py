"""A small table of words that a notebook shows: as HTML, and as plain text for those without."""

import html
from dataclasses import dataclass
from unicodedata import east_asian_width

_CELL = "text-align:left;padding:3px 14px 3px 0"


@dataclass(frozen=True)
class Table:
    """Rows under their heads, in groups with a title (None: without), and sentences below."""

    heads: tuple
    groups: tuple  # pairs of a title and a list of rows; a row is a tuple of strings
    sentences: tuple = ()

    def __str__(self):
        lines = [self.heads, *(cells for _, rows in self.groups for cells in rows)]
        widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
        shown = [_line(self.heads, widths)]
        for title, rows in self.groups:
            shown += [] if title is None else [title]
            shown += [_line(cells, widths) for cells in rows]
        return "\n".join([*shown, *self.sentences])

    __repr__ = __str__

    def _repr_html_(self):
        body = [_html_row("th", "col", self.heads)]
        for title, rows in self.groups:
            body += [] if title is None else [self._html_title(title)]
            body += [_html_row("td", None, cells) for cells in rows]
        said = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in self.sentences)
        return f'<table style="font-size:15px">{"".join(body)}</table>{said}'

    def _html_title(self, title):
        over = f'<th colspan="{len(self.heads)}" scope="rowgroup" style="{_CELL}">'
        return f"<tr>{over}{html.escape(title)}</th></tr>"


def _html_row(tag, scope, cells):
    scope = f' scope="{scope}"' if scope else ""
    made = (f'<{tag}{scope} style="{_CELL}">{html.escape(cell)}</{tag}>' for cell in cells)
    return f"<tr>{''.join(made)}</tr>"


def _line(cells, widths):
    padded = (c + " " * (width - _width(c)) for c, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def _width(words):
    """How many columns of plain text the words take: a Japanese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in words)
