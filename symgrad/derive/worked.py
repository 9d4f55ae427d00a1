"""A worked derivation of numbers or of arrays, as people see it: verdicts counted, rows in LaTeX and as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from symgrad.notation.writer import written_name
from symgrad.proof import Verdict


class WorkedStep(Protocol):
    """One step: its verdict, and the equation that it is."""

    verdict: Verdict

    def equation(self, *, latex: bool = False) -> str: ...


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
