"""Functions at nodes: known operations, the author's bodies, names that are nothing but functions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import factorial

from symgrad.graph import Graph, Node, Opaque
from symgrad.graph.table import CODE, ROWS
from symgrad.notation.meaning.integrals import differentiated, holds_integral
from symgrad.notation.meaning.setting import TOO_DEEP, Setting, at_places
from symgrad.notation.meaning.total_derivatives import noted_total
from symgrad.notation.meaning.unresolved import Unresolved
from symgrad.notation.scope import Function
from symgrad.notation.syntax import Call, is_minus_one
from symgrad.notation.writer import written_name

INVERSE = {"sin": "asin", "cos": "acos", "tan": "atan", "sinh": "asinh", "cosh": "acosh", "tanh": "atanh"}
LARGEST_FACTORIAL = 170  # of which the number itself is written
SYMBOLS = {  # before a bracket, where the text does not say what they are
    "sigma": Function(known="sigmoid", taken="the logistic sigmoid"),
    "Phi": Function(known="normcdf", taken="the distribution function of a standard normal number"),
    "Gamma": Function(known="gamma", taken="the gamma function"),
}
QUOTIENT = {"cot": ("cos", "sin"), "sec": ("", "cos"), "csc": ("", "sin"),
            "coth": ("cosh", "sinh"), "sech": ("", "cosh"), "csch": ("", "sinh")}  # fmt: skip


def call(here: Setting, tree: Call) -> Node:
    function = here.scope.function(tree.function)
    head = Function(known=tree.function) if function is None else function
    args = [here.node(arg) for arg in tree.args]
    graph = here.graph
    if tree.function == "factorial":
        return _factorial(graph, args[0])
    if tree.function in QUOTIENT and function is None:
        if tree.primes or len(args) != 1:
            raise Unresolved(f"{tree.function} is read with one argument and no prime")
        top, bottom = QUOTIENT[tree.function]
        above = graph.write(top, *args) if top else graph.number(1)
        node = graph.write("div", above, graph.write(bottom, *args))
    else:
        if tree.power is not None and is_minus_one(tree.power):
            if tree.function not in INVERSE:
                raise Unresolved(f"{tree.function} to the power -1: the inverse function or the reciprocal?")
            return graph.write(INVERSE[tree.function], *args)
        node = applied(here, tree.function, head, args, tree.primes)
    if tree.base is not None:
        node = graph.write("div", node, graph.write("log", here.node(tree.base)))
    if tree.power is not None:
        node = graph.write("pow", node, here.node(tree.power))
    return node


def _factorial(graph: Graph, of: Node) -> Node:
    """x! is the gamma function at x + 1."""
    value = graph.value(of.id)
    if value is not None and value.denominator == 1 and 0 <= value <= LARGEST_FACTORIAL:
        return graph.number(factorial(int(value)))
    return graph.write("gamma", of + 1)


def applied(here: Setting, name: str, function: Function | None, args: list[Node], primes: int = 0) -> Node:
    """The function at these nodes, or its derivative by its only parameter."""
    here.step(f"{name} is applied")
    function = function or SYMBOLS.get(name)
    if function is not None and function.taken:
        here.notes.setdefault(f"{written_name(name)} is taken to be {function.taken}")
    if function is None or (function.body is None and not function.known):
        general = function is not None and function.general
        if primes and len(args) != 1:
            raise Unresolved(f"a prime on {name}, which has {len(args)} arguments")
        return here.graph.opaque(Opaque(name, len(args), (0,) * primes, general), *args)
    if function.known:
        args = [*args, *_defaults(here, function.known, len(args))]
        arity = ROWS[CODE[function.known] - CODE["add"]].arity
        if len(args) != arity and function.known not in ("max", "min"):
            raise Unresolved(f"{name} takes {arity} arguments, not {len(args)}")
    elif len(args) != len(function.params):
        raise Unresolved(f"{name} is defined with {len(function.params)} arguments, not {len(args)}")
    if not primes:
        return _body(here, name, function, args)
    if len(args) != 1:
        raise Unresolved(f"a prime on {name}, which has {len(args)} arguments")
    formal = here.graph.input("t", f"{here.scope.key}/{name}/slot")
    if function.body is not None and holds_integral(here.scope, function.body):
        inner = replace(here, variable=None, env={function.params[0]: formal})
        node, primes = differentiated(inner, function.body, formal), primes - 1
    else:
        node = _body(here, name, function, [formal])
    for _ in range(primes):
        node = here.graph.node(noted_total(here, node, formal, args[0]))
    return here.graph.node(here.graph.substitute(node.id, {formal.id: args[0].id}))


def _defaults(here: Setting, known: str, given: int) -> list[Node]:
    if given == 1 and known == "elu":
        return [here.graph.number(1)]
    if given == 1 and known == "leaky":
        here.notes.setdefault("leaky relu is taken with the slope 0.01")
        return [here.graph.number(Fraction(1, 100))]
    return []


def _body(here: Setting, name: str, function: Function, args: list[Node]) -> Node:
    if function.known:
        if function.known in ("max", "min"):
            return here.many(function.known, args)
        return here.graph.write(function.known, *args)
    assert function.body is not None
    mark = f"{name}()"
    if here.scope.building.count(mark) > 60:
        raise Unresolved(f"{name} is defined by itself")
    here.scope.building.append(mark)
    try:
        bound = dict(zip(function.params, args, strict=True))
        inner = replace(here, variable=None, env={})
        node = at_places(inner, function.body, bound)
        here.steps = inner.steps
        return node
    except RecursionError:
        raise Unresolved(TOO_DEEP) from None
    finally:
        here.scope.building.pop()
