"""Plain notes: words around the formulas of a line are no part of them, and names that are words stay names."""

import pytest

from symgrad import check
from symgrad.document.notes import names_of, prose

LOSS = "L = (y - t)^2\n\n"

AROUND = [
    "dL/dy = 2*(y - t) by the chain rule",
    "we differentiate: dL/dy = 2*(y - t)",
    "so the slope of the loss is dL/dy = 2*(y - t)",
    "dL/dy = 2*(y - t) (chain rule)",
    "dL/dy = 2*(y - t)   # chain rule",
    "dL/dy = 2*(y - t), the derivative of a square",
    "step 2, inner derivative: dL/dy = 2*(y - t)",
    "- hence dL/dy = 2*(y - t) for all y",
    "damit ist dL/dy = 2*(y - t) nach der Kettenregel",
    "donc la pente est dL/dy = 2*(y - t)",
]


@pytest.mark.parametrize("line", AROUND)
def test_words_around_a_formula_are_no_factors(line):
    assert [step.kind for step in check(LOSS + line).steps] == ["proved"]
    assert [step.kind for step in check(LOSS + line.replace("2*", "3*")).steps] == ["refuted"]


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("loss = price*quantity, so d loss/d price = quantity", "quantity"),
        ("area = width*height; d area/d width = height", "height"),
        ("cost = rate * time, dcost/drate = time", "time"),
    ],
)
def test_words_that_are_names_stay_names(line, right):
    (step,) = check(line).steps
    assert step.kind == "proved" and step.right == right


@pytest.mark.parametrize(
    "line", ["shape k > 0", "with shape k > 0 and scale c > 0:", "Let the mass m > 0, shape k > 0"]
)
def test_a_noun_before_a_name_declares_that_name(line):
    assert [step.kind for step in check(f"{line}\n\nl = k^2\n\ndl/dk = 2*k\n\nl > 0").steps] == ["proved", "proved"]


def test_a_word_of_plain_text_is_a_product_where_all_its_letters_are_in_use():
    product = "x > 1\ny > 1\nf = x*y + x\n\ndf/dx = y + 1\n\ng = 2xy\n\ndg/dx = 2y"
    assert [step.kind for step in check(product).steps] == ["proved", "proved"]
    assert [step.kind for step in check(product.replace("2y", "3y")).steps] == ["proved", "refuted"]


SPELLED = [  # a letter, and the names that its name is spelled with
    (r"\mu", "m u"),
    (r"\hat{x}", "x h a t"),
    (r"\xi", "x i"),
    (r"\text{cost}", "c o s t"),
]


@pytest.mark.parametrize(("letter", "letters"), SPELLED)
def test_a_letter_is_no_product_of_the_letters_of_its_name(letter, letters):
    text = f"$f = {letters} + {letter}$\n\n$\\frac{{df}}{{d{letters[0]}}} = {letters[2:]}$"
    assert [step.kind for step in check(text).steps] == ["proved"]
    assert [step.kind for step in check(text[:-1] + r" \cdot 2$").steps] == ["refuted"]


@pytest.mark.parametrize(("letter", "letters"), [("mu", "m*u"), ("μ", "m*u"), ("xhat", "x*h*a*t"), ("x̂", "x*h*a*t")])
def test_a_letter_that_is_spelled_out_in_plain_text_is_no_product_either(letter, letters):
    text = f"f = {letters} + {letter}\n\ndf/d{letters[0]} = {letters[2:]}"
    assert [step.kind for step in check(text).steps] == ["proved"]
    assert [step.kind for step in check(text + "*2").steps] == ["refuted"]


def test_a_function_in_prose_has_no_argument():
    text = "s(z) = 1/(1 + exp(-z)) is the logistic function\n\nthe log likelihood l = log(s(z))\n\ndl/dz = 1 - s(z)"
    assert [step.kind for step in check(text).steps] == ["proved"]


def test_an_arrow_of_two_signs_is_an_update():
    (file,) = check(LOSS + "gradient descent: y <- y - 0.1*dL/dy").files
    assert [s.kind for s in file.statements] == ["definition", "update"]
    assert check("-3 <-1").steps[0].kind == "proved"


def test_stretches_of_prose():
    text = "the loss L = (y - t)^2 is a number (by definition)"
    found = [text[a:b] for a, b in prose(text, 0, len(text), names_of(text))]
    assert found == ["the loss", "is a number", "(by definition)"]
    assert names_of("total = rate * time for the loss (squared)") == {"total", "rate", "time"}


def test_a_differential_is_no_small_word():
    text = "E = m*v^2/2 + m*g*h\ndE/dv = m*v\ndE/dh = m*g"
    assert [step.kind for step in check(text).steps] == ["proved", "proved"]


def test_a_vulgar_fraction_is_a_number():
    text = "E = ½·k·x²\n∂E/∂x = k·x"
    assert [step.kind for step in check(text).steps] == ["proved"]
    assert [step.kind for step in check(text.replace("½", "⅓")).steps] == ["refuted"]
