"""Naming mistakes in claims about vectors and matrices: what is named, where, in whose notation, how fast."""

import re
import time
from pathlib import Path

import pytest
from spoiled import spoil

from symgrad import check

PROBLEMS = Path(__file__).parents[1] / "problems"
ARRAYS = [
    *sorted(PROBLEMS.glob("matrix-*.md")),
    *(pytest.param(PROBLEMS / name, marks=pytest.mark.slow) for name in ("eth-4-3.md", "hallage-3-dimensions.md")),
]
GIVEN = r"""<!-- symgrad: layout denominator -->
$W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $b, y \in \mathbb{R}^m$, $A, B, C \in \mathbb{R}^{k \times k}$,
$u, v \in \mathbb{R}^k$

"""


def wrong(formula, given=GIVEN):
    (step,) = check(f"{given}$${formula}$$\n").steps
    assert step.kind == "refuted"
    return step


@pytest.mark.parametrize(
    ("formula", "slug", "fault", "correct"),
    [
        (r"(A B)^\top = A^\top B^\top", "wrong-order", r"A^\top B^\top", r"B^\top A^\top"),
        (r"\nabla_x \|W x - y\|^2 = 2 W^{\top} (W x - y) + 2x", "extra-term", "+ 2x", r"2 W^{\top} (W x - y)"),
        (r"\nabla_x \|W x\|^2 = 2 W W x", "transposed", "W", "2 W^T W x"),
        (r"\frac{\partial W x}{\partial x} = W", "mixed-layout", "W", "W^T"),
        (r"\frac{\partial (u \odot v)}{\partial u} = v", "missing-diag", "v", r"\operatorname{diag}(v)"),
        (r"A (B + C) = A B + A \odot C", "hadamard-for-matrix-product", r"A \odot C", "A B + A C"),
        (r"A \odot (B + C) = A \odot B + A C", "matrix-product-for-hadamard", "A C", r"A \odot B + A \odot C"),
        (r"\nabla_x \|W x\|^2 = 3 W^T W x", "wrong-coefficient", "3", "2 W^T W x"),
        (r"\nabla_x \|W x\|^2 = -2 W^T W x", "wrong-sign", "-2 W^T W x", "2 W^T W x"),
        (r"\nabla_x (y^T W x) = W^T b", "wrong-variable", "b", "W^T y"),
        (r"\nabla_u (u^T A v) = B A v", "extra-factor", "B", "A v"),
        (r"(A + B + C)^T = A^T + B^T", "dropped-term", "A^T + B^T", "A^T + B^T + C^T"),
        (r"W x = y W", "wrong-shape", "y W", ""),
        (r"A B = A + W", "wrong-shape", "A + W", ""),
    ],
)
def test_a_mistake_is_named_where_it_stands_and_repaired_as_the_author_writes(formula, slug, fault, correct):
    step = wrong(formula)
    assert step.mistake is not None and step.mistake.slug == slug, step.mistake
    assert step.mistake.span.text == fault
    assert re.sub(r"\s+", " ", step.mistake.correct) == correct


def test_two_repairs_that_are_right_are_both_listed():
    step = wrong(r"\nabla_u (v^T (u \odot u)) = 2 v u")
    assert step.mistake.slug == "" and set(step.mistake.possible) == {"matrix-product-for-hadamard", "missing-diag"}


@pytest.mark.parametrize(
    "formula",
    [r"A B = \operatorname{tr}(C) A + C^3", r"\nabla_x \|W x - y\|^2 = \exp(x)", r"u^T A v = \det(B) \|u\|"],
)
def test_what_no_single_repair_makes_right_has_no_name(formula):
    mistake = wrong(formula).mistake
    assert mistake is None or not (mistake.slug or mistake.possible)


def test_the_other_layout_is_named_with_the_one_that_is_declared():
    message = wrong(r"\frac{\partial W x}{\partial x} = W").mistake.message
    assert message == "this is right in numerator layout; the text declares denominator layout"


def test_the_two_that_do_not_fit_are_named_with_their_shapes():
    assert wrong("W x = y W").mistake.message == "y is (m × 1) and W is (m × n): they do not fit"
    step = wrong(r"(m \times k) = (m \times n)(l \times k)", given="")
    assert step.mistake.slug == "wrong-shape" and step.mistake.span.text == r"(m \times n)(l \times k)"


def test_a_missing_link_of_a_chain_is_not_taken_for_another_variable():
    text = GIVEN + r"$$z = W x + b$$ $$h = \tanh(z)$$ $$L = \|h - y\|^2$$" + "\n\n"
    claim = r"\frac{\partial L}{\partial x} = \frac{\partial z}{\partial x} \frac{\partial L}{\partial h}"
    mistake = wrong(claim, text).mistake
    assert mistake is None or mistake.slug in ("", "missing-factor")


def test_what_is_learnt_from_repairs_does_not_change_later_lines():
    lines = (
        r"$$\frac{\partial W x}{\partial x} = 2 W^T + W^T$$"
        + "\n\n"
        + r"$$\frac{\partial W x}{\partial x} = W$$"
        + "\n"
    )
    given = GIVEN.replace("<!-- symgrad: layout denominator -->\n", "")
    assert [step.kind for step in check(given + lines).steps] == ["refuted", "agrees"]


def test_a_product_of_dimensions_is_none_of_its_factors():
    given = r"$V \in \mathbb{R}^{s \times t}$, $W \in \mathbb{R}^{t \times u}$" + "\n\n"
    step = wrong(r"V \operatorname{vec}(W) = V \operatorname{vec}(W)", given)
    assert step.verdict.by == "shapes"


def test_the_machine_form_has_name_message_and_repair():
    text = GIVEN + r"$$(A B)^T = A^T B^T$$"
    (statement,) = [s for s in check(text).to_dict()["files"][0]["statements"] if s["steps"]]
    found = statement["steps"][0]
    assert (found["mistake"], found["correct"]) == ("wrong-order", "B^T A^T")
    assert found["message"].startswith("the factors A^T and B^T are in the wrong order")


@pytest.mark.parametrize("path", ARRAYS, ids=lambda path: path.stem)
def test_spoiled_members_are_seldom_misnamed(path):
    tally = spoil(str(path), share=1, each=1)
    planted = tally.planted()
    assert planted and not [m for m in tally.mutants if m.verdict == "missed"]
    misnamed = [(m.text, m.kinds, m.mistake) for m in planted if m.named == "wrong"]
    assert len(misnamed) <= 0.02 * len(planted) + 1, misnamed


def test_a_diagnosis_takes_less_than_two_seconds():
    text = (PROBLEMS / "matrix-traces.md").read_text(encoding="utf-8")
    changed = text.replace(r"- (u^T \frac{\partial l}{\partial u}) u", r"- (u^T \frac{\partial l}{\partial u}) c")
    assert changed != text
    before = time.process_time()
    assert check(text).ok
    between = time.process_time()
    assert not check(changed).ok
    assert time.process_time() - between < between - before + 2
