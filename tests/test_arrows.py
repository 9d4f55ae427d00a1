"""Arrows between formulas: one that follows, one that holds both ways, one that goes to a limit, and all the others."""

import pytest

from symgrad import check


def said(text):
    """(kind or verdict of a statement, verdicts of its signs) for everything that is said."""
    (file,) = check(text + "\n").files
    return [(str(s.verdict or s.kind), [step.kind for step in s.steps]) for s in file.statements]


FOLLOWS = [r"\Rightarrow", r"\Longrightarrow", r"\implies", r"\xRightarrow{a}", "⇒", "⟹"]
PLAIN = [r"\to", r"\rightarrow", r"\longrightarrow", r"\xrightarrow{a}", "→", "⟶"]
BOTH = [r"\Leftrightarrow", r"\Longleftrightarrow", r"\iff", r"\xLeftrightarrow{a}", "⇔", "⟺"]

BACK = [r"\Leftarrow", r"\Longleftarrow", r"\impliedby", r"\xLeftarrow{a}", "⇐", "⟸"]


@pytest.mark.parametrize("arrow", FOLLOWS + PLAIN + BOTH)
def test_what_an_arrow_concludes_is_held_against_the_condition(arrow):
    assert said(f"$2x = 4 {arrow} x = 2$") == [("condition", []), ("proved", ["proved"])]
    assert said(f"$2x = 4 {arrow} x = 3$") == [("condition", []), ("refuted", ["refuted"])]
    assert said(f"$x^2 = 4 {arrow} x = 2$") == [("condition", []), ("refuted", ["refuted"])]


@pytest.mark.parametrize("arrow", BOTH)
def test_what_holds_both_ways_holds_back_too(arrow):
    assert said(f"$x = 2 {arrow} x^2 = 4$")[-1] == ("refuted", ["refuted"])
    assert said(f"Let $x > 0$. Then $x = 2 {arrow} x^2 = 4$")[-1] == ("proved", ["proved"])
    assert said(r"$x = 2 \Rightarrow x^2 = 4$")[-1] == ("proved", ["proved"])


@pytest.mark.parametrize("arrow", PLAIN)
def test_a_plain_arrow_behind_a_definition_parts_two_statements(arrow):
    right = rf"$f(x) = x^2 \quad {arrow} \quad \frac{{df}}{{dx}} = 2x$"
    assert said(right) == [("definition", []), ("proved", ["proved"])]
    assert said(right.replace("= 2x", "= x"))[-1] == ("refuted", ["refuted"])
    assert said(f"$3x = x + 2x$, $x {arrow} y = 1$") == [("proved", ["proved"]), ("value", [])]
    assert said(f"$x = 0 {arrow} x = 1$") == [("value", []), ("value", [])]


@pytest.mark.parametrize(
    "arrow",
    [*BACK, r"\leftrightarrow", r"\longleftrightarrow", r"\xleftrightarrow{a}", "↔", "⟷", r"\leadsto"],
)
@pytest.mark.parametrize(
    "text", ["$2x = 4 {} x = 2$", "$$2x = 4 \\\\ {} x = 2$$", "$x = 2 {} 2x = 4$", "$2x = 4$ ${} x = 2$"]
)
def test_any_other_arrow_is_unread_with_what_stands_beside_it(arrow, text):
    assert said(text.replace("{}", arrow)) == [("unread", [])]


@pytest.mark.parametrize(
    "arrow",
    [
        r"\xrightarrow{x \to 0}",
        r"\xrightarrow{x\rightarrow 0}",
        r"\overset{x \to 0}{\longrightarrow}",
        r"\underset{x \to 0}{\to}",
        r"\stackrel{x \to 0}{\rightarrow}",
    ],
)
def test_an_arrow_with_a_place_is_a_limit(arrow):
    assert said(rf"$$\frac{{\sin x}}{{x}} {arrow} 1$$") == [("proved", ["proved"])]
    assert said(rf"$$\frac{{\sin x}}{{x}} {arrow} 2$$") == [("refuted", ["refuted"])]
    assert said(rf"$$f = \frac{{\sin x}}{{x}} {arrow} 2$$") == [("definition", []), ("refuted", ["refuted"])]
    assert said(rf"$$1 + \cos x {arrow} 2, \quad 1 = 2$$")[1:] == [("refuted", ["refuted"])]


def test_a_limit_at_infinity_and_from_one_side():
    assert said(r"$$(1 + 1/n)^n \xrightarrow{n \to \infty} e$$") == [("proved", ["proved"])]
    assert said(r"$$e^{1/x} \xrightarrow{x \to 0^{-}} 0$$") == [("proved", ["proved"])]
    assert said(r"$$e^{1/x} \xrightarrow{x \to 0^{-}} 1$$") == [("refuted", ["refuted"])]


def test_a_limit_without_a_place_is_unread():
    assert said(r"$$\frac{\sin x}{x} \to 2$$") == [("unread", [])]
    assert said(r"As $x \to \infty$, $1/x \to 2$.") == [("unread", [])]


@pytest.mark.parametrize(
    "text", [r"$x \to 0$", r"$h \rightarrow 1$", r"$f: X \to Y$", r"$\mathbb{R}^n \to \mathbb{R}$", r"$f \to g \to L$"]
)
def test_an_arrow_between_names_says_nothing_that_could_be_judged(text):
    assert said(text) == []


def test_a_conclusion_is_held_at_the_values_of_what_it_leaves_out():
    given = "$L = (w - y)^2$, $w = 0$.\n\n"
    assert said(given + r"$2(w - y) = 0 \Rightarrow y = 0$")[-1] == ("proved", ["proved"])
    assert said(given + r"$2(w - y) = 0 \Rightarrow y = 1$")[-1] == ("refuted", ["refuted"])
    assert said(given + r"$2(w - y) = 0 \Rightarrow y = 2w$")[-1] == ("refuted", ["refuted"])
