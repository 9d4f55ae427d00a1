"""Sides that have no real value anywhere: the logarithm or an even root of what is negative throughout, 0^0."""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.graph import Graph, rational
from symgrad.graph.table import ADD, CODE, DIV, INPUT, MUL, NAME, NEG, POW, SUB
from symgrad.proof import field
from symgrad.proof.refute import Comparison, Sign
from symgrad.proof.verdict import Verdict

REAL = {ADD, SUB, MUL, DIV, NEG, *(CODE[name] for name in ("exp", "sin", "cos", "tanh", "sigmoid", "softplus"))}


def unreal(graph: Graph, a: int, b: int, assume: Sequence[Sign] = ()) -> Verdict | None:
    """A refutation if one side is nowhere real, whatever branch is taken, and the other one is somewhere.

    A name that stands on the other side alone may be a complex number: the square root of -1 is i.
    """
    for side, id, other in (("left", a, b), ("right", b, a)):
        if not set(graph.free(other)) <= set(graph.free(id)) or not _is_unreal(graph, id, assume):
            continue
        if Comparison(graph, other, other, assume).run(1).met:
            return Verdict("refuted", "signs of factors", f"the {side} side is nowhere a real number")
    return None


def zero_to_zero(graph: Graph, *roots: int) -> bool:
    """Whether 0^0 stands below some nodes."""
    zero = graph.number(0).id
    powers = [graph.cells[id] for id in graph.cone(roots) if graph.cells[id][0] == POW]
    return any(
        rational(graph, exponent) == 0 and field.prove(graph, base, zero).kernels is not None
        for _, base, exponent in powers
    )


def _is_unreal(graph: Graph, id: int, assume: Sequence[Sign]) -> bool:
    """Whether a node is what is nowhere real, but for real terms and factors."""
    code, *operands = graph.cells[id]
    if code in (NAME, NEG):
        return _is_unreal(graph, graph.operands(id)[0], assume)
    if code in (ADD, SUB, MUL, DIV):
        for one, other in (operands, operands[::-1]):
            if code == DIV and one is not operands[0]:
                continue
            kept = _is_real(graph, other) if code in (ADD, SUB) else rational(graph, other) not in (None, 0)
            if kept and _is_unreal(graph, one, assume):
                return True
        return False
    if code in (CODE["log"], CODE["sqrt"]):
        return _is_negative(graph, operands[0], assume)
    if code == POW:
        exponent = rational(graph, operands[1])
        return exponent is not None and exponent.denominator % 2 == 0 and _is_negative(graph, operands[0], assume)
    return False


def _is_real(graph: Graph, root: int) -> bool:
    """Whether a node is real wherever it is defined, by the operations that it is made of."""
    for id in graph.cone([root]):
        code, *operands = graph.cells[id]
        whole = code == POW and (exponent := rational(graph, operands[1])) is not None and exponent.denominator == 1
        if not (code in REAL or code in (NAME, INPUT) or whole or rational(graph, id) is not None):
            return False
    return True


def _is_negative(graph: Graph, id: int, assume: Sequence[Sign]) -> bool:
    found = field.sign(graph, id, graph.number(0).id, assume=assume)
    return found is not None and found[0] == (-1, True) and not found[1]
