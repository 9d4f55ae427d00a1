"""Both passes through the gates of a graph, step by step, as tables on the terminal or in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symgrad.derive.derivation import Derivation
from symgrad.derive.gates import Gate, Gates
from symgrad.graph import Graph
from symgrad.graph.table import MUL
from symgrad.notation.writer import write, written_name
from symgrad.source import SymgradError


@dataclass(frozen=True)
class Forward:
    """A gate that has filled its `out`. formula: a node; None of an input."""

    gate: str
    kind: str
    formula: int | None
    out: float


@dataclass(frozen=True)
class Sent:
    """What a gate adds to the gradient of one that feeds it: its own times the local partial (a node)."""

    to: str
    partial: int
    added: float


@dataclass(frozen=True)
class Backward:
    """A gate whose gradient has arrived as a whole, and what it sends on."""

    gate: str
    dz: float
    sent: tuple[Sent, ...]


@dataclass(frozen=True)
class Passes:
    """The steps of the forward and of the backward pass, in order."""

    gates: Gates
    forward: tuple[Forward, ...]
    backward: tuple[Backward, ...]

    def __str__(self) -> str:
        return "\n\n".join(f"{title}\n{_aligned(rows)}" for title, rows in self._tables(latex=False))

    def markdown(self) -> str:
        """Both tables, with LaTeX mathematics."""
        return "\n\n".join(f"**{title}**\n\n{_piped(rows)}" for title, rows in self._tables(latex=True))

    def _repr_markdown_(self) -> str:
        return self.markdown()

    def to_dict(self) -> dict[str, Any]:
        return {
            "forward": [{"gate": step.gate, "kind": step.kind, "out": step.out} for step in self.forward],
            "backward": [
                {"gate": step.gate, "dz": step.dz, "sent": {sent.to: sent.added for sent in step.sent}}
                for step in self.backward
            ],
        }

    def _tables(self, *, latex: bool) -> list[tuple[str, list[Row]]]:
        def name(label: str) -> str:
            return f"${written_name(label, latex=True)}$" if latex else written_name(label)

        def formula(node: int, value: float | None = None) -> str:
            text = write(self.gates.graph, node, latex=latex) + ("" if value is None else f" = {value:.6g}")
            return "$" + text.replace("|", r"\vert ") + "$" if latex else text

        first: list[Row] = [("gate", "kind", "formula", "out")]
        for step in self.forward:
            text = "" if step.formula is None else formula(step.formula)
            first.append((name(step.gate), step.kind, text, f"{step.out:.6g}"))
        second: list[Row] = [("gate", "dz", "to", "adds")]
        for back in self.backward:
            head = name(back.gate), f"{back.dz:.6g}"
            for sent in back.sent:
                second.append((*head, name(sent.to), formula(_times_dz(self.gates.graph, sent.partial), sent.added)))
                head = "", ""
            if not back.sent:
                second.append((*head, "", ""))
        return [("forward", first), ("backward", second)]


Row = tuple[str, str, str, str]


def passes(gates: Gates, values: Mapping[str, Any]) -> Passes:
    """Runs both passes at values of the inputs and keeps every step.

    >>> from symgrad import Graph
    >>> print(passes(Graph.parse("y = (a + b)*c").gates(), {"a": 1, "b": 2, "c": 4}))
    forward
      gate  kind      formula  out
      a     input              1
      b     input              2
      c     input              4
      f_1   add       a + b    3
      y     multiply  f_1*c    12
    <BLANKLINE>
    backward
      gate  dz  to   adds
      y     1   f_1  dz*c = 4
                c    dz*f_1 = 3
      f_1   4   a    dz = 4
                b    dz = 4
      c     3
      b     4
      a     4
    """
    gates.fill(values)
    gates.enter()
    forward = tuple(_forward(gate) for gate in gates)
    return Passes(gates, forward, tuple(_backward(gate) for gate in reversed([*gates])))


def passes_of(derivation: Derivation) -> Passes:
    """Both passes through the gates of a derivation's output, at its values."""
    if not derivation.values:
        raise SymgradError("gates run at values of all inputs", help="--at x=0,y=1/2")
    graph, root = derivation.graph, derivation.root
    names = [str(graph.label(id)) for id in graph.free(root)]
    return passes(Gates(graph, root), {name: derivation.values[name] for name in names})


def _forward(gate: Gate) -> Forward:
    gate.forward()
    return Forward(gate.name, gate.kind, gate.formula, gate.out)


def _backward(gate: Gate) -> Backward:
    sent = zip(gate.inputs, gate.partials(), strict=True)
    found = tuple(Sent(to.name, gate.partial(to), gate.dz * partial) for to, partial in sent)
    gate.backward()
    return Backward(gate.name, gate.dz, found)


def _times_dz(graph: Graph, partial: int) -> int:
    """dz times a local partial, factor by factor."""
    found, stack = graph.input("dz", "gates"), [partial]
    while stack:
        id = stack.pop()
        if graph.cells[id][0] == MUL:
            stack += reversed(graph.operands(id))
        else:
            found = found * graph.node(id)
    return found.id


def _aligned(rows: Sequence[Row]) -> str:
    widths = [max(len(row[k]) for row in rows) for k in range(4)]
    lines = ("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(f"  {line}".rstrip() for line in lines)


def _piped(rows: Sequence[Row]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], ("---",) * 4, *rows[1:]))
