"""The tools of authors: text and back, both languages in step, one normal form."""

import copy

import notebook_text
import notebooks
import pytest
from nbformat.v4 import new_output
from notebook_checks import MARKER, VIEW


def cell(notebook, name):
    return next(c for c in notebook.cells if c.id == name)


@pytest.fixture
def root(tmp_path, good, japanese):
    """A folder with one notebook in both languages, with nothing wrong."""
    for code, notebook in (("en", good), ("ja", japanese)):
        (tmp_path / code).mkdir()
        notebook_text.write(notebook, tmp_path / code / "01_demo.ipynb")
    return tmp_path


def read(root, code):
    return notebook_text.read(root / code / "01_demo.ipynb")


def change(root, code, spoil):
    notebook = read(root, code)
    spoil(notebook)
    notebook_text.write(notebook, root / code / "01_demo.ipynb")


def test_text_and_back_is_the_same(good):
    text = notebook_text.to_text(good)
    back = notebook_text.from_text(text, old=good)
    assert notebook_text.to_text(back) == text
    assert notebook_text.dumps(back) == notebook_text.dumps(good)


def test_changed_code_loses_its_output(good):
    text = notebook_text.to_text(good).replace("1 + 2 + 6", "1 + 2 + 3")
    back = notebook_text.from_text(text, old=good)
    assert cell(back, "mean-loss").outputs == []
    assert cell(back, "double").outputs == cell(good, "double").outputs


@pytest.mark.parametrize("text", ["words before a cell", "%% code", "%% raw x", "%% md x\n%% y"])
def test_a_line_that_starts_no_cell_is_refused(text):
    with pytest.raises(ValueError, match=r"line [12] is not"):
        notebook_text.from_text(text)


def test_a_cell_without_text_form_is_refused(good):
    good.cells[0].source = "%% md other"
    with pytest.raises(ValueError, match="'title' has no text form"):
        notebook_text.to_text(good)


def test_comments_may_be_translated_and_code_may_not(good, japanese):
    cell(good, "mean-loss").source = cell(good, "mean-loss").source.replace("the mean", "mean")
    kept = notebooks.synchronised(good, japanese)
    assert cell(kept, "mean-loss").source == cell(japanese, "mean-loss").source
    cell(good, "mean-loss").source += "\nprint()"
    replaced = notebooks.synchronised(good, japanese)
    assert cell(replaced, "mean-loss").source == cell(good, "mean-loss").source


def test_setup_keeps_its_language(good, japanese):
    cell(good, "setup").source = 'import numpy\n\nlosslab.use_language("en")'
    cell(good, "setup").metadata["tags"] = ["setup", "slow"]
    setup = cell(notebooks.synchronised(good, japanese), "setup")
    assert setup.source == 'import numpy\n\nlosslab.use_language("ja")'
    assert setup.metadata["tags"] == ["setup", "slow"]


def test_prose_is_kept_and_new_prose_is_marked(good, japanese):
    new = copy.deepcopy(good.cells[0])
    new.id = "why-slices"
    good.cells.insert(1, new)
    notebook = notebooks.synchronised(good, japanese)
    assert [c.id for c in notebook.cells] == [c.id for c in good.cells]
    assert cell(notebook, "title").source == cell(japanese, "title").source
    assert cell(notebook, "why-slices").source.startswith(f"{MARKER} translate")


def test_normal_form_drops_what_changes_from_run_to_run(good):
    rough = copy.deepcopy(good)
    rough.metadata.update(widgets={"state": {}})
    rough.cells[0].metadata.update(execution={"iopub": "now"})
    for number, c in enumerate(c for c in rough.cells if c.cell_type == "code"):
        c.execution_count = 5 * number + 3
    outputs = cell(rough, "mean-loss").outputs
    outputs[0].text = "3.0"
    outputs.append(new_output("stream", name="stdout", text="000\n"))
    outputs.append(new_output("display_data", {VIEW: {"model_id": "1f"}}))
    assert notebook_text.dumps(notebooks.normal(rough)) == notebook_text.dumps(good)


def test_an_explorer_keeps_its_picture_and_description(good):
    data = {VIEW: {"model_id": "1f"}, "image/png": "eA==", "text/plain": "At a = 0.1"}
    metadata = {"image/png": {"alt": "At a = 0.1"}, VIEW: {}}
    cell(good, "mean-loss").outputs = [new_output("display_data", data, metadata=metadata)]
    output = cell(notebooks.normal(good), "mean-loss").outputs[0]
    assert output.data == {"image/png": "eA==", "text/plain": "At a = 0.1"}
    assert output.metadata == {"image/png": {"alt": "At a = 0.1"}}


def test_check_accepts_what_is_in_order(root, capsys):
    assert notebooks.main(["--check"], root=root) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("en", lambda n: cell(n, "mean-loss").update(source="print(f'{4:.4f}')")),
        ("ja", lambda n: cell(n, "double").metadata.clear()),
        ("ja", lambda n: n.cells[0].metadata.update(execution={})),
        ("ja", lambda n: n.cells[0].update(source=n.cells[0].source + "ウェイト")),
    ],
)
def test_check_tells_the_command_that_mends(code, spoil, root, capsys):
    change(root, code, spoil)
    before = notebook_text.dumps(read(root, "ja"))
    assert notebooks.main(["--check", "01"], root=root) == 1
    assert "Mend with: python run.py notebooks 01" in capsys.readouterr().err
    assert notebook_text.dumps(read(root, "ja")) == before


def test_a_missing_notebook_is_found_and_made(root, capsys):
    (root / "ja" / "01_demo.ipynb").unlink()
    assert notebooks.main(["--check"], root=root) == 1
    assert notebooks.main(["--no-execute"], root=root) == 1
    assert MARKER in capsys.readouterr().err
    assert cell(read(root, "ja"), "title").source.startswith(MARKER)


def test_names_that_no_notebook_has_are_refused(root):
    with pytest.raises(SystemExit):
        notebooks.main(["07"], root=root)


def test_mending_runs_both_notebooks_in_their_folders(root):
    for code in ("en", "ja"):
        (root / code / "losslab.py").write_text(f"def use_language(x):\n    assert x == {code!r}\n")
    new = "import pathlib\n\nprint(pathlib.Path().absolute().name)"
    change(root, "en", lambda n: cell(n, "mean-loss").update(source=new, outputs=[]))
    change(root, "en", lambda n: n.cells.pop())
    assert notebooks.main([], root=root) == 0
    for code in ("en", "ja"):
        assert cell(read(root, code), "mean-loss").outputs[0].text == f"{code}\n"


def test_an_error_is_told_and_nothing_is_stored(root, capsys):
    (root / "en" / "losslab.py").write_text("use_language = print")
    change(root, "en", lambda n: cell(n, "mean-loss").update(source="1 / 0"))
    before = notebook_text.dumps(read(root, "en"))
    assert notebooks.main([], root=root) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert notebook_text.dumps(read(root, "en")) == before
