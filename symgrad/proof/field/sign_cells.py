"""Sign cells of the indicators: which of them exist, what vanishes in all of them, and a point of each."""

from __future__ import annotations

import random
from collections.abc import Iterator
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


def cells(used: list[int]) -> Iterator[Cell]:
    """Every combination of signs of some indicators."""
    for signs in product((1, -1), repeat=len(used)):
        yield dict(zip(used, signs, strict=True))


def within(cell: Cell, p: Any) -> Any:
    """The polynomial with the values that its indicators have in the cell."""
    return p.subs({f"k{g}": int(sign > 0) for g, sign in cell.items()}) if cell else p


def inequalities(field: Field, cell: Cell) -> list[Row]:
    """The cell as linear inequalities."""
    return [linear(terms(field.indicators[g]), sign) for g, sign in cell.items()]


def facts(field: Field) -> list[Row]:
    """What is known of the kernels as linear inequalities."""
    known = [linear(terms(field.gens[g]), 1) for g in field.above_zero & field.seen]
    return known + [linear(terms(1 - field.gens[g]), 1) for g in field.logistic]


def vanishes_in_every_cell(field: Field, n: Any) -> bool:
    """Whether the numerator is zero in every combination of signs of the indicators that can occur."""
    used = [g for g in field.indicators if n.degrees()[g] > 0]
    if len(used) > CELLS:
        return False
    known = facts(field)
    return all(within(cell, n) == 0 or contradicts([*inequalities(field, cell), *known]) for cell in cells(used))


def corners(field: Field) -> list[dict[int, Fraction]]:
    """A point of the inputs in each sign cell of the indicators that are linear in inputs."""
    kernels = field.learnt.kernels
    inputs = {
        kernels[key]: key[1]
        for key in kernels
        if isinstance(key, tuple) and key[0] == "node" and field.graph.cells[key[1]][0] == INPUT
    }
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


def _linear_in(monomial: tuple[int, ...], inputs: dict[int, int]) -> bool:
    """Whether a monomial is a number or one input."""
    held = [(g, e) for g, e in enumerate(monomial) if e]
    return not held or (len(held) == 1 and held[0][1] == 1 and held[0][0] in inputs)


def _both_sides(p: Any, inputs: dict[int, int]) -> list[dict[int, Fraction]]:
    """A point on each side of a polynomial in inputs, by drawing ever larger ones."""
    rng = random.Random(len(p))
    sides: dict[bool, dict[int, Fraction]] = {}
    monomials = p.to_dict().items()
    for turn in range(120):
        scale = 10 ** (turn % 6)
        values = {g: Fraction(rng.randint(-3 * scale, 3 * scale)) for g in inputs}
        total = sum(int(c) * prod(values[g] ** int(e) for g, e in enumerate(m) if e) for m, c in monomials)
        if total:
            sides.setdefault(total > 0, {inputs[g]: value for g, value in values.items()})
    return list(sides.values())
