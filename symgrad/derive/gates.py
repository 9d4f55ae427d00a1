"""The nodes of a graph as gates: forward fills what each of them puts out, backward what flows back to it.

A gate is a view of an input or a named node. Its value is the graph's, and what it sends back along an edge is the
graph's local partial times its own gradient. A product over a set, the square of a difference and a written-out
sigmoid are one gate each, though the graph names their parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from symgrad.derive.decompose import local_by_name, places
from symgrad.derive.kinds import Seen, kind_of
from symgrad.graph import Graph, numbers
from symgrad.output import shown
from symgrad.source import SymgradError


@dataclass(eq=False)
class Gate:
    """One gate, the gates that feed it and those that it feeds.

    kind: input, weight, add, multiply, sigmoid, squared loss, ...; several operations in one are a formula.
    out: its value, once forward has come by. dz: the gradient that has reached it. rate: the learning rate of a weight.
    """

    graph: Graph
    id: int
    seen: Seen
    rate: float | None = None
    inputs: list[Gate] = field(default_factory=list)
    consumers: list[Gate] = field(default_factory=list)
    out: Any = None
    dz: Any = 0.0

    @property
    def name(self) -> str:
        return str(self.graph.label(self.id))

    @property
    def kind(self) -> str:
        return self.seen.kind if self.rate is None else "weight"

    def forward(self) -> None:
        """Fills `out` from what the inputs put out."""
        if self.inputs:
            self.out = numbers(self.graph, [self.id], self._taken())[self.id]
        self._filled()

    def backward(self) -> None:
        """Adds to the `dz` of each input what flows back to it."""
        for gate, partial in zip(self.inputs, self.partials(), strict=True):
            gate.dz = gate.dz + self.dz * partial

    def partials(self) -> list[Any]:
        """The values of the local partials by the inputs."""
        nodes = [self.partial(gate) for gate in self.inputs]
        found = numbers(self.graph, nodes, {**self._taken(), self.id: self._filled()})
        return [found[node] for node in nodes]

    @property
    def formula(self) -> int | None:
        """What it computes, in the names of its inputs, as a node; None of an input."""
        return self._in_inputs(self.graph.unnamed(self.id)) if self.inputs else None

    def partial(self, input: Gate) -> int:
        """The local partial by a gate that feeds this one, in the names of its inputs and its own, as a node."""
        return self._in_inputs(local_by_name(self.graph, self.id, input.id, self.seen.inside))

    def _in_inputs(self, node: int) -> int:
        """A node with the formulas of the names inside this gate put in."""
        put: dict[int, int] = {}
        for id in sorted(self.seen.inside):
            put[id] = self.graph.substitute(self.graph.cells[id][1], put)
        return self.graph.substitute(node, put)

    def _taken(self) -> dict[int, Any]:
        return {gate.id: gate._filled() for gate in self.inputs}

    def _filled(self) -> Any:
        if self.out is None:
            raise SymgradError(f"no value has reached {self.name}", help="forward takes a value for each input")
        return self.out

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name}: out {self.out}, dz {self.dz}>"


class Gates:
    """The gates of an output, each behind those that feed it.

    >>> from symgrad import Graph
    >>> gates = Graph.parse("z = w*x; L = (sigma(z) - y)^2").gates(rates={"w": 0.5})
    >>> [(gate.name, gate.kind) for gate in gates]
    [('w', 'weight'), ('x', 'input'), ('z', 'multiply'), ('y', 'input'), ('f_1', 'sigmoid'), ('L', 'squared loss')]
    >>> gates.forward({"x": 1, "w": 0, "y": 1})
    0.25
    >>> gates.backward()
    >>> gates["w"].dz
    -0.25
    >>> gates.update()
    >>> gates["w"].out
    0.125
    """

    def __init__(self, graph: Graph, root: int, rates: Mapping[str, float] | None = None) -> None:
        self.graph, self.root = graph, root
        cone = places(graph, root)
        seen = kind_of(graph, cone, root)
        inside = set().union(*(one.inside for one in seen.values()))
        self._gates = {id: Gate(graph, id, seen[id]) for id in cone if id not in inside}
        for gate in self:
            gate.inputs = [self._gates[id] for id in gate.seen.operands]
            for other in gate.inputs:
                other.consumers.append(gate)
        for name, rate in (rates or {}).items():
            gate = self[name]
            if gate.inputs:
                raise SymgradError(f"{name} has a formula, so it is no weight")
            gate.rate = float(rate)

    def __iter__(self) -> Iterator[Gate]:
        return iter(self._gates.values())

    def __len__(self) -> int:
        return len(self._gates)

    def __getitem__(self, name: str) -> Gate:
        for gate in self:
            if gate.name == name:
                return gate
        raise SymgradError(f"no gate is named {name}", help=f"the names are {', '.join(gate.name for gate in self)}")

    @property
    def output(self) -> Gate:
        return self._gates[self.root]

    def fill(self, values: Mapping[str, Any]) -> None:
        """Gives inputs and weights their values; what is not named keeps the one that it has."""
        for name, value in values.items():
            gate = self[name]
            if gate.inputs:
                raise SymgradError(f"{name} has a formula; values are given to inputs")
            gate.out = value if hasattr(value, "shape") else float(value)

    def forward(self, values: Mapping[str, Any]) -> Any:
        """Fills every `out`, in order, and returns that of the output."""
        self.fill(values)
        for gate in self:
            gate.forward()
        return self.output.out

    def backward(self) -> None:
        """Adds up every `dz`, from the output down; weights go on gathering theirs until `update`."""
        self.enter()
        for gate in reversed([*self]):
            gate.backward()

    def enter(self) -> None:
        """The gradient at the output is 1, and 0 elsewhere; what weights have gathered stays."""
        for gate in self:
            if gate.rate is None:
                gate.dz = 0.0
        self.output.dz = 1.0

    def update(self) -> None:
        """Moves every weight against its gathered gradient, times its learning rate, and forgets that gradient."""
        for gate in self:
            if gate.rate is not None:
                gate.out = gate._filled() - gate.rate * gate.dz
                gate.dz = 0.0

    def _repr_svg_(self) -> str | None:
        return shown(self, "svg")
