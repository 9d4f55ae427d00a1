"""Results of steps as a textbook writes them: powers, one fraction line, branches put together, no bracket too many."""

import pytest

from symgrad import derive
from symgrad.derive.derivation import Derivation


def last(formula: str, by: str = "x", *, latex: bool = False) -> str:
    made = derive(formula)
    assert isinstance(made, Derivation)
    step = next(step for step in made if step.by == by and step.of == made.output)
    assert step.verdict.holds
    return step.result_text(latex=latex)


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("s = 1/(1 + exp(x))", "-s^2*exp(x)"),
        ("y = x^{-1}", "-x^(-2)"),
        ("y = a \\log(x)", "a/x"),
        ("y = \\sqrt{6/x}", "-f_1/(2*y*x)"),
        ("y = \\log(x) x", "f_1 + 1"),
        ("c = x + z; y = c x + \\sin(c)", "c + cos(c) + x"),
        ("y = w \\sin(0.01 x)", "0.01*w*cos(f_1)"),
        ("y = a (b x + c x^2) + d (b x + c x^2)", "(d + a)*(2*c*x + b)"),
    ],
)
def test_a_result_is_written_as_people_do(formula: str, result: str) -> None:
    assert last(formula) == result


def test_branches_take_the_factors_in_and_are_added_one_by_one() -> None:
    elu = r"f = \begin{cases} \alpha (e^x - 1) & x \le 0 \\ x & x > 0 \end{cases}"
    assert last(elu) == "case(x > 0, 1, α*exp(x))"
    assert last(elu, "alpha") == "case(x > 0, 0, f_2)"


def test_an_intermediate_is_written_by_its_name() -> None:
    made = derive("h = sigma(z); y = w h")
    assert [(step.put_in(), step.result_text()) for step in made][-1] == ("", "h")
    made = derive("h = sigma(z); f = w h; y = f + 1")
    assert "∂y/∂f·h" in [step.put_in() for step in made]
