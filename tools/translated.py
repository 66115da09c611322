"""Tell which words changed in one language only, since both were last seen to say the same.

    python tools/translated.py                             # what changed, and in which language
    python tools/translated.py 04_step_size                # both are changed and agree: note it
    python tools/translated.py 04_step_size/title          # one is changed, and they still agree
    python tools/translated.py --all                       # everything agrees: note it anew

For each cell and each key of the toml files, `translated.csv` holds a hash of the English text
beside one of the Japanese text.
"""

import csv
import hashlib
import io
import json
import sys
import tokenize
import tomllib
from pathlib import Path

import notebook_text

ROOT = Path(__file__).resolve().parents[1]
FILE = Path(__file__).with_name("translated.csv")
LANGUAGES = ("en", "ja")
KINDS = {
    (True, False): "changed in English only",
    (False, True): "changed in Japanese only",
    (True, True): "changed in both languages",
}


def texts(language, root=ROOT):
    """All words of a language by their place: ``04_step_size/title``, ``kit/exercise.correct``."""
    found = {}
    for path in (root / "notebooks" / language).glob("*.ipynb"):
        for cell in notebook_text.read(path).cells:
            if words := cell.source if cell.cell_type == "markdown" else _comments(cell.source):
                found[f"{path.stem}/{cell.id}"] = words.strip()
    for folder in ("lib/losslab", "tools"):
        for path in (root / folder).rglob(f"{language}.toml"):
            for key, words in _leaves(tomllib.loads(path.read_text(encoding="utf-8"))):
                found[f"{path.parent.name}/{key}"] = json.dumps(words, ensure_ascii=False)
    return found


def _comments(source):
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):  # a line for IPython
        return source
    return "\n".join(token.string for token in tokens if token.type == tokenize.COMMENT)


def _leaves(words, path=""):
    for key, value in words.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{path}{key}.")
        else:
            yield path + key, value


def hashes(root=ROOT):
    """The hashes (en, ja) at each place that both languages have."""
    en, ja = (texts(language, root) for language in LANGUAGES)
    return {place: (_hash(en[place]), _hash(ja[place])) for place in sorted(en.keys() & ja.keys())}


def _hash(words):
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def noted(path=FILE):
    """The hashes (en, ja) that were noted; nothing where there is no file."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["place"]: (row["en"], row["ja"]) for row in csv.DictReader(file)}


def changed(now, then):
    """What differs from what was noted: by place, the languages in words."""
    found = {}
    for place in now.keys() | then.keys():
        if place not in now:
            found[place] = "is gone"
        elif place not in then:
            found[place] = "is new"
        elif now[place] != then[place]:
            en, ja = (a != b for a, b in zip(now[place], then[place], strict=True))
            found[place] = KINDS[en, ja]
    return dict(sorted(found.items()))


def confirmed(now, then, names):
    """The hashes to note: those at the places named, or at places of rooms named, anew.

    A room takes along no place that changed in one language only: that one is named in full.
    """
    after = dict(then)
    for place, how in changed(now, then).items():
        in_room = place.split("/")[0] in names and not how.endswith("only")
        if place in names or in_room:
            after.pop(place, None)
            after |= {place: now[place]} if place in now else {}
    return after


def write(table, path=FILE):
    """Store hashes, a line a place, sorted."""
    lines = [f"{place},{en},{ja}\n" for place, (en, ja) in sorted(table.items())]
    path.write_text("".join(["place,en,ja\n", *lines]), encoding="utf-8", newline="\n")


def main(names, root=ROOT, path=FILE):
    """Note what is named, say what is left; returns the exit status."""
    now, then = hashes(root), noted(path)
    if names:
        then = now if names == ["--all"] else confirmed(now, then, set(names))
        write(then, path)
    left = changed(now, then)
    for place, how in left.items():
        print(f"{place}: {how}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
