"""Scopes: what the names mean at one place of a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from symgrad.graph import Graph
from symgrad.notation.families import Member, numbered, taken_apart
from symgrad.notation.syntax import Bracket, Name, Num, Product, Tree, walk


@dataclass(frozen=True)
class Function:
    """What a function name means: a body over parameters, a known operation, or nothing but a name.

    general: the text declares it to be any function, so that claims about it are refuted by instances.
    taken: what it is taken to be where the text does not say it.
    """

    params: tuple[str, ...] = ()
    body: Tree | None = None
    known: str = ""
    general: bool = False
    entrywise: bool = False
    taken: str = ""


@dataclass(frozen=True)
class Declared:
    """A shape as the text declares it, and the line where it does."""

    rows: str
    columns: str
    line: int


@dataclass
class Scope:
    """Definitions, functions, declarations and conventions; what is not here is looked up in `outer`.

    Formulas are kept as trees and built in the scope that asks, so that a section may supply what its
    parent left open. `key` marks the inputs of the scope.
    """

    graph: Graph
    key: str = ""
    outer: tuple[Scope, ...] = ()
    formulas: dict[str, Tree] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)  # every name that stands in a formula
    applied: set[str] = field(default_factory=set)  # names that stand before a bracket with primes: functions
    unread: dict[str, set[str]] = field(default_factory=dict)  # name whose definition is unread -> the letters in it
    by: set[str] = field(default_factory=set)  # every name that something is differentiated by
    varied: set[str] = field(default_factory=set)  # names whose differentials stand as factors
    edges: dict[str, tuple[str, ...]] = field(default_factory=dict)  # unknown name -> what it is differentiated by
    given: dict[tuple[str, str], Tree] = field(default_factory=dict)  # stated derivative of an unknown name
    taken: dict[str, str] = field(default_factory=dict)  # name whose formula only a derivative shows -> by what
    nodes: dict[str, int] = field(default_factory=dict)  # names built so far
    building: list[str] = field(default_factory=list)
    moved: dict[str, frozenset[str]] = field(default_factory=dict)  # name -> indices below it that it does not show
    random: dict[str, str] = field(default_factory=dict)  # random name -> what is known of its distribution
    moments: dict[str, tuple[Tree, Tree]] = field(default_factory=dict)  # mean and variance of a normal name
    sizes: dict[str, int] = field(default_factory=dict)  # numbers for symbolic sizes, while a claim is judged at them
    indices: set[str] = field(default_factory=set)  # letters that are bound by a sum or run over a range
    ranges: dict[str, tuple[Tree, Tree]] = field(default_factory=dict)  # letter -> where it runs from and to
    reach: dict[str, tuple[Tree, Tree]] = field(default_factory=dict)  # the same, or of a sum over the letter
    spans: dict[int, tuple[Tree, Tree]] = field(default_factory=dict)  # sum without a range, by its place -> its range
    members: dict[tuple[str, int, int], list[Member]] = field(default_factory=dict)  # formulas of families
    standing: set[tuple[str, int, int]] = field(default_factory=set)  # families that stand in a formula
    imaginary: set[str] = field(default_factory=set)  # letters that are the imaginary unit
    shapes: dict[str, Declared] = field(default_factory=dict)
    bold: set[str] = field(default_factory=set)  # names that are set in bold type somewhere
    of_numbers: bool = False  # names that are arrays by their type or use alone are numbers here
    used: dict[str, str] = field(default_factory=dict)  # name -> 'vector' or 'matrix', as its uses show
    layout: str = ""  # 'numerator' or 'denominator', as the text declares it
    partials: str = ""  # 'local' or 'total': how the text declares that partials are meant
    given_nodes: dict[int, int] | None = None
    notes: dict[str, None] = field(default_factory=dict)  # what was taken for granted (ordered set)

    def formula(self, name: str) -> Tree | None:
        return self._look("formulas", name)

    def function(self, name: str) -> Function | None:
        return self._look("functions", name)

    def edges_of(self, name: str) -> tuple[str, ...]:
        found = self._look("edges", name)
        if found is not None or not self.counts():
            return found or ()
        for places in numbered(name):  # a_3 depends on what a_i does, at its place
            for scope in self.chain:
                for head, edges in scope.edges.items():
                    letters = taken_apart(head, self.counts()).letters(places)
                    if letters:
                        return tuple(taken_apart(edge, self.counts()).at(letters).name for edge in edges)
        return ()

    @cached_property
    def chain(self) -> tuple[Scope, ...]:
        """This scope and all that it sees, each once, in the order in which names are looked up."""
        found: dict[int, Scope] = {}
        stack: list[Scope] = [self]
        while stack:
            scope = stack.pop()
            if id(scope) not in found:
                found[id(scope)] = scope
                stack += reversed(scope.outer)
        return tuple(found.values())

    def _look(self, table: str, name: Any):  # type: ignore[no-untyped-def]
        for scope in self.chain:
            found = getattr(scope, table).get(name)
            if found is not None:
                return found
        return None

    def is_declared(self, name: str) -> bool:
        return any(name in scope.declared for scope in self.chain)

    def knows(self, name: str) -> bool:
        """Whether the name has a formula, is a function or is declared."""
        known = self.formula(name) is not None or self.function(name) is not None or self.is_declared(name)
        return known or self.member(name) is not None

    def stands(self, name: str) -> bool:
        """Whether the name, or the family that it is a member of, stands in some formula that the scope sees."""
        families = {places.family for places in numbered(name)}
        return any(name in scope.letters or not families.isdisjoint(scope.standing) for scope in self.chain)

    def member(self, name: str) -> tuple[Tree, dict[str, int]] | None:
        """The formula of the family that a name such as a_3 belongs to, and the numbers for its letters."""
        for places in numbered(name):
            for scope in self.chain:
                for member in scope.members.get(places.family, ()):
                    letters = member.places.letters(places)
                    if letters is not None and all(self._reaches(letter, at) for letter, at in letters.items()):
                        return member.formula, letters
        return None

    def members_beside(self, name: str) -> Iterator[Member]:
        """The formulas of the family that a name belongs to, at whatever places they are written."""
        letters = self.counts() if "_" in name else None
        family = taken_apart(name, letters).family if letters else None
        return (member for scope in self.chain for member in scope.members.get(family, ())) if family else iter(())

    def _reaches(self, letter: str, at: int) -> bool:
        """Whether a letter that counts may stand at a number: from 1 on, where its range is not declared."""
        low, high = self.range_of(letter) or (None, None)
        first, last = self.number(low), self.number(high)
        return (1 if first is None else first) <= at and (last is None or at <= last)

    def range_of(self, letter: str) -> tuple[Tree, Tree] | None:
        return self._look("ranges", letter)

    def reach_of(self, letter: str) -> tuple[Tree, ...]:
        """The range of a letter that counts, as far as the text tells; () for one that does not."""
        return self._look("reach", letter) or ()

    def span_of(self, place: int) -> tuple[Tree, Tree] | None:
        return self._look("spans", place)

    def number(self, tree: Tree | None) -> int | None:
        """The whole number that a bound is: written, or a symbolic size that has one while a claim is judged."""
        if isinstance(tree, Num) and tree.text.isdigit():
            return int(tree.text)
        return self.sizes.get(tree.name) if isinstance(tree, Name) else None

    def counts(self) -> set[str]:
        """The letters that are indices here."""
        return set().union(*(scope.indices for scope in self.chain))

    def taken_by(self, name: str) -> str:
        """What the derivative is taken by that shows the formula of a name, or '' for a name with a definition."""
        return self._look("taken", name) or ""

    def random_of(self, name: str) -> str:
        """'symmetric', 'standard normal', 'normal', or '' for a name that is not random."""
        return self._look("random", name) or ""

    def in_formula(self, name: str) -> bool:
        """Whether the name stands in the formula of another name."""
        return any(name in names_in(tree) for scope in self.chain for tree in scope.formulas.values())

    def shape(self, name: str) -> Declared | None:
        """The declared shape of a name: its own, or that of the family that it is a member of (x_3 is as x_i is)."""
        found = self._look("shapes", name)
        if found is not None or "_" not in name or not (letters := self.counts()):
            return found
        family = taken_apart(name, letters)
        for scope in self.chain if family.counts else ():
            for other, shape in scope.shapes.items():
                apart = taken_apart(other, letters)
                if apart.moves and apart.counts and apart.family == family.family:
                    return shape
        return None

    def is_size(self, text: str) -> bool:
        """Whether a declared shape has so many rows or columns."""
        return any(text in (shape.rows, shape.columns) for scope in self.chain for shape in scope.shapes.values())

    def is_bold(self, name: str) -> bool:
        return not self.of_numbers and any(name in scope.bold for scope in self.chain)

    def use_of(self, name: str) -> str:
        """'vector' or 'matrix' for a name that is neither declared nor bold and is used so."""
        return "" if self.of_numbers else self._look("used", name) or ""

    def declared_layout(self) -> str:
        return next((scope.layout for scope in self.chain if scope.layout), "")

    def declared_partials(self) -> str:
        return next((scope.partials for scope in self.chain if scope.partials), "")

    def is_applied(self, name: str) -> bool:
        return any(name in scope.applied for scope in self.chain)

    def is_unread(self, name: str) -> bool:
        return any(name in scope.unread for scope in self.chain)

    def moments_of(self, name: str) -> tuple[Tree, Tree] | None:
        return self._look("moments", name)

    def differentiates_by(self, name: str) -> bool:
        return any(name in scope.by for scope in self.chain)

    def all_varied(self) -> set[str]:
        return set[str]().union(*(scope.varied for scope in self.chain))

    def all_given(self) -> dict[tuple[str, str], Tree]:
        found: dict[tuple[str, str], Tree] = {}
        for scope in reversed(self.chain):
            found |= scope.given
        return found

    def family(self, name: str) -> bool:
        """Whether other members of an indexed family (f_1, f_2 beside f_6) have formulas here."""
        head, mark, _ = name.partition("_")
        if not mark:
            return False
        return any(
            other != name and other.partition("_")[0] == head and "_" in other
            for scope in (self, *self.outer)
            for other in scope.formulas
        )

    def fork(self) -> Scope:
        """The same scope from a redefinition on: same inputs, formulas built anew."""
        return Scope(self.graph, self.key, (self,), sizes=dict(self.sizes))


def names_in(tree: Tree) -> set[str]:
    """Every name that is written in a tree."""
    return {part.name for part in walk(tree) if isinstance(part, Name)}


def names_below(scope: Scope, tree: Tree) -> set[str]:
    """The names of a tree, and those of the formulas behind them."""
    found: set[str] = set()
    stack = [tree]
    while stack:
        for name in names_in(stack.pop()) - found:
            found.add(name)
            formula = scope.formula(name)
            if formula is not None:
                stack.append(formula)
    return found


def applied_in(tree: Tree) -> set[str]:
    """The names of a tree that stand before a bracket."""
    return {name.name for name, _ in applications(walk(tree))}


def applications(parts: Iterable[Tree]) -> Iterator[tuple[Name, Bracket]]:
    """Each name with the bracket right behind it: `f(x)`, perhaps a function and what it is applied to."""
    for part in parts:
        for (_, name), (sign, bracket) in pairwise(part.factors) if isinstance(part, Product) else ():
            if isinstance(name, Name) and sign == "" and isinstance(bracket, Bracket):
                yield name, bracket
