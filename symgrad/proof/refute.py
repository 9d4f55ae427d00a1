"""Certified comparison: both sides in balls at exact points of the domain."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

from symgrad.graph import Graph, Opaque, balls, exact, rational
from symgrad.graph.table import CASE, CODE, INPUT, OPAQUE
from symgrad.proof.points import points, spelled
from symgrad.proof.wording import words

BITS = 128
INSTANCES = 3  # of each general function, taken in turn
SECONDS = 4.0  # for all points of one judgement
OUTSIDE = 250  # points that may miss the domain, or meet kinks, before it counts as too small to be found
MOST_BITS = 8192
WORK = 4_000_000  # nodes evaluated times bits / BITS, over all points of a judgement
FINE, SHARPENED = 4096, 3  # bits and points of the last look before two sides count as meeting
FINEST = 2**17  # bits of that look where very large or very small numbers stand below the two sides
JUMPS = (CODE["step"], CODE["sign"])
SHARP = 64  # bits to which two balls must be known before their meeting counts

Sign = tuple[int, str]  # an assumption: a node, and how it stands to zero (> >= != =), or Z: it is a whole number


@dataclass
class Sample:
    """What the comparison at points found. `met` counts points where both sides are defined and meet."""

    met: int = 0
    outside: int = 0
    point: dict[str, str] = field(default_factory=dict)
    left: str = ""
    right: str = ""
    gap: str = ""  # between two sides that look alike
    refuted: bool = False
    kink: dict[str, str] = field(default_factory=dict)  # the first kink at which the sides differ
    blurred: int = 0
    less: str = ""  # where one side alone is defined
    hidden: bool = False  # whether numbers stand below the two sides beside which a gap could not be seen


class Compared:
    """What is compared at points; functions: those of which no formula is known."""

    functions: set[Opaque]

    @property
    def defined(self) -> bool:
        """Whether every function is known or declared general, so that points can speak."""
        return all(function.general for function in self.functions)


class Comparison(Compared):
    """Two nodes, compared point by point; `run` may be called again for more points."""

    def __init__(self, graph: Graph, a: int, b: int, assume: Sequence[Sign] = (), relation: str = "=") -> None:
        self.graph, self.a, self.b, self.assume, self.relation = graph, a, b, assume, relation
        self.cone = graph.cone([a, b, *(id for id, _ in assume)])
        self.inputs = [id for id in self.cone if graph.cells[id][0] == INPUT]
        self.names = _distinct(graph, self.inputs)
        self.functions = {graph.opaques[graph.cells[id][1]] for id in self.cone if graph.cells[id][0] == OPAQUE}
        jumping = [id for id in self.cone if graph.cells[id][0] in (*JUMPS, CASE)]
        self._still = {id for id in jumping if rational(graph, graph.cells[id][1]) is not None}  # I[x > x]
        self.sample = Sample()
        self.work = 0
        self.seed = 0
        self.kinked = 0  # points at kinks, which tell nothing
        self.deadline = time.monotonic() + SECONDS
        self._points = points(len(self.inputs))
        self._seen: set[tuple[Fraction, ...]] = set()
        self.meetings: list[list[Fraction]] = []
        hows: dict[int, set[str]] = {}
        for id, how in assume:
            hows.setdefault(id, set()).add(how)
        self._turns = [hows.get(id, set()) for id in self.inputs]

    def run(self, wanted: int, corners: Iterable[Mapping[int, Fraction]] = ()) -> Sample:
        """Compare until `wanted` points have met, one refutes, or points or work run out.

        corners: points that must be among them (inputs that they leave open are 0).
        """
        if not self.defined:
            return self.sample
        for corner in corners:
            if not self.sample.refuted and self.work <= WORK:
                self._compare([corner.get(id, Fraction(0)) for id in self.inputs])
        while self.sample.met < wanted and not self.sample.refuted and self.work <= WORK:
            missed = self.sample.outside + self.kinked
            if time.monotonic() > self.deadline or (not self.sample.met and missed > OUTSIDE):
                break
            point = next(self._points, None)
            if point is None:
                break
            turned = tuple(_turned(v, hows) if hows else v for v, hows in zip(point, self._turns, strict=True))
            if turned not in self._seen:
                self._seen.add(turned)
                self._compare(list(turned))
        return self.sample

    def sharpen(self) -> Sample:
        """Compare once more, at points where both sides met, with many more bits: a small gap may hide in few."""
        for point in self.meetings[:SHARPENED]:
            if self.sample.refuted or self.work > WORK:
                break
            bits = FINE
            while bits <= FINEST and self.work <= WORK:
                with precision(bits):
                    self.work += len(self.cone) * bits // BITS
                    values = {id: exact(v) for id, v in zip(self.inputs, point, strict=True)}
                    self.seed = 0
                    found, _ = balls(self.graph, self.cone, values, instance)
                    left, right = found[self.a], found[self.b]
                    if left.is_finite() and right.is_finite() and _fails(left, right, self.relation):
                        self._refute(point, left, right)
                wanted = 4 * _extent(found.values())
                if self.sample.refuted or wanted <= bits:
                    break
                bits = max(2 * bits, wanted)
            else:
                self.sample.hidden = not self.inputs
        return self.sample

    def _compare(self, point: list[Fraction]) -> None:
        bits = BITS
        self.seed = (self.sample.met + self.sample.outside) % INSTANCES
        while True:
            with precision(bits):
                self.work += len(self.cone) * bits // BITS
                values = {id: exact(v) for id, v in zip(self.inputs, point, strict=True)}
                found, kinks = balls(self.graph, self.cone, values, partial(instance, seed=self.seed))
                left, right = found[self.a], found[self.b]
                if not all(stands(found[id], how) for id, how in self.assume):
                    self.sample.outside += 1
                    return
                apart = left.is_finite() and right.is_finite() and _fails(left, right, self.relation)
                if self.inputs and kinks - self._still:
                    self.kinked += 1
                    if apart and not self.sample.kink:
                        self.sample.kink = spelled(self.names, point)
                    return
                if apart:
                    self._refute(point, left, right)
                    return
                finite = left.is_finite() and right.is_finite()
                if finite and _meets(left, right, self.relation):
                    self.sample.met += 1
                    self.meetings.append(point)
                    return
                if left.is_finite() != right.is_finite() and not self.sample.less and bits > BITS:
                    side = "left" if right.is_finite() else "right"
                    self.sample.less = f"the {side} side is not defined at {words(spelled(self.names, point))}"
            bits *= 2
            if bits > (MOST_BITS if finite else 2 * BITS) or self.work > WORK:
                self.sample.outside += not finite
                self.sample.blurred += finite
                return

    def _refute(self, point: list[Fraction], left: Any, right: Any) -> None:
        sample = self.sample
        sample.refuted = True
        sample.point = spelled(self.names, point)
        sample.left, sample.right = shown(left, right)
        if sample.left == sample.right:
            (sample.gap,) = shown(left - right)
        for function in sorted(self.functions, key=lambda f: f.name):
            sample.point[function.name] = _instance_text(function, self.seed)


def about(graph: Graph, assume: Iterable[Sign], x: int) -> list[Sign] | None:
    """The assumptions about an input alone; None if one ties it to others, which says nothing at a point of it."""
    found = []
    for id, how in assume:
        free = graph.free(id)
        if x in free and len(free) > 1:
            return None
        if free == [x]:
            found.append((id, how))
    return found


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Set flint's working precision for a while."""
    import flint

    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        yield
    finally:
        flint.ctx.prec = before


def _fails(left: Any, right: Any, relation: str) -> bool:
    """Whether the balls show that the relation does not hold."""
    if relation == "=":
        return apart(left, right)
    return bool(left > right if relation == "≤" else left >= right)


def apart(left: Any, right: Any) -> bool:
    """Whether two balls show that their numbers differ."""
    return not left.overlaps(right)


def _meets(left: Any, right: Any, relation: str) -> bool:
    """Whether the balls agree with the relation: for an equality both known sharply, for an order surely."""
    if relation == "=":
        return sharp(left) and sharp(right)
    return bool(left <= right if relation == "≤" else left < right)


def _turned(value: Fraction, hows: set[str]) -> Fraction:
    """A coordinate moved to where its own assumptions hold."""
    if "Z" in hows:
        value = Fraction(round(value))
    if ">" in hows:
        return abs(value) or Fraction(1, 1 if "Z" in hows else 2)
    return abs(value) if ">=" in hows else value


def stands(ball: Any, how: str) -> bool:
    """Whether an assumption surely holds for the value in a ball."""
    match how:
        case ">":
            return bool(ball > 0)
        case ">=":
            return bool(ball >= 0)
        case "!=":
            return bool(ball != 0)
        case "=":
            return bool(ball == 0)
    return bool(ball.is_integer())


def sharp(ball: Any) -> bool:
    """Whether a ball is small beside its number (or beside 1)."""
    return bool(ball.rad() * 2**SHARP <= abs(ball.mid()).max(1))


def _extent(found: Iterable[Any]) -> int:
    """The largest binary exponent, up or down, of some balls: the square of so small a number is a gap to be seen."""
    exponents = (ball.mid().man_exp() for ball in found if ball.is_finite() and not ball.contains(0))
    return max((abs(int(e) + int(m).bit_length()) for m, e in exponents), default=0)


def _distinct(graph: Graph, inputs: Iterable[int]) -> list[str]:
    names: list[str] = []
    for id in inputs:
        name = str(graph.label(id))
        names.append(name if name not in names else f"{name} ({graph.inputs[graph.cells[id][1]][0]})")
    return names


def shown(*found: Any) -> tuple[str, ...]:
    """Decimals of some balls, with as many digits as it takes to tell the first two apart (10 at least)."""
    for digits in (10, 20, 40, 80):
        texts = tuple(_decimal(ball, digits) for ball in found)
        if len(set(texts)) == len(texts):
            break
    return texts


def _decimal(ball: Any, digits: int) -> str:
    if ball.contains(0) and sharp(ball):
        return "0"
    text: str = ball.mid().str(digits, radius=False)
    mantissa, mark, exponent = text.partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return mantissa + mark + exponent


# ----- instances of general functions -----


def _shape(function: Opaque, seed: int = 0) -> list[tuple[Fraction, Fraction, list[Fraction]]]:
    """The instance of a general function: a sum of A sin(p + c . x), with constants drawn by its name."""
    seed = zlib.crc32(f"{function.name}{seed or ''}".encode())
    terms = []
    for j in range(2):
        draw = [Fraction(_drawn(seed, k + 3 * j) % 7 + 1, 2 + (j + k) % 3) for k in range(function.arity + 2)]
        terms.append((draw[0], draw[1], [c * (-1) ** (j * k) for k, c in enumerate(draw[2:])]))
    return terms


def _drawn(seed: int, k: int) -> int:
    return seed >> 5 * k if k < 7 else zlib.crc32(f"{seed}/{k}".encode())


def instance(function: Opaque, xs: tuple[Any, ...], seed: int = 0) -> Any:
    total = exact(Fraction(0))
    quarter = exact(None) / 2
    for amplitude, phase, slopes in _shape(function, seed):
        angle = exact(phase) + quarter * len(function.slots)
        scale = amplitude
        for k in function.slots:
            scale *= slopes[k]
        for slope, x in zip(slopes, xs, strict=True):
            angle = angle + exact(slope) * x
        total = total + exact(scale) * angle.sin()
    return total


def _instance_text(function: Opaque, seed: int) -> str:
    variables = [f"t{k + 1}" for k in range(function.arity)]
    terms = []
    for amplitude, phase, slopes in _shape(function, seed):
        inner = " + ".join(_times(slope, t) for slope, t in zip(slopes, variables, strict=True))
        terms.append(_times(amplitude, f"sin({phase} + {inner})"))
    return " + ".join(terms).replace("+ -", "- ")


def _times(factor: Fraction, text: str) -> str:
    return text if factor == 1 else f"-{text}" if factor == -1 else f"{factor}*{text}"


# ----- values -----


def nearest(graph: Graph, roots: Iterable[int], values: Mapping[int, Fraction]) -> dict[int, float]:
    """The nodes of the roots' cone as the floats next to their exact values (nan outside the domain)."""
    with precision(4 * BITS):
        found, _ = balls(graph, graph.cone(roots), {id: exact(v) for id, v in values.items()}, instance)
        return {id: 0.0 if ball.contains(0) and ball.rad() < 1e-30 else float(ball) for id, ball in found.items()}


def evaluated(graph: Graph, root: int, values: Mapping[int, Fraction]) -> str:
    """A node's value at exact values of its inputs, as a decimal."""
    with precision(BITS):
        found, _ = balls(graph, graph.cone([root]), {id: exact(v) for id, v in values.items()}, instance)
        return shown(found[root])[0]
