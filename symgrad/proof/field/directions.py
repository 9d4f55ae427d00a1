"""Arguments of exp, sin and cos: sums of rational multiples of directions, each taken in a unit of its own."""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import Any

from symgrad.proof.field.passes import Again, Learnt
from symgrad.proof.field.signs import Signs


class Directions(Signs):
    """split: whether every monomial is a direction of its own; else numbers and logarithms are, the rest is one."""

    def __init__(self, learnt: Learnt, split: bool) -> None:
        super().__init__(learnt)
        self.split = split
        self.log_of: dict[int, Any] = {}  # logarithm generator -> its irreducible polynomial

    def _directions(self, u: tuple[Any, Any]) -> list[tuple[Any, Any, Fraction]]:
        """u as a sum of rational multiples of directions: (key, direction as fraction, multiple)."""
        n, d = u
        terms = n.to_dict()
        apart: list[dict[Any, Any]] = []
        whole: dict[Any, Any] = {}
        for monomial, coefficient in terms.items():
            if self.split or not any(monomial) or any(monomial[g] for g in self.log_of):
                apart.append({monomial: coefficient})
            else:
                whole[monomial] = coefficient
        found = []
        for part in [*apart, *([whole] if whole else [])]:
            p, q = self._fraction(self.ring.from_dict(part), d)
            multiple = Fraction(int(p.content()), int(q.content()))
            if p.leading_coefficient() < 0:
                multiple = -multiple
            unit = (p / self.ring.constant(int(p.content())), q / self.ring.constant(int(q.content())))
            if p.leading_coefficient() < 0:
                unit = (-unit[0], unit[1])
            found.append((self._key(unit), unit, multiple))
        return found

    def _unit(self, table: dict[Any, Fraction], key: Any, multiple: Fraction) -> Fraction:
        """The unit in which this direction is taken, made fine enough for the multiple."""
        unit = table.get(key)
        if unit is None:
            table[key] = abs(multiple)
            return table[key]
        if (multiple / unit).denominator != 1:
            table[key] = Fraction(
                gcd(multiple.numerator * unit.denominator, unit.numerator * multiple.denominator),
                unit.denominator * multiple.denominator,
            )
            raise Again
        return unit
