"""The gates of a graph as they stand: drawn with what has been filled so far."""

from __future__ import annotations

from symgrad.derive import Gate, Gates
from symgrad.notation.writer import write, written_name
from symgrad.sheets.drawing import LONGEST, Drawing, Edge, Kind, Vertex
from symgrad.sheets.label import Label, number_label


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


def _name(gate: Gate) -> Label:
    return Label(written_name(gate.name), written_name(gate.name, latex=True))


def _lines(gate: Gate, backward: bool) -> tuple[Label, ...]:
    lines = [_name(gate), Label(gate.kind, rf"\text{{{gate.kind}}}")]
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
    plain, latex = write(gate.graph, gate.formula), write(gate.graph, gate.formula, latex=True)
    name = _name(gate)
    return (Label(f"{name.plain} = {plain}", f"{name.latex} = {latex}"),) if len(plain) <= LONGEST else ()
