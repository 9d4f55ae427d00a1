"""Notation with several meanings: false where it is false in all of them, open where one of them makes it right."""

import pytest

from symgrad import check

TEXT = r"""<!-- symgrad: layout numerator -->
<!-- symgrad: let f be an elementwise function -->

For $p, t \in \mathbb{R}^d$, $A \in \mathbb{R}^{m \times n}$, $M, N \in \mathbb{R}^{n \times n}$

"""


def only(claim):
    (step,) = check(TEXT + f"$${claim}$$").steps
    return step


@pytest.mark.parametrize("claim", [
    r"\frac{\partial}{\partial p} \|p - t\|^2 = 2 (p - t^2)^T",
    r"\frac{\partial}{\partial p} \|p - t\|^2 = 2 (p^3 - t)^T",
    r"\operatorname{diag}(p^2) = \operatorname{diag}(p)",
    r"\frac{1}{p} \odot p = p",
    r"\frac{\partial}{\partial p} f(p) = \operatorname{diag}(f'(p)^2)",
    r"\|p\|^2 t = p^2 p",
    r"\max(0, p) = \max(0, p^2)",
])  # fmt: skip
def test_what_no_meaning_makes_right_is_refuted(claim):
    assert only(claim).kind == "refuted"


def test_a_refutation_says_how_the_power_was_read():
    notes = only(r"\frac{\partial}{\partial p} \|p - t\|^2 = 2 (p - t^2)^T").verdict.notes
    assert "read so that a power of a vector is that of each of its entries" in notes
    assert "it is false in every other meaning, too" in notes


@pytest.mark.parametrize(("claim", "meaning"), [
    (r"\frac{\partial}{\partial p} p^2 = 2 \operatorname{diag}(p)", "each of its entries"),
    (r"\frac{\partial}{\partial p} p^3 = 3 \operatorname{diag}(p^2)", "each of its entries"),
    (r"\frac{\partial}{\partial p} p^2 = 2 p^T", "its length"),
    (r"\|p\|^2 = p^2", "its length"),
    (r"\|p\|^2 p = p^3", "its length"),
    (r"p p^T = p^2", "x x^T"),
    (r"\frac{\partial}{\partial p} \|p - p^2\|^2 = 2 (p - p^2)^T", "another vector"),
    (r"\frac{1}{p} \odot p = \mathbf{1}", "each of its entries"),
    (r"\frac{1}{M} M = I", "its inverse"),
    (r"f(M)^2 = f(M) f(M)", "a product of matrices"),
    (r"f(M)^2 = f(M) \odot f(M)", "that of each entry"),
    (r"\mathbb{I}[p^3 > 0] = \mathbb{I}[p > 0]", "each of its entries"),
])  # fmt: skip
def test_what_one_meaning_makes_right_stays_open(claim, meaning):
    step = only(claim)
    assert step.kind == "undecided"
    assert step.verdict.message.startswith("right if") and meaning in step.verdict.message


def test_other_signs_of_a_chain_keep_their_verdict():
    first, second = check(TEXT + r"$$\|p\|^2 = p^T p = p^2$$").steps
    assert (first.kind, second.kind) == ("proved", "undecided")


def test_a_function_of_vectors_is_applied_before_its_power():
    assert only(r"f(p)^T f(p) = \|f(p)\|^2").kind == "proved"
    assert only(r"\log(p^T p)^2 = 2 \log(p^T p)").kind == "refuted"


@pytest.mark.parametrize(("claim", "kind"), [
    ("M^0 = I", "proved"),
    ("M^0 = M", "refuted"),
    ("M^{-2} M^2 = I", "proved"),
    ("M^{-9} = M^{-1}", "refuted"),
    ("M^{-1 - 1} = (M M)^{-1}", "proved"),
    ("M^3 M^2 = M^5", "proved"),
    ("M^3 M^2 = M^6", "refuted"),
    ("M^6 M^6 = M^{12}", "proved"),
    ("M^0 = N^0", "proved"),
    ("(M N)^2 = M^2 N^2", "refuted"),
    ("A^0 = A", "refuted"),  # which is not square
    ("M^{N + 1} = M", "refuted"),  # no exponent is a matrix
    ("M^{90} = M", "undecided"),
    ("M^{k + 1} = M^k M", "undecided"),
    (r"M^{\frac12} M^{\frac12} = M", "undecided"),  # which has no proof here
    (r"M^{-\frac12} M M^{-\frac12} = I", "undecided"),
    (r"M^{\frac12} M = I", "refuted"),  # of diagonal matrices already
    (r"M^{\frac12} N = N M^{\frac12}", "refuted"),
    (r"\frac{\partial}{\partial M} \operatorname{tr}(M^{\frac12}) = M", "undecided"),  # not of diagonal ones alone
    (r"d \operatorname{tr}(M) = \operatorname{tr}(M^{\frac12} dM)", "refuted"),
])  # fmt: skip
def test_powers_of_matrices(claim, kind):
    assert only(claim).kind == kind
