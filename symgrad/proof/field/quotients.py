"""Fractions of polynomials over generators, and their reduction by what ties the generators."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from symgrad.proof.field.passes import Again, GivenUp, Learnt
from symgrad.proof.field.polynomials import frozen

TERMS = 4000  # of a polynomial; beyond, the proof is given up
POWER = 64  # of a sum; beyond, the proof is given up
GENERATORS = 2048


class Quotients:
    """The ring of one pass with its generators, and the fractions over it (numerator, denominator)."""

    def __init__(self, learnt: Learnt) -> None:
        import flint

        self.flint, self.learnt = flint, learnt
        self.ring = flint.fmpz_mpoly_ctx.get([f"k{i}" for i in range(learnt.size)], "lex")
        self.gens = self.ring.gens()
        self.zero, self.one = self.ring.constant(0), self.ring.constant(1)
        self.seen: set[int] = set()  # generators of this pass
        self.relations: dict[int, Callable[[int], tuple[Any, Any]]] = {}  # generator -> power -> fraction
        self.degree: dict[int, int] = {}  # generator -> the power from which its relation applies
        self.above_zero: set[int] = set()  # generators that are positive by what they are
        self.vanishing: set[int] = set()  # those of them that may be zero
        self.used: set[str] = set()

    # ----- fractions -----

    def _checked(self, p: Any) -> Any:
        if len(p) > TERMS:
            raise GivenUp
        return p

    def _fraction(self, n: Any, d: Any) -> tuple[Any, Any]:
        if d == 0:
            raise GivenUp
        if n == 0:
            return self.zero, self.one
        if d != 1:
            common = n.gcd(d)
            if common != 1:
                n, d = n / common, d / common
            if d.leading_coefficient() < 0:
                n, d = -n, -d
        return self._checked(n), self._checked(d)

    def _add(self, x: Any, y: Any, sign: int = 1) -> tuple[Any, Any]:
        (a, b), (c, d) = x, y
        if b == d:
            return self._fraction(a + c if sign > 0 else a - c, b)
        self._product_guard(a, d)
        self._product_guard(c, b)
        return self._fraction(a * d + c * b if sign > 0 else a * d - c * b, b * d)

    def _mul(self, x: Any, y: Any) -> tuple[Any, Any]:
        self._product_guard(x[0], y[0])
        self._product_guard(x[1], y[1])
        return self._fraction(x[0] * y[0], x[1] * y[1])

    def _product_guard(self, p: Any, q: Any) -> None:
        if len(p) * len(q) > 16 * TERMS:
            raise GivenUp

    def _inverse(self, x: Any) -> tuple[Any, Any]:
        n, d = self.reduced(x)
        return self._fraction(d, n)

    def _pow(self, x: Any, e: int) -> tuple[Any, Any]:
        if e < 0:
            x, e = self._inverse(x), -e
        widest = max(len(x[0]), len(x[1]))
        if e > (10 * POWER if widest == 1 else POWER) or widest ** min(e, 9) > 10**9:
            raise GivenUp
        return self._checked(x[0] ** e), self._checked(x[1] ** e)

    def _number(self, value: Fraction | int) -> tuple[Any, Any]:
        value = Fraction(value)
        return self.ring.constant(value.numerator), self.ring.constant(value.denominator)

    # ----- generators -----

    def _generator(self, key: Any, *, positive: bool = False, vanishing: bool = False) -> int:
        found = self.learnt.kernels.setdefault(key, len(self.learnt.kernels))
        if found >= self.learnt.size:
            self.learnt.size *= 2
            if self.learnt.size > GENERATORS:
                raise GivenUp
            raise Again
        self.seen.add(found)
        if positive:
            self.above_zero.add(found)
        if vanishing:
            self.vanishing.add(found)
        return found

    def _of(self, generator: int) -> tuple[Any, Any]:
        return self.gens[generator], self.one

    def _key(self, x: tuple[Any, Any]) -> Any:
        return frozen(x[0]), frozen(x[1])

    # ----- reduction by the relations -----

    def reduced(self, x: tuple[Any, Any]) -> tuple[Any, Any]:
        """The fraction with powers of related generators taken down, the youngest generator first."""
        if not self.relations:
            return x
        n, d = x
        above, below = n.degrees(), d.degrees()
        for generator in sorted(self.relations, reverse=True):
            least = self.degree[generator]
            if above[generator] >= least:
                n, e = self._lowered(n, generator)
                d = d * e
                above, below = n.degrees(), d.degrees()
            if below[generator] >= least:
                d, e = self._lowered(d, generator)
                n = n * e
                above, below = n.degrees(), d.degrees()
        return self._fraction(n, d)

    def _lowered(self, p: Any, generator: int) -> tuple[Any, Any]:
        least = self.degree[generator]
        kept: dict[Any, Any] = {}
        parts: dict[int, dict[Any, Any]] = {}
        for monomial, coefficient in p.to_dict().items():
            e = monomial[generator]
            if e < least:
                kept[monomial] = coefficient
            else:
                bare = (*monomial[:generator], 0, *monomial[generator + 1 :])
                parts.setdefault(e, {})[bare] = coefficient
        total = (self.ring.from_dict(kept), self.one)
        for e, part in parts.items():
            total = self._add(total, self._mul((self.ring.from_dict(part), self.one), self.relations[generator](e)))
        return total
