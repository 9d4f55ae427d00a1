"""Families of names, sums over them, and claims for every index."""
# ruff: noqa: E501

import pytest

from symgrad import check
from symgrad.notation.families import taken_apart

SOFTMAX = r"$$p_i = \frac{e^{z_i}}{\sum_{j=1}^n e^{z_j}}$$" + "\n\n"
LAYER = r"$$f_i = \sum_{j=1}^n \Omega_{ij} h_j$$" + "\n\n"
CHAIN = r"$$a_i = \sigma(w_i a_{i-1}), \quad i = 1, \dots, 4$$" + "\n\n$$y = a_4$$\n\n"
ENTROPY = r"$$L = -\sum_k y_k \log p_k$$" + "\n\n"
MEAN = r"$$s = \frac1m \sum_{i=1}^m x_i$$" + "\n\n"
SQUARES = r"$$L = \sum_{i=1}^n (y_i - w x_i - b)^2$$" + "\n\n"


def verdict(text):
    (step,) = [s for file in check(text + "\n").files for statement in file.statements for s in statement.steps]
    return step.kind


@pytest.mark.parametrize(
    ("scope", "right", "wrong"),
    [
        (SOFTMAX, r"\frac{\partial p_i}{\partial z_i} = p_i (1 - p_i)", r"\frac{\partial p_i}{\partial z_i} = p_i"),
        (SOFTMAX, r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)", r"\frac{\partial p_i}{\partial z_j} = 0"),
        (SOFTMAX, r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)", r"\frac{\partial p_i}{\partial z_j} = -p_i p_j"),
        (SOFTMAX, r"\sum_{i=1}^n p_i = 1", r"\sum_{i=1}^n p_i = n"),
        (LAYER, r"\frac{\partial f_i}{\partial \Omega_{ij}} = h_j", r"\frac{\partial f_i}{\partial \Omega_{ij}} = h_i"),
        (LAYER, r"\frac{\partial f_i}{\partial h_j} = \Omega_{ij}", r"\frac{\partial f_i}{\partial h_j} = \Omega_{ji}"),
        (LAYER, r"\frac{\partial f_i}{\partial h_1} = \Omega_{i1}", r"\frac{\partial f_i}{\partial h_1} = \Omega_{1i}"),
        (LAYER, r"\frac{\partial f_i}{\partial h_j} = \Omega_{ij}", r"\frac{\partial f_i}{\partial h_j} = 0"),
        (CHAIN, r"\frac{\partial a_i}{\partial a_{i-1}} = \sigma'(w_i a_{i-1}) w_i", r"\frac{\partial a_i}{\partial a_{i-1}} = \sigma'(w_i a_{i-1})"),
        (CHAIN, r"\frac{\partial y}{\partial a_2} = \sigma'(w_4 a_3) w_4 \sigma'(w_3 a_2) w_3", r"\frac{\partial y}{\partial a_2} = \sigma'(w_4 a_3) w_4 w_3"),
        (CHAIN, r"\frac{\partial y}{\partial a_0} = \prod_{i=1}^4 \sigma'(w_i a_{i-1}) w_i", r"\frac{\partial y}{\partial a_0} = \prod_{i=2}^4 \sigma'(w_i a_{i-1}) w_i"),
        (ENTROPY, r"\frac{\partial L}{\partial p_k} = -\frac{y_k}{p_k}", r"\frac{\partial L}{\partial p_k} = \frac{y_k}{p_k}"),
        (MEAN, r"\frac{\partial s}{\partial x_i} = \frac1m", r"\frac{\partial s}{\partial x_i} = 1"),
        (SQUARES, r"\frac{\partial L}{\partial w} = -2 \sum_{i=1}^n x_i (y_i - w x_i - b)", r"\frac{\partial L}{\partial w} = -2 \sum_{i=1}^n (y_i - w x_i - b)"),
        (SQUARES, r"\frac{\partial L}{\partial y_i} = 2(y_i - w x_i - b)", r"\frac{\partial L}{\partial y_i} = 0"),
        ("", r"\sum_{i=1}^n i = \frac{n(n+1)}{2}", r"\sum_{i=1}^n i = \frac{n(n-1)}{2}"),
        ("", r"\sum_{i=1}^n \sum_{j=1}^m x_i y_j = \sum_{j=1}^m y_j \sum_{i=1}^n x_i", r"\sum_{i=1}^n \sum_{j=1}^m x_i y_j = \sum_{i=1}^n x_i y_i"),
    ],
)  # fmt: skip
def test_a_claim_for_every_index(scope, right, wrong):
    assert verdict(f"{scope}$${right}$$") in ("agrees", "proved")
    assert verdict(f"{scope}$${wrong}$$") == "refuted"


def test_a_range_in_numbers_is_gone_through():
    assert verdict(CHAIN + r"$$\frac{\partial a_i}{\partial a_{i-1}} = \sigma'(w_i a_{i-1}) w_i$$") == "proved"


@pytest.mark.parametrize("text", [r"i = 1, \dots, 4", r"i = 1, 2, 3, 4", r"i \in \{1, \dots, 4\}", r"i = 1, ..., 4"])
def test_a_range_is_a_declaration(text):
    found = check(f"$${text}$$\n\n$$a_i = 2 b_i$$\n\n$$a_3 = 2 b_3$$\n").files[0].statements
    assert next(statement.kind for statement in found) == "declaration"
    assert [step.kind for statement in found for step in statement.steps] in ([], ["proved"])


def test_beyond_its_range_a_family_has_no_formula():
    text = "$$a_i = 2 a_{i-1}, \\quad i = 1, \\dots, 4$$\n\n"
    assert verdict(text + r"$$\frac{\partial a_4}{\partial a_0} = 16$$") == "proved"
    assert verdict(text + r"$$\frac{\partial a_4}{\partial a_0} = 8$$") == "refuted"


@pytest.mark.parametrize(
    ("name", "letters", "places", "written"),
    [
        ("w_ij", "ij", {"i": 1, "j": 2}, "w_12"),
        ("w_i,j", "ij", {"i": 1, "j": 2}, "w_1,2"),
        ("a_im1", "i", {"i": 4}, "a_3"),
        ("y__i", "i", {"i": 2}, "y__2"),
        ("x_max", "ma", {"m": 1, "a": 2}, "x_max"),
        ("theta_01", "i", {"i": 1}, "theta_01"),
    ],
)
def test_a_name_is_put_at_its_place(name, letters, places, written):
    assert taken_apart(name, set(letters)).at(places).name == written


@pytest.mark.parametrize(
    ("scope", "right", "wrong"),
    [
        (SQUARES, r"\frac{\partial L}{\partial w} = -2 \sum_{i=1}^n x_i (y_i - w x_i - b)", r"\frac{\partial L}{\partial w} = -2 \sum_{i=1}^n x_i"),
        (SQUARES, r"\frac{\partial L}{\partial w} = -2 \sum_{j=1}^n x_j (y_j - w x_j - b)", r"\frac{\partial L}{\partial w} = -2 \sum_{j=1}^n x_i (y_j - w x_j - b)"),
        (SQUARES, r"\frac{\partial L}{\partial y_i} = 2(y_i - w x_i - b)", r"\frac{\partial L}{\partial y_i} = 2(y_i - w x_i)"),
        (SQUARES, r"\frac{\partial^2 L}{\partial w^2} = 2 \sum_{i=1}^n x_i^2", r"\frac{\partial^2 L}{\partial w^2} = \sum_{i=1}^n x_i^2"),
        (MEAN, r"\frac{\partial s}{\partial x_i} = \frac1m", r"\frac{\partial s}{\partial x_i} = m"),
        (ENTROPY, r"\frac{\partial L}{\partial p_k} = -\frac{y_k}{p_k}", r"\frac{\partial L}{\partial p_k} = -\frac{y_k}{p_k^2}"),
        ("", r"\prod_{l=1}^L \sigma'(z_l) \le 0.25^L", r"\prod_{l=1}^L \sigma'(z_l) \le 0.24^L"),
        ("", r"\prod_{l=1}^L \sigma(z_l) < 1.5^L", r"\prod_{l=1}^L \sigma(z_l) > 0.25^L"),
        ("", r"\sum_{i=1}^n x_i^4 \ge -\sum_{i=1}^n x_i^2", r"\sum_{i=1}^n x_i^3 \ge -\sum_{i=1}^n x_i^2"),
        ("", r"\sum_{i=1}^n (x_i + y_i)^2 = \sum_{i=1}^n x_i^2 + 2\sum_{i=1}^n x_i y_i + \sum_{i=1}^n y_i^2", r"\sum_{i=1}^n (x_i + y_i)^2 = \sum_{i=1}^n x_i^2 + \sum_{i=1}^n y_i^2"),
    ],
)  # fmt: skip
def test_a_claim_for_every_size_is_proved_term_by_term(scope, right, wrong):
    assert verdict(f"{scope}$${right}$$") == "proved"
    assert verdict(f"{scope}$${wrong}$$") == "refuted"


@pytest.mark.parametrize(
    "text",
    [
        "$$x_i = w t_i$$\n\n" + SQUARES + r"$$\frac{\partial L}{\partial w} = -2 \sum_{i=1}^n x_i (y_i - w x_i - b)$$",
        "$$x_j = w t_j$$\n\n" + SQUARES + r"$$\frac{\partial L}{\partial w} = -2 \sum_{i=1}^n x_i (y_i - w x_i - b)$$",
        r"$$S = \sum_{i=1}^n x_i x_{i+1}$$" + "\n\n" + r"$$\frac{\partial S}{\partial x_i} = x_{i+1}$$",
        r"$$\sum_{i=1}^n x_i = n x_1$$",
        r"$$\prod_{l=1}^L \sin(z_l) \le 1^L \cdot \prod_{l=1}^L \sin(z_l)^2$$",
    ],
)
def test_what_is_wrong_for_some_size_is_not_proved_term_by_term(text):
    assert verdict(text) not in ("proved", "agrees")


SCORES = r"""$$L = -\log\frac{\exp(s_1/\tau)}{\sum_{j=1}^{N}\exp(s_j/\tau)}$$

$$p_j = \frac{\exp(s_j/\tau)}{\sum_{k=1}^{N}\exp(s_k/\tau)}$$

"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (
            r"\frac{\partial L}{\partial s_1} = \frac{p_1 - 1}{\tau}",
            r"\frac{\partial L}{\partial s_1} = \frac{p_1}{\tau}",
        ),
        (r"\frac{\partial L}{\partial s_2} = \frac{p_2}{\tau}", r"\frac{\partial L}{\partial s_2} = \frac{p_1}{\tau}"),
        (
            r"\frac{\partial L}{\partial s_3} = \frac{p_3}{\tau}",
            r"\frac{\partial L}{\partial s_3} = \frac{p_3 - 1}{\tau}",
        ),
        (r"p_1 + p_2 < 1 + p_1", r"p_1 + p_2 = 1"),
    ],
)
def test_members_that_a_claim_names_are_there_at_every_size(right, wrong):
    assert check(f"{SCORES}$${right}$$").steps[-1].verdict.holds
    assert check(f"{SCORES}$${wrong}$$").steps[-1].kind == "refuted"


def test_a_formula_with_an_index_is_that_of_the_numbered_members():
    text = r"""$$f = w p_1 + (1 - w) p_2, \quad p_k = \exp(-(x - m_k)^2)$$

$$\frac{\partial f}{\partial m_1} = %s w (x - m_1) p_1$$"""
    assert [step.kind for step in check(text % "2").steps] == ["proved"]
    assert [step.kind for step in check(text % "-2").steps] == ["refuted"]


ENTROPY = r"""$$p_i = \frac{e^{z_i/T}}{\sum_j e^{z_j/T}}, \qquad L = -\sum_i y_i \log p_i%s$$

$$\frac{\partial L}{\partial z_i} = \frac{1}{T} (p_i - y_i)$$"""


@pytest.mark.parametrize(
    "constraint", [r", \qquad \sum_i y_i = 1", "$$\n\nGiven that $$\\sum_k y_k = 1", "$$\n\n$$\\sum_i y_i = 1"]
)
def test_a_sum_of_inputs_that_is_a_number_is_assumed(constraint):
    assert [step.kind for step in check(ENTROPY % constraint).steps] == ["agrees"]
    assert [step.kind for step in check(ENTROPY % constraint.replace("1", "2")).steps] == ["refuted"]
    assert [step.kind for step in check((ENTROPY % constraint).replace("p_i - y_i", "y_i - p_i")).steps] == ["refuted"]
    (step,) = check(ENTROPY % "").steps
    assert step.kind == "refuted" and any("holds if" in note for note in step.verdict.notes)


def test_a_sum_of_what_has_formulas_is_claimed():
    text = r"$$r_i = y_i - m, \qquad m = \frac{1}{n} \sum_{i=1}^n y_i$$" + "\n\n$$\\sum_{i=1}^n r_i = %s$$"
    assert [step.kind for step in check(text % "0").steps] == ["proved"]
    assert [step.kind for step in check(text % "1").steps] == ["refuted"]


def test_delta_with_one_index_is_a_name_like_any_other():
    text = r"""$$s_j = \frac{e^{\delta_j}}{1 + \sum_{k=1}^J e^{\delta_k}}, \quad \delta_j = \beta x_j - \alpha p_j$$

$$\frac{\partial s_j}{\partial p_j} = -\alpha s_j (1 - s_j) \qquad \frac{\partial s_1}{\partial p_2} = \alpha s_1 s_2$$"""
    assert [step.kind for step in check(text).steps] == ["agrees", "agrees"]
    spoiled = text.replace("1 - s_j", "1 + s_j").replace(r"\alpha s_1 s_2", r"-\alpha s_1 s_2")
    assert [step.kind for step in check(spoiled).steps] == ["refuted", "refuted"]


CONVOLUTION = r"""Let $y_i = \sum_{k=1}^3 w_k x_{i+k-1}$ for $i = 1, \dots, 4$ and $L = \frac12 \sum_{i=1}^4 y_i^2$.

"""


@pytest.mark.parametrize(
    ("left", "right", "wrong"),
    [
        (r"\frac{\partial y_2}{\partial x_3}", "w_2", "w_1"),
        (r"\frac{\partial y_2}{\partial w_3}", "x_4", "x_5"),
        (r"\frac{\partial L}{\partial w_k}", r"\sum_{i=1}^4 y_i x_{i+k-1}", r"\sum_{i=1}^4 y_i x_{i+k}"),
        (r"\frac{\partial L}{\partial x_2}", "y_1 w_2 + y_2 w_1", "y_1 w_1 + y_2 w_2"),
    ],
)
def test_an_index_may_be_a_sum_of_letters(left, right, wrong):
    assert [step.kind for step in check(f"{CONVOLUTION}${left} = {right}$").steps] == ["proved"]
    assert [step.kind for step in check(f"{CONVOLUTION}${left} = {wrong}$").steps] == ["refuted"]


def test_an_index_with_a_sum_is_placed_among_the_entries_of_an_array():
    text = r"$x \in \mathbb{R}^{n}$, $w \in \mathbb{R}^3$ and $y_i = \sum_{k=1}^3 w_k x_{i+k-1}$." + "\n\n"
    text += r"$\frac{\partial y_i}{\partial w_k} = x_{i+k-1}$"
    assert all(step.verdict.holds for step in check(text).steps)
    assert check(text.replace("= x_{i+k-1}", "= x_{i+k}")).steps[-1].kind == "refuted"


def test_the_size_may_stand_in_an_index():
    text = r"$R = \sum_{k=1}^{n} a_k b_{n-k}$" + "\n\n" + r"$\frac{\partial R}{\partial a_1} = %s$"
    assert [step.kind for step in check(text % "b_{n-1}").steps] == ["agrees"]
    assert [step.kind for step in check(text % "b_{n}").steps] == ["refuted"]


def test_signs_in_an_index_are_no_letters():
    text = (
        r"$f = T_{i+k} u + T_{ipk} v + T_{i-1} + T_{im1} x_+ + x_p$" + "\n\n" + r"$\frac{\partial f}{\partial %s} = %s$"
    )
    for by, right in (("T_{i+k}", "u"), ("T_{ipk}", "v"), ("T_{i-1}", "1"), ("T_{im1}", "x_+"), ("x_p", "1")):
        assert [step.kind for step in check(text % (by, right)).steps] == ["proved"], by
        assert [step.kind for step in check(text % (by, right + " + 1")).steps] == ["refuted"], by


def test_a_claim_for_every_index_is_proved_only_if_it_is_proved_for_each() -> None:
    """What points alone show of one member is not proved of all, however the first one comes out."""
    text = r"$p_1 = x^2 + 1$ and $p_2 = e^x + 3 + \cos(x e^x)$. For $i \in \{1, \dots, 2\}$: hence $p_i \ge 0$."
    assert [step.kind for step in check(text).steps] == ["agrees"]
    assert [step.kind for step in check(text.replace(r"e^x + 3 + \cos(x e^x)", "x^2 + 2")).steps] == ["proved"]


@pytest.mark.parametrize(("left", "kind"), [("A_{ij}", "agrees"), ("A_{ic}", "refuted"), ("A_{ji}", "refuted")])
def test_every_letter_may_count_beside_one_that_a_sum_binds(left, kind):
    text = r"$$O_{ic} = \sum_{j=1}^n A_{ij} V_{jc}$$" + "\n\n"
    assert verdict(text + rf"$$\frac{{\partial O_{{ic}}}}{{\partial V_{{jc}}}} = {left}$$") == kind


@pytest.mark.parametrize(("factor", "kind"), [("A_{i+1,j}", "agrees"), ("A_{i,j}", "refuted")])
def test_a_comma_parts_indices_whatever_letters_they_have(factor, kind):
    text = r"$$O_{i+1,c} = \sum_{j=1}^n A_{i+1,j} V_{j,c}$$" + "\n\n"
    assert verdict(text + rf"$$\frac{{\partial O_{{i+1,c}}}}{{\partial V_{{j,c}}}} = {factor}$$") == kind
