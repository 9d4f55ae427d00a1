"""What is known around a member: what was differentiated, which names, factors and terms could stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from symgrad.graph import Graph, Node, rational, total, twin
from symgrad.graph.table import ADD, CONST, DIV, INPUT, MUL, NAME, NEG, POW, SUB
from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved
from symgrad.notation.meaning.applications import applies
from symgrad.notation.meaning.names import prime_variable
from symgrad.notation.readings import Reading, modes_of
from symgrad.notation.syntax import (
    Bracket,
    Derivative,
    Frac,
    Name,
    Num,
    Power,
    Prime,
    Product,
    Series,
    Sum,
    Tree,
    Unread,
    bare,
    walk,
)
from symgrad.proof import decimals
from symgrad.review.chains import Chain
from symgrad.review.forms import chain_variable, is_number
from symgrad.review.mistakes.ink import Ink
from symgrad.review.mistakes.places import MADE, Given, Place, curved, is_fraction, number, put, same
from symgrad.review.signs import exact
from symgrad.review.values import known_values

POOL = 28  # factors and terms that could be missing
ABOVE = 40  # operations of one of them
ERRORS = (Unread, Unresolved, Inapplicable, RecursionError)


@dataclass
class Trial(Meaning):
    """The meaning of changed members: what is untouched is built once."""

    kept: dict[int, Node] = field(default_factory=dict)
    known: frozenset[int] = frozenset()

    def node(self, tree: Tree) -> Node:
        if isinstance(tree, Given):
            return self.graph.node(tree.node)
        if id(tree) not in self.known or self.env or self.places != self.scope.sizes:
            return super().node(tree)
        found = self.kept.get(id(tree))
        if found is None:
            found = self.kept[id(tree)] = super().node(tree)
        return found


@dataclass(frozen=True)
class Target:
    """A derivative that a line asks for: du/dv, and whether it is taken of a written fraction, product, ..."""

    u: int
    v: int
    tree: Tree


class About:
    """A member of a chain, to be changed: the right one of the sign number k, or the left one."""

    def __init__(self, chain: Chain, k: int, reading: Reading | None = None, *, left: bool = False) -> None:
        self.chain, self.k, self.ground, self.line = chain, k, chain.ground, chain.line
        self.at, against = (k, k + 1) if left else (k + 1, k)
        tree, chosen = self.line.trees[self.at], chain.chosen[against]
        assert isinstance(tree, Tree) and chosen is not None
        self.tree, self.reference = tree, chosen.node
        if decimals(self.graph, chosen.node):  # a rounding is held against the exact value of its chain
            self.reference = exact(self.ground, chain.chosen[: k + 1]) or chosen.node
        self.reading = reading or chain.chosen[self.at]
        statement = self.line.statement
        span = statement.member_span(self.at)
        self.whole = (span.start, span.end)
        self.ink = Ink(statement.source.text, self.graph, statement.latex)
        self.ink.comma = any(
            "," in statement.source.text[part.start : part.end]
            for other in self.line.trees
            if isinstance(other, Tree)
            for part in walk(other)
            if hasattr(part, "text") and "." in part.text
        )
        self.variable = chain_variable(self.line.trees, self.ground.scope)

    @property
    def graph(self) -> Graph:
        return self.ground.graph

    @cached_property
    def trial(self) -> Trial:
        reading = self.reading
        modes = modes_of(self.tree, reading.mode, self.ground.outputs) if reading is not None else {}
        second = reading is not None and reading.second
        known = frozenset(id(part) for part in walk(self.tree))
        return Trial(self.ground.scope, modes, self.variable, second=second, known=known)

    def node(self, tree: Tree) -> int | None:
        """The node of a changed member, or of a part of it; None where it has no meaning."""
        self.trial.steps = 0
        try:
            return self.trial.node(tree).id
        except ERRORS:
            return None

    # ----- what was differentiated -----

    @cached_property
    def before(self) -> list[Tree]:
        """The members before this one."""
        return [tree for tree in self.line.trees[: self.k + 1] if isinstance(tree, Tree)]

    @cached_property
    def target(self) -> Target | None:
        """The derivative that the whole chain is about, if its first member is one."""
        for tree in self.before[:1]:
            found = self._target(bare(tree))
            if found is not None:
                return found
        return None

    @cached_property
    def targets(self) -> list[Target]:
        """The derivatives that stand in the members before this one, or in it."""
        found = [self.target] if self.target is not None else []
        for tree in (*self.before, self.tree):
            for part in walk(tree):
                other = self._target(part)
                if other is not None and all((t.u, t.v) != (other.u, other.v) for t in found):
                    found.append(other)
        return found[:8]

    def _target(self, tree: Tree) -> Target | None:
        meaning = Meaning(self.ground.scope, {}, self.variable)
        try:
            match tree:
                case Derivative(of=of, by=by):
                    (variable, order), *inner = by  # the first one is taken last
                    lower = ((variable, order - 1), *inner) if order > 1 else tuple(inner)
                    lowered = Derivative(tree.start, tree.end, tree.kind, of, lower) if lower else of
                    return Target(meaning.node(lowered).id, meaning.variable_node(variable).id, of)
                case Product(factors=((_, Name(primes=primes) as head), ("", Bracket(parts=(part,))))) if primes:
                    lower_head = Name(head.start, head.end, head.name, primes - 1, head.glued)
                    whole = Product(tree.start, tree.end, (("", lower_head), *tree.factors[1:]))
                    if isinstance(part, Name):
                        return Target(meaning.node(whole).id, meaning.named(part.name).id, whole)
                case Name(primes=primes) if primes:
                    u = meaning.node(Name(tree.start, tree.end, tree.name, primes - 1))
                    return Target(u.id, prime_variable(meaning, u).id, tree)
                case Prime(body=body, primes=1):
                    u = meaning.node(body)
                    return Target(u.id, prime_variable(meaning, u).id, body)
        except ERRORS:
            pass
        return None

    @cached_property
    def cone(self) -> list[int]:
        """The operations of what is differentiated, else of the member before."""
        roots = [target.u for target in self.targets] or [self.reference]
        return self.graph.cone(roots)[:4000]

    @cached_property
    def inner(self) -> dict[int, tuple[int, int]]:
        """Inner derivatives that are no numbers: twin -> (g, dg/dv), for every f(g) in what is differentiated."""
        found: dict[int, tuple[int, int]] = {}
        graph = self.graph
        for target in self.targets:
            for id in graph.cone([target.u], stop=[target.v]):
                code = graph.cells[id][0]
                if code in (INPUT, CONST, NAME, ADD, SUB, NEG, MUL):
                    continue
                for g in graph.operands(id):
                    if g == target.v or graph.cells[g][0] == CONST or target.v not in graph.cone([g]):
                        continue
                    slope = total(graph, g, target.v)
                    if rational(graph, slope) is None and self._small(slope):
                        found.setdefault(twin(graph, slope), (g, slope))
        for g, slope in list(found.values()):
            positive = (-graph.node(slope)).id  # the minus sign may be there already
            found.setdefault(twin(graph, positive), (g, positive))
        return found

    @cached_property
    def powers(self) -> frozenset[int]:
        """The powers that stand in what is differentiated, as twins."""
        graph = self.graph
        if not self.targets:
            return frozenset()
        return frozenset(twin(graph, id) for id in self.cone if graph.cells[id][0] == POW)

    @cached_property
    def closed(self) -> bool:
        """Whether numbers alone stand here, for a number: then many a change gives the right value by chance."""
        values = known_values(self.ground, self.line)
        free = self.graph.free(self.reference)
        return is_number(self.tree, self.ground.scope) and all(self.graph.label(id) in values for id in free)

    @cached_property
    def lone_number(self) -> bool:
        """Whether the member is but a number, for another number: then its value is wrong, and no coefficient."""
        tree = bare(self.tree)
        while isinstance(tree, Sum) and len(tree.terms) == 1:
            tree = bare(tree.terms[0][1])
        return self.closed and (isinstance(tree, Num) or is_fraction(tree))

    @cached_property
    def counts(self) -> dict[int, Tree]:
        """How many summands there are in the sums of the text: twin -> the number as it is written."""
        trees = [*self.before, self.tree, *self.ground.scope.formulas.values()]
        found: dict[int, Tree] = {}
        for tree in trees:
            for part in walk(tree):
                if isinstance(part, Series) and part.kind == "sum":
                    node = self.node(part.high)
                    if node is not None:
                        written = part.high if tree is self.tree else _made(part.high)
                        found.setdefault(twin(self.graph, node), written)
        return found

    # ----- what could stand here -----

    @cached_property
    def names(self) -> list[str]:
        """The names of the line, and those that its formulas are made of."""
        found: dict[str, None] = {}
        for tree in (*self.before, self.tree):
            for part in walk(tree):
                if isinstance(part, Name) and self.ground.scope.function(part.name) is None:
                    found.setdefault(part.name)
        for id in self.cone:
            if self.graph.cells[id][0] in (INPUT, NAME) and not self._formal(id):
                found.setdefault(str(self.graph.label(id)))
        return list(found)[:24]

    @cached_property
    def factors(self) -> list[Tree]:
        """What could be missing from a product."""
        graph = self.graph
        nodes: dict[int, None] = {slope: None for _, slope in self.inner.values()}
        for id in graph.cone([self.reference]):
            cell = graph.cells[id]
            if cell[0] in (MUL, DIV):
                for x in cell[1:]:
                    nodes.setdefault(x)
            elif cell[0] == POW:
                nodes.setdefault(cell[1])
            if cell[0] not in (CONST, INPUT, NAME, ADD, SUB, NEG, MUL):
                nodes.setdefault(id)
        found: list[Tree] = [number(n) for n in (2, 3, 4, 5, 6)]
        found += [_name(name) for name in self.names]
        return found + self._trees(nodes)

    @cached_property
    def terms(self) -> list[Tree]:
        """What could be missing from a sum."""
        graph = self.graph
        nodes: dict[int, None] = {}
        for id in graph.cone([self.reference]):
            cell = graph.cells[id]
            if cell[0] in (ADD, SUB):
                for x in cell[1:]:
                    nodes.setdefault(graph.cells[x][1] if graph.cells[x][0] == NEG else x)
        found: list[Tree] = [number(n) for n in (1, 2, 3)]
        return found + [_name(name) for name in self.names] + self._trees(nodes)

    @cached_property
    def arguments(self) -> list[Tree]:
        """What functions are applied to here."""
        graph = self.graph
        nodes: dict[int, None] = {}
        for id in [*graph.cone([self.reference]), *self.cone]:
            cell = graph.cells[id]
            if cell[0] not in (CONST, INPUT, NAME, ADD, SUB, NEG, MUL, DIV):
                for x in graph.operands(id):
                    nodes.setdefault(x)
        positive = sorted(nodes, key=lambda id: graph.cells[id][0] == NEG)  # of an even function -x is no news
        return [_name(name) for name in self.names[:8]] + self._trees(positive)[:12]

    def _trees(self, nodes: Iterable[int]) -> list[Tree]:
        found: list[Tree] = []
        seen: set[int] = set()
        for id in nodes:
            kind = self.graph.cells[id][0]
            if kind in (CONST, NAME, INPUT) or twin(self.graph, id) in seen or not self._small(id):
                continue
            seen.add(twin(self.graph, id))
            found.append(Given(MADE, MADE, id))
        return found[:POOL]

    def _small(self, id: int) -> bool:
        cells = self.graph.cells
        stop = [x for x in self.graph.cone([id]) if cells[x][0] == NAME and x != id]
        cone = self.graph.cone([id], stop=stop)
        return len(cone) <= ABOVE and not any(map(self._formal, cone))

    def _formal(self, id: int) -> bool:
        """Whether this is a function's own parameter, which has no place in a formula."""
        cell = self.graph.cells[id]
        return cell[0] == INPUT and "/" in self.graph.inputs[cell[1]][0]

    def units(self, tree: Product) -> Iterator[tuple[int, int]]:
        """The factors of a product as [first, behind the last): a function goes with its argument."""
        i, factors = 0, tree.factors
        while i < len(factors):
            applied = i + 1 < len(factors) and self.applied(factors[i][1], *factors[i + 1])
            yield i, i + 1 + applied
            i += 1 + applied

    def applied(self, head: Tree, sign: str, after: Tree) -> bool:
        head = head.base if isinstance(head, Power) else head
        inner = after.base if isinstance(after, Power) else after
        if sign or not isinstance(head, Name) or not isinstance(inner, Bracket) or inner.kind == "{":
            return False
        try:
            return applies(self.trial, head, inner)
        except Unresolved:
            return False

    def is_argument(self, place: Place) -> bool:
        """Whether a bracket's content is what a function's name before the bracket is applied to."""
        outer = place.outer.outer if place.outer is not None else None
        if outer is None or not isinstance(outer.tree, Product) or not isinstance(place.above, Bracket):
            return False
        factors, i = outer.tree.factors, place.outer.path[-1][1]  # type: ignore[union-attr]
        return i > 0 and self.applied(factors[i - 1][1], *factors[i])

    def in_argument(self, place: Place) -> bool:
        """Whether a place is inside what a function is applied to, a power or a bound."""
        above: Place | None = place
        while above is not None:
            if self.is_argument(above):
                return True
            above = above.outer
        return curved(place)

    def says_nothing(self, place: Place, new: Tree) -> bool:
        """Whether a derivative with another name in it is the one that the line asks for, or a mere number."""
        assert place.outer is not None
        derivative = put(place.outer.tree, place.path[-1:], new)
        assert isinstance(derivative, Derivative)
        node = self.node(derivative)
        if node is None or self.graph.value(node) is not None:
            return True
        return any(same(derivative, other) for tree in self.before for other in walk(tree))

    def holds(self, name: str, other: str) -> bool:
        """Whether the formula of one of two names holds the other one."""
        nodes = [self.node(_name(name)), self.node(_name(other))]
        if None in nodes:
            return False
        a, b = nodes
        assert a is not None and b is not None
        return b in self.graph.cone([a]) or a in self.graph.cone([b])

    def vanishes(self, tree: Tree) -> bool:
        """Whether a part of a changed member is zero and not written so: such a change hides something else."""
        for part in walk(tree):
            if isinstance(part, (Sum, Product, Power, Frac)) and (node := self.node(part)) is not None:
                zero = rational(self.graph, node)
                if zero == 0 or (isinstance(part, Power) and zero == 1 and not is_number(part)):
                    return True
        return False


def _name(name: str) -> Tree:
    primes = len(name) - len(name.rstrip("'"))
    return Name(MADE, MADE, name.rstrip("'"), primes)


def _made(tree: Any) -> Tree:
    """A name or number of another line, to be written here."""
    if isinstance(tree, Name):
        return _name(tree.name)
    return type(tree)(MADE, MADE, tree.text) if hasattr(tree, "text") else tree
