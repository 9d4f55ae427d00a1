"""Numbers, exponents and bounds that are not what they should be."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from symgrad.graph import twin
from symgrad.notation.syntax import Bracket, Call, Frac, Name, Num, Power, Product, Sum, Tree
from symgrad.review.forms import is_number
from symgrad.review.mistakes.about import About
from symgrad.review.mistakes.changes import Change, Surroundings, Words
from symgrad.review.mistakes.ink import spelled
from symgrad.review.mistakes.places import MADE, Place, curved, number, places, plus

FACTORS = {Fraction(2): "twice", Fraction(3): "three times", Fraction(4): "four times", Fraction(1, 2): "half",
           Fraction(1, 3): "a third of", Fraction(1, 4): "a quarter of"}  # fmt: skip
RATIOS = (*FACTORS, Fraction(3, 2), Fraction(2, 3))


def change_number(about: Surroundings, place: Place) -> Iterator[Change]:
    """A number that is another one."""
    tree = place.tree
    value = number_of(tree)
    if value is None or place.role in ("exponent", "bound", "by", "of") or number_of(place.above) is not None:
        return
    if about.closed and curved(place):
        return
    near = {value + d for d in (1, -1, 2, -2)} | {value * f for f in RATIOS} | {value**2}
    near |= {Fraction(n) for n in range(13)}
    for other in sorted(near):
        if other <= 0 or other == value or other.denominator > 12 or (other == 1 and place.role in ("factor", "whole")):
            continue
        if about.closed and isinstance(tree, Num) and other.denominator > 1:
            continue
        new = spelled(other)
        if isinstance(tree, Num) and "." in tree.text:
            if other.denominator not in (1, 2, 4, 5, 10):
                continue
            new = Num(MADE, MADE, f"{float(other):g}")
        words: Words = (tree, " should be ", new)
        makes = "" if value == 1 and place.role in ("factor", "whole") else "wrong-coefficient"
        yield Change(makes, "wrong-coefficient", place, new, words)


def nudge_decimal(about: Surroundings, place: Place) -> Iterator[Change]:
    """A decimal among other factors with its last digit off."""
    tree = place.tree
    if isinstance(tree, Num) and "." in tree.text and not curved(place) and len(tree.text) < 12:
        digits = len(tree.text.partition(".")[2])
        for units in (1, -1, 2, -2, 3, -3):
            value = Fraction(tree.text) + Fraction(units, 10**digits)
            if value > 0:
                new = Num(MADE, MADE, f"{float(value):.{digits}f}")
                words: Words = ("the last digits of ", tree, " are off: ", new, " is meant")
                yield Change("rounded-too-early", "rounded-too-early", place, new, words)


def number_of(tree: Tree | None) -> Fraction | None:
    """The value of a number or a fraction of two."""
    if isinstance(tree, Num) and len(tree.text) <= 12:
        return Fraction(tree.text)
    if isinstance(tree, Frac) and isinstance(tree.top, Num) and isinstance(tree.bottom, Num):
        return Fraction(tree.top.text) / Fraction(tree.bottom.text) if tree.bottom.text.strip("0.") else None
    return None


def scale(about: Surroundings, place: Place) -> Iterator[Change]:
    """The whole member times a simple number."""
    if place.role != "whole" or number_of(place.tree) is not None:
        return
    numbered = any(
        number_of(other.tree) is not None and not curved(other) and ("condition", 0) not in other.path
        for other in places(place.tree)
    )
    for ratio, name in FACTORS.items() if numbered else ():  # else a factor is missing
        tree = Bracket(MADE, MADE, "(", (place.tree,)) if isinstance(place.tree, Sum) else place.tree
        new = Product(MADE, MADE, (("", spelled(1 / ratio)), ("*", tree)))
        yield Change("", "wrong-coefficient", place, new, (f"this is {name} the right value",))


def change_exponent(about: Surroundings, place: Place) -> Iterator[Change]:
    """An exponent one too high or too low, of the wrong sign, forgotten, or written where none belongs."""
    tree = place.tree
    if place.role in ("exponent", "of", "by", "bound", "condition"):
        return
    if isinstance(tree, Power) or (isinstance(tree, Call) and tree.power is not None):
        exponent = tree.exponent if isinstance(tree, Power) else tree.power
        assert exponent is not None
        for other, lowered in _others(exponent):
            yield _raised(about, place, tree, exponent, other, lowered)
    elif (
        isinstance(tree, (Name, Bracket, Call))
        and not is_number(tree)
        and place.role in ("whole", "term", "factor", "divisor", "inside")
    ):
        yield from _powers(place, tree)
    elif isinstance(tree, Sum) and place.path and place.path[-1][0] == "bottom":
        yield from _powers(place, Bracket(MADE, MADE, "(", (tree,)))


def _powers(place: Place, tree: Tree) -> Iterator[Change]:
    """A square or a cube where no exponent is written."""
    for n in (2, 3):
        new = Power(MADE, MADE, tree, number(n))
        words: Words = ("the exponent is wrong: ", new, " is meant")
        yield Change("wrong-exponent", "wrong-exponent", place, new, words)


def _others(exponent: Tree) -> Iterator[tuple[Tree | None, str]]:
    """Exponents near one, and whether that is one less or one more."""
    negative = isinstance(exponent, Sum) and len(exponent.terms) == 1 and exponent.terms[0][0] == "-"
    inner = exponent.terms[0][1] if negative and isinstance(exponent, Sum) else exponent
    value = number_of(inner)
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
    about: Surroundings, place: Place, tree: Power | Call, exponent: Tree, other: Tree | None, how: str
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
