"""A right member of a claim about arrays: its factors, and the names and formulas that could stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from symgrad.graph import Graph
from symgrad.notation.arrays import touches
from symgrad.notation.arrays.kinds import HEADS
from symgrad.notation.meaning import Meaning, Unresolved
from symgrad.notation.meaning.applications import applies
from symgrad.notation.scope import names_below
from symgrad.notation.syntax import Bracket, Derivative, Name, Norm, Num, Power, Product, Sum, Transpose, Tree, walk
from symgrad.review.ground import Ground
from symgrad.review.lines import Line
from symgrad.review.mistakes.ink import Ink
from symgrad.review.mistakes.places import MADE, Place, put, same

NAMES, ATOMS = 20, 32  # that could stand in a member, the nearest first


class ArrayMember:
    """The right member of the sign number k, to be changed. It answers what `changes.Surroundings` asks for."""

    closed = False
    powers: frozenset[int] = frozenset()

    def __init__(self, ground: Ground, line: Line, k: int) -> None:
        tree, statement = line.trees[k + 1], line.statement
        assert isinstance(tree, Tree)
        self.ground, self.line, self.k, self.tree = ground, line, k, tree
        span = statement.member_span(k + 1)
        self.whole = (span.start, span.end)
        self.ink = Ink(statement.source.text, ground.graph, statement.latex)
        self.ink.spelled = self._spelled()

    @property
    def graph(self) -> Graph:
        return self.ground.graph

    def node(self, tree: Tree) -> int | None:
        """No part of a formula of arrays is one node."""
        return None

    @cached_property
    def before(self) -> list[Tree]:
        """The members before this one."""
        return [tree for tree in self.line.trees[: self.k + 1] if isinstance(tree, Tree)]

    def says_nothing(self, place: Place, new: Tree) -> bool:
        """Whether a derivative with another name in it is the one that the line asks for, or one by itself."""
        assert place.outer is not None
        derivative = put(place.outer.tree, place.path[-1:], new)
        if isinstance(derivative, Derivative) and any(same(derivative.of, variable) for variable, _ in derivative.by):
            return True
        return any(same(derivative, other) for tree in self.before for other in walk(tree))

    def holds(self, name: str, other: str) -> bool:
        """Whether the formula of one of two names holds the other one, be it below further names."""
        scope = self.ground.scope
        behind = [(scope.formula(a), b) for a, b in ((name, other), (other, name))]
        return any(formula is not None and b in names_below(scope, formula) for formula, b in behind)

    # ----- factors -----

    def is_array(self, tree: Tree) -> bool:
        return touches(self.ground.scope, tree) or (isinstance(tree, Name) and tree.name == "I")

    def applied(self, head: Tree, sign: str, after: Tree) -> bool:
        """Whether a factor takes the next one with it: f(x), tr A, dW."""
        if sign or not isinstance(head, Name):
            return False
        scope = self.ground.scope
        if head.name in HEADS or (head.name == "d" and not head.primes):
            return not scope.knows(head.name) and scope.shape(head.name) is None
        inner = after.base if isinstance(after, Power) else after
        if not isinstance(inner, Bracket) or inner.kind == "{":
            return False
        try:
            return applies(Meaning(scope), head, inner)
        except Unresolved:
            return False

    def units(self, tree: Product) -> list[tuple[int, int]]:
        """The factors of a product as [first, behind the last): what is applied goes with its argument."""
        found, i = [], 0
        while i < len(tree.factors):
            j = self._behind(tree.factors, i)
            found.append((i, j))
            i = j
        return found

    def _behind(self, factors: Sequence[tuple[str, Tree]], i: int) -> int:
        head = factors[i][1]
        if i + 1 == len(factors) or not self.applied(head, *factors[i + 1]):
            return i + 1
        assert isinstance(head, Name)
        if head.name == "d":
            return self._behind(factors, i + 1)
        after = factors[i + 1][1]
        j = i + 2
        if head.name in HEADS and not isinstance(after.base if isinstance(after, Power) else after, Bracket):
            while j < len(factors) and factors[j][0] == "":
                j += 1
        return j

    def unit(self, tree: Product, at: tuple[int, int]) -> Tree:
        """A factor as a tree of its own."""
        (_, first), *rest = tree.factors[at[0] : at[1]]
        return Product(MADE, MADE, (("", first), *rest)) if rest else first

    def extent(self, tree: Product, first: tuple[int, int], last: tuple[int, int]) -> tuple[int, int]:
        """Where the factors from one to another stand in the text."""
        return self.ink.extent(tree.factors[first[0]][1])[0], tree.factors[last[1] - 1][1].end

    # ----- what could stand here -----

    @cached_property
    def names(self) -> list[str]:
        """The names of the line, those with another index, and those that their formulas are made of."""
        scope = self.ground.scope
        found = dict.fromkeys(name for tree in (*self.before, self.tree) for name in self._said(tree))
        line, heads = list(found), {name.partition("_")[0] for name in found}
        found.update(dict.fromkeys(name for name in self.ink.spelled if name.partition("_")[0] in heads))
        for name in line:
            formula = scope.formula(name)
            found.update(dict.fromkeys(self._said(formula) if formula is not None else ()))
        kept = [name for name in found if name not in HEADS and name != "d" and scope.function(name) is None]
        return kept[:NAMES]

    def _said(self, tree: Tree) -> Iterator[str]:
        return (part.name for part in walk(tree) if isinstance(part, Name) and not part.primes)

    @cached_property
    def signs(self) -> set[str]:
        """The signs that stand between factors in the line."""
        products = [part for tree in (*self.before, self.tree) for part in walk(tree) if isinstance(part, Product)]
        return {sign for part in products for sign, _ in part.factors}

    @cached_property
    def atoms(self) -> list[Tree]:
        """What could be missing: names, what stands in brackets or bars here, factors, and the transposes of these."""
        found: list[Tree] = [Name(MADE, MADE, name) for name in self.names]
        for tree in (self.tree, *self.before):
            for part in walk(tree):
                match part:
                    case Bracket(kind="(", parts=(Sum(),)) | Power() | Derivative():
                        found.append(part)
                    case Norm(body=Sum() as body):
                        found.append(Bracket(MADE, MADE, "(", (body,)))
                    case Product():
                        several = [at for at in self.units(part) if at[1] - at[0] > 1]
                        found += [self.unit(part, at) for at in several]
        listed: list[Tree] = []
        for tree in found:
            turned = [transposed(tree)] if self.is_array(tree) else []
            for other in (tree, *turned):
                if not isinstance(other, Num) and not any(same(other, known) for known in listed):
                    listed.append(other)
        return listed[:ATOMS]

    def _spelled(self) -> dict[str, str]:
        """Names as the section writes them."""
        latex = self.line.statement.latex
        found: dict[str, str] = {}
        for line in (self.line, *self.ground.lines):
            text = line.statement.source.text
            for part in line.parts if line.statement.latex == latex else ():
                if isinstance(part, Name) and part.start >= 0 and not part.primes and not part.dots:
                    found.setdefault(part.name, text[part.start : part.end])
        return {"diag": r"\operatorname{diag}" if latex else "diag"} | found


def transposed(tree: Tree) -> Tree:
    """The transpose of a tree, in brackets where it needs them; without its own transpose if it has one."""
    if isinstance(tree, Transpose):
        return tree.body
    if isinstance(tree, Power) and tree.is_inverse:
        return replace(tree, start=MADE, exponent=Sum(MADE, MADE, (("-", Name(MADE, MADE, "T")),)))
    if is_inverse_transpose(tree):
        assert isinstance(tree, Power)
        return replace(tree, start=MADE, exponent=Sum(MADE, MADE, (("-", Num(MADE, MADE, "1")),)))
    simple = isinstance(tree, (Name, Bracket))
    return Transpose(MADE, MADE, tree if simple else Bracket(MADE, MADE, "(", (tree,)))


def is_inverse_transpose(tree: Tree) -> bool:
    """Whether this is A^{-T}."""
    match tree:
        case Power(exponent=Sum(terms=(("-", Name(name="T" | "top")),))):
            return True
    return False
