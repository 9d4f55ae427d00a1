"""What the properties draw: plans of graphs, SymPy expressions, formulas with their meaning beside them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import sympy
from hypothesis import strategies as st

from symgrad.graph import Graph, Node

NAMES = ("x", "y", "z")
SMOOTH = ("exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "softplus", "atan", "erf", "swish", "gelu")
BENT = ("abs", "relu")
CHEAP = ("exp", "log", "sin", "cos", "tanh", "sigmoid", "sqrt")

fractions = st.fractions(min_value=-3, max_value=3, max_denominator=7)
points = st.lists(fractions.filter(bool), min_size=3, max_size=3)


def plans(functions: tuple[str, ...] = SMOOTH, leaves: int = 8, numbers: bool = True) -> st.SearchStrategy[Any]:
    """A formula as nested tuples: ('input', name), ('number', value) or (operation, plan, ...)."""
    inputs = st.tuples(st.just("input"), st.sampled_from(NAMES))
    leaf = st.one_of(inputs, st.tuples(st.just("number"), fractions)) if numbers else inputs
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.tuples(st.sampled_from(("add", "sub", "mul", "div")), inner, inner),
            st.tuples(st.sampled_from(functions), inner),
        ),
        max_leaves=leaves,
    )


def planted(graph: Graph, plan: Any, *, written: bool = False, guarded: bool = True) -> Node:
    """The node of a plan. guarded: operands are bent into the domain; written: nothing is folded."""
    make = graph.write if written else graph.apply
    kind = plan[0]
    if kind == "input":
        return graph.input(plan[1])
    if kind == "number":
        return graph.number(plan[1])
    xs = [planted(graph, part, written=written, guarded=guarded) for part in plan[1:]]
    if guarded and kind in ("log", "sqrt"):
        xs[0] = make("add", make("mul", xs[0], xs[0]), graph.number(1))
    if guarded and kind == "div":
        xs[1] = make("add", make("mul", xs[1], xs[1]), graph.number(2))
    if guarded and kind in ("exp", "softplus"):
        xs[0] = make("sin", xs[0])
    return make(kind, *xs)


_leaf = st.one_of(
    st.sampled_from([sympy.Symbol(name) for name in NAMES]),
    st.integers(-5, 5).map(sympy.Integer),
    st.fractions(min_value=-2, max_value=2, max_denominator=5).map(
        lambda v: sympy.Rational(v.numerator, v.denominator)
    ),
)
expressions = st.recursive(
    _leaf,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda t: t[0] + t[1]),
        st.tuples(inner, inner).map(lambda t: t[0] * t[1]),
        st.tuples(inner, st.integers(1, 3)).map(lambda t: t[0] ** t[1]),
        inner.map(lambda e: 1 / (e**2 + 1)),
        inner.map(sympy.sin),
        inner.map(sympy.cos),
        inner.map(sympy.tanh),
        inner.map(sympy.atan),
        inner.map(lambda e: sympy.exp(sympy.sin(e))),
        inner.map(lambda e: sympy.sqrt(e**2 + 1)),
        inner.map(lambda e: sympy.log(e**2 + 2)),
    ),
    max_leaves=6,
)


class Formula(NamedTuple):
    """One formula in both notations, with the SymPy expression that it means."""

    latex: str
    plain: str
    meaning: sympy.Expr


def _number(value: int) -> Formula:
    return Formula(str(value), str(value), sympy.Integer(value))


def _name(name: str) -> Formula:
    symbol = sympy.Symbol(name)
    return Formula(rf"\{name}" if len(name) > 1 else name, name, symbol)


def _sum(a: Formula, b: Formula, sign: str) -> Formula:
    meaning = a.meaning + b.meaning if sign == "+" else a.meaning - b.meaning
    return Formula(rf"{a.latex} {sign} \left({b.latex}\right)", f"{a.plain} {sign} ({b.plain})", meaning)


def _product(a: Formula, b: Formula) -> Formula:
    return Formula(rf"({a.latex})\cdot({b.latex})", f"({a.plain})*({b.plain})", a.meaning * b.meaning)


def _quotient(a: Formula, b: Formula) -> Formula:
    return Formula(
        rf"\frac{{{a.latex}}}{{2 + ({b.latex})^2}}", f"({a.plain})/(2 + ({b.plain})^2)", a.meaning / (2 + b.meaning**2)
    )


def _power(a: Formula, n: int) -> Formula:
    return Formula(rf"({a.latex})^{{{n}}}", f"({a.plain})^{n}", a.meaning**n)


def _applied(a: Formula, name: str) -> Formula:
    return Formula(rf"\{name}({a.latex})", f"{name}({a.plain})", getattr(sympy, name)(a.meaning))


def _root(a: Formula) -> Formula:
    return Formula(rf"\sqrt{{({a.latex})^2 + 1}}", f"sqrt(({a.plain})^2 + 1)", sympy.sqrt(a.meaning**2 + 1))


def _fraction_of(a: Formula, n: int) -> Formula:
    return Formula(rf"\tfrac{{1}}{{{n}}}({a.latex})", f"1/{n}*({a.plain})", a.meaning / n)


formulas = st.recursive(
    st.one_of(st.sampled_from(("x", "y", "z", "alpha", "theta")).map(_name), st.integers(0, 9).map(_number)),
    lambda inner: st.one_of(
        st.builds(_sum, inner, inner, st.sampled_from("+-")),
        st.builds(_product, inner, inner),
        st.builds(_quotient, inner, inner),
        st.builds(_power, inner, st.integers(2, 4)),
        st.builds(_applied, inner, st.sampled_from(("sin", "cos", "tanh"))),
        st.builds(_root, inner),
        st.builds(_fraction_of, inner, st.integers(2, 9)),
    ),
    max_leaves=6,
)

PIECES = (
    *"xyzabdef0123456789(){}[]|^_=+-*/'.,&?! ",
    r"\frac",
    r"\partial",
    r"\left",
    r"\left(",
    r"\right",
    r"\\",
    r"\begin{cases}",
    r"\end{cases}",
    r"\sqrt",
    r"\sigma",
    r"\sin",
    r"\log",
    r"\max",
    r"\dot",
    r"\hat",
    r"\mathbb{I}",
    r"\text{if }",
    "<",
    r"\Rightarrow",
    r"\dots",
    "%",
    "²",
    "∂",
    "√",
    r"\quad",
    r"\leftarrow",
    r"\approx",
    ":=",
    r"\mathbf",
    "f(",
    "g'",
    "|_{x=1}",
    "1.5",
    "0,7",
    r"\left.",
    r"\sum_{i=1}^n",
    r"\nabla",
    r"\prime",
    "^T",
    "^{-1}",
    r"\infty",
    "dx",
    "dy/dx",
    "sig[",
    "relu",
    r"\cancel",
    r"\begin{aligned}",
)
scraps = st.lists(st.sampled_from(PIECES), min_size=1, max_size=20).map("".join)


def value_of(fraction: Fraction) -> sympy.Rational:
    return sympy.Rational(fraction.numerator, fraction.denominator)
