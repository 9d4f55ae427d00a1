"""What the signs of a section are judged by: its scope, its assumptions, and the values given so far."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.graph import Graph
from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved
from symgrad.notation.scope import Function, Scope, names_in
from symgrad.notation.syntax import Tree, Unread
from symgrad.proof import Sign, Verdict, judge, judge_order
from symgrad.review.lines import Line, Opened, Restriction


class Ground:
    """The ground under one section's claims; it changes from line to line."""

    def __init__(self, opened: Opened) -> None:
        self.lines, self.scope = opened.lines, opened.scope
        self.values: dict[str, Tree] = {}
        for other in reversed(opened.sees):
            self.values |= other.values
        self.judged: dict[tuple[int, int, tuple[Sign, ...]], Verdict] = {}
        self.outputs = _outputs(self.scope)
        self.throughout = _assumptions(self.scope, opened.assumed)
        self.assume = self.throughout

    @property
    def graph(self) -> Graph:
        return self.scope.graph

    def redefine(self, formulas: dict[str, tuple[tuple[str, ...] | None, Tree]]) -> None:
        """From here on these names have other formulas; a function without new parameters keeps its own."""
        self.scope = self.scope.fork()
        for name, (params, tree) in formulas.items():
            function = self.scope.function(name)
            params = params or (function.params if function is not None else None)
            if params:
                self.scope.functions[name] = Function(params, tree)
            self.scope.formulas[name] = tree
        self.judged.clear()

    def judge(self, a: int, b: int) -> Verdict:
        key = (a, b, tuple(self.assume))
        found = self.judged.get(key)
        if found is None:
            found = self.judged[key] = judge(self.graph, a, b, assume=self.assume)
        return found

    def under(self, line: Line) -> None:
        """From here on judge under what the line is said to hold for, and what holds throughout."""
        self.assume = [*self.throughout, *_assumptions(self.scope, line.under)] if line.under else self.throughout

    def excludes(self, node: int) -> bool:
        """Whether a node is nowhere zero by what is assumed."""
        graph, zero = self.graph, self.graph.number(0).id
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
    stack = [scope]
    while stack:
        scope = stack.pop()
        stack.extend(scope.outer)
        for name, tree in scope.formulas.items():
            names.add(name)
            used |= names_in(tree) - {name}
    return frozenset(names - used)


def _assumptions(scope: Scope, assumed: Sequence[Restriction]) -> list[Sign]:
    found: list[Sign] = []
    for left, relation, right in assumed:
        try:
            a, b = Meaning(scope).node(left), Meaning(scope).node(right)
        except (Unresolved, Unread, Inapplicable):
            continue
        gap = a - b if relation in (">", "≥", "≠") else b - a
        found.append((gap.id, {"<": ">", "≤": ">=", ">": ">", "≥": ">=", "≠": "!="}.get(relation, "!=")))
    return found
