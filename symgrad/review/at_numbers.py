"""A name with a formula before a bracket that holds one number, y(3): its value there, or a product with 3."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from symgrad.notation.arrays import touches
from symgrad.notation.meaning.names import VARIABLES
from symgrad.notation.rewrite import rewritten
from symgrad.notation.scope import Scope, names_below
from symgrad.notation.syntax import At, Bracket, Either, Name, Num, Product, Sum, Tree, Unread, bare
from symgrad.review.lines import Opened

WHY = "a name before a number in brackets may be its value there or a product"


def read_values(opened: Opened) -> None:
    """Reads y(3) as the value of y where it stands alone before a sign, and as both where it is part of a member."""
    again = {name for line in opened.lines for name in line.redefines}
    valued = {
        tree.name
        for line in opened.lines
        for tree, kind in zip(line.trees, line.kinds, strict=False)
        if kind == "value" and isinstance(tree, Name)
    }

    def value(product: Product) -> At | Unread:
        (_, name), (_, bracket) = product.factors
        assert isinstance(name, Name)
        by = "" if name.name in again else _input(opened.scope, name.name, valued)
        if not by:
            why = f"of which input {name.name} is taken at a number is not clear: write {name.name}(x) = ..."
            return Unread(why, product.start, product.end)
        return At(product.start, product.end, name, ((Name(name.start, name.end, by), bare(bracket)),))

    def first(tree: Tree) -> Tree | Unread:
        if isinstance(tree, Product) and _is_taken(opened.scope, tree, name=True):
            taken = value(tree)
            return Either(tree.start, tree.end, taken, tree, WHY) if isinstance(taken, At) else tree
        if isinstance(tree, Product) and _is_taken(opened.scope, tree):
            return value(tree)
        return rewritten(tree, both)

    def both(part: Tree) -> Tree:
        if not isinstance(part, Product):
            return part
        factors: list[tuple[str, Tree]] = []
        change = False
        for sign, factor in part.factors:
            pair = Product(0, 0, (factors[-1], (sign, factor))) if factors else None
            taken = value(pair) if pair and _is_taken(opened.scope, pair) and _sign(factor) != "-" else None
            if isinstance(taken, At):
                factors[-1] = factors[-1][0], replace(taken, start=taken.body.start, end=factor.end)
                change = True
            else:
                factors.append((sign, factor))
        if not change:
            return part
        read = factors[0][1] if len(factors) == 1 else replace(part, factors=tuple(factors))
        return read if _at_zero(part) else Either(part.start, part.end, part, read, WHY)

    for line in opened.lines:
        for i, tree in enumerate(line.trees):
            if not isinstance(tree, Tree) or line.kinds[max(i - 1, 0) :][:1] != ["claim"]:
                continue
            line.trees[i] = rewritten(tree, both) if i else first(tree)


def _is_taken(scope: Scope, product: Product, *, name: bool = False) -> bool:
    """Whether a product is a name with a formula, and no function, before a number (a name) in brackets."""
    if len(product.factors) != 2:
        return False
    (_, head), (sign, bracket) = product.factors
    if not isinstance(head, Name) or head.primes or head.dots or sign or not isinstance(bracket, Bracket):
        return False
    inner = bare(bracket)
    if not (isinstance(inner, Name) and not inner.primes and inner.name != head.name if name else _sign(bracket)):
        return False
    formula = scope.formula(head.name)
    if formula is None or scope.function(head.name) is not None or touches(scope, formula):
        return False
    return not isinstance(inner, Name) or (inner.name not in names_below(scope, formula) and not touches(scope, inner))


def _sign(bracket: Tree) -> str:
    """The sign of the number that stands alone in a bracket; '' where something else stands there."""
    if not isinstance(bracket, Bracket) or bracket.kind != "(" or len(bracket.parts) != 1:
        return ""
    part, sign = bracket.parts[0], "+"
    if isinstance(part, Sum) and len(part.terms) == 1:
        sign, part = part.terms[0]
    return sign if isinstance(part, Num) else ""


def _at_zero(product: Product) -> bool:
    """Whether 0 stands in such a bracket: nobody writes it as a factor."""
    brackets = [b for (_, a), (_, b) in pairwise(product.factors) if isinstance(a, Name) and _sign(b)]
    return any(isinstance(number := bare(b), Num) and float(number.text) == 0 for b in brackets)


def _input(scope: Scope, name: str, valued: set[str]) -> str:
    """The one input of a formula, the one that the text differentiates by, or x, t or z; '' if that is not clear."""
    formula = scope.formula(name)
    assert formula is not None
    below = {n for n in names_below(scope, formula) if scope.formula(n) is None and scope.function(n) is None}
    inputs = (below - {"e", "pi"} - valued) or (below - {"e", "pi"})
    for fitting in (inputs, {n for n in inputs if scope.differentiates_by(n)}, inputs & set(VARIABLES)):
        if len(fitting) == 1:
            return fitting.pop()
    return ""
