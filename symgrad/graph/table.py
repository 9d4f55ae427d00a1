"""The one table of operations: everything that is known about each of them stands in its row.

Forward mode, reverse mode, evaluation, conversion and printing are loops over these rows. The partials
are formulas over handles: `y` is the result, `x` (or `a`, `b`) the operands. `meaning` says an operation
in simpler ones; SymPy, the prover and nothing else use it. Kinks take the value of the side on which the
argument is not positive: relu'(0) = I[0 > 0] = 0, unless a text declares relu'(0) (`Graph.at_zero`).

Conventions: NIST Digital Library of Mathematical Functions, chapters 4 and 7, for the elementary functions;
Klambauer et al. 2017 for the two constants of selu; Hendrycks and Gimpel 2016 for gelu.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Formula = Callable[..., Any]

INPUT, CONST, NAME, OPAQUE, CASE = range(5)  # cells that are not rows; the rows follow


@dataclass(frozen=True)
class Row:
    """One operation.

    partials: (y, *xs) -> one handle (or number) per operand. number: (m, *xs) for a namespace of floats, NumPy or
    source text (it must not branch: `m.where`). ball: (*xs) on `flint.arb`, not finite outside the domain.
    sympy: (sympy, *xs). text, latex: level and template, where `{0:2}` brackets operand 0 unless it binds at least as
    tightly as level 2 (1 sum, 2 product, 3 factor, 4 power, 5 atom) and U+2062 is a product sign that may be left out.
    meaning: (*xs) -> the same in simpler operations. kink: (*xs) -> what is zero where the operation bends.
    jumps: its own value there is a convention. spoken: other names in texts.
    """

    name: str
    arity: int
    partials: Formula
    number: Formula
    ball: Formula
    sympy: Formula
    text: tuple[int, str]
    latex: tuple[int, str]
    meaning: Formula | None = None
    kink: Formula | None = None
    jumps: bool = False
    spoken: tuple[str, ...] = ()


def op(name: str) -> Formula:
    """The operation as a function of handles, with zeros, ones and numbers folded."""
    return lambda *xs: next(x for x in xs if hasattr(x, "graph")).graph.apply(name, *xs)


exp, log, sqrt, sin, cos, tan = map(op, ("exp", "log", "sqrt", "sin", "cos", "tan"))
sinh, cosh, tanh, erf, sign, step, sigmoid = map(op, ("sinh", "cosh", "tanh", "erf", "sign", "step", "sigmoid"))
power, case = op("pow"), op("case")

SELU_SCALE = Fraction("1.0507009873554804934193349852946")
SELU_ALPHA = Fraction("1.6732632423543772848170429916717")


def _function(
    name: str,
    partial: Formula,
    number: Formula,
    ball: Formula,
    sympy: Formula,
    latex: str = "",
    **more: Any,
) -> Row:
    """A row for a function of one operand, written as an application."""
    head = (latex or rf"\{name}").replace("{", "{{").replace("}", "}}")
    return Row(
        name, 1, lambda y, x: (partial(y, x),), number, ball, sympy,
        (5, name + "({0:0})"), (5, head + r"({0:0})"), **more,
    )  # fmt: skip


def exact(value: Fraction | None) -> Any:
    """The ball of an exact number (None: pi)."""
    import flint

    if value is None:
        return flint.arb.pi()
    if value.denominator == 1:
        return flint.arb(value.numerator)
    return flint.arb(flint.fmpq(value.numerator, value.denominator))


def _nan() -> Any:
    import flint

    return flint.arb.nan()


def _ball_step(x: Any) -> Any:
    """I[x > 0], not a number where the ball does not say (0 itself is exact: 0)."""
    return x * 0 + 1 if x > 0 else x * 0 if x <= 0 else _nan()


def _ball_sign(x: Any) -> Any:
    return x * 0 + 1 if x > 0 else x * 0 - 1 if x < 0 else x * 0 if x.is_zero() else _nan()


def ball_case(c: Any, a: Any, b: Any) -> Any:
    """The branch that the ball of the condition decides for."""
    return a if c > 0 else b if c <= 0 else _nan()


def _ball_pow(x: Any, y: Any) -> Any:
    if y.is_integer() and 0 < y <= 64:  # a ball around zero stays one
        found, square, e = x * 0 + 1, x, int(y.unique_fmpz())
        while e:
            found, square, e = (found * square if e % 2 else found), square * square, e // 2
        return found
    if y.is_zero():
        return _nan() if x.contains(0) else x * 0 + 1
    return _nan() if x.is_zero() and not y > 0 else x**y


def _gauss(x: Any) -> Any:
    """The density of the normal distribution with mean 0 and variance 1."""
    return exp(-power(x, 2) / 2) / sqrt(2 * x.graph.pi)


ROWS: tuple[Row, ...] = (
    # ----- arithmetic -----
    Row("add", 2, lambda y, a, b: (1, 1), lambda m, a, b: a + b, lambda a, b: a + b, lambda S, a, b: a + b,
        (1, "{0:1} + {1:2}"), (1, "{0:1} + {1:2}")),
    Row("sub", 2, lambda y, a, b: (1, -1), lambda m, a, b: a - b, lambda a, b: a - b, lambda S, a, b: a - b,
        (1, "{0:1} - {1:2}"), (1, "{0:1} - {1:2}")),
    Row("mul", 2, lambda y, a, b: (b, a), lambda m, a, b: a * b, lambda a, b: a * b, lambda S, a, b: a * b,
        (2, "{0:2}*{1:3}"), (2, "{0:2}\u2062{1:3}")),
    Row("div", 2, lambda y, a, b: (1 / b, -(y / b)), lambda m, a, b: a / b, lambda a, b: a / b,
        lambda S, a, b: a / b, (2, "{0:2}/{1:3}"), (4, r"\frac{{{0:0}}}{{{1:0}}}")),
    Row("neg", 1, lambda y, a: (-1,), lambda m, a: -a, lambda a: -a, lambda S, a: -a,
        (1, "-{0:2}"), (1, "-{0:2}")),
    Row("pow", 2, lambda y, a, b: (b * power(a, b - 1), y * log(a)), lambda m, a, b: m.power(a, b), _ball_pow,
        lambda S, a, b: S.Pow(a, b), (4, "{0:5}^{1:5}"), (4, "{0:5}^{{{1:0}}}")),
    # ----- exponential, roots -----
    _function("exp", lambda y, x: y, lambda m, x: m.exp(x), lambda x: x.exp(), lambda S, x: S.exp(x)),
    _function("log", lambda y, x: 1 / x, lambda m, x: m.log(x), lambda x: x.log(), lambda S, x: S.log(x),
              spoken=("ln",)),
    Row("sqrt", 1, lambda y, x: (1 / (2 * y),), lambda m, x: m.sqrt(x), lambda x: x.sqrt(), lambda S, x: S.sqrt(x),
        (5, "sqrt({0:0})"), (5, r"\sqrt{{{0:0}}}"), meaning=lambda x: power(x, Fraction(1, 2))),
    # ----- circular -----
    _function("sin", lambda y, x: cos(x), lambda m, x: m.sin(x), lambda x: x.sin(), lambda S, x: S.sin(x)),
    _function("cos", lambda y, x: -sin(x), lambda m, x: m.cos(x), lambda x: x.cos(), lambda S, x: S.cos(x)),
    _function("tan", lambda y, x: 1 + power(y, 2), lambda m, x: m.tan(x), lambda x: x.tan(), lambda S, x: S.tan(x),
              meaning=lambda x: sin(x) / cos(x)),
    _function("asin", lambda y, x: 1 / sqrt(1 - power(x, 2)), lambda m, x: m.asin(x), lambda x: x.asin(),
              lambda S, x: S.asin(x), r"\arcsin", spoken=("arcsin",)),
    _function("acos", lambda y, x: -(1 / sqrt(1 - power(x, 2))), lambda m, x: m.acos(x), lambda x: x.acos(),
              lambda S, x: S.acos(x), r"\arccos", meaning=lambda x: x.graph.pi / 2 - op("asin")(x),
              spoken=("arccos",)),
    _function("atan", lambda y, x: 1 / (1 + power(x, 2)), lambda m, x: m.atan(x), lambda x: x.atan(),
              lambda S, x: S.atan(x), r"\arctan", spoken=("arctan",)),
    # ----- hyperbolic -----
    _function("sinh", lambda y, x: cosh(x), lambda m, x: m.sinh(x), lambda x: x.sinh(), lambda S, x: S.sinh(x),
              meaning=lambda x: (exp(x) - exp(-x)) / 2),
    _function("cosh", lambda y, x: sinh(x), lambda m, x: m.cosh(x), lambda x: x.cosh(), lambda S, x: S.cosh(x),
              meaning=lambda x: (exp(x) + exp(-x)) / 2),
    _function("tanh", lambda y, x: 1 - power(y, 2), lambda m, x: m.tanh(x), lambda x: x.tanh(),
              lambda S, x: S.tanh(x), meaning=lambda x: 2 * sigmoid(2 * x) - 1),
    _function("asinh", lambda y, x: 1 / sqrt(power(x, 2) + 1), lambda m, x: m.asinh(x), lambda x: x.asinh(),
              lambda S, x: S.asinh(x), r"\operatorname{arsinh}", spoken=("arsinh", "arcsinh"),
              meaning=lambda x: log(x + sqrt(power(x, 2) + 1))),
    _function("acosh", lambda y, x: 1 / (sqrt(x - 1) * sqrt(x + 1)), lambda m, x: m.acosh(x), lambda x: x.acosh(),
              lambda S, x: S.acosh(x), r"\operatorname{arcosh}", spoken=("arcosh", "arccosh"),
              meaning=lambda x: log(x + sqrt(x - 1) * sqrt(x + 1))),
    _function("atanh", lambda y, x: 1 / (1 - power(x, 2)), lambda m, x: m.atanh(x), lambda x: x.atanh(),
              lambda S, x: S.atanh(x), r"\operatorname{artanh}", spoken=("artanh", "arctanh"),
              meaning=lambda x: log((1 + x) / (1 - x)) / 2),
    _function("erf", lambda y, x: 2 * exp(-power(x, 2)) / sqrt(x.graph.pi), lambda m, x: m.erf(x),
              lambda x: x.erf(), lambda S, x: S.erf(x), r"\operatorname{erf}"),
    # ----- distribution of a normal number, gamma function -----
    _function("normcdf", lambda y, x: _gauss(x), lambda m, x: (1 + m.erf(x / 2**0.5)) / 2,
              lambda x: (1 + (x / _root_of_two()).erf()) / 2, lambda S, x: (1 + S.erf(x / S.sqrt(2))) / 2, r"\Phi",
              meaning=lambda x: (1 + erf(x / sqrt(x.graph.number(2)))) / 2, spoken=("normalcdf",)),
    _function("gamma", lambda y, x: y * op("digamma")(x), lambda m, x: m.gamma(x), lambda x: x.gamma(),
              lambda S, x: S.gamma(x), r"\Gamma"),
    _function("digamma", lambda y, x: op("trigamma")(x), lambda m, x: m.digamma(x), lambda x: x.digamma(),
              lambda S, x: S.digamma(x), r"\psi"),
    _function("trigamma", lambda y, x: x.graph.derivative_of("trigamma", x), lambda m, x: m.trigamma(x),
              lambda x: _polygamma(1, x), lambda S, x: S.trigamma(x), r"\psi_1"),
    # ----- with kinks -----
    Row("abs", 1, lambda y, x: (sign(x),), lambda m, x: m.abs(x), lambda x: abs(x), lambda S, x: S.Abs(x),
        (5, "|{0:0}|"), (5, r"\left|{0:0}\right|"), meaning=lambda x: x * (2 * step(x) - 1), kink=lambda x: x),
    _function("sign", lambda y, x: 0, lambda m, x: m.sign(x), _ball_sign, lambda S, x: S.sign(x),
              r"\operatorname{sign}", meaning=lambda x: 2 * step(x) - 1, kink=lambda x: x, jumps=True,
              spoken=("sgn",)),
    Row("max", 2, lambda y, a, b: _slopes_of_max(a, b), lambda m, a, b: m.where(a > b, a, b),
        lambda a, b: a.max(b), lambda S, a, b: S.Max(a, b), (5, "max({0:0}, {1:0})"), (5, r"\max({0:0}, {1:0})"),
        meaning=lambda a, b: b + (a - b) * step(a - b), kink=lambda a, b: a - b),
    Row("min", 2, lambda y, a, b: (step(b - a), step(a - b)), lambda m, a, b: m.where(a < b, a, b),
        lambda a, b: a.min(b), lambda S, a, b: S.Min(a, b), (5, "min({0:0}, {1:0})"), (5, r"\min({0:0}, {1:0})"),
        meaning=lambda a, b: a - (a - b) * step(a - b), kink=lambda a, b: a - b),
    Row("step", 1, lambda y, x: (0,), lambda m, x: m.where(x > 0, 1.0, 0.0), _ball_step,
        lambda S, x: S.Heaviside(x, 0), (5, "I[{0:0} > 0]"), (5, r"\mathbb{{I}}[{0:0} > 0]"), kink=lambda x: x,
        jumps=True),
    _function("relu", lambda y, x: _slope_of_relu(x), lambda m, x: m.where(x > 0, x, 0.0 * x), lambda x: x.max(x * 0),
              lambda S, x: S.Max(x, 0), r"\operatorname{relu}", meaning=lambda x: x * step(x), kink=lambda x: x,
              spoken=("ReLU",)),
    Row("leaky", 2, lambda y, x, s: (case(x, 1, s), case(x, 0, x)), lambda m, x, s: m.where(x > 0, x, s * x),
        lambda x, s: ball_case(x, x + 0 * s, s * x), lambda S, x, s: S.Piecewise((x, x > 0), (s * x, True)),
        (5, "leaky({0:0}, {1:0})"), (5, r"\operatorname{{leaky}}({0:0}, {1:0})"),
        meaning=lambda x, s: s * x + (x - s * x) * step(x), kink=lambda x, s: x),
    Row("elu", 2, lambda y, x, s: (case(x, 1, s * exp(x)), case(x, 0, exp(x) - 1)),
        lambda m, x, s: m.where(x > 0, x, s * (m.exp(m.where(x > 0, 0.0, x)) - 1)),
        lambda x, s: ball_case(x, x + 0 * s, s * x.expm1()),
        lambda S, x, s: S.Piecewise((x, x > 0), (s * (S.exp(x) - 1), True)),
        (5, "elu({0:0}, {1:0})"), (5, r"\operatorname{{elu}}({0:0}, {1:0})"),
        meaning=lambda x, s: case(x, x, s * (exp(x) - 1)), kink=lambda x, s: x),
    _function("selu", lambda y, x: SELU_SCALE * case(x, 1, SELU_ALPHA * exp(x)), lambda m, x: _selu(m, x),
              lambda x: exact(SELU_SCALE) * ball_case(x, x, exact(SELU_ALPHA) * x.expm1()),
              lambda S, x: S.Rational(SELU_SCALE)
              * S.Piecewise((x, x > 0), (S.Rational(SELU_ALPHA) * (S.exp(x) - 1), True)),
              r"\operatorname{selu}", kink=lambda x: x,
              meaning=lambda x: SELU_SCALE * case(x, x, SELU_ALPHA * (exp(x) - 1))),
    # ----- smooth activations -----
    _function("sigmoid", lambda y, x: y * (1 - y), lambda m, x: m.sigmoid(x), lambda x: 1 / (1 + (-x).exp()),
              lambda S, x: 1 / (1 + S.exp(-x)), r"\sigma", spoken=("sig", "logistic", "expit")),
    _function("softplus", lambda y, x: sigmoid(x), lambda m, x: m.softplus(x), lambda x: x.exp().log1p(),
              lambda S, x: S.log(1 + S.exp(x)), r"\operatorname{softplus}", meaning=lambda x: log(1 + exp(x))),
    _function("swish", lambda y, x: y + sigmoid(x) * (1 - y), lambda m, x: x * m.sigmoid(x),
              lambda x: x / (1 + (-x).exp()), lambda S, x: x / (1 + S.exp(-x)), r"\operatorname{swish}",
              meaning=lambda x: x * sigmoid(x), spoken=("silu", "SiLU")),
    _function("gelu", lambda y, x: (1 + erf(x / sqrt(x.graph.number(2)))) / 2 + x * _gauss(x),
              lambda m, x: 0.5 * x * (1 + m.erf(x / 2**0.5)), lambda x: x * (1 + (x / _root_of_two()).erf()) / 2,
              lambda S, x: x * (1 + S.erf(x / S.sqrt(2))) / 2, r"\operatorname{gelu}", spoken=("GELU",),
              meaning=lambda x: x * (1 + erf(x / sqrt(x.graph.number(2)))) / 2),
)  # fmt: skip


def _slope_of_relu(x: Any) -> Any:
    """I[x > 0], and at 0 what is declared."""
    there = x.graph.at_zero
    return (1 - there) * step(x) + there * (1 - step(-x)) if there else step(x)


def _slopes_of_max(a: Any, b: Any) -> tuple[Any, Any]:
    """By each of the two; max(0, x) is relu(x)."""
    if a.graph.at_zero and 0 in (a.graph.value(a.id), b.graph.value(b.id)):
        return _slope_of_relu(a - b), _slope_of_relu(b - a)
    return step(a - b), step(b - a)


def _selu(m: Any, x: Any) -> Any:
    return float(SELU_SCALE) * m.where(x > 0, x, float(SELU_ALPHA) * (m.exp(m.where(x > 0, 0.0, x)) - 1))


def _polygamma(order: int, x: Any) -> Any:
    import flint

    found = flint.acb(x).polygamma(flint.acb(order))
    return found.real if found.imag.contains(0) else flint.arb.nan()


def _root_of_two() -> Any:
    import flint

    return flint.arb(2).sqrt()


FIRST = CASE + 1
CODE: dict[str, int] = {row.name: FIRST + i for i, row in enumerate(ROWS)}
SPOKEN: dict[str, str] = {name: row.name for row in ROWS for name in (row.name, *row.spoken)}
ADD, SUB, MUL, DIV, NEG, POW = (CODE[name] for name in ("add", "sub", "mul", "div", "neg", "pow"))


def row(code: int) -> Row:
    """The row of an operation code (not of the cells before the rows)."""
    return ROWS[code - FIRST]
