"""SymPy at the border: nodes to expressions and back, without recursion on depth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from symgrad.graph.graph import Graph, Node, Opaque
from symgrad.graph.table import CASE, CONST, INPUT, NAME, POW, SPOKEN, row
from symgrad.graph.twins import rational
from symgrad.source import SymgradError

HEAVY = 10_000  # exponent of a number beyond which a power is not multiplied out


def heavy(graph: Graph, root: int) -> bool:
    """Whether a power of numbers stands in the formula that SymPy would try to multiply out."""
    for id in graph.cone([root]):
        cell = graph.cells[id]
        if cell[0] == POW and not graph.free(id):
            exponent = rational(graph, cell[2])
            if exponent is None or abs(exponent) > HEAVY:
                return True
    return False


def to_sympy(graph: Graph, root: int, cut: Mapping[int, Any] | bool = False) -> Any:
    """The node as a SymPy expression. cut: True keeps names below the root as symbols; a mapping gives what
    to put for certain nodes; False puts in the formula of every name.

    >>> g = Graph(); x = g.input("x")
    >>> to_sympy(g, (x * x + 1).id)
    x**2 + 1
    """
    import sympy

    built: dict[int, Any] = dict(cut) if isinstance(cut, Mapping) else {}
    if cut is True:
        body = graph.unnamed(root)
        built = {id: sympy.Symbol(str(graph.label(id))) for id in graph.cone([body]) if graph.cells[id][0] == NAME}
        built.pop(root, None)
    for id in graph.cone([root], stop=built):
        if id in built:
            continue
        cell = graph.cells[id]
        code = cell[0]
        xs = [built[x] for x in graph.operands(id)]
        if code == POW:
            built[id] = _power_of(sympy, *xs)
        elif code > CASE:
            built[id] = row(code).sympy(sympy, *xs)
        elif code == CASE:
            built[id] = sympy.Piecewise((xs[1], xs[0] > 0), (xs[2], True))
        elif code == NAME:
            built[id] = xs[0]
        elif code == CONST:
            value = graph.constants[cell[1]].value
            built[id] = sympy.pi if value is None else sympy.Rational(value.numerator, value.denominator)
        elif code == INPUT:
            built[id] = sympy.Symbol(str(graph.label(id)))
        else:
            built[id] = _applied(sympy, graph.opaques[cell[1]], xs)
    return built[root]


def _power_of(sympy: Any, base: Any, exponent: Any) -> Any:
    """A power; one of numbers with a large exponent is left as it is."""
    if base.is_number and exponent.is_number and not (exponent.is_Rational and abs(exponent) <= HEAVY):
        return sympy.Pow(base, exponent, evaluate=False)
    return sympy.Pow(base, exponent)


def _applied(sympy: Any, function: Opaque, xs: list[Any]) -> Any:
    head = sympy.Function(function.name)
    if not function.slots:
        return head(*xs)
    if all(x.is_Symbol for x in xs) and len(set(xs)) == len(xs):
        return sympy.Derivative(head(*xs), *(xs[k] for k in function.slots))
    dummies = [sympy.Dummy(f"xi_{k + 1}") for k in range(len(xs))]
    derivative = sympy.Derivative(head(*dummies), *(dummies[k] for k in function.slots))
    return sympy.Subs(derivative, dummies, xs)


def from_sympy(graph: Graph, expression: Any, scope: str = "") -> Node:
    """The expression as a node; unknown functions become opaque ones.

    Raises SymgradError for what has no meaning here (matrices, sets, unevaluated integrals).
    """
    import sympy

    if isinstance(expression, (int, Fraction)):
        expression = sympy.Rational(expression.numerator, expression.denominator)
    if not isinstance(expression, sympy.Basic):
        raise SymgradError(f"{expression!r} is not a SymPy expression")
    built: dict[Any, Node] = {}
    stack = [expression]
    while stack:
        e = stack[-1]
        if e in built:
            stack.pop()
            continue
        children = _children(sympy, e)
        waiting = [c for c in children if c not in built]
        if waiting:
            stack.extend(waiting)
        else:
            built[e] = _built(sympy, graph, e, [built[c] for c in children], scope)
            stack.pop()
    return built[expression]


def _children(sympy: Any, e: Any) -> list[Any]:
    if isinstance(e, sympy.Piecewise):
        return [x for value, condition in e.args for x in (value, *getattr(condition, "args", ()))]
    return [] if e.is_Atom or isinstance(e, sympy.Derivative) else list(e.args)


def _built(sympy: Any, graph: Graph, e: Any, xs: list[Node], scope: str) -> Node:
    fold: Callable[[str], Node] = lambda name: _chain(graph, name, xs)  # noqa: E731
    if isinstance(e, sympy.Symbol):
        return graph.input(e.name, scope)
    if e.is_Rational:
        return graph.number(Fraction(int(e.p), int(e.q)))
    if e.is_Float:
        return graph.number(Fraction(str(e)), str(e))
    if e is sympy.pi:
        return graph.pi
    if e is sympy.E:
        return graph.write("exp", graph.number(1))
    if isinstance(e, sympy.Add):
        return fold("add")
    if isinstance(e, sympy.Mul):
        return fold("mul")
    if isinstance(e, sympy.exp):
        return graph.write("exp", *xs)
    if isinstance(e, sympy.Pow):
        return _power(graph, *xs)
    if isinstance(e, (sympy.Max, sympy.Min)):
        return fold("max" if isinstance(e, sympy.Max) else "min")
    if isinstance(e, sympy.Heaviside):
        return graph.write("step", xs[0])
    if isinstance(e, sympy.log) and len(xs) == 2:
        return graph.write("log", xs[0]) / graph.write("log", xs[1])
    if isinstance(e, sympy.polygamma) and e.args[0] in (0, 1):
        return graph.write("trigamma" if e.args[0] == 1 else "digamma", xs[1])
    if isinstance(e, sympy.Piecewise):
        return _piecewise(sympy, graph, e, xs)
    if isinstance(e, sympy.core.function.AppliedUndef):
        return graph.opaque(Opaque(e.func.__name__, len(xs), general=True), *xs)
    name = e.func.__name__.lower()
    if isinstance(e, sympy.Function) and name in SPOKEN and len(xs) == 1:
        return graph.write(SPOKEN[name], *xs)
    quotients = {"cot": ("cos", "sin"), "sec": (None, "cos"), "csc": (None, "sin"), "coth": ("cosh", "sinh")}
    if name in quotients and len(xs) == 1:
        top, bottom = quotients[name]
        return (graph.write(top, *xs) if top else graph.number(1)) / graph.write(bottom, *xs)
    raise SymgradError(f"{type(e).__name__} has no meaning in a graph: {str(e)[:80]}")


def _chain(graph: Graph, name: str, xs: list[Node]) -> Node:
    found = xs[0]
    for x in xs[1:]:
        found = graph.apply(name, found, x)
    return found


def _power(graph: Graph, base: Node, exponent: Node) -> Node:
    value = graph.value(exponent.id)
    if value == Fraction(1, 2):
        return graph.write("sqrt", base)
    if value is not None and value < 0:
        return 1 / graph.apply("pow", base, -value)
    return graph.apply("pow", base, exponent)


def _piecewise(sympy: Any, graph: Graph, e: Any, xs: list[Node]) -> Node:
    rest, parts = None, iter(xs)
    cases = [(next(parts), condition, [next(parts) for _ in getattr(condition, "args", ())]) for _, condition in e.args]
    for value, condition, arguments in reversed(cases):
        if condition is sympy.true:
            rest = value
        elif isinstance(condition, (sympy.Gt, sympy.Lt, sympy.Ge, sympy.Le)) and rest is not None:
            a, b = arguments
            gap = a - b if isinstance(condition, (sympy.Gt, sympy.Ge)) else b - a
            strict = isinstance(condition, (sympy.Gt, sympy.Lt))
            rest = graph.apply("case", gap, value, rest) if strict else graph.apply("case", -gap, rest, value)
        else:
            raise SymgradError(f"a piecewise function needs inequalities and a last case 'otherwise': {str(e)[:80]}")
    assert rest is not None
    return rest
