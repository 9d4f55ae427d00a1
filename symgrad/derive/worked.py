"""A worked derivation of numbers or of arrays, as people see it: verdicts counted, rows in LaTeX and as text."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any, TypeVar

from symgrad.notation.writer import written_name
from symgrad.proof import Verdict


class WorkedStep(ABC):
    """One derivative or tangent with its verdict: the equation that it is, as text and as LaTeX."""

    of: str
    by: str
    verdict: Verdict
    value: float | None

    @abstractmethod
    def left(self, *, latex: bool = False) -> str:
        """What is derived: the derivative or the tangent."""

    @abstractmethod
    def chain_rule(self, *, latex: bool = False) -> str:
        """The sum of products of partials ('' where there is no name in between)."""

    @abstractmethod
    def put_in(self, *, latex: bool = False) -> str:
        """The chain rule with the local partials put in."""

    @abstractmethod
    def result_text(self, *, latex: bool = False) -> str:
        """What it is equal to."""

    @property
    def chain(self) -> str:
        """The step up to the chain rule, as plain text."""
        return f"{self.left()} = {self.chain_rule() or self.result_text()}"

    def parts(self, *, latex: bool = False) -> list[str]:
        """The right sides: chain rule, local partials put in, result (equal ones once)."""
        parts = filter(None, (self.chain_rule(latex=latex), self.put_in(latex=latex), self.result_text(latex=latex)))
        return [part for part, _ in groupby(parts)]

    def equation(self, *, latex: bool = False) -> str:
        """The whole step: left side and right sides."""
        return " = ".join([self.left(latex=latex), *self.parts(latex=latex)])

    def __str__(self) -> str:
        return self.equation()

    def to_dict(self) -> dict[str, Any]:
        return {
            "of": self.of,
            "by": self.by,
            "left": self.left(latex=True),
            "chain": self.chain_rule(latex=True),
            "local": self.put_in(latex=True),
            "result": self.result_text(latex=True),
            "verdict": self.verdict.kind,
            "verdict_by": self.verdict.by,
            "value": self.value,
        }


S = TypeVar("S", bound=WorkedStep)


def tally(steps: Iterable[WorkedStep]) -> dict[str, int]:
    """How many steps have each verdict."""
    return dict(Counter(step.verdict.kind for step in steps))


def aligned(
    definitions: Iterable[tuple[str, str]], steps: Sequence[S], beside: Callable[[S], str] | None = None
) -> str:
    """The definitions (names with LaTeX) and the steps as an `aligned` environment; beside: what stands behind each."""
    rows = [f"{written_name(name, latex=True)} &= {formula}" for name, formula in definitions]
    for step in steps:
        left, _, rest = step.equation(latex=True).partition(" = ")
        rows.append(f"{left} &= {rest}" + (f" && {beside(step)}" if beside else ""))
    return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"


def listed(definitions: Iterable[tuple[str, str]], steps: Iterable[WorkedStep]) -> str:
    """The definitions (names with plain text) and the steps, one a line."""
    return "\n".join([*(f"{written_name(name)} = {formula}" for name, formula in definitions), *map(str, steps)])
