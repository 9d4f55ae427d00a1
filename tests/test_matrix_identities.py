"""The standard derivatives of vectors and matrices: all of them hold, and what is spoiled in each is refuted."""

import csv
from pathlib import Path

import pytest

from symgrad import check

SHAPES = r"""<!-- symgrad: layout denominator -->

$x, c \in \mathbb{R}^n$, $A, G, H \in \mathbb{R}^{n \times n}$, $U \in \mathbb{R}^{m \times p}$, $a \in \mathbb{R}^p$,
$b \in \mathbb{R}^m$, $B \in \mathbb{R}^{m \times m}$, $X, M \in \mathbb{R}^{p \times q}$,
$K \in \mathbb{R}^{q \times p}$,
$P \in \mathbb{R}^{p \times p}$, $Q \in \mathbb{R}^{q \times q}$, $C \in \mathbb{R}^{r \times p}$,
$D \in \mathbb{R}^{q \times r}$, $E \in \mathbb{R}^{r \times q}$, $F \in \mathbb{R}^{p \times r}$,
$V \in \mathbb{R}^{s \times t}$, $W \in \mathbb{R}^{t \times u}$, $K_2 \in \mathbb{R}^{u \times s}$
"""
ROWS = list(
    csv.DictReader(
        (Path(__file__).parent / "matrix_identities.tsv").read_text(encoding="utf-8").splitlines(),
        delimiter="\t",
        quoting=csv.QUOTE_NONE,
    )
)


def step(formula):
    text = SHAPES.replace("X, M", "X").replace("$K ", "$M \\in \\mathbb{R}^{p \\times q}$, $K ")
    if r"\operatorname{tr}(X) = " in formula:
        text = text.replace(r"$X \in \mathbb{R}^{p \times q}$", r"$X \in \mathbb{R}^{p \times p}$")
    (found,) = check(f"{text}\n$${formula}$$\n").steps
    return found


def test_the_table_is_long_enough():
    assert len(ROWS) >= 100 and len({row["true"] for row in ROWS}) == len(ROWS)
    assert all(row["true"] != row["spoiled"] for row in ROWS)


@pytest.mark.parametrize("formula", [row["true"] for row in ROWS])
def test_a_true_identity_holds(formula):
    found = step(formula)
    assert found.verdict.holds, (found.kind, found.verdict.message, found.verdict.notes)


def test_the_true_identities_are_proved_for_every_size():
    assert [row["true"] for row in ROWS if step(row["true"]).kind != "proved"] == []


@pytest.mark.parametrize("formula", [row["spoiled"] for row in ROWS])
def test_a_spoiled_identity_is_refuted(formula):
    found = step(formula)
    assert found.kind == "refuted", (found.kind, found.verdict.by, found.verdict.message, found.verdict.notes)


def test_the_planted_mistake_is_named_and_no_other():
    found = {row["spoiled"]: step(row["spoiled"]).mistake for row in ROWS}
    named = {formula: mistake.slug for formula, mistake in found.items() if mistake is not None and mistake.slug}
    planted = {row["spoiled"]: row["mistake"] for row in ROWS}
    assert [(f, slug, planted[f]) for f, slug in named.items() if slug != planted[f]] == []
    assert len(named) >= 58


@pytest.mark.parametrize(
    ("formula", "name"),
    [
        (r"\frac{\partial x^T A x}{\partial x} = 2 A x", "A"),
        (r"\frac{\partial}{\partial X} \operatorname{tr}(X^T P X) = 2 P X", "P"),
        (r"\nabla_x^2 (x^T A x) = 2 A", "A"),
    ],
)
def test_a_symmetric_matrix_that_would_make_it_right_is_named(formula, name):
    assert f"holds if {name} = {name}^T: write it" in step(formula).verdict.notes


@pytest.mark.parametrize(
    "formula",
    [r"\frac{\partial}{\partial A} \operatorname{tr}(A^2) = 2 A", r"\frac{\partial x^T A x}{\partial x} = 3 A x"],
)
def test_no_premise_is_named_that_does_not_help_or_that_the_derivative_varies(formula):
    assert not any("holds if" in note for note in step(formula).verdict.notes)
