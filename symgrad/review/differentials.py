"""Where a section writes differentials: every d stands before a name or a bracket and is no factor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from symgrad.notation.meaning.differentials import differentials_in
from symgrad.notation.rewrite import rewritten
from symgrad.notation.syntax import Bracket, Differential, Frac, Name, Power, Product, Tree
from symgrad.notation.tokens import ARRAY_WORDS
from symgrad.proof import Verdict
from symgrad.review.ground import Ground
from symgrad.review.lines import Line


def writes_differentials(lines: Sequence[Line]) -> bool:
    """Whether every d of a section stands right before a name or a bracket."""
    parts = [part for line in lines for part in line.parts]
    names = sum(isinstance(part, Name) and part.name == "d" for part in parts)
    return 0 < names == sum(len(list(_places(part))) for part in parts if isinstance(part, Product))


def with_differentials(tree: Tree) -> Tree:
    """The tree with every d and what it is taken of as a differential."""

    def joined(part: Tree) -> Tree:
        places = list(_places(part)) if isinstance(part, Product) else []
        if not isinstance(part, Product) or not places:
            return part
        factors: list[tuple[str, Tree]] = []
        taken = 0
        for i, (sign, factor) in enumerate(part.factors):
            if i in places:
                body = _body(part, i + 1)
                taken = i + 1 + (len(body.factors) if isinstance(body, Product) else 1)
                factors.append((sign, Differential(factor.start, body.end, body)))
            elif i >= taken:
                factors.append((sign, factor))
        return factors[0][1] if len(factors) == 1 else replace(part, factors=tuple(factors))

    return rewritten(tree, joined)


def _body(product: Product, i: int) -> Tree:
    """What a differential is taken of: the factor, or the trace or determinant of the one behind it."""
    body = product.factors[i][1]
    if not isinstance(body, Name) or body.name not in ARRAY_WORDS or i + 1 == len(product.factors):
        return body
    sign, argument = product.factors[i + 1]
    return body if sign else Product(body.start, argument.end, (("", body), ("", argument)))


def varied(lines: Sequence[Line]) -> set[str]:
    """The names whose differentials stand in a product or a quotient: they are not constant."""
    parts = [part for line in lines for part in line.parts]
    factors = [factor for part in parts if isinstance(part, Product) for _, factor in part.factors]
    factors += [part.top for part in parts if isinstance(part, Frac)]
    bodies = [factor.body for factor in factors if isinstance(factor, Differential)]
    return {body.name for body in bodies if isinstance(body, Name)}


def unrelated(ground: Ground, a: int, b: int) -> Verdict | None:
    """What is to be said of two sides that differ and hold the differentials of different names."""
    left, right = differentials_in(ground.graph, a), differentials_in(ground.graph, b)
    if left == right:
        return None
    names = ", ".join(sorted(left ^ right))
    return Verdict("undecided", message=f"how these depend on each other is not given: {names}")


def _places(product: Product) -> Iterator[int]:
    """Where a d stands among the factors with what it is taken of right behind it."""
    for i, ((_, d), (sign, body)) in enumerate(pairwise(product.factors)):
        if not isinstance(d, Name) or d.name != "d" or d.primes or d.dots or sign:
            continue
        inner = body.base if isinstance(body, Power) and isinstance(body.base, Name) else body
        if isinstance(inner, Bracket) or (isinstance(inner, Name) and d.end == inner.start):
            yield i
