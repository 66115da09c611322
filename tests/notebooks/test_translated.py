"""A translation that has fallen behind is named: each text beside a hash of the other language."""

import shutil
from pathlib import Path

import notebook_text
import pytest
import translated


def test_no_text_changed_in_one_language_only():
    left = translated.changed(translated.hashes(), translated.noted())
    say = "both languages say the same? then: .venv/bin/python tools/translated.py NAME"
    assert not left, "\n".join([say, *(f"{place}: {how}" for place, how in left.items())])


def test_the_file_is_one_line_a_place_and_sorted():
    lines = translated.FILE.read_text(encoding="utf-8").splitlines()[1:]
    assert lines == sorted(lines, key=lambda line: line.split(",")[0])
    places = {line.split(",")[0] for line in lines}
    assert len(places) == len(lines) > 600
    assert {"01_loss_landscape/title", "kit/exercise.correct", "pages/language"} <= places


@pytest.fixture
def copy(tmp_path):
    """A notebook and the words of a room in both languages, with what was noted of them."""
    for name in ("notebooks/{}/04_step_size.ipynb", "lib/losslab/lessons/step_size/{}.toml"):
        for language in translated.LANGUAGES:
            target = tmp_path / name.format(language)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(translated.ROOT / name.format(language), target)
    assert translated.main(["--all"], tmp_path, tmp_path / "noted.csv") == 0
    return tmp_path


def change(root, language, place="title"):
    path = root / f"notebooks/{language}/04_step_size.ipynb"
    notebook = notebook_text.read(path)
    (cell,) = (cell for cell in notebook.cells if cell.id == place)
    cell.source += "\n\nMore."
    notebook_text.write(notebook, path)


def state(root, *names):
    """Run the command, and say what it leaves."""
    noted: Path = root / "noted.csv"
    status = translated.main(list(names), root, noted)
    left = translated.changed(translated.hashes(root), translated.noted(noted))
    assert status == bool(left)
    return left


@pytest.mark.parametrize(("language", "name"), [("en", "English"), ("ja", "Japanese")])
def test_a_cell_changed_in_one_language_only_is_named(copy, capsys, language, name):
    assert state(copy) == {}
    change(copy, language)
    how = f"changed in {name} only"
    assert state(copy) == {"04_step_size/title": how}
    assert capsys.readouterr().out.splitlines()[-1] == f"04_step_size/title: {how}"


def test_a_room_takes_along_only_what_changed_in_both(copy):
    for language, place in (("en", "title"), ("ja", "title"), ("en", "training")):
        change(copy, language, place)
    assert state(copy)["04_step_size/title"] == "changed in both languages"
    assert state(copy, "04_step_size") == {"04_step_size/training": "changed in English only"}
    assert state(copy, "04_step_size/training") == {}


def test_a_word_of_a_figure_that_changed_is_named(copy):
    path = copy / "lib/losslab/lessons/step_size/en.toml"
    words = path.read_text(encoding="utf-8")
    path.write_text(words.replace('\ncompass = "', '\ncompass = "Look: '), encoding="utf-8")
    assert state(copy) == {"step_size/figures.compass": "changed in English only"}


def test_what_is_new_or_gone_is_named(copy):
    for language in translated.LANGUAGES:
        path = copy / f"lib/losslab/lessons/step_size/{language}.toml"
        words = path.read_text(encoding="utf-8").replace("\ncompass =", "\ncompass_new =")
        path.write_text(words, encoding="utf-8")
    left = state(copy)
    assert left["step_size/figures.compass"] == "is gone"
    assert left["step_size/figures.compass_new"] == "is new"
    assert state(copy, "step_size") == {}


def test_comments_of_code_are_words_too():
    found = translated.texts("ja")
    assert any(words.startswith("#") and "/" in place for place, words in found.items())
