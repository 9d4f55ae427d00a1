"""One step by itself: the names that it is written in are quantities of their own, whatever they are made of.

By the chain rule a step holds if it holds for all adjoints (or tangents) that can come to it, and all values of the
names in it. So depth costs nothing. What fails here is judged again with the formulas of all names put in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from symgrad.derive.array_gates import ArrayGate, ArrayGates
from symgrad.derive.array_oracle import ArrayOracle
from symgrad.graph.array_nodes import ArrayNode
from symgrad.graph.table import INPUT
from symgrad.notation.arrays import Entries
from symgrad.notation.meaning import Inapplicable, Unresolved
from symgrad.notation.syntax import Unread


class Cut:
    """The gates of an output, all of them inputs but for some, whose formulas are written in inputs."""

    def __init__(self, gates: ArrayGates, opened: Collection[ArrayGate]) -> None:
        self.gates, self.opened = gates, opened
        self.leaves = {gate.node.id: self._leaf(gate) for gate in gates.order}
        self.names = {gate.name: self.leaves[gate.node.id] for gate in gates.order}
        self.names |= {gate.name: self._formula(gate).id for gate in opened}

    def _leaf(self, gate: ArrayGate) -> int:
        """A number that is made of numbers stays what it is: that is cut where it is differentiated by."""
        node = gate.node
        return node.id if node.term.op == "node" else self.gates.terms.leaf("input", node.shape, gate.name)

    def _formula(self, gate: ArrayGate) -> ArrayNode:
        terms, term = self.gates.terms, gate.node.term
        if term.op == "node":
            return gate.node
        args = tuple(terms.substitute(x, self.leaves) for x in term.args)
        return self.gates.node(terms.shaped(term.op, args, term.shape, term.data))

    def forward(self, oracle: ArrayOracle, gate: ArrayGate, moved: Sequence[ArrayNode]) -> tuple[ArrayOracle, int]:
        """What judges the tangent of a gate when its operands move, and that tangent."""
        names = {one.node.id: one.name for one in self.gates.order}
        changes = {names[x.id]: self.leaves[x.id] for x in moved}
        own = self.names[gate.name]
        return self._over(oracle, changes, {}), self.gates.terms.shaped("differential", (own,), gate.node.shape)

    def reverse(self, oracle: ArrayOracle, v: ArrayGate, layout: str) -> tuple[ArrayOracle, int] | None:
        """What judges the adjoint of v, and that adjoint: the opened gates are all users of v.

        It is the gradient of the sum of the users times their adjoints, which are anything. None where numbers made
        of numbers alone, or a user of another one, would have to be cut, too.
        """
        terms, root = self.gates.terms, self.gates.root
        users = {gate.node.id for gate in self.opened}
        if v.node.term.op == "node" or any(
            gate.node.term.op == "node" or any(x.id in users for x in gate.operands) for gate in self.opened
        ):
            return None
        total: ArrayNode | None = None
        carried: dict[str, int] = {}
        for gate in self.opened:
            own = self.gates.node(self.names[gate.name])
            if gate.node.id != root.id:
                shape = own.shape if layout == "denominator" else own.shape[::-1]
                adjoint = self.gates.node(terms.leaf("input", shape, f"adjoint of {gate.name}"))
                carried[gate.name] = adjoint.id
                own = (adjoint if layout == "denominator" else adjoint.T).dot(own)
            total = own if total is None else total + own
        assert total is not None
        left = terms.apply("derivative", total.id, self.leaves[v.node.id], data=(layout, "total"))
        return self._over(oracle, {}, carried), left

    def _over(self, oracle: ArrayOracle, changes: Mapping[str, int], carried: Mapping[str, int]) -> ArrayOracle:
        builder = replace(oracle.builder, names=dict(self.names))
        output = self.gates.order[-1].name
        return replace(oracle, builder=builder, names=self.names, changes=changes, carried=carried, output=output)


def complete(gates: ArrayGates) -> bool:
    """Whether the entries of each gate are made of the entries of those that feed it, and of nothing else.

    Only then may a step be judged by itself: a path that the gates do not know would be missing on both sides.
    """
    terms, graph = gates.terms, gates.graph
    assigned = terms.sizes.assignments(terms.dimensions([gates.root.id]))[0]
    ids = [gate.node.id for gate in gates.order]
    try:
        arrays = dict(zip(ids, Entries(gates.builder.scope, terms, assigned).of(*ids), strict=True))
    except (Unresolved, Unread, Inapplicable):
        return False
    owner = {entry: id for id, array in arrays.items() for entry in array.entries}
    for gate in gates.order:
        own = arrays[gate.node.id].entries
        below = {x for entry in own for x in graph.operands(entry)}
        met = {x for x in graph.cone(below, stop=owner) if x in owner or graph.cells[x][0] == INPUT}
        if any(owner.get(x, x) not in {x.id for x in gate.operands} for x in met):
            return False
    return True


__all__ = ["Cut", "complete"]
