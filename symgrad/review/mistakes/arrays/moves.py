"""Transposes, orders and kinds of products: what goes wrong with matrices and not with numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, pairwise

from symgrad.notation.syntax import Bracket, Derivative, Name, Num, Power, Product, Sum, Transpose, Tree
from symgrad.review.mistakes.arrays.member import ArrayMember, is_inverse_transpose, transposed
from symgrad.review.mistakes.changes import Change, Words
from symgrad.review.mistakes.places import MADE, Place, product_of

ArrayMove = Callable[[ArrayMember, Place], Iterator[Change]]
FORMULAS = ("whole", "term", "factor", "inside", "argument")
ENTRYWISE, MULTIPLIED = ("⊙", "∘"), ("", "*", "×")


def transpose(about: ArrayMember, place: Place) -> Iterator[Change]:
    """A transpose that is lost, or one too many, of a factor, a term or the whole."""
    tree = place.tree
    if isinstance(tree, Transpose) or is_inverse_transpose(tree):
        words: Words = ("the transpose does not belong here: ", tree, " should be ", transposed(tree))
        yield Change("transposed", "transposed", place, transposed(tree), words)
        return
    outer = place.above if not isinstance(place.above, Bracket) or place.outer is None else place.outer.above
    if place.role not in FORMULAS or isinstance(tree, Num) or isinstance(outer, (Transpose, Derivative)):
        return
    if isinstance(tree, Sum) and len(tree.terms) == 1:
        return  # the term is transposed
    if isinstance(tree, Bracket) and _is_taken(about, place):
        return
    if about.is_array(tree) and not (isinstance(tree, Name) and about.applied(tree, *_next(place))):
        new = _distributed(about, tree) if isinstance(tree, Product) else transposed(tree)
        words = ("a transpose is missing: ", tree, " should be ", new)
        yield Change("transposed", "transposed", place, new, words)
    if isinstance(tree, Product):
        for at in about.units(tree):
            if at[1] - at[0] > 1 and about.is_array(unit := about.unit(tree, at)):
                words = ("a transpose is missing: ", unit, " should be ", transposed(unit))
                new = _with(tree, at, transposed(unit))
                yield Change("transposed", "transposed", place, new, words, about.extent(tree, at, at))


def _distributed(about: ArrayMember, tree: Product) -> Tree:
    """The transpose of a product as the product of the transposes, the last factor's first; numbers stay in front."""
    if any(sign not in MULTIPLIED for sign, _ in tree.factors):
        return transposed(tree)
    units = [about.unit(tree, at) for at in about.units(tree)]
    numbers = [unit for unit in units if not about.is_array(unit)]
    arrays = [transposed(unit) for unit in reversed(units) if about.is_array(unit)]
    return product_of([("", unit) for unit in (*numbers, *arrays)])


def order(about: ArrayMember, place: Place) -> Iterator[Change]:
    """Two factors of a product exchanged, or all of them in the reverse order."""
    tree = place.tree
    if not isinstance(tree, Product):
        return
    units = about.units(tree)
    multiplied = [at for at in units if tree.factors[at[0]][0] not in (*ENTRYWISE, "/")]
    movable = [at for at in multiplied if about.is_array(about.unit(tree, at))]
    for a, b in combinations(movable, 2):
        put = {a: b, b: a}
        words: Words = ("the factors ", about.unit(tree, a), " and ", about.unit(tree, b), " are in the wrong order")
        new = _ordered(tree, [(at, put.get(at, at)) for at in units])
        yield Change("wrong-order", "wrong-order", place, new, words, about.extent(tree, a, b))
    if len(movable) > 2:
        put = dict(zip(movable, reversed(movable), strict=True))
        new = _ordered(tree, [(at, put.get(at, at)) for at in units])
        words = ("the factors are in the reverse order",)
        yield Change("wrong-order", "wrong-order", place, new, words, about.extent(tree, movable[0], movable[-1]))


def entrywise(about: ArrayMember, place: Place) -> Iterator[Change]:
    """The entrywise product of two factors where their matrix product belongs, or the other way round."""
    tree = place.tree
    if not isinstance(tree, Product):
        return
    units = about.units(tree)
    for a, b in pairwise(units):
        sign, first = tree.factors[b[0]]
        left, right = about.unit(tree, a), about.unit(tree, b)
        if not (about.is_array(left) and about.is_array(right)):
            continue
        span = about.extent(tree, a, b)
        if sign in ENTRYWISE:
            new = _signed(tree, b[0], "", first)
            words: Words = ("the matrix product of ", left, " and ", right, " is meant, not the entrywise one")
            yield Change("matrix-product-for-hadamard", "hadamard-for-matrix-product", place, new, words, span)
        elif sign in MULTIPLIED:
            new = _signed(tree, b[0], "⊙", first)
            words = ("the entrywise product of ", left, " and ", right, " is meant, not the matrix product")
            yield Change("hadamard-for-matrix-product", "matrix-product-for-hadamard", place, new, words, span)


def diagonal(about: ArrayMember, place: Place) -> Iterator[Change]:
    """A vector where the diagonal matrix of it belongs; to spoil, the other way round."""
    tree = place.tree
    if isinstance(tree, Product):
        for at in about.units(tree):
            unit = about.unit(tree, at)
            span = about.extent(tree, at, at)
            if (inner := _of_diag(about, unit)) is not None:
                yield Change("missing-diag", "", place, _with(tree, at, inner), (), span)
            elif about.is_array(unit) and tree.factors[at[0]][0] in MULTIPLIED:
                made = _diag(unit)
                yield Change("", "missing-diag", place, _with(tree, at, made), _meant(unit, made), span)
    elif place.role in ("whole", "term", "inside") and about.is_array(tree) and not isinstance(tree, (Sum, Bracket)):
        yield Change("", "missing-diag", place, _diag(tree), _meant(tree, _diag(tree)))


def _meant(tree: Tree, made: Tree) -> Words:
    return ("the diagonal matrix of ", tree, " is meant: ", made)


def _diag(tree: Tree) -> Tree:
    inner = tree if isinstance(tree, Bracket) else Bracket(MADE, MADE, "(", (tree,))
    return Product(MADE, MADE, (("", Name(MADE, MADE, "diag")), ("", inner)))


def _of_diag(about: ArrayMember, unit: Tree) -> Tree | None:
    """What stands in diag(...)."""
    match unit:
        case Product(factors=((_, Name(name="diag" | "Diag") as head), ("", Bracket(parts=(inner,)) as bracket))):
            if about.applied(head, "", bracket):
                return bracket if isinstance(inner, Sum) else inner
    return None


def _is_taken(about: ArrayMember, place: Place) -> bool:
    """Whether this is (or stands in) the bracket of what is applied to it."""
    at = place
    while at.outer is not None and not isinstance(at.outer.tree, Product):
        if not isinstance(at.outer.tree, (Bracket, Power)):
            return False
        at = at.outer
    if at.outer is None or not isinstance(at.outer.tree, Product) or not isinstance(at.tree, (Bracket, Power)):
        return False
    factors, i = at.outer.tree.factors, at.path[-1][1]
    return isinstance(place.tree, Bracket) and i > 0 and about.applied(factors[i - 1][1], *factors[i])


def _next(place: Place) -> tuple[str, Tree]:
    """The factor behind a factor, with its sign; nothing that anything is applied to at the end."""
    above = place.above
    if isinstance(above, Product) and place.path[-1][1] + 1 < len(above.factors):
        return above.factors[place.path[-1][1] + 1]
    return "/", place.tree


def _ordered(tree: Product, places: list[tuple[tuple[int, int], tuple[int, int]]]) -> Tree:
    """A product with other factors in some places; what stands between the places stays."""
    found: list[tuple[str, Tree]] = []
    for here, there in places:
        (_, first), *rest = tree.factors[there[0] : there[1]]
        found += [(tree.factors[here[0]][0], first), *rest]
    return Product(MADE, MADE, tuple(found))


def _with(tree: Product, at: tuple[int, int], new: Tree) -> Tree:
    """A product with another tree for one factor."""
    sign = tree.factors[at[0]][0]
    factors = (*tree.factors[: at[0]], (sign, new), *tree.factors[at[1] :])
    return Product(MADE, MADE, factors) if len(factors) > 1 else new


def _signed(tree: Product, i: int, sign: str, factor: Tree) -> Tree:
    return Product(MADE, MADE, (*tree.factors[:i], (sign, factor), *tree.factors[i + 1 :]))
