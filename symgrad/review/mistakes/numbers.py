"""Numbers, exponents and bounds that are not what they should be."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from symgrad.graph import twin
from symgrad.notation.syntax import Bracket, Call, Frac, Name, Num, Power, Product, Sum, Tree
from symgrad.review.mistakes.about import About
from symgrad.review.mistakes.changes import Change, Words
from symgrad.review.mistakes.ink import spelled
from symgrad.review.mistakes.places import MADE, Place, number, plus

FACTORS = {Fraction(2): "twice", Fraction(3): "three times", Fraction(4): "four times", Fraction(1, 2): "half",
           Fraction(1, 3): "a third of", Fraction(1, 4): "a quarter of"}  # fmt: skip


def change_number(about: About, place: Place) -> Iterator[Change]:
    """A number that is another one."""
    tree = place.tree
    if not isinstance(tree, Num) or place.role in ("exponent", "bound", "by", "of") or len(tree.text) > 12:
        return
    value = Fraction(tree.text)
    near = {value + d for d in (1, -1, 2, -2)} | {value * 2, value / 2, value * 3, value / 3, value**2, value / 4,
            value * 4, value * Fraction(3, 2), value * Fraction(2, 3)} | {Fraction(n) for n in range(13)}  # fmt: skip
    for other in sorted(near):
        if other <= 0 or other == value or other.denominator > 12 or (other == 1 and place.role == "factor"):
            continue
        new = spelled(other)
        if "." in tree.text:
            if other.denominator not in (1, 2, 4, 5, 10):
                continue
            new = Num(MADE, MADE, f"{float(other):g}")
        words: Words = (tree, " should be ", new)
        yield Change("wrong-coefficient", "wrong-coefficient", place, new, words)


def scale(about: About, place: Place) -> Iterator[Change]:
    """The whole member times a simple number."""
    if place.role != "whole" or isinstance(place.tree, Num):
        return
    for ratio, name in FACTORS.items():
        by = spelled(1 / ratio)
        tree = Bracket(MADE, MADE, "(", (place.tree,)) if isinstance(place.tree, Sum) else place.tree
        new = Product(MADE, MADE, (("", by), ("*", tree)))
        yield Change("", "wrong-coefficient", place, new, (f"this is {name} the right value",))


def change_exponent(about: About, place: Place) -> Iterator[Change]:
    """An exponent one too high or too low, of the wrong sign, forgotten, or written where none belongs."""
    tree = place.tree
    if place.role in ("exponent", "of", "by", "bound", "condition"):
        return
    if isinstance(tree, Power) or (isinstance(tree, Call) and tree.power is not None):
        exponent = tree.exponent if isinstance(tree, Power) else tree.power
        assert exponent is not None
        for other, lowered in _others(exponent):
            yield _raised(about, place, tree, exponent, other, lowered)
    elif isinstance(tree, (Name, Bracket, Call)) and place.role in ("whole", "term", "factor", "divisor", "inside"):
        if isinstance(tree, Name) and isinstance(place.above, (Bracket,)) and len(place.path) == 1 and tree.primes:
            return
        for n in (2, 3):
            new = Power(MADE, MADE, tree, number(n))
            words: Words = ("the exponent is wrong: ", new, " is meant")
            yield Change("wrong-exponent", "wrong-exponent", place, new, words)


def _others(exponent: Tree) -> Iterator[tuple[Tree | None, str]]:
    """Exponents near one, and whether that is one less or one more."""
    negative = isinstance(exponent, Sum) and len(exponent.terms) == 1 and exponent.terms[0][0] == "-"
    inner = exponent.terms[0][1] if negative and isinstance(exponent, Sum) else exponent
    value: Fraction | None = None
    if isinstance(inner, Num):
        value = Fraction(inner.text)
    elif isinstance(inner, Frac) and isinstance(inner.top, Num) and isinstance(inner.bottom, Num):
        value = Fraction(inner.top.text) / Fraction(inner.bottom.text) if inner.bottom.text.strip("0.") else None
    if value is not None:
        value = -value if negative else value
        for other in (value - 1, value + 1, -value, value - 2, value + 2, value * 2, value / 2):
            how = "less" if other == value - 1 else "more" if other == value + 1 else ""
            if other != value and abs(other) < 1000:
                yield None if other == 1 else _signed(other), how
        return
    yield plus(exponent, "-", number(1)), "less"
    if isinstance(exponent, Sum) and len(exponent.terms) == 2:
        (_, first), (sign, last) = exponent.terms
        if isinstance(last, Num) and last.text == "1":
            yield first, "more" if sign == "-" else "less"
    yield plus(exponent, "+", number(1)), "more"


def _signed(value: Fraction) -> Tree:
    tree = spelled(abs(value))
    return Sum(MADE, MADE, (("-", tree),)) if value < 0 else tree


def _raised(
    about: About, place: Place, tree: Power | Call, exponent: Tree, other: Tree | None, how: str
) -> Change:  # fmt: skip
    base = tree.base if isinstance(tree, Power) else Call(tree.start, tree.end, tree.function, tree.args)
    assert base is not None
    if isinstance(tree, Call):
        new: Tree = Call(MADE, MADE, tree.function, tree.args, other, tree.base, tree.primes)
    else:
        new = base if other is None else Power(MADE, MADE, base, other)
    written = {"less": tree, "more": new}.get(how)
    node = about.node(written) if written is not None else None
    lowered = node is not None and twin(about.graph, node) in about.powers
    span = about.ink.extent(exponent)
    if how == "less" and lowered:
        words: Words = ("the exponent ", exponent, " is not lowered by one")
        return Change("wrong-exponent", "exponent-not-lowered", place, new, words, span)
    words = ("the exponent ", exponent, " is wrong: ", new, " is meant")
    makes = "exponent-not-lowered" if how == "more" and lowered else "wrong-exponent"
    return Change(makes, "wrong-exponent", place, new, words, span)


def shift_bound(about: About, place: Place) -> Iterator[Change]:
    """A sum that starts or ends one too early or too late."""
    if place.role != "bound":
        return
    tree = place.tree
    words: Words = ("the sum starts or ends one off: ", tree)
    if isinstance(tree, Num) and tree.text.isdigit():
        for d in (1, -1):
            if int(tree.text) + d >= 0:
                yield Change("off-by-one", "off-by-one", place, number(int(tree.text) + d), words)
    elif isinstance(tree, Sum) and len(tree.terms) == 2 and isinstance(tree.terms[1][1], Num):
        yield Change("off-by-one", "off-by-one", place, tree.terms[0][1], words)
    else:
        for sign in "-+":
            yield Change("off-by-one", "off-by-one", place, plus(tree, sign, number(1)), words)
