"""What a claim is said to hold for: words and conditions beside a formula."""

import pytest
from judged import verdicts

from symgrad import check

F = "$$f(x) = x^2$$\n\n"
ABS = "$$g(x) = |x|$$\n\n"


def unread(text):
    return [statement.message for file in check(text + "\n").files for statement in file.statements if statement.unread]


@pytest.mark.parametrize(
    "text",
    [
        r"$$f'(x) = 2x \text{ for all } x$$",
        r"$$f'(x) > 0 \text{ if } x > 0$$",
        r"$$f'(x) < 0 \text{ when } x < 0$$",
        r"$$f'(x) > 0 \quad \text{for } x > 0$$",
        r"$$f'(x) > 0, \quad x > 0$$",
        r"$$f'(x) > 0 \quad (x > 0)$$",
        r"$$f'(x) > 0 \quad (x > 0, x \ne 1)$$",
        r"$$f'(x) > 0 \quad (x > 0), \qquad f'(x) < 0 \quad (x < 0)$$",
        r"$$\text{if } x > 0 \text{ then } f'(x) > 0$$",
        r"$$f'(x) = 4 \text{ at } x = 2$$",
        r"$$f'(1) = 2 \mathrm{\ where\ } f'(x) = 2x$$",
        r"$$f'(x) = 2x \text{ by the power rule } = x + x$$",
        r"$$f'(x) > 0 \text{ für } x > 0$$",
        r"$$f'(x) > 0 \text{ pour } x > 0$$",
        "We have $f'(x) > 2$ for $x > 1$ and $f'(x) < 2$ for $x < 1$.",
        "For $x > 1$ we have $f'(x) > 2$; for $x < 1$ we have $f'(x) < 2$.",
        "For $x > 1$ we have $f'(x) > 2$.\n\nThere the slope is even $$f'(x) > 1$$",
    ],
)
def test_a_restricted_claim_holds_where_it_is_said_to_hold(text):
    found = verdicts(F + text)
    assert found and all(kind in ("proved", "agrees") for kind in found), found


@pytest.mark.parametrize(
    "text",
    [
        r"$$f'(x) = 3x \text{ for all } x$$",
        r"$$f'(x) > 0 \text{ if } x < 1$$",
        r"$$f'(x) > 0, \quad x < 0$$",
        r"$$f'(x) > 0 \quad (x > -1)$$",
        r"$$f'(x) > 0 \quad (x > 0), \qquad f'(x) < -1 \quad (x < 0)$$",
        r"$$f'(x) = 5 \text{ at } x = 2$$",
        r"$$f'(x) = 2x \text{ by the power rule } = x - x$$",
        "We have $f'(x) > 2$ for $x > 1$ and $f'(x) < 1$ for $x < 1$.",
        "For $x > 1$ we have $f'(x) > 2$; for $x < 1$ we have $f'(x) < 1$.",
        "We have $f'(x) > 2$ for $x > 1$.\n\nEverywhere $$f'(x) > 2$$",
        "At a point, $$f'(x) = 4 \\text{ at } x = 2$$\n\nWe have $f'(x) > 2$ for $x > 0$.",
    ],
)
def test_a_restricted_claim_that_fails_there_is_refuted(text):
    assert "refuted" in verdicts(F + text)


def test_a_restriction_says_nothing_about_other_claims():
    text = F + r"$$f'(x) > 0 \text{ for } x > 0$$" + "\n\n$$f'(x) > 0$$"
    assert verdicts(text) == ["proved", "refuted"]


def test_a_slope_is_proved_where_the_kink_is_left_out():
    assert verdicts(ABS + r"$$g'(x) = 1 \text{ for } x > 0$$") == ["proved"]
    heaviside = r"$$H(x) = \begin{cases} 0 & x < 0 \\ 1 & x \ge 0 \end{cases}$$" + "\n\n"
    assert verdicts(heaviside + r"$$\frac{d}{dx} H(x) = 0$$") == ["agrees"]
    assert verdicts(heaviside + r"$$\frac{d}{dx} H(x) = 0 \text{ for } x \ne 0$$") == ["proved"]
    assert verdicts(heaviside + r"$$\frac{d}{dx} H(x) = 0, \quad x < 0$$") == ["proved"]
    assert verdicts(heaviside + r"$$\frac{d}{dx} H(x) = 0 \text{ for } x \ne 1$$") == ["agrees"]
    assert verdicts(heaviside + r"$$\frac{d}{dx} H(x) = 1 \text{ for } x \ne 0$$") == ["refuted"]


def test_what_is_supposed_is_not_claimed():
    assert verdicts(F + "The function grows if $f'(x) > 0$.") == []
    assert verdicts(F + r"$$\text{if } f'(x) = 0 \text{ then } f(x) = 0$$")[-1:] != ["proved"]


def test_words_inside_a_formula_are_unread():
    assert unread(r"$$5 \text{ apples } + 3 = 8$$") == [] and verdicts(r"$$5 \text{ apples } + 3 = 8$$") == ["unread"]


def test_names_in_a_row_share_what_is_said_of_the_last():
    assert verdicts("Let $x, y > 0$. Then $xy > 0$.") == ["proved"]
    assert verdicts("Let $x, y > 0$. Then $xy > 1$.") == ["refuted"]


@pytest.mark.parametrize(
    "joined", ["with $b > 0$ and $c > 0$", "with $b > 0$, and with $c > 0$", "for $b > 0$; for $c > 0$"]
)
def test_two_restrictions_in_a_row_both_hold(joined):
    text = "$$f(x) = bcx$$\n\n" + joined + ".\n\n"
    assert verdicts(text + "$$f'(x) > 0$$") == ["proved"]
    assert verdicts(text + "$$f'(x) > 1$$") == ["refuted"]


FAMILY = "Let $w_l > 0$ for $l = 1, \\dots, L$.\n\n"


@pytest.mark.parametrize(
    "text",
    [
        FAMILY + r"$$\prod_{l=1}^{L} w_l > 0$$",
        "Let $w_l > 0$. Then $$\\sum_{l=1}^{L} w_l > 0$$",
        "Let $w_{ij} > 0$. Then $$\\sum_{i=1}^{n} \\sum_{j=1}^{m} w_{ij} > 0$$",
        r"$$\prod_{l=1}^{L} w_l > 0 \quad \text{for } w_l > 0$$",
        "Let $|w_l| \\le 1$. Then $$\\prod_{l=1}^{L} |w_l \\sigma'(z_l)| \\le 0.25^L$$",
        "Let $w_i > 0$ for $i = 1, \\dots, 2$. Then $w_1 + w_2 > 0$.",
    ],
)
def test_what_is_said_of_a_family_holds_for_its_members(text):
    found = verdicts(text)
    assert found and set(found) <= {"proved", "agrees"}, found


@pytest.mark.parametrize(
    "text",
    [
        FAMILY + r"$$\prod_{l=1}^{L} w_l > 1$$",
        FAMILY + r"$$\prod_{l=1}^{L} v_l > 0$$",
        "Let $w_i > 0$ for $i = 2, \\dots, n$. Then $$\\prod_{i=1}^{n} w_i > 0$$",
        "Let $w_i > 0$ for $i = 1, \\dots, n - 1$. Then $$\\prod_{i=1}^{n} w_i > 0$$",
        "Let $w_i > 0$ for $i = 1, \\dots, 2$. Then $w_1 + w_3 > 0$.",
        "Let $|w_l| \\le 2$. Then $$\\prod_{l=1}^{L} |w_l \\sigma'(z_l)| \\le 0.25^L$$",
    ],
)
def test_what_is_said_of_a_family_says_no_more_than_it_says(text):
    assert verdicts(text) == ["refuted"]
