"""The imaginary unit: what holds it is neither proved nor refuted."""

import pytest

from symgrad.review import check


def kinds(text: str) -> set[str]:
    return {step.kind for step in check(text).steps}


@pytest.mark.parametrize(
    "text",
    [
        r"$$e^{i\theta} = \cos\theta + i\sin\theta$$",
        r"$$\frac{d^2}{dt^2} e^{i\omega t} = -\omega^2 e^{i\omega t}$$",
        "Let $\\psi = A e^{i(kx-\\omega t)}$. Then\n$$-i\\hbar\\frac{\\partial\\psi}{\\partial x} = \\hbar k\\psi$$",
        r"$H(\omega) = \frac{1}{1+j\omega RC}$ has $|H(\omega)|^2 = \frac{1}{1+\omega^2R^2C^2}$.",
        r"$i$ denotes the imaginary unit, $z = a + ib$. Then $z^2 = a^2 - b^2 + 2iab$.",
        r"$$e^{i\theta} = \cos\theta - i\sin\theta$$",
    ],
)
def test_complex_numbers_are_not_judged(text):
    report = check(text)
    assert [step.kind for step in report.steps] == ["undecided"]
    assert "complex numbers are not judged" in report.steps[0].verdict.message


def test_what_is_free_of_it_is_judged():
    assert kinds("$$e^{i\\theta} = \\cos\\theta$$\n\n$$\\frac{d}{dt} t^2 = 3t$$") == {"undecided", "refuted"}


def test_a_letter_that_counts_or_has_a_formula_is_no_imaginary_unit():
    assert kinds("$i = 3t$. $\\frac{d}{dt} e^{i t} = 6t e^{i t}$, $\\frac{d}{dt} e^{i t} = 3 e^{it}$.") == {
        "proved",
        "refuted",
    }
    assert kinds("$$\\sum_{i=1}^3 e^{i x} = e^x + e^{2x} + e^{3x}$$") == {"proved"}
    assert kinds("$$\\sum_{i=1}^3 e^{i x} = e^x + e^{2x} + e^{4x}$$") == {"refuted"}
