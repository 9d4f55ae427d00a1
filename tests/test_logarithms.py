"""A formula for the logarithm of a new name, `log p = ...`, defines that name."""

import pytest
from judged import verdicts


@pytest.mark.parametrize(
    ("definition", "right", "wrong"),
    [
        (r"\ln y = x \ln x", r"y' = x^x (\ln x + 1)", r"y' = x^x \ln x"),
        (r"\ln y = x \ln x", r"\frac{y'}{y} = \ln x + 1", r"\frac{y'}{y} = \ln x - 1"),
        (r"\log p(x) = a \log x - b x", r"\frac{\partial \log p(x)}{\partial x} = \frac{a}{x} - b",
         r"\frac{\partial \log p(x)}{\partial x} = \frac{a}{x}"),
        (r"\log p(x) = a \log x - b x", r"p'(x) = p(x) (\frac{a}{x} - b)", r"p'(x) = \frac{a}{x} - b"),
        (r"\ell = \log L = k \log p + m \log(1 - p)", r"\frac{dL}{dp} = L (\frac{k}{p} - \frac{m}{1 - p})",
         r"\frac{dL}{dp} = \frac{k}{p} - \frac{m}{1 - p}"),
    ],
)  # fmt: skip
def test_a_formula_for_a_logarithm(definition, right, wrong):
    assert verdicts(f"$${definition}$$\n\n$${right}$$")[-1] == "proved"
    assert verdicts(f"$${definition}$$\n\n$${wrong}$$")[-1] == "refuted"


def test_of_a_name_that_is_known_it_is_a_claim():
    assert verdicts("$y = x^2$\n\n$$\\ln y = 2 \\ln x$$ for $x > 0$") == ["proved"]
    assert verdicts("$y = x^2$\n\n$$\\ln y = 3 \\ln x$$ for $x > 0$") == ["refuted"]
    assert verdicts(r"$$\frac{d}{dx} x^2 = 2x$$" + "\n\n" + r"$$\log x = x + 1$$") == ["proved", "refuted"]
