"""What `x \\in S` says of x: intervals, sets of numbers, finite sets, and what is left open."""

import pytest
from judged import verdicts

from symgrad.review import check


def statements(text):
    return [statement for file in check(text + "\n").files for statement in file.statements]


@pytest.mark.parametrize(
    ("declared", "claim", "kind"),
    [
        (r"x \in \{-1, 1\}", "x^2 < 1", "refuted"),
        (r"x \in \{-1, 1\}", "x^2 = 1", "proved"),
        (r"x \in \{-1,1\}", "x^2 = 1", "proved"),
        (r"x \in \left\{ -1, 1 \right\}", "x^3 = x", "proved"),
        (r"x \in \{-1, 1\}", "x^3 = 1", "refuted"),
        (r"x \in \{1, 0\}", "x^2 = x", "proved"),
        (r"x \in \{1, 0\}", r"x^2 \le x", "proved"),
        (r"x \in \{1, 0\}", "x > 0", "refuted"),
        (r"y \in \{0, 1\}", r"-y \log p - (1-y) \log(1-p) = -\log(1 - p - y + 2 p y)", "proved"),
        (r"x \in \{a, b\}", "(x - a)(x - b) = 0", "proved"),
        (r"x \in \{a, b\}", "x = a", "refuted"),
    ],
)
def test_a_claim_about_a_finite_set_is_held_at_each_element(declared, claim, kind):
    doubled = f"2({claim.replace(' = ', ') = 2(')})" if " = " in claim else claim
    (found,) = verdicts(f"Let ${declared}$. Hence ${doubled}$.")
    assert found == kind or (kind == "proved" and found == "agrees")


def test_an_element_at_which_a_claim_fails_is_named():
    (step,) = check(r"Let $k \in \{1, 2, 3\}$. Then $k^3 = 7k - 6$. Then $k^4 = k^3$." + "\n").steps[1:]
    assert step.kind == "refuted" and step.verdict.at == {"k": "2"}


def test_what_holds_everywhere_is_not_cut_into_elements():
    (step,) = check(r"Let $k \in \{1, 2, 3\}$. $\frac{d}{dk} k^2 = 2k$" + "\n").steps
    assert step.kind == "proved" and not step.verdict.notes


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (r"Let $x \in \{1, 2\}$. $x^2 = 4 \Rightarrow x = 2$", "proved"),
        (r"Let $x \in \{1, 2\}$. $x^2 = 4 \Rightarrow x = 1$", "refuted"),
        (r"Let $x \ne 0$. $x^2 = x \Rightarrow x = 1$", "not refuted"),
        (r"Let $x \in \mathbb{R} \setminus \{0\}$. $x^2 = x \Rightarrow x = 1$", "not refuted"),
        (r"Let $n \in \mathbb{Z}$. $2n^2 = n \Rightarrow n = 0$", "not refuted"),
        (r"Let $x \in \{-1, 1\}$, $x > 0$. Hence $2x = 2$", "proved"),
    ],
)
def test_solutions_outside_of_the_set_are_none(text, kind):
    found = verdicts(text)[-1]
    assert found != "refuted" if kind == "not refuted" else found == kind


@pytest.mark.parametrize(
    ("declared", "holds", "fails"),
    [
        (r"x \in [0, 1)", r"x \ge 0", r"x \ge \frac12"),
        (r"x \in [0, 1)", "x < 1", "x > 0"),
        (r"x \in (0, 1]", "x > 0", "x < 1"),
        (r"x \in (0, 1]", r"x \le 1", r"x \le \frac12"),
        (r"x \in ]0,1[", "x > 0", r"x \ge \frac12"),
        (r"x \in [0,1[", "x < 1", "x > 0"),
        (r"x \in \left]0; 1\right]", "x > 0", "x < 1"),
        (r"x \in [0, \infty)", r"x \ge 0", "x > 0"),
        (r"x \in (-\infty, 0]", r"x \le 0", "x < 0"),
        (r"x \in (1, +\infty)", "x > 1", "x > 2"),
        (r"x \in \mathbb{R}_{>0}", "x > 0", "x > 1"),
        (r"x \in \mathbb{R}_{\ge 0}", r"x \ge 0", "x > 0"),
        (r"x \in \mathbb{R}^+", r"x \ge 0", "x > 1"),
        (r"x \in \mathbb{R}_+", "|x| = x", "|x| = -x"),
        (r"x \in \mathbb{N}", r"x \ge 0", "x < 3"),
        (r"x \in \mathbb{Z}", "2x = x + x", "x > 0"),
        (r"x \in \{1, \dots, n\}", r"x \ge 1", "x > 1"),
        (r"\forall x \in [0, 1)", r"x \ge 0", "x > 0"),
        (r"x \in S$, $S = [0, 1)", r"x \ge 0", "x > 0"),
    ],
)
def test_a_set_is_read_with_its_ends(declared, holds, fails):
    assert verdicts(f"Let ${declared}$. Hence ${holds}$.")[-1] in ("proved", "agrees")
    assert verdicts(f"Let ${declared}$. Hence ${fails}$.")[-1] == "refuted"


@pytest.mark.parametrize(
    ("declared", "claim"),
    [
        (r"x \in \mathbb{R} \setminus \{0\}", "x^2 > 0"),
        (r"x \notin \{0\}", "x^2 > 0"),
        (r"n \in \mathbb{N}", r"n^2 \ge n"),
        (r"n \in \mathbb{N}", "n > 0"),
        (r"x \in \mathbb{R}^+", "x > 0"),
        (r"x \sim U(0, 1)", "x > 0"),
    ],
)
def test_a_claim_that_a_set_may_carry_is_not_refuted(declared, claim):
    assert verdicts(f"Let ${declared}$. Hence ${claim}$.") in (["undecided"], ["agrees"], ["proved"])


@pytest.mark.parametrize(
    "declared", [r"x \in [0,1]^d", r"x \in \{t : t > 0\}", r"x \in (0, 1) \cup (2, 3)", r"x \in [3]"]
)
def test_a_set_that_is_not_read_is_said_to_be_unread_and_nothing_is_refuted_by_it(declared):
    text = rf"Let ${declared}$. Hence $x > 0$, $2y = 3y$, $(x+1)^2 = x^2 + 2x + 1$."
    assert statements(text)[0].unread and statements(text)[0].kind == "declaration"
    assert verdicts(text) == ["undecided", "refuted", "proved"]


def test_what_is_assumed_without_a_meaning_refutes_nothing():
    assert verdicts("Let $x > \\max_t x t$. Hence $x^3 > 0$.")[-1] != "refuted"


def test_a_complex_name_is_not_taken_for_a_real_one():
    assert verdicts(r"Let $z \in \mathbb{C}$. $|z|^2 = z^2$, $(z+1)^2 = z^2 + 2z + 1$") == ["undecided", "proved"]


@pytest.mark.parametrize(
    "declared", [r"W \in \mathbb{R}^{m \times n}", r"x \in \mathcal{X}", r"(x, y) \in \mathbb{R}^2"]
)
def test_a_set_that_bounds_nothing_takes_nothing_from_the_judge(declared):
    text = rf"Let ${declared}$. $\frac{{d}}{{dx}} x^2 = 3x$"
    assert verdicts(text) == ["refuted"] and not any(statement.unread for statement in statements(text))
