"""Tags in the stored notebooks say where slides begin; a copy for the screen is made from them."""

import copy

import notebook_text
import notebooks
import pytest
from nbformat.v4 import new_output
from notebook_checks import form, tags
from slides import SLIDE_TAGS, STILL, divided, folded

PATHS = sorted(notebooks.ROOT.glob("en/*.ipynb"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_each_heading_begins_a_slide_and_the_setup_is_not_shown(path):
    for cell in notebook_text.read(path).cells:
        heading = cell.cell_type == "markdown" and cell.source.startswith(("# ", "## "))
        assert ("slide" in tags(cell)) == heading, cell.id
        assert ("skip" in tags(cell)) == ("setup" in tags(cell)), cell.id


def test_tags_become_what_is_shown_in_a_copy(good):
    good.cells[0].metadata["tags"] = ["slide"]
    before = copy.deepcopy(good)
    shown = divided(good)
    assert good == before
    assert shown.cells[0].metadata["slideshow"] == {"slide_type": "slide"}
    assert not any("slideshow" in cell.metadata for cell in shown.cells[1:])


def test_a_cell_has_one_place_on_a_slide(good):
    good.cells[0].metadata["tags"] = list(SLIDE_TAGS[:2])
    assert any("more than one" in complaint for complaint in form(good))


@pytest.mark.parametrize(
    ("data", "hidden"),
    [
        ({"image/png": "eA=="}, True),
        ({STILL: {"hint": "Run it"}, "text/plain": "Predict"}, True),
        ({STILL: {"hint": ""}, "text/plain": "a bar"}, False),
        ({"text/plain": "3"}, False),
    ],
)
def test_code_is_folded_under_pictures_and_questions_only(good, data, hidden):
    code = next(cell for cell in good.cells if cell.id == "mean-loss")
    code.outputs = [new_output("display_data", data)]
    found = next(cell for cell in folded(good).cells if cell.id == "mean-loss")
    assert found.metadata.get("jupyter", {}).get("source_hidden", False) == hidden
    assert "jupyter" not in code.metadata
