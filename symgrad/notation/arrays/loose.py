"""Notation that mathematics leaves open: a power of a vector, a number over an array, a power behind f(Z).

Each has a few meanings that people have in mind. What is false in all of them is false; what one of them makes right
is not settled by it, since nobody said which is meant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from symgrad.graph.terms import is_vector
from symgrad.notation.arrays import powers
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.syntax import Name, Power

if TYPE_CHECKING:
    from symgrad.notation.arrays.builder import Builder

WAYS = ("entries", "length", "outer", "label")
POWER = {
    "entries": "a power of a vector is that of each of its entries",
    "length": "a power of a vector is that of its length (x^2 = x^T x)",
    "outer": "the square of a vector x is x x^T",
    "label": "the exponent of a vector is the number of another vector",
}
QUOTIENT = {"entries": "1 over an array is 1 over each of its entries", "": "1 over a matrix is its inverse"}
APPLIED = {
    "entries": "a power behind a function of a matrix is that of each entry",
    "": "a power behind a function of a matrix is a product of matrices",
}
DIAGONAL = {"": "a matrix to a power that is no whole number is diagonal"}


@dataclass
class Loose:
    """The meaning that all open notation of a claim is given, one of WAYS. met: what was taken so, in words."""

    way: str = WAYS[0]
    met: dict[str, None] = field(default_factory=dict)

    def meet(self, words: dict[str, str]) -> str:
        """The way, noted with what it says of a notation."""
        self.met[words.get(self.way) or words[""]] = None
        return self.way


def power(here: Builder, body: int, tree: Power) -> int:
    """A vector to a power."""
    if here.loose is None:
        raise Unresolved("a power of a vector: write \\odot for its entries or \\| \\| for its length")
    terms, whole = here.terms, powers.whole_number(here, tree.exponent)
    way = here.loose.meet(POWER)
    turned = terms.apply("transpose", body)
    column, row = (turned, body) if terms.sizes.is_one(terms.shape(body)[0]) else (body, turned)
    if whole is None or (way == "entries" and whole != 1):
        return powers.number_to(here, body, tree)
    if way == "outer" and whole == 2:
        return terms.apply("matmul", column, row)
    if way == "length" and whole != 1:
        square = powers.number_to_whole(here, terms.apply("matmul", row, column), whole // 2)
        return terms.apply("scale", square, body) if whole % 2 else square
    if way == "label" and isinstance(tree.base, Name) and whole > 0:
        return terms.leaf("input", terms.shape(body), f"{tree.base.name}^{whole}")
    return body if whole == 1 else powers.number_to(here, body, tree)


def applied_power(here: Builder, found: int, tree: Power) -> int:
    """f(x)^2: of a number or a vector as any power is; of a matrix that of its entries, or a product."""
    if here.terms.is_scalar(found) or is_vector(here.terms.sizes, here.terms.shape(found)):
        return powers.raised(here, found, tree)
    if here.loose is None:
        raise Unresolved("a power behind an application to arrays: put brackets around the application")
    way = here.loose.meet(APPLIED)
    return powers.number_to(here, found, tree) if way == "entries" else powers.raised(here, found, tree)


def diagonal_power(here: Builder, body: int, exponent: Fraction) -> int:
    """A matrix to a fractional power: what is false of diagonal ones is false."""
    if here.loose is None or here.terms.list[body].op != "input":
        raise Unresolved("this power of an array is not read")
    here.loose.meet(DIAGONAL)
    return here.terms.apply("diagonal power", body, data=exponent)


def quotient(here: Builder, number: int, array: int) -> int:
    """A number over an array."""
    if here.loose is None:
        raise Unresolved("a quotient by an array")
    terms = here.terms
    way = here.loose.meet(QUOTIENT)
    if way != "entries" and not is_vector(terms.sizes, terms.shape(array)):
        return terms.apply("scale", number, terms.apply("inverse", array))
    return terms.apply("divide", terms.apply("repeated", number, array), array)
