"""What the signs of a section are judged by: its scope, its assumptions, and the values given so far."""

from __future__ import annotations

from dataclasses import dataclass

from symgrad.graph import Graph
from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved
from symgrad.notation.scope import Scope, names_in
from symgrad.notation.syntax import Tree, Unread
from symgrad.proof import Sign, Verdict, judge
from symgrad.review.lines import Opened
from symgrad.review.report import Step


@dataclass(frozen=True)
class Wrong:
    """A wrong line: what it says something about, and what it says."""

    step: Step
    subject: Tree
    stated: Tree


class Ground:
    """The ground under one section's claims; it changes from line to line."""

    def __init__(self, opened: Opened) -> None:
        self.lines, self.scope = opened.lines, opened.scope
        self.values: dict[str, Tree] = {}
        for other in reversed(opened.sees):
            self.values |= other.values
        self.wrong: list[Wrong] = []  # the last wrong lines, on which later ones may rest
        self.judged: dict[tuple[int, int], Verdict] = {}
        self.outputs = _outputs(self.scope)
        self.assume = _assumptions(opened)

    @property
    def graph(self) -> Graph:
        return self.scope.graph

    def redefine(self, formulas: dict[str, Tree]) -> None:
        self.scope = self.scope.fork()
        self.scope.formulas.update(formulas)
        self.judged.clear()

    def judge(self, a: int, b: int) -> Verdict:
        found = self.judged.get((a, b))
        if found is None:
            found = self.judged[a, b] = judge(self.graph, a, b, assume=self.assume)
        return found


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


def _assumptions(opened: Opened) -> list[Sign]:
    found: list[Sign] = []
    for left, relation, right in opened.assumed:
        try:
            a, b = Meaning(opened.scope).node(left), Meaning(opened.scope).node(right)
        except (Unresolved, Unread, Inapplicable):
            continue
        gap = a - b if relation in (">", "≥", "≠") else b - a
        found.append((gap.id, {"<": ">", "≤": ">=", ">": ">", "≥": ">=", "≠": "!="}.get(relation, "!=")))
    return found
