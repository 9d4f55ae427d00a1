"""The two factors of a product that do not fit, with their shapes."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

from symgrad.notation.arrays.builder import Misshapen
from symgrad.notation.syntax import Product
from symgrad.review.mistakes.arrays.member import ArrayMember
from symgrad.review.mistakes.arrays.trial import ERRORS, Trial
from symgrad.review.mistakes.changes import Words
from symgrad.review.mistakes.places import MADE, places

Misfitting = tuple[Words, tuple[int, int]]  # what to say, and where the two factors stand


def misfitting(about: ArrayMember, trial: Trial) -> Misfitting | None:
    """The first two neighbours, in the innermost product, of which each has a shape and their product has none."""
    products = [place.tree for place in places(about.tree) if isinstance(place.tree, Product)]
    for tree in reversed(products):
        for a, b in pairwise(about.units(tree)):
            left, right = about.unit(tree, a), about.unit(tree, b)
            builder = trial.forked()
            with suppress(*ERRORS):
                one, other = builder.term(left), builder.term(right)
                (_, first), *rest = tree.factors[a[0] : b[1]]
                try:
                    builder.term(Product(MADE, MADE, (("", first), *rest)))
                except Misshapen:
                    shapes = builder.terms.text(one), builder.terms.text(other)
                    words: Words = (left, f" is {shapes[0]} and ", right, f" is {shapes[1]}: they do not fit")
                    return words, about.extent(tree, a, b)
    return None
