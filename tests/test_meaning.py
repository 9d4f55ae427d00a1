"""Formulas to nodes in a scope: names, functions, derivatives; what is not given is unknown, never 0."""

import pytest
import sympy
from trees import tree_of

from symgrad.graph import Graph, to_sympy
from symgrad.notation.meaning import Inapplicable, Meaning, Unresolved
from symgrad.notation.scope import Function, Scope
from symgrad.proof import judge
from symgrad.review import check

x, y, t = sympy.symbols("x y t")


def scope_of(functions=(), letters="", declared=(), **formulas):
    scope = Scope(Graph(), letters=set(letters), declared=set(declared))
    for head, text in formulas.items():
        scope.formulas[head] = tree_of(text)
    for name, params, text in functions:
        scope.functions[name] = Function(params, tree_of(text) if text else None, general=not text)
    return scope


def meaning(text, scope=None, **more):
    scope = scope or scope_of()
    return to_sympy(scope.graph, Meaning(scope, **more).node(tree_of(text)).id)


def same(scope, left, right):
    a, b = Meaning(scope).node(tree_of(left)), Meaning(scope).node(tree_of(right))
    return judge(scope.graph, a.id, b.id).kind


def test_a_name_is_cut_at_and_its_formula_put_in():
    scope = scope_of(q="x + y", n="x + y", L="q + n")
    assert meaning(r"\frac{\partial L}{\partial q}", scope) == 1
    assert meaning(r"\frac{\partial L}{\partial x}", scope) == 2


def test_euler_and_pi_are_numbers_unless_the_scope_says_otherwise():
    assert meaning("e^x") == sympy.exp(x)
    assert meaning(r"\pi") == sympy.pi
    assert meaning("e^x", scope_of(e="x + 1")) == (x + 1) ** x
    assert meaning("e", scope_of(declared=["e"])) == sympy.Symbol("e")


@pytest.mark.parametrize(("text", "expected"), [("a(x+1)", "product"), ("f(x+1)", "function")])
def test_a_name_before_a_bracket_is_what_the_scope_says(text, expected):
    scope = scope_of(functions=[("f", ("t",), "t^2")], letters="a")
    found = meaning(text, scope)
    assert found == ((x + 1) ** 2 if expected == "function" else sympy.Symbol("a") * (x + 1))


def test_a_familiar_function_name_without_a_definition_is_asked_about():
    with pytest.raises(Unresolved, match="is f a function"):
        meaning("f(x)")


def test_a_comma_list_applies():
    found = meaning("u(x, y)")
    assert found == sympy.Function("u")(x, y)


def test_square_brackets_apply_after_a_word():
    scope = scope_of(functions=[("sig", ("z",), r"\frac{1}{1+e^{-z}}")])
    assert sympy.simplify(meaning("sig[x]", scope) - 1 / (1 + sympy.exp(-x))) == 0


def test_parameters_are_put_in_all_at_once():
    scope = scope_of(functions=[("g", ("x", "y"), "x - y")])
    assert meaning("g(y, x)", scope) == y - x


def test_letters_written_together_are_one_name_where_the_scope_has_it():
    assert meaning("MPK", scope_of(MPK="x^2")) == x**2
    assert meaning("ab", scope_of(letters="ab")) == sympy.Symbol("a") * sympy.Symbol("b")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\frac{d}{dx} x^2", 2 * x),
        (r"\frac{d}{dx}[x^2 + x]", 2 * x + 1),
        (r"\frac{d^2}{dx^2} x^3", 6 * x),
        ("(x^2)'", 2 * x),
        (r"\frac{\partial}{\partial x} x^2 y", 2 * x * y),
        (r"\frac{\partial^2}{\partial x\partial y} x^2 y", 2 * x),
        (r"\partial_x (x^2 y)", 2 * x * y),
        (r"\frac{d}{dx}\frac{1}{x}", -1 / x**2),
        (r"\left.\frac{d}{dx}x^2\right|_{x=3}", 6),
    ],
)
def test_derivatives_in_many_spellings(text, expected):
    assert sympy.simplify(meaning(text, scope_of(letters="xy")) - expected) == 0


def test_derivatives_of_names_and_functions():
    scope = scope_of(functions=[("f", ("x",), "x^3")], f="x^3", y="x^2")
    for text, expected in (
        ("f'(x)", 3 * x**2),
        ("f'(2)", 12),
        ("f''(x)", 6 * x),
        (r"\frac{df}{dx}", 3 * x**2),
        ("y'", 2 * x),
        (r"\frac{dy}{dx}", 2 * x),
        (r"\frac{d^2y}{dx^2}", 2),
        ("f'(x^2)", 3 * x**4),
    ):
        assert sympy.simplify(meaning(text, scope) - expected) == 0, text


def test_the_prime_variable_is_fixed_before_judging():
    assert meaning("(a^x)'", scope_of(letters="ax")) == sympy.Symbol("a") ** x * sympy.log(sympy.Symbol("a"))
    with pytest.raises(Unresolved, match="what the prime is taken by"):
        meaning("(ab)'", scope_of(letters="ab"))
    assert meaning("(ab)'", scope_of(letters="ab"), variable="a") == sympy.Symbol("b")


def test_the_order_of_prime_variables_is_x_t_z():
    assert meaning("(zx)'", scope_of(letters="xz")) == sympy.Symbol("z")
    assert meaning("(zt)'", scope_of(letters="tz")) == sympy.Symbol("z")


def test_a_derivative_of_what_has_no_formula_is_unknown():
    with pytest.raises(Unresolved, match="y has no formula"):
        meaning(r"\frac{dy}{dx}", scope_of(letters="x"))
    (step,) = check("$\\frac{dy}{dx} = 0 \\cdot x$\n").steps
    assert step.kind == "undecided" and "y has no definition" in step.verdict.message


def test_a_derivative_by_what_stands_nowhere_is_unknown():
    with pytest.raises(Unresolved, match="not written in terms of s"):
        meaning(r"\frac{dy}{ds}", scope_of(y="x^2"))


def test_the_graph_says_zero_only_of_names_that_it_has():
    assert meaning(r"\frac{\partial y}{\partial z}", scope_of(letters="z", y="x^2", q="xz")) == 0
    with pytest.raises(Unresolved, match="y is not written in terms of z"):
        meaning(r"\frac{\partial y}{\partial z}", scope_of(letters="z", y="x^2"))


def test_parametric_derivatives_are_quotients_and_inverse_ones_reciprocals():
    scope = scope_of(x=r"\cos t", y=r"\sin t")
    assert sympy.simplify(meaning(r"\frac{dy}{dx}", scope) + sympy.cot(t)) == 0
    assert sympy.simplify(meaning(r"\frac{dt}{dx}", scope) + 1 / sympy.sin(t)) == 0


def test_held_names_do_not_move():
    scope = scope_of(q="x^2", L="qx")
    assert meaning(r"\left(\frac{\partial L}{\partial x}\right)_q", scope) == x**2


def test_a_written_application_holds_its_other_arguments():
    scope = scope_of(functions=[("f", ("u", "v"), "u v")], g="x^2", letters="x")
    assert meaning(r"\frac{\partial f(x, g)}{\partial x}", scope) == x**2
    assert meaning(r"\frac{d f(x, g)}{d x}", scope) == 3 * x**2


def test_a_formula_below_the_bar_with_one_input_gives_a_quotient():
    scope = scope_of(y=r"s^4", letters="s")
    assert meaning(r"\frac{dy}{d(s^2)}", scope) == 2 * sympy.Symbol("s") ** 2


def test_a_local_partial_exists_only_by_a_direct_operand():
    scope = scope_of(f_1="x^2", f_2=r"\sin f_1")
    text = r"\frac{\partial f_2}{\partial x}"
    with pytest.raises(Inapplicable):
        Meaning(scope, {0: "local"}).node(tree_of(text))
    assert sympy.simplify(meaning(text, scope) - 2 * x * sympy.cos(x**2)) == 0


def test_a_stated_derivative_of_an_unknown_is_put_in():
    scope = scope_of(a="x^2", letters="xL")
    scope.edges["L"] = ("a",)
    scope.given["L", "a"] = tree_of("3")
    assert meaning(r"\frac{dL}{dx}", scope) == 6 * x


def test_cases_are_branches_the_first_that_holds():
    text = r"\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}"
    assert same(scope_of(), text, r"\max(x, 0)") in ("proved", "agrees")
    with pytest.raises(Unresolved, match="otherwise"):
        meaning(r"\begin{cases} 1 & x > 0 \\ 2 & x < 0 \end{cases}")
    assert (
        same(scope_of(), r"\begin{cases} 1 & x > 0 \\ -1 & x < 0 \\ 0 & x = 0 \end{cases}", r"\operatorname{sign}(x)")
        != "refuted"
    )


def test_indicators_are_steps():
    assert same(scope_of(), r"x\,\mathbb{I}[x > 0]", r"\max(x, 0)") in ("proved", "agrees")


def test_a_definition_by_itself_is_noticed():
    with pytest.raises(Unresolved, match="defined by itself"):
        meaning("a", scope_of(a="b", b="a + 1"))


def test_a_function_defined_by_itself_is_noticed():
    with pytest.raises(Unresolved):
        meaning("f(x)", scope_of(functions=[("f", ("n",), "n f(n-1)")]))


def test_huge_exponents_and_orders_are_said_to_be_too_large():
    with pytest.raises(Unresolved, match="too large"):
        meaning("x^{10000000}")
    with pytest.raises(Unresolved, match="order"):
        meaning(r"\frac{d^{13}}{dx^{13}} x")


def test_lists_and_question_marks_are_no_numbers():
    with pytest.raises(Exception, match="a list is not a number"):
        meaning("(x, y)")
    with pytest.raises(Unresolved, match="question mark"):
        meaning("?")
    with pytest.raises(Unresolved, match="dots"):
        meaning(r"x + \dots")


def test_sigma_with_a_bracket_is_the_sigmoid_and_noted():
    scope = scope_of()
    found = Meaning(scope)
    found.node(tree_of(r"\sigma(x)"))
    assert any("sigmoid" in note for note in found.notes)
    assert meaning(r"\sigma x") == sympy.Symbol("sigma") * x


def test_decimals_are_exact():
    assert meaning("0.1 + 0.2") == sympy.Rational(3, 10)


def test_the_graph_that_is_given_is_the_one_that_is_used():
    from symgrad.review.check import scope_for

    graph = Graph()
    assert scope_for([tree_of("x")], graph=graph).graph is graph
