"""Expectations and variances over one random name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symgrad.graph import Graph, Node, rational, to_sympy, total
from symgrad.graph.table import CASE, CODE
from symgrad.notation.meaning.answers import answer, ensure_light
from symgrad.notation.meaning.setting import Setting
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.syntax import Comparison, Expectation, Num, Power, Tree


def expectation(here: Setting, tree: Expectation) -> Node:
    """The expectation over the only random name in the body: for a symmetric one, over a mixture of two pairs ±t.

    A relation between expectations of degree two at most holds for every symmetric distribution if it holds for
    all mixtures of two pairs (polarization); of a normal one the integral is SymPy's.
    """
    graph = here.graph
    body = here.node(tree.body)
    names = {str(graph.label(id)): id for id in graph.free(body.id)}
    random = [name for name in names if here.scope.random_of(name)]
    if not names:
        return body if tree.kind == "E" else graph.number(0)
    if not random:
        raise Unresolved("no distribution is declared: write <!-- symgrad: let a be symmetric -->")
    if len(random) > 1:
        raise Unresolved("an expectation over two random names is not read yet")
    name = random[0]
    kind = here.scope.random_of(name)
    here.notes.setdefault(f"{name} has a {kind} distribution")
    given = _side(here, tree.given, names[name])
    if tree.kind == "Var":
        mean = _mean(here, body, names[name], kind, given)
        square = _mean(here, graph.apply("pow", body, 2), names[name], kind, given)
        return square - graph.apply("pow", mean, 2)
    return _mean(here, body, names[name], kind, given)


def _side(here: Setting, given: Tree | None, x: int) -> int:
    """1 or -1 for the condition that the random name is positive or negative, 0 for none."""
    if given is None:
        return 0
    match given:
        case Comparison(members=(left, right), how=(how,)) if how in "<>≤≥":
            gap = here.node(left) - here.node(right)
            slope = rational(here.graph, total(here.graph, gap.id, x))
            start = rational(here.graph, here.graph.substitute(gap.id, {x: here.graph.number(0).id}))
            if slope and start == 0:
                return 1 if (slope > 0) == (how in ">≥") else -1
    raise Unresolved("an expectation is read under a condition on the sign of the random name")


def _mean(here: Setting, body: Node, x: int, kind: str, side: int) -> Node:
    graph, key = here.graph, here.scope.key
    if kind == "standard normal":
        return _normal_mean(graph, body, x, side)
    if kind == "normal":
        return _scaled_mean(here, body, x, side)
    weight = graph.input(f"weight of {graph.label(x)}", key)
    weight = 1 / (1 + graph.apply("pow", weight, 2))
    total: Node | None = None
    for k, share in enumerate((weight, 1 - weight)):
        t = graph.apply("exp", graph.input(f"size {k + 1} of {graph.label(x)}", key))
        up = graph.node(graph.substitute(body.id, {x: t.id}))
        down = graph.node(graph.substitute(body.id, {x: (-t).id}))
        pair = up if side > 0 else down if side < 0 else (up + down) / 2
        total = share * pair if total is None else total + share * pair
    assert total is not None
    return total


def _scaled_mean(here: Setting, body: Node, x: int, side: int) -> Node:
    """The mean over m + s n with a standard normal n; a condition on the sign wants m = 0."""
    graph = here.graph
    moments = here.scope.moments_of(str(graph.label(x)))
    assert moments is not None
    mean, variance = (here.node(tree) for tree in moments)
    spread = _root_of(here, moments[1], variance)
    centred = rational(graph, mean.id) == 0
    bends = any(graph.cells[id][0] == CASE or graph.cells[id][0] >= CODE["abs"] for id in graph.cone([body.id]))
    if not centred and (side or bends):
        raise Unresolved("a kink or a condition at zero is read for normal variables of mean zero")
    n = graph.input(f"normal {graph.label(x)}", here.scope.key)
    moved = spread * n if centred else mean + spread * n
    return _normal_mean(graph, graph.node(graph.substitute(body.id, {x: moved.id})), n.id, side)


def _root_of(here: Setting, tree: Tree, variance: Node) -> Node:
    """The standard deviation: the base of a written square, else a root."""
    if isinstance(tree, Power) and isinstance(tree.exponent, Num) and tree.exponent.text == "2":
        return here.node(tree.base)
    return here.graph.apply("sqrt", variance)


def _normal_mean(graph: Graph, body: Node, x: int, side: int) -> Node:
    """The integral against the standard normal density, by halves so that kinks at 0 fall apart."""
    ensure_light(graph, body.id, "expectation")

    def found(symbols: Mapping[int, Any]) -> Any:
        import sympy

        t = sympy.Symbol("t", positive=True)
        density = sympy.exp(-(t**2) / 2) / sympy.sqrt(2 * sympy.pi)
        halves = [
            sympy.integrate(
                sympy.simplify(to_sympy(graph, body.id, {**symbols, x: sign * t})) * density, (t, 0, sympy.oo)
            )
            for sign in ((1,) if side > 0 else (-1,) if side < 0 else (1, -1))
        ]
        return sympy.simplify(sum(halves) * (2 if side else 1))

    return answer(graph, [id for id in graph.free(body.id) if id != x], found, "expectation", positive=True)
