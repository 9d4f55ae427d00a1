"""Layouts: how derivatives of scalars by vectors, of scalars by matrices, and of vectors by vectors are laid out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

BITS = ("vector", "matrix", "jacobian")


@dataclass(frozen=True)
class Layout:
    """Numerator or denominator, for each kind of derivative.

    vector: of a scalar by a column, a column (denominator) or a row. matrix: of a scalar by a matrix, like the matrix
    (denominator) or its transpose. jacobian: of a vector by a vector, a row for each entry of the upper (numerator)
    or of the lower one.
    """

    vector: str = "denominator"
    matrix: str = "denominator"
    jacobian: str = "denominator"

    @classmethod
    def pure(cls, name: str) -> Layout:
        return cls(name, name, name)

    def agrees(self, other: Layout, bits: Iterable[str]) -> bool:
        """Whether two layouts are one for these kinds of derivatives."""
        return all(getattr(self, bit) == getattr(other, bit) for bit in bits)

    def words(self, bits: set[str]) -> str:
        """The layout of these kinds of derivatives, in words."""
        names = {getattr(self, bit) for bit in bits}
        if len(names) == 1:
            return f"in {names.pop()} layout"
        return "in " + ", ".join(f"{getattr(self, bit)} layout for {KINDS[bit]}" for bit in BITS if bit in bits)


KINDS = {"vector": "gradients", "matrix": "derivatives by a matrix", "jacobian": "Jacobians"}
EVERY = (
    Layout.pure("denominator"),
    Layout.pure("numerator"),
    Layout("denominator", "denominator", "numerator"),
    Layout("numerator", "denominator", "numerator"),
)
