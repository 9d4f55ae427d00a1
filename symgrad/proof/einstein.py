"""Equalities of arrays for every size: both sides as sums over indices, in a normal form.

A term is a sum of products of entries X_ij, deltas, and kernels (an elementwise function, an inverse, a determinant, an
unknown function) at indices. Deltas are contracted, bound indices are named by the place where they stand; two sides
whose difference has the normal form 0 are equal whatever the sizes. Any other difference says nothing.

index_entries and index_slopes write a term so, index_kernels and index_functions say what its kernels are made of, and
index_forms brings the sum into its normal form.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from symgrad.graph import Graph
from symgrad.graph.terms import Terms
from symgrad.proof.index_forms import Form
from symgrad.proof.index_functions import Functions
from symgrad.proof.index_kernels import Kernels
from symgrad.proof.index_slopes import Slopes
from symgrad.proof.index_sums import Beyond, Factor, Indices, Product, scaled, times

PLACE = ("its row", "its column")  # where an entry of both sides stands: no letters of a text
DENOMINATORS = 8  # that both sides are multiplied by


def equal_at_every_size(
    graph: Graph,
    terms: Terms,
    a: int,
    b: int,
    differentials: Mapping[str, int],
    symmetric: Collection[str] = (),
    *,
    off_steps: bool = False,
) -> bool:
    """Whether the difference of two terms has the normal form 0.

    symmetric: names of matrices that are their own transposes.
    off_steps: whether the places where a step jumps do not count.
    """
    names = frozenset(id for id in terms.cone([a, b]) if terms.list[id].op == "name")
    return any(
        _is_equal(graph, terms.copy(), a, b, differentials, symmetric, cut, off_steps)  # to which terms may be added
        for cut in dict.fromkeys((names, frozenset[int]()))
    )


def _is_equal(
    graph: Graph,
    terms: Terms,
    a: int,
    b: int,
    differentials: Mapping[str, int],
    symmetric: Collection[str],
    cut: frozenset[int],
    off_steps: bool,
) -> bool:
    """Whether two terms are equal whatever the arrays are that some names below functions stand for."""
    indices = Indices(terms.sizes)
    functions = Functions(indices, symmetric, off_steps=off_steps, exponentials=not cut)
    entries = Slopes(graph, terms, differentials, indices)
    kernels = Kernels(entries, functions)
    try:
        place = [indices.free(name, d) for name, d in zip(PLACE, terms.shape(a), strict=True)]
        left, right = (entries.entry(x, *place) for x in (a, b))
        entries.cut = cut
        return _is_zero(functions, functions.form(kernels.expanded(left) + scaled(kernels.expanded(right), -1)))
    except Beyond:
        return False


def _is_zero(functions: Functions, form: Form) -> bool:
    """Whether a form is zero, if need be after multiplication by what it is divided by outside all sums."""
    for _ in range(DENOMINATORS):
        below = next((part for key, _ in form for part in key if _is_outside(part)), None)
        if not form or below is None:
            break
        form = functions.form(_multiplied(functions, form, below))
    return not form


def _is_outside(part: Factor) -> bool:
    return part[0][0] == "over" and not any(isinstance(x, int) for x in part[1])


def _multiplied(functions: Functions, form: Form, below: Factor) -> list[Product]:
    """A form times the highest power of what a factor divides by."""
    (_, denominator), at = below
    most = max(key.count(below) for key, _ in form)
    found: list[Product] = []
    for key, c in form:
        part = functions.spread(((tuple(x for x in key if x != below), c),), ())
        for _ in range(most - key.count(below)):
            part = times(part, functions.spread(denominator, at))
        found += part
    return found
