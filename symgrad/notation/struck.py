"""What is struck out: kept, since a fraction may cancel it, or left out, where it is a whole factor or term."""

from __future__ import annotations

from symgrad.notation.rewrite import rewritten
from symgrad.notation.syntax import Bracket, Either, Num, Product, Struck, Sum, Tree, walk


def both_readings(tree: Tree) -> Tree:
    """The tree with what is struck out in place, and without its struck factors and terms if it has any."""
    if not any(isinstance(part, Struck) for part in walk(tree)):
        return tree
    kept = rewritten(tree, lambda part: _bracketed(part.body) if isinstance(part, Struck) else part)
    left = rewritten(_without(tree), lambda part: _bracketed(part.body) if isinstance(part, Struck) else part)
    if left == kept:
        return kept
    return Either(tree.start, tree.end, kept, left, "what is struck out may stand there still, or be left out")


def _without(tree: Tree) -> Tree:
    """The tree without the struck factors and terms of its outermost sums and products."""
    match tree:
        case Sum(terms=pairs):
            terms = tuple((sign, _without(part)) for sign, part in pairs if not isinstance(part, Struck))
            return Sum(tree.start, tree.end, terms) if terms else Num(tree.start, tree.end, "0")
        case Product(factors=pairs):
            factors = [(sign, _without(part)) for sign, part in pairs if not isinstance(part, Struck)]
            if not factors:
                return Num(tree.start, tree.end, "1")
            if factors[0][0] == "/":
                factors.insert(0, ("", Num(tree.start, tree.start, "1")))
            return Product(tree.start, tree.end, (("", factors[0][1]), *factors[1:]))
        case Bracket(parts=(part,)):
            return Bracket(tree.start, tree.end, tree.kind, (_without(part),))
    return tree


def _bracketed(tree: Tree) -> Tree:
    return Bracket(tree.start, tree.end, "{", (tree,)) if isinstance(tree, (Sum, Product)) else tree
