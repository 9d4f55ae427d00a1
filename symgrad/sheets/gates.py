"""The gates of a graph as they stand: drawn with what has been filled so far."""

from __future__ import annotations

from symgrad.derive import Gate, Gates
from symgrad.notation.writer import written_name
from symgrad.sheets.drawing import LONGEST, Drawing, Edge, Kind, Vertex
from symgrad.sheets.label import Label, equation, formula_label, name_label, number_label


def draw_gates(gates: Gates) -> Drawing:
    """Every gate with its kind, its `out` and its `dz`, as far as the passes have come."""
    found = Drawing(f"The gates of {written_name(gates.output.name)}")
    backward = any(gate.dz for gate in gates)
    for gate in gates:
        found.vertices.append(Vertex(gate.name, _kind(gates, gate), _lines(gate, backward), _facts(gate)))
        found.edges += [Edge(other.name, gate.name) for other in gate.inputs]
    return found


def _kind(gates: Gates, gate: Gate) -> Kind:
    return "output" if gate is gates.output else "gate" if gate.inputs else "input"


def _lines(gate: Gate, backward: bool) -> tuple[Label, ...]:
    lines = [name_label(gate.name), Label(gate.kind, rf"\text{{{gate.kind}}}")]
    if gate.out is not None:
        lines.append(_valued("out", gate.out))
    if backward:
        lines.append(_valued("dz", gate.dz))
    return tuple(lines)


def _valued(word: str, value: float) -> Label:
    number = number_label(value)
    return Label(f"{word} {number.plain}", rf"\text{{{word} }} {number.latex}")


def _facts(gate: Gate) -> tuple[Label, ...]:
    if gate.formula is None:
        return ()
    formula = formula_label(gate.graph, gate.formula)
    return (equation(name_label(gate.name), formula),) if len(formula.plain) <= LONGEST else ()
