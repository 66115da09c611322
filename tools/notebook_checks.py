"""What is wrong with one stored notebook: each check returns a list of complaints."""

import ast
import re
import unicodedata

from IPython.core.inputtransformer2 import TransformerManager
from notebook_pictures import is_packed
from notebook_text import METADATA
from slides import SLIDE_TAGS

TAGS = {"setup", "exercise", "explorer", "slow", "raises-exception", *SLIDE_TAGS}
VIEW = "application/vnd.jupyter.widget-view+json"
CODE_LINES, OUTPUT_LINES = 15, 30

NAME = re.compile(r"[a-z]{2,}[a-z0-9]*(-[a-z0-9]+)*")
RANDOM = re.compile(r"[0-9a-f]{6,}|[0-9a-f]{8}-.*|(cell|code|md|markdown|id)-?\d*")
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")
MARKER = "TODO"
LOCAL_PATH = re.compile(r"(?<![\w.:/-])(?:/(?:home|Users|tmp|root|usr|opt|var|work)/|[A-Z]:\\)")
BAD_TEXT = {
    "an object's address": re.compile(r" at 0x[0-9a-fA-F]+"),
    "a missing glyph": re.compile(r"Glyph \d+ .*missing from"),
    "a number with more than 6 decimals": re.compile(r"\d\.\d{7,}"),
    "a bare array": re.compile(r"^\(?array\(", re.M),
    "a widget's inner structure": re.compile(r"\w+\(children=\("),
    "a path of this machine": LOCAL_PATH,
}
BOLD = re.compile(r"\*\*(.+?)\*\*")
SLANTED = re.compile(r"(?<!\*)\*(?!\*)([^*\n]+)(?<!\*)\*(?!\*)")
EXERCISE = re.compile(r"^(?:\w+ = )?([\w.]+)\.(?:check|use)\((\w+)\)$", re.M)


def hygiene(notebook):
    """All that is wrong with a stored notebook, whatever its language."""
    checks = (form, names, emphasis, code, counts, outputs, images, exercises)
    return [complaint for check in checks for complaint in check(notebook)]


def form(notebook):
    """Version, metadata, tags, markers."""
    if (notebook.nbformat, notebook.nbformat_minor) != (4, 5):
        yield f"is in format {notebook.nbformat}.{notebook.nbformat_minor}, not 4.5"
    if dict(notebook.metadata) != METADATA:
        yield f"notebook metadata differ from the short form: {sorted(notebook.metadata)}"
    setups = [c for c in notebook.cells if "setup" in tags(c)]
    if len(setups) != 1 or setups[0].cell_type != "code":
        yield f"{len(setups)} cells are tagged setup; there should be one, with code"
    for cell in notebook.cells:
        if set(cell.metadata) - {"tags"}:
            yield f"{cell.id}: has metadata {sorted(cell.metadata)}, of which only tags may stay"
        if len(set(tags(cell)) & set(SLIDE_TAGS)) > 1:
            yield f"{cell.id}: has more than one tag of a slide"
        if odd := set(tags(cell)) - TAGS:
            yield f"{cell.id}: tags {sorted(odd)} are none of {sorted(TAGS)}"
        if MARKER in cell.source:
            yield f"{cell.id}: still has {MARKER}"
        if LOCAL_PATH.search(cell.source):
            yield f"{cell.id}: names a path of this machine"


def names(notebook):
    """Ids are descriptive and occur once."""
    seen = set()
    for cell in notebook.cells:
        name = cell.get("id", "")
        if not NAME.fullmatch(name) or RANDOM.fullmatch(name):
            yield f"{name}: is not a descriptive id such as 'svm-loss-code'"
        if name in seen:
            yield f"{name}: occurs twice"
        seen.add(name)


def emphasis(notebook):
    """Bold that Markdown does not see, for the signs beside it; Japanese that leans."""
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for found in BOLD.finditer(cell.source):
            before, after = cell.source[: found.start()][-1:], cell.source[found.end() :][:1]
            if not (_flanks(found[1][0], before) and _flanks(found[1][-1], after)):
                yield f"{cell.id}: {before}{found[0]}{after} shows its asterisks"
        for found in SLANTED.finditer(cell.source):
            if JAPANESE.search(found[1]):
                yield f"{cell.id}: {found[0]} would lean; Japanese is bold or in 「」"


def _flanks(inside, outside):
    """Whether asterisks between these two characters belong to the inside (CommonMark 6.2)."""
    if inside.isspace() or not _is_sign(inside):
        return not inside.isspace()
    return not outside or outside.isspace() or _is_sign(outside)


def _is_sign(character):
    return unicodedata.category(character)[0] in "PS"


def code(notebook):
    """Cells are code or prose; code is short, parses, and has no words of one language."""
    for cell in notebook.cells:
        if cell.cell_type not in ("code", "markdown"):
            yield f"{cell.id}: is a {cell.cell_type} cell"
        if cell.cell_type != "code":
            continue
        lines = [x for x in cell.source.splitlines() if x.strip() and x.strip()[0] != "#"]
        if not lines:
            yield f"{cell.id}: has no code"
        elif lines[-1].rstrip().endswith(";"):
            yield f"{cell.id}: ends with ';', which strict comparison does not honour"
        if len(lines) > CODE_LINES:
            yield f"{cell.id}: has {len(lines)} lines of code, {CODE_LINES} at most"
        try:
            parsed = parse(cell.source)
        except SyntaxError as error:
            yield f"{cell.id}: does not parse: {error}"
        else:
            if JAPANESE.search(parsed):
                yield f"{cell.id}: Japanese in code; words belong in the language files"


def counts(notebook):
    """Every code cell was run, in order: a cell without a count is never compared."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(cells, 1):
        if cell.execution_count != number:
            yield f"{cell.id}: has execution count {cell.execution_count}, not {number}"


def outputs(notebook):
    """No error, no warning, nothing that differs between two runs or two machines."""
    for cell, output in _all_outputs(notebook):
        if output.output_type == "error" and "raises-exception" not in tags(cell):
            yield f"{cell.id}: ended in {output.ename}: {output.evalue}"
        if output.get("name") == "stderr":
            yield f"{cell.id}: wrote to stderr: {output.text.strip()[:200]!r}"
        if VIEW in output.get("data", {}):
            yield f"{cell.id}: stores a widget's view, which is dead without its kernel"
        for text in _texts(output):
            if text.count("\n") >= OUTPUT_LINES:
                yield f"{cell.id}: prints {text.count(chr(10)) + 1} lines, {OUTPUT_LINES} at most"
            for what, pattern in BAD_TEXT.items():
                if found := pattern.search(text):
                    yield f"{cell.id}: shows {what}: {found[0]!r}"
    for cell in notebook.cells:
        found = {kind for o in cell.get("outputs", []) for kind in o.get("data", {})}
        if "explorer" in tags(cell) and not {"image/png", "text/plain"} <= found:
            yield f"{cell.id}: stores no picture with a description of its explorer"


def images(notebook):
    """Pictures are PNG, small, and each has a description for those who do not see it."""
    for cell, output in _all_outputs(notebook):
        kinds = {kind for kind in output.get("data", {}) if kind.startswith("image/")}
        if odd := kinds - {"image/png"}:
            yield f"{cell.id}: shows {sorted(odd)}; only image/png is stored"
        alt = output.get("metadata", {}).get("image/png", {}).get("alt", "")
        if "image/png" in kinds and not alt.strip():
            yield f"{cell.id}: its picture has no description (metadata image/png alt)"
        if "image/png" in kinds and not is_packed(output.data["image/png"]):
            yield f"{cell.id}: its picture takes more bytes than it needs"


def exercises(notebook):
    """A cell tagged exercise asks for one function, answers `...`, and is not attempted yet."""
    for cell in notebook.cells:
        if "exercise" not in tags(cell):
            continue
        found = EXERCISE.findall(cell.source)
        if len(found) != 1 or stub(cell.source, found[0][1]) is None:
            yield f"{cell.id}: needs a stub returning `...` and one line `questions.X.check(X)`"
        elif bool(re.search(rf"^{found[0][1]} = ", cell.source, re.M)) != (".use(" in cell.source):
            yield f"{cell.id}: what `use` returns, and only that, takes the name of the function"
        elif not feedback(cell).startswith("…"):
            yield f"{cell.id}: should say that it is not attempted, but says {feedback(cell)!r}"


def tags(cell):
    """The tags of a cell."""
    return cell.metadata.get("tags", [])


def parse(source):
    """The syntax tree of a cell as a string: equal for code that differs in comments only."""
    return ast.dump(ast.parse(TransformerManager().transform_cell(source)))


def stub(source, name):
    """First and last line (from 1) of the function `name` that returns `...`; None without it."""
    for node in ast.parse(TransformerManager().transform_cell(source)).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            last = node.body[-1]
            if isinstance(last, ast.Return) and getattr(last.value, "value", None) is ...:
                return node.lineno, node.end_lineno
    return None


def feedback(cell):
    """What the check of an exercise says, or the use of its answer; empty if it said nothing."""
    data = [o.data for o in cell.outputs if o.output_type in ("execute_result", "display_data")]
    return data[-1].get("text/plain", "") if data else ""


def with_solution(source):
    """The exercise's cell with its stub replaced by the published solution."""
    (question, name), *_ = EXERCISE.findall(source)
    first, last = stub(source, name)
    lines = source.splitlines()
    lines[first - 1 : last] = [f"exec({question}.solution_source())"]
    return "\n".join(lines)


def _all_outputs(notebook):
    return [(cell, output) for cell in notebook.cells for output in cell.get("outputs", [])]


def _texts(output):
    data = output.get("data", {})
    texts = [output.get("text", ""), *(v for k, v in data.items() if k.startswith("text/"))]
    return [text for text in texts if text]
