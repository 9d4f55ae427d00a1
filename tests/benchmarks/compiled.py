"""Compiled gradients beside sympy.lambdify (with its common subexpressions) in the same run.

    python tests/benchmarks/compiled.py

For each formula: microseconds of a value with its gradient at one point (floats) and nanoseconds a point for 10,000
points at once (NumPy), by symgrad and by lambdify, and how many times longer lambdify takes; then the seconds that it
took to differentiate and compile.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy
import sympy

import symgrad
from symgrad.graph import to_sympy

POINTS = 10_000
FORMULAS = {
    "neuron": "L = (sigma(w*x + b) - y)^2",
    "two layers": "h = tanh(w_1*x + b_1); g = tanh(w_2*h + b_2); L = (w_3*g + b_3 - y)^2",
    "exponentials": "y = exp(exp(x) + exp(x)^2) + sin(exp(x) + exp(x)^2)",
    "six layers": "; ".join(
        ["f_1 = tanh(w_1*x + b_1)", *(f"f_{k} = tanh(w_{k}*f_{k - 1} + b_{k})" for k in range(2, 7)), "L = f_6^2"]
    ),
}


def best(call: Callable[[], Any], seconds: float = 0.3) -> float:
    """The shortest of many runs."""
    found, end = math.inf, time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        call()
        found = min(found, time.perf_counter() - start)
    return found


def lambdified(graph: symgrad.Graph, names: Sequence[str], target: str) -> Callable[..., Any]:
    """A value and its gradient by SymPy alone."""
    symbols = {graph.find(name): sympy.Symbol(f"s{k}", real=True) for k, name in enumerate(names)}
    whole = to_sympy(graph, graph.find(), symbols)
    slopes = [sympy.diff(whole, s) for s in symbols.values()]
    return sympy.lambdify(list(symbols.values()), [whole, *slopes], "math" if target == "python" else target, cse=True)


def row(name: str, text: str) -> str:
    graph = symgrad.Graph.parse(text)
    rng = numpy.random.default_rng(0)
    cells, built = [f"{name:<14}"], []
    for target, count, unit in (("python", 1, 1e6), ("numpy", POINTS, 1e9)):
        start = time.perf_counter()
        ours = symgrad.Graph.parse(text).compile(target=target).function
        middle = time.perf_counter()
        names = graph.compile(target=target).inputs
        begun = time.perf_counter()
        theirs = lambdified(graph, names, target)
        built = [middle - start, time.perf_counter() - begun]
        point = rng.uniform(0.1, 0.9, size=(len(names), count))
        args = [float(v[0]) for v in point] if target == "python" else list(point)
        value, bar = ours(*args)
        for a, b in zip([value, *bar], theirs(*args), strict=True):
            assert numpy.allclose(a, b, rtol=1e-10, atol=1e-12), name
        times = [best(lambda f=f, args=args: f(*args)) / count * unit for f in (ours, theirs)]
        cells.append(f"{times[0]:>9.2f}{times[1]:>10.2f}{times[1] / times[0]:>7.1f}x")
    return "".join([*cells, f"{built[0]:>10.4f}{built[1]:>10.3f}"])


def main() -> None:
    print(f"{'':<14}{'one point, us':>27}{'10,000 points, ns each':>27}{'build, s':>20}")
    print(f"{'formula':<14}" + f"{'symgrad':>9}{'lambdify':>10}{'ratio':>8}" * 2 + f"{'symgrad':>10}{'lambdify':>10}")
    for name, text in FORMULAS.items():
        print(row(name, text))


if __name__ == "__main__":
    main()
