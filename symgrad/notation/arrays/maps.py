"""The derivative of a vector or matrix by a matrix: a map that no matrix shows, and its products."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from symgrad.graph.sizes import ONE, Misfit, Shape
from symgrad.graph.terms import is_vector, length
from symgrad.notation.meaning.unresolved import Unresolved

if TYPE_CHECKING:
    from symgrad.notation.arrays.builder import Builder


@dataclass(frozen=True)
class Linear:
    """The derivative of u by v as a map, where no matrix shows it: a row for each entry of u, a column for each of v.

    of: the shape of u. by: the term v. turned: it is written with a transpose.
    """

    term: int
    of: Shape
    by: int
    turned: bool = False

    @property
    def transpose(self) -> Linear:
        return replace(self, turned=not self.turned)


Value = int | Linear


class Misplaced(Unresolved):
    """A map that stands where an array is wanted. other: in a sum with an array."""

    def __init__(self, *, other: bool = False) -> None:
        self.other = other
        super().__init__("the derivative of a vector or matrix by a matrix is a map: it stands in products only")


def total(here: Builder, found: Value | None, sign: str, value: Value) -> Linear:
    """A sum with a map in it."""
    if found is None and isinstance(value, Linear):
        return replace(value, term=here.terms.apply("neg", value.term)) if sign == "-" else value
    if not (isinstance(found, Linear) and isinstance(value, Linear) and found.turned == value.turned):
        raise Misplaced(other=True)
    return replace(found, term=here.terms.apply("sub" if sign == "-" else "add", found.term, value.term))


def product(here: Builder, a: Value, b: Value) -> Value:
    """A product with a map: a gradient by u before it, or behind it, makes the gradient by v."""
    terms, sizes = here.terms, here.terms.sizes
    if any(isinstance(each, Linear) and each.turned for each in (a, b)):
        return _turned_product(here, a, b)
    if isinstance(a, Linear) and isinstance(b, Linear):
        first, second = (a, b) if sizes.fit(length(sizes, b.of), _across(here, a)) else (b, a)
        sizes.same(length(sizes, second.of), _across(here, first))
        return Linear(terms.apply("matmul", first.term, second.term), first.of, second.by)
    linear, other = (a, b) if isinstance(a, Linear) else (b, a)
    assert isinstance(linear, Linear) and isinstance(other, int)
    if terms.is_scalar(other):
        return replace(linear, term=terms.apply("scale", other, linear.term))
    shape = terms.shape(other)
    whole = length(sizes, linear.of)
    if linear is a and _alike(here, shape, terms.shape(linear.by)) and not _alike(here, shape, linear.of):
        return terms.apply("matmul", linear.term, _flat(here, other))
    if is_vector(sizes, shape) or not is_vector(sizes, linear.of):
        sizes.same(length(sizes, shape), whole)
        other = _as_of(here, linear, other)
        bit = "vector" if is_vector(sizes, terms.shape(linear.by)) else "matrix"
        here.bits.add(bit)
        return terms.apply("pull", linear.term, other, linear.by, data=getattr(here.layout, bit))
    jacobian = other if linear is b else terms.apply("transpose", other)
    return Linear(terms.apply("matmul", jacobian, linear.term), (terms.shape(jacobian)[0], ONE), linear.by)


def _turned_product(here: Builder, a: Value, b: Value) -> Value:
    """A product with a transposed map, whose rows and columns the layout of Jacobians tells.

    In numerator layout it has a row for each entry of v: it stands before a column of the entries of u.
    """
    terms, sizes = here.terms, here.terms.sizes
    if isinstance(a, Linear) and isinstance(b, Linear):
        if not (a.turned and b.turned):
            raise Unresolved("a map beside a transposed one")
        found = product(here, b.transpose, a.transpose)
        return found.transpose if isinstance(found, Linear) else found
    linear, other = (a, b) if isinstance(a, Linear) else (b, a)
    assert isinstance(linear, Linear) and isinstance(other, int)
    if terms.is_scalar(other):
        return replace(linear, term=terms.apply("scale", other, linear.term))
    here.bits.add("jacobian")
    before = linear is a
    shape, by = terms.shape(other), terms.shape(linear.by)
    if before == (here.layout.jacobian == "numerator"):
        if not is_vector(sizes, linear.of):
            raise Unresolved("a transposed map of a matrix")
        if is_vector(sizes, shape):
            lies = sizes.is_one(shape[0])
            if lies == before or not sizes.fit(length(sizes, shape), length(sizes, linear.of)):
                raise Misfit("a transposed map", terms.text(other))
            sizes.same(length(sizes, shape), length(sizes, linear.of))
            return terms.apply("pull", linear.term, other, linear.by, data="denominator" if before else "numerator")
        turned = terms.apply("transpose", other)
        found = product(here, turned, linear.transpose) if before else product(here, linear.transpose, turned)
        return found.transpose if isinstance(found, Linear) else found
    if is_vector(sizes, shape) or not any(_alike(here, shape, each) for each in (by, by[::-1])):
        raise Misfit("a transposed map", terms.text(other))
    return _along(here, linear, other)


def _along(here: Builder, linear: Linear, change: int) -> int:
    """How u changes where v does by an array of its shape, or of the transposed one: a column, or a row."""
    terms, by = here.terms, here.terms.shape(linear.by)
    if _alike(here, by, by[::-1]):
        raise Unresolved("a map of a square matrix, which may stand here transposed")
    straight = _alike(here, terms.shape(change), by)
    found = terms.apply("matmul", linear.term, _flat(here, change if straight else terms.apply("transpose", change)))
    return terms.apply("transpose", found) if here.layout.jacobian == "numerator" else found


def _as_of(here: Builder, linear: Linear, gradient: int) -> int:
    """A gradient by a matrix u with the shape of u, which it has not in numerator layout."""
    shape, turned = here.terms.shape(gradient), linear.of[::-1]
    if is_vector(here.terms.sizes, shape) or not _alike(here, shape, turned):
        return gradient
    if _alike(here, turned, linear.of):
        here.bits.add("matrix")
        if here.layout.matrix == "denominator":
            return gradient
    return here.terms.apply("transpose", gradient)


def _flat(here: Builder, array: int) -> int:
    """The entries of an array in a column, row by row, as the columns of a map are."""
    return here.terms.apply("vec", here.terms.apply("transpose", array))


def _alike(here: Builder, a: Shape, b: Shape) -> bool:
    return all(here.terms.sizes.find(x) == here.terms.sizes.find(y) for x, y in zip(a, b, strict=True))


def _across(here: Builder, linear: Linear) -> int:
    return length(here.terms.sizes, here.terms.shape(linear.by))
