"""Reverse and forward mode over gates of arrays: adjoints like `W^T ∂L/∂z`, tangents like `W ẋ`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import mul

from symgrad.derive.array_cuts import Cut, complete
from symgrad.derive.array_derivation import ArrayDerivation, ArrayStep
from symgrad.derive.array_gates import ArrayGate, ArrayGates, NoForm
from symgrad.derive.array_oracle import ArrayOracle
from symgrad.derive.names import look_up
from symgrad.graph.array_nodes import ArrayNode
from symgrad.graph.sizes import ONE, Sizes
from symgrad.graph.terms import Terms
from symgrad.notation.arrays import Builder, Layout
from symgrad.notation.arrays.builder import Misshapen
from symgrad.notation.arrays.placed import sizes_in
from symgrad.notation.arrays.writer import TermWriter
from symgrad.notation.meaning import Inapplicable, Unresolved
from symgrad.notation.scope import Scope
from symgrad.notation.syntax import Unread
from symgrad.proof import Sign, Verdict
from symgrad.source import SymgradError

LAYOUTS = ("denominator", "numerator")


def derive_arrays(
    scope: Scope,
    of: str,
    wrt: Sequence[str] | None = None,
    mode: str = "reverse",
    layout: str | None = None,
    assume: Sequence[Sign] = (),
) -> ArrayDerivation:
    """The derivation of a name of a scope that is made of vectors and matrices.

    wrt: names (default: all inputs but sizes). layout: of gradients (default: the one that the scope declares, else
    denominator: like the variable). Raises SymgradError.
    """
    layout = layout or scope.declared_layout() or "denominator"
    if layout not in LAYOUTS:
        raise SymgradError(f"'{layout}' is no layout", help=", ".join(LAYOUTS))
    builder = Builder(scope, Terms(Sizes()), Layout.pure(layout), sized=False)
    try:
        root = builder.named(of)
    except Misshapen as misfit:
        raise SymgradError(f"{of}: the shapes do not fit: {misfit}") from None
    except (Unresolved, Unread, Inapplicable) as error:
        raise SymgradError(f"{of}: {error}") from None
    gates = ArrayGates(builder, root)
    if not gates.order[-1].operands:
        raise SymgradError(f"{of} has no formula", help="a definition is written name = formula")
    known = {gate.name: gate.node for gate in gates.order[:-1]}
    sizes = sizes_in(scope)  # nothing varies them
    chosen = [look_up(known, name) for name in wrt] if wrt is not None else [
        gate.node for gate in gates.order[:-1] if not gate.operands and gate.name not in sizes
    ]  # fmt: skip
    builder.terms.sizes.frozen = True  # no step may make dimensions one that the definitions leave apart
    oracle = ArrayOracle(builder, {gate.name: gate.node.id for gate in gates.order}, assume)
    steps: list[ArrayStep] = []
    if mode in ("forward", "both"):
        steps += _Forward(gates, oracle, layout, chosen).steps()
    if mode in ("reverse", "both"):
        steps += _Reverse(gates, oracle, layout, chosen).steps()
    writer = TermWriter(gates.graph, gates.terms, gates.named)
    definitions = [(gate.name, writer.definition(gate.node.id)) for gate in gates.order if gate.body is not None]
    shapes = {gate.name: gates.terms.text(gate.node.id) for gate in gates.order}
    names = {node.id: name for name, node in known.items()}
    return ArrayDerivation(of, definitions, steps, mode, layout, [names[node.id] for node in chosen], shapes)


@dataclass
class _Sweep:
    gates: ArrayGates
    oracle: ArrayOracle
    layout: str
    wanted: Sequence[ArrayNode]

    def __post_init__(self) -> None:
        self.terms = self.gates.terms
        self.writer = TermWriter(self.gates.graph, self.terms, self.gates.named)
        self.reaching = self.gates.reaching({node.id for node in self.wanted})
        self.alone = complete(self.gates)  # whether a step may be judged by itself

    def _is_column(self, node: ArrayNode) -> bool:
        return self.terms.sizes.is_one(node.shape[1])

    def _partial(self, u: ArrayNode, v: ArrayNode, mode: str) -> ArrayNode:
        return self.gates.node(self.terms.apply("derivative", u.id, v.id, data=(self.layout, mode)))

    def _judged(self, cut: tuple[ArrayOracle, int] | None, left: ArrayNode, text: str) -> Verdict:
        """The verdict on a step by itself; where it does not hold so, with all formulas put in."""
        if cut is not None:
            verdict = cut[0].against_entries(cut[1], text)
            if verdict.holds:
                return verdict
        return self.oracle.against_entries(left.id, text)

    def _name(self, x: ArrayNode) -> str:
        return next(gate.name for gate in self.gates.order if gate.node.id == x.id)


class _Reverse(_Sweep):
    """Adjoints from the output down, in the shape of their variables; they are turned where they are written."""

    def steps(self) -> list[ArrayStep]:
        root = self.gates.root
        if not root.is_scalar:
            raise SymgradError(
                f"reverse mode begins at a number, and {self.gates.order[-1].name} is {self.terms.text(root.id)}",
                help="--of a number made of it, or --mode forward",
            )
        users: dict[int, int] = {}
        for gate in self.gates.order:
            for x in gate.operands:
                users[x.id] = users.get(x.id, 0) + 1
        found: dict[int, list[tuple[ArrayGate, ArrayNode]]] = {}
        gates = {gate.node.id: gate for gate in self.gates.order}
        steps: list[ArrayStep] = []
        for gate in reversed(self.gates.order):
            if gate.node.id not in self.reaching:
                continue
            for id, part in self._sent(gate).items():
                found.setdefault(id, []).append((gate, part))
            for x in gate.operands:
                users[x.id] -= 1
            steps += [
                self._adjoint(gates[x.id], found[x.id][::-1])
                for x in sorted(gate.operands, key=lambda x: bool(gates[x.id].operands))
                if users[x.id] == 0 and x.id in found
            ]
        return [step for step in steps if step.latex != step.head]  # of an unknown function there is nothing to say

    def _carried(self, gate: ArrayGate) -> tuple[ArrayNode, ArrayNode]:
        """The adjoint of a gate: as it is written, and in the shape of the gate."""
        if gate.node.id == self.gates.root.id:
            return gate.node.number(1), gate.node.number(1)
        written = self._partial(self.gates.root, gate.node, "total")
        return written, written.T if self.layout == "numerator" else written

    def _sent(self, gate: ArrayGate) -> dict[int, ArrayNode]:
        """What a gate adds to the adjoints of those that feed it."""
        body, (_, g) = gate.body, self._carried(gate)
        if body is None:
            return self._by_jacobians(gate)
        bars: dict[int, ArrayNode] = {body.id: g}
        parts = self.gates.inside(body)
        active, own = self._active(parts), {y.id for y in parts}
        sent: dict[int, ArrayNode] = {}
        try:
            for y in reversed(parts):
                if y.id not in bars:
                    continue
                if self.gates.is_gate(y):
                    sent[y.id] = sent[y.id] + bars[y.id] if y.id in sent else bars[y.id]
                    continue
                for edge in self.gates.edges(y, gate):
                    x = edge.operand
                    if x.id in active:
                        part = edge.pull(bars[y.id])
                        into = bars if x.id in own else sent  # a number may stand in a formula of its places only
                        into[x.id] = into[x.id] + part if x.id in into else part
        except NoForm:
            return self._by_jacobians(gate)
        return {x: part for x, part in sent.items() if x in self.reaching}

    def _active(self, parts: Sequence[ArrayNode]) -> set[int]:
        """The operations of a formula on the way to what is differentiated by."""
        found = set(self.reaching)
        for y in parts:
            if any(x.id in found for x in (*self.gates.made_of(y), *self.gates.scalars(y))):
                found.add(y.id)
        return found

    def _by_jacobians(self, gate: ArrayGate) -> dict[int, ArrayNode]:
        sent: dict[int, ArrayNode] = {}
        for x in gate.operands:
            if x.id in self.reaching:
                known = gate.body is not None and gate.node.id == self.gates.root.id  # its partial would be the step
                product = None if known else self._product(gate, x)
                if product is None:
                    raise SymgradError(f"the derivative of {gate.name} by {self._name(x)} has no matrix form")
                sent[x.id] = product.T if self.layout == "numerator" else product
        return sent

    def _product(self, gate: ArrayGate, v: ArrayNode) -> ArrayNode | None:
        """The adjoint of a gate with its Jacobian, both by name, in the layout."""
        u, (g, _) = gate.node, self._carried(gate)
        if u.id == self.gates.root.id:
            return self._partial(u, v, "local")
        if u.is_scalar:
            return g * self._partial(u, v, "local")
        if not (self._is_column(u) or self.layout == "denominator") or (not self._is_column(v) and v.shape[0] == ONE):
            return None
        if self._is_column(u) and self._is_column(v):
            jacobian = self._partial(u, v, "local")
            return g @ jacobian if self.layout == "numerator" else jacobian @ g
        if v.is_scalar or (self.terms.sizes.is_one(u.shape[0]) and not u.is_scalar):
            return None
        tensor = self.terms.apply("tensor", u.id, v.id, data="local")
        return self.gates.node(self.terms.apply("pull", tensor, g.id, v.id, data=self.layout))

    def _adjoint(self, gate: ArrayGate, parts: list[tuple[ArrayGate, ArrayNode]]) -> ArrayStep:
        """The step of a gate to which all adjoints have come."""
        total = parts[0][1]
        for _, part in parts[1:]:
            total = total + part
        result = turned(total) if self.layout == "numerator" else total
        left = self._partial(self.gates.root, gate.node, "total")
        chain = self._chain(gate.node, parts)
        text = self.writer(result.id)
        users = [user for user in self.gates.order if gate.node in user.operands]
        cut = Cut(self.gates, users).reverse(self.oracle, gate, self.layout) if self.alone else None
        verdict = self._judged(cut, left, text)
        if chain and verdict.holds:
            doubt = self._judged(cut, left, chain)
            chain = chain if doubt.holds or doubt.kind == "refuted" else ""  # nothing is shown that nobody could check
            verdict = doubt if doubt.kind == "refuted" else verdict
        return ArrayStep(
            self.gates.order[-1].name, gate.name, "reverse", self.writer(left.id), chain, text, left, result, verdict
        )

    def _chain(self, v: ArrayNode, parts: list[tuple[ArrayGate, ArrayNode]]) -> str:
        """The sum of products of partials; '' where there is no name in between, or no matrix shows it."""
        if all(gate.node.id == self.gates.root.id for gate, _ in parts):
            return ""
        found: ArrayNode | None = None
        for gate, part in parts:
            product = self._product(gate, v)
            if gate.node.id == self.gates.root.id:
                product = turned(part) if self.layout == "numerator" else part
            if product is None:
                return ""
            found = product if found is None else found.apply("add", product)
        return "" if found is None else self.writer(found.id)


def turned(node: ArrayNode) -> ArrayNode:
    """The transpose, with a row times a diagonal matrix for what was multiplied entry by entry."""
    op, args = node.term.op, node.args
    if op in ("add", "sub"):
        return turned(args[0]).apply(op, turned(args[1]))
    if op == "hadamard" and node.terms.sizes.is_one(node.shape[1]):
        factors = _factors(node)
        rows = [x for x in factors if x.T.term.op in ("derivative", "matmul")]
        if len(rows) == 1:
            return rows[0].T @ reduce(mul, (x for x in factors if x != rows[0])).apply("diag")
    return node.T


def _factors(node: ArrayNode) -> list[ArrayNode]:
    """What is multiplied entry by entry."""
    return [x for arg in node.args for x in _factors(arg)] if node.term.op == "hadamard" else [node]


class _Forward(_Sweep):
    """Tangents in order: how each gate moves when the chosen names do."""

    def steps(self) -> list[ArrayStep]:
        names = {gate.node.id: gate.name for gate in self.gates.order}
        changes = {names[node.id]: node.id for node in self.wanted}
        self.oracle = replace(self.oracle, changes=changes)
        moved = [gate for gate in self.gates.order if gate.node.id in self.reaching - set(changes.values())]
        return [self._tangent(gate) for gate in moved]

    def _change(self, x: ArrayNode) -> ArrayNode:
        return self.gates.node(self.terms.shaped("differential", (x.id,), x.shape))

    def _tangent(self, gate: ArrayGate) -> ArrayStep:
        left, result = self._change(gate.node), self._pushed(gate)
        text = self.writer(result.id)
        moved = [x for x in gate.operands if x.id in self.reaching]
        cut = Cut(self.gates, [gate]).forward(self.oracle, gate, moved) if self.alone else None
        verdict = self._judged(cut, left, text)
        return ArrayStep(gate.name, "", "forward", self.writer(left.id), "", text, left, result, verdict)

    def _pushed(self, gate: ArrayGate) -> ArrayNode:
        body = gate.body
        try:
            if body is None:
                raise NoForm(gate.name)
            dot: dict[int, ArrayNode] = {}
            for y in self.gates.inside(body):
                if self.gates.is_gate(y):
                    if y.id in self.reaching:
                        dot[y.id] = self._change(y)
                    continue
                for edge in self.gates.edges(y, gate):
                    x = edge.operand
                    d = self._change(x) if self.gates.is_gate(x) and x.id in self.reaching else dot.get(x.id)
                    if d is not None:
                        part = edge.push(d)
                        dot[y.id] = dot[y.id] + part if y.id in dot else part
            return dot[body.id]
        except NoForm:
            return self._by_jacobians(gate)

    def _by_jacobians(self, gate: ArrayGate) -> ArrayNode:
        """The Jacobians of a column by columns, by name, with a row for each entry of the upper one."""
        found: ArrayNode | None = None
        for x in gate.operands:
            if x.id not in self.reaching:
                continue
            if not gate.node.is_scalar and not (self._is_column(gate.node) and self._is_column(x)):
                raise SymgradError(f"the derivative of {gate.name} by {self._name(x)} has no matrix form")
            jacobian = self._partial(gate.node, x, "local")
            if self.layout == "denominator":
                jacobian = jacobian.T
            part = (jacobian @ self._change(x)).trace() if gate.node.is_scalar else jacobian @ self._change(x)
            found = part if found is None else found + part
        assert found is not None
        return found


__all__ = ["derive_arrays"]
