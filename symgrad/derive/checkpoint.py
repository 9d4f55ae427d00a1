"""Reverse mode with checkpoints: few values are kept, the others are computed again, a segment at a time.

Griewank and Walther, Evaluating Derivatives, 2nd edition, chapter 12. The gates of an output, in order, are cut into
segments. Forward keeps only what later segments take from earlier ones. Backward goes from the last segment to the
first: it computes the values of a segment again, takes the adjoints through it, and forgets them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from symgrad.derive.decompose import direct, local_by_name
from symgrad.graph import Graph, adjoints, numbers
from symgrad.graph.table import NAME, OPAQUE
from symgrad.source import SymgradError

Act = Literal["compute", "adjoint", "forget"]


@dataclass(frozen=True)
class Segment:
    """Gates of one segment: what is computed again and whose adjoints are taken, in order; kept: for later segments."""

    kept: tuple[str, ...]
    again: tuple[str, ...]
    adjoints: tuple[str, ...]

    def to_dict(self) -> dict[str, tuple[str, ...]]:
        return asdict(self)


@dataclass(frozen=True)
class Checkpoints:
    """Reverse mode with checkpoints, segment by segment from the output down.

    values: of gates, held at the same time at most. operations: of the function with its derivatives. plain_values,
    plain_operations: the same where nothing is forgotten that is still needed.
    """

    segments: tuple[Segment, ...]
    values: int
    operations: int
    plain_values: int
    plain_operations: int

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def checkpoints(graph: Graph, root: int, wrt: Iterable[int], at: int | str) -> Checkpoints:
    """Reverse mode of a decomposed output. at: after how many gates values are kept, or the names of gates.

    >>> from symgrad import Graph
    >>> g = Graph.parse("a = sin(x); b = sin(a); c = sin(b); d = sin(c); e = sin(d); y = sin(e)")
    >>> found = checkpoints(g, g.find(), [g.find("x")], 3)
    >>> found.plain_values, found.values
    (6, 4)
    >>> found.plain_operations, found.operations
    (17, 19)
    >>> [segment.again for segment in found.segments]
    [(), ('a', 'b')]
    """
    wrt = list(wrt)
    schedule, plain = Schedule(graph, root, wrt, _cuts(graph, root, at)), Schedule(graph, root, wrt, [])
    bar = adjoints(graph, root)
    operations = graph.operations(root, *(bar[x] for x in wrt if x in bar))
    return Checkpoints(
        schedule.segments(), schedule.values(), operations + schedule.again(), plain.values(), operations
    )


def _cuts(graph: Graph, root: int, at: int | str) -> list[int]:
    """The last gates of the segments, but for the last one."""
    gates = [id for id in graph.cone([root]) if graph.cells[id][0] == NAME]
    text = str(at).strip()
    if text.isdigit() and int(text) > 0:
        return [gate for gate in gates[int(text) - 1 :: int(text)] if gate != root]
    known = {str(graph.label(gate)): gate for gate in gates}
    names = set(re.split(r"[,\s]+", text))
    for name in sorted(names - set(known)):
        raise SymgradError(f"'{name}' is no gate to keep", help=f"a number from 1, or some of {_few(known)}")
    return [gate for name, gate in known.items() if name in names and gate != root]


def _few(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed if len(listed) <= 8 else [*listed[:7], "..."])


class Schedule:
    """Reverse mode as a list of acts on gates; `run` carries it out with nothing but the values that it holds."""

    def __init__(self, graph: Graph, root: int, wrt: Sequence[int], cuts: Sequence[int]) -> None:
        self.graph, self.root, self.wrt = graph, root, frozenset(wrt)
        self.gates = [id for id in graph.cone([root]) if graph.cells[id][0] == NAME]
        self.operands = {u: direct(graph, u) for u in self.gates}
        self.edges = self._edges()
        self.parts = _parts(self.gates, cuts)
        self.kept = self._kept()
        self.acts: list[tuple[Act, int]] = []
        for part in self.parts[:-1]:
            self._forward(part, self.kept)
        self._forward(self.parts[-1], self.kept | self._needed(self.parts[-1]))
        for k in reversed(range(len(self.parts))):
            self._backward(self.parts[k], again=k < len(self.parts) - 1)

    def _edges(self) -> dict[int, dict[int, int]]:
        """The local partials of each gate by those of its operands from which an input of interest is reached."""
        graph, active = self.graph, set(self.wrt)
        for u in self.gates:
            if any(x in active for x in self.operands[u]):
                active.add(u)
        return {u: {x: local_by_name(graph, u, x) for x in self.operands[u] if x in active} for u in self.gates}

    def _kept(self) -> set[int]:
        """Gates that a later segment takes."""
        place = {gate: k for k, part in enumerate(self.parts) for gate in part}
        return {x for u in self.gates for x in self.operands[u] if x in place and place[x] < place[u]}

    def _taken(self, node: int) -> set[int]:
        """The gates whose values a node is written in."""
        gates = set(self.gates)
        return {id for id in self.graph.cone([node], stop=gates) if id in gates}

    def _needed(self, part: Sequence[int]) -> set[int]:
        """The gates of a segment whose values its local partials take."""
        return set(part) & {id for u in part for partial in self.edges[u].values() for id in self._taken(partial)}

    # ----- the acts -----

    def _forward(self, part: Sequence[int], lasting: set[int]) -> None:
        """Computes some gates in order, each forgotten after its last use among them unless it lasts."""
        last = {x: u for u in part for x in self.operands[u]}
        for u in part:
            self.acts.append(("compute", u))
            for x in dict.fromkeys((*self.operands[u], u)):
                if x in part and x not in lasting and last.get(x, u) == u:
                    self.acts.append(("forget", x))

    def _backward(self, part: Sequence[int], *, again: bool) -> None:
        needed = self._needed(part)
        if again:
            wanted, stack = set[int](), [*(needed - self.kept)]
            while stack:
                u = stack.pop()
                if u not in wanted:
                    wanted.add(u)
                    stack += [x for x in self.operands[u] if x in part and x not in self.kept]
            self._forward([u for u in part if u in wanted], needed)
        for u in reversed(part):
            self.acts.append(("adjoint", u))
        self.acts += [("forget", u) for u in part if u in needed | self.kept]

    # ----- what it takes -----

    def segments(self) -> tuple[Segment, ...]:
        """The segments in the order in which backward comes to them."""
        computed: set[int] = set()
        again: set[int] = set()
        for act, u in self.acts:
            if act == "compute":
                (again if u in computed else computed).add(u)

        def names(gates: Iterable[int]) -> tuple[str, ...]:
            return tuple(str(self.graph.label(gate)) for gate in gates)

        return tuple(
            Segment(
                names(u for u in part if u in self.kept),
                names(u for u in part if u in again),
                names(u for u in reversed(part) if self.edges[u]),
            )
            for part in reversed(self.parts)
        )

    def values(self) -> int:
        """The number of gates whose values are held at once, at most."""
        held: set[int] = set()
        most = 0
        for act, u in self.acts:
            if act == "compute":
                held.add(u)
            elif act == "forget":
                held.remove(u)
            most = max(most, len(held))
        return most

    def again(self) -> int:
        """The operations of what is computed a second time."""
        found, computed = 0, set[int]()
        for act, u in self.acts:
            if act == "compute":
                found += self._size(u) if u in computed else 0
                computed.add(u)
        return found

    def _size(self, u: int) -> int:
        body = self.graph.cells[u][1]
        return sum(self.graph.cells[id][0] >= OPAQUE for id in self.graph.cone([body], stop=self.operands[u]))

    def run(self, values: Mapping[int, Any]) -> dict[int, Any]:
        """The derivatives by the inputs of interest at values of all inputs."""
        held: dict[int, Any] = dict(values)
        bar: dict[int, Any] = {self.root: 1.0}
        for act, u in self.acts:
            if act == "compute":
                held[u] = self._value(self.graph.cells[u][1], held)
            elif act == "forget":
                del held[u]
            elif u in bar:
                g = bar.pop(u)
                for x, partial in self.edges[u].items():
                    bar[x] = bar.get(x, 0.0) + g * self._value(partial, held)
        return {x: bar.get(x, 0.0) for x in self.wrt}

    def _value(self, node: int, held: Mapping[int, Any]) -> Any:
        lost = self._taken(node) - set(held)
        if lost:
            raise SymgradError(f"the value of {self.graph.label(min(lost))} is not held")
        return numbers(self.graph, [node], {id: held[id] for id in self.graph.cone([node], stop=held) if id in held})[
            node
        ]


def _parts(gates: Sequence[int], cuts: Sequence[int]) -> list[list[int]]:
    found: list[list[int]] = [[]]
    for gate in gates:
        found[-1].append(gate)
        if gate in cuts:
            found.append([])
    return [part for part in found if part]


__all__ = ["Checkpoints", "Schedule", "Segment", "checkpoints"]
