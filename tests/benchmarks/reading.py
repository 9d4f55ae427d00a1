"""Reading LaTeX, beside SymPy's default parser in the same run.

    pip install 'antlr4-python3-runtime==4.11.*' && python tests/benchmarks/reading.py

Both read the same formulas, from text to tree. Prints microseconds a formula for each, and the ratio.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from symgrad.notation.reader import read
from symgrad.notation.tokens import tokenize
from symgrad.source import Source

REPEATS = 5
FORMULAS = [  # scalar formulas that both read; SymPy's parser knows no more notation than this
    r"\frac{1}{1 + e^{-x}}",
    r"(a + b) \cdot d - f",
    r"w_1 x_1 + w_2 x_2 + b",
    r"\sin(x^2) \cos(x)",
    r"\frac{\sin x}{x^2 + 1}",
    r"2 x y + 3 x^2 - \sqrt{x}",
    r"\frac{1}{2} m v^2",
    r"\exp(-\frac{x^2}{2})",
    r"\log(x) + \ln(y)",
    r"\frac{a + b}{c + \frac{d}{e_1 + f}}",
    r"(x + y) (x y)",
    r"-\frac{n R T}{V^2}",
    r"\sqrt[3]{x^2 + y^2}",
    r"\frac{d}{dx} x^2",
    r"\tanh(a x + b) - 1",
]


def by_symgrad(formula: str) -> object:
    return read(tokenize(Source(formula), 0, len(formula), latex=True))


def by_sympy(formula: str) -> object:
    from sympy.parsing.latex import parse_latex

    return parse_latex(formula)


def seconds(reader: Callable[[str], object], repeats: int) -> float:
    """The least seconds for all formulas, the first round (imports) left out."""
    best = float("inf")
    for turn in range(repeats + 1):
        start = time.perf_counter()
        for formula in FORMULAS:
            reader(formula)
        best = min(best, time.perf_counter() - start) if turn else best
    return best


def main() -> None:
    ours, theirs = (seconds(reader, REPEATS) / len(FORMULAS) * 1e6 for reader in (by_symgrad, by_sympy))
    print(f"{len(FORMULAS)} formulas: symgrad {ours:.0f} µs, sympy.parse_latex {theirs:.0f} µs a formula")
    print(f"ratio {theirs / ours:.0f}")


if __name__ == "__main__":
    main()
