"""Values that a text gives for solutions of a condition: a wrong one is found, whatever the condition is put like."""

import pytest
from judged import verdicts

F = "Let $f(x) = x^2 - 4x$.\n\n"
RIGHT = [
    "$f'(x) = 2x - 4 = 0 \\iff x = {}$",
    "$2x - 4 = 0 \\implies x = {}$",
    "Setting $2x - 4 = 0$ gives $x = {}$.",
    "Setting $f'(x) = 2x - 4 = 0$ gives $x = {}$.",
    "Solving $2x - 4 = 0$ we find $x = {}$.",
    "Since $2x - 4 = 0$, we get $x = {}$.",
    "Let $a = 4$. Setting $2x - a = 0$ gives $x = {}$.",
]


@pytest.mark.parametrize("known", ["", "At $x = 2$ the slope is $2x - 4 = 0$.\n\n"], ids=["unknown", "known before"])
@pytest.mark.parametrize("text", RIGHT)
def test_a_value_that_is_no_solution_is_refuted(text, known):
    assert "refuted" not in verdicts(F + known + text.replace("{}", "2"))
    assert "refuted" in verdicts(F + known + text.replace("{}", "3"))


def test_an_arrow_wants_every_solution_and_words_want_one():
    assert verdicts(r"$x^2 - 4 = 0 \implies x = 2$") == ["refuted"]
    assert "refuted" not in verdicts("Set $x^2 - 4 = 0$. This gives $x = 2$.")
    assert "refuted" in verdicts("Set $x^2 - 4 = 0$. This gives $x = 5$.")


@pytest.mark.parametrize(
    "text", [r"$x^2 - 4 = 0 \implies x = 2 \text{ or } x = {}$", "Set $x^2 - 4 = 0$. This gives $x = 2$ or $x = {}$."]
)
def test_of_several_solutions_each_is_one(text):
    assert "refuted" not in verdicts(text.replace("{}", "-2"))
    assert "refuted" in verdicts(text.replace("{}", "-3"))


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("Setting $x - 2y = 0$ and $y + x = 3$ gives $x = 2$ and $y = {}$.", 1, 2),
        ("Solving $x^2 = 2$ gives $x = {}$.", 1.414, 1.415),
        (r"Solving $x^2 = 2$ gives $x \approx {}$.", 1.414, 1.415),
    ],
)
def test_each_of_several_conditions_holds_and_a_decimal_stands_for_what_rounds_to_it(text, right, wrong):
    assert "refuted" not in verdicts(text.format(right))
    assert "refuted" in verdicts(text.format(wrong))


@pytest.mark.parametrize("words", ["So for $x = 3$ the slope is $f'(x) = 2$.", "Take now $x = 3$: $f'(x) = 2$."])
def test_a_value_that_is_chosen_is_no_solution(words):
    assert "refuted" not in verdicts(F + "Setting $f'(x) = 2x - 4 = 0$ gives $x = 2$. " + words)
    assert "refuted" not in verdicts(F + "Setting $f'(x) = 2x - 4 = 0$ gives $x = 2$.\n\n" + words)
    assert "refuted" in verdicts(F + "Setting $f'(x) = 2x - 4 = 0$ gives $x = 2$. " + words.replace("2$.", "3$."))


def test_a_value_that_has_nothing_to_do_with_the_condition_is_given():
    assert "refuted" not in verdicts("Set $2x - a = 0$. We have $a = 4$.")
    assert "refuted" not in verdicts("Set $2x - a = 0$ with $a = 4$. Then $b = 3$.")


LIKELIHOOD = r"""For $\lambda > 0$ and $x_1, \dots, x_n > 0$ let
$$\ell = n \log\lambda - \lambda \sum_{i=1}^n x_i$$

$$\frac{\partial \ell}{\partial \lambda} = \frac{n}{\lambda} - \sum_{i=1}^n x_i = 0 \iff """


def test_a_condition_with_sums_of_any_size():
    right = r"\lambda = \frac{n}{\sum_{i=1}^n x_i}"
    assert set(verdicts(LIKELIHOOD + right + "$$")) <= {"proved", "agrees"}
    assert verdicts(LIKELIHOOD + right.replace("{n}", "{n + 1}", 1) + "$$")[-1] == "refuted"


def test_a_condition_with_powers_of_positive_numbers():
    text = LIKELIHOOD.replace(
        r"n \log\lambda - \lambda \sum_{i=1}^n x_i", r"-n \log\lambda - \frac12 \sum_{i=1}^n (x_i/\lambda)^2"
    )
    text = text.replace(
        r"\frac{n}{\lambda} - \sum_{i=1}^n x_i =",
        r"-\frac{n}{\lambda} + \frac1{\lambda} \sum_{i=1}^n (x_i/\lambda)^2 =",
    )
    right = r"\lambda^2 = \frac1n \sum_{i=1}^n x_i^2"
    assert set(verdicts(text + right + "$$")) <= {"proved", "agrees"}
    assert verdicts(text + right.replace("x_i^2", "x_i") + "$$")[-1] == "refuted"


def test_an_arrow_behind_a_derivative_that_is_zero_makes_it_a_condition_on_arrays_and_sums():
    least = r"$X \in \mathbb{R}^{n \times d}$, $w \in \mathbb{R}^d$, $y \in \mathbb{R}^n$ "
    text = least + r"$$J(w) = \frac{1}{2} \|X w - y\|^2$$" + "\n\n" + r"$$\nabla J = 0 \iff X^T X w = X^T y$$"
    assert verdicts(text) == ["proved"]
    assert verdicts(text.replace("= X^T y", "= 2X^T y")) == ["refuted"]
    line = (
        r"$$S = \sum_{i=1}^n (y_i - a)^2$$"
        + "\n\n"
        + r"$$\frac{\partial S}{\partial a} = 0 \iff a = \frac1n \sum_{i=1}^n y_i$$"
    )
    assert set(verdicts(line)) <= {"proved", "agrees"}
    assert verdicts(line.replace(r"\frac1n", "")) == ["refuted"]


SAMPLE = r"$$\ell(m) = -\sum_{i=1}^n (x_i - m)^2$$" + "\n\n"


@pytest.mark.parametrize("mark", ["m", r"\hat m", "m^*", r"m_{ML}"])
@pytest.mark.parametrize("slope", [r"\ell'(m)", r"\frac{d\ell}{dm}"])
def test_what_has_the_name_of_a_solution_solves_the_condition(slope, mark):
    text = SAMPLE + rf"$${slope} = 2\sum_{{i=1}}^n (x_i - m) = 0 \implies {mark} = \frac1n\sum_{{i=1}}^n x_i$$"
    assert set(verdicts(text)) <= {"proved", "agrees"}
    assert verdicts(text.replace(r"\frac1n", r"\frac2n"))[-1] == "refuted"


def test_a_starred_name_is_tied_to_the_unknown():
    text = "$f(x) = x^2 - 6x$. Setting $f'(x) = 2x - 6 = 0$ gives $x^* = {}$."
    assert "refuted" not in verdicts(text.format(3))
    assert verdicts(text.format(4))[-1] == "refuted"


def test_a_square_that_stands_for_itself_has_an_estimate():
    text = r"""$$\ell(\mu,\sigma^2) = -\frac n2 \ln(\sigma^2) - \frac{1}{2\sigma^2}\sum_{i=1}^n (x_i-\mu)^2$$

$$\frac{\partial\ell}{\partial\sigma^2} = -\frac{n}{2\sigma^2} + \frac{1}{2\sigma^4}\sum_{i=1}^n (x_i-\mu)^2 = 0
\Rightarrow \hat\sigma^2 = \frac1n\sum_{i=1}^n (x_i-\mu)^2$$"""
    assert "refuted" not in verdicts(text)
    assert verdicts(text.replace(r"\frac1n", r"\frac2n"))[-1] == "refuted"


def test_a_marked_condition_with_a_sum():
    text = r"$$\ell = n\log\lambda - \lambda\sum_{i=1}^n x_i$$" + "\n\n"
    text += r"$$\frac{n}{\lambda} - \sum_{i=1}^n x_i \overset{!}{=} 0 \iff \lambda = \frac{n}{\sum_{i=1}^n x_i}$$"
    assert verdicts(text) == ["agrees"]
    assert verdicts(text.replace(r"\lambda = \frac{n}", r"\lambda = \frac{1}")) == ["refuted"]


def test_equations_side_by_side_before_an_arrow_are_conditions_together():
    system = r"$$x_1 + x_2 = 2, \quad 2x_1 - \mu = 0, \quad 2x_2 - \mu = 0 \implies "
    assert verdicts(system + "x_1 = x_2 = 1$$") == ["proved", "proved"]
    assert verdicts(system + "x_1 = x_2 = 2$$") == ["proved", "refuted"]
    assert verdicts(system + r"\mu = 2$$") == ["proved"]
    assert verdicts(system + r"\mu = 3$$") == ["refuted"]
