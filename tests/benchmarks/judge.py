"""The judge on the table of pairs, beside SymPy's simplify and equals and, if it is installed, math-verify.

    python tests/benchmarks/judge.py [--limit SECONDS]

Each pair is judged on graph nodes that are built beforehand; the peers get SymPy expressions that are built
beforehand. A peer that takes longer than the limit has no answer. One process, one run, the same pairs.
"""

from __future__ import annotations

import argparse
import signal
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from nets import ROWS
from pairs import EQUAL, SLIPS

import symgrad
from symgrad.graph import Graph
from symgrad.notation.meaning import Meaning
from symgrad.proof import judge
from symgrad.review.check import _trees, scope_for


class TooLong(BaseException):
    """The peer's time is up; not an Exception, so that no library swallows it."""


def timed(function: Callable[..., Any], *args: Any, limit: float) -> tuple[Any, float]:
    def ring(*_: Any) -> None:
        raise TooLong

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, limit)
    start = time.perf_counter()
    try:
        return function(*args), time.perf_counter() - start
    except TooLong:
        return "no answer", time.perf_counter() - start
    except Exception as error:
        return f"error {type(error).__name__}", time.perf_counter() - start
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def nodes(left: str, right: str) -> tuple[Graph, int, int]:
    trees = [_trees(text)[1][0] for text in (left, right)]
    scope = scope_for(trees)
    a, b = (Meaning(scope).node(tree).id for tree in trees)
    return scope.graph, a, b


def by_simplify(a: Any, b: Any) -> bool:
    import sympy

    return bool(sympy.simplify(a - b) == 0)


def by_equals(a: Any, b: Any) -> bool | None:
    found: bool | None = a.equals(b)
    return found


def by_math_verify(a: Any, b: Any) -> bool:
    from math_verify import verify

    return bool(verify([a], [b], timeout_seconds=None))


def row(name: str, answers: list[tuple[bool, Any, float]]) -> None:
    times = sorted(seconds for _, _, seconds in answers)
    right = {truth: sum(found == truth for t, found, _ in answers if t == truth) for truth in (True, False)}
    wrong = sum(isinstance(found, bool) and found != truth for truth, found, _ in answers)
    count = {truth: sum(t == truth for t, _, _ in answers) for truth in (True, False)}
    cut = times[int(0.95 * len(times))]
    print(
        f"{name:<12}{right[True]:>5} of {count[True]} equal {right[False]:>5} of {count[False]} unequal "
        f"{wrong:>4} wrong {statistics.median(times) * 1e3:>9.2f} ms median {cut * 1e3:>9.2f} ms 95 % "
        f"{times[-1] * 1e3:>9.1f} ms most"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--limit", type=float, default=5.0, help="seconds for one pair of a peer")
    limit = parser.parse_args().limit
    warnings.simplefilter("ignore")
    equal = [*EQUAL, *((left, right) for left, right, _ in ROWS)]
    slips = [*SLIPS, *((left, wrong) for left, _, wrong in ROWS)]
    pairs = [(left, right, True) for left, right in equal] + [(left, right, False) for left, right in slips]
    kinds: dict[str, int] = {}
    answers = []
    for left, right, truth in pairs:
        graph, a, b = nodes(left, right)
        start = time.perf_counter()
        verdict = judge(graph, a, b)
        seconds = time.perf_counter() - start
        kinds[f"{'equal' if truth else 'unequal'}: {verdict.kind}"] = (
            kinds.get(f"{'equal' if truth else 'unequal'}: {verdict.kind}", 0) + 1
        )
        answers.append((truth, {"proved": True, "refuted": False}.get(verdict.kind), seconds))
    print(f"{len(pairs)} pairs; " + ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items())))
    row("symgrad", answers)
    expressions = [(symgrad.parse(left), symgrad.parse(right), truth) for left, right, truth in pairs]
    peers: dict[str, Callable[..., Any]] = {"simplify": by_simplify, "equals": by_equals}
    try:
        import math_verify  # noqa: F401

        peers["math-verify"] = by_math_verify
    except ImportError:
        print("math-verify is not installed")
    for name, function in peers.items():
        row(name, [(truth, *timed(function, a, b, limit=limit)) for a, b, truth in expressions])


if __name__ == "__main__":
    main()
