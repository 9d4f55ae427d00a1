"""A claim about one matrix of a network of three layers, at growing widths: a right one and one with a slip.

    python tests/benchmarks/widths.py [--widths 4 8 12 16 24 32] [--all]

Prints the milliseconds of processor time that one `check` of the text takes, and the microseconds for each component
(an entry of a matrix or a vector), which must not grow with the width. --all: with other units, widths of their own for
the layers, biases and a batch, too.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from layers import SLIPS, Layers

from symgrad import check

WIDTHS = (4, 8, 12, 16, 24, 32)
KINDS = {
    "tanh": Layers(2),
    "sigmoid": Layers(2, "sigmoid"),
    "relu": Layers(2, "relu"),
    "tanh, tapered": Layers(2, tapered=True),
    "sigmoid, biases": Layers(2, "sigmoid", biases=True),
    "relu, biases, 3 examples": Layers(2, "relu", biases=True, batch=3),
}


def rows(layers: Layers, widths: list[int]) -> Iterator[str]:
    for width in widths:
        there = replace(layers, width=width)
        cells = [f"{width:>6}{there.components:>12}"]
        for slip in SLIPS:
            text = replace(there, slip=slip).text
            start = time.process_time()
            (step,) = check(text).steps
            seconds = time.process_time() - start
            cells.append(f"{step.kind:>14}{seconds * 1e3:>8.0f}{seconds / there.components * 1e6:>8.0f}")
        yield "".join(cells)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--widths", type=int, nargs="+", default=WIDTHS)
    parser.add_argument("--all", action="store_true", help="every kind of network, not the first alone")
    given = parser.parse_args()
    for slip in SLIPS:
        check(Layers(4, slip=slip).text)  # imports
    for name, layers in list(KINDS.items())[: None if given.all else 1]:
        print(f"\n{name}\n{'':18}" + "".join(f"{slip or 'as it flows back':>30}" for slip in SLIPS))
        print(f"{'width':>6}{'components':>12}" + f"{'verdict':>14}{'ms':>8}{'us/c':>8}" * len(SLIPS))
        for row in rows(layers, given.widths):
            print(row, flush=True)


if __name__ == "__main__":
    main()
