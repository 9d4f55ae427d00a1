"""Definite integrals by antiderivatives that are differentiated again, and their derivatives by Leibniz' rule."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from symgrad.graph import Graph, Node, balls, rational, to_sympy, total
from symgrad.graph.table import CASE, CODE, CONST, DIV, INPUT, NAME, POW, row
from symgrad.notation.meaning.answers import answer, ensure_light
from symgrad.notation.meaning.setting import Setting, at_places
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.rewrite import rewritten
from symgrad.notation.scope import Scope
from symgrad.notation.syntax import Bracket, Integral, Name, Product, Tree, bare, walk
from symgrad.proof import judge, judge_order

LIMIT = 40  # operations of a formula that is integrated
SECONDS = 2  # that SymPy may think
PIECES = 64  # of an interval, in each of which the formula must be finite


def integral(here: Setting, tree: Integral) -> Node:
    """The difference of an antiderivative between the limits."""
    t, body, low, high = _parts(here, tree)
    return _between(here, t, body, low, high)


def holds_integral(scope: Scope, tree: Tree) -> bool:
    """Whether an integral stands in a formula or below the names in it."""
    seen: set[str] = set()
    stack = [tree]
    while stack:
        for part in walk(stack.pop()):
            if isinstance(part, Integral):
                return True
            if isinstance(part, Name) and part.name not in seen:
                seen.add(part.name)
                function, formula = scope.function(part.name), scope.formula(part.name)
                body = formula if formula is not None else function.body if function is not None else None
                stack += [body] if body is not None else []
    return False


def differentiated(here: Setting, tree: Tree, by: Node) -> Node:
    """The derivative of a formula with integrals in it, by the chain rule: each is differentiated, not taken."""
    graph = here.graph
    held: dict[str, Tree] = {}

    def swap(part: Tree) -> Tree:
        if isinstance(part, Product):
            return _without_arguments(here.scope, part, held)
        named = isinstance(part, Name) and not part.primes and not part.dots and part.name not in here.env
        formula = here.scope.formula(part.name) if named and isinstance(part, Name) else None
        if not isinstance(part, Integral) and (formula is None or not holds_integral(here.scope, formula)):
            return part
        name = f"integral {len(held)}"
        held[name] = part
        return Name(part.start, part.end, name)

    bare_ = bare(tree)
    if isinstance(bare_, Integral):
        return slope(here, bare_, by)
    if isinstance(bare_, Name) and (formula := here.scope.formula(bare_.name)) is not None:
        return differentiated(replace(here, modes={}, variable=None, env={}, places={}), formula, by)
    whole = rewritten(tree, swap)
    inputs = {name: graph.input(name, f"{here.scope.key}/{part.start}") for name, part in held.items()}
    outer = replace(here, env={**here.env, **inputs}).node(whole)
    found = graph.node(total(graph, outer.id, by.id))
    for name, part in held.items():
        factor = graph.node(total(graph, outer.id, inputs[name].id))
        if graph.value(factor.id) != 0:
            found = found + factor * differentiated(here, part, by)
    values = {inputs[n].id: here.node(part).id for n, part in held.items() if inputs[n].id in graph.free(found.id)}
    return graph.node(graph.substitute(found.id, values))


def _without_arguments(scope: Scope, tree: Product, held: Mapping[str, Tree]) -> Product:
    """With G for a G(x) of a G that stands for an integral."""
    kept: list[tuple[str, Tree]] = []
    for sign, factor in tree.factors:
        before = held.get(kept[-1][1].name) if kept and isinstance(kept[-1][1], Name) else None
        function = scope.function(before.name) if isinstance(before, Name) else None
        if function is None or not function.params or sign or not isinstance(factor, Bracket):
            kept.append((sign, factor))
        elif [part.name for part in factor.parts if isinstance(part, Name)] != [*function.params]:
            raise Unresolved("the derivative of an integral at another argument: give it a name of its own")
    return replace(tree, factors=tuple(kept)) if len(kept) < len(tree.factors) else tree


def slope(here: Setting, tree: Integral, by: Node) -> Node:
    """d/dx of an integral from a to b of f: f(b) b' - f(a) a' and the integral of the derivative of f by x."""
    graph = here.graph
    t, body, low, high = _parts(here, tree)
    if by.id not in graph.cone([body.id, low.id, high.id]):
        raise Unresolved("the integral is not written in terms of what it is differentiated by")
    _ensure_regular(graph, [body.id], t, low, high)
    found = graph.node(total(graph, high.id, by.id)) * _at(graph, body, t, high)
    found = found - graph.node(total(graph, low.id, by.id)) * _at(graph, body, t, low)
    inside = graph.node(total(graph, body.id, by.id))
    return found if graph.value(inside.id) == 0 else found + _between(here, t, inside, low, high)


def _parts(here: Setting, tree: Integral) -> tuple[Node, Node, Node, Node]:
    """The variable, which is bound, what is integrated, and the limits."""
    t = here.graph.input(tree.variable.name, f"{here.scope.key}/integral {tree.start}")
    body = at_places(here, tree.body, {tree.variable.name: t})
    return t, body, here.node(tree.low), here.node(tree.high)


def _at(graph: Graph, node: Node, t: Node, place: Node) -> Node:
    return graph.node(graph.substitute(node.id, {t.id: place.id}))


def _between(here: Setting, t: Node, body: Node, low: Node, high: Node) -> Node:
    graph = here.graph
    if t.id not in graph.free(body.id):
        return body * (high - low)
    if graph.operations(body.id) > LIMIT:
        raise Unresolved("this integral is too large to be taken")
    ensure_light(graph, body.id, "integral")

    def found(symbols: Mapping[int, Any]) -> Any:
        from sympy.integrals.manualintegrate import manualintegrate

        with _limited():
            return manualintegrate(to_sympy(graph, body.id, symbols), symbols[t.id])

    primitive = answer(graph, graph.free(body.id), found, "integral", real=True, nonzero=True)
    if judge(graph, total(graph, primitive.id, t.id), body.id).kind != "proved":
        raise Unresolved("the integral was not found")
    _ensure_regular(graph, [body.id, primitive.id], t, low, high)
    return _at(graph, primitive, t, high) - _at(graph, primitive, t, low)


@contextmanager
def _limited() -> Iterator[None]:
    """Stop SymPy after a while, where an alarm can be set and none is."""
    if threading.current_thread() is not threading.main_thread() or signal.getitimer(signal.ITIMER_REAL)[0]:
        yield
        return

    def stop(*_: object) -> None:
        raise ArithmeticError("the time is up")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ensure_regular(graph: Graph, roots: list[int], t: Node, low: Node, high: Node) -> None:
    """Raises Unresolved unless the formulas are smooth all the way from one limit to the other."""
    if not _whole(graph, roots, t) and not _finite(graph, roots, t, low, high):
        raise Unresolved("whether this is smooth between the limits was not found out")


def _whole(graph: Graph, roots: list[int], t: Node) -> bool:
    """Whether every operation on the variable is smooth on the whole line."""
    smooth = {CODE[name] for name in ("add", "sub", "mul", "neg", "exp", "sin", "cos", "sinh", "cosh", "tanh", "atan",
                                      "asinh", "erf", "sigmoid", "softplus", "normcdf")}  # fmt: skip
    for id in graph.cone(roots):
        cell = graph.cells[id]
        if t.id not in graph.free(id) or cell[0] in (INPUT, CONST, NAME) or cell[0] in smooth:
            continue
        if cell[0] == DIV:
            below = cell[2]
            if t.id not in graph.free(below) or _positive(graph, below) or _positive(graph, (-graph.node(below)).id):
                continue
        elif cell[0] == POW:
            exponent = rational(graph, cell[2])
            if exponent is not None and exponent >= 0 and exponent.denominator == 1:
                continue
            if _positive(graph, cell[1]):
                continue
        elif cell[0] in (CODE["log"], CODE["sqrt"]) and _positive(graph, cell[1]):
            continue
        elif cell[0] < CASE:
            continue  # a function that is not given is taken to be smooth
        return False
    return True


def _positive(graph: Graph, id: int) -> bool:
    return judge_order(graph, graph.number(0).id, id, "<").kind == "proved"


def _finite(graph: Graph, roots: list[int], t: Node, low: Node, high: Node) -> bool:
    """Whether balls around the pieces of an interval between numbers have finite values, without a kink."""
    if set(graph.free(*roots)) - {t.id} or graph.free(low.id, high.id):
        return False
    ends, _ = balls(graph, graph.cone([low.id, high.id]), {})
    a, b = ends[low.id], ends[high.id]
    if not (a.is_finite() and b.is_finite()):
        return False
    cone = graph.cone(roots)
    bent = any(
        graph.cells[id][0] == CASE or (graph.cells[id][0] > CASE and row(graph.cells[id][0]).jumps) for id in cone
    )
    for k in range(PIECES):
        piece = a + (b - a) * k / PIECES
        piece = piece.union(a + (b - a) * (k + 1) / PIECES)
        found, kinks = balls(graph, cone, {t.id: piece})
        if bent or kinks or not all(found[id].is_finite() for id in cone):
            return False
    return True
