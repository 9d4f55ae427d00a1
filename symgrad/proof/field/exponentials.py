"""Kernels of exponential kind: exp and sigmoid, logarithms, powers and roots."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

from symgrad.proof.field.directions import Directions
from symgrad.proof.field.passes import Again, Learnt
from symgrad.proof.field.polynomials import coefficients, frozen, terms


class Exponentials(Directions):
    """exp or sigmoid of each direction, log|p| and roots of irreducible p."""

    def __init__(self, learnt: Learnt, split: bool) -> None:
        super().__init__(learnt, split)
        self.argument: dict[int, Any] = {}  # exp or sigmoid generator -> log of its exp, as a fraction

    # ----- exponentials -----

    def _exp(self, u: tuple[Any, Any]) -> tuple[Any, Any]:
        found = self._number(1)
        for key, direction, multiple in self._directions(self.reduced(u)):
            log = self._single_log(direction)
            if log is not None:
                found = self._mul(found, self._abs_power(log, multiple))
            else:
                found = self._mul(found, self._exp_of(key, direction, multiple))
        return found

    def _exp_of(self, key: Any, direction: Any, multiple: Fraction) -> tuple[Any, Any]:
        """exp(multiple * direction) by the direction's generator."""
        unit = self._unit(self.learnt.scale, key, multiple)
        e = int(multiple / unit)
        if key in self.learnt.logistic:
            s = self.gens[self._sigmoid_generator(key, direction, unit)]
            return self._pow((s, self.one - s), e) if e > 0 else self._pow((self.one - s, s), -e)
        self.used.add("exp")
        g = self._generator(("exp", key, unit), positive=True)
        self.argument[g] = self._mul(direction, self._number(unit))
        return self._pow(self._of(g), e)

    def _single_log(self, direction: tuple[Any, Any]) -> Any:
        """The irreducible p if the direction is the generator log|p|."""
        n, d = direction
        if d == 1 and len(n) == 1 and n.total_degree() == 1:
            return next((p for g, p in self.log_of.items() if n == self.gens[g]), None)
        return None

    def _sigmoid(self, u: tuple[Any, Any]) -> tuple[Any, Any]:
        directions = self._directions(self.reduced(u))
        if len(directions) == 1 and self._single_log(directions[0][1]) is None:
            key, direction, multiple = directions[0]
            if key not in self.learnt.logistic:
                self.learnt.logistic.add(key)
                if any(
                    self.learnt.kernels.get(("exp", key, unit)) in self.seen for unit in [self.learnt.scale.get(key)]
                ):
                    raise Again
            unit = self._unit(self.learnt.scale, key, multiple)
            s = self._of(self._sigmoid_generator(key, direction, unit))
            e = int(multiple / unit)
            if e == 1:
                return s
            if e == -1:
                return self._add(self._number(1), s, -1)
        x = self._exp(u)
        return self._mul(x, self._inverse(self._add(self._number(1), x)))

    def _sigmoid_generator(self, key: Any, direction: Any, unit: Fraction) -> int:
        self.used.add("sigmoid")
        g = self._generator(("sigmoid", key, unit), positive=True)
        self.logistic[g] = self._mul(direction, self._number(unit))
        return g

    def _tanh(self, u: tuple[Any, Any]) -> tuple[Any, Any]:
        s = self._sigmoid(self._mul(u, self._number(2)))
        return self._add(self._mul(s, self._number(2)), self._number(1), -1)

    # ----- logarithms -----

    def _log(self, u: tuple[Any, Any]) -> tuple[Any, Any]:
        """log u = sum of multiplicities times log|p| over the irreducible factors p of u (u > 0 on the domain)."""
        cases = self._by_cases(self._log, *self.reduced(u))
        if cases is not None:
            return cases
        total = self._number(0)
        for p, e in self._split(u):
            total = self._add(total, self._mul(self._log_of(p), self._number(e)))
        return total

    def _split(self, u: tuple[Any, Any]) -> list[tuple[Any, int]]:
        """Irreducible factors of a fraction whose root or logarithm is taken, with multiplicities.

        The fraction is positive where that is real; so is a factor if it alone has odd multiplicity and no known sign.
        """
        n, d = self.reduced(u)
        factors = [*self.factors(n), *((p, -e) for p, e in self.factors(d))]
        sign = n.leading_coefficient() * d.leading_coefficient()
        odd = [p for p, e in factors if e % 2 and not self.positive(p)]
        if len(odd) == 1 and self.learns:
            self.learnt.positive.add(frozen(odd[0] if sign > 0 else -odd[0]))
        return factors

    def _log_of(self, p: Any) -> tuple[Any, Any]:
        if len(p) == 1 and p.total_degree() == 1:
            g = next(i for i, e in enumerate(p.degrees()) if e)
            if g in self.argument:
                return self.argument[g]
        if len(p) == 2:
            for g, argument in self.logistic.items():
                if p == self.gens[g] - 1 or p == 1 - self.gens[g]:  # log(1 - s) = log s - u
                    return self._add(self._log_of(self.gens[g]), argument, -1)
        self.used.add("log")
        g = self._generator(("log", frozen(p)))
        self.log_of[g] = p
        return self._of(g)

    # ----- powers, roots -----

    def _pow_node(self, base: tuple[Any, Any], exponent: tuple[Any, Any]) -> tuple[Any, Any]:
        n, d = exponent
        if n.is_constant() and d.is_constant():
            value = Fraction(int(n.leading_coefficient()) if n != 0 else 0, int(d.leading_coefficient()))
            if value.denominator == 1:
                return self._pow(base, int(value))
            if base[0] == 0:
                return self._number(0)
            found = self._number(1)
            for p, e in self._split(base):
                found = self._mul(found, self._abs_power(p, e * value))
            return found
        return self._exp(self._mul(exponent, self._log(base)))

    def _abs_power(self, p: Any, e: Fraction) -> tuple[Any, Any]:
        """|p|^e for an irreducible p and a rational e."""
        if e.denominator == 1:
            return self._pow(self._modulus(p), int(e))
        key = frozen(p)
        q = self.learnt.root.get(key, e.denominator)
        if q % e.denominator:
            self.learnt.root[key] = lcm(q, e.denominator)
            raise Again
        self.learnt.root[key] = q
        g = self._generator(("root", key, q), positive=True)
        self.used.add("roots")
        if g not in self.relations:
            base = self._modulus(p)
            self.degree[g] = q
            self.relations[g] = lambda k: self._mul(self._pow(base, k // q), self._pow(self._of(g), k % q))
        return self._pow(self._of(g), int(e * q))

    # ----- back from a value -----

    def solved(self, p: Any) -> list[Any]:
        """What else vanishes where p does: u - log c where exp(u) = c, the like for sigmoid, q - 1 where log q = 0."""
        found = []
        for g in range(len(self.gens)):
            if p.degrees()[g] != 1 or p.total_degree() != 1 or len(p) > 2 or sum(map(bool, p.degrees())) != 1:
                continue
            linear = terms(p)
            value = Fraction(-linear.get((), 0), linear[((g, 1),)])
            if g in self.logistic and 0 < value < 1:
                level = self._log(self._number(value / (1 - value)))
                found.append(self._add(self.logistic[g], level, -1)[0])
            if g in self.argument and value > 0:
                found.append(self._add(self.argument[g], self._log(self._number(value)), -1)[0])
            if g in self.log_of and value == 0 and self.positive(self.log_of[g]):
                found.append(self.log_of[g] - self.one)
        return found

    def undone(self, g: int, value: Any, x: int) -> Any:
        """The input at which a generator takes a value: itself, or through exp, sigmoid or log of something linear."""
        if g == self.learnt.kernels.get(("node", x)):
            return value
        if g in self.logistic:
            inner, value = self.logistic[g], (value / (1 - value)).log()
        elif g in self.argument:
            inner, value = self.argument[g], value.log()
        elif g in self.log_of:
            inner, value = (self.log_of[g], self.one), value.exp()
        else:
            return None
        n, d = inner
        h = self.learnt.kernels.get(("node", x))
        if not value.is_finite() or h is None or not d.is_constant() or n.total_degree() != 1:
            return None
        if any(e and k != h for k, e in enumerate(n.degrees())):
            return None
        constant, slope = (*coefficients(n, h), 0)[:2]
        return (value * int(d.leading_coefficient()) - constant) / slope
