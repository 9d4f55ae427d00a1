"""The values that a text gives to names: which are known at a line, and both sides of a sign with them put in."""

from __future__ import annotations

import re
from itertools import pairwise

from symgrad.graph import total
from symgrad.graph.arrays import entry_name
from symgrad.graph.table import NAME, OPAQUE
from symgrad.notation.meaning import Meaning
from symgrad.notation.syntax import Bracket, Matrix, Name, Transpose, Tree
from symgrad.notation.writer import write
from symgrad.proof import Verdict, decimals, evaluated
from symgrad.review.forms import is_number
from symgrad.review.ground import Ground
from symgrad.review.lines import AND, CONCLUDING, Line

BEHIND = re.compile(r"\s*,?\s*(?:where|with|for|at|when|if|wobei|mit|bei|für|où|avec|pour)\b[^.]*$")


def take_values(ground: Ground, line: Line) -> None:
    """The values that a line gives hold from here on, but for those that another formula is said to hold at."""
    if line.statement.condition:
        return
    for (head, value), kind in zip(pairwise(line.trees), line.kinds, strict=True):
        if not isinstance(head, Name) or not isinstance(value, Tree):
            continue
        follows = kind == "claim" and line.statement.arrow in CONCLUDING and ground.scope.formula(head.name) is None
        found = (follows or ground.scope.taken_by(head.name)) and is_number(value)
        if found or (kind == "value" and not head.primes):
            ground.values.update(_given(head.name, value))


def _given(name: str, value: Tree) -> dict[str, Tree]:
    """What a value gives: of a vector or matrix also its entries."""
    found = {name: value}
    rows = entries_of(value)
    for i, row in enumerate(rows):
        for j, entry in enumerate(row):
            found[entry_name(name, i, j, len(rows), len(row))] = entry
    return found


def entries_of(tree: Tree) -> list[list[Tree]]:
    """The entries of a written vector or matrix, row by row; empty for anything else."""
    match tree:
        case Matrix(rows=rows):
            return [list(row) for row in rows]
        case Transpose(body=body):
            return [list(row) for row in zip(*entries_of(body), strict=True)] or [
                [part] for part in (body.parts if isinstance(body, Bracket) and len(body.parts) > 1 else ())
            ]
        case Bracket(parts=parts) if len(parts) > 1:
            return [[part] for part in parts]
    return []


def known_values(ground: Ground, line: Line) -> dict[str, Tree]:
    """The values at this place: those beside it, those before it, and those in its own paragraph."""
    here: dict[str, Tree] = {}
    near: dict[str, Tree] = {}
    for other in ground.lines:
        if other is line or other.ignored or other.statement.arrow in CONCLUDING:
            continue
        beside = other.statement.row == line.statement.row
        if not beside and (other.statement.paragraph != line.statement.paragraph or other.statement.condition):
            continue
        for head, value in other.values:
            for name, entry in _given(head.name, value).items() if not head.primes else ():
                (here if beside else near).setdefault(name, entry)
    return near | ground.values | here | behind(ground, line)


def behind(ground: Ground, line: Line) -> dict[str, Tree]:
    """The values that words behind a formula give it: `where x = 1 and y = 0`."""
    found: dict[str, Tree] = {}
    following = ground.lines[ground.lines.index(line) + 1 :] if line in ground.lines else []
    for other in following:
        head, first = other.trees[0], not found
        if (
            other.kinds != ["value"]
            or other.ignored
            or other.statement.paragraph != following[0].statement.paragraph
            or not (BEHIND if first else AND).match(other.statement.words)
            or not isinstance(head, Name)
            or head.primes
            or not isinstance(other.trees[1], Tree)
        ):
            break
        found[head.name] = other.trees[1]
    return found


def at_values(ground: Ground, a: int, b: int, values: dict[str, Tree]) -> tuple[int, int, str] | Verdict | None:
    """Both sides with values for the names that vanish from the left to the right; None if none vanishes.

    Undecided if a number depends on values that are not given.
    """
    graph = ground.graph
    before, after = quantities(ground, a), quantities(ground, b)
    if (not before - after or (after and not after < before)) and not (after - before and not before):
        return None
    vanished = (before - after) or (after - before)
    given: dict[int, int] = {}
    shown, missing = [], []
    for id in sorted(vanished):
        name = str(graph.label(id))
        value = ground.node(values[name]) if name in values else None
        if value is None or graph.free(value.id):
            missing.append(name)
        else:
            given[id] = value.id
            shown.append(f"{name} = {_text(ground, value.id)}")
    if not given:
        return None
    if missing and not (before and after):  # a formula is wanted for all values of what is not given, a number is not
        short = graph.substitute(a, given), graph.substitute(b, given)
        gap, zero = (graph.node(short[0]) - graph.node(short[1])).id, graph.number(0).id
        open_ = [id for id in graph.free(gap) if id in vanished and not ground.judge(total(graph, gap, id), zero).holds]
        varies = [str(graph.label(id)) for id in open_]
        if varies and not ground.judge(*short).holds and not decimals(graph, b):
            return Verdict("undecided", message=f"no value is given for {', '.join(varies)}")
    note = f"at {', '.join(shown)}"
    return graph.substitute(a, given), graph.substitute(b, given), note


def put_in(ground: Ground, values: dict[str, Tree], *nodes: int) -> tuple[list[int], str]:
    """Some nodes with values for their names, and a note that says which."""
    given: dict[int, int] = {}
    shown = []
    for name, value in values.items():
        node = ground.node(value)
        if node is not None:
            given[Meaning(ground.scope).named(name).id] = node.id
            shown.append(f"{name} = {_text(ground, node.id)}")
    return [ground.graph.substitute(node, given) for node in nodes], f"at {', '.join(shown)}"


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
    if value is None and ground.graph.free(id):
        return write(ground.graph, id)
    return str(value) if value is not None else evaluated(ground.graph, id, {})
