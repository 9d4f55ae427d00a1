"""Proofs for every size: how many claims about arrays have one, and that none has one that is false at some size."""

from collections import Counter
from pathlib import Path

import pytest
from spoiled import spoil
from test_matrix_identities import ROWS, step

from symgrad import check
from symgrad.proof import equal_at_every_size
from symgrad.review.sized import SizedSign

PROBLEMS = Path(__file__).parent.parent / "problems"
NAMES = ("eth-4-3", "hallage-3-dimensions", "udl-7-03", "udl-7-06", "udl-7-09", "udl-7-10")
FILES = [*sorted(PROBLEMS.glob("matrix-*.md")), *(PROBLEMS / f"{name}.md" for name in NAMES)]


def test_most_steps_of_the_matrix_problems_are_proved():
    """The others leave out the places where a unit bends, and say so."""
    steps = [step for path in FILES for step in check(path).steps if step.kind != "refuted"]
    counts = Counter(step.kind for step in steps)
    assert counts.total() >= 61 and counts["proved"] >= 0.96 * counts.total()
    assert all("except where" in step.verdict.by for step in steps if step.kind != "proved")


@pytest.fixture
def false_claims(monkeypatch):
    """Whether index notation alone proves them: each claim that is refuted at sizes while the test runs."""
    verdict_of, found = SizedSign.verdict, []

    def held(sign, a, b):
        verdict = verdict_of(sign, a, b)
        if verdict.kind == "refuted":
            names = {one.symmetric for one in sign.constraints if one.symmetric}
            terms, changes = sign.terms, sign.builder.differentials
            found.append(equal_at_every_size(sign.scope.graph, terms, a, b, changes, names))
        return verdict

    monkeypatch.setattr(SizedSign, "verdict", held)
    return found


def test_no_spoiled_identity_is_proved_in_index_notation_alone(false_claims):
    for row in ROWS:
        step(row["spoiled"])
    assert len(false_claims) >= 70 and not any(false_claims)


@pytest.mark.slow
def test_no_changed_claim_of_a_problem_is_proved_in_index_notation_alone(false_claims):
    for path in PROBLEMS.glob("matrix-*.md"):
        spoil(str(path), each=3)
    assert len(false_claims) >= 150 and not any(false_claims)


SHAPES = r"""<!-- symgrad: layout denominator -->

$x, c \in \mathbb{R}^n$, $A, G \in \mathbb{R}^{n \times n}$, $X \in \mathbb{R}^{m \times n}$, $y \in \mathbb{R}^m$,
$\lambda \in \mathbb{R}$
"""
NEAR = [
    # an inverse and what it is of
    (r"(X^T X)^{-1} X^T X = I", r"(X X^T)^{-1} X X^T = X X^T"),
    (r"(X^T X + \lambda I)^{-1} (X^T X + \lambda I) x = x", r"(X^T X + \lambda I)^{-1} X^T X x = x"),
    (r"(X^T X + \lambda I)^{-1} X^T X x = x - \lambda (X^T X + \lambda I)^{-1} x",
     r"(X^T X + \lambda I)^{-1} X^T X x = x - (X^T X + \lambda I)^{-1} x"),
    (r"G (A G)^{-1} A = I", r"A (A G)^{-1} G = I"),
    (r"(A G)^{-1} A x = G^{-1} x", r"(A G)^{-1} A x = A^{-1} x"),
    (r"(A^T)^{-1} x = (A^{-1})^T x", r"(A^T)^{-1} x = A^{-1} x"),
    (r"A (A + G)^{-1} x = x - G (A + G)^{-1} x", r"A (A + G)^{-1} x = x - (A + G)^{-1} G x"),
    (r"(\lambda A)^{-1} x = \frac{1}{\lambda} A^{-1} x", r"(\lambda A)^{-1} x = \lambda A^{-1} x"),
    # determinants
    (r"\det(A G) = \det(G) \det(A)", r"\det(A G) = \det(A) + \det(G)"),
    (r"\det(A^{-1} G A) = \det(G)", r"\det(A^{-1} G A) = \det(A)"),
    (r"\det(X X^T) = \det((X X^T)^T)", r"\det(X X^T) = \det(X^T X)"),
    # denominators that are sums
    (r"\frac{x}{x^T x} x^T x = x", r"\frac{x}{x^T x} c^T x = c"),
    (r"\operatorname{tr}(\frac{x x^T}{x^T x}) = 1", r"\frac{x x^T}{x^T x} = 1"),
    (r"\mathbf{1}^T \operatorname{softmax}(x) = 1", r"\mathbf{1}^T \operatorname{softmax}(x) = n"),
    (r"\frac{\exp(x)}{\mathbf{1}^T \exp(x)} = \operatorname{softmax}(x)",
     r"\frac{\exp(x)}{\exp(x)^T \exp(x)} = \operatorname{softmax}(x)"),
    (r"\operatorname{softmax}(x + \lambda \mathbf{1}) = \operatorname{softmax}(x)",
     r"\operatorname{softmax}(\lambda x) = \operatorname{softmax}(x)"),
    # roots
    (r"\frac{\|x\| x}{\|x\|^2} = \frac{x}{\|x\|}", r"\frac{\|c\| x}{\|x\|^2} = \frac{x}{\|x\|}"),
    (r"\|2 x\| = 2 \|x\|", r"\|2 x\| = 4 \|x\|"),
    (r"\|x - c\|^2 = \|x\|^2 - 2 c^T x + \|c\|^2", r"\|x - c\|^2 = \|x\|^2 - \|c\|^2"),
    # Kronecker products
    (r"(A \otimes G)(G \otimes A) = A G \otimes G A", r"(A \otimes G)(G \otimes A) = G A \otimes A G"),
    (r"\operatorname{vec}(G X^T) = (X \otimes G) \operatorname{vec}(I)",
     r"\operatorname{vec}(X^T) = \operatorname{vec}(X)"),
    (r"\operatorname{tr}(A \otimes G) = \operatorname{tr}(G) \operatorname{tr}(A)",
     r"\operatorname{tr}(A \otimes G) = \operatorname{tr}(A G)"),
    # derivatives by a number, and by an entry
    (r"\frac{\partial}{\partial \lambda} \log \det(A + \lambda G) = \operatorname{tr}((A + \lambda G)^{-1} G)",
     r"\frac{\partial}{\partial \lambda} \log \det(A + \lambda G) = \operatorname{tr}((A + \lambda G)^{-1})"),
    (r"\frac{\partial}{\partial x_j} \log \sum_i \exp(x_i) = \frac{\exp(x_j)}{\sum_k \exp(x_k)}",
     r"\frac{\partial}{\partial x_j} \log \sum_i \exp(x_i) = \frac{\exp(x_j)}{\sum_k x_k}"),
    (r"\sum_i \sum_j A_{ij} x_i x_j = x^T A x", r"\sum_i \sum_j A_{ij} x_i x_i = x^T A x"),
    # deltas
    (r"\operatorname{diag}(x) \operatorname{diag}(c) = \operatorname{diag}(c \odot x)",
     r"\operatorname{diag}(x) \operatorname{diag}(c) = x c^T"),
    (r"\operatorname{tr}(I x c^T) = c^T x", r"\operatorname{tr}(I x c^T) = n c^T x"),
    (r"\mathbf{1}^T x \mathbf{1}^T c = x^T \mathbf{1} c^T \mathbf{1}", r"\mathbf{1}^T x \mathbf{1}^T c = n x^T c"),
]  # fmt: skip


@pytest.mark.parametrize("claim", [true for true, _ in NEAR])
def test_a_rule_of_index_notation_proves_what_it_is_for(claim):
    (found,) = check(f"{SHAPES}\n$${claim}$$\n").steps
    assert found.kind == "proved", (found.verdict.by, found.verdict.message)


@pytest.mark.parametrize("claim", [false for _, false in NEAR])
def test_what_looks_like_it_is_not_proved(claim, false_claims):
    (found,) = check(f"{SHAPES}\n$${claim}$$\n").steps
    assert found.kind not in ("proved", "agrees") and not any(false_claims)


NORMALISED = r"""<!-- symgrad: layout denominator -->

Let $x, g \in \mathbb{R}^n$ and $\epsilon > 0$ with $m = \frac{1}{n} \mathbf{1}^T x$,
$v = \frac{1}{n} \|x - m \mathbf{1}\|^2$, $u = \frac{x - m \mathbf{1}}{\sqrt{v + \epsilon}}$ and $L = g^T u$.
"""
NETWORK = r"""<!-- symgrad: layout denominator -->

Let $W_1 \in \mathbb{R}^{a \times n}$, $W_2 \in \mathbb{R}^{b \times a}$, $W_3 \in \mathbb{R}^{k \times b}$,
$x \in \mathbb{R}^n$ and $y \in \mathbb{R}^k$ with $z_1 = W_1 x$, $h_1 = \tanh(z_1)$, $z_2 = W_2 h_1$,
$h_2 = \sigma(z_2)$, $o = W_3 h_2$, $p = \operatorname{softmax}(o)$ and $L = -y^T \log(p)$.
"""
WHOLE = [
    (NORMALISED, r"\frac{\partial v}{\partial x} = \frac{2}{n} (x - m \mathbf{1})", "- m", "+ m"),
    (NORMALISED, r"\frac{\partial L}{\partial x} = \frac{1}{n \sqrt{v + \epsilon}} "
     r"(n g - (\mathbf{1}^T g) \mathbf{1} - (g^T u) u)", "(g^T u) u", "(g^T u) g"),
    (NORMALISED, r"\mathbf{1}^T u = 0", "= 0", "= 1"),
    (NETWORK, r"\frac{\partial L}{\partial W_3} = ((\mathbf{1}^T y) p - y) h_2^T", "p - y", "p - y^T y"),
    (NETWORK, r"\frac{\partial L}{\partial W_2} = "
     r"((W_3^T ((\mathbf{1}^T y) p - y)) \odot h_2 \odot (1 - h_2)) h_1^T", "(1 - h_2)", "(1 + h_2)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "claim", "right", "wrong"), WHOLE)
def test_a_layer_is_proved_for_every_size(text, claim, right, wrong, false_claims):
    assert [step.kind for step in check(f"{text}\n$${claim}$$\n").steps] == ["proved"]
    (found,) = check(f"{text}\n$${claim.replace(right, wrong)}$$\n").steps
    assert found.kind == "refuted" and not any(false_claims)
