"""The derivative of a vector by a matrix: transposed, added, compared with another, and where it cannot stand."""

import pytest

from symgrad import check

TEXT = r"""<!-- symgrad: layout LAYOUT -->

For $W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $V \in \mathbb{R}^{d \times m}$, $t \in \mathbb{R}^d$

$$h = \tanh(W x)$$
$$y = V h$$
$$L = \|y - t\|^2$$

"""
L_W, Y_W, H_W = (rf"\frac{{\partial {u}}}{{\partial W}}" for u in ("L", "y", "h"))
L_Y, Y_H = r"\frac{\partial L}{\partial y}", r"\frac{\partial y}{\partial h}"


def only(claim, layout=""):
    text = TEXT.replace("<!-- symgrad: layout LAYOUT -->\n\n", "") if not layout else TEXT.replace("LAYOUT", layout)
    (step,) = check(text + f"$${claim}$$").steps
    return step


@pytest.mark.parametrize("right", [
    rf"({Y_W})^T {L_Y}",
    rf"({H_W})^T V^T {L_Y}",
    rf"({H_W})^T ({Y_H})^T {L_Y}",
    rf"2 ({Y_W})^T (y - t)",
])  # fmt: skip
def test_a_transposed_map_before_a_gradient(right):
    assert only(f"{L_W} = {right}").verdict.holds
    assert only(f"{L_W} = -{right}").kind == "refuted"


@pytest.mark.parametrize(("layout", "claim", "kind"), [
    ("numerator", f"{L_W} = {L_Y} {Y_W}", "proved"),
    ("numerator", f"{L_W} = ({Y_W})^T ({L_Y})^T", "refuted"),  # which is the gradient transposed
    ("numerator", f"({L_W})^T = ({Y_W})^T ({L_Y})^T", "proved"),
    ("numerator", f"({L_W})^T = ({L_Y})^T ({Y_W})^T", "refuted"),  # no product
    ("denominator", f"{L_W} = {H_W} {Y_H} {L_Y}", "proved"),
    ("denominator", f"{L_W} = ({L_Y})^T ({Y_H})^T ({H_W})^T", "refuted"),
    ("denominator", f"({L_W})^T = ({L_Y})^T ({Y_H})^T ({H_W})^T", "proved"),
    ("denominator", f"{L_W} = ({H_W})^T {Y_H} {L_Y}", "refuted"),
])  # fmt: skip
def test_a_declared_layout_tells_where_a_transposed_map_stands(layout, claim, kind):
    assert only(claim, layout).kind == kind


@pytest.mark.parametrize("layout", ["numerator", "denominator"])
def test_a_map_is_no_gradient(layout):
    chain = f"{Y_H} {H_W}" if layout == "numerator" else f"{H_W} {Y_H}"
    for right in (chain, H_W, f"{L_W} + {Y_W}"):
        step = only(f"{L_W} = {right}", layout)
        assert (step.kind, step.verdict.by) == ("refuted", "shapes")


@pytest.mark.parametrize("claim", [f"{H_W} = x^T", f"{H_W} = (1 - h \\odot h) x^T", rf"{Y_W} = x^T \otimes V"])
def test_what_people_write_for_a_map_is_not_refuted(claim):
    assert only(claim).kind == "undecided"


def test_two_maps_are_compared():
    assert only(f"{Y_W} = V {H_W}").verdict.holds
    assert only(f"{Y_W} = 2 V {H_W}").kind == "refuted"
    assert only(rf"\frac{{\partial (y + V h)}}{{\partial W}} = {Y_W} + {Y_W}").verdict.holds
    assert only(rf"\frac{{\partial (y + V h)}}{{\partial W}} = {Y_W} - {Y_W}").kind == "refuted"
    assert only(f"{L_W} = {L_Y} ({Y_W} + {Y_W})").kind == "refuted"
    assert only(f"2 {L_W} = {L_Y} ({Y_W} + {Y_W})").verdict.holds


def test_a_map_takes_a_change_to_a_change():
    assert only(f"dy = {Y_W} dW").verdict.holds
    assert only(f"dy = 2 {Y_W} dW").kind == "refuted"


def test_a_gradient_along_a_transposed_map_has_the_shape_of_what_is_mapped():
    assert only(f"{L_W} = {L_W} ({Y_W})^T", "numerator").verdict.by == "shapes"
    assert only(f"{L_W} ({Y_W})^T = {L_Y}", "numerator").kind == "refuted"


@pytest.mark.parametrize("shape", [r"m \times k", r"n \times k", r"n \times n"])  # of W X
def test_a_gradient_by_a_matrix_before_a_map(shape):
    text = (
        rf"For $W \in \mathbb{{R}}^{{{shape[0]} \times n}}$, $X \in \mathbb{{R}}^{{n \times {shape[-1]}}}$ and "
        rf"$T \in \mathbb{{R}}^{{{shape}}}$" + "\n\n$$Z = W X, \\qquad L = \\operatorname{tr}(T^T Z)$$\n\n"
    )
    numerator, denominator = (f"<!-- symgrad: layout {layout} -->\n\n{text}" for layout in ("numerator", "denominator"))
    L_W, L_Z, Z_W = (rf"\frac{{\partial {u}}}{{\partial {v}}}" for u, v in ("LW", "LZ", "ZW"))
    for start, right in ((numerator, f"{L_Z} {Z_W}"), (denominator, f"{Z_W} {L_Z}")):
        assert [step.kind for step in check(start + f"$${L_W} = {right}$$").steps] == ["proved"]
        assert [step.kind for step in check(start + f"$${L_W} = 2 {right}$$").steps] == ["refuted"]
