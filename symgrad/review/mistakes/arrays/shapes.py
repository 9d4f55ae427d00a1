"""The two factors of a product, or terms of a sum, that do not fit, with their shapes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise

from symgrad.notation.arrays.builder import Misshapen
from symgrad.notation.plain import plain
from symgrad.notation.syntax import Bracket, Product, Sum, Tree
from symgrad.review.lines import Line
from symgrad.review.mistakes.arrays.member import ArrayMember
from symgrad.review.mistakes.arrays.trial import ERRORS, Trial
from symgrad.review.mistakes.changes import Words
from symgrad.review.mistakes.places import MADE, places, same
from symgrad.review.report import Mistake
from symgrad.source import Span

Misfitting = tuple[Words, tuple[int, int]]  # what to say, and where the two of them stand


def misfitting(about: ArrayMember, trial: Trial) -> Misfitting | None:
    """The first two neighbours, in the innermost product or sum, that have a shape each and none together."""
    wholes = [place.tree for place in places(about.tree) if isinstance(place.tree, (Product, Sum))]
    for tree in reversed(wholes):
        for left, right, both, span in _neighbours(about, tree):
            builder = trial.forked()
            with suppress(*ERRORS):
                one, other = builder.term(left), builder.term(right)
                try:
                    builder.term(both)
                except Misshapen:
                    shapes = builder.terms.text(one), builder.terms.text(other)
                    words: Words = (left, f" is {shapes[0]} and ", right, f" is {shapes[1]}: they do not fit")
                    return words, span
    return None


def _neighbours(about: ArrayMember, tree: Tree) -> Iterator[tuple[Tree, Tree, Tree, tuple[int, int]]]:
    """Two neighbouring factors or terms, what they make together, and where they stand."""
    if isinstance(tree, Product):
        for a, b in pairwise(about.units(tree)):
            (_, first), *rest = tree.factors[a[0] : b[1]]
            product = Product(MADE, MADE, (("", first), *rest))
            yield about.unit(tree, a), about.unit(tree, b), product, about.extent(tree, a, b)
    if isinstance(tree, Sum):
        for (_, left), (sign, right) in pairwise(tree.terms):
            total = Sum(MADE, MADE, (("+", left), (sign, right)))
            yield left, right, total, (about.ink.extent(left)[0], right.end)


def unfitting(line: Line, k: int) -> Mistake | None:
    """The first two of the shapes in a line like `(m × n) = (m × k)(l × n)` that do not fit."""
    for tree in line.trees[k : k + 2]:
        factors = [factor for _, factor in tree.factors] if isinstance(tree, Product) else []
        for left, right in pairwise(factors):
            match left, right:
                case (
                    Bracket(parts=(Product(factors=(_, ("×", inner))),)),
                    Bracket(parts=(Product(factors=((_, outer), ("×", _))),)),
                ) if not same(inner, outer):
                    message = f"{plain(left)} and {plain(right)} do not fit"
                    return Mistake("wrong-shape", message, span=Span(line.statement.source, left.start, right.end))
    return None
