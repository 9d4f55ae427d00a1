"""What relu does at zero: nothing is said of it, or a directive declares it for a section."""

import pytest

from symgrad.cli import main
from symgrad.review import check
from symgrad.source import SymgradError

OPEN = r"\operatorname{relu}'(z) = \mathbb{I}[z > 0]"
CLOSED = r"\operatorname{relu}'(z) = \mathbb{I}[z \ge 0]"
OPEN_CASES = r"\operatorname{relu}'(z) = \begin{cases} 1 & z > 0 \\ 0 & z \le 0 \end{cases}"
CLOSED_CASES = r"\operatorname{relu}'(z) = \begin{cases} 1 & z \ge 0 \\ 0 & z < 0 \end{cases}"
OPEN_NEURON = r"y = \max(0, w x + b); \frac{\partial y}{\partial w} = x\,\mathbb{I}[w x + b > 0]"
CLOSED_NEURON = r"y = \max(0, w x + b); \frac{\partial y}{\partial w} = x\,\mathbb{I}[w x + b \ge 0]"
OPEN_SHIFTED = r"y = \max(0, z - \frac{3}{7}); \frac{dy}{dz} = \mathbb{I}[z > \frac{3}{7}]"
CLOSED_SHIFTED = r"y = \max(0, z - \frac{3}{7}); \frac{dy}{dz} = \mathbb{I}[z \ge \frac{3}{7}]"
ALL_OPEN = (OPEN, OPEN_CASES, OPEN_NEURON, OPEN_SHIFTED)
ALL_CLOSED = (CLOSED, CLOSED_CASES, CLOSED_NEURON, CLOSED_SHIFTED)


def step(formula, value=None):
    directive = f"<!-- symgrad: relu at zero {value} -->\n\n" if value is not None else ""
    return check(f"{directive}$${formula}$$\n").steps[-1]


@pytest.mark.parametrize("formula", [*ALL_OPEN, *ALL_CLOSED])
def test_undeclared_both_conventions_hold(formula):
    assert step(formula).verdict.holds


def test_the_one_that_is_not_the_house_convention_holds_except_at_the_kink():
    assert step(OPEN).kind == "proved"
    assert step(CLOSED).kind == "agrees" and step(CLOSED).verdict.notes == ("except at kinks, for example at z = 0",)


@pytest.mark.parametrize(("value", "right", "wrong"), [(0, ALL_OPEN, ALL_CLOSED), (1, ALL_CLOSED, ALL_OPEN)])
def test_against_a_declared_convention_a_line_is_refuted_and_named(value, right, wrong):
    for formula in right:
        assert step(formula, value).kind == "proved", formula
    for formula, other in zip(wrong, right, strict=True):
        found = step(formula, value)
        assert found.kind == "refuted" and found.mistake.slug == "wrong-kink", formula
        assert found.mistake.correct == step(other, value).span.text


def test_a_slope_between_the_two_fits_neither():
    for formula in (OPEN, CLOSED):
        found = step(formula, "1/2")
        assert found.kind == "refuted" and found.mistake.slug == "wrong-kink"
        assert found.mistake.message == "the slope of relu at 0 is declared to be 1/2"


@pytest.mark.parametrize("value", ["0", "1", "1/2"])
def test_the_slope_at_zero_is_what_is_declared(value):
    for stated in ("0", "1", "1/2"):
        kind = step(rf"\operatorname{{relu}}'(0) = {stated}", value).kind
        assert kind == ("proved" if stated == value else "refuted")


def test_a_mistake_of_another_kind_is_no_matter_of_convention():
    found = step(r"y = \max(0, z)^2; \frac{dy}{dz} = \max(0, z)\,\mathbb{I}[z \ge 0]", 1)
    assert found.mistake.slug == "missing-factor"
    assert step(r"\operatorname{relu}'(z) = \mathbb{I}[z < 0]", 1).mistake.correct == r"\mathbb{I}[z \ge 0]"


def test_other_kinks_stay_undeclared():
    assert step(r"\frac{d}{dz} |z| = \begin{cases} 1 & z \ge 0 \\ -1 & z < 0 \end{cases}", 1).verdict.holds


def test_a_section_declares_for_itself_and_those_in_it():
    text = f"# A\n\n<!-- symgrad: relu at zero 1 -->\n\n## B\n\n$${OPEN}$$\n\n# C\n\n$${OPEN}$$\n"
    assert [found.kind for found in check(text).steps] == ["refuted", "proved"]


@pytest.mark.parametrize("words", ["relu at zero 2", "relu at zero x", "relu at zero -1", "relu at zero 1/0"])
def test_no_other_slope_can_be_declared(words, tmp_path, capsys):
    text = f"<!-- symgrad: {words} -->\n\n$x + x = 2x$\n"
    with pytest.raises(SymgradError, match="a number from 0 to 1 is expected"):
        check(text)
    (tmp_path / "a.md").write_text(text)
    assert main(["check", str(tmp_path / "a.md")]) == 2
    assert "1:1" in capsys.readouterr().err
