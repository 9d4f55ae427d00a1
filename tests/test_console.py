"""What is printed: golden texts at 80 columns, and nothing that depends on a terminal."""

import io
from pathlib import Path

import pytest

from symgrad.console import Console
from symgrad.derive import derive
from symgrad.review import check

GOLDEN = Path(__file__).parent / "golden"
HOMEWORK = r"""# Homework

Let $y = x^2$ and $z = \sin y$.

$$\frac{dz}{dx} = \cos(y)\cdot 2x = 2x\sin y = 2x\sin(x^2)$$

$$\frac{d}{dx}x^3 = 3x = 3x\cdot x$$

At $x = 3$: $y = 9 = 10$, and $\sqrt{2} \approx x$, and $x^{2 = 3$.

<!-- symgrad: expect refuted -->
$\frac{d}{dx}x^2 = 2x$
"""


def printed(show):
    stream = io.StringIO()
    show(Console(stream, 80))
    return stream.getvalue()


CASES = {
    "report": lambda: printed(lambda c: c.report(check(HOMEWORK, name="homework.md"))),
    "every-sign": lambda: printed(lambda c: c.report(check(HOMEWORK, name="homework.md"), every=True)),
    "derivation": lambda: printed(
        lambda c: c.derivation(
            derive("z = w*x + b; L = (tanh(z) - t)^2", mode="both", wrt="w", at={"w": 1, "x": 2, "b": "1/2", "t": 0}),
            "loss",
        )
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_printed_is_the_golden_text(name, update):
    path, found = GOLDEN / f"{name}.txt", CASES[name]()
    if update:
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_no_colour_codes_and_no_loose_ends_where_there_is_no_terminal(name):
    found = CASES[name]()
    assert "\x1b" not in found and found.endswith("\n")
    assert all(line == line.rstrip() for line in found.split("\n"))
    assert max(map(len, found.split("\n"))) <= 80


def test_every_sign_that_does_not_hold_is_shown_with_its_place():
    found = CASES["report"]()
    report = check(HOMEWORK, name="homework.md")
    for step in report.steps:
        if not step.met and not step.verdict.holds:
            assert f"homework.md:{step.span.line}:{step.span.column}: " in found
    assert "follows from line" in found and "expectation" in found


def test_every_shows_each_sign():
    found = CASES["every-sign"]()
    for step in check(HOMEWORK, name="homework.md").steps:
        assert f"{step.span.line}:{step.span.column}" in found


def test_long_members_are_cut_to_the_width():
    long = " + ".join(f"x_{{{i}}}" for i in range(60))
    report = check(f"${long} = {long}$\n")
    found = printed(lambda c: c.report(report, every=True))
    assert "proved" in found and "…" in found and max(map(len, found.split("\n"))) <= 80


def test_an_excerpt_keeps_to_the_width():
    long = " + ".join(f"x_{{{i}}}" for i in range(60))
    report = check(f"${long} = {long} + 1$\n")
    assert max(map(len, printed(lambda c: c.report(report)).split("\n"))) <= 80


def test_nothing_to_judge_is_said():
    assert "nothing to judge" in printed(lambda c: c.report(check("words\n")))


def test_the_summary_counts_signs():
    found = printed(lambda c: c.report(check("$1 = 1$\n")))
    assert found.rstrip().endswith("1 file, 1 relation sign: 1 proved")
