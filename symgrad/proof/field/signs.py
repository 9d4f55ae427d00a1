"""Signs of polynomials: those that are known, and an indicator for each that is not."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from symgrad.proof.field.passes import GivenUp, Learnt
from symgrad.proof.field.polynomials import coefficients, complex_roots, frozen, isolable
from symgrad.proof.field.quotients import Quotients

FACTORED, DEGREE = 300, 60  # terms and degree of a polynomial that is factored
DIGITS = 40  # decimal digits of an integer that is split into primes


class Signs(Quotients):
    """Fractions with indicators I[p > 0] among the generators."""

    def __init__(self, learnt: Learnt) -> None:
        super().__init__(learnt)
        self.logistic: dict[int, Any] = {}  # sigmoid generator -> its direction's unit times the direction
        self.indicators: dict[int, Any] = {}  # indicator generator -> the polynomial whose sign it says
        self.learns = True  # not where a branch may be idle: what it needs then says nothing

    # ----- what is known -----

    def factors(self, p: Any) -> list[tuple[Any, int]]:
        """Irreducible factors with multiplicities; of the integer content, its primes (the sign is dropped)."""
        if p == 0 or len(p) > FACTORED or p.total_degree() > DEGREE:
            raise GivenUp
        content, factors = p.factor()
        found = [(f, int(e)) for f, e in factors]
        content = abs(int(content))
        if content != 1:
            if len(str(content)) > DIGITS:
                found.append((self.ring.constant(content), 1))
            else:
                found += [(self.ring.constant(int(f)), int(e)) for f, e in self.flint.fmpz(content).factor()]
        return [(f if f.leading_coefficient() > 0 else -f, e) for f, e in found]

    def positive(self, p: Any) -> bool:
        """Whether a polynomial is positive wherever the sides are defined, by looking at it."""
        if frozen(p) in self.learnt.positive:
            return True
        some = False
        if p.is_constant():
            return bool(p.leading_coefficient() > 0)
        for monomial, coefficient in p.to_dict().items():
            if coefficient < 0:
                break
            if any(e % 2 and g not in self.above_zero for g, e in enumerate(monomial)):
                break
            some = some or all(not e or g in self.above_zero for g, e in enumerate(monomial))
        else:
            return some
        return self._positive_in_one(p)

    def _positive_in_one(self, p: Any) -> bool:
        """Whether a polynomial in one generator is positive on the range of that generator, by its isolated roots."""
        g = isolable(p)
        if g is None:
            return False
        low, high = self.interval(g)
        inside = Fraction(0) if low is None and high is None else (low or Fraction(0)) + Fraction(1, 2)
        if sum(c * inside**k for k, c in enumerate(coefficients(p, g))) <= 0:
            return False
        for root in complex_roots(p, g):
            outside = not root.imag.contains(0)
            outside = outside or (low is not None and root.real <= int(low))
            outside = outside or (high is not None and root.real >= int(high))
            if not outside:
                return False
        return True

    def interval(self, g: int) -> tuple[Fraction | None, Fraction | None]:
        """The open interval in which a generator lies, for all that is known."""
        if g in self.logistic:
            return Fraction(0), Fraction(1)
        return (Fraction(0), None) if g in self.above_zero else (None, None)

    # ----- indicators -----

    def _step(self, u: tuple[Any, Any]) -> tuple[Any, Any]:
        """I[u > 0]: idempotents for the factors of u whose signs are not known."""
        n, d = self.reduced(u)
        if n == 0:
            return self._number(0)
        cases = self._by_cases(self._step, n, d)
        if cases is not None:
            return cases
        sign = 1 if n.leading_coefficient() * d.leading_coefficient() > 0 else -1
        open_: list[Any] = []
        for p, e in [*self.factors(n), *self.factors(d)]:
            if e % 2 and not self.positive(p):
                if self.positive(-p):
                    sign = -sign
                else:
                    open_.append(p)
        if not open_:
            return self._number(1 if sign > 0 else 0)
        self.used.add("indicators")
        if len(open_) == 1:
            found = self._of(self._indicator(open_[0]))
        else:  # sign(p q) = sign(p) sign(q)
            signs = self._number(1)
            for p in open_:
                twice = self._mul(self._of(self._indicator(p)), self._number(2))
                signs = self._mul(signs, self._add(twice, self._number(1), -1))
            found = self._mul(self._add(signs, self._number(1)), self._number(Fraction(1, 2)))
        return found if sign > 0 else self._add(self._number(1), found, -1)

    def _by_cases(self, rule: Callable[[tuple[Any, Any]], tuple[Any, Any]], n: Any, d: Any) -> tuple[Any, Any] | None:
        """The rule applied to n/d where an indicator is inside: one case for each of its values; None without one."""
        for g in self.indicators:
            if n.degrees()[g] > 0 or d.degrees()[g] > 0:
                name = f"k{g}"
                learns, self.learns = self.learns, False  # a case that does not apply says nothing about signs
                yes = rule(self._fraction(n.subs({name: 1}), d.subs({name: 1})))
                no = rule(self._fraction(n.subs({name: 0}), d.subs({name: 0})))
                self.learns = learns
                return self._add(no, self._mul(self._add(yes, no, -1), self._of(g)))
        return None

    def _indicator(self, p: Any) -> int:
        """The generator of I[p > 0]."""
        g = self._generator(("step", frozen(p)))
        self.indicators[g] = p
        if g not in self.relations:
            self.degree[g] = 2
            self.relations[g] = lambda k: self._of(g) if k else self._number(1)
        return g

    def _modulus(self, p: Any) -> tuple[Any, Any]:
        if self.positive(p) or self.positive(-p):
            return (p, self.one) if self.positive(p) else (-p, self.one)
        sign = self._add(self._mul(self._step((p, self.one)), self._number(2)), self._number(1), -1)
        return self._mul((p, self.one), sign)
