"""Powers of numbers and of matrices: whole ones, inverses, e to the entries of a vector."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symgrad.graph import Node, rational
from symgrad.graph.sizes import Misfit
from symgrad.graph.terms import is_vector
from symgrad.notation.arrays import loose
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.syntax import Call, Name, Power, Sum, Tree

if TYPE_CHECKING:
    from symgrad.notation.arrays.builder import Builder

POWERS = 12  # of a matrix, at the most


def power(here: Builder, tree: Power) -> int:
    base, exponent = tree.base, tree.exponent
    if isinstance(base, Name) and base.name == "e" and not here.scope.knows("e") and here.touches(exponent):
        return _exponential(here, tree, exponent)
    return raised(here, here.term(base), tree)


def _exponential(here: Builder, tree: Power, exponent: Tree) -> int:
    """e to what is made of arrays: a number, or each entry of a vector."""
    inner = here.term(exponent)
    if not here.terms.is_scalar(inner) and not is_vector(here.terms.sizes, here.terms.shape(inner)):
        raise Unresolved("e to the power of a matrix: the exponentials of its entries are written \\exp(A)")
    return here.term(Call(tree.start, tree.end, "exp", (exponent,)))


def raised(here: Builder, body: int, tree: Power) -> int:
    """A term to the exponent of a tree."""
    terms, exponent = here.terms, tree.exponent
    if isinstance(exponent, Name) and exponent.name == "T" and here.touches(exponent):
        return terms.apply("transpose", body)  # an exponent is no matrix
    if terms.is_scalar(body):
        return number_to(here, body, tree)
    if isinstance(exponent, Sum) and len(exponent.terms) == 1 and _is_transposition(*exponent.terms[0]):
        return terms.apply("transpose", terms.apply("inverse", body))
    if here.touches(exponent):
        return _to_an_array(here, exponent)
    if is_vector(terms.sizes, terms.shape(body)):
        return loose.power(here, body, tree)
    found = rational(here.scope.graph, here.meaning().node(exponent).id)
    if found is not None:
        return _repeated(here, body, int(found)) if found.denominator == 1 else loose.diagonal_power(here, body, found)
    if free := here.scope.graph.free(here.meaning().node(exponent).id):
        names = ", ".join(str(here.scope.graph.label(id)) for id in free)
        raise Unresolved(f"no value is given for {names} in an exponent")
    raise Unresolved("this power of an array is not read")


def _is_transposition(sign: str, what: Tree) -> bool:
    return sign == "-" and isinstance(what, Name) and what.name in ("T", "top")


def whole_number(here: Builder, exponent: Tree) -> int | None:
    """The whole number that an exponent is, if it is one."""
    found = rational(here.scope.graph, here.meaning().node(exponent).id)
    return int(found) if found is not None and found.denominator == 1 else None


def _to_an_array(here: Builder, exponent: Tree) -> int:
    """No array has an array for its exponent."""
    found = here.term(exponent)
    if not here.terms.is_scalar(found):
        raise Misfit(f"an exponent that is {here.terms.text(found)}", "an array as its base")
    raise Unresolved("an exponent that is made of arrays")


def number_to(here: Builder, body: int, tree: Power) -> int:
    """A number that is made of arrays, or each entry of an array, to a power."""
    if here.touches(tree.exponent):
        raise Unresolved("an exponent that is made of arrays")
    return _mapped(here, body, here.meaning().node(tree.exponent))


def number_to_whole(here: Builder, body: int, exponent: int) -> int:
    """A number that is made of arrays to a whole power."""
    return body if exponent == 1 else _mapped(here, body, here.scope.graph.number(exponent))


def _mapped(here: Builder, body: int, exponent: Node) -> int:
    formal = here.scope.graph.input("<0>", "place")
    power = here.scope.graph.write("pow", formal, exponent)
    return here.terms.apply("map", body, data=(power.id, (formal.id,)))


def _repeated(here: Builder, body: int, times: int) -> int:
    """A square matrix to a whole power; that of 0 is the identity."""
    if abs(times) > POWERS:
        raise Unresolved(f"a power of a matrix beyond {POWERS} is not read")
    if times == 0:
        here.terms.sizes.same(*here.terms.shape(body))
        return here.terms.leaf("identity", here.terms.shape(body), None)
    factor = here.terms.apply("inverse", body) if times < 0 else body
    found = factor
    for _ in range(abs(times) - 1):
        found = here.terms.apply("matmul", found, factor)
    return found
