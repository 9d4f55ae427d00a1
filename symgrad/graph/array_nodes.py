"""Handles on terms of arrays, with operators: products, sums and transposes folded as people write them.

Numbers stand in front, a transpose goes to the factors of its product, and products lean to the right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from symgrad.graph.graph import Graph
from symgrad.graph.sizes import ONE, Shape
from symgrad.graph.terms import Term, Terms, is_vector
from symgrad.graph.twins import rational


@dataclass(frozen=True)
class ArrayNode:
    """A term of a list, with the graph that its numbers stand in. `*` is entry by entry, `@` the matrix product."""

    graph: Graph
    terms: Terms
    id: int

    @property
    def term(self) -> Term:
        return self.terms.list[self.id]

    @property
    def shape(self) -> Shape:
        return self.term.shape

    @property
    def is_scalar(self) -> bool:
        return self.terms.is_scalar(self.id)

    @property
    def args(self) -> tuple[ArrayNode, ...]:
        return tuple(self._at(x) for x in self.term.args)

    def _at(self, id: int) -> ArrayNode:
        return ArrayNode(self.graph, self.terms, id)

    def apply(self, op: str, *others: ArrayNode, data: object = None) -> ArrayNode:
        """The operation of the table exactly as given, on this and others."""
        return self._at(self.terms.apply(op, self.id, *(x.id for x in others), data=data))

    # ----- numbers -----

    def number(self, value: int | Fraction) -> ArrayNode:
        return self.scalar(self.graph.number(value).id)

    def scalar(self, node: int) -> ArrayNode:
        """A node of the scalar graph."""
        return self._at(self.terms.leaf("node", (ONE, ONE), node))

    @property
    def value(self) -> Fraction | None:
        """The number that this is in every place, else None."""
        term = self.term
        if term.op == "node":
            return rational(self.graph, term.data) if self.graph.label(term.data) is None else None
        if term.op == "fill":
            return Fraction(term.data[0])
        return self.args[0].value if term.op == "repeated" else None

    def split(self) -> tuple[Fraction, ArrayNode]:
        """The number in front, and the rest."""
        term = self.term
        if term.op == "neg":
            c, rest = self.args[0].split()
            return -c, rest
        if term.op == "scale" and (value := self.args[0].value) is not None:
            c, rest = self.args[1].split()
            return c * value, rest
        return Fraction(1), self

    def times(self, c: int | Fraction) -> ArrayNode:
        """A number of these."""
        inner, rest = self.split()
        c *= inner
        if rest.is_scalar and (value := rest.value) is not None:
            return self.number(c * value)
        if c in (1, -1):
            return rest if c == 1 else rest.apply("neg")
        if c < 0:
            return rest.times(-c).apply("neg")
        return self.number(c).apply("scale", rest)

    def ones(self, d: int) -> ArrayNode:
        """A column of ones."""
        d = self.terms.sizes.find(d)
        return self._at(self.terms.leaf("fill", (d, ONE), (1, f"ones {d}")))

    def identity(self) -> ArrayNode:
        """The identity with as many rows as this has."""
        d = self.terms.sizes.find(self.shape[0])
        return self._at(self.terms.leaf("identity", (d, d), d))

    # ----- sums -----

    def __neg__(self) -> ArrayNode:
        return self.times(-1)

    def __add__(self, other: ArrayNode) -> ArrayNode:
        return _sum([*self._summands(), *other._summands()])

    def __sub__(self, other: ArrayNode) -> ArrayNode:
        return self + -other

    def _summands(self) -> list[tuple[Fraction, ArrayNode]]:
        if self.term.op in ("add", "sub"):
            a, b = self.args
            sign = 1 if self.term.op == "add" else -1
            return [*a._summands(), *((sign * c, x) for c, x in b._summands())]
        return [self.split()]

    # ----- products -----

    def __mul__(self, other: ArrayNode) -> ArrayNode:
        """Entry by entry; a number beside an array stands in every place of it."""
        (c, a), (d, b) = self.split(), other.split()
        for x, y in ((a, b), (b, a)):
            if (value := x.value) is not None and (x.is_scalar or not y.is_scalar):
                return y.times(c * d * value)
            top = x.args[0].value if x.term.op == "divide" else None
            if top is not None:
                return (y / x.args[1]).times(c * d * top)
        if a.is_scalar or b.is_scalar:
            found = a.apply("scale", b) if a.is_scalar else b.apply("scale", a)
        else:
            found = a.apply("hadamard", b)
        return found.times(c * d)

    def __truediv__(self, other: ArrayNode) -> ArrayNode:
        """Entry by entry, or by a number."""
        (c, a), (d, b) = self.split(), other.split()
        value = b.value
        if value is not None:
            return a.times(c / (d * value))
        return a.apply("divide", b).times(c / d)

    def __matmul__(self, other: ArrayNode) -> ArrayNode:
        (c, a), (d, b) = self.split(), other.split()
        if a.is_scalar or b.is_scalar:
            return (a * b).times(c * d)
        if "identity" in (a.term.op, b.term.op):
            return (b if a.term.op == "identity" else a).times(c * d)
        if a.term.op == "matmul":
            left, right = a.args
            return (left @ (right @ b)).times(c * d)
        return a.apply("matmul", b).times(c * d)

    @property
    def T(self) -> ArrayNode:  # noqa: N802
        c, a = self.split()
        op, args = a.term.op, a.args
        if a.is_scalar or op == "identity":
            return self
        if op == "transpose":
            return args[0].times(c)
        if op == "matmul":
            return (args[1].T @ args[0].T).times(c)
        if op == "hadamard":
            return (args[0].T * args[1].T).times(c)
        if op == "scale":
            return args[0].apply("scale", args[1].T).times(c)
        if op == "divide" and args[1].is_scalar:
            return args[0].T.apply("divide", args[1]).times(c)
        return a.apply("transpose").times(c)

    # ----- other operations -----

    def trace(self) -> ArrayNode:
        c, a = self.split()
        return self if a.is_scalar else a.apply("trace").times(c)

    def inverse(self) -> ArrayNode:
        return self.apply("inverse")

    def dot(self, other: ArrayNode) -> ArrayNode:
        """The inner product: the sum over all places."""
        if self.is_scalar or other.is_scalar:
            return self * other
        if not is_vector(self.terms.sizes, self.shape):
            return (self.T @ other).trace()
        lies = self.terms.sizes.is_one(self.shape[0])
        return self @ other.T if lies else self.T @ other


def _sum(parts: Sequence[tuple[Fraction, ArrayNode]]) -> ArrayNode:
    """A sum of multiples, each summand once."""
    counts: dict[int, Fraction] = {}
    for c, x in parts:
        counts[x.id] = counts.get(x.id, Fraction(0)) + c
    first = parts[0][1]
    kept = [(c, first._at(id)) for id, c in counts.items() if c]
    if not kept:
        return first.times(0) if first.is_scalar else first.number(0).apply("repeated", first)
    kept.sort(key=lambda part: part[0] < 0)  # a sum does not begin with a minus sign if it need not
    found = kept[0][1].times(kept[0][0])
    for c, x in kept[1:]:
        found = found.apply("sub", x.times(-c)) if c < 0 else found.apply("add", x.times(c))
    return found


__all__ = ["ArrayNode"]
