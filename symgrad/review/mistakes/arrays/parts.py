"""Factors and terms of arrays that are missing or do not belong."""

from __future__ import annotations

from collections.abc import Iterator

from symgrad.notation.syntax import Bracket, Derivative, Frac, Name, Num, Product, Sum, Tree, bare
from symgrad.review.mistakes.arrays.member import ArrayMember, transposed
from symgrad.review.mistakes.changes import Change, Words
from symgrad.review.mistakes.places import MADE, Place, is_one, number, plus, product_of, put, same

ROOM = ("whole", "term", "inside")
NUMBERS = (number(2), number(3), number(4), Frac(MADE, MADE, number(1), number(2)))


def drop_factor(about: ArrayMember, place: Place) -> Iterator[Change]:
    """A product without one of its factors, a fraction without its bottom."""
    tree = place.tree
    if isinstance(tree, Frac):
        if not is_one(tree.bottom):
            words: Words = ("the division by ", tree.bottom, " does not belong here")
            yield Change("missing-factor", "extra-factor", place, tree.top, words, about.ink.extent(tree.bottom))
        return
    if not isinstance(tree, Product):
        return
    units = about.units(tree)
    for i, j in units if len(units) > 1 else ():
        unit = about.unit(tree, (i, j))
        rest = [*tree.factors[:i], *tree.factors[j:]]
        if i == 0 and rest[0][0] != "/":
            rest[0] = ("", rest[0][1])
        if not is_one(unit):
            words = ("the factor ", unit, " does not belong here")
            span = about.extent(tree, (i, j), (i, j))
            yield Change("missing-factor", "extra-factor", place, product_of(rest), words, span)


def insert_number(about: ArrayMember, place: Place) -> Iterator[Change]:
    """A number in front of a product that has none."""
    factors = _factors(place)
    if factors and not any(isinstance(factor, (Num, Frac)) for _, factor in factors):
        for factor in NUMBERS:
            yield _inserted(place, factors, 0, "", factor)


def insert_link(about: ArrayMember, place: Place) -> Iterator[Change]:
    """One more derivative in a chain of them, where what is below one fraction bar is not above the next."""
    tree = place.tree
    factors = tree.factors if isinstance(tree, Product) else (("", tree),)
    if place.role not in ROOM or any(sign or not ends(factor) for sign, factor in factors):
        return
    whole = [ends(tree) for tree in about.before[:1]]
    for gap in range(len(factors) + 1):
        before = ends(factors[gap - 1][1]) if gap else None
        after = ends(factors[gap][1]) if gap < len(factors) else None
        for first, second in ((before, after), (after, before)):  # either layout
            outer = first[1] if first else whole[0][0] if whole and whole[0] else None
            inner = second[0] if second else whole[0][1] if whole and whole[0] else None
            if outer is not None and inner is not None and (first or second) and not same(outer, inner):
                link = Derivative(MADE, MADE, "partial", outer, ((inner, 1),))
                yield _inserted(place, factors, gap, "", link)


def ends(tree: Tree) -> tuple[Tree, Tree] | None:
    """What stands above and below the fraction bar of a first derivative."""
    match bare(tree):
        case Derivative(of=of, by=((variable, 1),)):
            return of, variable
    return None


def insert_factor(about: ArrayMember, place: Place) -> Iterator[Change]:
    """One more factor in any place of a product; such a repair says less than one of what is written."""
    tree, factors = place.tree, _factors(place)
    if not factors:
        return
    units = about.units(tree) if isinstance(tree, Product) else [(0, 1)]
    entrywise = any(sign in ("⊙", "∘") for sign, _ in factors) or (len(factors) == 1 and "⊙" in about.signs)
    for factor in about.atoms:
        gaps = [*(i for i, _ in units), len(factors)] if about.is_array(factor) else [len(factors)]
        for gap in gaps:
            if gap or not isinstance(factors[0][1], Num):
                yield _inserted(place, factors, gap, "", factor)
        if entrywise and about.is_array(factor):
            yield _inserted(place, factors, len(factors), "⊙", factor)


def _factors(place: Place) -> tuple[tuple[str, Tree], ...]:
    """What stands in a place as a product, to be continued; none where a term is continued instead."""
    tree = place.tree
    if place.role not in ROOM or (isinstance(tree, Sum) and len(tree.terms) == 1):
        return ()
    if isinstance(tree, Sum):
        tree = Bracket(MADE, MADE, "(", (tree,))
    return tree.factors if isinstance(tree, Product) else (("", tree),)


def _inserted(place: Place, factors: tuple[tuple[str, Tree], ...], gap: int, sign: str, factor: Tree) -> Change:
    new = Product(MADE, MADE, (*factors[:gap], (sign, factor), *factors[gap:]))
    weak = not isinstance(factor, (Num, Frac))
    return Change("extra-factor", "missing-factor", place, new, ("the factor ", factor, " is missing"), weak=weak)


def drop_term(about: ArrayMember, place: Place) -> Iterator[Change]:
    """A sum without one of its terms."""
    tree = place.tree
    if not isinstance(tree, Sum) or len(tree.terms) < 2:
        return
    for i, (sign, term) in enumerate(tree.terms):
        again = any(other == sign and same(term, t) for j, (other, t) in enumerate(tree.terms) if j != i)
        new = put(tree, (("terms", i),), None)
        span = about.ink.signed(Place(term, (*place.path, ("terms", i)), "term", sign, place))
        if again:
            yield Change("", "counted-twice", place, new, (term, " is counted twice"), span)
        else:
            yield Change("dropped-term", "extra-term", place, new, ("the term ", term, " does not belong here"), span)


def insert_term(about: ArrayMember, place: Place) -> Iterator[Change]:
    """One more term: of a sum a name or a term transposed, beside a single factor its own transpose or I."""
    tree = place.tree
    if place.role in ("whole", "inside"):
        own = [term for _, term in tree.terms] if isinstance(tree, Sum) else [tree]
        atoms = [*about.atoms, *(transposed(term) for term in own if about.is_array(term))]
    elif place.role == "factor" and isinstance(tree, Name) and about.is_array(tree):
        own, atoms = [tree], [transposed(tree), Name(MADE, MADE, "I")]
    else:
        return
    for term in atoms:
        if any(same(term, other) for other in own):
            continue
        for sign in "+-":
            words: Words = ("the term ", "-" if sign == "-" else "", term, " is missing")
            new = plus(tree, sign, term)
            bracketed = Bracket(MADE, MADE, "(", (new,)) if place.role == "factor" else new
            yield Change("extra-term", "dropped-term", place, bracketed, words, weak=True)
