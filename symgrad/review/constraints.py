"""What a text assumes of arrays (A = A^T, 1^T y = 1), entry by entry, at the sizes at which a claim is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from symgrad.graph import Graph
from symgrad.graph.arrays import Array
from symgrad.graph.sizes import Misfit
from symgrad.graph.table import CONST, INPUT
from symgrad.graph.terms import same
from symgrad.notation.arrays import Builder
from symgrad.notation.meaning import Inapplicable, Unresolved
from symgrad.notation.plain import plain
from symgrad.notation.scope import names_in
from symgrad.notation.syntax import Name, Transpose, Tree, Unread, bare
from symgrad.proof import Sign, Verdict, judge_under, judge_where_solved
from symgrad.review.forms import is_zero
from symgrad.review.lines import Supposed


@dataclass
class Constraint:
    """An equation that a text assumes, as terms of a claim.

    text: how it is told. symmetric: the A of A = A^T. unknowns: the terms on which it is a condition.
    """

    left: int
    right: int
    text: str
    symmetric: str = ""
    unknowns: tuple[int, ...] = ()


def constraints(builder: Builder, supposed: Sequence[Supposed]) -> list[Constraint]:
    """The assumed equations that speak of names of the builder's claim; those without a meaning there are left out."""
    found: list[Constraint] = []
    for one in supposed:
        if not {*one.unknowns, *names_in(one.left), *names_in(one.right)} & builder.names.keys():
            continue
        saved = builder.terms.sizes.copy()
        try:
            left, right = builder.term(one.left), builder.term(one.right)
            if is_zero(one.right) and not builder.terms.is_scalar(left):
                right = builder.terms.apply("repeated", right, left)
            unknowns = tuple(map(builder.named, one.unknowns))
            same(builder.terms.sizes, builder.terms.shape(left), builder.terms.shape(right))
        except (Unresolved, Unread, Inapplicable, Misfit):
            builder.terms.sizes.restore(saved)
            continue
        text = f"{plain(one.left)} = {plain(one.right)}"
        found.append(Constraint(left, right, text, symmetric(one.left, one.right), unknowns))
    return found


def symmetric(left: Tree, right: Tree) -> str:
    """The A of `A = A^T`, either way round; '' for any other equation."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Name) and isinstance(other, Transpose) and isinstance(inner := bare(other.body), Name):
            return one.name if one.name == inner.name else ""
    return ""


@dataclass
class Tied:
    """Entries that equations tie: `put` replaces an entry by what it equals, `rest` are equations left to solve.

    unknowns: the entries that they are to be solved for, where the text says it.
    """

    graph: Graph
    put: dict[int, int] = field(default_factory=dict)
    rest: list[tuple[int, int]] = field(default_factory=list)
    unknowns: list[int] = field(default_factory=list)

    def enter(self, left: Array, right: Array) -> None:
        """Adds the equations of all entries."""
        cells = self.graph.cells
        for pair in zip(left.entries, right.entries, strict=True):
            a, b = (self.graph.substitute(x, self.put) for x in pair)
            if a == b:
                continue
            if cells[a][0] == INPUT and cells[b][0] in (INPUT, CONST):
                a, b = b, a
            if cells[b][0] == INPUT and cells[a][0] in (INPUT, CONST):
                self.put = {x: self.graph.substitute(y, {b: a}) for x, y in self.put.items()} | {b: a}
            else:
                self.rest.append((a, b))

    def both(self, a: int, b: int) -> tuple[int, int]:
        """Two nodes with the entries replaced."""
        return (self.graph.substitute(a, self.put), self.graph.substitute(b, self.put)) if self.put else (a, b)

    def judge(self, a: int, b: int, assume: Sequence[Sign]) -> Verdict:
        """Whether two nodes are equal where the equations hold."""
        tied = [self.both(*pair) for pair in self.rest]
        found = judge_under(self.graph, tied, *self.both(a, b), assume)
        if found.kind == "undecided" and self.unknowns:
            solved = judge_where_solved(self.graph, tied, self.unknowns, [self.both(a, b)], assume)
            return found if solved is None else solved[0]
        return found
