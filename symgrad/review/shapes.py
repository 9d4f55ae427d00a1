"""The shapes of a product of matrices, as a line writes them: `(D_1 × 1) = (D_1 × D_2)(D_2 × 1)`."""

from __future__ import annotations

from itertools import pairwise

from symgrad.notation.syntax import Bracket, Name, Num, Product, Tree, Unread
from symgrad.proof import Verdict


def shape_claim(left: Tree | Unread, right: Tree | Unread) -> Verdict | None:
    """`(D_1 × 1) = (D_1 × D_2)(D_2 × 1)`: whether the shapes of a product fit; None where no shapes are written."""
    sides = [_shapes(tree) for tree in (left, right)]
    if not sides[0] or not sides[1]:
        return None
    for side in sides:
        for (_, inner), (other, _) in pairwise(side):
            if inner != other:
                return Verdict("refuted", "shapes", f"{inner} does not fit {other}", {}, inner, other)
    ends = [(side[0][0], side[-1][1]) for side in sides]
    if ends[0] == ends[1]:
        return Verdict("proved", "shapes")
    texts = [f"({a} × {b})" for a, b in ends]
    return Verdict("refuted", "shapes", f"{texts[0]} is not {texts[1]}", {}, texts[0], texts[1])


def _shapes(tree: Tree | Unread) -> list[tuple[str, str]]:
    """The shapes of a product of bracketed `m × n`; empty where something else stands."""
    factors = [tree] if isinstance(tree, Bracket) else [f for _, f in tree.factors] if isinstance(tree, Product) else []
    found = []
    for factor in factors:
        inner = factor.parts[0] if isinstance(factor, Bracket) and len(factor.parts) == 1 else None
        if not isinstance(inner, Product) or len(inner.factors) != 2 or inner.factors[1][0] != "×":
            return []
        pair = [part.name if isinstance(part, Name) else part.text for _, part in inner.factors
                if isinstance(part, (Name, Num))]  # fmt: skip
        if len(pair) != 2:
            return []
        found.append((pair[0], pair[1]))
    return found
