"""Where two sides are compared: simple points first, then seeded rationals, all exact."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction

SIMPLE = tuple(Fraction(text) for text in ("0", "1", "-1", "2", "1/2", "-2", "3", "-1/2", "1/3", "5"))
TRIES = 3000  # points drawn at the most


def points(count: int, seed: int = 0) -> Iterator[tuple[Fraction, ...]]:
    """Points of `count` coordinates, the simplest first; equal coordinates, then distinct ones, then random.

    The random ones take turns: both signs, positive only, inside (0, 1), inside (-1, 1), and large, so that
    logarithms, roots and probabilities find their domain.
    """
    if count == 0:
        yield ()
        return
    for value in SIMPLE[:3]:
        yield (value,) * count
    for shift in range(len(SIMPLE)):
        yield tuple(SIMPLE[(shift + k) % len(SIMPLE)] for k in range(count))
    for shift in (1, 2):
        yield tuple(Fraction(k + shift) for k in range(count))
    yield tuple(Fraction(count - k) for k in range(count))
    rng = random.Random(seed + 7919 * count)
    for turn in range(TRIES):
        yield tuple(_draw(rng, turn % 5) for _ in range(count))


def _draw(rng: random.Random, manner: int) -> Fraction:
    bottom = rng.choice((1, 2, 3, 4, 5, 7))
    if manner == 0:
        return Fraction(rng.randint(-4 * bottom, 4 * bottom), bottom)
    if manner == 1:
        return Fraction(rng.randint(1, 5 * bottom), bottom)
    if manner == 2:
        return Fraction(rng.randint(1, 18), 19)
    if manner == 3:
        return Fraction(rng.randint(-22, 22), 23)
    return Fraction(rng.randint(-40, 40), bottom)


def spelled(names: Sequence[str], point: Sequence[Fraction]) -> dict[str, str]:
    """The point as a report shows it."""
    return {name: str(value) for name, value in zip(names, point, strict=True)}
