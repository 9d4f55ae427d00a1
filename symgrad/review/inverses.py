"""`f^{-1}(x)` of a function of the author's: the inverse function, or one over f(x)."""

from __future__ import annotations

from symgrad.notation.syntax import Bracket, Frac, Name, Num, Power, Product, Tree, Unread
from symgrad.proof import Verdict
from symgrad.review.comparison import equality
from symgrad.review.forms import applied_to
from symgrad.review.ground import Ground


def inverse_claim(ground: Ground, left: Tree | Unread, right: Tree | Unread, values: dict[str, Tree]) -> Verdict | None:
    """The verdict on `f^{-1}(x) = g` or `g = f^{-1}(x)`, which fails only if both readings do; None if it is open."""
    for side, other in ((left, right), (right, left)):
        if not isinstance(side, Tree) or not isinstance(other, Tree) or (parts := _inverse(side)) is None:
            continue
        name, argument = parts
        inverse = _compared(ground, applied_to(name, other), argument, values)
        over = Frac(side.start, side.end, Num(0, 0, "1"), applied_to(name, argument))
        reciprocal = _compared(ground, over, other, values)
        if inverse is None or reciprocal is None:
            return None
        if inverse.holds:
            read = f"{name.name}^(-1) is read as the inverse function: {name.name} of the other side is its argument"
            return Verdict("agrees", inverse.by, notes=(read, *inverse.notes))
        if reciprocal.holds:
            read = f"{name.name}^(-1) is read as 1/{name.name}"
            return Verdict("agrees", reciprocal.by, notes=(read, *reciprocal.notes))
        if inverse.kind == reciprocal.kind == "refuted":
            return inverse.noting(f"{name.name} of the other side against its argument; 1/{name.name} fails too")
        return None
    return None


def _inverse(tree: Tree) -> tuple[Name, Tree] | None:
    """f and x of `f^{-1}(x)`."""
    match tree:
        case Product(factors=(("", Power(base=Name() as name) as power), ("", Bracket(parts=(argument,))))) if (
            not name.primes and power.is_inverse
        ):
            return name, argument
    return None


def _compared(ground: Ground, a: Tree, b: Tree, values: dict[str, Tree]) -> Verdict | None:
    left, right = ground.node(a), ground.node(b)
    return None if left is None or right is None else equality(ground, left.id, right.id, values, None, False)
