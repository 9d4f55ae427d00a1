"""Rough input: whatever is written, `check` says something about it and never fails."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import PIECES

from symgrad.review import check

MORE = (
    r"\in",
    r"\mathbb{R}",
    r"\mathbb{E}[",
    r"\mathbf{1}_{",
    r"\setminus",
    r"\lim_{x \to 0}",
    r"\max_x",
    r"\partial_x",
    r"\frac{\partial y}{\partial x}",
    r"\left[",
    r"\right|_{x=1}",
    r"\xrightarrow{x \to 0}",
    r"\forall",
    r"\sim",
    r"\{",
    r"\}",
    "[",
    "]",
    ",",
    ";",
    "f^{-1}(x)",
    "f'(x)",
    "=",
    "I[",
    "x",
    "\n",
    "\n\n",
    "$",
    "Let ",
    "Hence ",
)
soup = st.lists(st.sampled_from(PIECES + MORE), min_size=1, max_size=25)
SHELLS = (
    ("(", ")"),
    ("{", "}"),
    (r"\left(", r"\right)"),
    (r"\mathbf{1}_{x > ", "}"),
    (r"\mathbb{I}[x > ", "]"),
    (r"\mathbb{E}[", "]"),
    (r"\begin{cases} 1 & x > ", r" \\ 0 & \text{otherwise} \end{cases}"),
    (r"\frac{1}{", "}"),
    (r"\sqrt{", "}"),
    (r"\sin ", ""),
    (r"\hat", ""),
    (r"\mathbf", ""),
    (r"\partial_x ", ""),
    (r"\frac{d}{dx} ", ""),
    (r"\frac{d}{dx} \left[", r"\right]"),
    ("d/dx ", ""),
    ("x^{", "}"),
    ("x^-", ""),
    ("x_{", "}"),
    (r"\color{red} ", ""),
    (r"\boxed{", "}"),
    (r"\lim_{x \to 0} ", ""),
    (r"\lim_{x \to ", "} x"),
    (r"\sum_{i=1}^{2} ", ""),
    (r"\sum_{i=1}^{", "} i"),
    (r"\max_x ", ""),
    ("|", "|"),
    (r"\left. ", r" \right|_{x=1}"),
    ("-", ""),
    ("f(", ")"),
    ("x(", ")"),
    ("(", ")'"),
)


@given(soup, st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_soup_of_tokens_is_too_thick(pieces, formula):
    text = "".join(pieces)
    for made in (text, f"${text} = 1$", f"$y = x^2$, ${text}$, $f(x) = x$"):
        if not re.search(r"symgrad:", made):
            check(made, formula=formula, time_limit=5.0).to_dict()


@pytest.mark.parametrize("shell", SHELLS, ids=[opening + closing for opening, closing in SHELLS])
@pytest.mark.parametrize("depth", [20, 60, 700])
def test_no_nesting_is_too_deep(shell, depth):
    opening, closing = shell
    made = opening * depth + "x" + closing * depth
    check(f"$y = x^2$, ${made} = 1$, $f(x) = {made}$", time_limit=20.0).to_dict()
    check(f"f(x) = x\n{made} = 1", time_limit=20.0).to_dict()


DEEP = "\n\n".join(f"$f_{{{i}}} = f_{{{i + 1}}} + 1$" for i in range(400))


@pytest.mark.parametrize(
    "text",
    [
        r"$f_0 = 1$",
        r"$x^2 = 4 \Rightarrow f_0 = 1$",
        r"$f_0 x = 0 \Rightarrow x = 0$",
        r"$\max_x f_0 x = 3$",
        r"$x + a = f_0$. $x = f_0$",
        r"$x < f_0$. Hence $a = 2$",
        r"$g = f_0$ $g = f_1 + 1$",
        r"$h(x) = f_0 x$ $h(y) = f_0 y$",
        r"$\frac{\partial f_0}{\partial f_{400}} = 1$",
    ],
)
def test_no_chain_of_definitions_is_too_long(text):
    check(DEEP + "\n\n" + text).to_dict()


def test_sections_of_one_title_are_seen_once_each():
    text = "\n\n".join(f"# Solution\n\n$x > {i}$\n\n$2x = x + x$" for i in range(30))
    assert check(text).summary["proved"] == 30


@pytest.mark.parametrize(
    "text", [r"$\max_x x =$", r"$= \max_x x$", r"$y = \sin \left. x \right|_{x=1}$", r"$x \in ]0$"]
)
def test_half_a_formula_is_no_accident(text):
    check(text).to_dict()


def test_a_long_run_of_letters_is_answered_soon():
    (file,) = check("$" + "x" * 2000 + " = 1$").files
    assert file.steps[0].kind in ("refuted", "undecided")
