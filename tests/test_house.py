"""The house has three storeys, and each uses only those below it."""

import ast
from pathlib import Path

import losslab

HOUSE = Path(losslab.__file__).parent
MODULES = {
    ".".join(("losslab", *path.relative_to(HOUSE).with_suffix("").parts)): path
    for path in HOUSE.rglob("*.py")
}
CORE = ("losses", "slices", "gradients", "svm_gradients", "search", "descent", "checks", "rules")


def imports(name):
    """All modules that a module imports, wherever in it."""
    package = name.split(".")[:-1]
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) + 1 - node.level]) if node.level else ""
            found = ".".join(filter(None, (base, node.module)))
            yield from (f"{found}.{alias.name}" for alias in node.names)


def storey(name):
    """The storey of a module, and for a lesson also its room."""
    _, first, *rest = (*name.split("."), "")
    return (first, rest[0]) if first == "lessons" else (first if first == "kit" else "core", "")


def used(name):
    return {storey(other) for other in imports(name) if other.startswith("losslab.")}


def of(wanted):
    names = [name for name in MODULES if name != "losslab.__init__" and storey(name)[0] == wanted]
    assert names
    return names


def test_the_core_uses_nothing_above_it():
    for name in of("core"):
        assert used(name) <= {("core", "")}, name


def test_the_kit_knows_no_lesson():
    for name in of("kit"):
        assert used(name) <= {("core", ""), ("kit", "")}, name


def test_no_lesson_uses_another():
    for name in of("lessons"):
        assert used(name) <= {("core", ""), ("kit", ""), storey(name)}, name


def test_imports_are_found_however_they_are_written():
    assert "losslab.kit.words.text" in set(imports("losslab.kit.style"))
    assert ("core", "") in used("losslab.kit.naming")


def test_the_core_is_thin():
    lines = sum(len((HOUSE / f"{name}.py").read_text("utf-8").splitlines()) for name in CORE)
    assert lines <= 1500
    assert {path.stem for path in HOUSE.glob("*.py")} == {*CORE, "dataset", "__init__"}


def test_no_module_is_long():
    lengths = {name: len(p.read_text("utf-8").splitlines()) for name, p in MODULES.items()}
    assert not {name: length for name, length in lengths.items() if length > 300}


def test_every_lesson_has_a_room_with_the_same_furniture():
    for room in (HOUSE / "lessons").iterdir():
        if room.is_dir() and room.name != "__pycache__":
            names = {path.name for path in room.iterdir()}
            assert {"figures.py", "explorers.py", "questions.py", "en.toml", "ja.toml"} <= names
