"""Circular kernels: sin and cos of angles; asin, atan and erf, of which only the oddness is used."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symgrad.proof.field.directions import Directions
from symgrad.proof.field.passes import GivenUp, Learnt

ANGLE = 24  # multiples of an angle that are written out


class Circular(Directions):
    """sin and cos of each direction, with multiples of pi by quarter turns."""

    def __init__(self, learnt: Learnt, split: bool) -> None:
        super().__init__(learnt, split)
        self.inside: dict[int, Any] = {}  # generator of asin, atan or erf -> its argument

    def _turned(self, u: tuple[Any, Any]) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
        """(cos u, sin u) by addition theorems over the directions of u."""
        c, s = self._number(1), self._number(0)
        for key, direction, multiple in self._directions_of_angle(self.reduced(u)):
            a, b = self._angle(key, direction, multiple)
            c, s = (
                self._add(self._mul(c, a), self._mul(s, b), -1),
                self._add(self._mul(s, a), self._mul(c, b)),
            )
        return c, s

    def _directions_of_angle(self, u: tuple[Any, Any]) -> list[tuple[Any, Any, Fraction]]:
        n, d = u
        pi = self.learnt.kernels.get("pi")
        if pi not in self.seen or n.degrees()[pi] == 0 or not d.is_constant():
            return self._directions(u)
        turn = tuple(int(i == pi) for i in range(self.learnt.size))
        terms = n.to_dict()
        coefficient = terms.pop(turn, 0)
        rest = self._fraction(self.ring.from_dict(terms), d)
        share = Fraction(int(coefficient), int(d.leading_coefficient()))
        return [("turn", None, share), *(self._directions(rest) if terms else [])]

    def _angle(self, key: Any, direction: Any, multiple: Fraction) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
        """(cos, sin) of a multiple of a direction."""
        if key == "turn":
            quarters = 2 * multiple
            if quarters.denominator == 1:
                c, s = ((1, 0), (0, 1), (-1, 0), (0, -1))[int(quarters) % 4]
                return self._number(c), self._number(s)
        unit = self._unit(self.learnt.angle, key, multiple)
        times = int(multiple / unit)
        if abs(times) > ANGLE:
            raise GivenUp
        self.used.add("sin, cos")
        c, s = self._generator(("cos", key, unit)), self._generator(("sin", key, unit))
        if s not in self.relations:
            square = (self.one - self.gens[c] ** 2, self.one)
            self.degree[s] = 2
            self.relations[s] = lambda k: self._mul(self._pow(square, k // 2), self._pow(self._of(s), k % 2))
        x, y = self._number(1), self._number(0)
        for _ in range(abs(times)):
            x, y = (
                self._add(self._mul(x, self._of(c)), self._mul(y, self._of(s)), -1),
                self._add(self._mul(y, self._of(c)), self._mul(x, self._of(s))),
            )
            x, y = self.reduced(x), self.reduced(y)
        return x, y if times >= 0 else (-y[0], y[1])

    def _sin(self, u: tuple[Any, Any]) -> tuple[Any, Any]:
        n, d = self.reduced(u)
        if d == 1 and len(n) == 1 and n.total_degree() == 1:
            for g, x in self.inside.items():
                if n == self.gens[g] and self.learnt.kernels.get(("asin", self._key(x))) == g:
                    return x
        return self._turned((n, d))[1]

    def _cos(self, u: tuple[Any, Any]) -> tuple[Any, Any]:
        return self._turned(u)[0]

    # ----- odd functions -----

    def _odd(self, kind: str, u: tuple[Any, Any]) -> tuple[Any, Any]:
        """A generator for an odd function: f(-u) = -f(u)."""
        self.used.add(kind)
        n, d = self.reduced(u)
        if n == 0:
            return self._number(0)
        flipped = n.leading_coefficient() < 0
        unit = (-n, d) if flipped else (n, d)
        g = self._generator((kind, self._key(unit)))
        self.inside[g] = unit
        return (-self.gens[g] if flipped else self.gens[g]), self.one

    def _asin(self, u: tuple[Any, Any]) -> tuple[Any, Any]:
        return self._odd("asin", u)

    def _atan(self, u: tuple[Any, Any]) -> tuple[Any, Any]:
        return self._odd("atan", u)

    def _erf(self, u: tuple[Any, Any]) -> tuple[Any, Any]:
        return self._odd("erf", u)
