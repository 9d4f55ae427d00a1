"""Claims about vectors and matrices: shapes, layouts, readings, proofs for every size, speed."""

import time

import pytest

from symgrad import check
from symgrad.graph import Graph
from symgrad.graph.arrays import Array
from symgrad.graph.sizes import Misfit, Sizes

LAYER = r"""<!-- symgrad: layout denominator -->
$W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $b \in \mathbb{R}^m$

$$z = W x + b$$
"""


def steps(text):
    return check(text).steps


def only(text):
    (step,) = steps(text)
    return step


def test_an_array_multiplies_as_a_matrix_does():
    graph = Graph()
    a, b = Array.inputs(graph, "a", 2, 3), Array.inputs(graph, "b", 3, 2)
    assert (a @ b).T.entries != (a @ b).entries
    assert [graph.label(x) for x in a.entries] == ["a_11", "a_12", "a_13", "a_21", "a_22", "a_23"]
    assert (a @ Array.identity(graph, 3)) == a


def test_dimensions_that_differ_do_not_fit():
    sizes = Sizes()
    m, n, rows = sizes.of("m"), sizes.of("n"), sizes.unknown("rows of W")
    sizes.same(rows, m)
    with pytest.raises(Misfit, match="m does not fit n"):
        sizes.same(rows, n)


def test_the_jacobian_of_a_layer_in_both_layouts():
    claim = r"$$\frac{\partial z}{\partial x} = W^T$$"
    assert only(LAYER + claim).kind == "proved"
    assert only(LAYER.replace("denominator", "numerator") + claim).kind == "refuted"
    assert only(LAYER.replace("denominator", "numerator") + claim.replace("W^T", "W")).kind == "proved"


def test_an_undeclared_layout_is_evidence_from_the_second_line_on():
    text = LAYER.replace("<!-- symgrad: layout denominator -->", "")
    first, second, third = steps(
        text
        + r"$$\frac{\partial z}{\partial x} = W^T$$"
        + "\n\n"
        + r"$$\frac{\partial (2 z)}{\partial x} = 2 W^T$$"
        + "\n\n"
        + r"$$\frac{\partial z}{\partial x} = W$$"
    )
    assert first.kind == "agrees" and any("denominator layout" in note for note in first.verdict.notes)
    assert second.kind == "proved"
    assert third.kind == "undecided" and "line" in third.verdict.message


def test_a_formula_of_another_shape_than_declared_names_both_places():
    text = LAYER.replace("$$z", r"$z \in \mathbb{R}^n$" + "\n\n$$z") + r"$$\frac{\partial z}{\partial x} = W^T$$"
    step = only(text)
    assert step.kind == "undecided" and "declared as (n × 1) in line" in step.verdict.message


def test_a_product_that_does_not_fit_names_its_factors():
    step = only(LAYER + r"$$\frac{\partial z}{\partial x} = x W$$")
    assert step.kind == "refuted" and "(n × 1) does not fit (m × n)" in step.verdict.message


def test_a_bold_letter_is_no_number():
    assert only(r"$$\frac{\partial \mathbf{a}^T \mathbf{x}}{\partial \mathbf{x}} = \mathbf{a}$$").kind == "agrees"
    assert only(r"$$\mathbf{a} \mathbf{b} = \mathbf{b} \mathbf{a}$$").kind == "undecided"
    step = only(r"$$\mathbf{A} \mathbf{B} = \mathbf{B} \mathbf{A}$$")
    assert step.kind == "refuted" and any("matrices" in note for note in step.verdict.notes)


def test_what_is_added_to_a_vector_is_one():
    text = r"$W \in \mathbb{R}^{m \times n}$" + "\n\n$$z = W x + b$$\n\n" + r"$$\frac{\partial z}{\partial b} = I$$"
    assert only(text).verdict.holds


def test_a_bias_is_added_to_every_column_of_a_batch():
    text = r"""$W \in \mathbb{R}^{m \times n}$, $X \in \mathbb{R}^{n \times k}$, $b \in \mathbb{R}^m$
$$Z = W X + b$$
$$Z_{ij} = b_i + \sum_l W_{il} X_{lj}$$"""
    step = only(text)
    assert step.verdict.holds and any("column" in note for note in step.verdict.notes)


def test_a_sum_over_a_dimension_counts_its_places():
    assert only(r"$x \in \mathbb{R}^3$ $$\operatorname{tr}(x x^T) = x^T x$$").kind == "proved"
    shapes = r"$x, y \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$" + "\n\n"
    assert only(shapes + r"$$\operatorname{tr}(I x^T y) = x^T y$$").kind != "proved"
    assert only(shapes + r"$$\mathbf{1}^T (x + \mathbf{1}) = \mathbf{1}^T x + 1$$").kind == "refuted"


def test_kinks_are_left_out():
    text = (
        LAYER
        + r"""$$h = \max(0, z)$$
$$\frac{\partial h}{\partial z} = \operatorname{diag}(\mathbb{I}[z \ge 0])$$"""
    )
    step = only(text)
    assert step.kind == "agrees" and any("kink" in note or "except" in note for note in step.verdict.notes)


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (r"\frac{\partial L}{\partial W_2} = \frac{\partial L}{\partial z_2} h_1^T", "proved"),
        (r"\frac{\partial L}{\partial W_2} = h_1 \frac{\partial L}{\partial z_2}^T", "refuted"),
    ],
)
def test_a_network_of_width_eight_is_judged_in_a_second(claim, kind):
    text = r"""<!-- symgrad: layout denominator -->
$W_1, W_2, W_3 \in \mathbb{R}^{8 \times 8}$, $x, y \in \mathbb{R}^8$

$$z_1 = W_1 x$$
$$h_1 = \max(0, z_1)$$
$$z_2 = W_2 h_1$$
$$h_2 = \max(0, z_2)$$
$$\hat{y} = W_3 h_2$$
$$L = \|\hat{y} - y\|^2$$
"""
    start = time.process_time()
    assert only(f"{text}$${claim}$$").kind == kind
    assert time.process_time() - start < 1


def test_what_is_struck_may_be_left_out_of_a_sum_of_arrays():
    given = r"Let $x \in \mathbb{R}^n$ and $y \in \mathbb{R}^n$. "
    (step,) = check(given + r"$$x^T y + \cancel{x^T x} = x^T y$$").steps
    assert step.verdict.holds and any("struck out" in note for note in step.verdict.notes)
    (step,) = check(given + r"$$x^T y + \cancel{x^T x} = 2 x^T y$$").steps
    assert step.kind == "refuted"


@pytest.mark.parametrize(
    "formula", [r"\frac{\partial g(t)}{\partial t} x = \mathbb{I}[t > 0] x", r"g'(x) = \mathbb{I}[x > 0]"]
)
def test_a_derivative_where_cases_meet_is_not_proved_of_arrays(formula):
    cases = r"$g(t) = \begin{cases} t & t > 0 \\ 0 & t \leq 0 \end{cases}$"
    step = check(rf"Let $x \in \mathbb{{R}}^2$. {cases} $${formula}$$").steps[-1]
    assert step.kind == "agrees" and any(note.startswith("except where") for note in step.verdict.notes)


def test_a_quotient_of_determinants_is_no_derivative():
    text = r"$A, B \in \mathbb{R}^{n \times n}$: $$\det(A B^{-1}) = \frac{\det(A)}{\det(B)}$$"
    assert check(text).summary["refuted"] == 0
    text = r"$a, b \in \mathbb{R}^2$: $$\frac{\det(\operatorname{diag}(a))}{\det(\operatorname{diag}(b))} = %s$$"
    assert check(text % r"\frac{a_1 a_2}{b_1 b_2}").summary["proved"] == 1
    assert check(text % r"\frac{a_1 a_2}{b_1}").summary["refuted"] == 1


def test_a_layer_marked_by_a_number_keeps_its_shape():
    """y^{(i)} of y declared for all examples is about one of them; W^{(1)} declared as a matrix is one."""
    text = (
        r"$W^{(1)} \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$: $$\frac{\partial}{\partial x} (W^{(1)} x) = %s$$"
    )
    assert check("<!-- symgrad: layout numerator -->\n\n" + text % "W^{(1)}").summary["proved"] == 1


CENTRE = r"I - \frac{%s}{n} \mathbf{1} \mathbf{1}^T"


@pytest.mark.parametrize(("count", "kind"), [("1", "undecided"), ("2", "refuted")])
def test_a_bare_identity_may_have_a_size_that_is_written(count, kind):
    step = check(r"Let $x \in \mathbb{R}^n$." + f"\n\n$$({CENTRE % 1})({CENTRE % 1}) = {CENTRE % count}$$").steps[-1]
    assert step.kind == kind and (kind == "refuted" or "has the size n" in step.verdict.message)


@pytest.mark.parametrize("n", [10, 11, 12])
def test_entries_with_two_digits_have_names_of_their_own(n):
    text = rf"$A \in \mathbb{{R}}^{{{n} \times {n}}}$, $x \in \mathbb{{R}}^{{{n}}}$" + "\n\n$$%s$$"
    assert check(text % r"\nabla_x (x^T A x) = (A + A^T) x").steps[0].verdict.holds
    for wrong in (r"\nabla_x (x^T A x) = 2 A x", "A x = A^T x"):
        assert check(text % wrong).steps[0].kind == "refuted"


@pytest.mark.parametrize(("claim", "kind"), [
    (r"d \log \det M = \operatorname{tr}(M^{-1} dM)", "proved"),
    (r"d \log \det M = \operatorname{tr}(M^{-1})", "refuted"),  # which is not 0 where M stands still
    (r"d \operatorname{tr}(M) = 1", "refuted"),
    (r"d \operatorname{tr}(M) = 0", "undecided"),  # of a constant M
    (r"d \log \det M = d \operatorname{tr}(M)", "undecided"),
    (r"d(M M) = M", "undecided"),  # d may be a function
])  # fmt: skip
def test_a_differential_needs_one_on_the_other_side(claim, kind):
    text = r"For $M \in \mathbb{R}^{n \times n}$" + f"\n\n$${claim}$$"
    assert only(text).kind == kind


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (r"\nabla_w (2\Phi(w^T x)) = \frac{2}{\sqrt{2\pi}} e^{-(w^T x)^2/2} x", "proved"),
        (r"\nabla_w (2\Phi(w^T x)) = \frac{1}{\sqrt{2\pi}} e^{-(w^T x)^2/2} x", "refuted"),
        (r"\nabla_w (2\Phi(w^T x)) = 2 \Phi'(w^T x) x", "proved"),
    ],
)
def test_a_symbol_means_of_a_product_of_vectors_what_it_means_of_a_number(claim, kind):
    step = only(rf"$w, x \in \mathbb{{R}}^n$ and ${claim}$")
    assert step.verdict.kind == kind
    assert any("distribution function of a standard normal" in note for note in step.verdict.notes)


def test_the_prime_of_a_matrix_is_a_transpose_and_no_derivative():
    text = r"""$S(\beta) = (y - X\beta)'(y-X\beta)$ with $X \in \mathbb{R}^{n\times k}$, $\beta\in\mathbb{R}^k$,
$y \in \mathbb{R}^n$.

$$\frac{\partial S}{\partial\beta} = -2X'y + %sX'X\beta$$"""
    assert [step.kind for step in check(text % "2").steps] == ["agrees"]
    assert [step.kind for step in check(text % "").steps] == ["refuted"]


def test_a_conclusion_takes_the_shapes_from_the_formulas_that_its_names_stand_in():
    text = r"""$J(\beta) = \|y - X\beta\|^2 + \lambda\|\beta\|^2$, $X \in \mathbb{R}^{n \times p}$.

$$\nabla J = -2X^T(y - X\beta) + 2\lambda\beta = 0 \iff (X^TX %s \lambda I)\beta = X^Ty$$"""
    assert [step.kind for step in check(text % "+").steps] == ["proved", "proved"]
    assert [step.kind for step in check(text % "-").steps] == ["proved", "refuted"]
