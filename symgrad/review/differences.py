"""Differences as names: `\\Delta x` where Delta never stands without a name behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from symgrad.notation.rewrite import rewritten
from symgrad.notation.syntax import Name, Product, Tree
from symgrad.notation.writer import written_name
from symgrad.proof import Verdict
from symgrad.review.ground import Ground
from symgrad.review.lines import Line

DELTA = "Delta"


def writes_differences(lines: Sequence[Line]) -> bool:
    """Whether every Delta of a section stands right before a name."""
    parts = [part for line in lines for part in line.parts]
    names = sum(isinstance(part, Name) and part.name == DELTA for part in parts)
    return 0 < names == sum(len(_places(part)) for part in parts if isinstance(part, Product))


def with_differences(tree: Tree) -> Tree:
    """The tree with every Delta and the name behind it as one name."""

    def joined(part: Tree) -> Tree:
        if not isinstance(part, Product):
            return part
        places = _places(part)
        factors = []
        for i, (sign, factor) in enumerate(part.factors):
            if i - 1 in places:
                continue
            if i in places:
                name = part.factors[i + 1][1]
                assert isinstance(name, Name)
                factor = replace(name, start=factor.start, name=DELTA + name.name)
            factors.append((sign, factor))
        if len(factors) == len(part.factors):
            return part
        return factors[0][1] if len(factors) == 1 else replace(part, factors=tuple(factors))

    return rewritten(tree, joined)


def unsaid(ground: Ground, a: int, b: int) -> Verdict | None:
    """What is to be said of two sides that differ, if a difference that nothing defines stands on one of them alone."""
    graph = ground.graph
    names = [str(graph.label(id)) for id in set(graph.free(a)) ^ set(graph.free(b))]
    unsaid = sorted(name for name in names if name.startswith(DELTA) and name != DELTA)
    if not unsaid:
        return None
    return Verdict(
        "undecided", message=f"of what {', '.join(map(written_name, unsaid))} is the difference is not given"
    )


def _places(product: Product) -> list[int]:
    """Where a Delta stands among the factors with a name right behind it."""
    found = []
    for i, ((_, factor), (sign, after)) in enumerate(pairwise(product.factors)):
        delta = isinstance(factor, Name) and factor.name == DELTA and not factor.primes
        if delta and sign == "" and isinstance(after, Name) and after.name != DELTA:
            found.append(i)
    return found
