"""Exact equality: both sides in a field of fractions over kernels, where zero is seen.

A node becomes a fraction of polynomials with integer coefficients (python-flint). Its generators are kernels:
inputs, exp of an atom, sin and cos of an angle, logarithms of irreducible polynomials, roots, indicators, opaque
functions. Every rewriting is an identity wherever both sides are defined:

    exp(a + c b) = exp(a) exp(b)^c,  sigmoid(u) = s with exp(u) = s/(1 - s)   (whichever keeps the fractions small)
    log|p q| = log|p| + log|q|,      sin(a + b), cos(a + b), sin^2 = 1 - cos^2
    H^2 = H for an indicator H,      R^q = p for a root R

so a difference that reduces to zero is zero. The converse is not claimed: what does not reduce is not refuted here.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import gcd, lcm, prod
from typing import Any

from symgrad.graph import Graph
from symgrad.graph.table import CASE, CODE, CONST, DIV, INPUT, MUL, NAME, NEG, OPAQUE, POW, SUB, row
from symgrad.proof.cells import Row, contradicts, linear, witness

TERMS = 4000  # of a polynomial; beyond, the proof is given up
POWER = 64  # of a sum; beyond, the proof is given up
FACTORED, DEGREE = 300, 60  # terms and degree of a polynomial that is factored
GENERATORS = 2048
CELLS = 7  # indicators whose combinations are gone through
ROOTS = 24  # degree of a polynomial whose roots are isolated
ENDS = 6  # generators whose ends are gone through
ANGLE = 24  # multiples of an angle that are written out
DIGITS = 40  # decimal digits of an integer that is split into primes
SECONDS = 1.0  # for all passes of one proof
RESTARTS = 24


class GivenUp(Exception):
    """The proof would grow beyond its budget, or a side is defined nowhere."""


class _Again(Exception):
    """A kernel has to be finer than it was taken: start again with what was learnt."""


@dataclass
class _Learnt:
    """What earlier passes found out about the kernels."""

    size: int = 16
    deadline: float = field(default_factory=lambda: time.monotonic() + SECONDS)
    kernels: dict[Any, int] = field(default_factory=dict)  # key -> generator, the same in every pass
    scale: dict[Any, Fraction] = field(default_factory=dict)  # direction -> the unit in which exp takes it
    logistic: set[Any] = field(default_factory=set)  # directions whose generator is sigmoid, not exp
    angle: dict[Any, Fraction] = field(default_factory=dict)
    root: dict[Any, int] = field(default_factory=dict)  # irreducible -> the root taken of it
    positive: set[Any] = field(default_factory=set)  # irreducibles that a root or logarithm needs positive


@dataclass
class Outcome:
    """kernels: by which equality is proved (a comma list, may be empty), or None. corners: points of the sign cells."""

    kernels: str | None = None
    corners: list[dict[int, Fraction]] = field(default_factory=list)


def sign(
    graph: Graph,
    a: int,
    b: int,
    cut: Iterable[int] = (),
    positive: Iterable[int] = (),
    assume: Iterable[int] = (),
) -> tuple[int, bool] | None:
    """The sign of a - b wherever both are defined: (1 or -1, whether it is never zero), (0, False); None: not found.

    The difference is split into irreducible factors; those of even multiplicity are squares, the others must have a
    sign that is known by what they are, or at both ends of a bounded generator in which they are linear.
    assume: nodes that are positive.
    """
    learnt = _Learnt()
    for _ in range(RESTARTS):
        try:
            return _Field(graph, frozenset(cut), frozenset(positive), learnt, False).sign(a, b, list(assume))
        except _Again:
            continue
        except GivenUp:
            break
    return None


def implies(graph: Graph, premise: tuple[int, int], conclusion: tuple[int, int]) -> str | None:
    """The kernels by which every zero of one difference is a zero of the other, or None."""
    learnt = _Learnt()
    for _ in range(RESTARTS):
        try:
            return _Field(graph, frozenset(), frozenset(), learnt, False).implies(premise, conclusion)
        except _Again:
            continue
        except GivenUp:
            break
    return None


def solutions(graph: Graph, a: int, b: int, x: int) -> list[Any]:
    """Balls around the real solutions of a = b in the input x that can be isolated; there may be more."""
    learnt = _Learnt()
    for _ in range(RESTARTS):
        try:
            return _Field(graph, frozenset(), frozenset(), learnt, False).solutions(a, b, x)
        except _Again:
            continue
        except GivenUp:
            break
    return []


def equal(graph: Graph, a: int, b: int, cut: Iterable[int] = (), positive: Iterable[int] = ()) -> str | None:
    """The kernels by which a = b is proved (a comma list, may be empty), or None."""
    return prove(graph, a, b, cut, positive).kernels


def prove(
    graph: Graph, a: int, b: int, cut: Iterable[int] = (), positive: Iterable[int] = (), assume: Iterable[int] = ()
) -> Outcome:
    """Whether a = b is proved; where it is not, a point of every sign cell that linear inequalities can tell.

    cut: nodes taken as generators (the formula of a cut name is the same generator). positive: inputs that are
    assumed to be positive; assume: nodes that are.
    """
    outcome = Outcome()
    for split in (False, True):
        learnt = _Learnt()
        for _ in range(RESTARTS):
            attempt = _Field(graph, frozenset(cut), frozenset(positive), learnt, split)
            try:
                outcome.kernels = attempt.proves(a, b, list(assume))
            except _Again:
                continue
            except GivenUp:
                pass
            if outcome.kernels is not None:
                return outcome
            outcome.corners = attempt.corners()
            break
    return outcome


class _Field:
    """One pass: the fractions of all nodes below the two sides, over one ring."""

    def __init__(
        self, graph: Graph, cut: frozenset[int], positive: frozenset[int], learnt: _Learnt, split: bool
    ) -> None:
        import flint

        self.flint = flint
        self.graph, self.cut, self.assumed, self.learnt, self.split = graph, cut, positive, learnt, split
        self.ring = flint.fmpz_mpoly_ctx.get([f"k{i}" for i in range(learnt.size)], "lex")
        self.gens = self.ring.gens()
        self.alias = {  # the formula below a name that is a generator is that generator, wherever it stands
            graph.cells[id][1]: id
            for id in sorted(cut, reverse=True)
            if graph.cells[id][0] == NAME and graph.cells[graph.cells[id][1]][0] not in (INPUT, CONST, NAME)
        }
        self.zero, self.one = self.ring.constant(0), self.ring.constant(1)
        self.seen: set[int] = set()  # generators of this pass
        self.relations: dict[int, Callable[[int], tuple[Any, Any]]] = {}  # generator -> power -> fraction
        self.degree: dict[int, int] = {}  # generator -> the power from which its relation applies
        self.above_zero: set[int] = set()  # generators that are positive by what they are
        self.argument: dict[int, Any] = {}  # exp or sigmoid generator -> log of its exp, as a fraction
        self.logistic: dict[int, Any] = {}  # sigmoid generator -> its direction's unit times the direction
        self.log_of: dict[int, Any] = {}  # logarithm generator -> its irreducible polynomial
        self.inside: dict[int, Any] = {}  # generator of asin, atan or erf -> its argument
        self.indicators: dict[int, Any] = {}  # indicator generator -> the polynomial whose sign it says
        self.bounds: dict[int, tuple[Fraction | None, Fraction | None]] = {}  # of generators, by assumption
        self.learns = True  # not where a branch may be idle: what it needs then says nothing
        self.used: set[str] = set()
        self.built: dict[int, tuple[Any, Any]] = {}

    # ----- the judgement -----

    def proves(self, a: int, b: int, assume: list[int]) -> str | None:
        for id in self.graph.cone(assume):
            self.built[id] = self._node(id)
        for p, q in (self.built[id] for id in assume):
            if q.is_constant() and not p.is_constant():
                self.learnt.positive.add(_frozen(_primitive(p)))
        cone = self.graph.cone([a, b], stop=[*self.cut, *self.alias])
        self.learns = self._strict(cone)
        for id in cone:
            self.built[id] = self._node(id)
        (p, q), (r, s) = self._reduced(self.built[a]), self._reduced(self.built[b])
        n, _ = self._reduced((p * s - r * q, self.one))
        if n != 0 and self.indicators and self._vanishes_in_every_cell(n):
            self.used.add("sign cells")
            n = self.zero
        return ", ".join(sorted(self.used)) if n == 0 else None

    def sign(self, a: int, b: int, assume: list[int]) -> tuple[int, bool] | None:
        cone = self.graph.cone([a, b, *assume], stop=[*self.cut, *self.alias])
        self.learns = self._strict(cone)
        for id in cone:
            self.built[id] = self._node(id)
        n, d = self._reduced(self._add(self.built[a], self.built[b], -1))
        if n == 0:
            return 0, False
        given = [p for p, q in (self._reduced(self.built[id]) for id in assume) if q.is_constant()]
        used = [g for g in self.indicators if any(p.degrees()[g] > 0 for p in (n, d, *given))]
        if len(used) > CELLS:
            return None
        facts = self._facts()
        found: set[tuple[int, bool]] = set()
        for signs in product((1, -1), repeat=len(used)):
            here = {f"k{g}": int(s > 0) for g, s in zip(used, signs, strict=True)}
            rows = [linear(_terms(self.indicators[g]), s) for g, s in zip(used, signs, strict=True)]
            rows += [linear(_terms(p.subs(here) if here else p), 1) for p in given]
            if contradicts([*rows, *facts]):
                continue
            self.bounds = _bounds(rows)
            known = {_frozen(s * self.indicators[g]) for g, s in zip(used, signs, strict=True)}
            known |= {_frozen(_primitive(p.subs(here) if here else p)) for p in given}
            found.add(self._sign_of(n.subs(here), d.subs(here), known) if used else self._sign_of(n, d, known))
        if (0, True) in found:
            return None
        senses = {sense for sense, _ in found} - {0}
        if len(senses) > 1:
            return None
        return (senses.pop() if senses else 0), all(strict and sense for sense, strict in found)

    def _sign_of(self, n: Any, d: Any, known: set[Any]) -> tuple[int, bool]:
        """(sign, never zero) of a fraction by its factors; (0, False) for zero, (0, True) where a sign is not known."""
        if n == 0:
            return 0, False
        found, strict = (1 if n.leading_coefficient() * d.leading_coefficient() > 0 else -1), True
        for p, e in [*self._factors(n), *self._factors(d)]:
            up = self._positive(p) or _frozen(p) in known
            down = self._positive(-p) or _frozen(-p) in known
            if not up and not down and e % 2:
                up, down = self._at_the_ends(p, 0), self._at_the_ends(-p, 0)
                strict = False
                if not up and not down:
                    return 0, True
            elif not up and not down:
                strict = False
            if down and e % 2:
                found = -found
        return found, strict

    def _at_the_ends(self, p: Any, depth: int) -> bool:
        """Whether p >= 0 because it is linear in a bounded generator and not negative at both of its ends."""
        if p == 0 or self._positive(p):
            return True
        if p.is_constant() or depth > ENDS:
            return False
        content, factors = p.factor()
        if content > 0 and all(e % 2 == 0 or self._positive(f) for f, e in factors):
            return True
        for g, e in enumerate(p.degrees()):
            low, high = self.bounds.get(g) or self._range(g)
            if e == 1 and low is not None and high is not None:
                ends = [self._put(p, g, end) for end in (low, high)]
                return all(self._at_the_ends(end, depth + 1) for end in ends)
        return False

    def _put(self, p: Any, g: int, value: Fraction) -> Any:
        """The polynomial, linear in g, at a value of g (times a positive number, to stay with integers)."""
        zero, one = p.subs({f"k{g}": 0}), p.subs({f"k{g}": 1})
        return zero * value.denominator + (one - zero) * value.numerator

    def _facts(self) -> list[Any]:
        """What is known of the kernels as linear inequalities."""
        facts = [linear(_terms(self.gens[g]), 1) for g in self.above_zero & self.seen]
        return facts + [linear(_terms(1 - self.gens[g]), 1) for g in self.logistic]

    def solutions(self, a: int, b: int, x: int) -> list[Any]:
        for id in self.graph.cone([a, b]):
            self.built[id] = self._node(id)
        n, _ = self._reduced(self._add(self.built[a], self.built[b], -1))
        found = []
        for p, _ in self._factors(n) if n != 0 else []:
            used = [g for g, e in enumerate(p.degrees()) if e]
            if len(used) == 1 and p.total_degree() <= ROOTS:
                for factor, _ in self.flint.fmpz_poly(_coefficients(p, used[0])).factor()[1]:
                    roots = [root.real for root, _ in factor.complex_roots() if root.imag.is_zero()]
                    found += [y for root in roots if (y := self._undone(used[0], root, x)) is not None]
        return found

    def _undone(self, g: int, value: Any, x: int) -> Any:
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
        constant, slope = (*_coefficients(n, h), 0)[:2]
        return (value * int(d.leading_coefficient()) - constant) / slope

    def implies(self, premise: tuple[int, int], conclusion: tuple[int, int]) -> str | None:
        """Whether each factor of the premise that can vanish divides the conclusion (or gives a value that does)."""
        for id in self.graph.cone([*premise, *conclusion]):
            self.built[id] = self._node(id)
        n, _ = self._reduced(self._add(self.built[premise[0]], self.built[premise[1]], -1))
        m, _ = self._reduced(self._add(self.built[conclusion[0]], self.built[conclusion[1]], -1))
        if n == 0:
            return ", ".join(sorted(self.used)) if m == 0 else None
        some = False
        for p, _ in self._factors(n):
            if p.is_constant() or self._positive(p) or self._positive(-p):
                continue
            some = True
            ways = [p, *self._solved(p)]
            if not any(m == 0 or self._divides(way, m) for way in ways):
                return None
        return ", ".join(sorted(self.used)) if some else None

    def _divides(self, p: Any, m: Any) -> bool:
        return not p.is_constant() and bool(divmod(m, p)[1] == 0)

    def _solved(self, p: Any) -> list[Any]:
        """What else vanishes where p does: u - log c where exp(u) = c, the like for sigmoid, q - 1 where log q = 0."""
        found = []
        for g in range(len(self.gens)):
            if p.degrees()[g] != 1 or p.total_degree() != 1 or len(p) > 2 or sum(map(bool, p.degrees())) != 1:
                continue
            terms = dict(_frozen(p))
            value = Fraction(-terms.get((), 0), terms[((g, 1),)])
            if g in self.logistic and 0 < value < 1:
                level = self._log(self._number(value / (1 - value)))
                found.append(self._add(self.logistic[g], level, -1)[0])
            if g in self.argument and value > 0:
                found.append(self._add(self.argument[g], self._log(self._number(value)), -1)[0])
            if g in self.log_of and value == 0 and self._positive(self.log_of[g]):
                found.append(self.log_of[g] - self.one)
        return found

    def _strict(self, cone: list[int]) -> bool:
        """Whether every operand counts: no branch that may be idle, no power zero."""
        idle = (CASE, CODE["leaky"], CODE["elu"])
        cells = [self.graph.cells[id] for id in cone]
        return not any(c[0] in idle or (c[0] == POW and self.graph.value(c[2]) == 0) for c in cells)

    def _vanishes_in_every_cell(self, n: Any) -> bool:
        """Whether the numerator is zero in every combination of signs of the indicators that can occur."""
        used = [g for g in self.indicators if n.degrees()[g] > 0]
        if len(used) > CELLS:
            return False
        facts = self._facts()
        for signs in product((1, -1), repeat=len(used)):
            cell = n
            for g, sign in zip(used, signs, strict=True):
                cell = cell.subs({f"k{g}": 1 if sign > 0 else 0})
            if cell == 0:
                continue
            rows = [linear(_terms(self.indicators[g]), sign) for g, sign in zip(used, signs, strict=True)]
            if not contradicts([*rows, *facts]):
                return False
        return True

    def corners(self) -> list[dict[int, Fraction]]:
        """A point of the inputs in each sign cell of the indicators that are linear in inputs."""
        inputs = {
            self.learnt.kernels[key]: key[1]
            for key in self.learnt.kernels
            if isinstance(key, tuple) and key[0] == "node" and self.graph.cells[key[1]][0] == INPUT
        }
        plain = [p for p in self.indicators.values() if all(_linear_in(m, inputs) for m in p.monoms())]
        found = []
        for signs in product((1, -1), repeat=min(len(plain), CELLS)):
            values = witness([linear(_terms(p), sign) for p, sign in zip(plain, signs, strict=False)])
            if values:
                found.append({inputs[monomial[0][0]]: value for monomial, value in values.items()})  # type: ignore
        for p in self.indicators.values():
            if p not in plain and all(g in inputs for m in p.monoms() for g, e in enumerate(m) if e):
                found += self._both_sides(p, inputs)
        return found

    def _both_sides(self, p: Any, inputs: dict[int, int]) -> list[dict[int, Fraction]]:
        """A point on each side of a polynomial in inputs, by drawing ever larger ones."""
        rng = random.Random(len(p))
        sides: dict[bool, dict[int, Fraction]] = {}
        terms = p.to_dict().items()
        for turn in range(120):
            scale = 10 ** (turn % 6)
            values = {g: Fraction(rng.randint(-3 * scale, 3 * scale)) for g in inputs}
            total = sum(int(c) * prod(values[g] ** int(e) for g, e in enumerate(m) if e) for m, c in terms)
            if total:
                sides.setdefault(total > 0, {inputs[g]: value for g, value in values.items()})
        return list(sides.values())

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
        n, d = self._reduced(x)
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

    # ----- kernels -----

    def _generator(self, key: Any, *, positive: bool = False) -> int:
        found = self.learnt.kernels.setdefault(key, len(self.learnt.kernels))
        if found >= self.learnt.size:
            self.learnt.size *= 2
            if self.learnt.size > GENERATORS:
                raise GivenUp
            raise _Again
        self.seen.add(found)
        if positive:
            self.above_zero.add(found)
        return found

    def _of(self, generator: int) -> tuple[Any, Any]:
        return self.gens[generator], self.one

    def _key(self, x: tuple[Any, Any]) -> Any:
        return _frozen(x[0]), _frozen(x[1])

    # ----- reduction by the relations -----

    def _reduced(self, x: tuple[Any, Any]) -> tuple[Any, Any]:
        """The fraction with powers of related generators taken down, the youngest generator first."""
        if not self.relations:
            return x
        n, d = x
        for generator in sorted(self.relations, reverse=True):
            least = self.degree[generator]
            if n.degrees()[generator] >= least:
                n, e = self._lowered(n, generator)
                d = d * e
            if d.degrees()[generator] >= least:
                d, e = self._lowered(d, generator)
                n = n * e
        return self._fraction(n, d)

    def _lowered(self, p: Any, generator: int) -> tuple[Any, Any]:
        parts: dict[int, dict[Any, Any]] = {}
        for monomial, coefficient in p.to_dict().items():
            e = monomial[generator]
            bare = (*monomial[:generator], 0, *monomial[generator + 1 :])
            parts.setdefault(e, {})[bare] = coefficient
        total = (self.zero, self.one)
        for e, part in parts.items():
            total = self._add(total, self._mul((self.ring.from_dict(part), self.one), self.relations[generator](e)))
        return total

    # ----- nodes -----

    def _node(self, id: int) -> tuple[Any, Any]:
        if time.monotonic() > self.learnt.deadline:
            raise GivenUp
        graph, built = self.graph, self.built
        cell = graph.cells[id]
        code = cell[0]
        if id in self.alias:
            return self._of(self._generator(("node", self.alias[id])))
        if id in self.cut or code == INPUT:
            return self._of(self._generator(("node", id), positive=id in self.assumed))
        if code == NAME:
            return built[cell[1]]
        if code == CONST:
            value = graph.constants[cell[1]].value
            return self._number(value) if value is not None else self._of(self._generator("pi", positive=True))
        xs = [built[x] for x in graph.operands(id)]
        if code == CASE:
            c, a, b = xs
            return self._add(b, self._mul(self._add(a, b, -1), self._step(c)))
        if code == OPAQUE:
            return self._opaque(cell[1], xs)
        name = row(code).name
        if code <= SUB:
            return self._add(xs[0], xs[1], 1 if code < SUB else -1)
        if code == MUL:
            return self._mul(*xs)
        if code == DIV:
            return self._mul(xs[0], self._inverse(xs[1]))
        if code == NEG:
            return -xs[0][0], xs[0][1]
        meaning = row(code).meaning
        if name == "tanh":
            return self._tanh(xs[0])
        if name == "softplus":
            return self._log(self._add(self._number(1), self._exp(xs[0])))
        if meaning is not None:
            return self._meaning(meaning, id)
        found: tuple[Any, Any] = getattr(self, "_pow_node" if name == "pow" else f"_{name}")(*xs)
        return found

    def _meaning(self, meaning: Callable[..., Any], id: int) -> tuple[Any, Any]:
        """The node through its meaning in simpler operations, which is appended to the graph."""
        root = self.graph.handle(meaning(*(self.graph.node(x) for x in self.graph.operands(id)))).id
        for x in self.graph.cone([root], stop=self.built):
            if x not in self.built:
                self.built[x] = self._node(x)
        return self.built[root]

    def _opaque(self, function: int, xs: list[Any]) -> tuple[Any, Any]:
        self.used.add(self.graph.opaques[function].name)
        return self._of(self._generator(("opaque", function, *(self._key(self._reduced(x)) for x in xs))))

    # ----- exponentials -----

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
            raise _Again
        return unit

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

    def _sigmoid_generator(self, key: Any, direction: Any, unit: Fraction) -> int:
        self.used.add("sigmoid")
        g = self._generator(("sigmoid", key, unit), positive=True)
        self.logistic[g] = self._mul(direction, self._number(unit))
        return g

    def _exp(self, u: tuple[Any, Any]) -> tuple[Any, Any]:
        found = self._number(1)
        for key, direction, multiple in self._directions(self._reduced(u)):
            log = self._single_log(direction)
            if log is not None:
                found = self._mul(found, self._abs_power(log, multiple))
            else:
                found = self._mul(found, self._exp_of(key, direction, multiple))
        return found

    def _single_log(self, direction: tuple[Any, Any]) -> Any:
        """The irreducible p if the direction is the generator log|p|."""
        n, d = direction
        if d == 1 and len(n) == 1 and n.total_degree() == 1:
            return next((p for g, p in self.log_of.items() if n == self.gens[g]), None)
        return None

    def _sigmoid(self, u: tuple[Any, Any]) -> tuple[Any, Any]:
        directions = self._directions(self._reduced(u))
        if len(directions) == 1 and self._single_log(directions[0][1]) is None:
            key, direction, multiple = directions[0]
            if key not in self.learnt.logistic:
                self.learnt.logistic.add(key)
                if any(
                    self.learnt.kernels.get(("exp", key, unit)) in self.seen for unit in [self.learnt.scale.get(key)]
                ):
                    raise _Again
            unit = self._unit(self.learnt.scale, key, multiple)
            s = self._of(self._sigmoid_generator(key, direction, unit))
            e = int(multiple / unit)
            if e == 1:
                return s
            if e == -1:
                return self._add(self._number(1), s, -1)
        x = self._exp(u)
        return self._mul(x, self._inverse(self._add(self._number(1), x)))

    def _tanh(self, u: tuple[Any, Any]) -> tuple[Any, Any]:
        s = self._sigmoid(self._mul(u, self._number(2)))
        return self._add(self._mul(s, self._number(2)), self._number(1), -1)

    # ----- logarithms, powers, roots -----

    def _log(self, u: tuple[Any, Any]) -> tuple[Any, Any]:
        """log u = sum of multiplicities times log|p| over the irreducible factors p of u (u > 0 on the domain)."""
        n, d = self._reduced(u)
        for g in self.indicators:  # H inside the argument: one case for each of its values
            if n.degrees()[g] > 0 or d.degrees()[g] > 0:
                name = f"k{g}"
                learns, self.learns = self.learns, False  # a case that does not apply says nothing about signs
                yes = self._log(self._fraction(n.subs({name: 1}), d.subs({name: 1})))
                no = self._log(self._fraction(n.subs({name: 0}), d.subs({name: 0})))
                self.learns = learns
                return self._add(no, self._mul(self._add(yes, no, -1), self._of(g)))
        total = self._number(0)
        for p, e in self._split(u):
            total = self._add(total, self._mul(self._log_of(p), self._number(e)))
        return total

    def _split(self, u: tuple[Any, Any]) -> list[tuple[Any, int]]:
        """Irreducible factors of a fraction whose root or logarithm is taken, with multiplicities.

        The fraction is positive where that is real; so is a factor if it alone has odd multiplicity and no known sign.
        """
        n, d = self._reduced(u)
        factors = [*self._factors(n), *((p, -e) for p, e in self._factors(d))]
        sign = n.leading_coefficient() * d.leading_coefficient()
        odd = [p for p, e in factors if e % 2 and not self._positive(p)]
        if len(odd) == 1 and self.learns:
            self.learnt.positive.add(_frozen(odd[0] if sign > 0 else -odd[0]))
        return factors

    def _factors(self, p: Any) -> list[tuple[Any, int]]:
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
        g = self._generator(("log", _frozen(p)))
        self.log_of[g] = p
        return self._of(g)

    def _positive(self, p: Any) -> bool:
        """Whether a polynomial is positive wherever the sides are defined, by looking at it."""
        if _frozen(p) in self.learnt.positive:
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
        used = [g for g, e in enumerate(p.degrees()) if e]
        if len(used) != 1 or p.total_degree() > ROOTS:
            return False
        g = used[0]
        low, high = self._range(g)
        coefficients = _coefficients(p, g)
        inside = Fraction(0) if low is None and high is None else (low or Fraction(0)) + Fraction(1, 2)
        if sum(c * inside**k for k, c in enumerate(coefficients)) <= 0:
            return False
        for factor, _ in self.flint.fmpz_poly(coefficients).factor()[1]:
            for root, _ in factor.complex_roots():
                outside = not root.imag.contains(0)
                outside = outside or (low is not None and root.real <= int(low))
                outside = outside or (high is not None and root.real >= int(high))
                if not outside:
                    return False
        return True

    def _range(self, g: int) -> tuple[Fraction | None, Fraction | None]:
        """The open interval in which a generator lies, for all that is known."""
        if g in self.logistic:
            return Fraction(0), Fraction(1)
        return (Fraction(0), None) if g in self.above_zero else (None, None)

    def _modulus(self, p: Any) -> tuple[Any, Any]:
        if self._positive(p) or self._positive(-p):
            return (p, self.one) if self._positive(p) else (-p, self.one)
        sign = self._add(self._mul(self._step((p, self.one)), self._number(2)), self._number(1), -1)
        return self._mul((p, self.one), sign)

    def _abs_power(self, p: Any, e: Fraction) -> tuple[Any, Any]:
        """|p|^e for an irreducible p and a rational e."""
        if e.denominator == 1:
            return self._pow(self._modulus(p), int(e))
        key = _frozen(p)
        q = self.learnt.root.get(key, e.denominator)
        if q % e.denominator:
            self.learnt.root[key] = lcm(q, e.denominator)
            raise _Again
        self.learnt.root[key] = q
        g = self._generator(("root", key, q), positive=True)
        self.used.add("roots")
        if g not in self.relations:
            base = self._modulus(p)
            self.degree[g] = q
            self.relations[g] = lambda k: self._mul(self._pow(base, k // q), self._pow(self._of(g), k % q))
        return self._pow(self._of(g), int(e * q))

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

    # ----- circular functions -----

    def _turned(self, u: tuple[Any, Any]) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
        """(cos u, sin u) by addition theorems over the directions of u."""
        c, s = self._number(1), self._number(0)
        for key, direction, multiple in self._directions_of_angle(self._reduced(u)):
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
            x, y = self._reduced(x), self._reduced(y)
        return x, y if times >= 0 else (-y[0], y[1])

    def _sin(self, u: tuple[Any, Any]) -> tuple[Any, Any]:
        n, d = self._reduced(u)
        if d == 1 and len(n) == 1 and n.total_degree() == 1:
            for g, x in self.inside.items():
                if n == self.gens[g] and self.learnt.kernels.get(("asin", self._key(x))) == g:
                    return x
        return self._turned((n, d))[1]

    def _cos(self, u: tuple[Any, Any]) -> tuple[Any, Any]:
        return self._turned(u)[0]

    def _odd(self, kind: str, u: tuple[Any, Any]) -> tuple[Any, Any]:
        """A generator for an odd function: f(-u) = -f(u)."""
        self.used.add(kind)
        n, d = self._reduced(u)
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

    # ----- indicators -----

    def _step(self, u: tuple[Any, Any]) -> tuple[Any, Any]:
        """I[u > 0]: idempotents for the factors of u whose signs are not known."""
        n, d = self._reduced(u)
        if n == 0:
            return self._number(0)
        for g in self.indicators:  # H inside the argument: one case for each of its values
            if n.degrees()[g] > 0 or d.degrees()[g] > 0:
                name = f"k{g}"
                yes = self._step(self._fraction(n.subs({name: 1}), d.subs({name: 1})))
                no = self._step(self._fraction(n.subs({name: 0}), d.subs({name: 0})))
                return self._add(no, self._mul(self._add(yes, no, -1), self._of(g)))
        sign = 1 if n.leading_coefficient() * d.leading_coefficient() > 0 else -1
        open_: list[Any] = []
        for p, e in [*self._factors(n), *self._factors(d)]:
            if e % 2 and not self._positive(p):
                if self._positive(-p):
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

    def _indicator(self, p: Any) -> int:
        """The generator of I[p > 0]."""
        g = self._generator(("step", _frozen(p)))
        self.indicators[g] = p
        if g not in self.relations:
            self.degree[g] = 2
            self.relations[g] = lambda k: self._of(g) if k else self._number(1)
        return g


def _linear_in(monomial: tuple[int, ...], inputs: dict[int, int]) -> bool:
    """Whether a monomial is a number or one input."""
    held = [(g, e) for g, e in enumerate(monomial) if e]
    return not held or (len(held) == 1 and held[0][1] == 1 and held[0][0] in inputs)


def _primitive(p: Any) -> Any:
    """The polynomial without its content (its sign stays)."""
    return p if p == 0 else p / p.context().constant(int(p.content()))


def _coefficients(p: Any, g: int) -> list[int]:
    """The coefficients, constant first, of a polynomial in one generator."""
    found = [0] * (int(p.degrees()[g]) + 1)
    for monomial, coefficient in p.to_dict().items():
        found[monomial[g]] = int(coefficient)
    return found


def _bounds(rows: list[Row]) -> dict[int, tuple[Fraction | None, Fraction | None]]:
    """The bounds that inequalities in one generator give."""
    found: dict[int, tuple[Fraction | None, Fraction | None]] = {}
    for coefficients, constant in rows:
        if len(coefficients) != 1:
            continue
        ((monomial, factor),) = coefficients.items()
        assert isinstance(monomial, tuple)
        if len(monomial) != 1 or monomial[0][1] != 1:
            continue
        low, high = found.get(monomial[0][0], (None, None))
        bound = -constant / factor
        if factor > 0:
            low = bound if low is None else max(low, bound)
        else:
            high = bound if high is None else min(high, bound)
        found[monomial[0][0]] = low, high
    return found


def _terms(p: Any) -> dict[Any, int]:
    """A polynomial as {monomial: coefficient}, the constant under ()."""
    return dict(_frozen(p))


def _frozen(p: Any) -> Any:
    """A key of a polynomial that does not depend on the size of the ring."""
    return tuple(
        (tuple((g, e) for g, e in enumerate(monomial) if e), int(coefficient))
        for monomial, coefficient in p.to_dict().items()
    )
