"""Sums of any size over families of numbers: proved for every n as claims about vectors, and refuted where false."""

import pytest

from symgrad import check

LINE = r"""Let $e_i = y_i - a - b x_i$ for $i = 1, \dots, n$ and $$S = \sum_{i=1}^n e_i^2$$

"""
NORMAL = r"""For $\sigma > 0$ let
$$\ell(\mu, \sigma) = -n\log\sigma - \frac{1}{2\sigma^2}\sum_{i=1}^n (x_i - \mu)^2$$

"""
WEIBULL = r"""For $k, \lambda > 0$ and $x_1, \dots, x_n > 0$ let
$$w = n \log k - nk\log\lambda + (k-1)\sum_{i=1}^n \log x_i - \sum_{i=1}^n \left(\frac{x_i}{\lambda}\right)^k$$

"""
TABLE = r"$$Q = \sum_{i=1}^n\sum_{j=1}^m (u_i v_j - M_{ij})^2$$" + "\n\n"
CLAIMS = [
    (LINE, r"\frac{\partial S}{\partial a} = -2 \sum_{i=1}^n e_i", ("-2", "2")),
    (
        LINE,
        r"\frac{\partial S}{\partial b} = -2 \sum_{i=1}^n x_i y_i + 2a \sum_{i=1}^n x_i + 2b\sum_{i=1}^n x_i^2",
        ("+ 2a", "- 2a"),
    ),
    (LINE, r"\frac{\partial^2 S}{\partial a^2} = 2n", ("2n", "2")),
    (LINE, r"\frac{\partial S}{\partial y_k} = 2 e_k", ("e_k", "e_i")),
    (
        NORMAL,
        r"\frac{\partial \ell}{\partial \mu} = \frac{1}{\sigma^2}\left(\sum_{i=1}^n x_i - n\mu\right)",
        (r"n\mu", r"\mu"),
    ),
    (
        NORMAL,
        r"\frac{\partial \ell}{\partial \sigma} = -\frac{n}{\sigma} + \frac{1}{\sigma^3} \sum_{i=1}^n (x_i - \mu)^2",
        ("^3", "^2"),
    ),
    (
        WEIBULL,
        r"\frac{\partial w}{\partial \lambda} = \frac{k}{\lambda}\sum_{i=1}^n (x_i/\lambda)^k - \frac{nk}{\lambda}",
        ("- ", "+ "),
    ),
    (TABLE, r"\frac{\partial Q}{\partial u_i} = 2 \sum_{j=1}^m (u_i v_j - M_{ij}) v_j", (") v_j", ") v_i")),
    (TABLE, r"\frac{\partial Q}{\partial v_j} = 2 \sum_{i=1}^n (u_i v_j - M_{ij}) u_i", ("n (u_i", "m (u_i")),
]


@pytest.mark.parametrize(("given", "claim", "slip"), CLAIMS)
def test_a_claim_with_sums_is_proved_for_every_size(given, claim, slip):
    (step,) = check(f"{given}$${claim}$$").steps
    assert step.kind == "proved", step.verdict
    assert slip[0] in claim
    wrong = claim.replace(*slip)
    (step,) = check(f"{given}$${wrong}$$").steps
    assert step.kind in ("refuted", "undecided") and (step.kind == "refuted" or "e_i" in wrong or "v_i" in wrong)


@pytest.mark.parametrize(
    ("given", "claim"),
    [
        (r"A = \sum_{i=1}^n x_i", r"A = \sum_{i=1}^m x_i"),
        (r"A = \sum_{i=1}^n a x_i", r"\frac{\partial A}{\partial a} = \sum_{i=1}^m x_i"),
        (r"A = \sum_{i=1}^n x_i", r"\frac{\partial A}{\partial x_1} = n"),
    ],
)
def test_what_holds_for_some_sizes_alone_is_not_proved(given, claim):
    (*_, step) = check(f"Let ${given}$. Claim: ${claim}$").steps or [None]
    assert step is None or not step.verdict.holds


@pytest.mark.parametrize(
    ("given", "claim"),
    [
        (r"A = \sum_{i=2}^n a x_i", r"\frac{\partial A}{\partial a} - x_2 = \sum_{i=3}^n x_i"),
        (r"A = \sum_{i=1}^n x_i^2", r"\frac{\partial A}{\partial x_1} = 2 x_1"),
    ],
)
def test_parts_of_a_range_and_single_members_are_looked_at_for_some_sizes(given, claim):
    kinds = [step.kind for step in check(f"Let ${given}$.\n\n${claim}$").steps]
    assert "refuted" not in kinds
