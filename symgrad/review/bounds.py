"""Inequalities about arrays that a text assumes, as y (w^T x + b) < 1, entry by entry at the sizes of a claim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from symgrad.graph import Graph
from symgrad.graph.sizes import Misfit
from symgrad.graph.terms import same
from symgrad.notation.arrays import Builder, Entries
from symgrad.notation.meaning import Inapplicable, Unresolved
from symgrad.notation.plain import plain
from symgrad.notation.scope import names_in
from symgrad.notation.syntax import Unread
from symgrad.proof import Sign, Verdict
from symgrad.review.ground import assumption
from symgrad.review.lines import Relation


@dataclass(frozen=True)
class Bounds:
    """Assumed inequalities as terms of a claim. unread: one that has no meaning there, as it would be written."""

    terms: tuple[tuple[int, str, int], ...]
    unread: str = ""

    def doubted(self, verdict: Verdict) -> Verdict:
        """A refutation does not stand where an assumption is not understood."""
        if verdict.kind != "refuted" or not self.unread:
            return verdict
        return Verdict("undecided", message=f"what is assumed, {self.unread}, has no meaning here")

    @property
    def sides(self) -> list[int]:
        """The terms on both sides."""
        return [side for left, _, right in self.terms for side in (left, right)]

    def signs(self, graph: Graph, entries: Entries) -> list[Sign]:
        """What is assumed of the entries at one assignment of sizes."""
        found: list[Sign] = []
        for left, relation, right in self.terms:
            pairs = zip(*(array.entries for array in entries.of(left, right)), strict=True)
            found += [assumption(graph.node(a), relation, graph.node(b)) for a, b in pairs]
        return found


def bounds(builder: Builder, relations: Iterable[Relation]) -> Bounds:
    """The inequalities that speak of names of the builder's claim; between an array and a number, of every entry."""
    found: list[tuple[int, str, int]] = []
    for left, relation, right in relations:
        if not (names_in(left) | names_in(right)) & builder.names.keys():
            continue
        saved = builder.terms.sizes.copy()
        try:
            a, b = _alike(builder, builder.term(left), builder.term(right))
        except (Unresolved, Unread, Inapplicable, Misfit):
            builder.terms.sizes.restore(saved)
            return Bounds((), f"{plain(left)} {relation} {plain(right)}")
        found.append((a, relation, b))
    return Bounds(tuple(found))


def _alike(builder: Builder, a: int, b: int) -> Sequence[int]:
    terms = builder.terms
    if terms.is_scalar(a) != terms.is_scalar(b):
        number, array = (a, b) if terms.is_scalar(a) else (b, a)
        spread = terms.apply("repeated", number, array)
        return (spread, b) if number == a else (a, spread)
    same(terms.sizes, terms.shape(a), terms.shape(b))
    return a, b
