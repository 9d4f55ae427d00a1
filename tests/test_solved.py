"""A formula that a text finds for a name by which it has differentiated says nothing of the lines before it."""

import pytest

from symgrad import check

BUDGET = r"""$L = \alpha\ln x + \beta\ln y - \lambda(px + qy - m)$
$$\frac{\partial L}{\partial x} = \frac{\alpha}{x} - \lambda p = 0$$
$$\frac{\partial L}{\partial y} = \frac{\beta}{y} - \lambda q = 0$$
From the budget constraint, $x = \frac{m - qy}{p}$."""
COURNOT = r"""$\pi_1 = (a - q_1 - q_2 - c)q_1$, $\pi_2 = (a-q_1-q_2-c)q_2$.
$\frac{\partial\pi_1}{\partial q_1} = a - 2q_1 - q_2 - c = 0$ and
$\frac{\partial\pi_2}{\partial q_2} = a - q_1 - 2q_2 - c = 0$.
Solving the two equations, $q_1 = q_2 = \frac{a-c}{3}$."""
CROSS = r"""$\Pi = pq - cq^2 - tq$. The FOC $\frac{\partial\Pi}{\partial q} = p - 2cq - t = 0$
gives $q = \frac{p-t}{2c}$.
$$\frac{\partial^2\Pi}{\partial q\,\partial t} = -1$$"""
HENCE = r"""$L = xy - \lambda(px + qy - m)$. The first order conditions are
$\frac{\partial L}{\partial x} = y - \lambda p = 0$ and
$\frac{\partial L}{\partial y} = x - \lambda q = 0$. Hence $y = \frac{p}{q}x$."""
LEAST = r"""Minimise $S = \sum_{i=1}^n (y_i - a - b x_i)^2$.
$$\frac{\partial S}{\partial a} = -2\sum_{i=1}^n (y_i-a-bx_i) = 0$$
Hence $a = \bar y - b\bar x$ and $b = \frac{\sum_i (x_i-\bar x)(y_i-\bar y)}{\sum_i (x_i-\bar x)^2}$
with $\bar x = \frac1n\sum_i x_i$, $\bar y = \frac1n\sum_i y_i$."""
PROFIT = r"""$\Pi = pq - cq^2 - tq$.

$$\frac{\partial\Pi}{\partial q} = p - 2cq - t = 0$$

Hence $q = \frac{p-t}{2c}$.

"""


def kinds(text):
    return [step.kind for step in check(text).steps]


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        (BUDGET, r"\frac{\beta}{y} - \lambda q", r"\frac{\beta}{y} + \lambda q"),
        (COURNOT, "a - q_1 - 2q_2 - c", "a - q_1 - q_2 - c"),
        (CROSS, "= -1", "= -2"),
        (CROSS, "= -1", "= 0"),
        (CROSS, "p - 2cq - t", "p - cq - t"),
        (HENCE, r"y - \lambda p", r"y - \lambda q"),
        (LEAST, r"= -2\sum", r"= 2\sum"),
    ],
)
def test_what_stands_before_a_solution_is_judged_without_it(text, right, wrong):
    found = kinds(text)
    assert found
    assert set(found) == {"proved"} or (text == LEAST and found == ["proved", "agrees"])  # its solution, at sizes
    assert "refuted" in kinds(text.replace(right, wrong))


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (r"\frac{\partial q}{\partial t} = -\frac{1}{2c}", r"\frac{\partial q}{\partial t} = \frac{1}{2c}"),
        (r"\frac{\partial\Pi}{\partial t} = -q", r"\frac{\partial\Pi}{\partial t} = q"),
        (r"\frac{d\Pi}{dt} = -\frac{p - t}{2c}", r"\frac{d\Pi}{dt} = \frac{p - t}{2c}"),
        (r"\frac{\partial^2\Pi}{\partial q^2} = -2c", r"\frac{\partial^2\Pi}{\partial q^2} = 2c"),
    ],
)
@pytest.mark.parametrize("heading", ["", "### Comparative statics\n\n"])
def test_what_stands_behind_a_solution_may_use_it(line, wrong, heading):
    text = "## Profit\n\n" + PROFIT + heading
    assert kinds(text + f"$${line}$$") == ["proved", "proved", "proved"]
    assert kinds(text + f"$${wrong}$$") == ["proved", "proved", "refuted"]


PAIR = r"""$f = a x^2 + xy - b x - c y$, where $\frac{\partial f}{\partial x} = 2ax + y - b = 0$ and
$\frac{\partial f}{\partial y} = x - c = 0$. This gives $x = c$ and $y = b - 2ac$."""
ROOT = r"Let $x > 0$, $a > 0$. $f = x^3 - 3a x$. Then $\frac{df}{dx} = 3x^2 - 3a = 0$, hence $x = \sqrt{a}$."


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        (COURNOT, "{3}", "{4}"),
        (CROSS, "{2c}", "{c}"),
        (PAIR, "b - 2ac", "b - ac"),
        (PAIR, "b - 2ac", "b + 2ac"),
        (ROOT, r"\sqrt{a}", r"\sqrt{2a}"),
    ],
)
def test_a_formula_that_does_not_solve_the_condition_is_refuted(text, right, wrong):
    assert "refuted" not in kinds(text)
    assert "refuted" in kinds(text.replace(right, wrong))


def test_a_condition_on_other_names_too_does_not_refute_a_solution():
    text = r"$L = \ln x - \lambda(px - m)$. $\frac{\partial L}{\partial x} = \frac1x - \lambda p = 0$ gives $x = m/p$."
    assert kinds(text) == ["proved"]
    assert kinds(text.replace(r"\frac1x -", r"\frac1x +")) == ["refuted"]


TANGENCY = r"""$U = x^p y^q$. $\frac{\partial \ln U}{\partial x} = \frac{p}{x}$. At the optimum $qx - py = 0$.
%s $x = \frac{m - qy}{p}$."""


@pytest.mark.parametrize("words", ["From the budget constraint,", "By the constraint we get", "So from the budget,"])
def test_a_formula_that_comes_from_elsewhere_is_not_judged_by_the_condition_before(words):
    assert kinds(TANGENCY % words) == ["proved"]


def test_a_solution_is_put_in_where_it_is_said():
    text = PROFIT.strip().replace("\n\n", "\n") + r" The profit is then $\Pi = %s$."
    assert kinds(text % r"\frac{(p - t)^2}{4c}") == ["proved", "proved", "proved"]
    assert kinds(text % r"\frac{(p - t)^2}{2c}") == ["proved", "proved", "refuted"]


def test_a_partial_derivative_may_hold_a_solution_fixed():
    text = COURNOT + "\n\n" + r"$$\frac{\partial\pi_1}{\partial a} = %s$$"
    assert "refuted" not in kinds(text % "q_1")
    assert kinds(text % "2q_1")[-1] == "refuted"


def test_a_solution_that_is_found_in_steps_is_a_claim():
    text = BUDGET.partition("From")[0] + (
        r"Hence $x = \frac{\alpha}{\lambda p}$ and $y = \frac{\beta}{\lambda q}$. "
        r"The budget constraint gives $\lambda = \frac{\alpha + \beta}{m}$, so that $x = %s$."
    )
    assert set(kinds(text % r"\frac{\alpha m}{(\alpha + \beta) p}")) == {"proved"}
    assert kinds(text % r"\frac{\beta m}{(\alpha + \beta) p}")[-1] == "refuted"


LAYER = r"""$$L = (z - y)^2$$

$$\frac{\partial L}{\partial z} = 2(z - y)%s$$

%s $z = wx + b$.

$$\frac{\partial L}{\partial w} = 2(z - y)x$$"""


@pytest.mark.parametrize("words", ["where", "Here we write", "Let", "The layer is", "Then", "So far"])
def test_a_formula_given_late_is_still_a_definition(words):
    for zero in ("", " = 0"):
        text = LAYER % (zero, words)
        assert kinds(text) == ["proved", "proved"]
        assert kinds(text.replace("y)x", "y)w")) == ["proved", "refuted"]


def test_a_path_behind_a_condition_is_no_solution_of_it():
    text = r"""$V = x^2 y + y$. $\frac{\partial V}{\partial x} = 2xy = 0$.

$y = t^2$, $x = t$

$$\frac{dV}{dt} = 4t^3 + 2t$$"""
    assert kinds(text) == ["proved", "proved"]
    assert kinds(text.replace("+ 2t", "- 2t")) == ["proved", "refuted"]


def test_a_formula_given_behind_what_it_is_used_in_is_a_definition():
    text = r"$$\frac{\partial L}{\partial w} = 2(z - y)x$$" + "\n\n" + r"with $L = (z - y)^2$ and $z = wx + b$."
    assert kinds(text) == ["proved"]
    assert kinds(text.replace("y)x", "y)w")) == ["refuted"]


def test_a_solution_of_a_condition_with_sums_is_judged_where_nothing_else_is_unknown():
    text = r"""$J(\mu) = -\frac{1}{2s}\sum_{i=1}^n (x_i-\mu)^2 - \frac{(\mu-m)^2}{2t}$ has the first-order condition

$$J'(\mu) = \frac{1}{s}\sum_{i=1}^n(x_i-\mu) - \frac{\mu-m}{t} = 0$$

which yields

$$\mu = \frac{t \sum_{i=1}^n x_i + s m}{%s}$$"""
    assert {step.kind for step in check(text % "n t + s").steps} <= {"proved", "agrees"}
    assert check(text % "t + n s").steps[-1].kind == "refuted"


GROWTH = r"""Let $N(t) = K \exp(-b e^{-ct})$ with $K, b, c > 0$.

Growth is fastest where $N''(t) = 0$; there $e^{-ct} = %s$."""


def test_a_condition_on_a_second_derivative_in_primes_binds_what_is_said_to_hold_there():
    assert kinds(GROWTH % r"\frac{1}{b}") == ["proved"]
    assert kinds(GROWTH % r"\frac{2}{b}") == ["undecided"]
    assert "refuted" not in kinds((GROWTH % r"\frac{1}{b}")[:-1] + r" and $N = \frac{K}{e}$.")
