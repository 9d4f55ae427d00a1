"""Indicators and cases: conditions as steps, and whether cases leave nothing out."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction

from symgrad.graph import Graph, Node, numbers, twin
from symgrad.notation.meaning.setting import Setting
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.syntax import Comparison, Tree, Unread

PARTIAL = "the cases do not say what holds otherwise"


def indicator(here: Setting, condition: Tree) -> Node:
    """A condition as 0 or 1."""
    assert isinstance(condition, Comparison)
    if "=" in condition.how or "≠" in condition.how:
        return _case(here, condition, here.graph.number(1), here.graph.number(0))
    members = [here.node(member) for member in condition.members]
    found: list[Node] = []
    for a, b, how in zip(members, members[1:], condition.how, strict=False):
        found.append(_holds(here.graph, a, b, how, condition))
    return here.many("mul", found)


def _gap(graph: Graph, a: Node, b: Node) -> Node:
    """a - b, without a zero."""
    if graph.value(b.id) == 0:
        return a
    return graph.write("neg", b) if graph.value(a.id) == 0 else graph.write("sub", a, b)


def _holds(graph: Graph, a: Node, b: Node, how: str, tree: Tree) -> Node:
    write, one = graph.write, graph.number(1)
    match how:
        case ">" | "<":
            return write("step", _gap(graph, a, b) if how == ">" else _gap(graph, b, a))
        case "≥" | "≤":
            return write("sub", one, write("step", _gap(graph, b, a) if how == "≥" else _gap(graph, a, b)))
    raise Unread(f"a condition with {how} is not read yet", tree.start, tree.end)


def first_case(here: Setting, cases: Sequence[tuple[Tree, Tree | None]]) -> Node:
    """The first case that holds; where cases may leave something out, what is nowhere defined if none does."""
    conditions = [condition for _, condition in cases]
    if conditions[-1] is None or _complete(here, conditions):
        *cases, (last, _) = cases
        found = here.node(last)
    elif here.partial:
        here.notes.setdefault(PARTIAL)
        found = here.graph.write("log", here.graph.number(-1))
    else:
        raise Unresolved(PARTIAL)
    for value, condition in reversed(cases):
        if condition is None:
            raise Unresolved("'otherwise' stands before other cases")
        found = _case(here, condition, here.node(value), found)
    return found


def _case(here: Setting, condition: Tree, yes: Node, no: Node) -> Node:
    assert isinstance(condition, Comparison)
    members = [here.node(member) for member in condition.members]
    graph, write = here.graph, here.graph.write
    for a, b, how in reversed(list(zip(members, members[1:], condition.how, strict=False))):
        match how:
            case ">" | "<":
                yes = write("case", _gap(graph, a, b) if how == ">" else _gap(graph, b, a), yes, no)
            case "≥" | "≤":
                yes = write("case", _gap(graph, b, a) if how == "≥" else _gap(graph, a, b), no, yes)
            case "=" | "≠":
                equal, other = (yes, no) if how == "=" else (no, yes)
                yes = write("case", _gap(graph, a, b), other, write("case", _gap(graph, b, a), other, equal))
            case _:
                raise Unread(f"a condition with {how} is not read yet", condition.start, condition.end)
    return yes


def _complete(here: Setting, conditions: list[Tree | None]) -> bool:
    """Whether conditions on one quantity against numbers leave nothing out, by looking at every interval."""
    graph = here.graph
    zero, one = graph.number(0), graph.number(1)
    found = zero
    for condition in conditions:
        if condition is None:
            return True
        found = graph.apply("add", found, _case(here, condition, one, zero))
    if any(_contrary(here, *pair) for pair in itertools.combinations(conditions, 2)):
        return True
    bounds: set[Fraction] = set()
    subjects: set[int] = set()
    written: set[int] = set()  # the same quantity, with and without its name
    for condition in conditions:
        assert isinstance(condition, Comparison)
        for member in condition.members:
            node = here.node(member)
            value = graph.value(node.id)
            if value is None and graph.free(node.id):
                subjects.add(twin(graph, node.id))
                written.add(node.id)
            else:
                bounds.add(_number_of(graph, node))
    if not subjects:
        return bool(numbers(graph, [found.id], {})[found.id] >= 1)
    if len(subjects) != 1 or not bounds:
        return False
    edges = sorted(bounds)
    tries = [edges[0] - 1, edges[-1] + 1, *edges, *((a + b) / 2 for a, b in itertools.pairwise(edges))]
    probe = graph.input("probe", "cases")
    line = graph.substitute(found.id, dict.fromkeys(written, probe.id))
    if graph.free(line) != [probe.id]:
        return False
    return all(numbers(graph, [line], {probe.id: float(v)})[line] >= 1 for v in tries)


CONTRARY = {"=": "≠", "≠": "=", ">": "≤", "≤": ">", "<": "≥", "≥": "<"}


def _contrary(here: Setting, one: Tree | None, other: Tree | None) -> bool:
    """Whether of two conditions exactly one holds: i = j, i ≠ j."""
    if not (isinstance(one, Comparison) and isinstance(other, Comparison)) or len(one.how) != 1:
        return False
    sides = [[twin(here.graph, here.node(member).id) for member in each.members] for each in (one, other)]
    return sides[0] == sides[1] and other.how == (CONTRARY.get(one.how[0]),)


def _number_of(graph: Graph, node: Node) -> Fraction:
    value = graph.value(node.id)
    if value is not None:
        return value
    found = numbers(graph, [node.id], {})[node.id]
    if not math.isfinite(found):
        raise Unresolved("a condition on what is no number")
    return Fraction(found)
