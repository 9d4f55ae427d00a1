"""The values that a text gives to names: which are known at a line, and both sides of a sign with them put in."""

from __future__ import annotations

from symgrad.graph.table import NAME, OPAQUE
from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved
from symgrad.notation.syntax import Name, Tree, Unread
from symgrad.proof import Verdict, decimals, evaluated
from symgrad.review.forms import is_number
from symgrad.review.ground import Ground
from symgrad.review.lines import Line


def take_values(ground: Ground, line: Line) -> None:
    """The values that a line gives hold from here on, but for those that another formula is said to hold at."""
    if line.statement.condition:
        return
    for k, kind in enumerate(line.kinds):
        tree, value = line.trees[k], line.trees[k + 1]
        if (kind == "value" and isinstance(tree, Name) and isinstance(value, Tree)) or (
            kind == "claim"
            and line.statement.arrow == "⇒"
            and isinstance(tree, Name)
            and isinstance(value, Tree)
            and is_number(value)
            and ground.scope.formula(tree.name) is None
        ):
            ground.values[tree.name] = value


def known_values(ground: Ground, line: Line) -> dict[str, Tree]:
    """The values at this place: those beside it, those before it, and those in its own paragraph."""
    here: dict[str, Tree] = {}
    near: dict[str, Tree] = {}
    for other in ground.lines:
        if other is line or other.ignored or other.statement.arrow == "⇒":
            continue
        beside = other.statement.row == line.statement.row
        if not beside and (other.statement.paragraph != line.statement.paragraph or other.statement.condition):
            continue
        for tree, value, kind in zip(other.trees, other.trees[1:], other.kinds, strict=False):
            if kind == "value" and isinstance(tree, Name) and isinstance(value, Tree):
                (here if beside else near).setdefault(tree.name, value)
    return near | ground.values | here


def at_values(ground: Ground, a: int, b: int, values: dict[str, Tree]) -> tuple[int, int, str] | Verdict | None:
    """Both sides with values for the names that vanish from the left to the right; None if none vanishes."""
    graph = ground.graph
    before, after = quantities(ground, a), quantities(ground, b)
    if (not before - after or (after and not after < before)) and not (after - before and not before):
        return None
    vanished = (before - after) or (after - before)
    given: dict[int, int] = {}
    shown, missing = [], []
    for id in sorted(vanished):
        name = str(graph.label(id))
        if name in values:
            try:
                given[id] = Meaning(ground.scope).node(values[name]).id
            except (Unresolved, Unread, Inapplicable):
                missing.append(name)
                continue
            if graph.free(given[id]):
                del given[id]
                missing.append(name)
                continue
            shown.append(f"{name} = {_text(ground, given[id])}")
        else:
            missing.append(name)
    if not given:
        return None
    if missing:
        short = graph.substitute(a, given), graph.substitute(b, given)
        if not ground.judge(*short).holds and not decimals(graph, b):
            return Verdict("undecided", message=f"no value is given for {', '.join(missing)}")
    note = f"at {', '.join(shown)}"
    return graph.substitute(a, given), graph.substitute(b, given), note


def quantities(ground: Ground, id: int) -> set[int]:
    """The inputs and the unknown functions below a node that values can be given for."""
    graph = ground.graph
    unknown = [
        i
        for i in graph.cone([id])
        if graph.cells[i][0] == NAME and graph.cells[graph.cells[i][1]][0] == OPAQUE and graph.label(i) in ground.values
    ]
    return {*graph.free(id), *unknown}


def _text(ground: Ground, id: int) -> str:
    value = ground.graph.value(id)
    return str(value) if value is not None else evaluated(ground.graph, id, {})
