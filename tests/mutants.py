"""Small changes to the code of a right answer, each of which should make it wrong."""

import ast
import copy
import inspect
import textwrap

COMPARED = {ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt}
TURNED = {ast.Gt: ast.Lt, ast.GtE: ast.LtE, ast.Lt: ast.Gt, ast.LtE: ast.GtE}
TURNED |= {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
SWAPPED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}


def mutants(function):
    """Pairs of what was changed, and a function with that change."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    tree.body[0].decorator_list = []
    seen = {ast.unparse(tree)}
    for number, node in enumerate(ast.walk(tree)):
        for change in _changes(node):
            twin = copy.deepcopy(tree)
            change(list(ast.walk(twin))[number])
            code = ast.unparse(ast.fix_missing_locations(twin))
            if code not in seen:
                seen.add(code)
                yield _difference(tree, code), _compiled(code, function)


def _compiled(code, function):
    names = dict(function.__globals__)
    exec(code, names)
    return names[function.__name__]


def _difference(tree, code):
    """The lines that differ: `before` → `after`."""
    before, after = ast.unparse(tree).splitlines(), code.splitlines()
    old = [line.strip() for line in before if line not in after]
    new = [line.strip() for line in after if line not in before]
    return f"{'; '.join(old)} → {'; '.join(new) or 'gone'}"


def _changes(node):
    """What can be changed at one place: functions that do it to the same place of a copy."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        halves = [float(f"{node.value * 1.5:.6g}") or 0.5] if type(node.value) is float else []
        steps = [node.value + 1, node.value - 1] if type(node.value) is int else []
        yield from (_set(value=value) for value in (*halves, *steps))
    if isinstance(node, ast.Compare):
        for table in (COMPARED, TURNED):
            if type(node.ops[0]) in table:
                yield _set(ops=[table[type(node.ops[0])](), *node.ops[1:]])
    if isinstance(node, ast.BinOp) and type(node.op) in SWAPPED:
        yield _set(op=SWAPPED[type(node.op)]())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield _set(op=ast.UAdd())
    if isinstance(node, ast.For):
        yield from (_set(iter=_part(node.iter, part)) for part in ("[1:]", "[:-1]"))
    if isinstance(node, ast.Slice):
        for end in ("lower", "upper"):
            if (bound := getattr(node, end)) is not None:
                yield from (_set(**{end: _moved(bound, by)}) for by in (1, -1))
    if isinstance(node, ast.If):
        yield from (_set(test=ast.Constant(always)) for always in (True, False))
    if isinstance(node, ast.IfExp):
        yield from (_set(test=ast.Constant(always)) for always in (True, False))
    if isinstance(node, ast.While):
        yield _set(test=ast.Constant(False))
    if isinstance(body := getattr(node, "body", None), list) and len(body) > 1:
        for place, statement in enumerate(body):
            if isinstance(statement, ast.Assign | ast.AugAssign):
                yield _without(place)
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Name):
        yield from (_set(value=_part(node.value, part)) for part in ("[1:]", "[:-1]"))


def _set(**fields):
    def change(node):
        for name, value in fields.items():
            setattr(node, name, copy.deepcopy(value))

    return change


def _without(place):
    def change(node):
        del node.body[place]

    return change


def _part(expression, part):
    return ast.parse(f"({ast.unparse(expression)}){part}", mode="eval").body


def _moved(expression, by):
    return ast.parse(f"({ast.unparse(expression)}) + {by}", mode="eval").body
