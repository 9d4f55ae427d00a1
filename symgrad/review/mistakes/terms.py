"""Signs, and terms that are missing or stand twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from symgrad.graph import twin
from symgrad.notation.syntax import Bracket, Comparison, Name, Num, Power, Sum
from symgrad.review.forms import is_number
from symgrad.review.mistakes.about import About
from symgrad.review.mistakes.changes import Change, Surroundings, Words, is_applied
from symgrad.review.mistakes.places import MADE, Place, negated, plus, put

NAMED = 27  # terms that could be missing beside a factor: numbers and names
ROOM = ("whole", "inside", "argument")


def flip_sign(about: Surroundings, place: Place) -> Iterator[Change]:
    """The sign of a term, of a whole member, of what stands in brackets, turned round."""
    tree = place.tree
    slug = "wrong-exponent" if _in_power(place) else "wrong-sign"
    if slug == "wrong-exponent" and about.closed:
        return
    single = isinstance(tree, Sum) and len(tree.terms) == 1
    if place.role == "term" or (
        place.role in ("whole", "inside", "argument", "exponent") and not isinstance(tree, Sum)
    ):
        if place.path and place.path[-1][0] == "bottom":
            return
        above = place.above
        if place.role == "term" and isinstance(above, Sum) and len(above.terms) == 1 and len(place.path) > 1:
            return  # the bracket around it is turned as a whole
        yield Change(slug, slug, place, negated(tree), ("the sign of ", tree, " is wrong"),
                     about.ink.signed(place))  # fmt: skip
    elif single and place.role in ("inside", "argument", "exponent"):
        assert isinstance(tree, Sum)
        inner = tree.terms[0][1]
        yield Change(slug, slug, place, inner, ("the sign of ", inner, " is wrong"))
    elif isinstance(tree, Sum) and len(tree.terms) > 1 and place.role == "whole":
        words: Words = ("the sign of the whole is wrong",)
        yield Change("wrong-sign", "wrong-sign", place, negated(tree), words)


def _in_power(place: Place) -> bool:
    """Whether a place is in the exponent of a power whose base varies: there a sign makes the exponent wrong."""
    above: Place | None = place
    while above is not None:
        if above.role == "exponent" and isinstance(above.above, Power) and not is_number(above.above.base):
            return not isinstance(above.above.base, Name) or above.above.base.name != "e"
        above = above.outer
    return False


def drop_term(about: About, place: Place) -> Iterator[Change]:
    """A sum without one of its terms."""
    tree = place.tree
    if not isinstance(tree, Sum) or len(tree.terms) < 2:
        return
    nodes = [about.node(term) for _, term in tree.terms]
    for i, (sign, term) in enumerate(tree.terms):
        new, where = put(tree, (("terms", i),), None), place
        outer = place.outer
        if isinstance(new, Name) and outer and isinstance(outer.tree, Bracket) and not about.is_argument(place):
            where = outer  # `w (h)` would be read as a function
        node = nodes[i]
        again = [
            j
            for j, other in enumerate(nodes)
            if j != i and node is not None and other is not None and tree.terms[j][0] == sign
            and twin(about.graph, other) == twin(about.graph, node)
        ]  # fmt: skip
        span = about.ink.signed(Place(term, (*place.path, ("terms", i)), "term", sign, place))
        if again:
            yield Change("", "counted-twice", where, new, (term, " is counted twice"), span)
        else:
            yield Change("dropped-term", "extra-term", where, new, ("the term ", term, " does not belong here"), span)


def insert_term(about: About, place: Place) -> Iterator[Change]:
    """One more term at the end of a sum."""
    tree = place.tree
    single = place.role == "factor" and isinstance(tree, Name) and not tree.primes
    if (place.role not in ROOM and not single) or (single and is_applied(about, place)):
        return
    written = [about.node(term) for _, term in tree.terms] if isinstance(tree, Sum) else []
    present = {twin(about.graph, id) for id in written if id is not None}
    own = about.node(tree)
    for term in about.terms[: NAMED if single else None]:
        node = about.node(term)
        if node is None:
            continue
        for sign in "+-":
            makes = "counted-twice" if sign == "+" and twin(about.graph, node) in present else "extra-term"
            if sign == "-" and own is not None and twin(about.graph, own) == twin(about.graph, node):
                continue  # nothing would be left
            words: Words = ("the term ", "-" if sign == "-" else "", term, " is missing")
            new = plus(tree, sign, term)
            bracketed = Bracket(MADE, MADE, "(", (new,)) if single else new
            yield Change(makes, "dropped-term", place, bracketed, words, weak=single)


def double_term(about: Surroundings, place: Place) -> Iterator[Change]:
    """A term of a sum that stands there once more."""
    tree = place.tree
    if isinstance(tree, Sum) and len(tree.terms) > 1:
        for sign, term in tree.terms:
            if not isinstance(term, Num):
                yield Change("counted-twice", "", place, plus(tree, sign, term), ())


def turn_comparison(about: Surroundings, place: Place) -> Iterator[Change]:
    """`z < 0` for `z > 0`: the wrong side of a kink."""
    turned = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}
    other = {"<": "≥", ">": "≤", "≤": ">", "≥": "<"}  # where it is declared which side has the kink itself
    for new in chain(_compared(place, turned), _compared(place, other) if about.graph.at_zero is not None else ()):
        yield Change("wrong-kink", "wrong-kink", place, new, ("the wrong side of the kink: ", new, " is meant"))


def close_comparison(place: Place) -> Iterator[Change]:
    """`z ≥ 0` for `z > 0`: the other convention at a kink."""
    for new in _compared(place, {"<": "≤", ">": "≥", "≤": "<", "≥": ">"}):
        yield Change("", "wrong-kink", place, new, ("the other convention at the kink: ", new, " is meant"))


def _compared(place: Place, others: dict[str, str]) -> Iterator[Comparison]:
    tree = place.tree
    if place.role == "condition" and isinstance(tree, Comparison) and len(tree.how) == 1 and tree.how[0] in others:
        yield Comparison(MADE, MADE, tree.members, (others[tree.how[0]],))
