"""What has no value: cases that leave numbers out, limits that are infinite, and bounds where a step jumps."""

import pytest
from judged import verdicts

from symgrad import SymgradError, parse

LEAKY = r"$f(x) = \max(0.01x, x)$" + "\n\n"
PARTIAL = r"\begin{cases} x^2 & x < 0 \\ x & x > 1 \end{cases}"


@pytest.mark.parametrize(
    ("cases", "kind"),
    [
        (r"0.01 & -x \le 0 \\ 1 & x > 0", "refuted"),  # 0.01 at 1
        (r"0.01 & x \le 0 \\ 2 & x > 1", "refuted"),
        (r"0.01 & x \le 0 \\ 1 & x > 1", "undecided"),  # true as far as it goes
        (r"0.01 & x \le 0 \\ 1 & -x > 0", "undecided"),
    ],
)
def test_cases_that_leave_something_out_are_false_where_they_say_what_is_false(cases, kind):
    assert verdicts(LEAKY + rf"$f'(x) = \begin{{cases}} {cases} \end{{cases}}$") == [kind]


def test_a_function_by_cases_has_its_values_where_a_case_holds():
    given = f"$g(x) = {PARTIAL}$\n\n"
    claims = {"g(3) = 3": "proved", "g(3) = 2": "refuted", "g(1/2) = 1/2": "undecided", "g'(x) = 2x": "refuted"}
    for claim, kind in claims.items():
        assert verdicts(f"{given}${claim}$") == [kind], claim
    assert verdicts(f"${PARTIAL} = {PARTIAL}$") == ["proved"]


def test_a_formula_alone_must_say_what_holds_otherwise():
    with pytest.raises(SymgradError, match="what holds otherwise"):
        parse(PARTIAL)


@pytest.mark.parametrize(
    "claim",
    [
        r"\lim_{x \to \infty} x = 0",
        r"0 = \lim_{x \to \infty} x",
        r"\lim_{x \to 0} \frac{1}{x^2} = 3",
        r"\lim_{x \to 0^+} \log x = 0",
        r"\lim_{x \to \infty} \log \log x = 0",
        r"\lim_{x \to -\infty} x \approx 2.0",
    ],
)
def test_an_infinite_limit_is_no_number(claim):
    assert verdicts(f"${claim}$") == ["refuted"]


@pytest.mark.parametrize(
    "claim",
    [
        r"\lim_{x \to \infty} x = \infty",
        r"\lim_{x \to \infty} a x = 0",
        r"\frac{1}{\lim_{x \to \infty} x} = 0",
        r"\lim_{x \to 0} \frac{1}{x} = 0",
    ],
)
def test_a_limit_that_is_not_known_to_be_infinite_everywhere_refutes_nothing(claim):
    assert verdicts(f"${claim}$") == ["undecided"]


@pytest.mark.parametrize(("claim", "kind"), [("g(-x) > 0", "proved"), ("g(x) > 0", "proved"), ("g(-x) < 1", "refuted")])
def test_a_bound_is_proved_where_a_step_jumps_too(claim, kind):
    given = r"$c > 0$, $g(x) = \begin{cases} c e^x & x \le 0 \\ 1 & x > 0 \end{cases}$"
    assert verdicts(f"{given}\n\n${claim}$") == [kind]
    assert verdicts(r"$\mathbb{I}[x > 0] + \mathbb{I}[-x > 0] > 0$") != ["proved"]  # it is 0 at 0


def test_a_conclusion_may_follow_from_any_condition_that_arrows_led_from():
    given = "Let $s > 0$ and $n > 0$.\n\n"
    assert verdicts(given + r"$$n v s = s \Rightarrow n v = 1 \Rightarrow v = \frac1n$$") == ["proved", "proved"]
    assert verdicts(given + r"$$n v s = s \Rightarrow n = 1 \Rightarrow v = \frac1n$$") == ["refuted", "proved"]
    assert verdicts(r"$$x^2 + (y - z)^2 = 0 \Rightarrow x = 0 \Rightarrow y = z$$") == ["undecided", "proved"]
    assert verdicts(r"$$2x = 4 \Rightarrow x = 2 \Rightarrow 3x = 5$$") == ["proved", "refuted"]
