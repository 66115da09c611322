"""Where two languages part: each check returns a list of complaints."""

import csv
import re
import unicodedata
from collections import Counter
from pathlib import Path

from notebook_checks import parse, tags

GLOSSARY = Path(__file__).with_name("glossary.csv")

HEADING = re.compile(r"^(#+) ", re.M)
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+?\$", re.S)
LINK = re.compile(r"\]\(([^)\s]+)[^)]*\)|<(https?://[^>\s]+)>|(?:src|href)=\"([^\"]+)\"")
FENCE = re.compile(r"^```.*?^```", re.S | re.M)
CODE = re.compile(r"`[^`\n]+`")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SMALL = 12  # English spells these out, Japanese does not
WORDS = {"20": "twenty", "100": "hundred", "1000": "thousand", "1000000": "million"}


def parity(en, ja):
    """All places where the Japanese notebook is not the same as the English one."""
    complaints = []
    ids = [[cell.id for cell in notebook.cells] for notebook in (en, ja)]
    if ids[0] != ids[1]:
        missing, extra = ([x for x in a if x not in b] for a, b in (ids, ids[::-1]))
        complaints.append(f"cells differ: missing {missing}, too many {extra}, or their order")
    others = {cell.id: cell for cell in ja.cells}
    for cell in en.cells:
        if cell.id in others:
            found = _cell(cell, others[cell.id])
            complaints += [f"{cell.id}: {complaint}" for complaint in found]
    return complaints


def in_japanese(cell):
    """The code that the Japanese notebook should have for an English cell."""
    if "setup" not in tags(cell):
        return cell.source
    return cell.source.replace('use_language("en")', 'use_language("ja")')


def same_code(a, b):
    """Whether two cells have the same code, whatever their comments."""
    try:
        return parse(a) == parse(b)
    except SyntaxError:
        return a == b


def _cell(en, ja):
    if en.cell_type != ja.cell_type or tags(en) != tags(ja):
        yield f"is {ja.cell_type} with tags {tags(ja)}, not {en.cell_type} with {tags(en)}"
    elif en.cell_type == "code":
        if not same_code(in_japanese(en), ja.source):
            yield "code differs"
    else:
        yield from prose(en.source, ja.source)


def prose(en, ja):
    """Where headings, formulas, code, links and numbers of two texts differ."""
    en, ja = FENCE.sub("", en), FENCE.sub("", ja)
    for what, find in (("headings", _headings), ("formulas", _formulas), ("links", _links)):
        left, right = Counter(find(en)), Counter(find(ja))
        if left != right:
            yield f"{what} differ: lacks {list(left - right)}, has more {list(right - left)}"
    en, ja = _plain(en), _plain(ja)
    left, right = Counter(NUMBER.findall(en)), Counter(NUMBER.findall(ja))
    if lacking := left - right:
        yield f"numbers differ: lacks {list(lacking)}"
    if more := [n for n in right - left if not _spelt_out(n, en)]:
        yield f"numbers differ: has more {more}"


def _headings(text):
    return HEADING.findall(text)


def _formulas(text):
    # words inside a formula are translated, spaces are free
    found = FORMULA.findall(CODE.sub("", text))
    return [re.sub(r"\s+", "", re.sub(r"\\text\{[^}]*\}", r"\\text{}", f)) for f in found]


def _links(text):
    return ["".join(link).replace(".ja.md", ".md") for link in LINK.findall(text)]


def _plain(text):
    """The text as digits would be compared: no formulas, no addresses, 5,000 as 5000."""
    text = unicodedata.normalize("NFKC", LINK.sub("]", FORMULA.sub("", text)))
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)


def _spelt_out(number, en):
    small = "." not in number and int(number) <= SMALL
    return small or (number in WORDS and WORDS[number] in en.lower())


def banned_words(path=GLOSSARY):
    """The words that Japanese texts do not use, each with the one to use."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return {row["banned"]: row["ja"] for row in csv.DictReader(file) if row["banned"]}


def glossary(text, *, banned=None):
    """Banned words in a Japanese text."""
    banned = banned_words() if banned is None else banned
    return [f"{word!r} should be {good!r}" for word, good in banned.items() if word in text]
