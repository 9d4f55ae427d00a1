"""What is written is read back as the same node, in LaTeX and in plain text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import BENT, SMOOTH, formulas, plans, planted
from trees import tree_of

from symgrad.graph import Graph, Opaque, twin
from symgrad.notation.meaning import Meaning
from symgrad.notation.plain import plain
from symgrad.notation.writer import write, written_name
from symgrad.review import equal
from symgrad.review.check import scope_for

MORE = ("asin", "tan", "cosh", "sinh", "sign", "neg")
NAMES = [
    "x",
    "omega_3",
    "w_12",
    "z_1,j",
    "yhat",
    "xbar_2",
    "alpha",
    "theta_i",
    "a__l",
    "x_ip1",
    "Delta",
    "cost",
    "y__star",
]
NAMES += ["x_i+k-1", "x_n-k", "x_2k-1", "T_i,m,1", "x_im1,j+k", "x_-", "x_+", "x_-1", "a__lm1", "x_ice", "x_i+1/2"]
NAMES += ["P__+", "xhat__-", "rhotilde_2", "xhat__i", "what", "Sigmahat", "bcheck", "xvec_1", "W_1__l", "mu"]


def reread(graph, text, latex):
    tree = tree_of(text, latex)
    return Meaning(scope_for([tree], graph=graph)).node(tree).id


@pytest.mark.parametrize("latex", [True, False], ids=["latex", "plain"])
@pytest.mark.parametrize("written", [True, False], ids=["as written", "folded"])
def test_a_formula_is_read_back_as_the_same_node(latex, written):
    @given(plans(SMOOTH + BENT + MORE, leaves=7))
    @settings(max_examples=120, deadline=None)
    def holds(plan):
        graph = Graph()
        node = planted(graph, plan, written=written)
        text = write(graph, node.id, latex=latex)
        assert twin(graph, reread(graph, text, latex)) == twin(graph, node.id), text

    holds()


@pytest.mark.parametrize("latex", [True, False], ids=["latex", "plain"])
def test_an_indicator_is_read_back(latex):
    graph = Graph()
    node = graph.apply("step", graph.input("x") - 1) * 2
    assert twin(graph, reread(graph, write(graph, node.id, latex=latex), latex)) == twin(graph, node.id)


@pytest.mark.parametrize("latex", [True, False], ids=["latex", "plain"])
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_back_as_itself(name, latex):
    text = written_name(name, latex=latex)
    graph = Graph()
    assert graph.label(reread(graph, text, latex)) == name


@pytest.mark.parametrize(
    ("name", "latex", "text"),
    [
        ("omega_3", r"\omega_3", "ω_3"),
        ("yhat_1", r"\hat{y}_1", "ŷ_1"),
        ("z_1,j", "z_{1,j}", "z_{1,j}"),
        ("x_ip1", "x_{i+1}", "x_{i+1}"),
        ("w_12", "w_{12}", "w_12"),
        ("a__l", "a^{(l)}", "a^{(l)}"),
        ("y'", "y'", "y'"),
        ("loss", r"\mathrm{loss}", "loss"),
    ],
)
def test_names_are_written_as_people_write_them(name, latex, text):
    assert (written_name(name, latex=True), written_name(name)) == (latex, text)


@pytest.mark.parametrize(
    ("build", "latex", "text"),
    [
        (lambda g, x, y: (x + y) * 2, r"\left(x + y\right) \cdot 2", "(x + y)*2"),
        (lambda g, x, y: 2 * x + 1, "2 x + 1", "2*x + 1"),
        (lambda g, x, y: x / (y + 1), r"\frac{x}{y + 1}", "x/(y + 1)"),
        (lambda g, x, y: x - (y - 1), "x - (y - 1)", "x - (y - 1)"),
        (lambda g, x, y: -(x + y), "-(x + y)", "-(x + y)"),
        (lambda g, x, y: g.apply("pow", x + 1, 2), "(x + 1)^{2}", "(x + 1)^2"),
        (lambda g, x, y: g.apply("pow", g.apply("sin", x), 2), None, "sin(x)^2"),
        (lambda g, x, y: x * (x * y), None, "x*(x*y)"),
    ],
)
def test_brackets_stand_where_they_must(build, latex, text):
    graph = Graph()
    node = build(graph, graph.input("x"), graph.input("y"))
    assert write(graph, node.id) == text
    for how in (True, False):
        assert twin(graph, reread(graph, write(graph, node.id, latex=how), how)) == twin(graph, node.id)
    if latex is not None and not latex.startswith(r"\left"):
        assert write(graph, node.id, latex=True) == latex


def test_names_below_the_root_are_written_as_names():
    graph = Graph()
    inner = graph.named("q", graph.input("x") + 1)
    outer = graph.named("y", inner * inner)
    assert write(graph, outer.id) == "q*q" and write(graph, inner.id) == "x + 1"
    assert write(graph, (inner + 1).id, cut=[inner.id]) == "q + 1"


def test_unknown_functions_and_their_derivatives_have_a_form():
    graph = Graph()
    one, two = graph.input("x"), graph.input("y")
    for slots, latex, text in (((), "f(x, y)", "f(x, y)"), ((0,), r"\partial_{1} f(x, y)", "∂_1 f(x, y)")):
        node = graph.opaque(Opaque("f", 2, slots), one, two)
        assert (write(graph, node.id, latex=True), write(graph, node.id)) == (latex, text)
    node = graph.opaque(Opaque("g", 1, (0, 0)), one)
    assert write(graph, node.id) == write(graph, node.id, latex=True) == "g''(x)"


# ----- plain text of trees -----


@given(formulas)
@settings(max_examples=100, deadline=None)
def test_the_plain_text_of_a_formula_means_the_formula(formula):
    shown = plain(tree_of(formula.latex, True))
    assert equal(shown, formula.latex).holds, shown


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"\frac{\partial y}{\partial f_3}", "∂y/∂f_3"),
        (r"\frac{d^2}{dx^2} \sin x", "d^2/(dx^2) sin(x)"),
        (r"\left.x^2\right|_{x=3}", "x^2|_(x=3)"),
        (r"\sqrt[3]{x}", "root_3(x)"),
        (r"\left|x - 1\right|", "|x - 1|"),
        (r"\mathbb{I}[x > 0]", "I[x > 0]"),
        (r"\max_z (z^2)", "max_z (z^2)"),
        (r"\lim_{x \to 0^+} x", "lim_(x→0+) x"),
        (r"\lim_{x \to \infty} x", "lim_(x→∞) x"),
        (r"\lim_{x \to -\infty} x", "lim_(x→-∞) x"),
        (r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}", "{x if x > 0; 0 else}"),
        (r"\dot x + \ddot y'", None),
        (r"\frac{a + b}{c d}", "(a + b)/(c d)"),
        (r"-\frac{1}{2} x", None),
        (r"\sin^2 x", "sin^2(x)"),
        (r"\log_2 x", "log_2(x)"),
    ],
)
def test_a_tree_has_one_line_of_plain_text(latex, shown):
    found = plain(tree_of(latex, True))
    assert "\n" not in found and "\\" not in found
    if shown is not None:
        assert found == shown


@given(st.lists(st.sampled_from(["x", "+", "-", "2", "(", ")", r"\sin", "^2", "_1", r"\frac12", "|", "'"]), max_size=8))
@settings(max_examples=100, deadline=None)
def test_whatever_is_read_has_a_plain_text(pieces):
    from symgrad.notation.syntax import Unread
    from symgrad.source import SymgradError

    try:
        tree = tree_of(" ".join(pieces), True)
    except (Unread, SymgradError):
        return
    assert plain(tree)


def test_a_name_with_an_exponent_is_braced_under_another() -> None:
    graph = Graph()
    for name, text in (("W_12__1", "{W_{12}^{(1)}}^{2}"), ("x'", "{x'}^{2}"), ("x_1", "x_1^{2}")):
        assert write(graph, (graph.input(name) ** 2).id, latex=True) == text
    assert write(graph, ((graph.input("x") ** 2) ** 3).id, latex=True) == "(x^{2})^{3}"
