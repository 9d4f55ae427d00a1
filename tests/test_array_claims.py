"""Claims about vectors and matrices as people write them, each beside a wrong neighbour."""

import pytest

from symgrad.review import check

SIZES = r"Let $A\in\mathbb{R}^{m\times n}$, $B\in\mathbb{R}^{n\times m}$ and $\lambda>0$."
MATRIX = r"Let $P = \begin{pmatrix}1 & 2\\ 3 & 4\end{pmatrix}$ and $x\in\mathbb{R}^2$."
TURN = r"Let $J = \begin{pmatrix}0&-1\\1&0\end{pmatrix}$ and $R = \begin{pmatrix}c&-s\\s&c\end{pmatrix}$."


def kinds(text):
    return [step.kind for step in check(text).steps]


def last(given, formula):
    return kinds(f"{given}\n$${formula}$$\n")[-1]


RIGHT_AND_WRONG = [
    (SIZES, r"\det(I+AB) = \det(I+BA)", r"\det(I+AB) = \det(I-BA)"),
    (SIZES, r"\det(I_m+AB) = \det(I_n+BA)", r"\det(I_n+AB) = \det(I_n+BA)"),
    (SIZES, r"(A^TA+\lambda I)^{-1}A^T = A^T(AA^T+\lambda I)^{-1}", r"(A^TA+\lambda I)^{-1}A^T = A^T(AA^T-\lambda I)^{-1}"),
    (SIZES, r"A(I+BA) = (I+AB)A", r"A(I+BA) = (I-AB)A"),
    (SIZES, r"\operatorname{tr}(AB+I) = \operatorname{tr}(BA)+\operatorname{tr}(I)",
     r"\operatorname{tr}(AB+I) = \operatorname{tr}(BA)+2\operatorname{tr}(I)"),
    (SIZES, r"\operatorname{tr}(I_m+AB) = m + \operatorname{tr}(BA)", r"\operatorname{tr}(I_m+AB) = n + \operatorname{tr}(BA)"),
    (MATRIX, "P^2 = 5P + 2I", "P^2 = 5P - 2I"),
    (MATRIX, r"\det(P) = -2", r"\det(P) = 2"),
    (MATRIX, r"P^T - P = \begin{pmatrix}0 & 1\\ -1 & 0\end{pmatrix}", "P^T = P"),
    (MATRIX, r"\nabla_x(x^TPx) = (P + P^T)x", r"\nabla_x(x^TPx) = 2Px"),
    (TURN, "R = cI + sJ", "R = cI - sJ"),
    (TURN, "J^T = -J", "J^T = J"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "right", "wrong"), RIGHT_AND_WRONG)
def test_a_right_claim_holds_and_its_neighbour_is_refuted(given, right, wrong):
    assert last(given, right) in ("proved", "agrees")
    assert last(given, wrong) == "refuted"


def test_what_a_written_matrix_is_not_is_no_premise():
    text = MATRIX + r" Then $P^T = P$, so $\nabla_x(x^TPx) = 2Px$."
    assert kinds(text) == ["refuted", "refuted"]
