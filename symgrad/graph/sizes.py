"""Dimensions of arrays: symbols, numbers and unknowns, made equal where two arrays meet."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

Shape = tuple[int, int]  # rows and columns, as dimensions of one table
ONE = 0  # the dimension 1
GIVEN = (3, 2, 4, 5, 6, 7), (2, 4, 3, 6, 5, 7), (4, 3, 2, 5, 7, 6)  # the sizes that dimensions are given, in order
LEAST = 3  # what a number is made smaller to: below, too many formulas are alike


class Misfit(Exception):
    """Two dimensions that should be one and cannot be."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} does not fit {other}")


@dataclass
class Dimension:
    """`text`: a symbol or a number, '' for an unknown. `many`: it is not 1. `hint`: what an unknown one is called.

    `factors`: the dimensions whose product it is (the length of vec(X)), or none.
    """

    text: str = ""
    many: bool = False
    hint: str = ""
    factors: tuple[int, ...] = ()


class Sizes:
    """A table of dimensions, where some are found to be the same.

    >>> sizes = Sizes(); n, rows = sizes.of("n"), sizes.unknown("rows of W")
    >>> sizes.same(n, rows); sizes.text(rows)
    'n'
    """

    def __init__(self) -> None:
        self.table = [Dimension("1")]
        self.above = [ONE]
        self._texts = {"1": ONE}
        self.frozen = False  # whether named unknowns are taken to differ, as symbols do

    def copy(self) -> Sizes:
        """The same table, for what must not tell on the others."""
        other = Sizes()
        other.table = [Dimension(d.text, d.many, d.hint, d.factors) for d in self.table]
        other.above, other._texts, other.frozen = list(self.above), dict(self._texts), self.frozen
        return other

    def restore(self, saved: Sizes) -> None:
        """As it was when the copy was made."""
        self.table, self.above, self._texts = saved.table, saved.above, saved._texts

    def of(self, text: str) -> int:
        """The dimension that is written so: a symbol, which is taken not to be 1, or a number."""
        if text not in self._texts:
            self._texts[text] = self._new(Dimension(text, True))
        return self._texts[text]

    def unknown(self, hint: str = "", *, many: bool = False) -> int:
        return self._new(Dimension("", many, hint))

    def product(self, one: int, other: int) -> int:
        """The product of two dimensions."""
        if self.is_one(one) or self.is_one(other):
            return other if self.is_one(one) else one
        return self._new(Dimension("", True, "", (one, other)))

    def _new(self, dimension: Dimension) -> int:
        self.table.append(dimension)
        self.above.append(len(self.above))
        return len(self.above) - 1

    def find(self, d: int) -> int:
        while self.above[d] != d:
            d = self.above[d]
        return d

    def is_one(self, d: int) -> bool:
        return self.find(d) == ONE

    def declared(self, d: int) -> bool:
        """Whether the dimension is a symbol or a number that the text writes."""
        return bool(self.table[self.find(d)].text)

    def text(self, d: int) -> str:
        found = self.table[self.find(d)]
        if found.factors:
            return "·".join(map(self.text, found.factors))
        return found.text or found.hint or "?"

    def fit(self, one: int, other: int) -> bool:
        """Whether two dimensions can be the same."""
        a, b = self.table[self.find(one)], self.table[self.find(other)]
        if a is b:
            return True
        if a.factors and b.factors:
            return self._paired(a.factors, b.factors) is not None
        if (a.factors and b.text) or (b.factors and a.text):
            return self._may_be(one, other) if a.factors else self._may_be(other, one)
        if (a.text or (self.frozen and a.hint)) and (b.text or (self.frozen and b.hint)):
            return False
        return not ((a.text == "1" and b.many) or (b.text == "1" and a.many))

    def _may_be(self, product: int, other: int) -> bool:
        """Whether a product of dimensions can be a symbol or a number: not one of its own factors, which are not 1."""
        factors = self._leaves(product)
        texts = [self.table[d].text for d in factors]
        if all(map(str.isdigit, texts)):
            return self.table[self.find(other)].text == str(math.prod(map(int, texts)))
        return not self.text(other).isdigit() and self.find(other) not in factors

    def _leaves(self, d: int) -> list[int]:
        root = self.find(d)
        factors = self.table[root].factors
        return [leaf for factor in factors for leaf in self._leaves(factor)] if factors else [root]

    def _paired(self, a: tuple[int, ...], b: tuple[int, ...]) -> list[tuple[int, int]] | None:
        """The factors of one product beside those of another, in either order."""
        for other in (b, b[::-1]):
            if all(map(self.fit, a, other)):
                return list(zip(a, other, strict=True))
        return None

    def same(self, one: int, other: int) -> None:
        """From here on these are one dimension. Raises Misfit."""
        if not self.fit(one, other):
            raise Misfit(self.text(one), self.text(other))
        a, b = self.find(one), self.find(other)
        if a == b:
            return
        if self.table[a].factors and self.table[b].factors:
            for x, y in self._paired(self.table[a].factors, self.table[b].factors) or ():
                self.same(x, y)
        keep, drop = (b, a) if _known(self.table[b]) > _known(self.table[a]) else (a, b)
        kept, dropped = self.table[keep], self.table[drop]
        kept.many, kept.hint = kept.many or dropped.many, kept.hint or dropped.hint
        self.above[drop] = keep

    def assignments(self, dims: Iterable[int]) -> list[dict[int, int]]:
        """Three assignments of distinct sizes to the open dimensions among these (one if there are none).

        Two are enough where both have a point of the domain: X^T X is singular for a wide X.
        """
        free = list(dict.fromkeys(root for d in dims for root in self._open(d)))
        return [{d: sizes[k % len(sizes)] for k, d in enumerate(free)} for sizes in GIVEN] if free else [{}]

    def small(self) -> dict[int, int]:
        """Small sizes for the dimensions that are numbers, in their order and as different as they are."""
        found = {self.find(d) for d in range(1, len(self.above))}
        numbers = sorted((int(text), d) for d in found if (text := self.table[d].text).isdigit() and d != ONE)
        return {d: min(number, LEAST + k) for k, (number, d) in enumerate(numbers)}

    def numbers(self, assigned: dict[int, int]) -> dict[str, int]:
        """The sizes that the symbols have under an assignment."""
        roots = {text: self.find(d) for text, d in self._texts.items() if not text.isdigit()}
        return {text: assigned[root] for text, root in roots.items() if root in assigned}

    def _open(self, d: int) -> list[int]:
        found = [(root, self.table[root]) for root in self._leaves(d)]
        return [root for root, leaf in found if not leaf.text.isdigit() and (leaf.text or leaf.many)]

    def number(self, d: int, assigned: dict[int, int]) -> int:
        """The size of a dimension under an assignment; what nothing tells from 1 is 1."""
        root = self.find(d)
        text = self.table[root].text
        if self.table[root].factors:
            return math.prod(self.number(factor, assigned) for factor in self.table[root].factors)
        return assigned.get(root, int(text) if text.isdigit() else 1)


def _known(dimension: Dimension) -> int:
    """How much is known: a product, from which the others follow, before a symbol, and that before an unknown."""
    return 2 if dimension.factors else 1 if dimension.text else 0
