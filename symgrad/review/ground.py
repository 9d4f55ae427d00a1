"""What the signs of a section are judged by: its scope, its assumptions, and the values given so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import reduce
from operator import mul
from typing import NamedTuple

from symgrad.graph import Graph, Node, rational
from symgrad.graph.table import INPUT
from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved
from symgrad.notation.scope import Function, Scope, names_in
from symgrad.notation.syntax import Name, Tree, Unread
from symgrad.proof import Sign, Verdict, judge, judge_order
from symgrad.review.lines import Doubt, Line, Opened, Relation


class Open(NamedTuple):
    """A doubt about some inputs: why, what they satisfy in the narrow sense, whether they are real."""

    inputs: frozenset[int]
    reason: str
    stricter: tuple[Sign, ...]
    real: bool


class Ground:
    """The ground under one section's claims; it changes from line to line."""

    def __init__(self, opened: Opened) -> None:
        self.lines, self.scope = opened.lines, opened.scope
        self.values: dict[str, Tree] = {}
        for other in reversed(opened.sees):
            self.values |= other.values
        self.supplied: dict[str, Tree] = {}  # by the line that is judged now
        self.judged: dict[tuple[int, int, tuple[Sign, ...]], Verdict] = {}
        self.outputs = _outputs(self.scope)
        self.assume: list[Sign] = []
        self.elements: dict[int, list[int]] = {}  # input -> all that it can be
        self.doubts: list[Open] = []
        for seen in opened.seen:
            self._enter(seen)
        self.throughout = self.assume
        self.restricted = False  # whether the line is said to hold for less than what holds throughout

    @property
    def graph(self) -> Graph:
        return self.scope.graph

    def redefine(self, line: Line) -> None:
        """The names that a line defines anew mean that from here on."""
        before, self.scope = self.scope, self.scope.fork()
        for name, (params, body) in line.redefines.items():
            function = before.function(name)
            if params is None and function is not None:
                params = function.params
            if params is not None:
                self.scope.functions[name] = Function(params, body)
            self.scope.formulas[name] = body
        self.judged.clear()

    @contextmanager
    def assuming(self, signs: Iterable[Sign]) -> Iterator[None]:
        """Judge under these assumptions for a while."""
        before = self.assume, self.judged
        self.assume, self.judged = list(signs), {}
        try:
            yield
        finally:
            self.assume, self.judged = before

    def _enter(self, opened: Opened) -> None:
        """What the text assumes and declares, as nodes; what has no node is a doubt."""
        for relation in opened.assumed:
            sign = self._sign(relation)
            if sign is None:
                self._doubt(Doubt(_names(relation), "what is assumed of {} has no meaning here"))
            else:
                self.assume.append(sign)
        for tree in opened.domains.whole:
            node = self._node(tree)
            if node is not None:
                self.assume.append((node.id, "Z"))
        for tree, values in opened.domains.elements:
            node, found = self._node(tree), [self._node(value) for value in values]
            members = [value for value in found if value is not None]
            if node is None or len(members) < len(found):
                self._doubt(Doubt(frozenset(names_in(tree)), "the elements that {} can be have no meaning here"))
                continue
            self.assume.append((reduce(mul, (node - value for value in members)).id, "="))
            if self.graph.cells[node.id][0] == INPUT:
                self.elements[node.id] = [value.id for value in members]
        for doubt in opened.domains.doubts:
            self._doubt(doubt)

    def _node(self, tree: Tree) -> Node | None:
        try:
            return Meaning(self.scope).node(tree)
        except (Unresolved, Unread, Inapplicable):
            return None

    def _sign(self, relation: Relation) -> Sign | None:
        a, b = self._node(relation[0]), self._node(relation[2])
        return None if a is None or b is None else assumption(a, relation[1], b)

    def _doubt(self, doubt: Doubt) -> None:
        nodes = [self._node(Name(0, 0, name)) for name in sorted(doubt.names)]
        inputs = frozenset(self.graph.free(*(node.id for node in nodes if node is not None)))
        reason = doubt.reason.format(", ".join(sorted(doubt.names)))
        stricter = tuple(sign for relation in doubt.stricter if (sign := self._sign(relation)) is not None)
        self.doubts.append(Open(inputs, reason, stricter, doubt.real))

    def judge(self, a: int, b: int) -> Verdict:
        key = (a, b, tuple(self.assume))
        found = self.judged.get(key)
        if found is None:
            found = self.judged[key] = judge(self.graph, a, b, assume=self.assume)
        return found

    def under(self, line: Line) -> None:
        """From here on judge under what the line is said to hold for, and what holds throughout."""
        signs = [sign for relation in line.under if (sign := self._sign(relation)) is not None]
        self.restricted = bool(line.under)
        self.assume = [*self.throughout, *signs]

    def excludes(self, node: int) -> bool:
        """Whether a node is nowhere zero by what is assumed."""
        graph, zero = self.graph, self.graph.number(0).id
        value = rational(graph, node)
        if value is not None:
            return value != 0
        minus = (-graph.node(node)).id
        for id, how in self.assume:
            if how in (">", "!=") and any(judge(graph, id, other).kind == "proved" for other in (node, minus)):
                return True
        orders = (judge_order(graph, zero, other, "<", self.assume) for other in (node, minus))
        return bool(self.assume) and any(order.kind == "proved" for order in orders)


def _outputs(scope: Scope) -> frozenset[str]:
    """Names with a formula that no other formula uses."""
    used: set[str] = set()
    names: set[str] = set()
    for one in scope.chain:
        for name, tree in one.formulas.items():
            names.add(name)
            used |= names_in(tree) - {name}
    return frozenset(names - used)


def assumption(a: Node, relation: str, b: Node) -> Sign:
    """`a relation b` as a node that stands so to zero."""
    gap = a - b if relation in (">", "≥", "≠") else b - a
    return gap.id, {"<": ">", "≤": ">=", ">": ">", "≥": ">="}.get(relation, "!=")


def _names(relation: Relation) -> frozenset[str]:
    return frozenset(names_in(relation[0]) | names_in(relation[2]))
