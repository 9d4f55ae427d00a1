"""Every right step of the problems, spoiled; how many mutants are refuted, and how many are named rightly.

python tests/benchmarks/mistakes.py [-v] [--each N] [--jobs N] [PATH...]     (default: every problem)
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from spoiled import Tally, spoil

PROBLEMS = Path(__file__).parents[2] / "problems"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("paths", nargs="*", help="files (default: every problem)")
    parser.add_argument("-v", "--verbose", action="store_true", help="list what is not named rightly")
    parser.add_argument("--each", type=int, default=10**6, help="mutants of one member by one entry at the most")
    parser.add_argument("--share", type=float, default=1.0, help="how many of the steps")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    paths = options.paths or sorted(map(str, PROBLEMS.glob("*.*")))
    total = Tally()
    with ProcessPoolExecutor(options.jobs) as pool:
        for tally in pool.map(partial(spoil, share=options.share, each=options.each), paths):
            total.mutants += tally.mutants
    if options.verbose:
        for m in total.mutants:
            unsure = m.kinds and m.named in ("none", "possible", "undone")
            if m.verdict in ("open", "missed", "unproved", "valueless") or (
                m.verdict == "refuted" and (m.named == "wrong" or unsure)
            ):
                said = m.mistake and (m.mistake.slug or m.mistake.possible, m.mistake.correct)
                print(f"{m.verdict} {m.named}: {m.where}: {m.right}  ~>  {m.text}  {sorted(m.kinds)}  {said} {m.why}")
    print(total.by_kind())
    print(total.report())


if __name__ == "__main__":
    main()
