"""Tokens to syntax trees: positions, precedence, and a reason and a place for whatever is not read."""

import contextlib

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import formulas, points, scraps, value_of
from trees import tree_of

from symgrad.notation import reader as reading
from symgrad.notation.syntax import (
    At,
    Bracket,
    Call,
    Cases,
    Derivative,
    Extremum,
    Frac,
    Name,
    Num,
    Power,
    Prime,
    Product,
    Sum,
    Unread,
    walk,
)
from symgrad.review import parse
from symgrad.source import SymgradError

x, y, z, a, b, c = sympy.symbols("x y z a b c")


@pytest.mark.parametrize("written", [r"\argmin", r"\arg\min", r"\operatorname{argmin}", r"\mathrm{argmin}"])
def test_an_extremum_begins_with_its_own_sign(written):
    found = tree_of(rf"1 + {written}_x (x - a)^2").terms[1][1]
    assert isinstance(found, Extremum) and (found.kind, found.start) == ("argmin", 4)


@given(formulas, points)
@settings(max_examples=150, deadline=None)
def test_both_notations_mean_what_was_built_beside_them(formula, point):
    names = dict(
        zip((x, y, z, *sympy.symbols("alpha theta")), (*map(value_of, point), 2, sympy.Rational(1, 3)), strict=True)
    )
    expected = sympy.N(formula.meaning.subs(names), 30)
    for text in (formula.latex, formula.plain):
        assert abs(sympy.N(parse(text).subs(names), 30) - expected) < 1e-20 * (1 + abs(expected))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2x^2y", 2 * x**2 * y),
        ("-x^2", -(x**2)),
        ("a/b*c", a / b * c),
        ("a - b - c", a - b - c),
        ("2^{-1}", sympy.Rational(1, 2)),
        ("x^2 3", 3 * x**2),
        (r"\frac12 x", x / 2),
        (r"\frac12x", x / 2),
        (r"\frac x2", x / 2),
        (r"\sqrt2 x", sympy.sqrt(2) * x),
        (r"\sqrt[3]{x}", x ** sympy.Rational(1, 3)),
        (r"\sin x y", sympy.sin(x * y)),
        (r"\sin 2x", sympy.sin(2 * x)),
        (r"\sin x + 1", sympy.sin(x) + 1),
        (r"\sin^2 x", sympy.sin(x) ** 2),
        (r"\sin^{-1} x", sympy.asin(x)),
        (r"\sin(x)^2", sympy.sin(x) ** 2),
        (r"\sin x\cos y", sympy.sin(x) * sympy.cos(y)),
        (r"\log x\cdot y", sympy.log(x) * y),
        (r"\log_2 x", sympy.log(x) / sympy.log(2)),
        (r"\ln x", sympy.log(x)),
        (r"e^{x}", sympy.exp(x)),
        (r"\exp(-x)", sympy.exp(-x)),
        (r"|x|", sympy.Abs(x)),
        (r"\left|x-1\right|", sympy.Abs(x - 1)),
        (r"2|x|y", 2 * sympy.Abs(x) * y),
        (r"\pi x", sympy.pi * x),
        (r"(a+b)c", (a + b) * c),
        (r"a(b+c)", a * (b + c)),
        (r"\left(a+b\right)\left(a-b\right)", (a + b) * (a - b)),
        (r"\left[a+b\right]^2", (a + b) ** 2),
        (r"{a+b}^2", (a + b) ** 2),
        (r"x^{a+b}", x ** (a + b)),
        (r"x^{y^2}", x ** (y**2)),
        (r"a\cdot-b", -a * b),
        (r"a \cdot (-b)", -a * b),
        (r"--a", a),
        (r"\max(x, 0)", sympy.Max(x, 0)),
        (r"x²", x**2),
        (r"\boxed{x}", x),
        (r"\underbrace{x+1}_{u}", x + 1),
        (r"\textcolor{red}{x}", x),
        (r"\mathbf{x}", x),
        (r"\left.x^2\right|_{x=3}", 9),
        (r"1.50", sympy.Rational(3, 2)),
        (r".5x", x / 2),
        (r"x^{12}", x**12),
    ],
)
def test_latex_is_read_as_it_is_typeset(text, expected):
    assert sympy.simplify(parse(text if "\\" in text or "{" in text else r"\relax " + text) - expected) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2*x^2*y", 2 * x**2 * y),
        ("-x^2", -(x**2)),
        ("x^-2", x**-2),
        ("x**2", x**2),
        ("x^(a+b)", x ** (a + b)),
        ("x^y", x**y),
        ("e^x", sympy.exp(x)),
        ("e^(-x)", sympy.exp(-x)),
        ("exp(x) + 1", sympy.exp(x) + 1),
        ("sin x^2", sympy.sin(x**2)),
        ("sin(x)^2", sympy.sin(x) ** 2),
        ("sqrt(x)", sympy.sqrt(x)),
        ("|x| + 1", sympy.Abs(x) + 1),
        ("x_1 + x1", 2 * sympy.Symbol("x_1")),
        ("pi", sympy.pi),
        ("ln(x)", sympy.log(x)),
        ("max(x, y)", sympy.Max(x, y)),
        ("a/(b*c)", a / (b * c)),
        ("2 x", 2 * x),
        ("1/2 x", x / 2),
        ("arctan(x)", sympy.atan(x)),
        ("√(x)", sympy.sqrt(x)),
        ("1/(1 + exp(-x))", 1 / (1 + sympy.exp(-x))),
        ("x^10", x**10),
        ("x**12", x**12),
        ("x^-12", x**-12),
        ("2^10", 1024),
    ],
)
def test_plain_text_is_read_as_it_is_typed(text, expected):
    assert sympy.simplify(parse(text) - expected) == 0


@pytest.mark.parametrize("text", [r"\relax x^2^3", "x^2^3", "x**2**3"])
def test_a_power_of_a_power_without_brackets_is_not_read(text):
    with pytest.raises(SymgradError):
        parse(text)
    assert parse("x^(2^3)") == x**8 and parse("(x^2)^3") == x**6


@pytest.mark.parametrize("text", ["1e-3", "1.5e3", "2E+2"])
def test_a_number_with_an_exponent_is_that_number(text):
    assert parse(text) == sympy.Rational(text)


def test_a_number_with_two_points_is_not_read():
    with pytest.raises(SymgradError):
        parse("0.1.2")


def test_two_bare_digits_above_in_latex_are_not_read():
    with pytest.raises(SymgradError, match="TeX takes one digit only"):
        parse(r"\relax x^12")


def test_trees_know_where_they_stand():
    text = r"a + \frac{x^2}{y} \cdot (b - c)"
    for part in walk(tree_of(text)):
        assert 0 <= part.start < part.end <= len(text)
    fraction = next(p for p in walk(tree_of(text)) if isinstance(p, Frac))
    assert text[fraction.start : fraction.end] == r"\frac{x^2}{y}"
    assert text[fraction.top.start : fraction.top.end] == "x^2"


def test_juxtaposition_and_products_are_told_apart_and_not_decided():
    found = tree_of("f(x) y")
    assert isinstance(found, Product) and [sign for sign, _ in found.factors] == ["", "", ""]
    assert isinstance(found.factors[1][1], Bracket)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("w_0", "w_0"),
        ("w_{10}", "w_10"),
        (r"\hat{y}", "yhat"),
        (r"\hat y_i", "yhat_i"),
        ("y^{(i)}", "y__i"),
        (r"\mathbf{w}", "w"),
        (r"x_{i-1}", "x_im1"),
        (r"\theta_{1,j}", "theta_1,j"),
        ("x^*", "x__star"),
        (r"\bar{x}", "xbar"),
    ],
)
def test_names_carry_their_indices_and_marks(text, name):
    found = tree_of(text)
    assert isinstance(found, Name) and found.name == name


def test_a_power_is_no_index():
    assert isinstance(tree_of("y^{i}"), Power)
    assert isinstance(tree_of("y^{(2)}"), Name)


@pytest.mark.parametrize(
    "text",
    [
        r"\frac{dy}{dx}",
        r"\frac{\mathrm{d}y}{\mathrm{d}x}",
        r"\frac{d}{dx} y",
        r"\frac{d}{dx}(y)",
        r"\dfrac{dy}{dx}",
        "dy/dx",
    ],
)
def test_derivatives_are_read_in_every_spelling(text):
    found = tree_of(text)
    assert isinstance(found, Derivative) and found.kind == "d"
    assert isinstance(found.of, (Name, Bracket)) and [(v.name, n) for v, n in found.by] == [("x", 1)]


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        (r"\frac{\partial L}{\partial w}", [("w", 1)]),
        (r"\frac{\partial^2 L}{\partial w^2}", [("w", 2)]),
        (r"\partial_x f", [("x", 1)]),
        (r"\frac{\partial^2 L}{\partial w\,\partial b}", [("w", 1), ("b", 1)]),
        (r"\frac{\partial^3 L}{\partial w^2\partial b}", [("w", 2), ("b", 1)]),
    ],
)
def test_orders_of_partials(text, orders):
    found = tree_of(text)
    assert isinstance(found, Derivative) and found.kind == "partial"
    assert [(v.name, n) for v, n in found.by] == orders


def test_a_fraction_of_differentials_needs_the_same_d_above_and_below():
    assert isinstance(tree_of(r"\frac{dy}{x}"), Frac)
    assert isinstance(tree_of(r"\frac{d_1}{d_2}"), Frac)
    assert isinstance(tree_of(r"\frac{a}{dx}"), Frac)


def test_what_a_derivative_holds_fixed():
    found = tree_of(r"\left(\frac{\partial p}{\partial V}\right)_T")
    assert isinstance(found, Derivative) and [h.name for h in found.held] == ["T"]


def test_primes_and_evaluation_and_cases():
    assert tree_of("y'").primes == 1 and tree_of("y''").primes == 2
    assert isinstance(tree_of("(uv)'"), Prime)
    assert isinstance(tree_of(r"\left.\frac{dy}{dx}\right|_{x=1, y=2}"), At)
    found = tree_of(r"\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}")
    assert isinstance(found, Cases) and [condition is None for _, condition in found.cases] == [False, True]
    assert isinstance(tree_of(r"\sin^2 x"), Call)
    assert isinstance(tree_of("-x"), Sum) and isinstance(tree_of("3"), Num)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        (r"x + \foo y", 5, r"the command \foo is not known"),
        ("(x + 1", 1, "never closed"),
        ("x + 1)", 6, "closes nothing"),
        (r"\frac{1}{}", 1, "empty"),
        ("x +", 4, "missing at the end"),
        ("* x", 1, "not expected"),
        (r"\sin", 1, "sin has no argument"),
        (r"\int x", 1, "not read yet"),
        (r"\sum_i x_i", 1, None),
        ("3!!", 3, "double factorial"),
        ("x_", 3, "missing"),
        (r"a \pm b", 3, None),
        (r"\left(x\right]", 6, None),
        ("[x)", 1, "never closed"),
        (r"\sqrt{x", 6, "never closed"),
        ("x^{}", 5, "empty"),
        ("a/b c", 3, "two ways"),
        (r"\infty", 1, "infinity"),
        (r"A^{T}", 1, "a vector or a matrix stands"),
        (r"\|x\|", 1, "a norm stands"),
    ],
)
def test_what_is_not_read_has_a_place_and_a_reason(text, column, words):
    with pytest.raises(SymgradError) as caught:
        parse(text)
    diagnostic = caught.value.diagnostic
    assert diagnostic.span is not None and diagnostic.span.line == 1
    if words is not None:
        assert words in diagnostic.message and diagnostic.span.column == column


def test_nesting_has_a_limit_that_is_said():
    with pytest.raises(SymgradError, match="nested deeper"):
        parse("(" * 200 + "x" + ")" * 200)
    assert parse("(" * 50 + "x" + ")" * 50) == x
    for chain in (r"\partial_x ", r"\prod_{i=1}^2 ", r"\nabla ", r"\sum_i ", r"\lim_{x \to 0} ", r"\color{red} "):
        with pytest.raises(SymgradError, match="nested deeper"):
            parse(chain * 3000 + "x_i")


def readers(monkeypatch, text):
    """How many partial readers one text takes."""
    count = 0
    make = reading.Reader.__init__

    def counted(self, *args, **kwargs):
        nonlocal count
        count += 1
        make(self, *args, **kwargs)

    factors = 0
    primary = reading.Reader.primary

    def seen(self):
        nonlocal factors
        factors += 1
        return primary(self)

    monkeypatch.setattr(reading.Reader, "__init__", counted)
    monkeypatch.setattr(reading.Reader, "primary", seen)
    with contextlib.suppress(Unread):
        tree_of(text)
    return count + factors


@pytest.mark.parametrize(
    "nested",
    [lambda n: "d(" * n + "x" + ")" * n, lambda n: r"\frac{d" * n + r"\foo" + "}{dx}" * n],
    ids=["d applied to d", "derivatives of what is not read"],
)
def test_reading_takes_no_more_than_quadratic_work(monkeypatch, nested):
    assert readers(monkeypatch, nested(10)) < 1000


@given(scraps)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused(text):
    for latex in (True, False):
        try:
            tree_of(text, latex)
        except Unread as unread:
            assert unread.reason and 0 <= unread.start <= unread.end <= len(text)
        except SymgradError:
            pass


@given(st.text(max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_characters_are_read_or_refused(text):
    try:
        parse(text)
    except SymgradError as error:
        assert error.diagnostic.message


@pytest.mark.parametrize("text", [r"x\left", r"\mathbb{I}\left", r"f\left"])
def test_a_lone_left_is_refused(text):
    with pytest.raises(SymgradError):
        parse(text)


def test_digits_of_another_script_do_no_harm():
    try:
        found = parse("٣ x")
    except SymgradError:
        return
    assert found == 3 * x


def test_a_relation_is_a_relation_of_sympy():
    assert parse("x <= y") == sympy.Le(x, y)
    assert parse("x = y + 1").rhs == y + 1
    with pytest.raises(SymgradError, match="chain"):
        parse("x = y = z")


def test_functions_may_be_declared():
    assert parse("f(x)", functions=("f",)) == sympy.Function("f")(x)
    with pytest.raises(SymgradError, match="is f a function"):
        parse("f(x)")


@pytest.mark.parametrize("text", [r"\frac{1}{2} x^2", "x^2/2", r"$\tfrac12x^2$", "$$x^2/2$$"])
def test_dollars_and_notations_make_no_difference(text):
    assert parse(text) == x**2 / 2
