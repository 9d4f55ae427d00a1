"""One question in several passes: what each of them learns about the kernels for the next."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeVar

SECONDS = 1.0  # for all passes of one proof
RESTARTS = 24

T = TypeVar("T")


class GivenUp(Exception):
    """The proof would grow beyond its budget, or a side is defined nowhere."""


class Again(Exception):
    """A kernel has to be finer than it was taken: start again with what was learnt."""


@dataclass
class Learnt:
    """What earlier passes found out about the kernels."""

    size: int = 16
    deadline: float = field(default_factory=lambda: time.monotonic() + SECONDS)
    kernels: dict[Any, int] = field(default_factory=dict)  # key -> generator, the same in every pass
    scale: dict[Any, Fraction] = field(default_factory=dict)  # direction -> the unit in which exp takes it
    logistic: set[Any] = field(default_factory=set)  # directions whose generator is sigmoid, not exp
    angle: dict[Any, Fraction] = field(default_factory=dict)
    root: dict[Any, int] = field(default_factory=dict)  # irreducible -> the root taken of it
    positive: set[Any] = field(default_factory=set)  # irreducibles that a root or logarithm needs positive


def answer(question: Callable[[Learnt], T]) -> T | None:
    """The answer of the first pass that needs no finer kernels; None if it is given up."""
    learnt = Learnt()
    for _ in range(RESTARTS):
        try:
            return question(learnt)
        except Again:
            continue
        except GivenUp:
            break
    return None
