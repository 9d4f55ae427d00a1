"""Claims that are made for some indices: `for i ≠ j`."""

import pytest

from symgrad import check

SOFTMAX = r"$$p_i = \frac{e^{z_i}}{\sum_{j=1}^n e^{z_j}}$$" + "\n\n"
OTHER, SAME = r"$\frac{\partial p_i}{\partial z_j} = -p_i p_j$", r"$\frac{\partial p_i}{\partial z_j} = p_i (1 - p_i)$"


def verdicts(text):
    return [s.kind for file in check(text + "\n").files for statement in file.statements for s in statement.steps]


@pytest.mark.parametrize(
    "text",
    [
        r"For $i \neq j$ we have {}, and for $i = j$ we have {}.",
        r"We have {} for $i \neq j$, and {} for $i = j$.",
        "For $i \\neq j$:\n\n{}\n\nFor $i = j$:\n\n{}",
    ],
)  # fmt: skip
def test_a_condition_on_indices_is_no_claim_and_says_where_one_is_made(text):
    assert verdicts(SOFTMAX + text.format(OTHER, SAME)) == ["agrees", "agrees"]
    assert verdicts(SOFTMAX + text.format(SAME, OTHER)) == ["refuted", "refuted"]


def test_a_condition_holds_for_its_own_claims_alone():
    assert verdicts(SOFTMAX + f"For $i \\neq j$ we have {OTHER}.\n\nSo {OTHER}.") == ["agrees", "refuted"]
    assert verdicts(SOFTMAX + OTHER) == ["refuted"]


@pytest.mark.parametrize(("factor", "kind"), [("", "agrees"), ("-", "refuted")])
def test_a_condition_stands_behind_its_claim_in_a_row(factor, kind):
    scope = r"Let $L = -\log\frac{e^{s_1}}{\sum_{j=1}^N e^{s_j}}$ and $p_k = \frac{e^{s_k}}{\sum_{j=1}^N e^{s_j}}$."
    claim = rf"$$\frac{{\partial L}}{{\partial s_k}} = {factor}p_k"
    assert verdicts(rf"{scope} Then" + "\n" + claim + r" \quad \text{for } k \neq 1$$") == [kind]
    assert verdicts(rf"{scope} Then" + "\n" + claim + "$$") == ["refuted"]
