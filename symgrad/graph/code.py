"""Operations as source text: the table's `number` column, run on pieces of text instead of numbers.

A language is a namespace of that column, as floats and arrays are.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from symgrad.graph.languages import Language


@dataclass(frozen=True)
class Ink:
    """A piece of an expression. loose: needs brackets as an operand. value: of a number."""

    text: str
    loose: bool = False
    value: float | None = None

    @classmethod
    def of(cls, x: Any) -> Ink:
        """The piece for a piece or a number."""
        if isinstance(x, Ink):
            return x
        return cls(repr(float(x)), x < 0, float(x))

    @property
    def tight(self) -> str:
        return f"({self.text})" if self.loose else self.text

    def __add__(self, other: Any) -> Ink:
        return _infix(self, "+", other)

    def __radd__(self, other: Any) -> Ink:
        return _infix(other, "+", self)

    def __sub__(self, other: Any) -> Ink:
        return _infix(self, "-", other)

    def __rsub__(self, other: Any) -> Ink:
        return _infix(other, "-", self)

    def __mul__(self, other: Any) -> Ink:
        return _infix(self, "*", other)

    def __rmul__(self, other: Any) -> Ink:
        return _infix(other, "*", self)

    def __truediv__(self, other: Any) -> Ink:
        return _infix(self, "/", other)

    def __rtruediv__(self, other: Any) -> Ink:
        return _infix(other, "/", self)

    def __neg__(self) -> Ink:
        return Ink(f"-{self.tight}", True)

    def __gt__(self, other: Any) -> Ink:
        return _infix(self, ">", other)

    def __lt__(self, other: Any) -> Ink:
        return _infix(self, "<", other)

    def __le__(self, other: Any) -> Ink:
        return _infix(self, "<=", other)


def _infix(a: Any, sign: str, b: Any) -> Ink:
    return Ink(f"{Ink.of(a).tight} {sign} {Ink.of(b).tight}", True)


@dataclass
class Spelling:
    """The namespace of the `number` column that writes a language; `used` are the functions that it wrote."""

    language: Language
    used: set[str] = field(default_factory=set)

    pi = Ink(repr(math.pi), value=math.pi)

    def call(self, name: str, *xs: Any) -> Ink:
        name = self.language.called.get(name, name)
        self.used.add(name)
        return Ink(f"{name}({', '.join(Ink.of(x).text for x in xs)})")

    def __getattr__(self, name: str) -> Callable[..., Ink]:
        if self.language.called.get(name, name) not in self.language.prelude:
            raise AttributeError(f"{self.language.name} has no {name}")
        return lambda *xs: self.call(name, *xs)

    def where(self, condition: Ink, a: Any, b: Any) -> Ink:
        if "where" in self.language.prelude:
            return self.call("where", condition, a, b)
        return Ink(self.language.choice.format(condition.tight, Ink.of(a).tight, Ink.of(b).tight), True)

    def power(self, a: Any, b: Any) -> Ink:
        """Small whole exponents are products and quotients: several times faster than a power, and as exact."""
        a, b = Ink.of(a), Ink.of(b)
        if b.value in (1, 2, 3, 4):
            return Ink(" * ".join([a.tight] * int(b.value or 0)), True)
        if b.value in (-1, -2):
            return 1.0 / self.power(a, -(b.value or 0))
        return self.call("power", a, b)
