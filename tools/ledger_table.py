"""Show the ledger in the READMEs: the part between two marks is written from data/ledger.csv."""

from pathlib import Path

from ledger import PUBLISHED

from losslab.kit.words import set_language, text
from losslab.lessons.summary.ledger import read_ledger

ROOT = Path(__file__).resolve().parents[1]
READMES = {"en": ROOT / "README.md", "ja": ROOT / "README.ja.md"}
BEGIN, END = "<!-- ledger: written by run.py reproduce -->\n", "<!-- end of ledger -->\n"
LISTS = ("random_loss_", "softmax_st")  # the seven losses and the table: notebook 6 draws them


def table(entries, code):
    """The ledger as Markdown: a row a quantity, the two kinds of pixels side by side."""
    set_language(code)
    words = [text(f"summary.figures.{key}") for key in ("published", "mean_pixels", "raw_pixels")]
    lines = ["| | " + " | ".join(words) + " |", "|---|--:|--:|--:|"]
    for quantity in (q for q in PUBLISHED if not q.startswith(LISTS)):
        row = [entry for entry in entries if entry.quantity == quantity]
        cells = [text(f"summary.figures.names.{quantity}"), row[0].shown_published]
        cells += [f"{entry.shown_range} {entry.mark}" for entry in row]
        lines.append("| " + " | ".join(cells) + " |")
    set_language("en")
    return "\n".join(lines) + "\n"


def with_table(page, code):
    """The text of a README, its table made anew."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{table(read_ledger(), code)}\n{END}{after}"


def write_tables():
    """Bring the tables of both READMEs up to date."""
    for code, path in READMES.items():
        page = with_table(path.read_text(encoding="utf-8"), code)
        path.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_tables()
