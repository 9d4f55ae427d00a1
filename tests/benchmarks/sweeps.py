"""Reverse mode on two deep graphs, beside SymPy's diff in the same run.

    python tests/benchmarks/sweeps.py

Prints microseconds per node of the function for growing n (they must not grow), the ratio of gradient operations to
function operations (at most 4), and the same gradient by sympy.diff for the smallest n.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from symgrad.graph import Graph, adjoints
from symgrad.graph.table import op

REPEATS = 7


def speelpenning(graph: Graph, n: int) -> int:
    """x_1 x_2 ... x_n"""
    y = graph.input("x_0")
    for i in range(1, n):
        y = y * graph.input(f"x_{i}")
    return y.id


def chain(graph: Graph, n: int) -> int:
    """n layers a_i = sigmoid(w_i a_{i-1})"""
    y = graph.input("x")
    for i in range(n):
        y = op("sigmoid")(graph.input(f"w_{i}") * y)
    return y.id


def measure(make: Callable[[Graph, int], int], n: int) -> tuple[float, float]:
    """(seconds of one reverse sweep, gradient operations / function operations)"""
    best = float("inf")
    for _ in range(REPEATS):
        graph = Graph()
        root = make(graph, n)
        start = time.perf_counter()
        bar = adjoints(graph, root)
        best = min(best, time.perf_counter() - start)
    inputs = graph.free(root)
    return best, graph.operations(*(bar[x] for x in inputs)) / graph.operations(root)


def by_sympy(make: Callable[[Graph, int], int], n: int) -> float:
    import sympy

    from symgrad.graph import to_sympy

    graph = Graph()
    expression = to_sympy(graph, make(graph, n))
    start = time.perf_counter()
    for symbol in sorted(expression.free_symbols, key=str):
        sympy.diff(expression, symbol)
    return time.perf_counter() - start


def main() -> None:
    print(f"{'graph':<14}{'n':>7}{'nodes':>8}{'us/node':>9}{'ratio':>7}{'sympy.diff us/node':>20}")
    for make in (speelpenning, chain):
        for n in (100, 1000, 10000):
            graph = Graph()
            nodes = len(graph.cone([make(graph, n)]))
            seconds, ratio = measure(make, n)
            peer = f"{by_sympy(make, 10) / 20 * 1e6:>14.0f} (n=10)" if n == 100 else ""
            print(f"{make.__name__:<14}{n:>7}{nodes:>8}{seconds / nodes * 1e6:>9.2f}{ratio:>7.2f}{peer:>20}")


if __name__ == "__main__":
    main()
