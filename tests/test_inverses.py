"""`f^{-1}(x)`: the inverse function or one over f(x)."""

import pytest

from symgrad.review import check

LINE = "$f(x) = 2x + 1$, "


def last(text):
    return check(text + "\n").steps[-1]


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        (LINE + r"$f^{-1}(x) = (x-1)/2$", "inverse function"),
        (LINE + r"$\frac{x-1}{2} = f^{-1}(x)$", "inverse function"),
        (LINE + r"$f^{-1}(3) = 1$", "inverse function"),
        (LINE + r"$f^{-1}(x) = \frac{1}{2x+1}$", "1/f"),
        (r"$g(x) = \exp(3x)$, $g^{-1}(y) = \frac13 \log y$", "inverse function"),
        (r"$\sigma^{-1}(p) = \log\frac{p}{1-p}$", "inverse function"),
    ],
)
def test_either_reading_may_hold_and_is_named(text, reading):
    step = last(text)
    assert step.kind == "agrees" and any(reading in note for note in step.verdict.notes)


@pytest.mark.parametrize(
    "text",
    [
        LINE + r"$f^{-1}(x) = x$",
        LINE + r"$f^{-1}(x) = (x+1)/2$",
        LINE + r"$f^{-1}(3) = 2$",
        r"$\sigma^{-1}(p) = \log\frac{1-p}{p}$",
    ],
)
def test_what_fails_in_both_readings_is_refuted(text):
    assert last(text).kind == "refuted"


@pytest.mark.parametrize(
    "text",
    [
        r"$f^{-1}(x) = (x-1)/2$",
        LINE + r"$1 + f^{-1}(x) = \frac{x+1}{2}$",
        LINE + r"$f^{-1}(f(x)) + 1 = x + 1$",
        LINE + r"$g(x) = x$, $f^{-1}(x) = g^{-1}(x)$",
    ],
)
def test_what_is_left_open_is_undecided(text):
    assert last(text).kind == "undecided"


def test_a_power_behind_the_bracket_is_a_power():
    assert last(LINE + r"$f(x)^{-1} = \frac{1}{2x+1}$").kind == "proved"


def test_the_signs_behind_an_inverse_are_judged():
    steps = check(LINE + r"$f^{-1}(x) = \frac{x-1}{2} = \frac x2 - \frac13$" + "\n").steps
    assert [step.kind for step in steps] == ["agrees", "refuted"]
