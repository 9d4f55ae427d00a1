"""Vectors, matrices, norms and sums over sets: read as they are written."""

import pytest

from symgrad import check, parse
from symgrad.graph import Graph
from symgrad.notation.meaning import Meaning
from symgrad.notation.reader import read, written
from symgrad.notation.scope import Scope
from symgrad.notation.syntax import (
    Filled,
    Matrix,
    Nabla,
    Name,
    Norm,
    Over,
    Power,
    Product,
    Space,
    Struck,
    Transpose,
    Unread,
)
from symgrad.notation.tokens import tokenize
from symgrad.source import Source, SymgradError


def tokens(text):
    return tokenize(Source(text), 0, len(text), latex=True)


def tree(text):
    return written(tokens(text))


def names(trees):
    return [tree.name for tree in trees]


@pytest.mark.parametrize("environment", ["matrix", "pmatrix", "bmatrix"])
def test_a_matrix_has_rows_of_entries(environment):
    found = tree(rf"\begin{{{environment}}} a & b \\ c & d \\ \end{{{environment}}}")
    assert isinstance(found, Matrix) and [names(row) for row in found.rows] == [["a", "b"], ["c", "d"]]


def test_a_norm_ends_at_the_next_bars_outside_brackets():
    found = tree(r"\left\| A (\|x\| y) \right\|_2 \|z\|")
    assert isinstance(found, Product) and all(isinstance(factor, Norm) for _, factor in found.factors)
    assert found.factors[0][1].order.text == "2" and found.factors[1][1].order is None
    squared = tree(r"\lVert x \rVert^2")
    assert isinstance(squared, Power) and isinstance(squared.base, Norm)


@pytest.mark.parametrize("text", ["A^T", r"A^{\top}", "A^{T}", r"(A b)^T", r"A_k^T", r"A^{(i)T}", r"A^{(1)\top}"])
def test_a_transpose_is_no_power(text):
    assert isinstance(tree(text), Transpose)


def test_a_transposed_name_keeps_its_index():
    assert tree(r"\alpha_2^{(i)T}").body.name == "alpha_2__i"


@pytest.mark.parametrize(
    ("text", "same"), [("e^{(r-q)T}", "e^{(r-q) T + 0}"), ("x^{(n-1)T}", "x^{T(n-1)}"), ("e^{(r)T}", "e^{T r}")]
)
def test_a_factor_in_a_longer_exponent_is_no_transpose(text, same):
    assert parse(text) == parse(same)


@pytest.mark.parametrize("text", ["e^{(x)}", "e^{(x+1)}", "e^{(t)}"])
def test_a_bracket_above_e_is_an_exponent(text):
    assert parse(text) == parse(rf"\exp{text[3:-1]}")
    assert tree("e^{(i)}").name == "e__i" and tree("x^{(t)}").name == "x__t"


def test_nabla_takes_a_factor_with_its_argument():
    found = tree(r"\alpha \nabla_w L(y, t) x")
    (_, gradient), (_, rest) = found.factors[1:]
    assert isinstance(gradient, Nabla) and gradient.by.name == "w" and isinstance(gradient.body, Product)
    assert rest.name == "x"


@pytest.mark.parametrize(
    ("text", "sizes"), [(r"\mathbb{R}", 0), (r"\mathbb{R}^n", 1), (r"\mathbb{R}^{2 \times 3}", 2), (r"\mathbb{N}", 0)]
)
def test_a_set_of_arrays_has_sizes(text, sizes):
    found = tree(text)
    assert isinstance(found, Space) and len(found.sizes) == sizes


def test_a_vector_filled_with_one_number_is_not_that_number():
    assert isinstance(tree(r"\mathbf{0}"), Filled) and isinstance(tree(r"\boldsymbol{1}"), Filled)


def test_what_is_struck_is_kept_as_struck():
    assert isinstance(tree(r"\cancel{x} y").factors[0][1], Struck)


@pytest.mark.parametrize(
    ("text", "index", "within"),
    [
        (r"\sum_j x_j", "j", None),
        (r"\sum_{i \in B} x_i", "i", "B"),
        (r"\sum x^{(i)}", "i", None),
        (r"∏ z_k", "k", None),
    ],
)
def test_a_sum_without_numbers_for_its_range(text, index, within):
    found = tree(text)
    assert isinstance(found, Over) and isinstance(found.index, Name) and found.index.name == index
    assert (found.within and found.within.name) == within


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"\prod_{i=1}^{3} x_i \cdot c", "x_1 x_2 x_3 c"),
        (r"\prod_{i=1}^{2} x_i \cdot y_i", "x_1 y_1 x_2 y_2"),
        (r"\prod_{i=1}^{2} x_i \cdot c y_i", "x_1 c y_1 x_2 c y_2"),
        (r"\prod_{i=1}^{2} c x_i", "c x_1 c x_2"),
        (r"\prod_{i=1}^{2} i \cdot \prod_{i=1}^{2} (i + 1)", "12"),
        (r"\sum_{i=1}^{2} x_i \cdot c", "c x_1 + c x_2"),
    ],
)
def test_a_product_ends_before_factors_without_its_index(text, value):
    assert (parse(text) - parse(rf"\relax {value}")).expand() == 0


def test_both_ends_of_a_product_are_tried():
    for right in ("x_1 x_2 c", "x_1 x_2 c^2"):
        (step,) = check(rf"$\prod_{{i=1}}^{{2}} x_i \cdot c = {right}$").steps
        assert step.kind in ("proved", "agrees")
        assert any("the product may end" in note for note in step.verdict.notes)
    (step,) = check(r"$\prod_{i=1}^{2} x_i \cdot c = x_1 x_2 c^3$").steps
    assert step.kind == "refuted"


@pytest.mark.parametrize(
    "text",
    [
        r"\begin{pmatrix} 1 & 2 \\ 3 \end{pmatrix}",
        r"\begin{pmatrix} 1 ",
        r"\begin{pmatrix} 1, 2 \end{pmatrix}",
        r"\|x",
        r"\|(x\|)",
        r"\nabla",
        r"\mathbb{R}^",
        r"\sum_{i \in} x",
        r"\sum_{i \in B}",
        r"\sum_i^n x_i",
        r"\sum_{i=1} x_i",
        r"\sum x_i y_j",
        r"\sum x",
        r"\sum_{i < j} x_i",
    ],
)
def test_what_is_not_read_is_unread(text):
    with pytest.raises(Unread):
        tree(text)


@pytest.mark.parametrize(
    "text",
    [
        r"\begin{pmatrix} 1 \\ 1 \end{pmatrix}",
        r"2\|x\|",
        r"w^T x",
        r"\nabla f",
        r"\sin\mathbf{0}",
        r"\mathbb{R}^n",
        r"\mathbb{I}[\|x\| > 0]",
    ],
)
def test_a_lone_formula_is_no_number(text):
    assert read(tokens(text))
    with pytest.raises(Unread, match="stands where"):
        Meaning(Scope(Graph())).node(tree(text))
    with pytest.raises(SymgradError, match="stands where"):
        parse(rf"\relax {text}")


GRADIENTS = [
    (r"\nabla f = (2xy, x^2)^T", "proved"), (r"\nabla f = (2xy, x^2)", "proved"),
    (r"\nabla f = (x^2, 2xy)^T", "refuted"),
    (r"\nabla f(1, 2) = (4, 1)^T", "proved"), (r"\nabla f(1, 2) = (4, 2)^T", "refuted"),
    (r"\nabla f(a, b) = (2ab, a^2)", "proved"), (r"\nabla f(y, x) = (2xy, y^2)", "proved"),
    (r"\nabla^2 f = \begin{pmatrix} 2y & 2x \\ 2x & 0 \end{pmatrix}", "proved"),
    (r"\nabla^2 f = \begin{pmatrix} 2y & 2x \\ x & 0 \end{pmatrix}", "refuted"),
    (r"\|\nabla f(1, 2)\| = \sqrt{17}", "proved"),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "verdict"), GRADIENTS)
def test_the_gradient_of_a_function_of_several_numbers(claim, verdict):
    report = check(f"Let $f(x, y) = x^2 y$.\n\n$${claim}$$", name="a.md")
    assert [step.kind for file in report.files for step in file.steps] == [verdict]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\operatorname{softmax}(x)^T x = x^T \operatorname{softmax}(x)", "proved"),
        (r"\operatorname{softmax}(x)^T x = \operatorname{softmax}(x^T x)", "refuted"),
        (r"\operatorname{vec}(X)^T \operatorname{vec}(X) = \|X\|_F^2", "proved"),
        (r"\operatorname{diag}(x)^T x = x \odot x", "proved"),
        (r"f(x)^T x = x^T f(x)", "proved"),
        (r"f(x)^T x = f(x^T x)", "refuted"),
        (r"g(x)^T x = x^T A^T x", "proved"),
        (r"\sigma(x)^T x = x^T \sigma(x)", "proved"),
    ],
)
def test_a_transpose_behind_an_application_is_of_its_value(claim, verdict):
    text = r"""<!-- symgrad: let f be an elementwise function -->
Let $x \in \mathbb{R}^n$, $X \in \mathbb{R}^{m \times n}$ and $A \in \mathbb{R}^{n \times n}$, and $g(x) = A x$.
"""
    assert [step.kind for step in check(f"{text}\n$${claim}$$").steps] == [verdict]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\phi'(\alpha) = d^T (A (x + \alpha d) - b)", "proved"),
        (r"\phi'(\alpha) = A (x + \alpha d) - b", "refuted"),
        (r"\phi'(\alpha) = d^T (A (x - \alpha d) - b)", "refuted"),
        (r"\phi''(\alpha) = d^T A d", "proved"),
        (r"\phi''(\alpha) = 2 d^T A d", "refuted"),
        (r"\phi(0) = q(x)", "proved"),
    ],
)
def test_a_function_along_a_line(claim, verdict):
    text = r"""$A \in \mathbb{R}^{n \times n}$ symmetric, $b, x, d \in \mathbb{R}^n$, $q(x) = \frac12 x^T A x - b^T x$.

$$\phi(\alpha) = q(x + \alpha d)$$

"""
    assert [step.kind for step in check(f"{text}$${claim}$$").steps] == [verdict]


def test_the_letter_of_a_frobenius_norm_is_no_name_of_the_text():
    text = r"""$X \in \mathbb{R}^{n \times p}$, $B \in \mathbb{R}^{p \times k}$, $Y \in \mathbb{R}^{n \times k}$

$$F = \frac12 \|X B - Y\|_F^2$$

$$\frac{\partial F}{\partial B} = X^T (X B - Y), \qquad \frac{\partial F}{\partial Y} = %s X B + Y$$"""
    assert [step.kind for step in check(text % "-").steps] == ["agrees", "proved"]  # the first one shows the layout
    assert [step.kind for step in check(text % "").steps] == ["agrees", "refuted"]
