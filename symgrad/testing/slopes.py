"""Derivatives of numeric code that has no formula: complex steps, held against extrapolated central differences.

Squire and Trapp 1998 for the complex step; Ridders 1982 for the extrapolation and its estimate of the error. A complex
step is wrong without a sign of it where code takes an absolute value or drops the imaginary part, so its result counts
only where the differences bear it out. Where the function bends there is no derivative to hold anything against: there
the second difference shrinks with the step as the step itself, and not as its square.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

COLUMNS = 9  # of the extrapolation
SHRINK = 1.6  # of its steps
TINY = 1e-30  # the complex step: its square is far below the last digit of any value
SINGLE = 1.2e-7  # the precision of code that computes in single precision without saying so
LARGEST = 400  # entries of one argument that are looked at


@dataclass(frozen=True)
class Slope:
    """A derivative and how well it is known; `by` is the method. Not finite: there is none here."""

    value: float
    error: float
    by: str


class Probe:
    """A function of several arrays as a number, shifted along one entry of one of them."""

    def __init__(self, value: Callable[[list[Any]], Any], args: Sequence[Any], epsilon: float) -> None:
        """value: arguments -> a number. epsilon: of the precision in which the function computes."""
        self.value, self.args, self.epsilon = value, list(args), epsilon

    def shifted(self, k: int, place: tuple[int, ...], step: Any) -> Any:
        """The value where one entry is moved by a step; nan where it raises or is not finite."""
        import numpy

        args = [numpy.array(x, dtype=complex if isinstance(step, complex) else float) if i == k else x
                for i, x in enumerate(self.args)]  # fmt: skip
        args[k][place] += step
        try:
            with numpy.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = self.value(args)
        except (ArithmeticError, ValueError, TypeError, AttributeError, RuntimeError, IndexError):
            return math.nan
        return found if numpy.isfinite(found) else math.nan

    def slope(self, k: int, place: tuple[int, ...]) -> Slope:
        """The derivative by one entry."""
        found = self._differences(k, place)
        if math.isfinite(found.value) and self.epsilon < SINGLE and self._is_coarse(k, place, found):
            self.epsilon = SINGLE  # whatever the kind of its arguments and results
            found = self._differences(k, place)
        if not math.isfinite(found.value):
            return found
        stepped = self.shifted(k, place, complex(0, TINY))
        if isinstance(stepped, complex) or hasattr(stepped, "imag"):
            exact = float(stepped.imag) / TINY
            if exact != 0 and abs(exact - found.value) <= 10 * found.error + 1e-12 * abs(exact):
                return Slope(exact, min(found.error, 4 * self.epsilon * abs(exact)), "complex step")
        return found

    def _differences(self, k: int, place: tuple[int, ...]) -> Slope:
        at = float(self.args[k][place])
        middle = self.shifted(k, place, 0.0)
        step = 0.05 * max(1.0, abs(at))
        while step > 1e-7:
            ends = [self.shifted(k, place, s) for s in (step, -step)]
            if not any(math.isnan(x) for x in ends):
                break
            step /= 4
        else:
            return Slope(math.nan, math.inf, "there is no value around this point")
        if self._bends(k, place, step, middle):
            return Slope(math.nan, math.inf, "the function bends here")
        rows: list[list[float]] = []
        best = Slope(math.nan, math.inf, "differences")
        for i in range(COLUMNS):
            h = step / SHRINK**i
            high, low = self.shifted(k, place, h), self.shifted(k, place, -h)
            rounding = 4 * self.epsilon * max(abs(high), abs(low), abs(middle)) / h
            row = [(high - low) / (2 * h)]
            factor = SHRINK**2
            for j in range(1, i + 1):
                row.append((row[j - 1] * factor - rows[i - 1][j - 1]) / (factor - 1))
                factor *= SHRINK**2
                error = max(abs(row[j] - row[j - 1]), abs(row[j] - rows[i - 1][j - 1])) + rounding
                if error < best.error:
                    best = Slope(row[j], error, "differences")
            rows.append(row)
        return best

    def _is_coarse(self, k: int, place: tuple[int, ...], found: Slope) -> bool:
        """Whether the value takes no notice of a step that double precision can see."""
        h = 1e-9 * max(1.0, abs(float(self.args[k][place])))
        high, low = self.shifted(k, place, h), self.shifted(k, place, -h)
        noise = 1e3 * self.epsilon * max(abs(high), abs(low)) / h
        return abs((high - low) / (2 * h) - found.value) > 0.1 * abs(found.value) + noise

    def _bends(self, k: int, place: tuple[int, ...], step: float, middle: float) -> bool:
        """Whether the slopes on the two sides differ by something that does not shrink with the step."""
        gaps = []
        for h in (step / 64, step / 256, step / 1024):
            high, low = self.shifted(k, place, h), self.shifted(k, place, -h)
            noise = 16 * self.epsilon * max(abs(high), abs(low), abs(middle)) / h
            gap = abs(high - 2 * middle + low) / h
            gaps.append(gap if gap > 8 * noise else 0.0)
        return gaps[2] > 0 and gaps[1] > 0 and gaps[2] > 0.6 * gaps[1] and gaps[1] > 0.6 * gaps[0]


def places(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    """All entries of a small array; of a large one some, spread over it."""
    import numpy

    size = math.prod(shape)
    chosen: Any = range(size)
    if size > LARGEST:
        chosen = sorted(numpy.random.default_rng(size).choice(size, LARGEST, replace=False))
    return [tuple(map(int, numpy.unravel_index(i, shape))) if shape else () for i in chosen]
