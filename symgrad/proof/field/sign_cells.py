"""Sign cells of the indicators: which of them exist, what vanishes in all of them, and a point of each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from symgrad.graph.table import INPUT
from symgrad.proof.cells import Row, contradicts, linear, witness
from symgrad.proof.field.nodes import Field
from symgrad.proof.field.polynomials import terms

CELLS = 7  # indicators whose combinations are gone through

Cell = dict[int, int]  # indicator generator -> the sign of its polynomial


@dataclass(frozen=True)
class Edge:
    """Where a polynomial that is linear in inputs is zero: an input as a sum of others with factors, and a number."""

    input: int
    others: tuple[tuple[int, Fraction], ...]
    constant: Fraction


def edge_of(field: Field, p: Any) -> Edge | None:
    """The edge of a polynomial; None if it is not linear in inputs."""
    inputs = _inputs(field)
    if p.is_constant() or not all(_linear_in(m, inputs) for m in p.monoms()):
        return None
    row = {key: Fraction(value) for key, value in terms(p).items()}
    constant = row.pop((), Fraction(0))
    (first, factor), *rest = sorted((inputs[key[0][0]], value) for key, value in row.items())
    return Edge(first, tuple((id, -value / factor) for id, value in rest), -constant / factor)


def cells(used: list[int]) -> Iterator[Cell]:
    """Every combination of signs of some indicators."""
    for signs in product((1, -1), repeat=len(used)):
        yield dict(zip(used, signs, strict=True))


def within(cell: Cell, p: Any) -> Any:
    """The polynomial with the values that its indicators have in the cell."""
    return p.subs({f"k{g}": int(sign > 0) for g, sign in cell.items()}) if cell else p


def inequalities(field: Field, cell: Cell) -> tuple[list[Row], list[Row]]:
    """The cell and what is known of the kernels as linear inequalities: p > 0, and p >= 0."""
    strict = [linear(terms(field.indicators[g]), 1) for g, sense in cell.items() if sense > 0]
    strict += [linear(terms(field.gens[g]), 1) for g in (field.above_zero - field.vanishing) & field.seen]
    strict += [linear(terms(1 - field.gens[g]), 1) for g in field.logistic]
    weak = [linear(terms(field.indicators[g]), -1) for g, sense in cell.items() if sense < 0]
    weak += [linear(terms(field.gens[g]), 1) for g in field.vanishing & field.seen]
    return strict, weak


def vanishes_in_every_cell(field: Field, n: Any) -> bool:
    """Whether the numerator is zero in every combination of signs of the indicators that can occur."""
    used = [g for g in field.indicators if n.degrees()[g] > 0]
    if len(used) > CELLS:
        return False
    return all(within(cell, n) == 0 or contradicts(*inequalities(field, cell)) for cell in cells(used))


def corners(field: Field) -> list[dict[int, Fraction]]:
    """A point of the inputs in each sign cell of the indicators that are linear in inputs."""
    inputs = _inputs(field)
    plain = [p for p in field.indicators.values() if all(_linear_in(m, inputs) for m in p.monoms())]
    found = []
    for signs in product((1, -1), repeat=min(len(plain), CELLS)):
        values = witness([linear(terms(p), sign) for p, sign in zip(plain, signs, strict=False)])
        if values:
            found.append({inputs[monomial[0][0]]: value for monomial, value in values.items()})  # type: ignore
    for p in field.indicators.values():
        if p not in plain and all(g in inputs for m in p.monoms() for g, e in enumerate(m) if e):
            found += _both_sides(p, inputs)
    return found


def _inputs(field: Field) -> dict[int, int]:
    """The generators that are inputs of the graph."""
    kernels = field.learnt.kernels
    return {
        kernels[key]: key[1]
        for key in kernels
        if isinstance(key, tuple) and key[0] == "node" and field.graph.cells[key[1]][0] == INPUT
    }


def _linear_in(monomial: tuple[int, ...], inputs: dict[int, int]) -> bool:
    """Whether a monomial is a number or one input."""
    held = [(g, e) for g, e in enumerate(monomial) if e]
    return not held or (len(held) == 1 and held[0][1] == 1 and held[0][0] in inputs)


def _both_sides(p: Any, inputs: dict[int, int]) -> list[dict[int, Fraction]]:
    """A point on each side of a polynomial in inputs, by drawing ever larger ones."""
    rng = random.Random(len(p))
    sides: dict[bool, dict[int, Fraction]] = {}
    monomials = [(int(c), [(g, int(e)) for g, e in enumerate(monomial) if e]) for monomial, c in p.to_dict().items()]
    for turn in range(120):
        scale = 10 ** (turn % 6)
        values = {g: rng.randint(-3 * scale, 3 * scale) for g in inputs}
        total = sum(c * prod(values[g] ** e for g, e in powers) for c, powers in monomials)
        if total:
            sides.setdefault(total > 0, {inputs[g]: Fraction(value) for g, value in values.items()})
        if len(sides) == 2:
            break
    return list(sides.values())
