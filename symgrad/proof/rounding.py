"""Roundings: does the interval of a formula with decimals hold the exact value?"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from symgrad.graph import Graph, balls, exact
from symgrad.graph.table import CONST, POW
from symgrad.proof.points import points, spelled
from symgrad.proof.refute import BITS, Comparison, instance, precision, shown
from symgrad.proof.verdict import Verdict
from symgrad.proof.wording import words


def judge_rounding(graph: Graph, true: int, stated: int) -> Verdict:
    """The verdict on a member with decimals: does its interval hold the exact value of the chain?"""
    holds, point, value, interval = rounded(graph, true, stated)
    if holds is None:
        return Verdict(
            "undecided", message=f"{value} lies on the edge of {interval}" if value else "no value to hold it against"
        )
    if holds:
        return Verdict("agrees", "rounded", notes=(f"rounded: the exact value is {value}",))
    place = f"at {words(point)} " if point else ""
    message = f"{place}the exact value is {value}, which does not round to the stated one"
    return Verdict("refuted", f"balls, {BITS} bits", message, point, value, interval)


def decimals(graph: Graph, root: int) -> list[int]:
    """The decimal numbers that a formula was written with (exponents are exact and do not count)."""
    cone = graph.cone([root])
    exponents = {graph.cells[id][2] for id in cone if graph.cells[id][0] == POW}
    return [
        id
        for id in cone
        if graph.cells[id][0] == CONST and "." in graph.constants[graph.cells[id][1]].written and id not in exponents
    ]


def rounded(graph: Graph, true: int, stated: int, wanted: int = 20) -> tuple[bool | None, dict[str, str], str, str]:
    """Whether the interval of the stated formula, each decimal half a last digit wide, holds the true value.

    Returns (holds, point, true value, stated interval); None where no point decides.
    """
    wide = set(decimals(graph, stated))
    comparison = Comparison(graph, true, stated)
    met = 0
    answer: tuple[bool | None, dict[str, str], str, str] = (None, {}, "", "")
    if not comparison.defined:
        return answer
    for point in points(len(comparison.inputs)):
        if met >= wanted:
            break
        with precision(BITS):
            values = {id: exact(v) for id, v in zip(comparison.inputs, point, strict=True)}
            found, kinks = balls(graph, comparison.cone, values, instance)
            spread, _ = balls(graph, comparison.cone, values, instance, _widened(graph, wide))
            value, interval = found[true], spread[stated]
            if kinks or not (value.is_finite() and interval.is_finite()):
                continue
            text = interval.str(8)
            if not interval.overlaps(value):
                return False, spelled(comparison.names, point), shown(value)[0], text
            if not interval.contains(value):
                return None, spelled(comparison.names, point), shown(value)[0], text
            met += 1
            answer = (True, {}, shown(value)[0], text)
    return answer


def _widened(graph: Graph, wide: set[int]) -> Callable[[int], Any]:
    def number(id: int) -> Any:
        import flint

        constant = graph.constants[graph.cells[id][1]]
        if id not in wide or constant.value is None:
            return exact(constant.value)
        digits = len(constant.written.partition(".")[2])
        return exact(constant.value) + flint.arb(0, exact(Fraction(1, 2 * 10**digits)))

    return number
