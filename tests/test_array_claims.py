"""Claims about vectors and matrices as people write them, each beside a wrong neighbour."""

import pytest

from symgrad.review import check

SIZES = r"Let $A\in\mathbb{R}^{m\times n}$, $B\in\mathbb{R}^{n\times m}$ and $\lambda>0$."
MATRIX = r"Let $P = \begin{pmatrix}1 & 2\\ 3 & 4\end{pmatrix}$ and $x\in\mathbb{R}^2$."
TURN = r"Let $J = \begin{pmatrix}0&-1\\1&0\end{pmatrix}$ and $R = \begin{pmatrix}c&-s\\s&c\end{pmatrix}$."

SPACE = r"Let $a, b, c\in\mathbb{R}^3$."
NUMBERS = "Let $f(x,y) = x^2y$."
DIFFERENCE = r"Let $x\in\mathbb{R}^n$, $A \in \mathbb{R}^{n\times n}$ and $S = A - A^T$. As $S$ is symmetric, we find"
MAP = r"Let $x\in\mathbb{R}^n$, $A\in\mathbb{R}^{m\times n}$ and $y = Ax$."
BY_X = r"\frac{\partial y}{\partial x} = "


def kinds(text):
    return [step.kind for step in check(text).steps]


def last(given, formula):
    return kinds(f"{given}\n$${formula}$$\n")[-1]


RIGHT_AND_WRONG = [
    (SIZES, r"\det(I+AB) = \det(I+BA)", r"\det(I+AB) = \det(I-BA)"),
    (SIZES, r"\det(I_m+AB) = \det(I_n+BA)", r"\det(I_n+AB) = \det(I_n+BA)"),
    (SIZES, r"(A^TA+\lambda I)^{-1}A^T = A^T(AA^T+\lambda I)^{-1}",
     r"(A^TA+\lambda I)^{-1}A^T = A^T(AA^T-\lambda I)^{-1}"),
    (SIZES, r"A(I+BA) = (I+AB)A", r"A(I+BA) = (I-AB)A"),
    (SIZES, r"\operatorname{tr}(AB+I) = \operatorname{tr}(BA)+\operatorname{tr}(I)",
     r"\operatorname{tr}(AB+I) = \operatorname{tr}(BA)+2\operatorname{tr}(I)"),
    (SIZES, r"\operatorname{tr}(I_m+AB) = m + \operatorname{tr}(BA)",
     r"\operatorname{tr}(I_m+AB) = n + \operatorname{tr}(BA)"),
    (MATRIX, "P^2 = 5P + 2I", "P^2 = 5P - 2I"),
    (MATRIX, r"\det(P) = -2", r"\det(P) = 2"),
    (MATRIX, r"P^T - P = \begin{pmatrix}0 & 1\\ -1 & 0\end{pmatrix}", "P^T = P"),
    (MATRIX, r"\nabla_x(x^TPx) = (P + P^T)x", r"\nabla_x(x^TPx) = 2Px"),
    (TURN, "R = cI + sJ", "R = cI - sJ"),
    (TURN, "J^T = -J", "J^T = J"),
    (SPACE, r"a\times b = -b\times a", r"a\times b = b\times a"),
    (SPACE, r"a\cdot(b\times c) = b\cdot(c\times a)", r"a\cdot(b\times c) = b\cdot(a\times c)"),
    (SPACE, r"a\cdot b\times c = a\times b\cdot c", r"a\cdot b\times c = b\times a\cdot c"),
    (SPACE, r"a\times(b\times c) = b(a\cdot c) - c(a\cdot b)", r"a\times(b\times c) = b(a\cdot c) + c(a\cdot b)"),
    (SPACE, r"\nabla_a(c^T(a\times b)) = b\times c", r"\nabla_a(c^T(a\times b)) = c\times b"),
    (NUMBERS, r"\nabla^2 f = 2y", r"\nabla^2 f = 3y"),
    (NUMBERS, r"\nabla^2 f = \begin{pmatrix}2y & 2x\\ 2x & 0\end{pmatrix}",
     r"\nabla^2 f = \begin{pmatrix}2y & 2x\\ x & 0\end{pmatrix}"),
    (DIFFERENCE, "x^TS = -(Sx)^T", "x^TS = x^T - (Sx)^T"),
    (f"We use the denominator layout throughout. {MAP}", BY_X + "A^T", BY_X + "A"),
    (f"All derivatives are in numerator layout. {MAP}", BY_X + "A", BY_X + "A^T"),
    (f"# Denominator layout\n{MAP}", BY_X + "A^T", BY_X + "A"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "right", "wrong"), RIGHT_AND_WRONG)
def test_a_right_claim_holds_and_its_neighbour_is_refuted(given, right, wrong):
    assert last(given, right) in ("proved", "agrees")
    assert last(given, wrong) == "refuted"


def test_what_a_written_matrix_is_not_is_no_premise():
    text = MATRIX + r" Then $P^T = P$, so $\nabla_x(x^TPx) = 2Px$."
    assert kinds(text) == ["refuted", "refuted"]


@pytest.mark.parametrize(
    "text",
    [
        r"Let $a, b\in\mathbb{R}^n$. The matrix $M = ab^T$ is symmetric, so $\nabla_x(x^TMx) = 2Mx$.",
        r"Let $A \in \mathbb{R}^{n\times n}$ and $S = A - A^T$. As $S$ is symmetric, $x^TS = (Sx)^T$ for all $x$.",
    ],
)
def test_a_property_that_the_formula_does_not_have_proves_nothing(text):
    (step,) = check(text).steps
    assert step.kind == "undecided" and "is symmetric, as the words say" in step.verdict.message


def test_a_property_of_a_name_without_formula_and_one_that_the_formula_has_hold():
    given = r"Let $x\in\mathbb{R}^n$, $S \in \mathbb{R}^{n\times n}$."
    assert last(given + " As $S$ is symmetric, we find", "x^TS = (Sx)^T") == "proved"
    assert last(given + " $T = S + S^T$ is symmetric.", "x^TT = (Tx)^T") == "proved"


@pytest.mark.parametrize(
    "words",
    ["We do not use the numerator layout.", "In numerator layout this would be the transpose.",
     "Some authors use the denominator layout, others use the numerator layout."],
)  # fmt: skip
@pytest.mark.parametrize("side", ["A", "A^T"])
def test_a_layout_that_is_only_spoken_of_is_not_declared(words, side):
    assert last(f"{words} {MAP}", BY_X + side) == "agrees"


BLOCKS = (
    r"Let $A\in\mathbb{R}^{n\times n}$, $B\in\mathbb{R}^{n\times m}$, $C\in\mathbb{R}^{m\times n}$, "
    r"$D\in\mathbb{R}^{m\times m}$, $x\in\mathbb{R}^n$, $y\in\mathbb{R}^m$."
)


@pytest.mark.parametrize(
    "formula",
    [
        r"\det\begin{bmatrix}A & B\\ C & D\end{bmatrix} = \det(A)\det(D - CA^{-1}B)",
        r"\begin{bmatrix}A & B\end{bmatrix}\begin{bmatrix}x\\ y\end{bmatrix} = Ax + By",
        r"\begin{bmatrix}A & B\end{bmatrix}\begin{bmatrix}x\\ y\end{bmatrix} = Ax - By",
    ],
)
def test_blocks_are_left_open_with_the_reason(formula):
    (step,) = check(f"{BLOCKS}\n$${formula}$$").steps
    assert step.kind == "undecided" and "a matrix of blocks is not read" in step.verdict.message


def test_a_cross_product_is_one_of_vectors_of_length_3():
    assert last(r"Let $a, b\in\mathbb{R}^n$.", r"a\times b = -b\times a") == "undecided"
